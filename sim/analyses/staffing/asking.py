"""The search for a staffing as Python asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import pandas as pd

from sim.analyses.staffing.goal import POINTS, Goal
from sim.analyses.staffing.post import post_of
from sim.analyses.staffing.rules import ORDINARY, Rules
from sim.analyses.staffing.search import Staffed, staff
from sim.analyses.staffing.tables import curve_table, roster_rows, shift_table
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.schema import Scenario
from sim.study.replicate import running_of
from sim.study.tasks import Running

MOST_OFFICERS = 4
"""Officers in one block of one weekday, at most, unless another number is given."""


class Staffing(Staffed):
    """What a search for a staffing found, with its tables.

    ``scenario`` is the one with the chosen shifts.
    """

    @cached_property
    def curve(self) -> pd.DataFrame:
        """The table ``staffing``, of what each staffing does, by officer hours a week."""
        return curve_table(self)

    @cached_property
    def shifts(self) -> pd.DataFrame:
        """The table ``shifts``, of who is on duty in each staffing."""
        return shift_table(self)

    @cached_property
    def roster_table(self) -> pd.DataFrame:
        """The table ``roster``, a row a shift of a numbered officer."""
        return roster_rows(self)

    def __repr__(self) -> str:
        who, hours = len(self.roster.lines), f"{self.best.officer_hours:g} officer hours a week"
        chosen = f"{hours} by {who} officer{'s' * (who != 1)}"
        return f"<Staffing of {self.post.team} at {self.post.jail}: {chosen}; tables: curve, shifts, roster_table>"


def staffing(
    scenario: Scenario,
    target: float | str | None = None,
    *,
    budget_hours: float | None = None,
    measure: str | None = None,
    with_probability: float | None = None,
    unknowns: int = POINTS,
    jail: str | None = None,
    team: str | None = None,
    blocks: Sequence[str] = (),
    most: int = MOST_OFFICERS,
    rules: Rules = ORDINARY,
    plan: Running | None = None,
) -> Staffing:
    """Find how many officer hours a week a screening team needs, on which shifts, and a roster of them.

    Parameters
    ----------
    scenario
        As `load_scenario` reads it.
    target
        What the measure is to be at most: a count, or a text such as ``25%`` (of removable).
    budget_hours
        Or: officer hours a week, of which the best is sought.
    measure
        What to keep low, all jails together; ``released_before_pickup`` unless given.
    with_probability
        Meet the target at this share of points over all that is unknown, too.
    unknowns
        How many points that is of.
    jail, team
        Whom to staff; the only one unless given.
    blocks
        Hours of the shifts that there may be, such as ``08:00-16:00``; three of eight hours unless given.
    most
        Officers in one block of one weekday, at most.
    rules
        What the shifts and the roster obey.
    plan
        How many replications, and how they are run; as many as the scenario says unless given.

    Raises
    ------
    ValueError
        If not just one of target and budget is given, there is no such jail, team, block or measure, or the rules
        conflict.
    StaffingError
        If no staffing reaches the target.
    ReplicationError
        If a replication fails.
    """
    goal = Goal.parse(None if target is None else str(target), budget_hours, measure, with_probability, unknowns)
    goal.check(scenario)
    post = post_of(scenario, jail, team, blocks, most)
    found = staff(ScenarioSource.of(scenario), post, goal, running_of(plan, scenario.replications), rules)
    return Staffing(**vars(found))
