"""What became of the rows of files: read as a record of their own, merged into another, or left out, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What becomes of a row, or of a cell in it."""

    REPAIRED = "repaired"
    """A cell was read as something other than what is printed; the row goes on."""
    MERGED = "merged"
    """The row says more of a record that another row has begun, or repeats it."""
    LEFT_OUT = "left_out"
    """The row gives no record, for the reason stated."""
    KEPT_APART = "kept_apart"
    """The row is a record of something else than is asked for."""


@dataclass(frozen=True)
class Entry:
    """Rows with the same fate for the same reason, where the first of them stand, and of public lists what they say."""

    fate: Fate
    reason: str
    rows: int
    where: Sequence[str] = ()
    printed: Sequence[str] = ()


@dataclass(frozen=True)
class Account:
    """Rows read, and what became of them: they are the records, and those merged, left out and kept apart, added up."""

    read: int
    records: int
    entries: tuple[Entry, ...]

    def count(self, fate: Fate) -> int:
        """How many rows have a fate; of repairs, how many there were."""
        return sum(each.rows for each in self.entries if each.fate is fate)

    @property
    def adds_up(self) -> bool:
        """Whether every row is accounted for, once."""
        return self.read == self.records + sum(map(self.count, (Fate.MERGED, Fate.LEFT_OUT, Fate.KEPT_APART)))

    def why(self, most: int = 3) -> str:
        """For which reasons most rows give no record."""
        lost = [each for each in self.entries if each.fate in {Fate.LEFT_OUT, Fate.KEPT_APART}]
        lost.sort(key=lambda each: -each.rows)
        return "; ".join(f"{each.reason} ({each.rows:,})" for each in lost[:most]) or "there is none"
