"""What is counted of many moments, some of them at a time: else each step of the way is as long as all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.scenario.arrays import Ints
from sim.scenario.seconds import DAY_SECONDS

AT_ONCE = 1 << 17


def pieces(many: int) -> Iterator[slice]:
    """Slices of an array of so many values, one after another."""
    return (slice(begin, begin + AT_ONCE) for begin in range(0, many, AT_ONCE))


def counted(values: NDArray[Any], kinds: int, kind_of: Callable[[Any], Any] = np.asarray) -> Ints:
    """How many values are of each of some kinds, which are told by their numbers; of others none are counted."""
    counts = np.zeros(kinds, dtype=np.int64)
    for some in pieces(len(values)):
        kind = kind_of(values[some])
        counts += np.bincount(kind[(kind >= 0) & (kind < kinds)], minlength=kinds)
    return counts


def days_of(wall_seconds: Ints) -> NDArray[np.int32]:
    """Days since 1970."""
    days = np.empty(len(wall_seconds), dtype=np.int32)
    for some in pieces(len(wall_seconds)):
        days[some] = wall_seconds[some] // DAY_SECONDS
    return days


def midnight_share(wall_seconds: Ints) -> float:
    """The share of moments at 00:00; 0 of none."""
    at = sum(int(np.count_nonzero(wall_seconds[some] % DAY_SECONDS == 0)) for some in pieces(len(wall_seconds)))
    return at / max(1, len(wall_seconds))
