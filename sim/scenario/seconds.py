"""Whole seconds: the model's only unit of time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HOUR_SECONDS = 3600
DAY_SECONDS = 24 * HOUR_SECONDS

NEVER = int(np.iinfo(np.int64).max)
"""The second of what does not happen; later than every other."""

APART_SECONDS = 2**40
"""Longer than any run, with all that happens in it."""

LONGEST_YEARS = 100
"""Longer draws are cut to a century, so that sums of seconds stay far from the limits of int64."""

LONGEST_HOURS = LONGEST_YEARS * 365.25 * 24
LONGEST_SECONDS = LONGEST_HOURS * HOUR_SECONDS

Seconds = NDArray[np.int64]


def whole_seconds(hours: NDArray[np.float64] | float) -> Seconds:
    """Round durations in hours to whole seconds."""
    seconds: Seconds = np.rint(np.minimum(hours, LONGEST_HOURS) * HOUR_SECONDS).astype(np.int64)
    return seconds
