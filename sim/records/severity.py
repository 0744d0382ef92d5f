"""How serious a charge is, from what the file itself says: words for severity, and letters behind a charge.

Nothing is classified by a model: a word or a suffix is in these tables, or it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum


class Severity(IntEnum):
    """How serious a charge is; of several charges of a booking the highest counts."""

    UNKNOWN = 0
    OTHER = 1
    MISDEMEANOR = 2
    FELONY = 3


CLASS_NAMES = {Severity.FELONY: "felony", Severity.MISDEMEANOR: "misdemeanor", Severity.OTHER: "other"}
"""The charges of the scenario, the most serious first."""

_LETTERS = ("a", "b", "c", "d", "e", "u", "x", "s", "h", "1", "2", "3", "4", "5", "6")
_OTHER = (
    "infraction",
    "inf",
    "infr",
    "viol",
    "ord",
    "violation",
    "ordinance",
    "municipal",
    "traffic",
    "civil",
    "petty",
    "petty offense",
    "summary",
)

WORDS: dict[str, Severity] = {
    **dict.fromkeys(("felony", "felonies", "fel", "f", "capital", "capital felony"), Severity.FELONY),
    **dict.fromkeys(("misdemeanor", "misdemeanour", "misdemeanors", "misd", "misdmr", "m"), Severity.MISDEMEANOR),
    **dict.fromkeys(("gross misdemeanor", "gm"), Severity.MISDEMEANOR),
    **dict.fromkeys((*_OTHER, "i", "v", "o", "other", "t", "contempt", "hold", "warrant"), Severity.OTHER),
    **{f"{letter}f": Severity.FELONY for letter in _LETTERS if letter.isalpha()},
    **{f"f{letter}": Severity.FELONY for letter in _LETTERS},
    **{f"{letter}m": Severity.MISDEMEANOR for letter in _LETTERS if letter.isalpha()},
    **{f"m{letter}": Severity.MISDEMEANOR for letter in _LETTERS},
    **{f"felony {letter}": Severity.FELONY for letter in _LETTERS},
    **{f"class {letter} felony": Severity.FELONY for letter in _LETTERS},
    **{f"felony class {letter}": Severity.FELONY for letter in _LETTERS},
    **{f"misdemeanor {letter}": Severity.MISDEMEANOR for letter in _LETTERS},
    **{f"class {letter} misdemeanor": Severity.MISDEMEANOR for letter in _LETTERS},
    **{f"misdemeanor class {letter}": Severity.MISDEMEANOR for letter in _LETTERS},
}
"""What exports write in a column of severities, in small letters and without points."""

_SUFFIXES = {word.upper(): severity for word, severity in WORDS.items() if len(word) <= 2 and word[-1:] in "fm"} | {
    f"{letter}{place}": severity
    for letter, severity in (("F", Severity.FELONY), ("M", Severity.MISDEMEANOR))
    for place in range(1, 7)
}
_SUFFIX = re.compile(r"(?:\s+|\s*[-/(]\s*)(?P<letters>[A-Z]?[FM][1-6]?|FELONY|FEL|MISDEMEANOR|MISD)\s*\)?\s*$")
_LONG = {"FELONY": Severity.FELONY, "FEL": Severity.FELONY, "MISDEMEANOR": Severity.MISDEMEANOR}
_BETWEEN = re.compile(r"\s*[|;\n]\s*")


def pieces(cell: str) -> list[str]:
    """The charges of a cell that holds several, with ``|`` or ``;`` between."""
    return [piece for piece in _BETWEEN.split(cell.strip()) if piece]


def of_words(cell: str) -> Severity:
    """The highest severity that the words of a cell name."""
    return max((WORDS.get(_plain(piece), Severity.UNKNOWN) for piece in pieces(cell)), default=Severity.UNKNOWN)


def of_suffixes(cell: str) -> Severity:
    """The highest severity by the letters that stand behind charges, such as ``LARCENY    AM`` or ``THEFT (F)``."""
    return max(map(_of_suffix, pieces(cell)), default=Severity.UNKNOWN)


def are_severities(cells: Sequence[str], least: float = 0.9) -> bool:
    """Whether at least such a share of the filled cells hold nothing but words for severity."""
    told = [cell for cell in cells if cell]
    known = sum(all(_plain(piece) in WORDS for piece in pieces(cell)) for cell in told)
    return bool(told) and known >= least * len(told)


def _of_suffix(piece: str) -> Severity:
    if not (found := _SUFFIX.search(piece)) or not piece[: found.start()].strip():
        return Severity.UNKNOWN
    letters = found["letters"]
    return _LONG.get(letters) or (
        Severity.MISDEMEANOR if letters == "MISD" else _SUFFIXES.get(letters, Severity.UNKNOWN)
    )


def _plain(piece: str) -> str:
    return re.sub(r"[\s.\-_]+", " ", piece).strip().lower()
