"""A run month by month: counts, and what a difference between two scenarios adds up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analyses.comparison.network.groups import changes
from sim.model.counts.months import MONTH_COUNTS, months_of
from sim.scenario.schema import ALL_JAILS, Scenario
from sim.study.intervals import estimates
from sim.study.replication import Replication, labels, shared_jails

__all__ = ["MONTH_COLUMNS", "PAIRED_MONTH_COLUMNS", "month_comparison_table", "month_table"]

Floats = NDArray[np.float64]

MONTH_COLUMNS = ["scenario", "month", "measure", "n", "mean", "sd", "ci_low", "ci_high"]
PAIRED_MONTH_COLUMNS = [
    *("base", "other", "group_by", "group", "month", "measure", "n", "difference", "ci_low", "ci_high"),
    *("cumulative", "cumulative_ci_low", "cumulative_ci_high"),
]


def month_table(scenarios: Sequence[Scenario], replications: Sequence[Replication]) -> pd.DataFrame:
    """Estimate what becomes of those booked in each month, at all jails.

    Returns
    -------
    pandas.DataFrame
        Columns `MONTH_COLUMNS`; a row a scenario, month such as 2017-01, and measure.
    """
    tables = []
    for place, (scenario, label) in enumerate(zip(scenarios, labels(scenarios), strict=True)):
        each = estimates(_rows([replication.months[place].sum(axis=0) for replication in replications]))
        columns = {name: getattr(each, name) for name in ("n", "mean", "sd", "ci_low", "ci_high")}
        tables.append(pd.DataFrame({"scenario": label, **_months_and_measures(scenario), **columns}))
    return pd.concat(tables, ignore_index=True)


def month_comparison_table(
    scenarios: Sequence[Scenario], replications: Sequence[Replication], measures: pd.DataFrame
) -> pd.DataFrame:
    """Paired differences (other less base) of each month, and added up from the first, by how jails differ.

    Parameters
    ----------
    measures
        ``scenario, replication, jail`` and a column a measure.

    Returns
    -------
    pandas.DataFrame
        Columns `PAIRED_MONTH_COLUMNS`. Grouped by ``change`` (see `changes`), and by ``all``.
    """
    names, base = labels(scenarios), scenarios[0]
    tables = []
    for place, other in enumerate(scenarios[1:], start=1):
        jails = shared_jails(base, other)
        differences = [_difference(base, other, jails, each.months[0], each.months[place]) for each in replications]
        kinds = changes(base, other, measures, (names[0], names[place]))
        for by, groups in (("change", kinds), (ALL_JAILS, {ALL_JAILS: jails})):
            for group, members in groups.items():
                rows = [jails.index(jail) for jail in members]
                sums = [each[rows].sum(axis=0) for each in differences]
                keys = {"base": names[0], "other": names[place], "group_by": by, "group": group}
                tables.append(_paired(keys, base, sums))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=PAIRED_MONTH_COLUMNS)


def _difference(
    base: Scenario, other: Scenario, jails: Sequence[str], before: NDArray[np.int64], after: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Other less base, by jail of both, month and measure; a jail that one lacks counts 0 there."""
    together = np.zeros((2, len(jails), *before.shape[1:]), dtype=np.int64)
    for scenario, counts, into in zip((base, other), (before, after), together, strict=True):
        into[[jails.index(jail) for jail in scenario.jails]] = counts
    difference: NDArray[np.int64] = together[1] - together[0]
    return difference


def _paired(keys: Mapping[str, str], base: Scenario, differences: Sequence[NDArray[np.int64]]) -> pd.DataFrame:
    monthly = estimates(_rows(differences))
    added_up = estimates(_rows([each.cumsum(axis=0) for each in differences]))
    return pd.DataFrame(
        {
            **keys,
            **_months_and_measures(base),
            "n": monthly.n,
            "difference": monthly.mean,
            "ci_low": monthly.ci_low,
            "ci_high": monthly.ci_high,
            "cumulative": added_up.mean,
            "cumulative_ci_low": added_up.ci_low,
            "cumulative_ci_high": added_up.ci_high,
        }
    )


def _rows(counts: Sequence[NDArray[np.int64]]) -> Floats:
    """Counts by month and measure as a row a replication."""
    rows: Floats = np.stack(counts).reshape(len(counts), -1).astype(float)
    return rows


def _months_and_measures(scenario: Scenario) -> dict[str, list[str]]:
    months = [f"{month:%Y-%m}" for month in months_of(scenario)]
    return {
        "month": [month for month in months for _ in MONTH_COUNTS],
        "measure": list(MONTH_COUNTS) * len(months),
    }
