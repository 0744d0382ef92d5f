"""Counts that the model would give, before it has seen any and after, beside those that there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from sim.analyses.levels.facts import FIRST_YEAR, INDEX_YEAR, Facts, Role
from sim.analyses.levels.forecasts import counted
from sim.analyses.levels.pooling import SPREADS, Given, Observed, Points, simulated
from sim.analyses.levels.sampling import PRIOR_SDS
from sim.scenario.arrays import Floats


def _log_change(counts: Floats, points: Points) -> Floats:
    """By how much the logarithm of each county's count changes from the first to the last year, where it has both."""
    places = {
        year: {str(points.fips[place]): place for place in np.flatnonzero(points.years == year)}
        for year in (FIRST_YEAR, INDEX_YEAR)
    }
    both = [fips for fips in places[FIRST_YEAR] if fips in places[INDEX_YEAR]]
    last, first = (
        np.maximum(counts[:, [places[year][fips] for fips in both]], 0.5) for year in (INDEX_YEAR, FIRST_YEAR)
    )
    change: Floats = np.log(last / first)
    return change


CHECKS: Mapping[str, Callable[[Floats, Points], Floats]] = {
    "people a year, all counties": lambda counts, points: counts.sum(axis=1) / len(np.unique(points.years)),
    "people in the county and year with most": lambda counts, _: counts.max(axis=1),
    "people in the county and year with fewest": lambda counts, _: counts.min(axis=1),
    "standard deviation of logarithms over counties and years": lambda counts, _: np.log(np.maximum(counts, 0.5)).std(
        axis=1
    ),
    "mean change of the logarithm, first to last year": lambda counts, points: _log_change(counts, points).mean(axis=1),
    "standard deviation of that change": lambda counts, points: _log_change(counts, points).std(axis=1),
}
"""What is compared, of counts of single counties and years, a row a draw."""

_TAILS = (0.05, 0.5, 0.95)


def predictive_checks(facts: Facts, spreads: Floats, rng: np.random.Generator) -> pd.DataFrame:
    """Compare the counts that are fitted with what the model gives before and after it has seen them.

    Returns
    -------
    pandas.DataFrame
        For each of `CHECKS` what was counted, the medians and the ends of 90 % intervals before (``prior_``) and after
        (``posterior_``), and the share of draws afterwards that are at least what was counted.
    """
    observed = Observed.of(facts, facts.of(Role.FITTED))
    points = observed.points
    prior_spreads = np.abs(rng.standard_normal((len(spreads), len(SPREADS)))) * PRIOR_SDS
    before = np.array([simulated(points, spread, rng)[0] for spread in prior_spreads])
    after, _ = Given(observed, points).draws(spreads, rng)
    ones = np.ones(len(points))
    drawn = {
        name: counted(logs + sds[:, -1:] * rng.standard_normal(logs.shape), ones, rng)
        for name, logs, sds in (("prior", before, prior_spreads), ("posterior", after, spreads))
    }
    rows = []
    for check, measured in CHECKS.items():
        actual = float(measured(np.exp(observed.logs)[None], points)[0])
        found = {name: measured(counts, points) for name, counts in drawn.items()}
        ends = {
            f"{name}_{end}": value
            for name, values in found.items()
            for end, value in zip(("low", "middle", "high"), np.quantile(values, _TAILS), strict=True)
        }
        rows.append(
            {"check": check, "counted": actual, **ends, "at_least": float(np.mean(found["posterior"] >= actual))}
        )
    return pd.DataFrame(rows)
