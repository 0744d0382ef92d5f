"""How long officers were on duty, at work, and at work past the end of a shift, on the counted days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.model.caseload import Caseload
from sim.model.journeys import Journeys
from sim.scenario.clock import Clock
from sim.scenario.duty import Officer, duty_seconds
from sim.scenario.schema import Scenario
from sim.scenario.seconds import Seconds

__all__ = ["Effort", "duty_before", "efforts"]


@dataclass(frozen=True, slots=True)
class Effort:
    """What one team spent on one jail (or, where `jail` is None, for all jails of the field office), in seconds."""

    team: str
    jail: int | None
    on_duty_seconds: int
    busy_seconds: int
    overtime_seconds: int


@dataclass(frozen=True, slots=True)
class _Work:
    """Pieces of work at one line: whose, for which jail, from when until when."""

    officer: Seconds
    jail: Seconds
    started_at: Seconds
    ended_at: Seconds


def efforts(scenario: Scenario, caseload: Caseload, journeys: Journeys) -> Iterator[Effort]:
    """Tell the effort of every team of a caseload, in parts.

    Work counts where it falls on the counted days, whoever it was for. Overtime is outside the hours on duty.
    """
    counted = Clock.of(scenario).midnight_of_day(scenario.days)
    for jail, officers in caseload.interviewers.items():
        here = (journeys.interviewer >= 0) & (caseload.facts.jail == jail)
        interviews = _Work(
            journeys.interviewer[here],
            caseload.facts.jail[here],
            journeys.interview_started_at[here],
            journeys.interview_ended_at[here],
        )
        for officer in officers:
            yield Effort(officer.team, jail, duty_seconds(officer, 0, counted), 0, 0)
        yield from _spent(officers, interviews, counted)
    for officer in (*caseload.reviewers, *caseload.crews):
        yield Effort(officer.team, None, duty_seconds(officer, 0, counted), 0, 0)
    begun = journeys.reviewer >= 0
    reviews = _Work(
        journeys.reviewer[begun],
        caseload.facts.jail[begun],
        journeys.review_started_at[begun],
        journeys.review_ended_at[begun],
    )
    yield from _spent(caseload.reviewers, reviews, counted)
    yield from _spent(caseload.crews, _trips(caseload, journeys), counted)


def _trips(caseload: Caseload, journeys: Journeys) -> _Work:
    taken = np.flatnonzero(journeys.crew >= 0)
    # One of the people on each trip stands for it; a crew sets out once at a time.
    order = taken[np.lexsort((journeys.pickup_started_at[taken], journeys.crew[taken]))]
    crew, started_at = journeys.crew[order], journeys.pickup_started_at[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (np.diff(crew) != 0) | (np.diff(started_at) != 0)
    crew, started_at, jail = crew[first], started_at[first], caseload.facts.jail[order][first]
    busy = np.zeros(max(caseload.busy_seconds) + 1, dtype=np.int64)
    busy[list(caseload.busy_seconds)] = list(caseload.busy_seconds.values())
    return _Work(crew, jail, started_at, started_at + busy[jail])


def _spent(officers: Sequence[Officer], work: _Work, counted: int) -> Iterator[Effort]:
    """Busy and overtime seconds of each officer for each jail, on the counted days."""
    for place, officer in enumerate(officers):
        mine = np.flatnonzero(work.officer == place)
        if len(mine) == 0:
            continue
        began, ended = (np.clip(moments[mine], 0, counted) for moments in (work.started_at, work.ended_at))
        on_duty = duty_before(officer, ended) - duty_before(officer, began)
        busy = np.bincount(work.jail[mine], weights=ended - began)
        overtime = np.bincount(work.jail[mine], weights=ended - began - on_duty)
        for place_of_jail in np.flatnonzero(busy):
            yield Effort(officer.team, int(place_of_jail), 0, int(busy[place_of_jail]), int(overtime[place_of_jail]))


def duty_before(officer: Officer, moments: Seconds) -> Seconds:
    """Count the seconds for which an officer has been on duty by each moment, since their duty began."""
    on, off = officer.duty.T
    begun, over = (np.searchsorted(edge, moments, side="right") for edge in (on, off))
    whole = np.concatenate([[0], np.cumsum(off - on)])
    # The interval that is on at a moment, if one is, adds what has passed of it.
    since = np.concatenate([[0], on])[begun]
    return whole[over] + np.where(begun > over, moments - since, 0)
