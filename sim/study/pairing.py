"""Paired differences: the same replications of two scenarios held against each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.study.intervals import estimates

__all__ = ["Floats", "paired"]

Floats = NDArray[np.float64]


def paired(before: Floats, after: Floats) -> dict[str, NDArray[np.float64] | NDArray[np.int64]]:
    """Paired differences of each measure, over the replications in which both are known."""
    before, after = np.where(np.isnan(after), np.nan, before), np.where(np.isnan(before), np.nan, after)
    base, other, difference = estimates(before), estimates(after), estimates(after - before)
    together = estimates((before - base.mean) * (after - other.mean))
    with np.errstate(divide="ignore", invalid="ignore"):
        correlation = together.mean * together.n / (together.n - 1) / (base.sd * other.sd)
    return {
        "n": difference.n,
        "base_mean": base.mean,
        "other_mean": other.mean,
        "difference": difference.mean,
        "ci_low": difference.ci_low,
        "ci_high": difference.ci_high,
        "correlation": np.where(np.isfinite(correlation), np.clip(correlation, -1, 1), np.nan),
    }
