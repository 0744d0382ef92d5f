"""Custody: the race for one field office, as a SimPy model. Read this page first.

A person is booked into a jail and will walk out when release is due. Until then two channels may flag them for ICE:

1. **Interview** (a line at each jail). Screening officers question those who say that they are foreign-born.
2. **Review** (a line at the field office). Its officers work the fingerprint matches of all its jails.

Whoever is flagged waits for the third line:

3. **Pickup** (a line at the field office). Crews drive to the jail and collect, before the hold runs out.

How people wait and officers take the head of a line is the same for all three, and stands in `sim.model.line`. No
chance is left here: custody is a pure function of the facts.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sim.model.caseload import Caseload
from sim.model.journeys import NOBODY, Journeys
from sim.model.line import Line, Request, Server, WholeSeconds, uncollected
from sim.scenario.duty import Officer
from sim.scenario.seconds import NEVER, Seconds

__all__ = ["simulate"]


def simulate(caseload: Caseload) -> Journeys:
    """Send the bookings of a caseload through custody: journeys, a row a booking in its order."""
    facts = caseload.facts
    with uncollected():
        env = WholeSeconds(caseload.begins_at)
        people = _people(caseload)
        pickups = Pickups(env, caseload)
        reviews = Reviews(env, caseload.reviewers, pickups)
        env.process(reviews.arrivals(_requests(people, facts.asks_for_review, facts.match_at)))
        for jail, officers in caseload.interviewers.items():
            interviews = Interviews(env, officers, pickups)
            here = facts.asks_for_interview & (facts.jail == jail)
            env.process(interviews.arrivals(_requests(people, here, facts.ready_at)))
        env.run()
        return _journeys(caseload, people)


@dataclass(slots=True)
class Work:
    """An interview or a review of one person: how long it takes, what it finds, and what becomes of it."""

    seconds: int
    finds: bool
    officer: int = NOBODY
    started_at: int = NEVER
    ended_at: int = NEVER
    found_at: int = NEVER

    @property
    def was_cut_off(self) -> bool:
        """Release came before it was done."""
        return self.ended_at - self.started_at < self.seconds


@dataclass(slots=True, eq=False)
class Trip:
    """A crew's way to one jail, with the seats that are left."""

    officer: int
    started_at: int
    ended_at: int
    seats_left: int

    def seats(self, person: Person) -> bool:
        """Seat a person, if there is a seat, and it arrives no sooner than release is due and in time for the hold."""
        if self.seats_left == 0 or not person.release_due_at <= self.ended_at <= person.hold_ends_at:
            return False
        self.seats_left -= 1
        # ICE takes custody when the trip arrives.
        person.pickup = self
        return True


NO_TRIP = Trip(NOBODY, NEVER, NEVER, seats_left=0)


@dataclass(slots=True)
class Person:
    """A booked person who asks at a line: the facts that count there, and what becomes of them."""

    row: int
    jail: int
    release_due_at: int
    notice_at: int
    hold_ends_at: int
    interview: Work
    review: Work
    pickup: Trip = NO_TRIP


class Channel(Line[Person]):
    """A line whose officers may flag people, who then ask for a pickup."""

    def __init__(self, env: WholeSeconds, officers: Sequence[Officer], pickups: Pickups) -> None:
        super().__init__(env, officers)
        self.pickups = pickups

    def work_on(self, person: Person) -> Work:
        """The work of this line on a person."""
        raise NotImplementedError

    def begin(self, person: Person, server: Server) -> int:
        """Interview or review, until release is due at the latest."""
        work = self.work_on(person)
        work.officer, work.started_at = server.place, self.env.now
        work.ended_at = min(self.env.now + work.seconds, person.release_due_at)
        return work.ended_at - work.started_at

    def end(self, person: Person) -> None:
        """Lodge a detainer where one follows, unless release cut the work off."""
        work = self.work_on(person)
        if work.finds and not work.was_cut_off:
            is_first = person.interview.found_at == person.review.found_at == NEVER
            work.found_at = self.env.now
            if is_first:
                self.pickups.request(person)


class Interviews(Channel):
    """The line of one jail: its screening officers question those who say that they are foreign-born."""

    def work_on(self, person: Person) -> Work:
        """The interview."""
        return person.interview

    def has_gone(self, person: Person) -> bool:
        """Release is due."""
        return person.release_due_at <= self.env.now


class Reviews(Channel):
    """The line of the field office: its reviewers work the fingerprint matches of all its jails."""

    def work_on(self, person: Person) -> Work:
        """The review."""
        return person.review

    def has_gone(self, person: Person) -> bool:
        """Release is due, or screening has flagged the person, so that the match is closed at no cost."""
        return min(person.release_due_at, person.interview.found_at) <= self.env.now


