"""At how many points over all that is unknown a target is met.

A point is one replication with every input anywhere in its range and levels at a draw of theirs: of a Latin hypercube
of which the first half is searched on, and the second, which no choice was made on, is reported.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field, replace

import numpy as np

from sim.analyses.comparison.unknowns import Points, points_over
from sim.analyses.staffing.goal import Goal, StaffingError
from sim.analyses.staffing.post import Post, Staffing
from sim.model.office import Engine
from sim.model.outcomes import measure_names
from sim.scenario.arrays import Bools, Floats
from sim.scenario.files.reader import ScenarioSource
from sim.study.intervals import CONFIDENCE
from sim.study.tasks import ReplicationError, Running
from sim.study.trials import plan_trials

_AT_ONCE = 25
"""Points after which it is asked whether the verdict on a staffing is still open."""


@dataclass(frozen=True)
class ShareMet:
    """At how many of some points a target is met, and between which shares the true one lies (95 %)."""

    met: int
    points: int
    ci_low: float
    ci_high: float

    @classmethod
    def of(cls, met: int, points: int) -> ShareMet:
        """With the interval of Clopper and Pearson (1934), which is exact for independent points."""
        from scipy.stats import binomtest

        interval = binomtest(met, points).proportion_ci(CONFIDENCE, method="exact")
        return cls(met, points, float(interval.low), float(interval.high))

    @property
    def share(self) -> float:
        """The share of the points."""
        return self.met / self.points


@dataclass
class AtPoints:
    """Staffings at points; each staffing is run once at those searched on, as far as its verdict needs."""

    source: ScenarioSource
    post: Post
    goal: Goal
    running: Running
    points: Points
    known: dict[Staffing, Bools] = field(default_factory=lambda: defaultdict(lambda: np.zeros(0, dtype=np.bool_)))

    @classmethod
    def over(cls, source: ScenarioSource, post: Post, goal: Goal, running: Running) -> AtPoints:
        """Place points to search on, and as many to report, over the ranges of a scenario.

        Raises
        ------
        ValueError
            If there are too few points, or nothing is unknown.
        """
        scenarios = (source.scenario(),)
        points_over(scenarios, goal.points)
        quiet = replace(running, engine=Engine.STAGED, progress=lambda _done, _wanted: None)
        return cls(source, post, goal, quiet, points_over(scenarios, 2 * goal.points))

    def is_enough(self, staffing: Staffing) -> bool:
        """Whether the target is met at enough of the points searched on; run no further than that is open."""
        allowed = math.floor((1 - self._probability) * self.goal.points + 1e-9)
        while len(self.known[staffing]) < self.goal.points:
            if np.count_nonzero(~self.known[staffing]) > allowed:
                return False
            self._go_on(staffing)
        return bool(np.count_nonzero(~self.known[staffing]) <= allowed)

    def check(self, *extremes: Staffing) -> None:
        """See that some staffing meets the target at enough points: everybody, or nobody.

        Raises
        ------
        StaffingError
            If none does, so that no search need be made.
        """
        if any(map(self.is_enough, extremes)):
            return
        best = max(map(self.share_met, extremes))
        raise StaffingError(
            f"at {best:.0%} of the points over all that is unknown the target is met with as many officers as --most "
            f"allows, or with nobody; {self._probability:.0%} are asked for. Raise the target or --most, or lower "
            "--with-probability."
        )

    @property
    def enough(self) -> list[Staffing]:
        """The staffings that were found to meet the target at enough points."""
        return [each for each, met in self.known.items() if len(met) == self.goal.points and self.is_enough(each)]

    @property
    def _probability(self) -> float:
        return self.goal.probability or 0.0

    def share_met(self, staffing: Staffing) -> float:
        """At which share of the points searched on the target is met."""
        while len(self.known[staffing]) < self.goal.points:
            self._go_on(staffing)
        return float(self.known[staffing].mean())

    def reported(self, staffing: Staffing) -> ShareMet:
        """At how many of the points that no choice was made on."""
        met = self._met(staffing, self.goal.points, self.goal.points)
        return ShareMet.of(int(met.sum()), self.goal.points)

    def _go_on(self, staffing: Staffing) -> None:
        known = self.known[staffing]
        more = self._met(staffing, len(known), min(_AT_ONCE, self.goal.points - len(known)))
        self.known[staffing] = np.concatenate([known, more])

    def _met(self, staffing: Staffing, first: int, count: int) -> Bools:
        def settings(place: int) -> tuple[tuple[str, ...], ...]:
            (of_point,) = self.points.settings(first + place)
            return ((*of_point, self.post.setting(staffing)),)

        def numbers(place: int) -> range:
            return range(first + place, first + place + 1)

        trials = plan_trials((self.source,), settings, count, self.running, numbers).run(self.running)
        if trials.failures:
            raise ReplicationError(trials.failures)
        names = measure_names(self.points.scenarios[0])
        places = [names.index(self.goal.measure), names.index("removable")]
        rows = np.array([self._row(trials.measures(place), places) for place in range(count)])
        limit = self.goal.target * (rows[:, 1] if self.goal.is_share else 1.0)
        met: Bools = rows[:, 0] <= limit
        return met

    def _row(self, measured: tuple[Floats, ...] | None, places: list[int]) -> Floats:
        assert measured is not None
        row: Floats = measured[0][0, -1, places]
        return row
