"""The tables of counts: what each comes to over replications, and what differs between two scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analyses.comparison.network.groups import changes
from sim.analyses.comparison.on_demand import MakesTable
from sim.analyses.comparison.pooling import pooled
from sim.model.counts.count import Count, CountByJail, CountInTime, Ints, shared_jails
from sim.model.counts.registry import counts
from sim.output.schemas import Schema
from sim.scenario.schema import ALL_JAILS, Scenario
from sim.study.intervals import Estimates, Interval, estimates
from sim.study.replication import Replication, labels

Floats = NDArray[np.float64]
Numbers = Ints | Floats


def _told() -> dict[str, Count]:
    return {name: count for name, count in counts().items() if isinstance(count, Count)}


def _paired() -> dict[str, Count]:
    return {f"{name}_paired": count for name, count in _told().items() if not isinstance(count, CountByJail)}


def counted_schemas() -> dict[str, Schema]:
    """The columns of text of `counted_tables`."""
    return {name: Schema.of("scenario", "jail", "measure", *_text(count)) for name, count in _told().items()}


def paired_schemas() -> dict[str, Schema]:
    """The columns of text of `paired_tables`."""
    keys = ("base", "other", "group_by", "group", "measure")
    return {name: Schema.of(*keys, *_text(count)) for name, count in _paired().items()}


def _text(count: Count) -> list[str]:
    return [column for column, form in count.index.items() if form is str]


def counted_tables(
    scenarios: Sequence[Scenario], replications: Sequence[Replication], interval: Interval = Interval.OF_MEAN
) -> dict[str, MakesTable]:
    """Tell what each count comes to.

    Returns
    -------
    dict
        By name what makes the table. Of a `CountByJail` ``scenario, jail``, its index, the mean of each of its columns,
        and what stands beside. Of another `Count`, at all jails, ``scenario``, its index, ``measure, n, mean, sd,
        ci_low, ci_high``. Where a jail has records, cells are those of their pool, and ``pooled`` or a column that
        begins with ``pooled_`` says of how many rows (see `pooling`).
    """
    return {name: partial(_counted, count, scenarios, replications, interval) for name, count in _told().items()}


def _counted(
    count: Count, scenarios: Sequence[Scenario], replications: Sequence[Replication], interval: Interval
) -> pd.DataFrame:
    tables = [
        _over_replications(count, scenario, label, _stacked(replications, count, place), interval)
        for place, (scenario, label) in enumerate(zip(scenarios, labels(scenarios), strict=True))
    ]
    return pd.concat(tables, ignore_index=True)


def _over_replications(count: Count, scenario: Scenario, label: str, each: Ints, interval: Interval) -> pd.DataFrame:
    if isinstance(count, CountByJail):
        jails = pd.DataFrame({"scenario": label, "jail": list(scenario.jails)})
        keys = jails.merge(_rows(count, scenario), how="cross")
        told, sizes = _by_jail(scenario, each)
        means = pd.DataFrame(told.mean(axis=0).reshape(len(keys), -1), columns=list(count.columns))
        many = pd.DataFrame(sizes.reshape(len(keys), -1), columns=[f"pooled_{column}" for column in count.columns])
        return pd.concat([keys, means, *([many] if scenario.records else [])], axis=1).merge(count.beside(scenario))
    together = each.sum(axis=1)
    found, more = _estimated(together, interval), {}
    if scenario.records:
        told, sizes = pooled(together)
        found, more = _estimated(told, interval), {"pooled": sizes.reshape(-1)}
    return pd.DataFrame({"scenario": label, **_measures(count, scenario), **asdict(found), **more})


def _by_jail(scenario: Scenario, each: Ints) -> tuple[Floats, Ints]:
    """The counts by replication, jail, row and column, pooled where a jail has records; and the sizes of the pools."""
    told, sizes = each.astype(float), np.ones(each.shape[1:], dtype=np.int64)
    for place, jail in enumerate(scenario.jails):
        if jail in scenario.records:
            told[:, place], sizes[place] = pooled(each[:, place])
    return told, sizes


def paired_tables(
    scenarios: Sequence[Scenario],
    replications: Sequence[Replication],
    measures: pd.DataFrame,
    interval: Interval = Interval.OF_MEAN,
) -> dict[str, MakesTable]:
    """Tell paired differences (other less base) of each `Count` but those by jail, by how jails differ.

    Returns
    -------
    dict
        By name and ``_paired`` what makes the table: ``base, other, group_by, group``, the index, ``measure, n,
        difference, ci_low, ci_high``; of a `CountInTime` also added up from its first row. Grouped by ``change`` (see
        `changes`), and by ``all``; empty for a single scenario.
    """
    return {
        name: partial(_paired_counts, count, scenarios, replications, measures, interval)
        for name, count in _paired().items()
    }


def _paired_counts(
    count: Count,
    scenarios: Sequence[Scenario],
    replications: Sequence[Replication],
    measures: pd.DataFrame,
    interval: Interval,
) -> pd.DataFrame:
    names, base = labels(scenarios), scenarios[0]
    tables = [pd.DataFrame()]
    for place, other in enumerate(scenarios[1:], start=1):
        kinds = changes(base, other, measures, (names[0], names[place]))
        groups = [*(("change", *kind) for kind in kinds.items()), (ALL_JAILS, ALL_JAILS, shared_jails(base, other))]
        before, after = (_stacked(replications, count, which) for which in (0, place))
        for by, group, jails in groups:
            keys = {"base": names[0], "other": names[place], "group_by": by, "group": group}
            here, there = _at(jails, base, before), _at(jails, other, after)
            differences = _differences(count, there - here, interval)
            if base.records or other.records:
                told, sizes = pooled(there - here, here, there)
                differences = {**_differences(count, told, interval), "pooled": sizes.reshape(-1)}
            tables.append(pd.DataFrame({**keys, **_measures(count, base), **differences}))
    return pd.concat(tables, ignore_index=True)


def _differences(count: Count, each: Ints | Floats, interval: Interval) -> dict[str, Numbers]:
    found = _estimated(each, interval)
    columns: dict[str, Numbers] = {
        "n": found.n,
        "difference": found.mean,
        "ci_low": found.ci_low,
        "ci_high": found.ci_high,
    }
    if isinstance(count, CountInTime):
        added_up = _estimated(each.cumsum(axis=1), interval)
        columns |= {
            "cumulative": added_up.mean,
            "cumulative_ci_low": added_up.ci_low,
            "cumulative_ci_high": added_up.ci_high,
        }
    return columns


def _stacked(replications: Sequence[Replication], count: Count, place: int) -> Ints:
    """The counts of one scenario by replication, jail, row and column."""
    return np.stack([each.counts[count.name][place] for each in replications])


def _at(jails: Iterable[str], scenario: Scenario, each: Ints) -> Ints:
    """The counts by replication, row and column, at some jails together; one that the scenario lacks counts 0."""
    rows = [row for row, jail in enumerate(scenario.jails) if jail in set(jails)]
    together: Ints = each[:, rows].sum(axis=1)
    return together


def _estimated(each: Ints | Floats, interval: Interval) -> Estimates:
    return estimates(each.reshape(len(each), -1).astype(float), interval)


def _rows(count: Count, scenario: Scenario) -> pd.DataFrame:
    return pd.DataFrame(count.rows(scenario), columns=list(count.index))


def _measures(count: Count, scenario: Scenario) -> pd.DataFrame:
    """A row a row of the count and column of it, as a measure."""
    return _rows(count, scenario).merge(pd.DataFrame({"measure": list(count.columns)}), how="cross")