class Pickups(Line[Person]):
    """The line of the field office whose crews collect everyone flagged, from all its jails.

    Each person in order takes a seat on the earliest trip under way to their jail that suits; if there is none, a crew
    sets out for them. Whoever is behind them in the line may take a seat on that trip too.
    """

    def __init__(self, env: WholeSeconds, caseload: Caseload) -> None:
        super().__init__(env, caseload.crews)
        self.travel_seconds = caseload.travel_seconds
        self.busy_seconds = caseload.busy_seconds
        self.seats = caseload.seats
        self.asking: list[Request[Person]] = []
        self.under_way: dict[int, list[Trip]] = {jail: [] for jail in caseload.travel_seconds}

    def request(self, person: Person) -> None:
        """Ask for a pickup once flagged, but not so early that a crew would be there before release is due."""
        asks_at = max(self.env.now, person.notice_at)
        told = self.env.timeout(asks_at - self.env.now)
        told.callbacks.append(lambda _: self.join((asks_at, person.row, person)))

    def join(self, request: Request[Person]) -> None:
        """Ask; whether a trip under way suits is seen before a crew is sought."""
        insort(self.asking, request)
        self.assign_soon()

    def has_work(self) -> bool:
        """Whether an assignment could do anything."""
        return bool(self.asking) or super().has_work()

    def has_gone(self, person: Person) -> bool:
        """Whether a crew that sets out now would find that the hold has run out."""
        return self.env.now + self.travel_seconds[person.jail] > person.hold_ends_at

    def assign(self) -> None:
        """Seat those who ask on trips under way; send crews for the others in order, and seat whom they suit too."""
        asking, self.asking = self.asking, []
        self.waiting += [request for request in asking if not self.seated_on_trip_under_way(request[2])]
        super().assign()

    def call(self, server: Server, person: Person) -> None:
        """Send a crew for a person, and seat those behind them whom the trip suits too."""
        super().call(server, person)
        trip = self.under_way[person.jail][-1]
        self.waiting = [
            request for request in self.waiting if request[2].jail != person.jail or not trip.seats(request[2])
        ]

    def seated_on_trip_under_way(self, person: Person) -> bool:
        """Seat a person on the earliest trip to their jail, begun and not yet there, that suits."""
        trips = self.under_way[person.jail]
        while trips and trips[0].ended_at < self.env.now:
            trips.pop(0)
        return any(trip.seats(person) for trip in trips)

    def begin(self, person: Person, server: Server) -> int:
        """Set out for the person's jail; the crew is busy until it is back."""
        arrives_at = self.env.now + self.travel_seconds[person.jail]
        trip = Trip(server.place, self.env.now, arrives_at, self.seats)
        trip.seats(person)
        self.under_way[person.jail].append(trip)
        return self.busy_seconds[person.jail]

    def end(self, person: Person) -> None:
        """Do nothing: the crew is back, and the person was handed over on the way."""


def _people(caseload: Caseload) -> dict[int, Person]:
    """Those who ask at a line, by their rows."""
    facts = caseload.facts
    jail, due = facts.jail.tolist(), facts.release_due_at.tolist()
    notice_at, hold_ends_at = caseload.notice_at.tolist(), caseload.hold_ends_at.tolist()
    interview_seconds, detected = facts.interview_seconds.tolist(), facts.detected.tolist()
    review_seconds, detainer = facts.review_seconds.tolist(), facts.detainer.tolist()
    return {
        row: Person(
            row=row,
            jail=jail[row],
            release_due_at=due[row],
            notice_at=notice_at[row],
            hold_ends_at=hold_ends_at[row],
            interview=Work(seconds=interview_seconds[row], finds=detected[row]),
            review=Work(seconds=review_seconds[row], finds=detainer[row]),
        )
        for row in np.flatnonzero(facts.asks_for_interview | facts.asks_for_review).tolist()
    }


def _requests(people: Mapping[int, Person], asks: NDArray[np.bool_], asks_at: Seconds) -> list[Request[Person]]:
    """Who asks at a line, and when."""
    rows = np.flatnonzero(asks)
    return [(second, row, people[row]) for second, row in zip(asks_at[rows].tolist(), rows.tolist(), strict=True)]


def _journeys(caseload: Caseload, people: Mapping[int, Person]) -> Journeys:
    journeys, rows = Journeys.none(len(caseload.facts)), np.array(list(people), dtype=np.int64)
    for name in ("interview", "review", "pickup"):
        stage, done = getattr(journeys, name), [getattr(person, name) for person in people.values()]
        for column in fields(stage):
            getattr(stage, column.name)[rows] = [getattr(each, column.name) for each in done]
    return journeys
