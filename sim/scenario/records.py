"""What a county's own records give of its bookings."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.scenario.arrays import Bools, Ints


@dataclass(frozen=True, eq=False)
class Column:
    """What a file gives of one fact: a value a booking, and whether the cell was filled."""

    values: NDArray[Any]
    given: Bools

    @classmethod
    def blank(cls, count: int) -> Self:
        """A column of yes or no in which nothing is filled."""
        return cls(np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_))

    @property
    def holds(self) -> Bools:
        """Of which bookings it says yes, where it is yes or no."""
        holds: Bools = self.given & self.values
        return holds

    def rows(self, places: NDArray[np.intp]) -> Column:
        """Give the rows at these places."""
        return Column(self.values[places], self.given[places])


@dataclass(frozen=True, eq=False)
class Records:
    """The bookings of one file, in order of their time.

    Parameters
    ----------
    digest
        SHA-256 of the file.
    booked_at
        Model seconds, ascending.
    columns
        By fact: ``charge`` as places in the scenario's charges, ``stay_seconds`` and other durations in seconds,
        yes-or-no facts as booleans.
    inside_seconds
        Of a booking that has not ended: how long it had lasted at the file's last time, else 0.
    repeated
        How many have the booking and the release of one before.
    remarks
        What about the file may be wrong.
    named_from
        The folder from which the scenario names the file.
    """

    digest: str
    booked_at: Ints
    inside_seconds: Ints
    columns: dict[str, Column] = field(default_factory=dict)
    repeated: int = 0
    remarks: tuple[str, ...] = ()
    named_from: str = ""

    @cached_property
    def contents_digest(self) -> bytes:
        """What stands for all that a draw reads of them, by whichever rules the file was read."""
        read: dict[str, NDArray[Any]] = {"booked_at": self.booked_at, "inside_seconds": self.inside_seconds}
        for name, column in self.columns.items():
            read |= {f"{name} values": column.values, f"{name} given": column.given}
        digest = hashlib.blake2b(digest_size=16)
        for name, values in sorted(read.items()):
            digest.update(f"{name} {values.dtype} {values.shape}".encode())
            digest.update(np.ascontiguousarray(values).tobytes())
        return digest.digest()

    @cached_property
    def keys(self) -> Ints:
        """What each booking is known by, wherever it stands: its second, its charge, its number among equals.

        Equals are numbered by what else is given of them. A blank charge is a charge of its own. No two are the same.
        """
        count = len(self.booked_at)
        charge = self.columns.get("charge", Column.blank(count))
        known_by = self.booked_at * _CHARGES + np.where(charge.given, charge.values + 1, 0)
        given = [np.where(column.given, column.values, -1) for _, column in sorted(self.columns.items())]
        order = np.lexsort((*given, self.inside_seconds, known_by))
        begins = np.flatnonzero(np.diff(known_by[order], prepend=np.iinfo(np.int64).min))
        among_equals = np.arange(count) - np.repeat(begins, np.diff(begins, append=count))
        keys: Ints = known_by * _EQUALS
        keys[order] += among_equals
        return keys


_CHARGES, _EQUALS = 1 << 10, 1 << 19
"""More charges, and more bookings of one second and charge, than there are; a century of seconds has 32 bits."""
