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


READERS = ("agencies", "records", "nobody", "words")
"""Who reads files as they come; what nobody asks for, and words whoever reads them, are in the table too."""


@cache
def told_by_columns(reader: str) -> Mapping[str, Told]:
    """What one of the `READERS` wants to know, by the role of a column."""
    text = files("sim.sheets").joinpath("columns.csv").read_text(encoding="utf-8")
    rows = (row for row in csv.DictReader(text.splitlines()) if row["read_by"] == reader)
    return {row["role"]: Told(row["meaning"], tuple(row["spellings"].split(", "))) for row in rows}


WORDS = {word: role for role, told in told_by_columns("words").items() for word in told.spellings}
"""For words that headers shorten or spell otherwise those that are meant; nothing for those that mean nothing."""
