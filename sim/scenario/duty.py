"""From weekly shifts, holidays and dates in force to each officer's duty: half-open [on, off) intervals of seconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime, time, timedelta
from functools import lru_cache

import numpy as np

from sim.scenario.arrays import Ints
from sim.scenario.clock import Clock, federal_holidays
from sim.scenario.schema import FieldOffice, Jail, Scenario
from sim.scenario.seconds import DAY_SECONDS, whole_seconds
from sim.scenario.staff import Period, Round, Shift


@dataclass(frozen=True, eq=False)
class Officer:
    """One server: a member of a team with a duty of its own.

    The number is the place within the team, from 1, in the order of the shifts; the duty is intervals [on, off) in
    model seconds, ascending and apart, of shape (n, 2).
    """

    team: str
    number: int
    duty: Ints

    @property
    def name(self) -> str:
        """Team and number, such as ``deputies-1``."""
        return f"{self.team}-{self.number}"


@dataclass(frozen=True)
class Span:
    """The seconds [first, last) for which duty is wanted; `last` is rounded up to whole years to be found again."""

    first: int
    last: int

    @classmethod
    def covering(cls, first: int, last: int) -> Span:
        """Make a span that covers [first, last)."""
        year = 366 * DAY_SECONDS
        return cls(first, -(-last // year) * year)


def interviewers(jail: Jail, clock: Clock, first: int, last: int) -> list[Officer]:
    """List the officers of a jail's screening teams, in the order of the file; none without screening."""
    if jail.screening is None:
        return []
    span = Span.covering(first, last)
    return [
        officer
        for name, team in jail.screening.teams.items()
        for officer in _team(name, team.shifts, team.at_work, clock, span)
    ]


def reviewers(office: FieldOffice, clock: Clock, first: int, last: int) -> list[Officer]:
    """List the officers of a field office who review matches, those of later periods of its policy last."""
    return _of_office("reviewers", office, clock, Span.covering(first, last))


def collectors(office: FieldOffice, clock: Clock, first: int, last: int) -> list[Officer]:
    """List the crews of a field office that collect from its jails, those of later periods of its policy last."""
    return _of_office("crews", office, clock, Span.covering(first, last))


def _of_office(team: str, office: FieldOffice, clock: Clock, span: Span) -> list[Officer]:
    """A team of a field office; shifts that a period changes are on until its day, and the new ones from it on."""
    changes = [(change.first, getattr(change, team)) for change in office.policy]
    later = [(first, shifts) for first, shifts in changes if shifts is not None]
    begins, ends = [None, *(first for first, _ in later)], [*(first - timedelta(days=1) for first, _ in later), None]
    officers = []
    for first, last, shifts in zip(begins, ends, [getattr(office, team), *(each for _, each in later)], strict=True):
        officers += _team(team, shifts, (Period(**{"from": first, "until": last}),), clock, span)
    return [replace(officer, number=number) for number, officer in enumerate(officers, start=1)]


def _team(name: str, shifts: Iterable[Shift], in_force: tuple[Period, ...], clock: Clock, span: Span) -> list[Officer]:
    duties = [duty for shift in shifts for duty in [_duty(shift, in_force, clock, span)] * shift.officers]
    return [Officer(name, number, duty) for number, duty in enumerate(duties, start=1)]


@dataclass(frozen=True, eq=False)
class RoundArrivals:
    """The arrivals of a field office's rounds at one jail, the earliest first; a value an arrival.

    Parameters
    ----------
    arrives_at, closes_at
        When the round is there, and when its list closes.
    seats
        How many people it can take there.
    phase
        The period of the office's policy on whose releases it waits.
    place
        Which of the office's rounds it is, in the order of the file and of the periods.
    """

    arrives_at: Ints
    closes_at: Ints
    seats: Ints
    phase: Ints
    place: Ints


