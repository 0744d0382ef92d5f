"""The yardstick: the same system as an idiomatic SimPy model.

A process per booking (every booking, not only those who can meet a line), a `PriorityResource` per line whose shifts
are breaks of higher priority, ``request | release`` where a person may leave, scalar draws where they are needed. It is
what a textbook would write, so it is what the project's engines are measured against; it is not part of the product.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
import simpy

from sim.scenario.duty import Officer, collectors, interviewers, reviewers
from sim.scenario.schema import Scenario
from sim.scenario.seconds import HOUR_SECONDS

Process = Generator[simpy.Event, Any, None]


@dataclass
class Counts:
    """What the model counts."""

    bookings: int = 0
    flagged: int = 0
    transferred: int = 0
    released: int = 0


def run(scenario: Scenario, seed: int) -> Counts:
    """Run one replication of a scenario with one jail and one field office."""
    env = simpy.Environment()
    model = _County(env, scenario, np.random.default_rng(seed))
    env.process(model.arrivals())
    env.run()
    return model.counts


class _County:
    def __init__(self, env: simpy.Environment, scenario: Scenario, rng: np.random.Generator) -> None:
        [(_, jail)] = scenario.jails.items()
        self.env, self.scenario, self.rng, self.jail = env, scenario, rng, jail
        self.office = scenario.field_offices[jail.field_office]
        self.counts = Counts()
        self.mix = np.cumsum(scenario.charge_shares[:-1])
        clock = scenario.clock
        self.days = scenario.warmup_days + scenario.days + scenario.cooldown_days
        last = clock.midnight_of_day(self.days)
        self.interviewers = self._staffed(interviewers(jail, clock, 0, last))
        self.reviewers = self._staffed(reviewers(self.office, clock, 0, last))
        self.crews = self._staffed(collectors(self.office, clock, 0, last))

    def _staffed(self, officers: list[Officer]) -> simpy.PriorityResource | None:
        if not officers:
            return None
        resource = simpy.PriorityResource(self.env, capacity=len(officers))
        for officer in officers:
            self.env.process(self._off_duty(resource, officer))
        return resource

    def _off_duty(self, resource: simpy.PriorityResource, officer: Officer) -> Process:
        """Hold the resource between shifts, at a priority above people's."""
        ended = 0
        for on, off in officer.duty.tolist():
            if on > ended:
                with resource.request(priority=-1) as absence:
                    yield absence
                    if on > self.env.now:
                        yield self.env.timeout(on - self.env.now)
            ended = off
            yield self.env.timeout(max(0, off - self.env.now))

    def arrivals(self) -> Process:
        assert self.jail.bookings_per_year is not None
        rate = self.jail.bookings_per_year / (365 * 24)
        weights = self.jail.arrivals.of(self.scenario.charge_names[0]).relative
        fastest = rate * max(weights) / HOUR_SECONDS
        weekday = self.scenario.start.weekday()
        while self.env.now < self.days * 24 * HOUR_SECONDS:
            yield self.env.timeout(self.rng.exponential(1 / fastest))
            hour = int(self.env.now // HOUR_SECONDS)
            day = (weekday + hour // 24) % 7
            if self.rng.random() * fastest * HOUR_SECONDS < rate * weights[day * 24 + hour % 24]:
                self.counts.bookings += 1
                self.env.process(self.booking())

    def hours(self, distribution: Any) -> float:
        return float(distribution.quantile(np.float64(self.rng.random()))) * HOUR_SECONDS

    def booking(self) -> Process:
        charge = self.scenario.charge_names[int(np.searchsorted(self.mix, self.rng.random(), side="right"))]
        jail, screening = self.jail, self.jail.screening
        release = self.env.timeout(self.hours(self.scenario.charges[charge].stay_hours))
        if self.rng.random() >= jail.foreign_born.of(charge):
            yield release
            self.counts.released += 1
            return
        removable = self.rng.random() < jail.removable.of(charge)
        flagged = self.env.event()
        if screening is not None and self.rng.random() < jail.recorded.of(charge):
            share = (screening.detected if removable else screening.wrongly_flags).of(charge)
            after, takes = self.hours(jail.intake_hours.of(charge)), self.hours(screening.interview_hours.of(charge))
            self.env.process(self.work(self.interviewers, after, takes, share, release, flagged))
        on_record = (jail.on_record if removable else jail.on_record_others).of(charge)
        if self.rng.random() < jail.fingerprinted.of(charge) and self.rng.random() < on_record:
            share = (self.office.detainer if removable else self.office.wrongly_detains).of(charge)
            after, takes = self.hours(jail.match_hours.of(charge)), self.hours(self.office.review_hours.of(charge))
            self.env.process(self.work(self.reviewers, after, takes, share, release, flagged))
        yield release
        if not flagged.triggered:
            self.counts.released += 1
            return
        self.counts.flagged += 1
        yield from self.pickup()

    def work(
        self,
        officers: simpy.PriorityResource | None,
        after: float,
        takes: float,
        share: float,
        release: simpy.Event,
        flagged: simpy.Event,
    ) -> Process:
        yield self.env.timeout(after) | release
        if release.processed or officers is None:
            return
        with officers.request(priority=0) as turn:
            yield turn | release
            if not turn.triggered or release.processed or flagged.triggered:
                return
            done = self.env.timeout(takes)
            yield done | release
            if done.processed and self.rng.random() < share and not flagged.triggered:
                flagged.succeed()

    def pickup(self) -> Process:
        hold = self.env.timeout(float(self.jail.hold_hours.of(self.scenario.charge_names[0])) * HOUR_SECONDS)
        if self.crews is None:
            yield hold
            return
        with self.crews.request(priority=0) as crew:
            yield crew | hold
            if not crew.triggered:
                return
            yield self.env.timeout(float(self.jail.travel_hours) * HOUR_SECONDS)
            self.counts.transferred += 1
            yield self.env.timeout(float(self.office.return_hours) * HOUR_SECONDS)
