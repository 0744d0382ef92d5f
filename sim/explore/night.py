"""One night in a jail as the model lives it: who comes, waits, is interviewed, flagged, taken, lost, and when.

The people are synthetic: bookings that the model draws. Jails with their own records are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from sim.analyses.comparison.comparable import check_comparable
from sim.analyses.trace.life import life_at
from sim.explore.moves import Place, Stay, places_between_events
from sim.explore.staff import RoundComes, Staff, Team, comings_and_goings
from sim.model.office import Engine, Office, run
from sim.model.outcomes import LOST
from sim.model.rows import rows_of
from sim.output.glosses import MEANINGS
from sim.output.names import in_words, shortened
from sim.scenario.arrays import Bools, Ints
from sim.scenario.base import unknown_name
from sim.scenario.schema import Scenario
from sim.scenario.seconds import HOUR_SECONDS, NEVER

BEGINS = time(18)
"""When the night begins, on the wall."""

LASTS = timedelta(hours=18)
"""How long it lasts on the wall; in seconds an hour more or less where clocks are changed."""

_HOURS_A_YEAR = 365 * 24


@dataclass(frozen=True)
class Move:
    """Something that happens to a person: seconds since the evening's begin, the time on the wall, place and words."""

    at: int
    clock: str
    place: Place
    words: str


@dataclass(frozen=True)
class StaffMove:
    """Officers come on duty or go off it, or a round comes: seconds since the begin, the time on the wall, words."""

    at: int
    clock: str
    words: str


@dataclass(frozen=True)
class Person:
    """A foreign-born booking in the night; synthetic, so nobody.

    Parameters
    ----------
    number
        From 1, by booking, the same under every policy shown beside.
    booking
        As ``lostleads trace --booking`` names it.
    charge
        The most serious one, in words.
    removable
        Subject to removal; others are lawful residents or citizens born abroad.
    begins_in
        Where the person is when the night begins.
    moves
        What happens in the night, in order of time.
    ends
        When the person leaves, and what becomes of them, be it after the night.
    reasons
        Of what might have happened, why it did not: ``interview``, ``match``, ``review``, ``flag``, ``hold``,
        ``pickup``.
    """

    number: int
    booking: str
    charge: str
    removable: bool
    begins_in: Place
    moves: tuple[Move, ...]
    ends: str
    reasons: dict[str, str]


@dataclass(frozen=True)
class WallClock:
    """From a second since the evening's begin on, the clock on the wall shows so many seconds since its midnight."""

    at: int
    shows: int


@dataclass(frozen=True)
class Night:
    """A night in one jail under one policy.

    Parameters
    ----------
    scenario, called
        The policy's name, and its short name beside the others that are shown.
    jail, replication
        Where, and which.
    evening
        The day on which it begins.
    seconds
        How long it lasts.
    wall
        How the clock runs on the wall: from the begin on, and from where it is changed.
    teams, rounds
        Who is on duty when, and which rounds come.
    staff_moves
        The same in words, in order of time.
    people
        Those to whom something happens, by number.
    still
        How many others are in the jail throughout, by place: nothing happens to them in the night.
    others_an_hour
        How many people born in the US are expected to be booked in each hour of the wall: the model counts them over
        its days, and follows none, so it knows neither when they come nor when they go.
    """

    scenario: str
    called: str
    jail: str
    replication: int
    evening: date
    seconds: int
    wall: tuple[WallClock, ...]
    teams: tuple[Team, ...]
    rounds: tuple[RoundComes, ...]
    staff_moves: tuple[StaffMove, ...]
    people: tuple[Person, ...]
    still: dict[Place, int]
    others_an_hour: tuple[float, ...]

    def as_data(self) -> dict[str, Any]:
        """Give plain data for JSON; ``places`` has the words of each place, ``days`` the names of its two days."""
        days = [self.evening, self.evening + timedelta(days=1)]
        return {
            **asdict(self),
            "evening": self.evening.isoformat(),
            "days": [f"{day:%A} {day.day} {day:%B} {day.year}" for day in days],
            "places": {str(place): place.words for place in Place},
        }


