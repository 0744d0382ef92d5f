"""Custody: the race for one field office, as a SimPy model. Read this page first.

A person is booked into a jail and will walk out when release is due. Until then two channels may flag them for ICE:

1. **Interview** (a line at each jail). Screening officers question those who say that they are foreign-born.
2. **Review** (a line at the field office). Its officers work the fingerprint matches of all its jails.

Whoever is flagged waits for the third line:

3. **Pickup** (a line at the field office). Crews drive to the jail and collect, before the hold runs out.

Officers are the processes: an officer comes on duty, takes the head of a line, works, and asks again. People in a line
are data, so nobody who has gone can be served. No chance is left here: custody is a pure function of the facts.

Everything that happens at one second (arrivals, work ended, shifts begun) happens before anyone is assigned at that
second, so no outcome hangs on the order of events within it.
"""

from __future__ import annotations

import gc
from bisect import insort
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

import numpy as np
import simpy
from simpy.events import EventPriority

from sim.model.caseload import Caseload
from sim.model.journeys import NOBODY, Journeys
from sim.scenario.duty import Officer
from sim.scenario.seconds import NEVER

__all__ = ["simulate"]

Process = Generator[simpy.Event, Any, None]

AFTER_ALL_ELSE = EventPriority(2)
"""Priority of an assignment: at one second SimPy runs it after every event of its priority NORMAL, which is 1."""


class WholeSeconds(simpy.Environment):
    """A clock of whole seconds."""

    @property
    def now(self) -> int:
        """The second it is."""
        return self._now  # type: ignore[return-value]


class LastOfSecond(simpy.Event):
    """Happens once everything else of its second has happened."""

    def __init__(self, env: WholeSeconds) -> None:
        super().__init__(env)
        self._ok, self._value = True, None
        env.schedule(self, AFTER_ALL_ELSE)


def simulate(caseload: Caseload) -> Journeys:
    """Send the bookings of a caseload through custody.

    Parameters
    ----------
    caseload
        One field office's bookings of one replication, with its officers.

    Returns
    -------
    Journeys
        A row a booking, in the caseload's order.
    """
    with uncollected():
        env = WholeSeconds(caseload.begins_at)
        people = _people(caseload)
        pickups = Pickups(env, caseload)
        reviews = Reviews(env, caseload.reviewers, pickups)
        matches = [(person.match_at, person.row, person) for person in people if person.matched]
        env.process(reviews.arrivals(matches))
        for jail, officers in caseload.interviewers.items():
            interviews = Interviews(env, officers, pickups)
            ready = [(p.ready_at, p.row, p) for p in people if p.jail == jail and p.discloses]
            env.process(interviews.arrivals(ready))
        env.run()
        return _journeys(caseload, people)


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold off the garbage collector: all that is made here lives to the end, and looking through it takes time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass(slots=True)
class Person:
    """A booked person who can meet a line: the facts that count there, and what becomes of them."""

    row: int
    jail: int
    release_due_at: int
    discloses: bool
    ready_at: int
    interview_seconds: int
    detected: bool
    matched: bool
    match_at: int
    review_seconds: int
    detainer: bool
    notice_at: int
    hold_ends_at: int

    interview_started_at: int = NEVER
    interview_ended_at: int = NEVER
    interviewer: int = NOBODY
    found_by_interview_at: int = NEVER
    review_started_at: int = NEVER
    review_ended_at: int = NEVER
    reviewer: int = NOBODY
    found_by_review_at: int = NEVER
    pickup_started_at: int = NEVER
    crew: int = NOBODY
    transferred_at: int = NEVER


Request = tuple[int, int, Person]
"""When someone asked, their row (the order of jail and booking, for those who ask at the same second), and who."""


@dataclass(slots=True)
class Server:
    """An officer at a line: on duty until `off_at`, idle until `called`."""

    place: int
    officer: Officer
    called: simpy.Event
    off_at: int = -NEVER


BY_PLACE = attrgetter("place")


