"""How many officer hours a screening team needs, and on which weekly shifts.

One officer on one weekday in one block of hours is the building block. Officers are added one by one, each where it
gains most per officer hour (greedy), and the choice is improved by moving officers from one block to another. Where
gains only shrink as officers are added (a submodular cover), greedy comes within 1 - 1/e of the best possible gain
(Nemhauser, Wolsey and Fisher, 1978); here gains nearly are so. All candidates meet the same bookings (common random
numbers). To choose the best of many on some replications flatters it, so results are reported on fresh ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from sim.model.office import Engine
from sim.model.outcomes import LOST_PARTS, is_count, measure_names
from sim.scenario.arrays import Floats
from sim.scenario.base import unknown_name
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.schema import Scenario
from sim.scenario.staff import DAYS, Day, Shift
from sim.study.intervals import Estimate, estimate
from sim.study.tasks import Running
from sim.study.trials import Measures, SearchError, searching

BLOCKS = ("00:00-08:00", "08:00-16:00", "16:00-24:00")
"""The blocks of hours unless others are given."""

COST = "cost_net"
_SWAPS = 30

Staffing = tuple[int, ...]
"""Officers on each weekday in each block: Monday's blocks, then Tuesday's, and so on."""

Evaluate = Callable[[Staffing], float]


class StaffingError(SearchError):
    """No staffing reaches the target."""

    sought = "staffing"


@dataclass(frozen=True)
class Block:
    """A block of whole hours of a day; it may cross midnight and then belongs to the day on which it begins."""

    hours: str
    begin_hour: int
    length_hours: int

    @classmethod
    def parse(cls, text: str) -> Block:
        """Read a block such as ``08:00-16:00``.

        Raises
        ------
        ValueError
            If it is not of that form, or not of whole hours.
        """
        try:
            begin, end = Shift(officers=1, hours=text).span
        except ValidationError:
            raise ValueError(f"--block {text}: must be HH:MM-HH:MM, such as 08:00-16:00") from None
        if begin.seconds % 3600 or end.seconds % 3600:
            raise ValueError(f"--block {text}: must begin and end on the hour, such as 08:00-16:00")
        return cls(text, begin.seconds // 3600, round((end - begin).total_seconds() / 3600))


@dataclass(frozen=True)
class Post:
    """What may be staffed: a team at a jail, in blocks, each with at most `most` officers on a weekday."""

    jail: str
    team: str
    blocks: tuple[Block, ...]
    most: int

    @property
    def hours(self) -> tuple[int, ...]:
        """Hours of each place of a staffing."""
        return tuple(block.length_hours for block in self.blocks) * len(DAYS)

    @property
    def nobody(self) -> Staffing:
        """The staffing without officers."""
        return (0,) * len(self.hours)

    def officer_hours(self, staffing: Staffing) -> int:
        """Officer hours a week."""
        return sum(officers * hours for officers, hours in zip(staffing, self.hours, strict=True))

    def shifts(self, staffing: Staffing) -> list[tuple[int, list[Day], str]]:
        """Officers, days and hours of each shift; days with equally many officers are one shift."""
        found = []
        for place, block in enumerate(self.blocks):
            officers = staffing[place :: len(self.blocks)]
            for number in sorted(set(officers) - {0}, reverse=True):
                days = [day for day, here in zip(DAYS, officers, strict=True) if here == number]
                found.append((number, days, block.hours))
        return found

    def setting(self, staffing: Staffing) -> str:
        """The staffing as a setting of a scenario, to paste after ``--set``."""
        shifts = ", ".join(
            f'{{officers: {officers}, days: [{", ".join(days)}], hours: "{hours}"}}'
            for officers, days, hours in self.shifts(staffing)
        )
        return f"jails.{self.jail}.screening.teams.{self.team}.shifts=[{shifts}]"


def post_of(scenario: Scenario, jail: str | None, team: str | None, blocks: Sequence[str], most: int) -> Post:
    """Find the team to staff; without a name, the only one.

    Raises
    ------
    ValueError
        If there is no such jail, team or block, or several to choose from.
    """
    screened = {name: each.screening for name, each in scenario.jails.items() if each.screening is not None}
    jail = _the("jail with screening", "--jail", jail, list(screened))
    team = _the("team", "--team", team, list(screened[jail].teams))
    if len(set(blocks)) < len(blocks):
        raise ValueError("--block: a block is given twice; give each once")
    return Post(jail, team, tuple(map(Block.parse, blocks or BLOCKS)), most)


def _the(what: str, option: str, name: str | None, allowed: list[str]) -> str:
    if name is None and len(allowed) == 1:
        return allowed[0]
    if name is None:
        if not allowed:
            raise ValueError(f"{option}: the scenario has no {what}; give one of its jails a screening with teams")
        raise ValueError(f"{option}: say which {what} ({', '.join(allowed)})")
    if name not in allowed:
        raise ValueError(f"{option}: {unknown_name(what, name, allowed)}")
    return name


@dataclass(frozen=True)
class Goal:
    """What is wanted: a measure, all jails together, kept low.

    On the counted days it is at most the target, or that share of removable bookings; or as low as the budget, in
    officer hours a week, allows.
    """

    measure: str
    target: float = math.nan
    is_share: bool = False
    budget_hours: float = math.inf

    @classmethod
    def parse(cls, target: str | None, budget_hours: float | None, measure: str | None) -> Goal:
        """Read the options of the command line.

        Raises
        ------
        ValueError
            If not just one of target and budget is given, or the target is not ``[MEASURE=]NUMBER[%]``.
        """
        if (target is None) == (budget_hours is None):
            raise ValueError(
                "give --target MEASURE=NUMBER or --budget OFFICER_HOURS (a week): one of the two, and not both"
            )
        if target is None:
            if not (budget_hours is not None and 0 < budget_hours < math.inf):
                raise ValueError(f"--budget {budget_hours}: must be more than 0 officer hours a week")
            return cls(measure or "released_before_pickup", budget_hours=budget_hours)
        named, _, text = target.rpartition("=")
        if named and measure and named != measure:
            raise ValueError(f"--target {target}: is about another measure than --measure {measure}")
        try:
            value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            value = math.nan
        if not 0 <= value < math.inf:
            raise ValueError(f"--target {target}: must be [MEASURE=]NUMBER or a share of removable such as 25%")
        return cls(named or measure or "released_before_pickup", value, text.endswith("%"))

    def check(self, scenario: Scenario) -> None:
        """Raise ValueError if the scenario has no such measure."""
        names = [name for name in measure_names(scenario) if is_count(name)]
        if self.measure not in names:
            raise ValueError(f"--measure: {unknown_name('measure', self.measure, names)}")

    @property
    def has_target(self) -> bool:
        """Whether there is a target and no budget."""
        return not math.isnan(self.target)


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
    reported.
    """

    base: Scenario
    scenario: Scenario
    post: Post
    goal: Goal
    points: tuple[Point, ...]
    chosen: int
    present: Point
    target: float
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

    def mean(self, staffing: Staffing) -> float:
        return float(self.rows(staffing)[:, 0].mean())


