"""What the model says of counts that it was not given, beside the counts: one county left out, later, and elsewhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analyses.levels.facts import Count, Facts, Role
from sim.analyses.levels.pooling import LATER_SD, Given, Observed, Points
from sim.scenario.arrays import Bools, Floats

ENDS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The ends of 90 % and 50 % intervals, with the middle between them."""

MOST_SHAPE = 0.7
"""Pareto's k above which importance sampling is not trusted."""

DRAWS_EACH = 10
"""Forecasts of a county left out for each draw of standard deviations."""

_JITTER = 1e-9
LONGEST_LOG = 20.0
"""Levels of more than this, in logarithms, are drawn as this, so that they can be counted."""


@dataclass(frozen=True)
class Forecast:
    """A count beside its forecast, both a year.

    Parameters
    ----------
    year
        Fiscal year; None for the mean of all that were counted.
    low90, low50, middle, high50, high90
        Quantiles of the forecast: the median, and the ends of its 50 and 90 % intervals.
    shape
        How far importance sampling can be trusted, Pareto's k; NaN where none was needed.
    """

    fips: str
    year: int | None
    role: Role
    what: str
    counted: float
    low90: float
    low50: float
    middle: float
    high50: float
    high90: float
    shape: float = math.nan

    @property
    def log_error(self) -> float:
        """The logarithm of the median over the count."""
        return float(np.log(max(self.middle, 0.5) / self.counted))

    @property
    def inside50(self) -> bool:
        """Whether the count lies in the 50 % interval."""
        return self.low50 <= self.counted <= self.high50

    @property
    def inside90(self) -> bool:
        """Whether the count lies in the 90 % interval."""
        return self.low90 <= self.counted <= self.high90


@dataclass(frozen=True)
class Score:
    """How good forecasts were together.

    Parameters
    ----------
    log_error
        Root mean square of the log errors.
    within_two
        Share of counts within a factor of two of the median.
    inside50, inside90
        Shares of counts in their 50 and 90 % intervals.
    """

    count: int
    log_error: float
    within_two: float
    inside50: float
    inside90: float


def score(forecasts: Sequence[Forecast]) -> Score:
    """Judge forecasts together."""
    errors = np.array([each.log_error for each in forecasts])
    return Score(
        len(forecasts),
        float(np.sqrt(np.mean(errors**2))),
        float(np.mean(np.abs(errors) <= np.log(2))),
        float(np.mean([each.inside50 for each in forecasts])),
        float(np.mean([each.inside90 for each in forecasts])),
    )


def leave_each_out(
    facts: Facts,
    spreads: Floats,
    weights_of: Callable[[Floats], tuple[Floats, float]],
    fitted_to: Callable[[Observed], Floats],
    rng: np.random.Generator,
) -> Iterator[Forecast]:
    """Forecast the mean count of each county from those of all others.

    Given the standard deviations a county's counts are left out exactly; that these were estimated with its counts is
    undone by importance sampling, with the inverse of how probable its counts are given all others. Where that cannot
    be trusted (Pareto's k above `MOST_SHAPE`) they are estimated again, without it.

    Parameters
    ----------
    spreads
        Draws of standard deviations given the counts that are fitted.
    weights_of
        Smooths logarithms of importance ratios; gives weights and Pareto's k.
    fitted_to
        Estimates the standard deviations from other counts; gives draws.
    """
    counts = facts.of(Role.FITTED)
    observed = Observed.of(facts, counts)
    left_out = _LeftOut(observed, spreads)
    for fips in dict.fromkeys(count.fips for count in counts):
        own = [count for count in counts if count.fips == fips]
        others = [count for count in counts if count.fips != fips]
        is_own = observed.points.fips == fips
        drawn, log_ratios = left_out.draw(is_own, rng)
        weights, shape = weights_of(log_ratios)
        if shape > MOST_SHAPE:
            drawn, log_ratios = _LeftOut(observed, fitted_to(Observed.of(facts, others))).draw(is_own, rng)
            weights = np.full(len(log_ratios), 1 / len(log_ratios))
        ends = weighted_quantiles(drawn.ravel(), np.repeat(weights / DRAWS_EACH, DRAWS_EACH))
        yield _forecast(own, ends, shape)


