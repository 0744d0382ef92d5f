"""Dollars per additional lead: the paired difference in cost over the paired difference in a count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from itertools import product

import numpy as np
import pandas as pd

from sim.analyses.comparison.summaries import by_jail
from sim.scenario import special
from sim.scenario.arrays import Floats
from sim.scenario.schema import ALL_JAILS
from sim.study.intervals import CONFIDENCE, estimate

MONEY = ("cost_gross", "cost_net")
"""The measures of money of which the table has ratios."""

LEADS = ("flagged", "transferred")
"""The counts by which they are divided."""

COST_COLUMNS = ["base", "other", "jail", "money", "per", "n", "ratio", "ci_low", "ci_high", "why_missing"]


@dataclass(frozen=True)
class Ratio:
    """A ratio of two means over the replications in which both are known, with its 95 % interval.

    It is in the unit of the numerator for one of the denominator, and NaN where `why_missing` says why.
    """

    n: int
    ratio: float = np.nan
    ci_low: float = np.nan
    ci_high: float = np.nan
    why_missing: str | None = None


def ratio_of_means(numerator: Floats, denominator: Floats, of: str) -> Ratio:
    """Divide one mean over replications by another, with the interval of Fieller's theorem.

    The interval holds every ratio r for which the mean of ``numerator - r * denominator`` may be 0 by Student's t.
    It is bounded just where the interval of the denominator's mean leaves 0 out; elsewhere there is no ratio.

    Parameters
    ----------
    numerator, denominator
        A value a replication, paired; where either is NaN, both are left out.
    of
        What the denominator is, in words, for `Ratio.why_missing`.

    References
    ----------
    Fieller, E. C. (1954). Some problems in interval estimation. Journal of the Royal Statistical Society B 16, 175-185.
    """
    known = ~(np.isnan(numerator) | np.isnan(denominator))
    above, below = numerator[known], denominator[known]
    n = len(above)
    if n == 0:
        return Ratio(n, why_missing="the costs of one of the two are not known")
    if n == 1:
        return Ratio(n, why_missing=f"one replication cannot tell whether the difference in {of} is 0")
    per = estimate(below)
    if per.ci_low <= 0 <= per.ci_high:
        interval = f"95 % interval {per.ci_low:.4g} to {per.ci_high:.4g}"
        return Ratio(n, why_missing=f"the difference in {of} may be 0 ({interval})")
    mean = float(above.mean())
    margin = special.stdtrit(n - 1, (1 + CONFIDENCE) / 2) ** 2 / n * np.cov(above, below)
    # The ends solve square * r**2 - 2 * product * r + constant = 0.
    square, product = per.mean**2 - margin[1, 1], mean * per.mean - margin[0, 1]
    constant = mean**2 - margin[0, 0]
    root = np.sqrt(max(product**2 - square * constant, 0.0))
    return Ratio(n, mean / per.mean, float((product - root) / square), float((product + root) / square))


def cost_table(measures: pd.DataFrame, labels: Sequence[str]) -> pd.DataFrame:
    """Dollars per additional lead: what others cost more than the first scenario, over the leads that they have more.

    Returns
    -------
    pandas.DataFrame
        Columns `COST_COLUMNS`, ratios in dollars a person; a row a jail that both have (then all), a measure of `MONEY`
        and one of `LEADS`. A ratio is negative where the scenario with more leads costs less. Where there is none,
        ``why_missing`` says why. Empty where no scenario has costs, and for a single one.
    """
    if not set(MONEY) <= set(measures.columns):
        return pd.DataFrame(columns=COST_COLUMNS)
    columns = (*MONEY, *LEADS)
    base = by_jail(measures, labels[0], columns)
    rows = []
    for label in labels[1:]:
        other = by_jail(measures, label, columns)
        for jail in sorted((jail for jail in base if jail in other), key=ALL_JAILS.__eq__):
            difference = dict(zip(columns, (other[jail] - base[jail]).T, strict=True))
            for money, per in product(MONEY, LEADS):
                found = ratio_of_means(difference[money], difference[per], per)
                rows.append((labels[0], label, jail, money, per, *astuple(found)))
    return pd.DataFrame(rows, columns=COST_COLUMNS)
