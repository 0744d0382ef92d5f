"""A study: replications of one scenario, or of several side by side, as tables."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sim.analyses.comparison.compare import comparison_table, transition_table
from sim.analyses.comparison.costs import cost_table
from sim.analyses.comparison.network.groups import group_comparison_table, group_table
from sim.analyses.comparison.network.months import month_comparison_table, month_table
from sim.analyses.comparison.summaries import hour_of_week_table, replication_table, summary_table
from sim.model.office import Engine
from sim.scenario.schema import Scenario
from sim.study.replicate import Plan, Replicated, replicate_all
from sim.study.replication import labels

__all__ = ["Study", "check_comparable", "compare", "run"]


@dataclass(frozen=True)
class Study:
    """The tables of a study.

    Parameters
    ----------
    scenarios
        The scenarios; of several, the first is the base.
    engine
        How custody was computed.
    replications
        ``scenario, replication, jail`` and a column a measure.
    summary
        ``scenario, jail, measure, n, mean, sd, ci_low, ci_high``.
    hour_of_week
        ``scenario, jail, hour_of_week``, mean counts a replication, and officers on duty.
    months
        ``scenario, month, measure``, and means by month of booking.
    groups
        Counts and rates by state, field office and jail; empty unless there are several jails.
    comparison, transitions
        Paired differences and changed outcomes; empty for a single scenario.
    months_paired, groups_paired
        Paired differences by month, and by groups of jails; empty for a single scenario.
    costs
        Money per additional lead; empty for a single scenario, or without prices.
    bookings
        The booking table, empty unless kept.
    reason
        Why there are so many replications.
    """

    scenarios: tuple[Scenario, ...]
    engine: Engine
    replications: pd.DataFrame
    summary: pd.DataFrame
    hour_of_week: pd.DataFrame
    months: pd.DataFrame
    groups: pd.DataFrame
    comparison: pd.DataFrame
    transitions: pd.DataFrame
    months_paired: pd.DataFrame
    groups_paired: pd.DataFrame
    costs: pd.DataFrame
    bookings: pd.DataFrame
    reason: str

    @property
    def labels(self) -> tuple[str, ...]:
        """The names under which the tables tell the scenarios apart."""
        return labels(self.scenarios)

    @property
    def replication_count(self) -> int:
        """How many replications there are of each scenario."""
        return int(self.replications["replication"].nunique())


def run(scenario: Scenario, plan: Plan | None = None) -> Study:
    """Run the replications of one scenario; as many as it says, unless a plan says otherwise."""
    return _study((scenario,), plan or Plan(scenario.replications))


def compare(base: Scenario, *others: Scenario, plan: Plan | None = None) -> Study:
    """Send the same bookings through several scenarios.

    Raises
    ------
    ValueError
        If there is no other scenario, or the scenarios do not share start, days and seed, so that no booking of one is
        a booking of the other.
    """
    if not others:
        raise ValueError("a comparison needs at least two scenarios")
    check_comparable(base, *others)
    return _study((base, *others), plan or Plan(base.replications))


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
    return Study(
        scenarios=scenarios,
        engine=plan.engine,
        replications=measures,
        summary=summary_table(measures),
        hour_of_week=hour_of_week_table(scenarios, done.replications),
        months=month_table(scenarios, done.replications),
        groups=group_table(scenarios, measures),
        comparison=comparison_table(measures, labels(scenarios)),
        transitions=transition_table(scenarios, done.replications),
        months_paired=month_comparison_table(scenarios, done.replications, measures),
        groups_paired=group_comparison_table(scenarios, measures),
        costs=cost_table(measures, labels(scenarios)),
        bookings=pd.concat([each.bookings for each in done.replications], ignore_index=True),
        reason=done.reason,
    )