class Line:
    """People in the order in which they asked, and the officers who take the head."""

    def __init__(self, env: WholeSeconds, officers: Sequence[Officer]) -> None:
        self.env = env
        self.waiting: list[Request] = []
        self.idle: list[Server] = []
        self.assigns_this_second = False
        for place, officer in enumerate(officers):
            server = Server(place, officer, env.event())
            env.process(self.shifts(server))
            env.process(self.work(server))

    def has_gone(self, person: Person) -> bool:
        """Whether the person's limit has passed; an officer then passes them over."""
        raise NotImplementedError

    def begin(self, person: Person, server: Server) -> int:
        """Begin the work on a person, and say how many seconds it takes."""
        raise NotImplementedError

    def end(self, person: Person) -> None:
        """End the work on a person."""
        raise NotImplementedError

    def arrivals(self, requests: list[Request]) -> Process:
        """Let people ask at their times, if release is not yet due."""
        env = self.env
        for request in sorted(requests):
            asks_at, _, person = request
            if asks_at < person.release_due_at:
                yield env.timeout(asks_at - env.now)
                self.join(request)

    def join(self, request: Request) -> None:
        """Join the line."""
        insort(self.waiting, request)
        self.assign_soon()

    def shifts(self, server: Server) -> Process:
        """Come on duty, shift after shift."""
        for on, off in server.officer.duty.tolist():
            yield self.env.timeout(on - self.env.now)
            server.off_at = off
            self.assign_soon()

    def work(self, server: Server) -> Process:
        """Work on person after person; who is at work when the shift ends finishes what was begun."""
        while True:
            insort(self.idle, server, key=BY_PLACE)
            self.assign_soon()
            person, seconds = yield server.called
            server.called = self.env.event()
            yield self.env.timeout(seconds)
            self.end(person)

    def free_officers(self) -> list[Server]:
        """Find the officers who are on duty and idle, in the order in which they are listed."""
        now = self.env.now
        return [server for server in self.idle if now < server.off_at]

    def has_work(self) -> bool:
        """Whether an assignment could do anything."""
        return bool(self.waiting and self.idle and self.free_officers())

    def assign_soon(self) -> None:
        """Assign once everything else of this second has happened."""
        if self.assigns_this_second or not self.has_work():
            return
        self.assigns_this_second = True
        LastOfSecond(self.env).callbacks.append(lambda _: self.assign())

    def assign(self) -> None:
        """Give each free officer the first person who is still here."""
        self.assigns_this_second = False
        for server in self.free_officers():
            while self.waiting and self.has_gone(self.waiting[0][2]):
                self.waiting.pop(0)
            if not self.waiting:
                return
            self.call(server, self.waiting.pop(0)[2])

    def call(self, server: Server, person: Person) -> None:
        """Set a free officer to work on a person."""
        self.idle.remove(server)
        server.called.succeed((person, self.begin(person, server)))


class Channel(Line):
    """A line whose officers may flag people, who then ask for a pickup."""

    def __init__(self, env: WholeSeconds, officers: Sequence[Officer], pickups: Pickups) -> None:
        super().__init__(env, officers)
        self.pickups = pickups

    def ends_at(self, person: Person, seconds: int) -> int:
        """When work that begins now ends: at release due at the latest."""
        return min(self.env.now + seconds, person.release_due_at)


class Interviews(Channel):
    """The line of one jail: its screening officers question those who say that they are foreign-born."""

    def has_gone(self, person: Person) -> bool:
        """Release is due."""
        return person.release_due_at <= self.env.now

    def begin(self, person: Person, server: Server) -> int:
        """Interview, until release at the latest."""
        person.interviewer = server.place
        person.interview_started_at = self.env.now
        person.interview_ended_at = self.ends_at(person, person.interview_seconds)
        return person.interview_ended_at - person.interview_started_at

    def end(self, person: Person) -> None:
        """Flag who was found removable, unless release cut the interview off."""
        in_time = person.interview_ended_at - person.interview_started_at == person.interview_seconds
        if in_time and person.detected:
            person.found_by_interview_at = self.env.now
            if person.found_by_review_at == NEVER:
                self.env.process(self.pickups.request(person))


