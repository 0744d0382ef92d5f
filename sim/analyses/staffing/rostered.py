"""The week under rules: plans of a mixed-integer program, of which the simulation is the judge.

A plan is the best by what is expected of it. Then shifts are moved, as far as the rules allow, until none of the
likeliest moves lowers the simulated measure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from heapq import nlargest
from itertools import islice

import numpy as np

from sim.analyses.staffing.demand import Demand
from sim.analyses.staffing.goal import Sought
from sim.analyses.staffing.planner import Weeks
from sim.analyses.staffing.post import Staffing

_MOVES = 30
_PARTS_OF_BUDGET = (0.25, 0.5, 0.75, 1.25, 1.5)


@dataclass(frozen=True)
class RosteredSearch:
    """The search among the weeks that obey the rules; each plan is told as progress."""

    weeks: Weeks
    demand: Demand
    sought: Sought
    progress: Callable[[int, int], None] = lambda _done, _wanted: None

    def found(self) -> tuple[list[Staffing], Staffing]:
        """The plans that were simulated, from nobody upwards, and the choice.

        Raises
        ------
        StaffingError
            If the target is not reached.
        """
        return self._for_target() if self.sought.has_target else self._for_budget()

    def _for_budget(self) -> tuple[list[Staffing], Staffing]:
        budget = self.sought.budget_hours
        steps = [self.weeks.post.nobody]
        for done, part in enumerate(_PARTS_OF_BUDGET, start=1):
            steps.append(self._plan(part * budget))
            self.progress(done, len(_PARTS_OF_BUDGET) + 1)
        return steps, self._improved(self._plan(budget), budget)

    def _for_target(self) -> tuple[list[Staffing], Staffing]:
        """Double the hours until the target is met, halve the gap, and take shifts away while it still is."""
        post, steps = self.weeks.post, [self.weeks.post.nobody]
        step, most = reduce(math.gcd, post.hours), self.weeks.most_hours
        if self.sought.met(post.nobody):
            return [*steps, self._plan(self.weeks.fewest_hours() or 0)], post.nobody
        below, above = 0, self.weeks.fewest_hours() or 0
        while not self.sought.met(self._simulated(above, steps)):
            if above >= most:
                best = min(steps, key=self.sought.evaluate)
                raise self.sought.unreached(
                    post, best, "Raise the target or --most, or loosen the rules of the roster."
                )
            below, above = above, min(2 * above, most)
        self._simulated(math.ceil(1.5 * above), steps)
        while above - below > step:
            middle = (below + above) // (2 * step) * step
            met = self.sought.met(self._simulated(middle, steps))
            below, above = (below, middle) if met else (middle, above)
        chosen = self._plan(above)
        while any(chosen):
            hours = post.officer_hours(chosen) - 1
            fewer = self._improved(self._plan(hours), hours)
            if not self.sought.met(fewer):
                return steps, self._improved(chosen, post.officer_hours(chosen))
            chosen = fewer
        return steps, chosen

    def _simulated(self, hours: int, steps: list[Staffing]) -> Staffing:
        steps.append(self._plan(hours))
        self.progress(len(steps), len(steps) + 1)
        return steps[-1]

    def _plan(self, hours: float) -> Staffing:
        """The best by what is expected, within so many hours; nobody where rules allow nobody else."""
        return self.weeks.best(self.demand, hours)

    def _improved(self, staffing: Staffing, hours: float) -> Staffing:
        """Move shifts until none of the likeliest moves helps."""
        while True:
            now = self.sought.evaluate(staffing)
            better = (each for each in self._likeliest(staffing, hours) if self.sought.evaluate(each) < now)
            following = next(better, None)
            if following is None:
                return staffing
            staffing = following

    def _likeliest(self, staffing: Staffing, hours: float) -> Iterable[Staffing]:
        """The weeks near one of which most is expected."""
        near = list(dict.fromkeys(self.weeks.near(staffing, hours)))
        if not near:
            return ()
        expected = self.demand.expected(np.array([self.weeks.post.by_hour(each) for each in near]))
        likeliest = nlargest(10 * _MOVES, range(len(near)), key=expected.__getitem__)
        return islice((near[place] for place in likeliest if self.weeks.allowed(near[place])), _MOVES)
