"""How long officers were on duty, at work, and at work past the end of a shift, on the counted days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.model.caseload import Caseload
from sim.model.journeys import Journeys, Stage
from sim.scenario.duty import Officer, duty_seconds
from sim.scenario.schema import OFFICE_TEAMS, Scenario
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


def efforts(scenario: Scenario, caseload: Caseload, journeys: Journeys) -> list[Effort]:
    """Tell the effort of every team of a caseload: of screening teams by jail, of office teams as a whole and by jail.

    Work counts where it falls on the counted days, whoever it was for. Overtime is outside the hours on duty.
    """
    counted = scenario.clock.midnight_of_day(scenario.days)
    jails = list(caseload.travel_seconds)
    spent: list[Effort] = []
    for jail, officers in caseload.interviewers.items():
        rows = caseload.rows[jail]
        interviews = _work(caseload, journeys.interview, rows.start + np.flatnonzero(journeys.interview.begun[rows]))
        for team in dict.fromkeys(officer.team for officer in officers):
            at_work = _at_work(officers, team, interviews, counted)
            spent.append(Effort(team, jail, _on_duty(officers, team, counted), *at_work.get(jail, (0, 0))))
    reviews = _work(caseload, journeys.review, np.flatnonzero(journeys.review.begun))
    of_office = zip(
        OFFICE_TEAMS, (caseload.reviewers, caseload.crews), (reviews, _trips(caseload, journeys.pickup)), strict=True
    )
    for team, officers, work in of_office:
        spent.append(Effort(team, None, _on_duty(officers, team, counted), 0, 0))
        at_work = _at_work(officers, team, work, counted)
        spent += [Effort(team, jail, 0, *at_work.get(jail, (0, 0))) for jail in jails]
    return spent


def _on_duty(officers: Sequence[Officer], team: str, counted: int) -> int:
    return sum(duty_seconds(officer, 0, counted) for officer in officers if officer.team == team)


def _work(caseload: Caseload, stage: Stage, rows: NDArray[np.int64]) -> _Work:
    return _Work(stage.officer[rows], caseload.facts.jail[rows], stage.started_at[rows], stage.ended_at[rows])


def _trips(caseload: Caseload, pickup: Stage) -> _Work:
    taken = np.flatnonzero(pickup.begun)
    # One of the people on each trip stands for it; a crew sets out once at a time.
    order = taken[np.lexsort((pickup.started_at[taken], pickup.officer[taken]))]
    crew, started_at = pickup.officer[order], pickup.started_at[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (np.diff(crew) != 0) | (np.diff(started_at) != 0)
    crew, started_at, jail = crew[first], started_at[first], caseload.facts.jail[order][first]
    busy = np.zeros(max(caseload.busy_seconds) + 1, dtype=np.int64)
    busy[list(caseload.busy_seconds)] = list(caseload.busy_seconds.values())
    return _Work(crew, jail, started_at, started_at + busy[jail])


def _at_work(officers: Sequence[Officer], team: str, work: _Work, counted: int) -> dict[int, tuple[int, int]]:
    """Busy and overtime seconds of a team by jail, on the counted days."""
    jails = int(work.jail.max(initial=-1)) + 1
    busy, overtime = np.zeros(jails), np.zeros(jails)
    for place, officer in enumerate(officers):
        mine = np.flatnonzero(work.officer == place) if officer.team == team else ()
        if len(mine):
            began, ended = (np.clip(moments[mine], 0, counted) for moments in (work.started_at, work.ended_at))
            on_duty = duty_before(officer, ended) - duty_before(officer, began)
            busy += np.bincount(work.jail[mine], weights=ended - began, minlength=jails)
            overtime += np.bincount(work.jail[mine], weights=ended - began - on_duty, minlength=jails)
    return {int(jail): (int(busy[jail]), int(overtime[jail])) for jail in np.flatnonzero(busy)}


def duty_before(officer: Officer, moments: Seconds) -> Seconds:
    """Count the seconds for which an officer has been on duty by each moment, since their duty began."""
    on, off = officer.duty.T
    begun, over = (np.searchsorted(edge, moments, side="right") for edge in (on, off))
    whole = np.concatenate([[0], np.cumsum(off - on)])
    # The interval that is on at a moment, if one is, adds what has passed of it.
    since = np.concatenate([[0], on])[begun]
    return whole[over] + np.where(begun > over, moments - since, 0)