def evenings(scenario: Scenario) -> tuple[date, date]:
    """The first and the last evening whose night can be shown; the last is before the first where there is none.

    Nights begin on counted days, and people are booked up to their end.
    """
    booked_until = scenario.last_day + timedelta(days=scenario.cooldown_days)
    return scenario.start, min(scenario.last_day, booked_until - timedelta(days=1))


def telling_evening(scenarios: Sequence[Scenario], jail: str, replication: int = 0) -> date:
    """The evening of the night that tells most.

    Of several policies it is that in which most removable people are lost under one who are not lost under another; of
    those alike, and of one policy, that in which most are lost; then the first.

    Raises
    ------
    ValueError
        As for `nights_of`.
    """
    first, last = evenings(scenarios[0])
    _check(scenarios, jail, first, replication)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    lost = [_lost(scenario, jail, replication) for scenario in scenarios]
    everywhere = set.intersection(*map(set, lost))
    found = np.zeros((2, len(days)), dtype=np.int64)
    for scenario, left_at in zip(scenarios, lost, strict=True):
        spans = np.array([_span(scenario, day) for day in days])
        differ = [at for booking, at in left_at.items() if booking not in everywhere]
        for place, moments in enumerate((differ, [*left_at.values()])):
            found[place] += np.diff(np.searchsorted(np.sort(moments), spans), axis=1)[:, 0]
    by_day = [tuple(each) for each in found.T.tolist()]
    return days[by_day.index(max(by_day))]


def _lost(scenario: Scenario, jail: str, replication: int) -> dict[int, int]:
    """Of each booking of a jail that ends lost, when the person leaves."""
    office = run(scenario, scenario.jails[jail].field_office, replication, Engine.STAGED)
    rows = office.caseload.rows[list(scenario.jails).index(jail)]
    ended = office.end.ended(*LOST)[rows]
    bookings, left_at = office.caseload.facts.booking[rows][ended], office.end.left_at[rows][ended]
    return dict(zip(bookings.tolist(), left_at.tolist(), strict=True))


def _span(scenario: Scenario, evening: date) -> tuple[int, int]:
    """Model seconds at which a night begins and is over."""
    begins = datetime.combine(evening, BEGINS)
    return scenario.clock.second_at(begins), scenario.clock.second_at(begins + LASTS)


def night_of(
    scenario: Scenario, jail: str, evening: date, replication: int = 0, *, engine: Engine = Engine.STAGED
) -> Night:
    """Run the jail's field office, and give one night of it.

    Raises
    ------
    ValueError
        As for `nights_of`.
    """
    (night,) = nights_of((scenario,), jail, evening, replication, engine=engine)
    return night


def nights_of(
    scenarios: Sequence[Scenario],
    jail: str,
    evening: date,
    replication: int = 0,
    *,
    engine: Engine = Engine.STAGED,
) -> tuple[Night, ...]:
    """Give the same night under several policies; a person has the same number in each.

    Who is shown under one is shown under all, though nothing happens to them there, or they have left before.

    Raises
    ------
    ValueError
        If there is no such jail, the evening is not one of `evenings`, a jail has records of its own, or the bookings
        are not the same under all.
    """
    _check(scenarios, jail, evening, replication)
    nights = [_Draft(scenario, jail, evening, replication, engine) for scenario in scenarios]
    bookings = np.unique(np.concatenate([night.eventful for night in nights])).tolist()
    for other in nights[1:]:
        _check_same_bookings(nights[0], other, bookings)
    numbers = {booking: number for number, booking in enumerate(bookings, start=1)}
    called = shortened([scenario.name for scenario in scenarios])[1]
    return tuple(night.written(numbers, name) for night, name in zip(nights, called, strict=True))


