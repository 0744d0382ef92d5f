"""Lengths of stay from records that were cut: the product-limit estimate with late entry and censoring.

Whoever was booked before a file begins is in it only because the stay lasted until then, and counts from then on (late
entry). Whoever was inside when it was taken stayed at least as long (censoring). Without the first, long stays count
too often; without the second, too seldom. Kaplan and Meier 1958; with late entry, Tsai, Jewell and Wang 1987.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from sim.scenario.arrays import Bools, Floats

FEWEST_AT_RISK = 10
"""Where fewer are left to be observed, what comes after is the tail, which is stated and not estimated."""

FEWEST_ENDED = 20
"""A charge with fewer ended stays takes those of all charges together."""

PROBABILITIES = (0.05, *(round(0.1 * tenth, 1) for tenth in range(1, 10)), 0.95, 0.975, 0.99, 0.995)
"""Where a scenario's quantiles have points, between 0 and 1."""

_NEARLY_ALL = 0.999


@dataclass(frozen=True)
class Spells:
    """Stays as records tell them, in hours, a value a booking.

    Parameters
    ----------
    hours
        Until release, or until when the person was last known to be inside.
    ended
        Whether it is until release.
    entry_hours
        From which hour of the stay on the records would have told its end.
    """

    hours: Floats
    ended: Bools
    entry_hours: Floats

    def __len__(self) -> int:
        return len(self.hours)

    def of(self, which: Bools) -> Spells:
        """Those of some bookings."""
        return Spells(self.hours[which], self.ended[which], self.entry_hours[which])


@dataclass(frozen=True)
class Survival:
    """The share of stays longer than so many hours.

    Parameters
    ----------
    hours
        At which somebody left, ascending.
    shares
        Of stays that are longer than that.
    at_risk
        How many were under observation just before.
    """

    hours: Floats
    shares: Floats
    at_risk: Floats

    @classmethod
    def of(cls, spells: Spells) -> Self:
        """Estimate it; a stay that ended as it came under observation tells nothing, and is left out.

        Examples
        --------
        >>> stays = Spells(np.array([1.0, 2.0, 3.0]), np.array([True, False, True]), np.zeros(3))
        >>> Survival.of(stays).shares.round(3).tolist()
        [0.667, 0.0]
        """
        seen = spells.of(spells.hours > spells.entry_hours)
        hours, left = np.unique(seen.hours[seen.ended], return_counts=True)
        entered = np.searchsorted(np.sort(seen.entry_hours), hours, side="left")
        gone = np.searchsorted(np.sort(seen.hours), hours, side="left")
        at_risk = (entered - gone).astype(np.float64)
        # Before others have entered, the last of a few who leave must not make all stays end.
        emptied = (left == at_risk) & (np.arange(len(hours)) < len(hours) - 1)
        return cls(hours, np.cumprod(np.where(emptied, 1.0, 1 - left / at_risk), dtype=np.float64), at_risk)

    def quantile(self, probability: float) -> float:
        """The hours within which this share of stays has ended; infinite where that was not observed."""
        reached = np.flatnonzero(self.shares <= 1 - probability + 1e-12)
        return float(self.hours[reached[0]]) if len(reached) else float("inf")

    @property
    def median_hours(self) -> float:
        """Half of all stays are no longer."""
        return self.quantile(0.5)


@dataclass(frozen=True)
class Quantiles:
    """Stays as a scenario has them.

    Parameters
    ----------
    points
        Hours by probability, from 0 to 1.
    tail_from
        The probability above which hours are those of the tail; 1 without one.
    tail_mean_hours
        How much longer a stay in the tail lasts on average: there, it ends at any time alike.
    bookings, ended
        On how many stays they rest, and how many of these ended under observation.
    pooled
        Whether they are those of all charges, for want of stays of this one.
    """

    points: dict[float, float]
    tail_from: float
    tail_mean_hours: float
    bookings: int
    ended: int
    pooled: bool = False

    @property
    def mean_hours(self) -> float:
        """The mean of the quantiles, straight between the points."""
        return float(np.trapezoid(list(self.points.values()), list(self.points)))

    @property
    def sd_hours(self) -> float:
        """The standard deviation of the quantiles."""
        probabilities, hours = np.array(list(self.points)), np.array(list(self.points.values()))
        low, high = hours[:-1], hours[1:]
        squares = float((np.diff(probabilities) * (low**2 + low * high + high**2) / 3).sum())
        return float(np.sqrt(max(0.0, squares - self.mean_hours**2)))

    @property
    def median_hours(self) -> float:
        """Half of the stays are no longer."""
        return self.points[0.5]


