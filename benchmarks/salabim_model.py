"""The interview and review stages in salabim: only people who can meet a line, rates constant over the week."""

from __future__ import annotations

from collections.abc import Sequence

import salabim as sim

from benchmarks.reduced import Reduced


def run(reduced: Reduced, seeds: Sequence[int]) -> list[int]:
    """Run the two stages for a span of hours with each seed, and give how many people were served."""
    return [_served(reduced, seed) for seed in seeds]


def _served(reduced: Reduced, seed: int) -> int:
    sim.yieldless(False)
    env = sim.Environment(trace=False, random_seed=seed, time_unit="hours")
    served = [0]
    interviewers = sim.Resource(capacity=1, env=env, monitor=False)
    reviewers = sim.Resource(capacity=0, env=env, monitor=False)
    stay, interview, review = (
        sim.Exponential(mean, env=env) for mean in (reduced.stay_hours, reduced.interview_hours, reduced.review_hours)
    )

    class Person(sim.Component):
        def process(self, officers: sim.Resource, work: sim.Distribution):  # type: ignore[no-untyped-def]
            yield self.request(officers, fail_delay=stay())
            if self.failed():
                return
            yield self.hold(work())
            served[0] += 1
            self.release()

    class Arrivals(sim.Component):
        def process(self, per_hour: float, officers: sim.Resource, work: sim.Distribution):  # type: ignore[no-untyped-def]
            between = sim.Exponential(1 / per_hour, env=env)
            while True:
                yield self.hold(between())
                Person(officers=officers, work=work, env=env)

    class Shifts(sim.Component):
        def process(self):  # type: ignore[no-untyped-def]
            while True:
                yield self.hold(8)
                reviewers.set_capacity(2)
                yield self.hold(10)
                reviewers.set_capacity(0)
                yield self.hold(6)

    Arrivals(per_hour=reduced.interviews_per_hour, officers=interviewers, work=interview, env=env)
    Arrivals(per_hour=reduced.matches_per_hour, officers=reviewers, work=review, env=env)
    Shifts(env=env)
    env.run(till=reduced.hours)
    return served[0]
