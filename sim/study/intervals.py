"""Means over replications and their confidence intervals (Student's t), and between which values a run lies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from sim.scenario import special

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

    @property
    def has_interval(self) -> bool:
        """Whether there is an interval, as there is none of one replication."""
        return not (math.isnan(self.ci_low) or math.isnan(self.ci_high))

    @property
    def is_clear(self) -> bool:
        """Whether it is surely not 0; without an interval, whether it is not 0."""
        return self.ci_low > 0 or self.ci_high < 0 if self.has_interval else self.mean != 0


@dataclass(frozen=True, slots=True)
class Estimates:
    """Means over replications of several things at once, each field an array with a value a thing."""

    n: NDArray[np.int64]
    mean: NDArray[np.float64]
    sd: NDArray[np.float64]
    ci_low: NDArray[np.float64]
    ci_high: NDArray[np.float64]


class Interval(StrEnum):
    """What 95 % intervals over replications are: of their mean (Student's t), or such that 95 % of them lie within.

    The second is for replications of which each takes a draw of what is not known: how narrow the mean over draws is
    says nothing of how far the truth may be from it.
    """

    OF_MEAN = "of the mean"
    OF_REPLICATIONS = "of replications"


def estimates(values: NDArray[np.float64], interval: Interval = Interval.OF_MEAN) -> Estimates:
    """Estimate means from a row a replication; what is missing is left out.

    Parameters
    ----------
    values
        Shape (replications, things). One known value has no interval; none has no mean either.
    interval
        Which interval.
    """
    known = ~np.isnan(values)
    n = known.sum(axis=0)
    filled = np.where(known, values, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(n > 0, filled.sum(axis=0) / n, np.nan)
        squares = np.where(known, (filled - mean) ** 2, 0.0).sum(axis=0)
        sd = np.where(n > 1, np.sqrt(squares / (n - 1)), np.nan)
        half = special.stdtrit(np.maximum(n - 1, 1), (1 + CONFIDENCE) / 2) * sd / np.sqrt(n)
    if interval is Interval.OF_MEAN:
        return Estimates(n, mean, sd, mean - half, mean + half)
    spread = spreads(values)
    return Estimates(n, mean, sd, *(np.where(n > 1, end, np.nan) for end in (spread.low, spread.high)))


def estimate(values: NDArray[np.float64], interval: Interval = Interval.OF_MEAN) -> Estimate:
    """Estimate a mean from one value a replication.

    One value has no interval; no value has no mean either.
    """
    each = estimates(np.asarray(values, dtype=float)[:, np.newaxis], interval)
    return Estimate(int(each.n[0]), *(float(part[0]) for part in (each.mean, each.sd, each.ci_low, each.ci_high)))


@dataclass(frozen=True, slots=True)
class Spreads:
    """Where single values of several things lie, each field an array with a value a thing: a mean, and 95 % of all."""

    n: NDArray[np.int64]
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def spreads(values: NDArray[np.float64]) -> Spreads:
    """Tell between which values the middle 95 % of each column lie; what is missing is left out.

    Parameters
    ----------
    values
        Shape (values, things). Of a thing with no known value all is missing.
    """
    n = (~np.isnan(values)).sum(axis=0)
    tail = (1 - CONFIDENCE) / 2
    mean, low, high = np.full((3, values.shape[1]), np.nan)
    # To leave out what is missing takes a hundred times as long.
    for columns, quantiles in ((n == len(values), np.quantile), ((n > 0) & (n < len(values)), np.nanquantile)):
        if columns.any():
            mean[columns] = np.nanmean(values[:, columns], axis=0)
            low[columns], high[columns] = quantiles(values[:, columns], [tail, 1 - tail], axis=0)
    return Spreads(n, mean, low, high)
