"""Lengths of stay from records that were cut: the product-limit estimate with late entry and censoring.

Whoever was booked before a file begins is in it only because the stay lasted until then, and counts from then on (late
entry). Whoever was inside when it was taken stayed at least as long (censoring). Without the first, long stays count
too often; without the second, too seldom. Kaplan and Meier 1958; with late entry, Tsai, Jewell and Wang 1987.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from sim.scenario.arrays import Bools, Floats, Ints
from sim.scenario.seconds import HOUR_SECONDS

FEWEST_AT_RISK = 10
"""Where fewer are left to be observed, what comes after is the tail, which is stated and not estimated."""

FEWEST_ENDED = 20
"""A charge with fewer ended stays takes those of all charges together."""

PROBABILITIES = (0.05, *(round(0.1 * tenth, 1) for tenth in range(1, 10)), 0.95, 0.975, 0.99, 0.995)
"""Where a scenario's quantiles have points, between 0 and 1."""

_NEARLY_ALL = 0.999


@dataclass(frozen=True)
class Spells:
    """Stays as records tell them, in hours.

    Parameters
    ----------
    hours
        Until release, or until when the person was last known to be inside.
    ended
        Whether it is until release.
    entry_hours
        From which hour of the stay on the records would have told its end.
    many
        How many stays are like that.
    """

    hours: Floats
    ended: Bools
    entry_hours: Floats
    many: Ints

    @classmethod
    def each(cls, hours: Floats, ended: Bools, entry_hours: Floats) -> Self:
        """Stays one by one."""
        return cls(hours, ended, entry_hours, np.ones(len(hours), dtype=np.int64))

    @classmethod
    def counted(cls, seconds: Ints, ended: Bools, entry_seconds: Ints) -> Self:
        """Stays that are counted, those that are alike together: few bytes of many stays.

        Examples
        --------
        >>> Spells.counted(np.array([60, 60, 90]), np.array([True, True, False]), np.zeros(3, dtype=int)).many.tolist()
        [2, 1]
        """
        late = entry_seconds > 0
        both = seconds << 1
        both |= ended
        both = both[~late] if late.any() else both
        both.sort()
        begins = np.flatnonzero(np.concatenate([np.ones(min(1, len(both)), dtype=np.bool_), both[1:] != both[:-1]]))
        lengths, many = both[begins], np.diff(begins, append=len(both))
        order = np.lexsort((seconds[late], ended[late], entry_seconds[late]))
        return cls(
            np.concatenate([lengths >> 1, seconds[late][order]]) / HOUR_SECONDS,
            np.concatenate([(lengths & 1).astype(np.bool_), ended[late][order]]),
            np.concatenate([np.zeros(len(lengths)), entry_seconds[late][order] / HOUR_SECONDS]),
            np.concatenate([many, np.ones(len(order), dtype=np.int64)]),
        )

    @property
    def bookings(self) -> int:
        """How many there are."""
        return int(self.many.sum())

    def of(self, which: Bools) -> Spells:
        """Some of them."""
        if which.all():
            return self
        return Spells(self.hours[which], self.ended[which], self.entry_hours[which], self.many[which])


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
        >>> stays = Spells.each(np.array([1.0, 2.0, 3.0]), np.array([True, False, True]), np.zeros(3))
        >>> Survival.of(stays).shares.round(3).tolist()
        [0.667, 0.0]
        """
        seen = spells.of(spells.hours > spells.entry_hours)
        hours, place = np.unique(seen.hours[seen.ended], return_inverse=True)
        left = np.bincount(place, weights=seen.many[seen.ended])
        at_risk = _many_below(seen.entry_hours, seen.many, hours) - _many_below(seen.hours, seen.many, hours)
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


def _many_below(values: Floats, many: Ints, least: Floats) -> Floats:
    """How many of the values are below each of some."""
    order = np.argsort(values)
    so_far = np.concatenate([[0], np.cumsum(many[order])])
    return so_far[np.searchsorted(values[order], least, side="left")].astype(np.float64)


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
    ended = spells.of(spells.ended & (spells.hours > spells.entry_hours)).bookings
    if ended < FEWEST_ENDED:
        return None
    survival = Survival.of(spells)
    whole = bool(survival.shares[-1] <= 0) and not (~spells.ended & (spells.hours >= survival.hours[-1])).any()
    enough = np.flatnonzero(survival.at_risk >= FEWEST_AT_RISK)
    last = len(survival.hours) - 1 if whole and not spells.entry_hours.any() else int(enough[-1]) if len(enough) else 0
    seen_until = 1 - float(survival.shares[last])
    if seen_until >= 1 - 1e-12:
        points = {p: survival.quantile(p) for p in PROBABILITIES}
        return Quantiles(_rising(points, survival, float(survival.hours[-1])), 1.0, 0.0, spells.bookings, ended)
    from_hours, mean = float(survival.hours[last]), _mean_rest(spells, survival, last)

    def tail(probability: float) -> float:
        return from_hours + mean * float(np.log((1 - seen_until) / (1 - probability)))

    points = {p: survival.quantile(p) if p <= seen_until else tail(p) for p in PROBABILITIES}
    return Quantiles(
        _rising(points, survival, tail(max(_NEARLY_ALL, 1 - (1 - seen_until) / 10))),
        round(seen_until, 4),
        mean,
        spells.bookings,
        ended,
    )


def _mean_rest(spells: Spells, survival: Survival, last: int) -> float:
    """How long the longer half of stays goes on: hours under observation there, an end."""
    begins = survival.quantile((1 - float(survival.shares[last])) / 2)
    watched = spells.many * np.maximum(spells.hours - np.maximum(spells.entry_hours, begins), 0)
    ends = spells.of(spells.ended & (spells.hours > begins) & (spells.hours > spells.entry_hours)).bookings
    return float(watched.sum() / max(ends, 1))


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