class _LeftOut:
    """Counts of some places given all others, by the inverse of the covariance of all.

    Its block of these places is the inverse of what they still vary, once the others are known.
    """

    def __init__(self, observed: Observed, spreads: Floats) -> None:
        self._observed = observed
        self._spreads = spreads
        self._precisions = np.linalg.inv(np.stack([observed.covariance(spread) for spread in spreads]))
        self._noises = np.stack([observed.noise(spread) for spread in spreads])

    def draw(self, own: Bools, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Draw the mean of what is counted, `DRAWS_EACH` for each row of spreads; and how improbable the counts are."""
        logs = self._observed.logs
        rows = self._precisions[:, own]
        blocks = rows[:, :, own]
        together = np.linalg.inv(blocks)
        off = np.einsum("dij,dj->di", together, rows @ (logs - self._observed.points.prior_mean))
        log_ratios = 0.5 * (np.einsum("di,dij,dj->d", off, blocks, off) - np.linalg.slogdet(blocks)[1])
        apart = np.einsum("di,ij->dij", self._noises[:, own] - _JITTER, np.eye(own.sum()))
        normal = rng.standard_normal((2, DRAWS_EACH, *off.shape))
        levels = logs[own] - off + np.einsum("dij,ndj->ndi", np.linalg.cholesky(together - apart), normal[0])
        people = counted(levels + self._spreads[:, -1:] * normal[1], np.ones(own.sum()), rng)
        return people.mean(axis=2).T, log_ratios


def forecast_counts(
    facts: Facts, spreads: Floats, groups: Iterable[Sequence[Count]], rng: np.random.Generator
) -> Iterator[Forecast]:
    """Forecast counts from those that are fitted alone: the mean of each group, which is of one county and role."""
    together = [list(group) for group in groups]
    counts = [count for group in together for count in group]
    wanted = Points.of(facts, [(count.fips, count.year) for count in counts])
    levels, _ = Given(Observed.of(facts, facts.of(Role.FITTED)), wanted).draws(spreads, rng)
    apart = np.where([count.role is Role.LATER for count in counts], LATER_SD, spreads[:, -1:])
    years = np.array([count.years for count in counts])
    drawn = counted(levels + apart * rng.standard_normal(levels.shape), years, rng)
    ends = np.cumsum([len(group) for group in together])[:-1]
    for group, own in zip(together, np.split(drawn, ends, axis=1), strict=True):
        yield _forecast(group, quantiles(own.mean(axis=1)))


def _forecast(own: Sequence[Count], ends: Sequence[float] | Floats, shape: float = math.nan) -> Forecast:
    first, *more = own
    counted = float(np.mean([count.per_year for count in own]))
    low90, low50, middle, high50, high90 = map(float, ends)
    year = None if more else first.year
    return Forecast(first.fips, year, first.role, first.what, counted, low90, low50, middle, high50, high90, shape)


def quantiles(drawn: Floats) -> Floats:
    """The `ENDS` along the first axis, last."""
    ends: Floats = np.moveaxis(np.quantile(drawn, ENDS, axis=0), 0, -1)
    return ends


def weighted_quantiles(values: Floats, weights: Floats) -> list[float]:
    """The `ENDS` of values that do not count alike."""
    order = np.argsort(values, kind="stable")
    below = weights[order].cumsum() - weights[order] / 2
    return [float(np.interp(end, below, values[order])) for end in ENDS]


def counted(logs: Floats, years: Floats, rng: np.random.Generator) -> Floats:
    """Draw what is counted in so many years, and give it a year."""
    counts: Floats = rng.poisson(np.exp(np.minimum(logs, LONGEST_LOG)) * years) / years
    return counts
