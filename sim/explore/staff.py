"""Who is on duty for one jail in a span of time, and with whom they are busy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analyses.trace.stages import STAGES, ToldStage
from sim.model.office import Office
from sim.output.names import listed
from sim.scenario.duty import Officer

Numbering = Callable[[int], int | None]
"""The number within the night of the person in a row of the caseload; None of those who are not shown."""


@dataclass(frozen=True)
class Busy:
    """An officer's work, in seconds since the evening's begin, cut to the night.

    Parameters
    ----------
    begins, ends
        From when to when; a crew's way back is part of it.
    people
        Numbers of those of this jail who are worked on.
    others
        How many there are beside them: people of other jails.
    """

    begins: int
    ends: int
    people: tuple[int, ...]
    others: int


@dataclass(frozen=True)
class OnDuty:
    """An officer or a crew in the night: spans on duty and at work, in seconds since the evening's begin."""

    name: str
    on_duty: tuple[tuple[int, int], ...]
    busy: tuple[Busy, ...]


@dataclass(frozen=True)
class Team:
    """Those who do one kind of work: interview, review or pickup.

    Parameters
    ----------
    work
        The name of their stage.
    words
        What they are called above their row.
    officers
        Those on duty or at work in the night.
    next_on_duty
        When one of them comes on duty next after the night, on the wall; empty if nobody does.
    """

    work: str
    words: str
    officers: tuple[OnDuty, ...]
    next_on_duty: str


@dataclass(frozen=True)
class RoundComes:
    """A round that comes to the jail in the night, in seconds since the evening's begin.

    Parameters
    ----------
    closes
        When its list closes; before the evening where it is negative.
    seats
        How many people it can take.
    people
        Numbers of those whom it takes.
    """

    name: str
    arrives: int
    closes: int
    seats: int
    people: tuple[int, ...]


def comings_and_goings(teams: Iterable[Team], rounds: Iterable[RoundComes], seconds: int) -> list[tuple[int, str]]:
    """Tell when whose duty begins and ends within the night, and when rounds close their lists and come."""
    told: list[tuple[int, str]] = []
    for team in teams:
        for place, words in ((0, "on"), (1, "off")):
            changes: dict[int, list[str]] = {}
            for officer in team.officers:
                for span in officer.on_duty:
                    changes.setdefault(span[place], []).append(officer.name)
            told += [(at, f"{_named(names)} {words} duty") for at, names in changes.items() if 0 < at < seconds]
    for each in rounds:
        told += [(each.closes, f"the list of {each.name} closes")] if 0 <= each.closes < seconds else []
        told.append((each.arrives, f"{each.name} comes to the jail{_takes(each.people)}"))
    return sorted(told, key=lambda each: each[0])


def _named(names: Sequence[str]) -> str:
    return listed(names) if len(names) <= _MOST_NAMED else f"{names[0]} and {len(names) - 1} others"


def _takes(people: Sequence[int]) -> str:
    if not people:
        return ", and takes nobody"
    return f", and takes {'person' if len(people) == 1 else 'people'} {listed([*map(str, people)])}"


_MOST_NAMED = 4


@dataclass(frozen=True)
class Staff:
    """The officers of one jail and its field office in [begin, end), model seconds."""

    office: Office
    jail: int
    begin: int
    end: int
    number_of: Numbering

    def teams(self) -> Iterator[Team]:
        """List screening, reviewers and crews."""
        for stage in STAGES:
            officers = stage.officers(self.office.caseload, self.jail)
            shown = (self._on_duty(stage, place, officer) for place, officer in enumerate(officers))
            yield Team(
                work=stage.name,
                words=stage.duty,
                officers=tuple(each for each in shown if each.on_duty or each.busy),
                next_on_duty=self._next(officers),
            )

    def rounds(self) -> Iterator[RoundComes]:
        """List the rounds that come to the jail."""
        caseload, pickup = self.office.caseload, self.office.journeys.pickup
        arrivals = caseload.rounds.get(self.jail)
        if arrivals is None:
            return
        rows = caseload.rows[self.jail]
        for each in np.flatnonzero((arrivals.arrives_at >= self.begin) & (arrivals.arrives_at < self.end)).tolist():
            place, arrives_at = len(caseload.crews) + int(arrivals.place[each]), int(arrivals.arrives_at[each])
            taken = (pickup.officer[rows] == place) & (pickup.ended_at[rows] == arrives_at)
            yield RoundComes(
                name=caseload.collectors[place],
                arrives=arrives_at - self.begin,
                closes=int(arrivals.closes_at[each]) - self.begin,
                seats=int(arrivals.seats[each]),
                people=self._numbers((rows.start + np.flatnonzero(taken)).tolist()),
            )

    def _on_duty(self, stage: ToldStage, place: int, officer: Officer) -> OnDuty:
        duty = ((on, off) for on, off in officer.duty.tolist() if on < self.end and off > self.begin)
        return OnDuty(
            officer.name,
            tuple((self._cut(on), self._cut(off)) for on, off in duty),
            tuple(self._busy(stage, place)),
        )

    def _busy(self, stage: ToldStage, place: int) -> Iterator[Busy]:
        """List the works of an officer; the people of one trip are one work."""
        caseload, worked = self.office.caseload, getattr(self.office.journeys, stage.name)
        # Officers of a jail have their places among those of that jail alone.
        rows = slice(0, len(caseload.facts)) if stage.team else caseload.rows[self.jail]
        own = rows.start + np.flatnonzero(worked.officer[rows] == place)
        works: dict[tuple[int, int], list[int]] = {}
        for row in own.tolist():
            begun = int(worked.started_at[row])
            crew_is_back = begun + caseload.busy_seconds[int(caseload.facts.jail[row])]
            done = crew_is_back if stage.team == "crews" else int(worked.ended_at[row])
            if begun < self.end and done > self.begin:
                works.setdefault((begun, done), []).append(row)
        for (begun, done), rows_of_work in sorted(works.items()):
            people = self._numbers(rows_of_work)
            yield Busy(self._cut(begun), self._cut(done), people, len(rows_of_work) - len(people))

    def _numbers(self, rows: Sequence[int]) -> tuple[int, ...]:
        return tuple(number for number in map(self.number_of, rows) if number is not None)

    def _cut(self, second: int) -> int:
        return min(max(second, self.begin), self.end) - self.begin

    def _next(self, officers: Sequence[Officer]) -> str:
        begins = [max(self.end, on) for officer in officers for on, off in officer.duty.tolist() if off > self.end]
        return f"{self.office.scenario.clock.moment_at(min(begins)):%a %d %b %H:%M}" if begins else ""
