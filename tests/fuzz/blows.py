"""Random damage to what people give: each a pure function of a file's content and a generator of random numbers."""

from __future__ import annotations

import copy
import csv
import io
import os
from collections.abc import Callable
from random import Random
from typing import Any

from ruamel.yaml import YAML

ODD_TEXTS = (
    "",
    " ",
    "nan",
    "inf",
    "-1",
    "0",
    "7",
    "1e400",
    "9" * 30,
    "1.5.2",
    "24:00-24:00",
    "2024-02-30",
    "0001-01-01",
    "9999-12-31",
    "=1+1",
    "<script>alert(1)</script>",
    "\x1b[31mred",
    "\x00",
    "\u202eright to left",
    "../../etc/passwd",
    "/dev/zero",
    "x" * 300,
    "県",
    "jails.*.bookings_per_year",
    "a=b=c",
    "{",
    "[1, 2",
    "yes",
)
_NUMBERS = (0, -1, 1, 2, 0.5, 1e-320, 1e308, -1e308, 2**63, 10**30, float("nan"), float("inf"), True, False, None)
_KINDS = ([], {}, [[]], {"": None}, {1: 2}, [None] * 30, {"by_charge": {}}, {"gamma": {"mean": 0, "sd": -1}})
_RAW = (
    "!!int",
    "!!float x",
    "!!binary x",
    "!!timestamp 2024",
    "!x y",
    "&a [*a]",
    "*a",
    "<<",
    "{",
    "|",
    '"\\ud800"',
    "%",
)

_yaml = YAML(typ="safe", pure=True)


def seeds(many: int) -> range:
    """As many seeds as the suite can afford, or as many times more as ``make fuzz`` asks for."""
    return range(many * int(os.environ.get("LOSTLEADS_FUZZ_TIMES", "1")))


def mutated_yaml(content: bytes, chance: Random) -> bytes:
    """A scenario file with one to three things wrong, or odd, or only other than they were."""
    blow = chance.choice((_changed, _changed, _changed, _with_raw_values, garbled))
    return blow(content, chance)


def mutated_table(content: bytes, chance: Random) -> bytes:
    """A CSV file with other cells or headings, or with rows that are missing, repeated or too short."""
    if chance.random() < 0.2:
        return garbled(content, chance)
    rows = list(csv.reader(io.StringIO(content.decode())))
    for _ in range(chance.choice((1, 1, 2, 3))):
        place = chance.choice((0, chance.randrange(len(rows))))
        blow = chance.choice(("cell", "cell", "cell", "row", "repeat", "cut"))
        if blow == "cell" and rows[place]:
            texts = (*ODD_TEXTS, chance.choice(chance.choice(rows) or [""]))
            rows[place][chance.randrange(len(rows[place]))] = chance.choice(texts)
        elif blow == "row" and len(rows) > 1:
            del rows[place]
        elif blow == "repeat":
            rows.insert(chance.randint(0, len(rows)), list(rows[place]))
        else:
            rows[place] = rows[place][: len(rows[place]) // 2]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode(errors="surrogatepass")


def garbled(content: bytes, chance: Random) -> bytes:
    """Bytes with some of them flipped, cut out, repeated or lost from a place on."""
    whole = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(whole) + 1)
        blow = chance.choice(("flip", "flip", "cut", "repeat", "lose"))
        if blow == "flip" and place < len(whole):
            whole[place] ^= 1 << chance.randrange(8)
        elif blow == "cut":
            del whole[place : place + chance.randint(1, 20)]
        elif blow == "repeat":
            whole[place:place] = whole[place : place + chance.randint(1, 200)]
        elif chance.random() < 0.2:
            del whole[place:]
    return bytes(whole)


def _with_raw_values(content: bytes, chance: Random) -> bytes:
    """Text that no program would write, in the place of values."""
    lines = content.decode().splitlines()
    for _ in range(chance.randint(1, 2)):
        place = chance.randrange(len(lines))
        key, colon, _ = lines[place].partition(":")
        lines[place] = f"{key}{colon} {chance.choice(_RAW)}"
    return "\n".join(lines).encode()


def _changed(content: bytes, chance: Random) -> bytes:
    data = _yaml.load(content)
    for _ in range(chance.choice((1, 1, 2, 3))):
        places = _places(data)
        if not places:
            break
        within, key = chance.choice(places)
        chance.choice(_CHANGES)(within, key, chance, data)
    text = io.BytesIO()
    _yaml.dump(data, text)
    return text.getvalue()


def _places(data: Any) -> list[tuple[Any, Any]]:
    """Every value of a document, as the mapping or list that holds it and its key there; those of an alias once."""
    places, seen, ahead = [], set(), [data]
    while ahead:
        within = ahead.pop()
        keys = within if isinstance(within, dict) else range(len(within)) if isinstance(within, list) else ()
        if id(within) not in seen:
            seen.add(id(within))
            places += [(within, key) for key in keys]
            ahead += [within[key] for key in keys]
    return places


def _replaced(within: Any, key: Any, chance: Random, data: Any) -> None:
    within[key] = copy.deepcopy(chance.choice(chance.choice((ODD_TEXTS, _NUMBERS, _KINDS))))


def _of_elsewhere(within: Any, key: Any, chance: Random, data: Any) -> None:
    above, other = chance.choice(_places(data))
    within[key] = copy.deepcopy(above[other])


def _scaled(within: Any, key: Any, chance: Random, data: Any) -> None:
    if isinstance(within[key], int | float) and not isinstance(within[key], bool):
        within[key] *= chance.choice((-1, 0, 0.1, 2, 10, 1e6, 1e300))
    else:
        _replaced(within, key, chance, data)


def _deleted(within: Any, key: Any, chance: Random, data: Any) -> None:
    del within[key]


def _misspelt(within: Any, key: Any, chance: Random, data: Any) -> None:
    if isinstance(within, dict):
        text = str(key)
        place = chance.randrange(len(text) + 1)
        within[chance.choice((text[:place] + text[place + 1 :], text.upper(), f"{text}s"))] = within.pop(key)


def _renamed(within: Any, key: Any, chance: Random, data: Any) -> None:
    if isinstance(within, dict):
        within[chance.choice(ODD_TEXTS)] = within.pop(key)


def _repeated(within: Any, key: Any, chance: Random, data: Any) -> None:
    if isinstance(within, list):
        within.insert(key, copy.deepcopy(within[key]))
    else:
        within[f"{key} again"] = within[key]


def _nested(within: Any, key: Any, chance: Random, data: Any) -> None:
    """Aliases of aliases, or a value many levels down."""
    wide = chance.random() < 0.5
    value = within[key]
    for _ in range(chance.choice((3, 8, 30)) if wide else chance.choice((3, 90, 150))):
        value = [value] * (9 if wide else 1)
    within[key] = value


_CHANGES: tuple[Callable[[Any, Any, Random, Any], None], ...] = (
    _replaced,
    _replaced,
    _scaled,
    _scaled,
    _of_elsewhere,
    _deleted,
    _misspelt,
    _renamed,
    _repeated,
    _nested,
)