class Reviews(Channel):
    """The line of the field office: its reviewers work the fingerprint matches of all its jails."""

    def has_gone(self, person: Person) -> bool:
        """Release is due, or screening has flagged the person, so that the match is closed at no cost."""
        return min(person.release_due_at, person.found_by_interview_at) <= self.env.now

    def begin(self, person: Person, server: Server) -> int:
        """Review, until release at the latest."""
        person.reviewer = server.place
        person.review_started_at = self.env.now
        person.review_ended_at = self.ends_at(person, person.review_seconds)
        return person.review_ended_at - person.review_started_at

    def end(self, person: Person) -> None:
        """Lodge a detainer where one follows, unless release cut the review off."""
        in_time = person.review_ended_at - person.review_started_at == person.review_seconds
        if in_time and person.detainer:
            person.found_by_review_at = self.env.now
            if person.found_by_interview_at == NEVER:
                self.env.process(self.pickups.request(person))


@dataclass(slots=True)
class Trip:
    """A crew's way to one jail, with the seats that are left."""

    crew: int
    started_at: int
    arrives_at: int
    seats_left: int

    def seats(self, person: Person) -> bool:
        """Seat a person, if there is a seat, and it arrives no sooner than release is due and in time for the hold."""
        if self.seats_left == 0 or not person.release_due_at <= self.arrives_at <= person.hold_ends_at:
            return False
        self.seats_left -= 1
        person.crew = self.crew
        person.pickup_started_at = self.started_at
        # ICE takes custody when the trip arrives.
        person.transferred_at = self.arrives_at
        return True


class Pickups(Line):
    """The line of the field office whose crews collect everyone flagged, from all its jails.

    Each person in order takes a seat on the earliest trip under way to their jail that suits; if there is none, a crew
    sets out for them. Whoever is behind them in the line may take a seat on that trip too.
    """

    def __init__(self, env: WholeSeconds, caseload: Caseload) -> None:
        super().__init__(env, caseload.crews)
        self.travel_seconds = caseload.travel_seconds
        self.busy_seconds = caseload.busy_seconds
        self.seats = caseload.seats
        self.asking: list[Request] = []
        self.under_way: dict[int, list[Trip]] = {jail: [] for jail in caseload.travel_seconds}

    def request(self, person: Person) -> Process:
        """Ask for a pickup once flagged, but not so early that a crew would be there before release is due."""
        asks_at = max(self.env.now, person.notice_at)
        yield self.env.timeout(asks_at - self.env.now)
        self.join((asks_at, person.row, person))

    def join(self, request: Request) -> None:
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
        self.assigns_this_second = False
        asking, self.asking = self.asking, []
        self.waiting += [request for request in asking if not self.seated_on_trip_under_way(request[2])]
        for server in self.free_officers():
            while self.waiting and self.has_gone(self.waiting[0][2]):
                self.waiting.pop(0)
            if not self.waiting:
                return
            person = self.waiting.pop(0)[2]
            self.call(server, person)
            trip = self.under_way[person.jail][-1]
            self.waiting = [
                request for request in self.waiting if request[2].jail != person.jail or not trip.seats(request[2])
            ]

    def seated_on_trip_under_way(self, person: Person) -> bool:
        """Seat a person on the earliest trip to their jail, begun and not yet there, that suits."""
        trips = self.under_way[person.jail]
        while trips and trips[0].arrives_at < self.env.now:
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


def _people(caseload: Caseload) -> list[Person]:
    """Those who can meet a line: put forward for an interview, or matched."""
    facts = caseload.facts
    rows = np.flatnonzero(facts.discloses | facts.matched)
    columns = (
        rows,
        facts.jail[rows],
        facts.release_due_at[rows],
        facts.discloses[rows],
        facts.ready_at[rows],
        facts.interview_seconds[rows],
        facts.detected[rows],
        facts.matched[rows],
        facts.match_at[rows],
        facts.review_seconds[rows],
        facts.detainer[rows],
        caseload.notice_at[rows],
        caseload.hold_ends_at[rows],
    )
    return [Person(*values) for values in zip(*(column.tolist() for column in columns), strict=True)]


def _journeys(caseload: Caseload, people: Sequence[Person]) -> Journeys:
    journeys = Journeys.none(len(caseload.facts))
    rows = np.array([person.row for person in people], dtype=np.int64)
    for column in fields(Journeys):
        getattr(journeys, column.name)[rows] = [getattr(person, column.name) for person in people]
    return journeys
