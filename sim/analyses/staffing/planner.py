"""The weeks that obey the rules: the best by what is expected of them, and those near one.

How many officers there are on each weekday in each block is a mixed-integer program: the hours on duty cover the
people of the `Demand`, within the officer hours. Where the number of officers or their least hours bind, each officer
is in it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from sim.analyses.staffing.demand import Demand
from sim.analyses.staffing.post import Post, Staffing
from sim.analyses.staffing.program import Program
from sim.analyses.staffing.roster import add_officer, roster_of
from sim.analyses.staffing.rules import Rules
from sim.scenario.arrays import Bools, Ints
from sim.scenario.staff import DAYS
from sim.scenario.week import WEEK_HOURS

_GAP = 0.002
"""By which part a plan may fall short of the best of what is expected, for that is not exact either."""


@dataclass(frozen=True)
class Weeks:
    """The weeks of a post that obey some rules."""

    post: Post
    rules: Rules

    def allowed(self, staffing: Staffing) -> bool:
        """Whether there is a roster of these shifts that obeys all rules, whatever its hours."""
        if not self._may_be_on_duty(self.post.by_hour(staffing)[np.newaxis])[0]:
            return False
        by_day = np.reshape(staffing, (len(DAYS), -1))
        if any((by_day[list(days)] != by_day[days[0]]).any() for days in self.rules.alike):
            return False
        return not self.rules.bind_officers or roster_of(self.post, staffing, self.rules) is not None

    def _may_be_on_duty(self, by_hour: Ints) -> Bools:
        """Whether there are enough officers in all hours, and not too many, a row a week."""
        enough = (by_hour == 0) | (by_hour >= self.rules.least)
        may: Bools = (enough & (by_hour <= self.post.most)).all(axis=1)
        return may

    @property
    def most_hours(self) -> int:
        """Officer hours a week that there can be at most."""
        at_once = self.post.most * WEEK_HOURS
        officers = self.rules.officers
        return at_once if officers is None else min(at_once, math.floor(officers * self.rules.most_hours))

    def fewest_hours(self) -> int | None:
        """How many officer hours a week somebody on duty takes, at least; None if the rules allow nobody but nobody."""
        program, officers = self._program(math.inf)
        program.keep((officers, 1), low=1)
        program.cost(officers, np.array(self.post.hours, dtype=float))
        found = program.solved().values
        return None if found is None else round(float(found[officers] @ np.array(self.post.hours)))

    def best(self, demand: Demand, hours: float) -> Staffing:
        """The week that is expected to do most within so many officer hours; nobody where nothing helps."""
        if not (demand.gains.any() or demand.more.any()):
            return self.post.nobody
        if self.rules.bind_officers:
            # What is best whoever works it is best, if there is a roster of it; and it is found much sooner.
            freely = Weeks(self.post, replace(self.rules, officers=None, least_hours=0))
            best = freely.best(demand, min(hours, self.most_hours))
            if self.allowed(best):
                return best
        program, officers = self._program(hours)
        found = program.add(len(demand.gains), 1, whole=False)
        touching = demand.windows @ self.post.covers.T > 0
        for touched, each in zip(touching, found, strict=True):
            # Whoever is on duty has the least of others beside them, so that each counts as a part of one.
            program.keep((officers[touched], -1 / self.rules.least), ([each], 1), high=0)
        program.cost(found, -demand.gains)
        self._add_levels(program, officers, demand)
        solved = program.solved(_GAP).values
        return self.post.nobody if solved is None else tuple(solved[officers].astype(int).tolist())

    def _add_levels(self, program: Program, officers: Ints, demand: Demand) -> None:
        """Let second officers and further ones gain, where any do."""
        if not demand.more.any():
            return
        first = program.add(WEEK_HOURS, 1, whole=False)
        levels = [program.add(WEEK_HOURS, 1, whole=False) for _ in demand.more]
        for level, gains in zip(levels, demand.more_by_hour, strict=True):
            program.cost(level, -gains)
        for hour, covering in enumerate(self.post.covers.T):
            further = [each[hour] for each in levels]
            program.keep((officers[covering > 0], -1), (first[[hour]], 1), (further, 1), high=0)
            for one, other in zip([first[hour], *further], further, strict=False):
                program.keep(([one, other], (1, -1)), low=0)

    def _program(self, hours: float) -> tuple[Program, Ints]:
        """A program with all rules, and in it how many officers there are at each place."""
        program, post, rules = Program(), self.post, self.rules
        officers = program.add(len(post.hours), post.most)
        if hours < math.inf:
            program.keep((officers, np.array(post.hours, dtype=float)), high=hours)
        places = np.arange(len(post.hours)).reshape(len(DAYS), -1)
        for days in rules.alike:
            for other in days[1:]:
                for one, another in zip(places[days[0]], places[other], strict=True):
                    program.keep(([officers[one], officers[another]], (1.0, -1.0)), low=0, high=0)
        is_on = program.add(WEEK_HOURS, 1, whole=rules.least > 1)
        for hour, covering in enumerate(post.covers.T):
            here = officers[covering > 0]
            program.keep((here, 1), (is_on[[hour]], -float(post.most)), high=0)
            if rules.least > 1:
                program.keep((here, 1), (is_on[[hour]], -float(rules.least)), low=0)
        if rules.bind_officers:
            self._add_officers(program, officers, hours)
        return program, officers

    def _add_officers(self, program: Program, officers: Ints, hours: float) -> None:
        """Add each officer, those who work more hours before the others, for they are alike."""
        count = self.rules.officers or self._most_officers(hours)
        length = np.array(self.post.hours, dtype=float)
        works = [add_officer(program, self.post, self.rules, np.arange(len(length)))[0] for _ in range(count)]
        for one, other in pairwise(works):
            program.keep((one, length), (other, -length), low=0)
        for place, number in enumerate(officers.tolist()):
            program.keep(([each[place] for each in works], 1), ([number], -1), low=0, high=0)

    def _most_officers(self, hours: float) -> int:
        """How many officers may have their least hours at once."""
        return max(1, math.floor(min(hours, self.most_hours) / self.rules.least_hours))

    def near(self, staffing: Staffing, hours: float) -> Iterator[Staffing]:
        """The weeks that differ by a shift moved or added, on all days that are alike, within so many officer hours."""
        post, blocks = self.post, len(self.post.blocks)
        cells = [[day * blocks + block for day in days] for days in self.rules.alike for block in range(blocks)]
        steps = np.zeros((len(cells), len(staffing)), dtype=np.int64)
        for cell, places in enumerate(cells):
            steps[cell, places] = 1
        here, length = np.array(staffing), np.array(post.hours)
        taken = [np.zeros_like(here), *(steps[cell] for cell, places in enumerate(cells) if staffing[places[0]])]
        for number in {1, self.rules.least}:
            for less in taken:
                moved = here - number * less + number * steps
                fits = (moved >= 0).all(axis=1) & (moved @ length <= hours) & (moved != here).any(axis=1)
                fits[fits] = self._may_be_on_duty(moved[fits] @ post.covers)
                yield from (tuple(each) for each in moved[fits].tolist())
