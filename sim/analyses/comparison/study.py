"""A study: replications of one scenario, or of several side by side, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import NoneType

import pandas as pd

from sim.analyses.comparison.compare import comparison_table, lead_table, transition_table
from sim.analyses.comparison.costs import cost_table
from sim.analyses.comparison.counted import counted_tables, paired_tables
from sim.analyses.comparison.network.groups import group_comparison_table, group_table
from sim.analyses.comparison.summaries import replication_table, summary_table
from sim.model.office import Engine
from sim.scenario.given import check_kind
from sim.scenario.schema import Scenario
from sim.study.intervals import Interval
from sim.study.replicate import Plan, Replicated, replicate_all
from sim.study.replication import labels


@dataclass(frozen=True)
class Study:
    """The tables of a study of one scenario, or of several, the first of which is the base.

    Parameters
    ----------
    tables
        By name, as a results folder has them; each is an attribute too, such as ``study.comparison``. ``replications``
        and ``summary`` tell the measures, ``groups`` their counts and rates by state, field office and jail, where
        there are several jails, and the tables of counts what `counted_tables` says. Only several scenarios have rows
        in ``comparison``, ``leads_by_charge`` (of several charges), ``transitions``, ``groups_paired``, what
        `paired_tables` gives, and ``costs``, which needs prices: paired differences, what becomes of leads, changed
        outcomes, and money per additional lead.
    bookings
        The booking table, empty unless kept.
    reason
        Why there are so many replications.
    """

    scenarios: tuple[Scenario, ...]
    engine: Engine
    tables: Mapping[str, pd.DataFrame]
    bookings: pd.DataFrame
    reason: str

    def __getattr__(self, name: str) -> pd.DataFrame:
        """A table by its name."""
        # While a study is unpickled, nothing of it is there yet.
        tables: Mapping[str, pd.DataFrame] = vars(self).get("tables", {})
        if name in tables:
            return tables[name]
        raise AttributeError(f"a study has no {name}; its tables are {', '.join(tables)}")

    @property
    def labels(self) -> tuple[str, ...]:
        """The names under which the tables tell the scenarios apart."""
        return labels(self.scenarios)

    @property
    def replication_count(self) -> int:
        """How many replications there are of each scenario."""
        return int(self.replications["replication"].nunique())


def run(scenario: Scenario, plan: Plan | None = None) -> Study:
    """Run the replications of one scenario; as many as it says, unless a plan says otherwise.

    Raises
    ------
    TypeError
        If it is given anything but a scenario and a plan.
    ReplicationError
        If a replication fails.
    """
    _check([scenario], plan)
    return _study((scenario,), plan or Plan(scenario.replications))


def compare(base: Scenario, *others: Scenario, plan: Plan | None = None) -> Study:
    """Send the same bookings through several scenarios.

    Raises
    ------
    ValueError
        If there is no other scenario, or the scenarios do not share start, days and seed, so that no booking of one is
        a booking of the other.
    TypeError
        If it is given anything but scenarios and a plan.
    ReplicationError
        If a replication fails.
    """
    _check([base, *others], plan)
    if not others:
        raise ValueError("a comparison needs at least two scenarios")
    check_comparable(base, *others)
    return _study((base, *others), plan or Plan(base.replications))


def _check(scenarios: Sequence[object], plan: object) -> None:
    for scenario in scenarios:
        check_kind("a scenario", scenario, Scenario, "a Scenario, as load_scenario reads it from a file")
    check_kind("plan", plan, (Plan, NoneType), "a Plan, such as Plan(replications=5)")


def check_comparable(base: Scenario, *others: Scenario) -> None:
    """Refuse scenarios that do not share start, days and seed, so that no booking of one is a booking of the other.

    Raises
    ------
    ValueError
        With the first key in which they differ.
    """
    for other in others:
        for key in ("start", "days", "warmup_days", "timezone", "seed"):
            if (here := getattr(base, key)) != (there := getattr(other, key)):
                raise ValueError(
                    f"{base.name!r} and {other.name!r} differ in {key} ({here} against {there}); "
                    "the same bookings can only go through both if it is the same"
                )


def _study(scenarios: tuple[Scenario, ...], plan: Plan) -> Study:
    done: Replicated = replicate_all(scenarios, plan)
    measures = replication_table(scenarios, done.replications)
    takes_draws = any(scenario.level_draws is not None for scenario in scenarios)
    interval = Interval.OF_REPLICATIONS if takes_draws else Interval.OF_MEAN
    return Study(
        scenarios=scenarios,
        engine=plan.engine,
        tables={
            "replications": measures,
            "summary": summary_table(measures, interval),
            **counted_tables(scenarios, done.replications, interval),
            "groups": group_table(scenarios, measures, interval),
            "comparison": comparison_table(measures, labels(scenarios), interval),
            "leads_by_charge": lead_table(scenarios, done.replications, interval),
            "transitions": transition_table(scenarios, done.replications, interval),
            **paired_tables(scenarios, done.replications, measures, interval),
            "groups_paired": group_comparison_table(scenarios, measures, interval),
            "costs": cost_table(measures, labels(scenarios)),
        },
        bookings=pd.concat([each.bookings for each in done.replications], ignore_index=True),
        reason=done.reason,
    )