def round_arrivals(office: FieldOffice, jail: str, clock: Clock, first: int, last: int) -> RoundArrivals:
    """List when the rounds of a field office come to one of its jails."""
    phases = office.phases(clock)
    columns, place = [np.zeros((len(fields(RoundArrivals)), 0), dtype=np.int64)], 0
    for phase, rules in enumerate(phases.rules):
        begins_at = max(first, int(phases.begins_at[phase]))
        for each in rules.rounds:
            if each.jails is None or jail in each.jails:
                closes = int(whole_seconds(each.closes_hours))
                at = _arrivals(each, clock, Span.covering(begins_at, last)) if begins_at < last else columns[0][0]
                alike = (np.full_like(at, value) for value in (each.seats, phase, place))
                columns.append(np.stack([at, at - closes, *alike]))
            place += 1
    together = np.concatenate(columns, axis=1)
    return RoundArrivals(*np.ascontiguousarray(together[:, np.lexsort(together[::-1])]))


@lru_cache(maxsize=1024)
def _arrivals(each: Round, clock: Clock, span: Span) -> Ints:
    in_force, on_holidays = _in_force_seconds(each.in_force, clock, span), each.federal_holidays == "on"
    weekdays = each.weekdays
    days = (
        day
        for day in clock.days(span.first, span.last)
        if day.weekday() in weekdays and (on_holidays or day not in federal_holidays(day.year))
    )
    arrivals = (clock.second_at(datetime.combine(day, time()) + each.time) for day in days)
    return np.array([at for at in arrivals if any(first <= at < last for first, last in in_force)], dtype=np.int64)


@lru_cache(maxsize=4096)
def _duty(shift: Shift, in_force: tuple[Period, ...], clock: Clock, span: Span) -> Ints:
    whole = _shift_seconds(shift, clock, span)
    cut = [np.clip(whole, first, last) for first, last in _in_force_seconds(in_force, clock, span)]
    intervals = joined_intervals((on, off) for each in cut for on, off in each.tolist() if on < off)
    duty = np.array(intervals, dtype=np.int64).reshape(-1, 2)
    duty.setflags(write=False)
    return duty


@lru_cache(maxsize=1024)
def _shift_seconds(shift: Shift, clock: Clock, span: Span) -> Ints:
    """The intervals of a shift if it were in force throughout, of shape (n, 2); jails often share one."""
    return np.array([*_intervals(shift, clock, span)], dtype=np.int64).reshape(-1, 2)


def _intervals(shift: Shift, clock: Clock, span: Span) -> Iterator[tuple[int, int]]:
    (begin, end), weekdays = shift.span, shift.weekdays
    # A shift that crosses midnight may have begun on the day before the span.
    for day in clock.days(span.first - DAY_SECONDS, span.last):
        if day.weekday() not in weekdays:
            continue
        if shift.federal_holidays == "off" and day in federal_holidays(day.year):
            continue
        midnight = datetime.combine(day, time())
        yield clock.second_at(midnight + begin), clock.second_at(midnight + end)


def _in_force_seconds(in_force: tuple[Period, ...], clock: Clock, span: Span) -> list[tuple[int, int]]:
    days = clock.moment_at(span.first).date(), clock.moment_at(span.last).date()
    return [
        (max(span.first, clock.midnight(cut.first)), min(span.last, clock.midnight(cut.last + timedelta(days=1))))
        for period in in_force
        if (cut := period.within(*days)) and cut.first and cut.last
    ]


def joined_intervals(intervals: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put intervals in order, and make one of those that touch."""
    joined: list[tuple[int, int]] = []
    for on, off in sorted(intervals):
        if joined and on <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(off, joined[-1][1]))
        else:
            joined.append((on, off))
    return joined


def duty_seconds(officer: Officer, first: int, last: int) -> int:
    """Seconds of [first, last) in which the officer is on duty."""
    on = np.clip(officer.duty[:, 0], first, last)
    off = np.clip(officer.duty[:, 1], first, last)
    return int((off - on).sum())


def officer_count(scenario: Scenario) -> int:
    """How many officers a scenario has, of all teams, on duty or not."""
    screening = [jail.screening for jail in scenario.jails.values() if jail.screening is not None]
    shifts = [
        *(shift for each in screening for team in each.teams.values() for shift in team.shifts),
        *(
            shift
            for office in scenario.field_offices.values()
            for rules in office.phases(scenario.clock).rules
            for shift in (*rules.reviewers, *rules.crews)
        ),
    ]
    return sum(shift.officers for shift in shifts)
