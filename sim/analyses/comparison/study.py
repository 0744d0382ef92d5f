"""A study: replications of one scenario, or of several side by side, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape
from types import NoneType
from typing import Any

import pandas as pd

from sim.analyses.comparison.comparable import check_comparable
from sim.analyses.comparison.compare import comparison_table, lead_table, transition_table
from sim.analyses.comparison.costs import cost_table
from sim.analyses.comparison.counted import counted_tables, paired_tables
from sim.analyses.comparison.network.groups import group_comparison_table, group_table
from sim.analyses.comparison.on_demand import TablesOnDemand
from sim.analyses.comparison.summaries import replication_table, summary_table
from sim.analyses.comparison.unknowns import points_over
from sim.model.office import Engine
from sim.model.outcomes import HEADLINES
from sim.scenario.given import check_kind
from sim.scenario.schema import ALL_JAILS, Scenario
from sim.study.intervals import Interval
from sim.study.ranges import known
from sim.study.replicate import Plan, Replicated, replicate_all
from sim.study.replication import labels


@dataclass(frozen=True)
class Study:
    """The tables of a study of one scenario, or of several, the first of which is the base.

    Parameters
    ----------
    tables
        By name, as a results folder has them, made when they are asked for; each is an attribute too, such as
        ``study.comparison``. ``replications`` and ``summary`` tell the measures, ``groups`` their counts and rates by
        state, field office and jail, where there are several jails, and the tables of counts what `counted_tables`
        says. Only several scenarios have rows in ``comparison``, ``leads_by_charge`` (of several charges),
        ``transitions``, ``groups_paired``, what `paired_tables` gives, and ``costs``, which needs prices: paired
        differences, what becomes of leads, changed outcomes, and money per additional lead. With points for what is
        unknown there are ``unknowns`` and, of several scenarios, ``unknowns_paired``: where a single run lies, inputs
        anywhere in their ranges.
    bookings
        The booking table, empty unless kept.
    reason
        Why there are so many replications.
    unknowns_record
        What ``run.json`` says of the points for what is unknown; nothing without them.
    """

    scenarios: tuple[Scenario, ...]
    engine: Engine
    tables: Mapping[str, pd.DataFrame]
    bookings: pd.DataFrame
    reason: str
    unknowns_record: Mapping[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> pd.DataFrame:
        """A table by its name."""
        # While a study is unpickled, nothing of it is there yet.
        tables: Mapping[str, pd.DataFrame] = vars(self).get("tables", {})
        if name in tables:
            return tables[name]
        raise AttributeError(f"a study has no {name}; its tables are {', '.join(tables)}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]

    def __repr__(self) -> str:
        return f"<Study of {self._basis()}; tables: {', '.join(self._told)}>"

    def _repr_html_(self) -> str:
        """The headline counts, for notebooks."""
        rows = self.summary[(self.summary["jail"] == ALL_JAILS) & self.summary["measure"].isin(HEADLINES)]
        counts = rows.pivot_table("mean", "scenario", "measure", sort=False).round(1).rename_axis(None)
        tables = ", ".join(f"<code>{escape(name)}</code>" for name in self._told)
        return f"<p>{escape(self._basis())}</p>{counts.to_html(border=0)}<p>Tables: {tables}</p>"

    def _basis(self) -> str:
        names = "; ".join(repr(label) for label in self.labels)
        return f"{names}, {self.replication_count:,} replications of {self.scenarios[0].days:,} days"

    @property
    def _told(self) -> list[str]:
        return [name for name, table in self.tables.items() if len(table)]

    @property
    def labels(self) -> tuple[str, ...]:
        """The names under which the tables tell the scenarios apart."""
        return labels(self.scenarios)

    @property
    def replication_count(self) -> int:
        """How many replications there are of each scenario."""
        return int(self.replications["replication"].nunique())


def run(scenario: Scenario, plan: Plan | None = None, *, unknowns: int | None = None) -> Study:
    """Run the replications of one scenario.

    Parameters
    ----------
    scenario
        As `load_scenario` reads it.
    plan
        How many replications, and how they are run; as many as the scenario says unless given.
    unknowns
        Also run so many points, such as 200, with every input anywhere in its range.

    Raises
    ------
    ValueError
        If there are too few points, or nothing is unknown.
    TypeError
        If it is given anything but a scenario and a plan.
    ReplicationError
        If a replication fails.
    """
    _check([scenario], plan, unknowns)
    return _study((scenario,), plan or Plan(scenario.replications), unknowns)


def compare(base: Scenario, *others: Scenario, plan: Plan | None = None, unknowns: int | None = None) -> Study:
    """Send the same bookings through several scenarios.

    Parameters
    ----------
    base
        The scenario that the others are compared with.
    *others
        One or more.
    plan
        How many replications, and how they are run; as many as the base says unless given.
    unknowns
        Also run so many points, such as 200, with every input anywhere in its range: the same bookings in all.

    Raises
    ------
    ValueError
        If there is no other scenario, or the scenarios do not share start, days and seed, so that no booking of one is
        a booking of the other; if there are too few points, or nothing is unknown.
    TypeError
        If it is given anything but scenarios and a plan.
    ReplicationError
        If a replication fails.
    """
    _check([base, *others], plan, unknowns)
    if not others:
        raise ValueError("a comparison needs at least two scenarios")
    check_comparable(base, *others)
    return _study((base, *others), plan or Plan(base.replications), unknowns)


def _check(scenarios: Sequence[object], plan: object, unknowns: object) -> None:
    for scenario in scenarios:
        check_kind("a scenario", scenario, Scenario, "a Scenario, as load_scenario reads it from a file")
    check_kind("plan", plan, (Plan, NoneType), "a Plan, such as Plan(replications=5)")
    if unknowns is not None:
        check_kind("unknowns", unknowns, int, "how many points, such as 200")


def _study(scenarios: tuple[Scenario, ...], plan: Plan, unknowns: int | None) -> Study:
    run_points = None
    if unknowns is not None:
        # What is wrong at any point is told before anything runs.
        run_points = points_over(scenarios, unknowns).planned(plan)
        scenarios = tuple(map(known, scenarios))
    done: Replicated = replicate_all(scenarios, plan)
    measures = replication_table(scenarios, done.replications)
    takes_draws = any(scenario.level_draws is not None for scenario in scenarios)
    interval = Interval.OF_REPLICATIONS if takes_draws else Interval.OF_MEAN
    sampled = None if run_points is None else run_points()
    return Study(
        scenarios=scenarios,
        engine=plan.engine,
        tables=TablesOnDemand(
            {
                "replications": measures,
                "summary": partial(summary_table, measures, interval),
                **counted_tables(scenarios, done.replications, interval),
                "groups": partial(group_table, scenarios, measures, interval),
                "comparison": partial(comparison_table, measures, labels(scenarios), interval),
                "leads_by_charge": partial(lead_table, scenarios, done.replications, interval),
                "transitions": partial(transition_table, scenarios, done.replications, interval),
                **paired_tables(scenarios, done.replications, measures, interval),
                "groups_paired": partial(group_comparison_table, scenarios, measures, interval),
                "costs": partial(cost_table, measures, labels(scenarios)),
                **({} if sampled is None else sampled.tables),
            }
        ),
        bookings=pd.concat([each.bookings for each in done.replications], ignore_index=True),
        reason=done.reason,
        unknowns_record={} if sampled is None else sampled.record,
    )
