"""Arrays by what they hold; those of model seconds are `sim.scenario.seconds.Seconds`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def tally(places: NDArray[np.integer[Any]], at_least: int = 0) -> Ints:
    """How often each whole number from 0 occurs, as `numpy.bincount` counts, of so many numbers at least.

    Counts are of 64 bits wherever Python runs; places are handed on in the platform's own index type, for elsewhere
    than on machines of 64 bits NumPy takes no other.
    """
    return np.bincount(places.astype(np.intp, copy=False), minlength=at_least).astype(np.int64, copy=False)


def tally_of(weights: NDArray[Any], places: NDArray[np.integer[Any]], at_least: int = 0) -> Floats:
    """The weights at each whole number from 0, added up; as `tally`."""
    totals = np.bincount(places.astype(np.intp, copy=False), weights=weights, minlength=at_least)
    return totals.astype(np.float64, copy=False)
