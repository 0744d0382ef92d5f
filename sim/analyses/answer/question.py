"""The whole question of one jail: what its agreement changes, what that costs, which hours do most, what it hangs on.

Each part is a study of its own, of the same two scenarios; this module asks them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sim.analyses.comparison.study import Study, compare
from sim.analyses.staffing.asking import MOST_OFFICERS, Staffing, staffing
from sim.analyses.staffing.conflicts import check
from sim.analyses.staffing.goal import Goal
from sim.analyses.staffing.post import post_of, present_hours
from sim.analyses.staffing.rules import ORDINARY, Rules
from sim.analyses.uncertainty.inquiry import Uncertainty, uncertainty
from sim.scenario.schema import Scenario
from sim.study.replicate import Plan, running_of
from sim.study.tasks import Running

SUFFIX = "_ended"
"""What the name of a file ends with that says how a jail works once its agreement has ended."""

UNKNOWN_POINTS, SAMPLES = 200, 64
"""Points over all that is unknown: for the intervals of the counts, and to tell which inputs matter."""


@dataclass(frozen=True)
class Hours:
    """Whose officer hours are to be placed best, how many a week, in which shifts, and what shifts and rosters obey.

    Without names it is the only jail with screening, and its only team; without a budget, as many as the team works.
    """

    budget_hours: float | None = None
    jail: str | None = None
    team: str | None = None
    blocks: tuple[str, ...] = ()
    rules: Rules = ORDINARY


AS_NOW = Hours()


@dataclass(frozen=True, eq=False)
class Answered:
    """The studies that answer the question; `staffing` is None where the jail's team has no hours to place."""

    comparison: Study
    staffing: Staffing | None
    uncertainty: Uncertainty


def ended_beside(path: Path) -> Path | None:
    """The file beside a scenario that says how its jail works once the agreement has ended, if there is one."""
    beside = path.with_stem(path.stem + SUFFIX)
    return beside if beside.is_file() else None


def ended(scenario: Scenario) -> Scenario:
    """The scenario without the agreement, all else being as it is; ICE's own officers stay.

    Raises
    ------
    ValueError
        If nobody screens under an agreement.
    """
    changes = dict(_ending(scenario))
    if not changes:
        raise ValueError(
            f"{scenario.name}: nobody screens under an agreement, so there is none to end; give a jail a screening "
            "with teams, or compare two scenarios with lostleads compare"
        )
    return scenario.with_({"name": f"{scenario.name}, agreement ended", **changes})


def _ending(scenario: Scenario) -> Iterator[tuple[str, None]]:
    for name, jail in scenario.jails.items():
        teams = {} if jail.screening is None else jail.screening.teams
        leaving = [team for team, each in teams.items() if each.under_agreement]
        if leaving and len(leaving) == len(teams):
            yield f"jails.{name}.screening", None
        else:
            yield from ((f"jails.{name}.screening.teams.{team}", None) for team in leaving)


def answer(
    scenario: Scenario,
    other: Scenario | None = None,
    *,
    hours: Hours = AS_NOW,
    unknowns: int = UNKNOWN_POINTS,
    plan: Running | None = None,
) -> Answered:
    """Ask the whole question of one jail.

    Parameters
    ----------
    scenario
        The jail with its agreement, as `load_scenario` reads it.
    other
        The same jail once the agreement has ended; `ended` unless given.
    hours
        Which officer hours to place.
    unknowns
        Points over all that is unknown, for the intervals of the counts.
    plan
        How many replications, and how they are run; as many as the scenario says unless given.

    Raises
    ------
    ValueError
        If there is no such team, or several to choose from; the scenarios cannot be compared, or too little is unknown.
    ReplicationError
        If a replication fails; finished ones are in the store.
    """
    running = running_of(plan, scenario.replications)
    placed = _placed(scenario, hours)
    without = ended(scenario) if other is None else other
    comparison = compare(scenario, without, plan=Plan(**vars(running)), unknowns=unknowns)
    # A team that never works has no hours to place.
    staffed = None if placed.budget_hours is None else staffing(scenario, **vars(placed), plan=running)
    return Answered(comparison, staffed, uncertainty(scenario, without, design="lhs", samples=SAMPLES, plan=running))


def _placed(scenario: Scenario, hours: Hours) -> Hours:
    """The hours with the names and the budget that hold where none are given, once it is known that they can be placed.

    Raises
    ------
    ValueError
        If they cannot.
    """
    post = post_of(scenario, hours.jail, hours.team, hours.blocks, MOST_OFFICERS)
    budget_hours = hours.budget_hours
    if budget_hours is None:
        budget_hours = present_hours(scenario, post) or None
    if budget_hours is not None:
        check(post, hours.rules, Goal.parse(None, budget_hours, None))
    return replace(hours, budget_hours=budget_hours, jail=post.jail, team=post.team)
