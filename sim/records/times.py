"""When people are booked and released, by the hour of the week: counts, and what small counts lean on.

A cell of the week with few bookings says little. So hours of the day lean on a stated profile, days of the week on an
even one, and each hour of the week on the product of its day and its hour, all the more the fewer the bookings and the
less they differ from it: the weights are those of a Dirichlet-multinomial, by the method of moments (Mosimann 1962).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.records.pieces import counted
from sim.scenario.arrays import Floats, Ints
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS
from sim.scenario.week import WEEK_HOURS

STATED_BOOKED = np.array(
    [
        321,
        321,
        285,
        280,
        226,
        126,
        87,
        195,
        367,
        625,
        593,
        607,
        573,
        436,
        474,
        547,
        522,
        426,
        293,
        258,
        223,
        261,
        307,
        330,
    ],
    dtype=np.float64,
)
STATED_RELEASED = np.array(
    [10, 12, 10, 6, 5, 5, 4, 23, 746, 157, 149, 221, 161, 171, 68, 145, 144, 138, 108, 110, 46, 49, 22, 19],
    dtype=np.float64,
)
"""Hours of bookings and of releases in Pierce County, Washington, 2016-18 (docs/sources.md [5]), to lean on."""

_LEAST_PRIOR = 0.5
"""What is leant on weighs at least half a booking a cell, as in Jeffreys' prior: few counts tell little."""

_THURSDAY = 3
"""1 January 1970."""


@dataclass(frozen=True)
class Profile:
    """How moments spread over the hours of the week.

    Parameters
    ----------
    shares
        Of each of the 168 hours, from Monday 00:00; they add up to 1.
    counted
        How many moments it rests on.
    own
        How much of it is the records' own: 1 where nothing was leant on, 0 where hours are not known.
    """

    shares: Floats
    counted: int
    own: float

    @property
    def by_hour(self) -> Floats:
        """Shares of the hours of the day."""
        shares: Floats = self.shares.reshape(7, 24).sum(axis=0)
        return shares

    @property
    def by_day(self) -> Floats:
        """Shares of the days of the week, from Monday."""
        shares: Floats = self.shares.reshape(7, 24).sum(axis=1)
        return shares

    def weights(self, most: int) -> list[int]:
        """Whole weights, the greatest of which is `most`."""
        return [int(each) for each in np.rint(self.shares / self.shares.max() * most)]


def profile_of(wall_seconds: Ints, stated: Floats) -> Profile:
    """The profile of moments; the stated one is of 24 hours."""
    counts = counted(wall_seconds, WEEK_HOURS, hours_of_week).reshape(7, 24).astype(np.float64)
    days = _leaning(counts.sum(axis=1), np.full(7, 1 / 7))
    hours = _leaning(counts.sum(axis=0), stated / stated.sum())
    product = np.outer(days, hours)
    shares = _leaning(counts.ravel(), product.ravel())
    many = int(counts.sum())
    kept = _kept(counts.sum(axis=0), stated / stated.sum())
    return Profile(shares, many, round(kept, 3))


def profile_of_days(wall_seconds: Ints, stated: Floats) -> Profile:
    """The profile of days without hours: their days of the week, and the stated hours."""
    counts = counted(wall_seconds, WEEK_HOURS, hours_of_week).reshape(7, 24).sum(axis=1).astype(np.float64)
    days = _leaning(counts, np.full(7, 1 / 7))
    return Profile(np.outer(days, stated / stated.sum()).ravel(), int(counts.sum()), 0.0)


def hours_of_week(wall_seconds: Ints) -> Ints:
    """Hours since Monday 00:00."""
    return (wall_seconds // HOUR_SECONDS + _THURSDAY * 24) % WEEK_HOURS


def day_to_day_sd(wall_days: NDArray[Any], first: int, last: int) -> tuple[float, float]:
    """The spread of days' levels about 1 beyond chance and the day of the week, and its standard error.

    Counts of days are taken as Poisson about the mean of their day of the week, times a level: what varies more is the
    level.
    """
    days = np.arange(first, last + 1)
    counts = counted(wall_days, len(days), lambda some: some - first).astype(np.float64)
    weekday = (days + _THURSDAY) % 7
    many = np.bincount(weekday, minlength=7)
    mean = (np.bincount(weekday, weights=counts, minlength=7) / np.maximum(many, 1))[weekday]
    freed = 1 - 1 / np.maximum(many[weekday], 2)
    beyond, scale = float(((counts - mean) ** 2 / freed - mean).sum()), float((mean**2).sum())
    if scale == 0:
        return 0.0, 0.0
    variance = max(0.0, beyond / scale)
    error = np.sqrt(2 * float((mean**2 * (1 + mean * variance) ** 2).sum())) / scale
    sd = np.sqrt(variance)
    return float(sd), float(error / (2 * sd) if sd > 0 else np.sqrt(error))


def _leaning(counts: Floats, towards: Floats) -> Floats:
    """Shares of counts, leaning towards others by as much as chance alone would have them differ."""
    weight = _kept(counts, towards)
    own = counts / counts.sum() if counts.sum() else towards
    shares: Floats = weight * own + (1 - weight) * towards
    whole: Floats = shares / shares.sum()
    return whole


def _kept(counts: Floats, towards: Floats) -> float:
    """The weight of counts against what they lean on: n / (n + k), k being the prior's weight in bookings."""
    many = float(counts.sum())
    if many <= 1:
        return 0.0
    possible = towards > 0
    expected = many * towards[possible]
    cells = int(possible.sum())
    spread = float(((counts[possible] - expected) ** 2 / expected).sum()) / (cells - 1)
    if spread <= 1:
        return 0.0
    prior = max((many - spread) / (spread - 1), _LEAST_PRIOR * cells)
    return many / (many + prior)


def assumed_seconds(days: Ints, stated: Floats, uniforms: Floats) -> Ints:
    """Give days without hours an hour each, by a stated profile."""
    reached = np.concatenate([[0.0], np.cumsum(stated) / stated.sum()])
    return days * DAY_SECONDS + np.floor(np.interp(uniforms, reached, np.arange(25) * HOUR_SECONDS)).astype(np.int64)
