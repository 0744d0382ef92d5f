"""How long officers were on duty, at work, and at work past the end of a shift, on the counted days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.model.caseload import Caseload
from sim.model.journeys import Journeys
from sim.scenario.clock import Clock
from sim.scenario.duty import Officer, duty_seconds
from sim.scenario.schema import OFFICE_TEAMS, Scenario

__all__ = ["Effort", "duty_before", "efforts"]

Seconds = NDArray[np.int64]


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
    """Tell the effort of every team of a caseload.

    Work counts where it falls on the counted days, whoever it was for. Overtime is outside the hours on duty.
    """
    counted = Clock.of(scenario).midnight_of_day(scenario.days)
    jails = list(caseload.travel_seconds)
    interviews = _begun(caseload, journeys.interviewer, journeys.interview_started_at, journeys.interview_ended_at)
    for jail, officers in caseload.interviewers.items():
        for team in dict.fromkeys(officer.team for officer in officers):
            on_duty = sum(duty_seconds(officer, 0, counted) for officer in officers if officer.team == team)
            yield Effort(team, jail, on_duty, *_spent(officers, team, interviews, jail, counted))
    reviews = _begun(caseload, journeys.reviewer, journeys.review_started_at, journeys.review_ended_at)
    for team, officers, work in zip(
        OFFICE_TEAMS, (caseload.reviewers, caseload.crews), (reviews, _trips(caseload, journeys)), strict=True
    ):
        yield Effort(team, None, sum(duty_seconds(officer, 0, counted) for officer in officers), 0, 0)
        for jail in jails:
            yield Effort(team, jail, 0, *_spent(officers, team, work, jail, counted))


def _begun(caseload: Caseload, officer: Seconds, started_at: Seconds, ended_at: Seconds) -> _Work:
    begun = officer >= 0
    return _Work(officer[begun], caseload.facts.jail[begun], started_at[begun], ended_at[begun])


def _trips(caseload: Caseload, journeys: Journeys) -> _Work:
    taken = journeys.crew >= 0
    each = np.stack([journeys.crew[taken], journeys.pickup_started_at[taken], caseload.facts.jail[taken]])
    crew, started_at, jail = np.unique(each, axis=1)
    busy = np.zeros(max(caseload.busy_seconds) + 1, dtype=np.int64)
    busy[list(caseload.busy_seconds)] = list(caseload.busy_seconds.values())
    return _Work(crew, jail, started_at, started_at + busy[jail])


def _spent(officers: Sequence[Officer], team: str, work: _Work, jail: int, counted: int) -> tuple[int, int]:
    """Busy and overtime seconds of a team for a jail, on the counted days."""
    busy = overtime = 0
    for place, officer in enumerate(officers):
        if officer.team != team:
            continue
        mine = (work.officer == place) & (work.jail == jail)
        began, ended = (np.clip(moments[mine], 0, counted) for moments in (work.started_at, work.ended_at))
        at_work = int((ended - began).sum())
        busy += at_work
        overtime += at_work - int((duty_before(officer, ended) - duty_before(officer, began)).sum())
    return busy, overtime


def duty_before(officer: Officer, moments: Seconds) -> Seconds:
    """Count the seconds for which an officer has been on duty by each moment, since their duty began."""
    on, off = officer.duty.T
    begun, over = (np.searchsorted(edge, moments, side="right") for edge in (on, off))
    whole = np.concatenate([[0], np.cumsum(off - on)])
    # The interval that is on at a moment, if one is, adds what has passed of it.
    since = np.concatenate([[0], on])[begun]
    return whole[over] + np.where(begun > over, moments - since, 0)