def staff(source: ScenarioSource, post: Post, goal: Goal, running: Running) -> Staffed:
    """Find the staffing that reaches a goal, and the trade-off curve around it, whose points are told as progress.

    Raises
    ------
    ValueError
        If the scenario has no such measure.
    StaffingError
        If no staffing reaches the target.
    ReplicationError
        If a replication fails; finished ones are in the store.
    """
    base = source.scenario()
    goal.check(base)
    names = measure_names(base)
    places = [names.index(name) for name in (goal.measure, "removable", *LOST_PARTS, COST) if name in names]
    with searching(source, running) as measures:
        search = _Runs(measures, post, places, range(running.replications))
        target = goal.target * (float(search.rows(post.nobody)[:, 1].mean()) if goal.is_share else 1.0)
        steps, chosen = chosen_staffing(post, search.mean, target, goal.budget_hours, running.progress)
        hours = post.officer_hours(chosen)
        others = {each for each in steps if post.officer_hours(each) != hours}
        staffings = sorted({*others, chosen}, key=post.officer_hours)
        fresh = _Runs(measures, post, places, range(running.replications, 2 * running.replications))
        nobody = fresh.rows(post.nobody)
        points = tuple(_point(each, post.officer_hours(each), fresh.rows(each), nobody) for each in staffings)
        present = _point((), _present_hours(base, post), fresh.of(), nobody)
    return Staffed(
        base=base,
        scenario=source.scenario(post.setting(chosen)),
        post=post,
        goal=goal,
        points=points,
        chosen=staffings.index(chosen),
        present=present,
        target=target,
        replications=running.replications,
        engine=running.engine,
    )


def _point(staffing: Staffing, hours: float, rows: Floats, nobody: Floats) -> Point:
    measure, _, *parts = rows.T
    lost = dict(zip(LOST_PARTS, (float(part.mean()) for part in parts), strict=False))
    cost = estimate(parts[len(LOST_PARTS)]) if len(parts) > len(LOST_PARTS) else None
    return Point(staffing, hours, estimate(measure), estimate(measure - nobody[:, 0]), lost, cost)


