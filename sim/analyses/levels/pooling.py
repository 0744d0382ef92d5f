"""The model of levels as a Gaussian process over counties and years, given its standard deviations.

The logarithm of what is counted in a county and fiscal year is

    a(year) + b log(noncitizen adults) + state + county + walk(year) + noise

with normal effects of states and counties, a walk over years in each county, and noise whose variance is its own and
the Poisson variance, 1/count. After `INDEX_YEAR` a(year) follows the country's detainers, with one error common to all
counties and years; later counts have an error of their own instead of the noise. Given the four standard deviations
(`SPREADS`) all of this is Gaussian, with weak priors of a and b among it, so that levels given counts follow exactly:
one draw of everything from the model, corrected by what its counts lack (pathwise conditioning, Matheron's rule).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.analyses.levels.facts import FIRST_YEAR, INDEX_YEAR, Count, Facts, Role
from sim.scenario.arrays import Bools, Floats, Ints

SPREADS = ("state", "county", "walk", "noise")
"""The standard deviations that are estimated, all of logarithms; that of the walk is of a year's step."""

INDEX_SD = 0.25
"""Standard deviation of the error of the national number, common to all counties after `INDEX_YEAR`."""

LATER_SD = 0.25
"""Standard deviation of a later count beside its Poisson variance."""

CENTRE = 9.0
"""About the mean logarithm of noncitizen adults, at which a(year) is meant."""

COEFFICIENTS = ("a_2010", "a_2011", "a_2012", "b", "index_error")
COEFFICIENT_MEANS = np.array([5.0, 5.0, 5.0, 1.0, 0.0])
COEFFICIENT_SDS = np.array([1.0, 1.0, 1.0, 0.5, INDEX_SD])