def _check(scenarios: Sequence[Scenario], jail: str, evening: date, replication: int) -> None:
    for scenario in scenarios:
        if scenario.records:
            raise ValueError(
                f"a night shows single bookings, and those of {next(iter(scenario.records))} are its own records: a "
                "public roster could then name somebody as removable by the toss of a coin. Show a scenario without a "
                "bookings_file"
            )
        if jail not in scenario.jails:
            raise ValueError(f"{scenario.name!r}: {unknown_name('jail', jail, scenario.jails)}")
        first, last = evenings(scenario)
        if last < first:
            raise ValueError(
                f"{scenario.name!r} has no night to show: nobody is booked on the morning after its only day. Give it "
                "more days, or cooldown_days of 1 or more"
            )
        if not first <= evening <= last:
            raise ValueError(
                f"{scenario.name!r} has no night that begins on {evening}: give a counted day, from {first} to {last}"
            )
    if replication < 0:
        raise ValueError(f"replication {replication}: must be 0 or more")
    check_comparable(*scenarios)


class _Draft:
    """One night under one policy, before people are numbered."""

    def __init__(self, scenario: Scenario, jail: str, evening: date, replication: int, engine: Engine) -> None:
        self.scenario, self.jail, self.evening = scenario, jail, evening
        self.begin, self.end = _span(scenario, evening)
        self.office = run(scenario, scenario.jails[jail].field_office, replication, engine)
        self.place = list(scenario.jails).index(jail)
        self.rows = self.office.caseload.rows[self.place]
        facts = self.office.caseload.facts
        self.booking = facts.booking[self.rows]
        left_at = self.office.end.left_at[self.rows]
        self.present: Bools = (facts.booked_at[self.rows] < self.end) & (left_at > self.begin)
        happens = _something_happens(self.office, self.begin, self.end)[self.rows]
        self.eventful: Ints = self.booking[self.present & happens]

    def row_of(self, booking: int) -> int | None:
        """The row of a booking of the jail; None where there is none."""
        place = int(np.searchsorted(self.booking, booking))
        found = place < len(self.booking) and self.booking[place] == booking
        return self.rows.start + place if found else None

    def booked(self, booking: int) -> tuple[int, str] | None:
        """When somebody was booked, and on which charge; None where there is no such booking."""
        row, facts = self.row_of(booking), self.office.caseload.facts
        return None if row is None else (int(facts.booked_at[row]), self.scenario.charge_names[facts.charge[row]])

    def written(self, numbers: dict[int, int], called: str) -> Night:
        """Give the night with people numbered, by their bookings, under the policy's short name."""
        facts = self.office.caseload.facts

        def number_of(row: int) -> int | None:
            return numbers.get(int(facts.booking[row])) if facts.jail[row] == self.place else None

        staff = Staff(self.office, self.place, self.begin, self.end, number_of)
        stays = self._stays([*numbers])
        teams, rounds, seconds = tuple(staff.teams()), tuple(staff.rounds()), self.end - self.begin
        return Night(
            scenario=self.scenario.name,
            called=called,
            jail=self.jail,
            replication=self.office.replication,
            evening=self.evening,
            seconds=seconds,
            wall=tuple(self._wall()),
            teams=teams,
            rounds=rounds,
            staff_moves=tuple(
                StaffMove(at, self._on_the_wall(self.begin + at), words)
                for at, words in comings_and_goings(teams, rounds, seconds)
            ),
            people=tuple(self._person(number, stays[booking]) for booking, number in numbers.items()),
            still=self._still([*numbers]),
            others_an_hour=tuple(self._others()),
        )

    def _stays(self, shown: Sequence[int]) -> dict[int, Stay]:
        """The stays of those shown, by booking."""
        here = np.zeros(len(self.office.caseload.facts), dtype=np.bool_)
        here[self.rows] = np.isin(self.booking, shown)
        # A life looks at all bookings of its office, which may be many times those of one night.
        office = _only(self.office, self.place, here)
        facts = office.caseload.facts
        moments = zip(facts.booking.tolist(), facts.ready_at.tolist(), facts.release_due_at.tolist(), strict=True)
        return {
            booking: Stay(life_at(office, row), ready_at, due_at)
            for row, (booking, ready_at, due_at) in enumerate(moments)
        }

    def _person(self, number: int, stay: Stay) -> Person:
        life = stay.life
        gone = life.left_at <= self.begin
        told = () if gone else ((at, words) for at, words in stay.told() if self.begin <= at < self.end)
        return Person(
            number=number,
            booking=life.hit.number,
            charge=_charge_in_words(life.charge),
            removable="removable" in life.facts,
            begins_in=Place.GONE if gone else stay.place_at(self.begin - 1),
            moves=tuple(Move(at - self.begin, self._on_the_wall(at), stay.place_at(at), words) for at, words in told),
            ends=stay.left_in_words(),
            reasons=stay.reasons,
        )

    def _on_the_wall(self, second: int) -> str:
        return f"{self.scenario.clock.moment_at(second):%H:%M}"

    def _still(self, shown: Sequence[int]) -> dict[Place, int]:
        """Count those present who are not shown, by place."""
        rows = self.rows.start + np.flatnonzero(self.present & ~np.isin(self.booking, shown))
        found = places_between_events(self.office, rows, self.begin - 1)
        return {place: found[place] for place in Place if place in found}

    def _wall(self) -> Iterator[WallClock]:
        """The clock on the wall at the begin, and wherever it is changed."""
        shown = None
        for second in range(self.begin, self.end, HOUR_SECONDS // 2):
            moment = self.scenario.clock.moment_at(second)
            shows = (moment.hour * 60 + moment.minute) * 60 + moment.second
            if shows != shown:
                yield WallClock(second - self.begin, shows)
            shown = (shows + HOUR_SECONDS // 2) % (24 * HOUR_SECONDS)

    def _others(self) -> Iterator[float]:
        """The people born in the US who are expected in each hour, by the rules of the jail on the evening."""
        phases = self.scenario.jails[self.jail].phases(self.scenario.clock)
        rules = phases.rules[int(phases.at(np.array([self.begin]))[0])]
        shares = [*zip(self.scenario.charge_names, self.scenario.charge_shares, strict=True)]
        for hour in self.scenario.clock.hour_of_week_at(np.arange(self.begin, self.end, HOUR_SECONDS)).tolist():
            relative = sum(
                share * (1 - float(rules.foreign_born.of(charge))) * rules.arrivals.of(charge).relative[hour]
                for charge, share in shares
            )
            yield round(float(rules.bookings_per_year or 0) / _HOURS_A_YEAR * relative, 2)


def _charge_in_words(charge: str) -> str:
    return "another charge" if charge == "other" else MEANINGS.get(charge.upper(), in_words(charge))


def _only(office: Office, place: int, here: Bools) -> Office:
    """Some bookings of one jail of an office, as they were among all."""
    caseload = replace(
        rows_of(office.caseload, here),
        facts=rows_of(office.caseload.facts, here),
        rows={place: slice(0, int(np.count_nonzero(here)))},
    )
    return Office(office.scenario, caseload, office.journeys.only(here), rows_of(office.end, here))


def _something_happens(office: Office, begin: int, end: int) -> Bools:
    """To whom anything happens in [begin, end), or who is with an officer there."""
    facts, journeys, joined = office.caseload.facts, office.journeys, office.joined
    works = (journeys.interview, journeys.review, journeys.pickup)
    moments = (
        *(facts.booked_at, facts.ready_at, np.where(facts.matched, facts.match_at, NEVER)),
        *(joined.interview, joined.review, joined.pickup),
        *(moments for work in works for moments in (work.started_at, work.ended_at)),
        *(journeys.flagged_at, office.release_due_at, office.end.left_at),
    )
    happens = [(begin <= each) & (each < end) for each in moments]
    worked_on = [(work.started_at < end) & (work.ended_at > begin) & work.begun for work in works]
    anything: Bools = np.any([*happens, *worked_on], axis=0)
    return anything


def _check_same_bookings(base: _Draft, other: _Draft, bookings: Sequence[int]) -> None:
    """Refuse nights whose people are not the same."""
    if any(base.booked(booking) != other.booked(booking) for booking in bookings):
        raise ValueError(
            f"{base.scenario.name!r} and {other.scenario.name!r} do not have the same bookings at {base.jail}, so "
            "nobody can be followed from one to the other; show each by itself, or let both have the same charges, "
            "arrivals, bookings and shares of people born abroad"
        )