def _present_hours(scenario: Scenario, post: Post) -> float:
    screening = scenario.jails[post.jail].screening
    assert screening is not None
    return sum(
        shift.officers * len(shift.days) * (shift.span[1] - shift.span[0]).total_seconds() / 3600
        for shift in screening.teams[post.team].shifts
    )


def chosen_staffing(
    post: Post,
    evaluate: Evaluate,
    target: float,
    budget_hours: float = math.inf,
    progress: Callable[[int, int], None] = lambda _done, _wanted: None,
) -> tuple[list[Staffing], Staffing]:
    """Search from nobody upwards: the greedy steps, some beyond the goal, and the choice.

    `evaluate` gives the mean of the measure, of which less is better; the target is NaN where there is a budget.

    Raises
    ------
    StaffingError
        If the target is not reached.
    """
    steps, stale, goal_at = [post.nobody], [math.inf] * len(post.hours), None

    def reached(staffing: Staffing) -> bool:
        if math.isnan(target):
            return post.officer_hours(staffing) >= budget_hours
        return evaluate(staffing) <= target

    while goal_at is None or len(steps) < 1.5 * goal_at + 2:
        if goal_at is None and reached(steps[-1]):
            goal_at = len(steps)
        longer = _step(post, evaluate, steps[-1], stale)
        if longer is None:
            break
        steps.append(longer)
        progress(len(steps), len(post.hours) * post.most)
    if math.isnan(target):
        within = [each for each in steps if post.officer_hours(each) <= budget_hours]
        return steps, _swapped(post, evaluate, _filled(post, evaluate, within[-1], budget_hours))
    if goal_at is None:
        raise StaffingError(
            f"the target of {target:,.4g} is not reached; the best was {evaluate(steps[-1]):,.4g} with "
            f"{post.officer_hours(steps[-1])} officer hours a week. Raise the target or --most."
        )
    chosen = steps[goal_at - 1]
    while any(chosen):
        fewer = _swapped(post, evaluate, min(_neighbours(post, chosen, -1), key=evaluate))
        if evaluate(fewer) > target:
            break
        chosen = fewer
    return steps, chosen


def _step(post: Post, evaluate: Evaluate, staffing: Staffing, stale: list[float]) -> Staffing | None:
    """Add the officer who gains most per hour; only those whose last known gain is the largest are run (lazy)."""
    fresh: set[int] = set()
    while True:
        open_places = [place for place, officers in enumerate(staffing) if officers < post.most]
        if not open_places:
            return None
        place = max(open_places, key=stale.__getitem__)
        if place in fresh:
            return _moved(staffing, place, 1) if stale[place] > 0 else None
        gain = evaluate(staffing) - evaluate(_moved(staffing, place, 1))
        stale[place] = gain / post.hours[place]
        fresh.add(place)


def _filled(post: Post, evaluate: Evaluate, staffing: Staffing, budget_hours: float) -> Staffing:
    """Add officers of short blocks while the budget has room for them and they gain."""
    while True:
        more = [each for each in _neighbours(post, staffing, 1) if post.officer_hours(each) <= budget_hours]
        best = min(more, key=evaluate, default=staffing)
        if evaluate(best) >= evaluate(staffing):
            return staffing
        staffing = best


def _swapped(post: Post, evaluate: Evaluate, staffing: Staffing) -> Staffing:
    """Move officers to other blocks, never to more hours, until none of the likeliest moves helps.

    A move is likely if what the officer gains at the new place, less what the old place loses, is large.
    """
    while True:
        now = evaluate(staffing)
        less = {place: evaluate(_moved(staffing, place, -1)) for place, here in enumerate(staffing) if here}
        more = {place: evaluate(_moved(staffing, place, 1)) for place, n in enumerate(staffing) if n < post.most}
        moves = [(a, b) for a in less for b in more if a != b and post.hours[b] <= post.hours[a]]
        moves.sort(key=lambda move: less[move[0]] + more[move[1]])
        tried = (_moved(_moved(staffing, a, -1), b, 1) for a, b in moves[:_SWAPS])
        better = next((each for each in tried if evaluate(each) < now), None)
        if better is None:
            return staffing
        staffing = better


def _neighbours(post: Post, staffing: Staffing, change: int) -> list[Staffing]:
    places = [place for place, officers in enumerate(staffing) if 0 <= officers + change <= post.most]
    return [_moved(staffing, place, change) for place in places]


def _moved(staffing: Staffing, place: int, change: int) -> Staffing:
    return (*staffing[:place], staffing[place] + change, *staffing[place + 1 :])
