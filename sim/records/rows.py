"""The rows of all files of an export, as numbers: what identifies is a hash, what is text a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.records.mapping import Columns
from sim.records.moments import NO_ZONE, NONE, Moments, Order
from sim.records.packing import joined
from sim.scenario.arrays import Bools, Floats, Ints
from sim.sheets.layout import Layout
from sim.sheets.streaming import Stream

Hashes = NDArray[np.uint64]

NOTHING = np.uint64(0)
"""The hash of a blank cell."""

_ROW_BITS = 32


@dataclass(frozen=True)
class Source:
    """A file, how its columns are read, and the night of its name, in days since 1970, if it is a roster."""

    layout: Layout
    columns: Columns
    night: int | None = None

    def __str__(self) -> str:
        told = ", ".join(f"{role} from {name!r}" for role, name in self.columns.headers.items())
        return f"{self.layout.path}: {told}"


@dataclass(frozen=True, eq=False)
class Rows:
    """Some rows, in their order.

    Parameters
    ----------
    source, row
        The number of the file, and of the row in it.
    begins
        Which are of files that say when people were booked; those of others say more of bookings of these.
    blanked
        Which have a word that is read as a blank cell.
    number, person
        Hashes; `NOTHING` of a blank cell.
    night
        Days since 1970; -1 of none.
    stay
        As printed, in whichever unit; NaN of none, below 0 of what is no length of time.
    charge, severity, reason
        Codes of the texts of `Told`.
    facts
        By key 1 for yes, 0 for no, -1 where nothing is told.
    """

    source: NDArray[np.int16]
    row: NDArray[np.int32]
    begins: Bools
    blanked: Bools
    booked: Moments
    released: Moments
    number: Hashes
    person: Hashes
    night: NDArray[np.int32]
    stay: Floats
    charge: NDArray[np.int32]
    severity: NDArray[np.int32]
    reason: NDArray[np.int32]
    facts: Mapping[str, NDArray[np.int8]]

    def __len__(self) -> int:
        return len(self.row)

    @property
    def places(self) -> Ints:
        """Where they stand among all rows: later ones have greater numbers."""
        places: Ints = self.source.astype(np.int64) << _ROW_BITS | self.row
        return places

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Those of several batches, one after another."""
        return cls(**{each.name: _joined([getattr(part, each.name) for part in parts]) for each in fields(cls)})


@dataclass
class Counts:
    """How many rows have what, of all that must be known before they can be bookings.

    Parameters
    ----------
    begin
        Of files that tell bookings.
    released, inside, blank
        With a release; with a word for people who are inside; of bookings whose release is not given.
    day_first, month_first, either_order
        Dates that can only have the day first, only the month, or that are another by either order.
    zoned
        Times with a time zone behind them.
    booked_timed, released_timed, numbered, personal, of_a_night
        With a time of day, a number, a person, a night.
    """

    begin: int = 0
    released: int = 0
    inside: int = 0
    blank: int = 0
    day_first: int = 0
    month_first: int = 0
    either_order: int = 0
    zoned: int = 0
    booked_timed: int = 0
    released_timed: int = 0
    numbered: int = 0
    personal: int = 0
    of_a_night: int = 0

    def add(self, rows: Rows) -> None:
        """Count some more rows."""
        booked, released = rows.booked, rows.released
        self.begin += _many(rows.begins)
        self.released += _many(~released.blank & ~released.inside)
        self.inside += _many(released.inside)
        self.blank += _many(released.blank & np.isnan(rows.stay) & rows.begins & ~booked.blank)
        for each in (booked, released):
            self.day_first += _many(each.order == Order.DAY_FIRST)
            self.month_first += _many(each.order == Order.MONTH_FIRST)
            self.either_order += _many(each.orders_differ)
            self.zoned += _many(each.zone != NO_ZONE)
        self.booked_timed += _many(booked.timed)
        self.released_timed += _many(released.timed)
        self.numbered += _many(rows.number != NOTHING)
        self.personal += _many(rows.person != NOTHING)
        self.of_a_night += _many(rows.night >= 0)


@dataclass(frozen=True, eq=False)
class Told:
    """What is told of all rows together; it has none of them.

    Parameters
    ----------
    streams
        The files as they were read, which know their lines.
    charges, severities, reasons
        The texts of each code.
    extracted
        When the export says that it was taken, by either order of month and day, the latest; `NONE` if it does not.
    has
        Which roles any of the files has.
    """

    streams: Sequence[Stream]
    counts: Counts
    charges: Sequence[str] = field(repr=False)
    severities: Sequence[str] = field(repr=False)
    reasons: Sequence[str] = field(repr=False)
    extracted: tuple[int, int] = (NONE, NONE)
    has: frozenset[str] = frozenset()

    @property
    def rows(self) -> int:
        """How many have been read."""
        return sum(stream.rows for stream in self.streams)

    @property
    def uneven(self) -> int:
        """How many rows had too few or too many cells."""
        return sum(len(stream.uneven) for stream in self.streams)

    def lines(self, places: Iterable[int]) -> list[str]:
        """Where rows stand, as file and line, by their `Rows.places`."""
        found = []
        for place in places:
            stream = self.streams[place >> _ROW_BITS]
            row = np.array([place & (1 << _ROW_BITS) - 1], dtype=np.int64)
            found.append(f"{stream.layout.path.name}:{int(stream.lines(row)[0])}")
        return found


def _joined(parts: Sequence[Any]) -> Any:
    if isinstance(parts[0], Moments):
        return Moments.joined(parts)
    if isinstance(parts[0], Mapping):
        return {key: joined([part[key] for part in parts]) for key in parts[0]}
    return joined(parts)


def _many(which: Bools) -> int:
    return int(np.count_nonzero(which))
