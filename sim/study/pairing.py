"""Paired differences: the same replications of two scenarios held against each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.study.intervals import Interval, estimates

Floats = NDArray[np.float64]

PAIRED = ("n", "base_mean", "other_mean", "difference", "ci_low", "ci_high", "correlation")
"""What `paired` tells of each measure."""


def paired(
    before: Floats, after: Floats, interval: Interval = Interval.OF_MEAN
) -> dict[str, NDArray[np.float64] | NDArray[np.int64]]:
    """Paired differences of each measure, over the replications in which both are known."""
    before, after = np.where(np.isnan(after), np.nan, before), np.where(np.isnan(before), np.nan, after)
    base, other, difference = estimates(before), estimates(after), estimates(after - before, interval)
    together = estimates((before - base.mean) * (after - other.mean))
    with np.errstate(divide="ignore", invalid="ignore"):
        correlation = together.mean * together.n / (together.n - 1) / (base.sd * other.sd)
    found = np.where(np.isfinite(correlation), np.clip(correlation, -1, 1), np.nan)
    told = (difference.n, base.mean, other.mean, difference.mean, difference.ci_low, difference.ci_high, found)
    return dict(zip(PAIRED, told, strict=True))
