"""The charge of each row, as a place among the scenario's: by severity, by suffix, or by a list of people's own."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.records.rows import Rows, Told
from sim.records.severity import CLASS_NAMES, Severity, of_suffixes, of_words, pieces
from sim.scenario.arrays import Bools
from sim.scenario.base import unknown_name
from sim.scenario.errors import Origin, Problem, ScenarioError
from sim.scenario.files.csvfile import lacks_a_column, uneven_row
from sim.sheets.layout import layout_of
from sim.sheets.whole import rows_below

FEWEST_TOLD = 10
"""A description or reason is written down where so many bookings have it; rarer ones may say who somebody is."""

_MOVES = re.compile(
    r"\b(transfer\w*|xfer|prison|penitentiary|doc|d\.o\.c|department of corrections|other agency|other jurisdiction"
    r"|another (?:agency|county|jurisdiction)|extradit\w*|ice|immigration|marshals?|usms|federal|military)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wordlist:
    """What people say of texts: ``charges.csv`` or ``reasons.csv``, matched exactly but for blanks around."""

    said: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, path: Path, column: str, allowed: Sequence[str]) -> Self:
        """Read a list with the columns ``description`` and `column`; a blank cell says nothing yet.

        Raises
        ------
        ValueError
            If it is none, with all that is wrong. What is described is not told.
        """
        layout = layout_of(path)
        if missing := {"description", column} - set(layout.header):
            where, why = Origin(str(path), layout.header_line), lacks_a_column(len(layout.header))
            raise ScenarioError([Problem(where, ", ".join(sorted(missing)), why)])
        text, word = layout.header.index("description"), layout.header.index(column)
        said, problems = {}, []
        for line, cells in rows_below(layout):
            if len(cells) != len(layout.header):
                problems.append(Problem(Origin(str(path), line), "", uneven_row(cells, layout.header)))
            elif (meant := cells[word].strip()) and meant not in allowed:
                problems.append(Problem(Origin(str(path), line), column, unknown_name(column, meant, allowed)))
            elif meant:
                said[cells[text].strip()] = meant
        if problems:
            raise ScenarioError(problems)
        return cls(said)


@dataclass(frozen=True)
class Classes:
    """The charges of the scenario, the most serious first, and what tells that a row is of one.

    Parameters
    ----------
    said
        What people say of descriptions.
    split, suffixes
        Whether cells of several charges are taken apart, and letters behind them are read.
    """

    names: tuple[str, ...] = tuple(CLASS_NAMES.values())
    said: Wordlist = field(default_factory=Wordlist)
    split: bool = True
    suffixes: bool = True

    @property
    def other(self) -> int:
        """The place of the charge of all who have no other: ``other``, else the last."""
        return self.names.index("other") if "other" in self.names else len(self.names) - 1

    @property
    def unknown(self) -> int:
        """Stands for rows of which nothing is told."""
        return len(self.names)

    def descriptions(self, told: Told) -> Descriptions:
        """What each text of an export tells."""
        suffixes = [of_suffixes(text) for text in told.charges]
        unread = [Severity.UNKNOWN] * len(suffixes)
        return Descriptions(
            unknown=self.unknown,
            by_severity=self._places([of_words(text) for text in told.severities]),
            by_suffix=self._places(suffixes if self.suffixes else unread),
            by_list=np.array([self._said_of(text) for text in told.charges], dtype=np.int16),
            several=np.array([len(pieces(text)) > 1 for text in told.charges], dtype=np.bool_),
            lettered=np.array(suffixes, dtype=np.int8) > 0,
        )

    def _places(self, severities: Sequence[Severity]) -> NDArray[np.int16]:
        names = [CLASS_NAMES.get(severity, "") for severity in severities]
        places = [self.names.index(name) if name in self.names else self.unknown for name in names]
        return np.array(places, dtype=np.int16)

    def _said_of(self, text: str) -> int:
        parts = [text, *(pieces(text) if self.split else ())]
        said = [self.names.index(self.said.said[each]) for each in parts if each in self.said.said]
        return min(said, default=self.unknown)

    def by_list(self, told: Told) -> NDArray[np.bool_]:
        """Which descriptions the list has."""
        return np.array([self._said_of(text) < self.unknown for text in told.charges], dtype=np.bool_)

    def list_to_edit(self, told: Told, charge: NDArray[Any]) -> str | None:
        """The list of charges for people to fill in, as CSV: of bookings that only it can class; None without any."""
        counts = np.bincount(charge, minlength=len(told.charges))
        many: dict[str, int] = {}
        for text, count in zip(told.charges, counts, strict=True):
            for piece in dict.fromkeys(pieces(text) if self.split else [text] if text else []):
                many[piece] = many.get(piece, 0) + int(count)
        frequent = {text: count for text, count in many.items() if count >= FEWEST_TOLD}
        ordered = sorted(frequent.items(), key=lambda each: (-each[1], each[0]))
        rows_to_fill = [(text, count, self.said.said.get(text, "")) for text, count in ordered]
        return _as_csv(("description", "bookings", "class"), rows_to_fill) if rows_to_fill else None


@dataclass(frozen=True, eq=False)
class Descriptions:
    """What each text of an export tells, by its code: places among the scenario's charges.

    Parameters
    ----------
    unknown
        Stands for texts that tell nothing.
    by_severity
        Of the texts of severities; the others are of descriptions of charges.
    several, lettered
        Which have several charges in a cell, and which letters of severity behind one.
    """

    unknown: int
    by_severity: NDArray[np.int16]
    by_suffix: NDArray[np.int16]
    by_list: NDArray[np.int16]
    several: Bools
    lettered: Bools

    def of(self, rows: Rows) -> tuple[NDArray[np.int16], Mapping[str, int]]:
        """The class of each row, and of how many rows it was told by what."""
        by_severity, by_suffix = self.by_severity[rows.severity], self.by_suffix[rows.charge]
        by_list = self.by_list[rows.charge]
        found = np.where(by_severity < self.unknown, by_severity, by_suffix)
        told = {
            "the file's own severity": int((by_severity < self.unknown).sum()),
            "letters behind the charge": int(((by_severity == self.unknown) & (by_suffix < self.unknown)).sum()),
            "the list of charges": int(((found == self.unknown) & (by_list < self.unknown)).sum()),
        }
        return np.where(found < self.unknown, found, by_list), told


@dataclass(frozen=True)
class Reasons:
    """Which reasons of release mean that somebody went to prison or to another agency."""

    said: Wordlist = field(default_factory=Wordlist)

    def moved(self, reasons: Sequence[str]) -> NDArray[np.bool_]:
        """Of each reason, by what people say, else by words that it has."""
        return np.array([self._moved(text) for text in reasons], dtype=np.bool_)

    def _moved(self, text: str) -> bool:
        said = self.said.said.get(text)
        return said == "yes" if said else bool(_MOVES.search(text))

    def list_to_edit(self, reasons: Sequence[str], reason: NDArray[Any]) -> str | None:
        """The list of reasons for people to mend, as CSV; None without any."""
        counts = np.bincount(reason, minlength=len(reasons))
        told = [
            (text, int(count), "yes" if moved else "no")
            for text, count, moved in zip(reasons, counts, self.moved(reasons), strict=True)
            if text and count >= FEWEST_TOLD
        ]
        ordered = sorted(told, key=lambda each: (-each[1], each[0]))
        return _as_csv(("description", "bookings", "moves_on"), ordered) if ordered else None


def _as_csv(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
