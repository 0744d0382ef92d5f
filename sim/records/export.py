"""All rows of an export, packed: a few dozen bytes are kept of a row until it is part of a booking, and no text.

Text is read once. What questions need is counted as it comes (`rows.Counts`); what bookings need is kept packed, for a
second reading would take as long as the first. Rows that have a key in common, such as a booking's number, are then
made into bookings together, a part of all keys at a time: all steps of the way are as long as a part, whatever the
number of rows, and only bookings are as long as all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.records.columns import FACT_KEYS
from sim.records.moments import Moments
from sim.records.packing import packed_apart
from sim.records.rows import Hashes, Rows, Told

ROWS_AT_ONCE = 1 << 17
"""So many rows are made into bookings at once, or those of one key, if they are more."""


_COLUMNS = ("source", "begins", "blanked", "number", "person", "night", "stay", "charge", "severity", "reason")
_MOMENTS = ("booked", "released")


class Batch:
    """Some rows one after another, packed."""

    def __init__(self, rows: Rows) -> None:
        columns = {name: getattr(rows, name) for name in _COLUMNS} | dict(rows.facts)
        for name in _MOMENTS:
            columns |= {f"{name}.{each.name}": getattr(getattr(rows, name), each.name) for each in fields(Moments)}
        # Of rows of one file this is one number over and over.
        columns["before"] = rows.row - np.arange(len(rows), dtype=np.int32)
        self._packed = packed_apart(columns)

    def __len__(self) -> int:
        return len(self._packed["before"])

    def at(self, places: NDArray[np.intp]) -> Rows:
        """Some of its rows."""
        at: dict[str, Any] = {name: each.at(places) for name, each in self._packed.items()}
        moments: dict[str, Any] = {
            name: Moments(**{each.name: at[f"{name}.{each.name}"] for each in fields(Moments)}) for name in _MOMENTS
        }
        return Rows(
            row=at["before"] + places.astype(np.int32),
            facts={key: at[key] for key in FACT_KEYS},
            **moments,
            **{name: at[name] for name in _COLUMNS},
        )


@dataclass(frozen=True, eq=False)
class Export:
    """All rows of all files, packed, those of one file after another.

    They are taken batch by batch, as they were read, or in parts of which none has anything to do with another.
    """

    told: Told
    packed: list[Batch]

    def __len__(self) -> int:
        return sum(map(len, self.packed))

    def batches(self) -> Iterator[Rows]:
        """All rows, as they were read."""
        for batch in self.packed:
            yield batch.at(np.arange(len(batch)))

    def given_away(self, keys: Callable[[Rows], Hashes]) -> Iterator[Rows]:
        """All rows in parts: those with the same key at once, the least keys first. Then none is left."""
        parts = -(-len(self) // ROWS_AT_ONCE)
        part_of = [_part_of(keys(rows), parts) for rows in self.batches()]
        for part in range(parts):
            places = [np.flatnonzero(each == part) for each in part_of]
            yield Rows.joined([batch.at(some) for batch, some in zip(self.packed, places, strict=True)])
        self.packed.clear()


def packed(batches: Iterable[Rows]) -> list[Batch]:
    """Pack rows as they come."""
    kept, waiting = [], list[Rows]()
    for rows in batches:
        waiting.append(rows)
        if sum(map(len, waiting)) >= ROWS_AT_ONCE:
            kept.append(Batch(Rows.joined(waiting)))
            waiting.clear()
    return [*kept, Batch(Rows.joined(waiting))] if waiting else kept


def _part_of(keys: Hashes, parts: int) -> NDArray[np.uint16]:
    """Which part of all keys each lies in, the least first."""
    return ((keys >> np.uint64(32)) * np.uint64(parts) >> np.uint64(32)).astype(np.uint16)
