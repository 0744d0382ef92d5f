"""Custody: the race for one field office, as a SimPy model. Read this page first.

A person is booked into a jail and will walk out when release is due. Until then two channels may flag them for ICE:

1. **Interview** (a line at each jail). Screening officers question those recorded as foreign-born.
2. **Review** (a line at the field office). Its officers work the fingerprint matches of all its jails.

Whoever is flagged waits for the third line:

3. **Pickup** (a line at the field office). Crews drive to the jail and collect, before the hold runs out, whom no round
   of the field office collects.

How people wait and officers take the head of a line is the same for all three, and stands in `sim.model.line`. No
chance is left here: custody is a pure function of the facts.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from sim.model.caseload import Caseload
from sim.model.journeys import NOBODY, Journeys
from sim.model.line import AfterArrivals, Line, Request, Server, WholeSeconds, uncollected
from sim.scenario.duty import Officer
from sim.scenario.seconds import NEVER, Seconds


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
            line = KnownFirst if jail in caseload.known_first else Interviews
            interviews = line(env, officers, pickups)
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
        if self.seats_left == 0 or not person.flagged_release_due_at <= self.ended_at <= person.hold_ends_at:
            return False
        self.seats_left -= 1
        # ICE takes custody when the trip arrives.
        person.pickup = self
        return True


@dataclass(slots=True)
class List:
    """The list of one arrival of a round at a jail: when it closes, and of which phase of the office it is."""

    closes_at: int
    phase: int
    trip: Trip

    def takes(self, person: Person, now: int) -> bool:
        """Seat a person, if the list is open now, and the round is one of the day of release that suits."""
        return now <= self.closes_at and self.phase == person.phase_at_release and self.trip.seats(person)


@dataclass(frozen=True, slots=True)
class Rounds:
    """The lists of all rounds that come to one jail, by their arrival."""

    lists: Sequence[List]

    def take(self, person: Person, now: int) -> bool:
        """Seat a person on the first round that suits, and say whether there is one."""
        first = bisect_left(self.lists, person.flagged_release_due_at, key=_arrives_at)
        for place in range(first, len(self.lists)):
            if self.lists[place].trip.ended_at > person.hold_ends_at:
                return False
            if self.lists[place].takes(person, now):
                return True
        return False


def _arrives_at(each: List) -> int:
    return each.trip.ended_at


NO_TRIP = Trip(NOBODY, NEVER, NEVER, seats_left=0)


@dataclass(slots=True)
class Person:
    """A booked person who asks at a line: the facts that count there, and what becomes of them.

    Interviews and reviews go by the release that is due unless the person is flagged, pickups by that of the flagged.
    """

    row: int
    jail: int
    release_due_at: int
    flagged_release_due_at: int
    told_from: int
    crew_asked_from: int
    hold_ends_at: int
    phase_at_release: int
    wants_pickup: bool
    is_spared: bool
    is_known: bool
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
            if is_first and person.wants_pickup:
                self.pickups.request(person)


class Interviews(Channel):
    """The line of one jail: its screening officers question those whose records say that they are foreign-born."""

    def work_on(self, person: Person) -> Work:
        """The interview."""
        return person.interview

    def has_gone(self, person: Person) -> bool:
        """Release is due."""
        return person.release_due_at <= self.env.now


class KnownFirst(Interviews):
    """Interviews for which officers call those first whom the federal databases know, whoever asked before them."""

    def join(self, request: Request[Person]) -> None:
        """Join the line behind those who go first."""
        insort(self.waiting, request, key=_known_first)
        self.assign_soon()


def _known_first(request: Request[Person]) -> tuple[bool, int, int]:
    asked_at, row, person = request
    return not person.is_known, asked_at, row


class Reviews(Channel):
    """The line of the field office: its reviewers work the fingerprint matches of all its jails."""

    def work_on(self, person: Person) -> Work:
        """The review."""
        return person.review

    def has_gone(self, person: Person) -> bool:
        """Release is due, or screening has flagged the person, so that the match is closed at no cost."""
        return min(person.release_due_at, person.interview.found_at) <= self.env.now


class Pickups(Line[Person]):
    """The line of the field office whose crews collect the flagged, from all its jails, whom no round collects.

    A round has a list, on which ICE puts people in the order in which it is told of them; a seat is for good. Of those
    who ask for a crew, each in order takes a seat on the earliest trip under way to their jail that suits; if there is
    none, a crew sets out for them. Whoever is behind them in the line may take a seat on that trip too.
    """

    def __init__(self, env: WholeSeconds, caseload: Caseload) -> None:
        super().__init__(env, caseload.crews)
        self.travel_seconds = caseload.travel_seconds
        self.busy_seconds = caseload.busy_seconds
        self.seats = caseload.seats
        self.asking: list[Request[Person]] = []
        self.under_way: dict[int, list[Trip]] = {jail: [] for jail in caseload.travel_seconds}
        self.rounds = {jail: Rounds(_lists(caseload, jail)) for jail in caseload.rounds}
        self.told: list[Person] = []

    def request(self, person: Person) -> None:
        """Tell ICE of a person once flagged, or as long before release is due as the jail tells it."""
        if person.jail not in self.rounds:
            self.ask_for_crew(person)
            return
        if person.told_from <= self.env.now:
            self.tell(person)
            return
        told = self.env.timeout(person.told_from - self.env.now)
        told.callbacks.append(lambda _: self.tell(person))

    def tell(self, person: Person) -> None:
        """Hear of a person; who is heard of at the same second is put on lists in order, before any crew is sought."""
        self.told.append(person)
        if len(self.told) == 1:
            AfterArrivals(self.env).callbacks.append(lambda _: self.put_on_lists())

    def put_on_lists(self) -> None:
        """Put those heard of on the first list that suits each, and ask for crews for the others."""
        told, self.told = sorted(self.told, key=attrgetter("row")), []
        for person in told:
            if not self.rounds[person.jail].take(person, self.env.now):
                self.ask_for_crew(person)

    def ask_for_crew(self, person: Person) -> None:
        """Ask for a crew, if one can be spared, but not so early that it would be there before release is due."""
        if person.is_spared:
            asks_at = max(self.env.now, person.told_from, person.crew_asked_from)
            asks = self.env.timeout(asks_at - self.env.now)
            asks.callbacks.append(lambda _: self.join((asks_at, person.row, person)))

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


def _lists(caseload: Caseload, jail: int) -> list[List]:
    """The lists of all rounds that come to a jail, by their arrival; a round is behind the crews as an officer."""
    rounds, way = caseload.rounds[jail], caseload.travel_seconds[jail]
    columns = (rounds.arrives_at, rounds.closes_at, rounds.seats, rounds.phase, rounds.place)
    return [
        List(closes_at, phase, Trip(len(caseload.crews) + place, arrives_at - way, arrives_at, seats))
        for arrives_at, closes_at, seats, phase, place in zip(*(each.tolist() for each in columns), strict=True)
    ]


def _people(caseload: Caseload) -> dict[int, Person]:
    """Those who ask at a line, by their rows."""
    facts = caseload.facts
    rows = np.flatnonzero(facts.asks_for_interview | facts.asks_for_review)
    # In the order of the attributes of a person.
    columns = (
        facts.jail,
        facts.release_due_at,
        facts.flagged_release_due_at,
        caseload.told_from,
        caseload.crew_asked_from,
        caseload.hold_ends_at,
        caseload.phase_at_release,
        facts.wants_pickup,
        facts.spared,
        facts.matched,
    )
    works = (
        map(Work, seconds[rows].tolist(), finds[rows].tolist())
        for seconds, finds in (
            (facts.interview_seconds, facts.interview_flags),
            (facts.review_seconds, facts.review_flags),
        )
    )
    people = map(Person, rows.tolist(), *(column[rows].tolist() for column in columns), *works)
    return {person.row: person for person in people}


def _requests(people: Mapping[int, Person], asks: NDArray[np.bool_], asks_at: Seconds) -> list[Request[Person]]:
    """Who asks at a line, and when."""
    rows = np.flatnonzero(asks)
    return [(second, row, people[row]) for second, row in zip(asks_at[rows].tolist(), rows.tolist(), strict=True)]


def _journeys(caseload: Caseload, people: Mapping[int, Person]) -> Journeys:
    journeys, rows = Journeys.none(len(caseload.facts)), np.array(list(people), dtype=np.int64)
    for name in ("interview", "review", "pickup"):
        stage, done = getattr(journeys, name), [getattr(person, name) for person in people.values()]
        for column in fields(stage):
            getattr(stage, column.name)[rows] = [*map(attrgetter(column.name), done)]
    return journeys
