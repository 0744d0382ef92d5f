"""Means over replications and their confidence intervals (Student's t)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

__all__ = ["CONFIDENCE", "Estimate", "estimate"]

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications, with its interval; missing values are left out, and `n` tells how many remain."""

    n: int
    mean: float
    sd: float
    ci_low: float
    ci_high: float

    @property
    def half_width(self) -> float:
        """Half the width of the interval; NaN where there is none."""
        return (self.ci_high - self.ci_low) / 2


def estimate(values: NDArray[np.float64]) -> Estimate:
    """Estimate a mean from one value a replication.

    One value has no interval; no value has no mean either.
    """
    known = np.asarray(values, dtype=float)
    known = known[~np.isnan(known)]
    n = len(known)
    if n == 0:
        return Estimate(0, np.nan, np.nan, np.nan, np.nan)
    mean = float(known.mean())
    if n == 1:
        return Estimate(1, mean, np.nan, np.nan, np.nan)
    sd = float(known.std(ddof=1))
    half = float(special.stdtrit(n - 1, (1 + CONFIDENCE) / 2)) * sd / np.sqrt(n)
    return Estimate(n, mean, sd, mean - half, mean + half)
