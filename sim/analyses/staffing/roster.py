"""Who works which shifts: a week of numbered officers that obeys the rules, with as few officers as it takes.

An officer is a row of yes or no, a shift a column. Shifts too near for one officer to rest between them are in one
sum of at most 1 (they form a clique), so that the relaxation is tight and the few officers are found at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.analyses.staffing.post import Post, Staffing
from sim.analyses.staffing.program import Program, Solved
from sim.analyses.staffing.rules import Rules
from sim.scenario.arrays import Floats, Ints
from sim.scenario.staff import DAYS
from sim.scenario.week import WEEK_HOURS

_UNEVEN = 0.1
"""By which part the longest week may be longer than need be."""


@dataclass(frozen=True)
class Roster:
    """The shifts of each officer, as places of the post in the order of the week; officers are numbered from 1.

    Parameters
    ----------
    is_fewest
        Whether fewer officers are known not to do.
    """

    lines: tuple[tuple[int, ...], ...]
    is_fewest: bool = True


def roster_of(post: Post, staffing: Staffing, rules: Rules) -> Roster | None:
    """Share the shifts of a staffing out among as few officers as the rules allow; None if they cannot be."""
    total = post.officer_hours(staffing)
    if not total:
        return Roster(())
    shifts = sum(staffing)
    most = shifts if rules.officers is None else min(rules.officers, shifts)
    if rules.least_hours:
        most = min(most, math.floor(total / rules.least_hours))
    least, is_fewest = _fewest_at_least(post, staffing, rules), True
    for officers in range(least, most + 1):
        solved, works = _shared_out(post, staffing, rules, officers)
        if solved.values is not None:
            return Roster(_lines(staffing, solved.values, works), is_fewest)
        is_fewest = is_fewest and solved.is_proven
    return None


def _fewest_at_least(post: Post, staffing: Staffing, rules: Rules) -> int:
    """How many officers it takes by hours, by shifts, and by shifts that nobody can work two of."""
    by_hours = math.ceil(post.officer_hours(staffing) / rules.most_hours - 1e-9)
    by_shifts = math.ceil(sum(staffing) / (len(DAYS) - rules.days_off))
    places = np.flatnonzero(staffing)
    officers = np.array(staffing)
    cliques = [officers[each].sum() for each in (*apart(post, rules, places), *by_day(post, places))]
    return int(max(by_hours, by_shifts, *cliques))


def apart(post: Post, rules: Rules, places: Ints) -> list[Ints]:
    """Of some places, sets of which an officer can work one: of a rest, and of the hours before it, each."""
    begins = np.array([post.begins(place) for place in places])
    busy = np.array([post.hours[place] for place in places]) + rules.rest_hours
    sets = {tuple(places[(begin - begins) % WEEK_HOURS < busy].tolist()) for begin in begins.tolist()}
    return [np.array(each) for each in sorted(sets)]


def by_day(post: Post, places: Ints) -> list[Ints]:
    """Some places by the day on which they begin."""
    days = np.array([post.day(place) for place in places])
    return [places[days == day] for day in range(len(DAYS)) if (days == day).any()]


def add_officer(program: Program, post: Post, rules: Rules, places: Ints) -> tuple[Ints, Ints]:
    """Add an officer who may work some places by the rules: a variable a place, and whether they work at all."""
    works, used = program.add(len(places), 1), program.add(1, 1)
    column = dict(zip(places.tolist(), works.tolist(), strict=True))

    def of(some: Ints) -> list[int]:
        return [column[place] for place in some.tolist()]

    hours = np.array([float(post.hours[place]) for place in places])
    for some in (*apart(post, rules, places), *by_day(post, places)):
        program.keep((of(some), 1), (used, -1), high=0)
    program.keep((works, hours), (used, -rules.most_hours), high=0)
    program.keep((works, hours), (used, -rules.least_hours), low=0)
    program.keep((works, 1), (used, -float(len(DAYS) - rules.days_off)), high=0)
    if rules.together and rules.days_off:
        off = program.add(len(DAYS), 1)
        program.keep((off, 1), low=1, high=1)
        for some in by_day(post, places):
            ending = [(post.day(int(some[0])) - back) % len(DAYS) for back in range(rules.days_off)]
            program.keep((of(some), 1), (off[ending], 1), high=1)
    return works, used


def _shared_out(post: Post, staffing: Staffing, rules: Rules, officers: int) -> tuple[Solved, list[Ints]]:
    """Share the shifts out among so many officers, if it can be done: of each a variable a shift."""
    places = np.flatnonzero(staffing)
    program = Program()
    works = []
    for _ in range(officers):
        each, used = add_officer(program, post, rules, places)
        program.keep((used, 1), low=1)
        works.append(each)
    for column, place in enumerate(places.tolist()):
        program.keep(([each[column] for each in works], 1), low=staffing[place], high=staffing[place])
    # Officers are alike: those of shifts that nobody can work two of are told apart beforehand.
    number = 0
    for place in max(apart(post, rules, places), key=lambda some: sum(staffing[place] for place in some)).tolist():
        for _ in range(staffing[place]):
            program.keep((works[number][places == place], 1), low=1)
            number += 1
    # Of all ways to share them out, one in which nobody works much more than others.
    longest = program.add(1, rules.most_hours, whole=False)
    program.cost(longest, 1.0)
    for each in works:
        program.keep((each, np.array([float(post.hours[place]) for place in places])), (longest, -1), high=0)
    return program.solved(_UNEVEN), works


def _lines(staffing: Staffing, values: Floats, works: list[Ints]) -> tuple[tuple[int, ...], ...]:
    places = np.flatnonzero(staffing)
    return tuple(sorted(tuple(places[values[each] > 0.5].tolist()) for each in works))
