"""How long officers were on duty, at work, and at work past the end of a shift, on the counted days."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.model.caseload import Caseload
from sim.model.journeys import Journeys, Stage
from sim.scenario.arrays import tally_of
from sim.scenario.duty import Officer, duty_seconds
from sim.scenario.schema import OFFICE_TEAMS, Scenario
from sim.scenario.seconds import APART_SECONDS, Seconds


@dataclass(frozen=True, slots=True)
class Effort:
    """What one team spent on one jail (or, where `jail` is None, for all jails of the field office), in seconds.

    At work, of each replication; on duty as long in all of them.
    """

    team: str
    jail: int | None
    on_duty_seconds: int
    busy_seconds: Seconds
    overtime_seconds: Seconds


@dataclass(frozen=True, slots=True)
class _Work:
    """Pieces of work at one line: in which replication, whose, for which jail, from when until when."""

    replication: Seconds
    officer: Seconds
    jail: Seconds
    started_at: Seconds
    ended_at: Seconds


def efforts(scenario: Scenario, caseload: Caseload, journeys: Journeys) -> list[Effort]:
    """Tell the effort of every team of a caseload: of screening teams by jail, of office teams as a whole and by jail.

    Work counts where it falls on the counted days, whoever it was for. Overtime is outside the hours on duty.
    """
    counted = scenario.clock.midnight_of_day(scenario.days)
    jails, replications = list(caseload.travel_seconds), len(caseload.replications)
    spent: list[Effort] = []
    for jail, officers in caseload.interviewers.items():
        rows = caseload.rows[jail]
        interviews = _work(caseload, journeys.interview, rows.start + np.flatnonzero(journeys.interview.begun[rows]))
        for team in dict.fromkeys(officer.team for officer in officers):
            busy, overtime = _at_work(officers, team, interviews, counted, (replications, jail + 1))
            spent.append(Effort(team, jail, _on_duty(officers, team, counted), busy[:, jail], overtime[:, jail]))
    reviews = _work(caseload, journeys.review, np.flatnonzero(journeys.review.begun))
    of_office = zip(
        OFFICE_TEAMS, (caseload.reviewers, caseload.crews), (reviews, _trips(caseload, journeys.pickup)), strict=True
    )
    nothing = np.zeros(replications, dtype=np.int64)
    for team, officers, work in of_office:
        spent.append(Effort(team, None, _on_duty(officers, team, counted), nothing, nothing))
        busy, overtime = _at_work(officers, team, work, counted, (replications, max(jails) + 1))
        spent += [Effort(team, jail, 0, busy[:, jail], overtime[:, jail]) for jail in jails]
    return spent


def _on_duty(officers: Sequence[Officer], team: str, counted: int) -> int:
    return sum(duty_seconds(officer, 0, counted) for officer in officers if officer.team == team)


def _work(caseload: Caseload, stage: Stage, rows: NDArray[np.int64]) -> _Work:
    columns = (caseload.replication, stage.officer, caseload.facts.jail, stage.started_at, stage.ended_at)
    return _Work(*(column[rows] for column in columns))


def _trips(caseload: Caseload, pickup: Stage) -> _Work:
    taken = np.flatnonzero(pickup.begun)
    # One of the people on each trip stands for it; a crew sets out once at a time.
    of_one = caseload.replication[taken] * (int(pickup.officer.max(initial=0)) + 1) + pickup.officer[taken]
    trip = of_one * APART_SECONDS + pickup.started_at[taken]
    order = np.argsort(trip, kind="stable")
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = np.diff(trip[order]) != 0
    trips = _work(caseload, pickup, taken[order[first]])
    busy = np.zeros(max(caseload.busy_seconds) + 1, dtype=np.int64)
    busy[list(caseload.busy_seconds)] = list(caseload.busy_seconds.values())
    return replace(trips, ended_at=trips.started_at + busy[trips.jail])


def _at_work(
    officers: Sequence[Officer], team: str, work: _Work, counted: int, shape: tuple[int, int]
) -> tuple[Seconds, Seconds]:
    """Busy and overtime seconds of a team on the counted days, by replication and jail."""
    busy, overtime = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    cells = work.replication * shape[1] + work.jail
    began, ended = (np.clip(moments, 0, counted) for moments in (work.started_at, work.ended_at))
    for place, officer in enumerate(officers):
        mine = np.flatnonzero(work.officer == place) if officer.team == team else ()
        if len(mine):
            seconds = ended[mine] - began[mine]
            before, after = duty_before(officer, np.stack([began[mine], ended[mine]]))
            on_duty = after - before
            busy += _seconds_by(cells[mine], seconds, shape)
            overtime += _seconds_by(cells[mine], seconds - on_duty, shape)
    return busy, overtime


def _seconds_by(cells: Seconds, seconds: Seconds, shape: tuple[int, ...]) -> Seconds:
    """Add up whole seconds, or people, by cells of an array of this shape."""
    # Sums of whole numbers are exact in floats far beyond all seconds of all bookings.
    together = tally_of(seconds, cells, math.prod(shape))
    return together.astype(np.int64).reshape(shape)


def duty_before(officer: Officer, moments: Seconds) -> Seconds:
    """Count the seconds for which an officer has been on duty by each moment, since their duty began."""
    # Duty begins and ends in turns.
    edges = officer.duty.ravel()
    passed = np.searchsorted(edges, moments, side="right")
    whole = np.concatenate([[0], np.cumsum(officer.duty[:, 1] - officer.duty[:, 0])])
    # The interval that is on at a moment, if one is, adds what has passed of it.
    since = np.concatenate([[0], edges])[passed]
    return whole[passed // 2] + np.where(passed % 2 == 1, moments - since, 0)
