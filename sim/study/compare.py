"""The same bookings through two scenarios: paired differences, and who changed outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.outcomes import MEAN_WAITS
from sim.scenario.schema import ALL_JAILS, Scenario
from sim.study.intervals import estimate
from sim.study.replication import FATES, Replication, labels, shared_jails
from sim.study.tables import measure_columns

__all__ = ["COMPARISON_COLUMNS", "TRANSITION_COLUMNS", "comparison_table", "transition_table"]

Floats = NDArray[np.float64]

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
        Columns `COMPARISON_COLUMNS`. A jail that one scenario does not have counts 0 there; mean waits need it in both.
        The correlation is missing where a measure does not vary.
    """
    replications = measures["replication"].nunique()
    columns = measure_columns(measures)
    base = _by_jail(measures, names[0])
    rows = []
    for name in names[1:]:
        other = _by_jail(measures, name)
        for jail in _all_last([*base, *other]):
            for measure in columns:
                before, after = (_values(each.get(jail), measure, replications) for each in (base, other))
                known = ~np.isnan(before) & ~np.isnan(after)
                if known.any():
                    rows.append((names[0], name, jail, measure, *_paired(before[known], after[known])))
    return pd.DataFrame(rows, columns=COMPARISON_COLUMNS)


def _by_jail(measures: pd.DataFrame, scenario: str) -> dict[str, pd.DataFrame]:
    rows = measures[measures["scenario"] == scenario].sort_values("replication", kind="stable")
    return {str(jail): of_jail for jail, of_jail in rows.groupby("jail", sort=False)}


def _all_last(jails: Iterable[str]) -> list[str]:
    return sorted(dict.fromkeys(jails), key=lambda jail: jail == ALL_JAILS)


def _values(rows: pd.DataFrame | None, measure: str, replications: int) -> Floats:
    if rows is None:
        return np.full(replications, np.nan if measure in MEAN_WAITS else 0.0)
    return rows[measure].to_numpy(dtype=np.float64)


def _paired(before: Floats, after: Floats) -> tuple[int, float, float, float, float, float, float]:
    each = estimate(after - before)
    varies = len(before) > 1 and before.std() > 0 and after.std() > 0
    correlation = float(np.corrcoef(before, after)[0, 1]) if varies else np.nan
    return each.n, before.mean(), after.mean(), each.mean, each.ci_low, each.ci_high, correlation


def transition_table(scenarios: Sequence[Scenario], replications: Sequence[Replication]) -> pd.DataFrame:
    """Estimate removable bookings by what became of the same booking in the base and in another scenario.

    Returns
    -------
    pandas.DataFrame
        Columns `TRANSITION_COLUMNS`, in the order of the outcomes; a row a pair of outcomes that occurs in any
        replication (one that lacks it counts 0 there).
    """
    names = labels(scenarios)
    rows = []
    for place, other in enumerate(scenarios[1:]):
        each = np.stack([replication.transitions[place] for replication in replications])
        together = np.concatenate([each, each.sum(axis=1, keepdims=True)], axis=1)
        jails = [*shared_jails(scenarios[0], other), ALL_JAILS]
        for jail, before, after in np.argwhere(together.any(axis=0)):
            counts = estimate(together[:, jail, before, after])
            pair = (names[0], names[place + 1], jails[jail], FATES[before], FATES[after])
            rows.append((*pair, counts.mean, counts.ci_low, counts.ci_high))
    return pd.DataFrame(rows, columns=TRANSITION_COLUMNS)
