"""A study: replications of one scenario, or of several side by side, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sim.model.week import duty_by_hour
from sim.scenario.schema import Scenario
from sim.study.compare import comparison_table, transition_table
from sim.study.intervals import estimate
from sim.study.replicate import Plan, Replicated, replicate_all
from sim.study.replication import labels

__all__ = ["Study", "compare", "run"]


@dataclass(frozen=True)
class Study:
    """The tables of a study.

    Parameters
    ----------
    scenarios
        The scenarios; of several, the first is the base.
    replications
        ``scenario, replication, jail`` and a column a measure.
    summary
        ``scenario, jail, measure, n, mean, sd, ci_low, ci_high``.
    hour_of_week
        ``scenario, jail, hour_of_week``, mean counts a replication, and officers on duty.
    comparison, transitions
        Paired differences and changed outcomes; empty for a single scenario.
    bookings
        The booking table, empty unless kept.
    reason
        Why there are so many replications.
    """

    scenarios: tuple[Scenario, ...]
    replications: pd.DataFrame
    summary: pd.DataFrame
    hour_of_week: pd.DataFrame
    comparison: pd.DataFrame
    transitions: pd.DataFrame
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
    for other in others:
        for key in ("start", "days", "warmup_days", "timezone", "seed"):
            if (here := getattr(base, key)) != (there := getattr(other, key)):
                raise ValueError(
                    f"{base.name!r} and {other.name!r} differ in {key} ({here} against {there}); "
                    "the same bookings can only go through both if it is the same"
                )
    return _study((base, *others), plan or Plan(base.replications))


def _study(scenarios: tuple[Scenario, ...], plan: Plan) -> Study:
    done: Replicated = replicate_all(scenarios, plan)
    names = labels(scenarios)
    measures = done.together.measures
    return Study(
        scenarios=scenarios,
        replications=measures,
        summary=summary_table(measures),
        hour_of_week=_hour_of_week(scenarios, done.together.week),
        comparison=comparison_table(measures, names),
        transitions=transition_table(done.together.transitions, done.count),
        bookings=done.together.bookings,
        reason=done.reason,
    )


def summary_table(measures: pd.DataFrame) -> pd.DataFrame:
    """Mean, standard deviation and 95 % interval of each measure over replications."""
    columns = [name for name in measures.columns if name not in ("scenario", "replication", "jail")]
    rows = []
    for (scenario, jail), group in measures.groupby(["scenario", "jail"], sort=False):
        for measure in columns:
            each = estimate(group[measure].to_numpy(dtype=float))
            if each.n:
                rows.append((scenario, jail, measure, each.n, each.mean, each.sd, each.ci_low, each.ci_high))
    return pd.DataFrame(rows, columns=["scenario", "jail", "measure", "n", "mean", "sd", "ci_low", "ci_high"])


def _hour_of_week(scenarios: Sequence[Scenario], week: pd.DataFrame) -> pd.DataFrame:
    keys = ["scenario", "jail", "hour_of_week"]
    counts = week.groupby(keys, sort=False)[["removable_booked", "lost_released"]].mean().reset_index()
    duty = [duty_by_hour(each).assign(scenario=name) for each, name in zip(scenarios, labels(scenarios), strict=True)]
    return counts.merge(pd.concat(duty), on=keys, how="left")
