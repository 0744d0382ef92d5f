"""What columns tell, and how headers spell it: ``columns.csv``, the table of all who read files as they come."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Told:
    """What a column tells, for people, and how headers spell it, the surest first: small letters, single blanks."""

    meaning: str
    spellings: tuple[str, ...]


READERS = ("agencies", "records", "nobody")
"""Who reads files as they come; what nobody asks for is told by words that other columns have."""


@cache
def told_by_columns(reader: str) -> Mapping[str, Told]:
    """What one of the `READERS` wants to know, by the role of a column."""
    text = files("sim.sheets").joinpath("columns.csv").read_text(encoding="utf-8")
    rows = (row for row in csv.DictReader(text.splitlines()) if row["read_by"] == reader)
    return {row["role"]: Told(row["meaning"], tuple(row["spellings"].split(", "))) for row in rows}


SAME = {
    **dict.fromkeys(("dt", "dte"), "date"),
    **dict.fromkeys(("dttm", "dtm", "datetime", "timestamp"), "date time"),
    **dict.fromkeys(("num", "no", "nbr", "nr"), "number"),
    **dict.fromkeys(("desc", "descr"), "description"),
    "tm": "time",
    "rel": "release",
    "bkg": "booking",
    "bk": "booking",
    "offence": "offense",
    "chg": "charge",
}
"""Words that headers shorten or spell otherwise."""

IDLE = {"inmate", "offender", "defendant", "arrestee", "jail", "actual", "latest", "current", "original", "and", "of"}
"""Words that change nothing of what a header means."""