def quantiles_of(spells: Spells) -> Quantiles | None:
    """Quantiles of stays, with a tail where the longest were not observed to their end; None of too few ended stays."""
    ended = int((spells.ended & (spells.hours > spells.entry_hours)).sum())
    if ended < FEWEST_ENDED:
        return None
    survival = Survival.of(spells)
    whole = bool(survival.shares[-1] <= 0) and not (~spells.ended & (spells.hours >= survival.hours[-1])).any()
    enough = np.flatnonzero(survival.at_risk >= FEWEST_AT_RISK)
    last = len(survival.hours) - 1 if whole and not spells.entry_hours.any() else int(enough[-1]) if len(enough) else 0
    seen_until = 1 - float(survival.shares[last])
    if seen_until >= 1 - 1e-12:
        points = {p: survival.quantile(p) for p in PROBABILITIES}
        return Quantiles(_rising(points, survival, float(survival.hours[-1])), 1.0, 0.0, len(spells), ended)
    from_hours, mean = float(survival.hours[last]), _mean_rest(spells, survival, last)

    def tail(probability: float) -> float:
        return from_hours + mean * float(np.log((1 - seen_until) / (1 - probability)))

    points = {p: survival.quantile(p) if p <= seen_until else tail(p) for p in PROBABILITIES}
    return Quantiles(
        _rising(points, survival, tail(max(_NEARLY_ALL, 1 - (1 - seen_until) / 10))),
        round(seen_until, 4),
        mean,
        len(spells),
        ended,
    )


def _mean_rest(spells: Spells, survival: Survival, last: int) -> float:
    """How long the longer half of stays goes on: hours under observation there, an end."""
    begins = survival.quantile((1 - float(survival.shares[last])) / 2)
    watched = np.maximum(spells.hours - np.maximum(spells.entry_hours, begins), 0).sum()
    ends = (spells.ended & (spells.hours > begins) & (spells.hours > spells.entry_hours)).sum()
    return float(watched / max(int(ends), 1))


def _rising(points: dict[float, float], survival: Survival, most: float) -> dict[float, float]:
    """Points from 0 to 1, as a file has them."""
    first = max(0.0, float(survival.hours[0]))
    hours = np.maximum.accumulate([first, *points.values(), most])
    return dict(zip((0.0, *points, 1.0), [float(f"{each:.4g}") for each in hours], strict=True))


def shares_by_stay(hours: Floats, moved: Bools, steps: tuple[float, ...] = (0, 24, 168, 720)) -> dict[float, float]:
    """The share of ended stays that ended elsewhere than at large, by how long they lasted.

    Steps of few are joined to the next. Shares never fall as stays grow, as a scenario has it: where counts do, they
    are pooled (isotonic regression).
    """
    from scipy.optimize import isotonic_regression

    begins, shares, weights = [], [], []
    begin = steps[0]
    for end in (*steps[1:], np.inf):
        within = (hours >= begin) & (hours < end)
        if within.sum() >= FEWEST_ENDED or (end == np.inf and within.any()):
            begins.append(begin)
            shares.append(float(moved[within].mean()))
            weights.append(float(within.sum()))
            begin = end
    rising = isotonic_regression(shares, weights=weights).x
    told: dict[float, float] = {}
    for begin, share in zip(begins, rising, strict=True):
        if round(float(share), 4) not in told.values():
            told[begin] = round(float(share), 4)
    return told
