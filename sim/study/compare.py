"""The same bookings through two scenarios: paired differences, and who changed outcome."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.model.outcomes import OUTCOMES, is_count
from sim.study.intervals import estimate
from sim.study.replication import NOT_BOOKED, NOT_REMOVABLE

__all__ = ["COMPARISON_COLUMNS", "TRANSITION_COLUMNS", "comparison_table", "transition_table"]

COMPARISON_COLUMNS = [
    "base",
    "other",
    "jail",
    "measure",
    "n",
    "base_mean",
    "other_mean",
    "difference",
    "ci_low",
    "ci_high",
    "correlation",
]
TRANSITION_COLUMNS = ["base", "other", "jail", "outcome_in_base", "outcome_in_other", "mean", "ci_low", "ci_high"]


def comparison_table(measures: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Paired differences (other less base) of each measure, with a 95 % interval and the correlation behind it.

    Parameters
    ----------
    measures
        ``scenario, replication, jail`` and a column a measure.
    names
        The scenarios; the first is the base.

    Returns
    -------
    pandas.DataFrame
        Columns `COMPARISON_COLUMNS`. A jail that one scenario does not have counts 0 there. The correlation is missing
        where a measure does not vary.
    """
    base = measures[measures["scenario"] == names[0]].set_index(["jail", "replication"])
    rows = []
    for name in names[1:]:
        other = measures[measures["scenario"] == name].set_index(["jail", "replication"])
        jails = dict.fromkeys([*base.index.get_level_values("jail"), *other.index.get_level_values("jail")])
        for jail in sorted(jails, key=lambda each: each == "all"):
            for measure in [column for column in measures.columns if column not in ("scenario", "replication", "jail")]:
                before, after = (_values(table, jail, measure, measures) for table in (base, other))
                known = ~np.isnan(before) & ~np.isnan(after)
                if known.any():
                    rows.append((names[0], name, jail, measure, *_paired(before[known], after[known])))
    return pd.DataFrame(rows, columns=COMPARISON_COLUMNS)


def _values(table: pd.DataFrame, jail: str, measure: str, measures: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    if jail in table.index.get_level_values("jail"):
        return table.loc[jail, measure].sort_index().to_numpy(dtype=float)
    return np.full(measures["replication"].nunique(), 0.0 if is_count(measure) else np.nan)


def _paired(before: np.ndarray, after: np.ndarray) -> tuple[int, float, float, float, float, float, float]:  # type: ignore[type-arg]
    each = estimate(after - before)
    varies = len(before) > 1 and before.std() > 0 and after.std() > 0
    correlation = float(np.corrcoef(before, after)[0, 1]) if varies else np.nan
    return each.n, before.mean(), after.mean(), each.mean, each.ci_low, each.ci_high, correlation


def transition_table(transitions: pd.DataFrame, replications: int) -> pd.DataFrame:
    """Removable bookings by what became of the same booking in the base and in another scenario.

    Parameters
    ----------
    transitions
        ``base, other, replication, jail, outcome_in_base, outcome_in_other, bookings``, without rows of zero.
    replications
        How many replications there are; a pair of outcomes that one of them lacks counts 0 there.

    Returns
    -------
    pandas.DataFrame
        Columns `TRANSITION_COLUMNS`, in the order of the outcomes.
    """
    fates = [*map(str, OUTCOMES), NOT_REMOVABLE, NOT_BOOKED]
    keys = ["base", "other", "jail", "outcome_in_base", "outcome_in_other"]
    rows = []
    for key, group in transitions.groupby(keys, sort=False):
        values = np.zeros(replications)
        values[: len(group)] = group["bookings"]
        each = estimate(values)
        rows.append((*key, each.mean, each.ci_low, each.ci_high))
    table = pd.DataFrame(rows, columns=TRANSITION_COLUMNS)
    order = pd.DataFrame(
        {
            "base": pd.factorize(table["base"])[0],
            "other": pd.factorize(table["other"])[0],
            "jail": pd.factorize(table["jail"].where(table["jail"] != "all", "~"), sort=True)[0],
            "before": table["outcome_in_base"].map(fates.index),
            "after": table["outcome_in_other"].map(fates.index),
        }
    )
    return table.loc[order.sort_values(list(order.columns), kind="stable").index].reset_index(drop=True)
