"""The interview and review stages in Cimba: only people who can meet a line, rates constant over the week.

A process a person, spawned on arrival, with a timer that ends their patience; the replications are one experiment, on
one core. Cimba compiles what is decorated.
"""

from __future__ import annotations

from collections.abc import Sequence

import cimba as cb
import numpy as np
from cimba import inputs

from benchmarks.reduced import Reduced

GONE = 1
"""The signal of the timer."""


class Line(cb.Model):
    """Officers, and the people who come to meet them."""

    between: cb.Input[float]
    stay: cb.Input[float]
    work: cb.Input[float]
    officers: cb.Resource
    served: cb.Output[int]

    @cb.on_start
    def begin(self) -> None:
        """Nobody was served yet."""
        self.served = 0

    @cb.process
    def arrivals(self) -> None:
        """Bring people."""
        while True:
            cb.hold(self.between.next())
            cb.spawn(Person, line=self, stay=self.stay.next(), work=self.work.next())


class Person(cb.Model):
    """Waits for an officer until the stay ends; no work is cut off."""

    line: cb.Ref[Line]
    stay: float
    work: float

    @cb.process
    def visit(self) -> None:
        """Wait, and be served."""
        cb.this_process().timer_set(self.stay, GONE)
        if self.line.officers.acquire() != GONE:
            cb.this_process().timers_clear()
            cb.hold(self.work)
            self.line.served += 1
            self.line.officers.release()


class Office(cb.Model):
    """Both lines, and the shifts of the reviewers."""

    interviews: Line
    reviews: Line

    @cb.process
    def shifts(self) -> None:
        """Work ten hours a day."""
        while True:
            cb.hold(8)
            self.reviews.officers.set_capacity(2)
            cb.hold(10)
            self.reviews.officers.set_capacity(0)
            cb.hold(6)


def run(reduced: Reduced, seeds: Sequence[int]) -> list[int]:
    """Run the two stages for a span of hours with each seed, and give how many people were served."""
    office = Office()
    office.interviews = _line(reduced, reduced.interviews_per_hour, reduced.interview_hours, officers=1)
    office.reviews = _line(reduced, reduced.matches_per_hour, reduced.review_hours, officers=0)
    window = cb.Window(duration=reduced.hours)
    experiment = cb.Experiment(office, replications=len(seeds), window=window, seeds=np.array(seeds))
    found = experiment.run(workers=1, on_failure="raise")
    return [
        int(each) for each in np.sum([found[line].served[0] for line in (office.interviews, office.reviews)], axis=0)
    ]


def _line(reduced: Reduced, per_hour: float, work_hours: float, officers: int) -> Line:
    line = Line()
    line.between = inputs.dist.exponential(mean=1 / per_hour)
    line.stay = inputs.dist.exponential(mean=reduced.stay_hours)
    line.work = inputs.dist.exponential(mean=work_hours)
    line.officers = cb.Resource(capacity=officers)
    return line
