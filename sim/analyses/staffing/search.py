"""How many officer hours a screening team needs, on which weekly shifts, and who works them.

One officer on one weekday in one block of hours is the building block. Shifts that no rules bind, and of which there
are few, are found greedily (`greedy`); others by a mixed-integer program whose plans are simulated and improved
(`rostered`).
Either way a roster shares them out. All candidates meet the same bookings (common random numbers). To choose the best
of many on some replications flatters it, so results are reported on fresh ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from sim.analyses.staffing.chance import AtPoints, ShareMet
from sim.analyses.staffing.conflicts import check
from sim.analyses.staffing.demand import Demand, demand_of
from sim.analyses.staffing.goal import Goal, Sought
from sim.analyses.staffing.greedy import greedy_staffing
from sim.analyses.staffing.planner import Weeks
from sim.analyses.staffing.post import Block, Post, Staffing, present_hours
from sim.analyses.staffing.roster import Roster, roster_of
from sim.analyses.staffing.rostered import RosteredSearch
from sim.analyses.staffing.rules import ORDINARY, Rules
from sim.analyses.staffing.stability import Choice, Stability, stability_of
from sim.model.office import Engine
from sim.model.outcomes import LOST_PARTS, measure_names
from sim.scenario.arrays import Floats
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.schema import Scenario
from sim.scenario.staff import DAYS
from sim.study.intervals import Estimate, estimate
from sim.study.tasks import Running
from sim.study.trials import Measures, searching

COST = "cost_net"

_FEW_BLOCKS = 9
"""Of more blocks a day to try each in turn would take very many simulations."""


@dataclass(frozen=True)
class Point:
    """A staffing and what it does, on fresh replications; `cost` only where a scenario has costs.

    The lost are the means of `LOST_PARTS`, by name.
    """

    staffing: Staffing
    officer_hours: float
    measure: Estimate
    difference: Estimate
    lost: Mapping[str, float]
    cost: Estimate | None


@dataclass(frozen=True)
class Staffed:
    """The trade-off curve from nobody upwards, the place of the chosen point, and the scenario as it is to compare.

    The target is in counts, NaN where there is none. As many replications as were searched, numbered after them, are
    reported. Where a target is to be met with a probability, `share_met` tells at how many points the chosen one does.
    """

    base: Scenario
    scenario: Scenario
    post: Post
    goal: Goal
    rules: Rules
    points: tuple[Point, ...]
    chosen: int
    present: Point
    target: float
    roster: Roster
    stability: Stability
    share_met: ShareMet | None
    replications: int
    engine: Engine

    @property
    def best(self) -> Point:
        """The chosen point."""
        return self.points[self.chosen]


@dataclass
class _Runs:
    """Replications of staffings; each staffing is run once."""

    measures: Measures
    post: Post
    places: list[int]
    numbers: range
    known: dict[Staffing, Floats] = field(default_factory=dict)

    def rows(self, staffing: Staffing) -> Floats:
        """A row a replication, a column a place among the measures."""
        if staffing not in self.known:
            self.known[staffing] = self.of(self.post.setting(staffing))
        return self.known[staffing]

    def of(self, *settings: str) -> Floats:
        return self.measures(self.numbers, *settings)[:, -1, self.places]

    def measured(self, staffing: Staffing) -> Floats:
        return self.rows(staffing)[:, 0]

    def mean(self, staffing: Staffing) -> float:
        return float(self.measured(staffing).mean())


@dataclass(frozen=True)
class _Search:
    """The search on some replications, and at points if a probability is asked for."""

    source: ScenarioSource
    goal: Goal
    rules: Rules
    running: Running
    runs: _Runs
    at_points: AtPoints | None

    @property
    def post(self) -> Post:
        return self.runs.post

    def found(self, target: float) -> tuple[list[Staffing], Staffing]:
        """The staffings of the curve, and the choice."""
        sought = Sought(self.runs.mean, target, self.goal.budget_hours)
        if self.at_points is not None:
            self.at_points.check((self.post.most,) * len(self.post.hours), self.post.nobody)
            sought = replace(sought, is_enough=self.at_points.is_enough)
        if not self.rules.shape_shifts and len(self.post.blocks) <= _FEW_BLOCKS:
            return greedy_staffing(self.post, sought, self.running.progress)
        return RosteredSearch(Weeks(self.post, self.rules), self._demand, sought, self.running.progress).found()

    @property
    def _demand(self) -> Demand:
        post, count = self.post, range(self.post.most + 1)
        settings = [_around_the_clock(post).setting((number,) * len(DAYS)) for number in count]
        levels = [float(self.runs.of(setting)[:, 0].mean()) for setting in settings]
        both = self.source.scenario(settings[0]), self.source.scenario(settings[-1])
        return demand_of(both, post.jail, self.goal.measure, self.runs.numbers, np.array(levels))

    def stability(self, chosen: Staffing, target: float, fresh: _Runs, seed: int) -> Stability:
        """Choose again on the fresh replications, among what other replications would have chosen."""
        choice = Choice(self.post, target, self.goal.budget_hours)
        known = {each: self.runs.measured(each) for each in self.runs.known}
        if self.at_points is not None:
            known = {each: known[each] for each in self.at_points.enough if each in known}
        return stability_of(choice, choice.finalists(known, chosen, seed), fresh.measured, seed)


def _around_the_clock(post: Post) -> Post:
    return Post(post.jail, post.team, (Block.parse("00:00-24:00"),), post.most)


def staff(
    source: ScenarioSource,
    post: Post,
    goal: Goal,
    running: Running,
    rules: Rules = ORDINARY,
) -> Staffed:
    """Find the staffing that reaches a goal, and the trade-off curve around it, whose points are told as progress.

    Parameters
    ----------
    rules
        What the shifts and the roster obey.

    Raises
    ------
    ValueError
        If the scenario has no such measure, the rules conflict, or nothing is unknown.
    StaffingError
        If no staffing reaches the target.
    ReplicationError
        If a replication fails; finished ones are in the store.
    """
    base = source.scenario()
    goal.check(base)
    check(post, rules, goal)
    at_points = None if goal.probability is None else AtPoints.over(source, post, goal, running)
    names = measure_names(base)
    places = [names.index(name) for name in (goal.measure, "removable", *LOST_PARTS, COST) if name in names]
    with searching(source, running) as measures:
        runs = _Runs(measures, post, places, range(running.replications))
        target = goal.target * (float(runs.rows(post.nobody)[:, 1].mean()) if goal.is_share else 1.0)
        search = _Search(source, goal, rules, running, runs, at_points)
        steps, chosen = search.found(target)
        by_hours = {post.officer_hours(each): each for each in [*steps, chosen]}
        staffings = [by_hours[hours] for hours in sorted(by_hours)]
        fresh = _Runs(measures, post, places, range(running.replications, 2 * running.replications))
        nobody = fresh.rows(post.nobody)
        curve = tuple(_point(each, post.officer_hours(each), fresh.rows(each), nobody) for each in staffings)
        present = _point((), present_hours(base, post), fresh.of(), nobody)
        stability = search.stability(chosen, target, fresh, base.seed)
    roster = roster_of(post, chosen, rules)
    assert roster is not None
    return Staffed(
        base=base,
        scenario=source.scenario(post.setting(chosen)),
        post=post,
        goal=goal,
        rules=rules,
        points=curve,
        chosen=staffings.index(chosen),
        present=present,
        target=target,
        roster=roster,
        stability=stability,
        share_met=None if at_points is None else at_points.reported(chosen),
        replications=running.replications,
        engine=running.engine,
    )


def _point(staffing: Staffing, hours: float, rows: Floats, nobody: Floats) -> Point:
    measure, _, *parts = rows.T
    lost = dict(zip(LOST_PARTS, (float(part.mean()) for part in parts), strict=False))
    cost = estimate(parts[len(LOST_PARTS)]) if len(parts) > len(LOST_PARTS) else None
    return Point(staffing, hours, estimate(measure), estimate(measure - nobody[:, 0]), lost, cost)