@dataclass(frozen=True, eq=False)
class Points:
    """Counties in fiscal years.

    Parameters
    ----------
    fips
        Codes of the counties; the first two digits are the state.
    years
        Fiscal years.
    sizes
        Logarithms of noncitizen adults.
    log_index
        Logarithms of the country's detainers over those of `INDEX_YEAR`.
    """

    fips: NDArray[np.str_]
    years: Ints
    sizes: Floats
    log_index: Floats

    @classmethod
    def of(cls, facts: Facts, pairs: Iterable[tuple[str, int]]) -> Points:
        """Look up counties by code in years."""
        fips, years = zip(*pairs, strict=True)
        return cls(
            np.array(fips),
            np.array(years),
            np.array([facts.counties[each].size for each in fips]),
            np.array([facts.log_index(year) for year in years]),
        )

    def __len__(self) -> int:
        return len(self.fips)

    def __add__(self, other: Points) -> Points:
        return Points(
            np.concatenate([self.fips, other.fips]),
            np.concatenate([self.years, other.years]),
            np.concatenate([self.sizes, other.sizes]),
            np.concatenate([self.log_index, other.log_index]),
        )

    @cached_property
    def states(self) -> NDArray[np.str_]:
        """The codes of their states."""
        return np.array([each[:2] for each in self.fips])

    @cached_property
    def effects(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The places of their states, and of their counties, among all there are."""
        _, state = np.unique(self.states, return_inverse=True)
        _, county = np.unique(self.fips, return_inverse=True)
        return state, county

    @cached_property
    def design(self) -> Floats:
        """What each of `COEFFICIENTS` is multiplied by."""
        after = self.years > INDEX_YEAR
        last = np.minimum(self.years, INDEX_YEAR)
        columns = [*(last == year for year in range(FIRST_YEAR, INDEX_YEAR + 1)), self.sizes - CENTRE, after]
        return np.column_stack(columns).astype(float)

    @property
    def prior_mean(self) -> Floats:
        """Before any count is seen."""
        mean: Floats = self.design @ COEFFICIENT_MEANS + self.log_index
        return mean


@dataclass(frozen=True, eq=False)
class Kernels:
    """How points vary together: by coefficients, and for each unit of variance of states, counties and walks."""

    coefficients: Floats
    state: Floats
    county: Floats
    walk: Floats

    def covariance(self, spread: Floats) -> Floats:
        """For standard deviations in the order of `SPREADS`."""
        state, county, walk, _ = spread**2
        together: Floats = self.coefficients + state * self.state + county * self.county + walk * self.walk
        return together


def kernels(some: Points, others: Points) -> Kernels:
    """How some points vary with others."""
    same = (some.fips[:, None] == others.fips).astype(float)
    return Kernels(
        (some.design * COEFFICIENT_SDS**2) @ others.design.T,
        (some.states[:, None] == others.states).astype(float),
        same,
        same * (np.minimum(some.years[:, None], others.years) - FIRST_YEAR),
    )


@dataclass(frozen=True, eq=False)
class Observed:
    """Counts as the model sees them: logarithms a year, with known variances, and which have the model's noise too."""

    points: Points
    logs: Floats
    variances: Floats
    noisy: Bools

    @classmethod
    def of(cls, facts: Facts, counts: Sequence[Count]) -> Observed:
        """Take counts as observations."""
        later = np.array([count.role is Role.LATER for count in counts])
        poisson = np.array([1 / count.count for count in counts])
        return cls(
            Points.of(facts, [(count.fips, count.year) for count in counts]),
            np.log([count.per_year for count in counts]),
            poisson + LATER_SD**2 * later,
            ~later,
        )

    @cached_property
    def kernels(self) -> Kernels:
        """How the counts vary together, without their noise."""
        return kernels(self.points, self.points)

    def noise(self, spread: Floats) -> Floats:
        """The variance of each count around its level."""
        noise: Floats = self.variances + spread[-1] ** 2 * self.noisy
        return noise

    def covariance(self, spread: Floats) -> Floats:
        """How the counts vary together."""
        return self.kernels.covariance(spread) + np.diag(self.noise(spread))


def simulated(points: Points, spread: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw from the model, without counts: logarithms of levels, and the `COEFFICIENTS` behind them."""
    state, county = points.effects
    coefficients = COEFFICIENT_MEANS + COEFFICIENT_SDS * rng.standard_normal(len(COEFFICIENTS))
    steps = rng.standard_normal((county.max() + 1, points.years.max() - FIRST_YEAR + 1))
    steps[:, 0] = 0.0
    walks = steps.cumsum(axis=1)[county, points.years - FIRST_YEAR]
    levels: Floats = (
        points.design @ coefficients
        + points.log_index
        + spread[0] * rng.standard_normal(state.max() + 1)[state]
        + spread[1] * rng.standard_normal(county.max() + 1)[county]
        + spread[2] * walks
    )
    return levels, coefficients


def expected(logs: Floats, spreads: Floats) -> Floats:
    """The levels: counts expected a year, over the noise of single years, from logarithms, a row a draw of spreads."""
    levels: Floats = np.exp(logs + spreads[:, -1:] ** 2 / 2)
    return levels


class Given:
    """What is wanted, given what was observed."""

    def __init__(self, observed: Observed, wanted: Points) -> None:
        self._observed = observed
        self._all = observed.points + wanted
        self._across = kernels(wanted, observed.points)

    def draw(self, spread: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Draw logarithms of the levels wanted, and the `COEFFICIENTS`, given the counts and standard deviations."""
        observed = self._observed
        everywhere, coefficients = simulated(self._all, spread, rng)
        count = len(observed.points)
        counts = everywhere[:count] + np.sqrt(observed.noise(spread)) * rng.standard_normal(count)
        missing = np.linalg.solve(observed.covariance(spread), observed.logs - counts)
        levels = everywhere[count:] + self._across.covariance(spread) @ missing
        return levels, coefficients + COEFFICIENT_SDS**2 * (observed.points.design.T @ missing)

    def draws(self, spreads: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Draw once for each row of standard deviations: logarithms of levels, and coefficients, a row a draw."""
        levels, coefficients = zip(*(self.draw(spread, rng) for spread in spreads), strict=True)
        return np.array(levels), np.array(coefficients)
