"""What happened to a row of a list: repaired, merged, left out, or kept apart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Finding", "Kind"]


class Kind(StrEnum):
    """What a finding says of its row."""

    REPAIRED = "repaired"
    """A cell was read as something other than what is printed; the row goes on."""
    MERGED = "merged"
    """The row says more about a jail that another row has begun."""
    LEFT_OUT = "left_out"
    """The row gives no jail, for the reason stated."""
    KEPT_APART = "kept_apart"
    """The row is about a task force, which says nothing about a jail."""


@dataclass(frozen=True)
class Finding:
    """A line of the report: why something became of a cell, or of a whole row, which has no column.

    The header is row 1, and a column is as the file heads it. For a merged row, `became` is the jail.
    """

    file: str
    row: int
    column: str
    as_printed: str
    became: str
    reason: str
    kind: Kind
