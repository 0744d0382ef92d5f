"""What a county's own records give of its bookings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Column", "Records"]


@dataclass(frozen=True, eq=False)
class Column:
    """What a file gives of one fact: a value a booking, and whether the cell was filled."""

    values: NDArray[Any]
    given: NDArray[np.bool_]

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
        Of a booking without a release: how long it had lasted at the file's last time, else 0.
    """

    digest: str
    booked_at: NDArray[np.int64]
    inside_seconds: NDArray[np.int64]
    columns: dict[str, Column] = field(default_factory=dict)
