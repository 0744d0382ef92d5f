"""From replications to the measures of one study: a row a replication and jail, and summaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.outcomes import absent_value, is_count, measure_names
from sim.scenario.schema import ALL_JAILS, Scenario
from sim.study.intervals import Interval, estimates
from sim.study.replication import Replication, labels

_KEYS = ["scenario", "replication", "jail"]


def measure_columns(measures: pd.DataFrame) -> list[str]:
    """The measures of a replication table."""
    return [column for column in measures.columns if column not in _KEYS]


def by_jail(measures: pd.DataFrame, scenario: str, columns: Sequence[str]) -> dict[str, NDArray[np.float64]]:
    """Some measures of each jail of a scenario: a row a replication, in their order, and a column a measure."""
    rows = measures[measures["scenario"] == scenario].sort_values("replication", kind="stable")
    values = rows[[*columns]].to_numpy(dtype=float)
    places = rows.groupby("jail", sort=False).indices
    return {str(jail): np.asfortranarray(values[places[jail]]) for jail in rows["jail"].unique()}


def measure_table(scenario: Scenario, values: NDArray[np.float64]) -> pd.DataFrame:
    """The measures of one replication of one scenario: index the jails, then all; a column a measure."""
    return pd.DataFrame(values, index=[*scenario.jails, ALL_JAILS], columns=list(measure_names(scenario)))


def replication_table(scenarios: Sequence[Scenario], replications: Sequence[Replication]) -> pd.DataFrame:
    """``scenario, replication, jail`` and a column a measure; a row a replication and jail, and one for all jails.

    Counts are whole numbers. A team or a charge that one scenario does not have counts 0 there; costs are missing.
    """
    columns = list(dict.fromkeys(name for scenario in scenarios for name in measure_names(scenario)))
    tables = []
    for place, (scenario, label) in enumerate(zip(scenarios, labels(scenarios), strict=True)):
        own = measure_names(scenario)
        absent = {name: absent_value(name) for name in columns if name not in own}
        for number, each in enumerate(replications):
            table = measure_table(scenario, each.measures[place]).assign(**absent)[columns]
            table.insert(0, "scenario", label)
            table.insert(1, "replication", number)
            table.insert(2, "jail", table.index)
            tables.append(table)
    together = pd.concat(tables, ignore_index=True)
    return together.astype({name: "int64" for name in columns if is_count(name)})


def summary_table(measures: pd.DataFrame, interval: Interval = Interval.OF_MEAN) -> pd.DataFrame:
    """Mean, standard deviation and 95 % interval of each measure over replications."""
    columns = measure_columns(measures)
    tables = []
    for scenario in measures["scenario"].unique():
        values = by_jail(measures, scenario, columns)
        keys = {"scenario": scenario, "jail": np.repeat([*values], len(columns)), "measure": columns * len(values)}
        tables.append(pd.DataFrame({**keys, **asdict(estimates(np.hstack([*values.values()]), interval))}))
    table = pd.concat(tables, ignore_index=True)
    return table[table["n"] > 0].reset_index(drop=True)
