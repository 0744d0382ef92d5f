"""The three lines of custody as recursions over arrays: the same seconds as `sim.model.custody`, faster.

For each person in the order of asking, the earliest start that any officer offers; ties go to the officer listed first.
Its correctness is that it equals the SimPy model in every column of every booking; read that one to understand the
rules.

The recursions are plain Python. With numba (``pip install lostleads[fast]``) they are compiled, and kept on disk where
that can be done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from inspect import signature
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.caseload import Caseload
from sim.model.journeys import NOBODY, Finding, Journeys, Stage
from sim.scenario.duty import Officer
from sim.scenario.seconds import APART_SECONDS, NEVER, Seconds

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@cache
def are_compiled() -> bool:
    """Whether numba is installed, so that the recursions are compiled; it is loaded here, for only they need it."""
    try:
        from numba.extending import register_jitable
    except ImportError:
        return False
    for part in (_begin_anew, _first_offer, _first_offer_to_one, _pass_over_shifts):
        register_jitable(part)
    return True


def compile_recursions() -> str:
    """Compile what is compiled, unless that is done, and tell why it is not kept on disk; empty where all is well."""
    if not are_compiled():
        return ""
    return next(filter(None, (_machine_code(each)[1] for each in _recursions())), "")


def _recursions() -> tuple[Callable[..., None], ...]:
    return _serve_in_order, _serve_known_first, _take_seats, _collect_in_order


@cache
def _machine_code(recursion: Callable[..., None]) -> tuple[Callable[..., None], str]:
    """A recursion compiled for its arrays of whole numbers, and why that is not kept; empty where it is."""
    from numba import int64, njit, void

    arrays = [int64[::1]] * len(signature(recursion).parameters)
    try:
        return njit(void(*arrays), cache=True)(recursion), ""
    except Exception as error:  # noqa: BLE001 - a damaged file may raise anything; a fault of ours is raised again below
        return njit(void(*arrays))(recursion), _why_not_kept(recursion, error)


def _why_not_kept(recursion: Callable[..., None], error: Exception) -> str:
    from numba import njit

    try:
        folder = njit(cache=True)(recursion).stats.cache_path
    except RuntimeError:
        return (
            "numba finds no folder in which it may keep compiled code, so it compiles anew each time, for a few "
            "seconds; set NUMBA_CACHE_DIR to a folder that may be written"
        )
    return (
        f"the compiled code that numba keeps in {folder} cannot be used ({type(error).__name__}), so it compiles anew "
        "each time, for a few seconds; delete the files staged.* there, and see that there is space on the disk"
    )


def simulate_staged(caseload: Caseload) -> Journeys:
    """Send the bookings of a caseload through custody, stage after stage: as `sim.model.custody.simulate` does."""
    facts, due = caseload.facts, caseload.facts.release_due_at
    journeys, asks_at, in_line = Journeys.none(len(facts)), facts.ready_at, facts.asks_for_interview
    for jail, officers in caseload.interviewers.items():
        rows = caseload.rows[jail]
        asks = _in_order(caseload, rows.start + np.flatnonzero(in_line[rows]), asks_at)
        work = _Work(asks, caseload.replication, asks_at, due, facts.interview_seconds, due)
        if jail in caseload.known_first:
            _serve_those_known_first(work, officers, journeys.interview, facts.matched)
        else:
            _serve(work, officers, journeys.interview)
    _find(journeys.interview, facts.interview_seconds, facts.interview_flags)

    asks_at = facts.match_at
    asks = _in_order(caseload, np.flatnonzero(facts.asks_for_review), asks_at)
    closed_at = np.minimum(due, journeys.interview.found_at)
    work = _Work(asks, caseload.replication, asks_at, closed_at, facts.review_seconds, due)
    _serve(work, caseload.reviewers, journeys.review)
    _find(journeys.review, facts.review_seconds, facts.review_flags)

    told_at = np.maximum(journeys.flagged_at, caseload.told_from)
    wants = journeys.flagged & facts.wants_pickup
    for jail in caseload.rounds:
        rows = caseload.rows[jail]
        told = _in_order(caseload, rows.start + np.flatnonzero(wants[rows]), told_at)
        _put_on_lists(caseload, jail, told, told_at, journeys)
    wants &= facts.spared & ~journeys.pickup.begun
    asks_at = np.maximum(told_at, caseload.crew_asked_from)
    _collect(caseload, _in_order(caseload, np.flatnonzero(wants), asks_at), asks_at, journeys.pickup)
    return journeys


def _find(stage: Finding, seconds: Seconds, finds: Bools) -> None:
    """Write whom the work of a channel flagged, and when."""
    found = finds & stage.done_in_time(seconds)
    stage.found_at[found] = stage.ended_at[found]


@dataclass(frozen=True)
class _Work:
    """A line for interviews or reviews: who asks in which order; when, until when, for how long, cut off when."""

    asks: Ints
    replication: Ints
    asks_at: Ints
    limit: Ints
    seconds: Ints
    cut_off: Ints

    @property
    def columns(self) -> tuple[Ints, ...]:
        """What counts at a line, of each row."""
        return self.asks_at, self.limit, self.seconds, self.cut_off


def _in_order(caseload: Caseload, rows: Ints, asks_at: Ints) -> Ints:
    """Rows by replication and the second of asking; in each they are by jail and booking, which decides ties."""
    return rows[np.argsort(caseload.replication[rows] * APART_SECONDS + asks_at[rows], kind="stable")]


def _serve(work: _Work, officers: Sequence[Officer], stage: Stage) -> None:
    """Run one line, and write who served each row, from when until when."""
    if len(work.asks) and officers:
        columns = (work.replication, *work.columns)
        _run(_serve_in_order, [*(each[work.asks] for each in columns), *_duties(officers)], work.asks, stage)


def _serve_those_known_first(work: _Work, officers: Sequence[Officer], stage: Stage, known: Bools) -> None:
    """Run one line of which those known are served first, a replication at a time."""
    replication = work.replication[work.asks]
    for place in np.unique(replication) if officers else ():
        asks = work.asks[replication == place]
        lines = [np.flatnonzero(known[asks]), np.flatnonzero(~known[asks])]
        _run(_serve_known_first, [*(each[asks] for each in work.columns), *lines, *_duties(officers)], asks, stage)


def _put_on_lists(caseload: Caseload, jail: int, told: Ints, told_at: Ints, journeys: Journeys) -> None:
    """Give those of one jail of whom ICE is told, in that order, the seats of its rounds."""
    rounds, stage = caseload.rounds[jail], journeys.pickup
    if len(told) == 0:
        return
    due = caseload.facts.flagged_release_due_at[told]
    first = np.searchsorted(rounds.arrives_at, due)
    columns = (caseload.replication, told_at, caseload.hold_ends_at, caseload.phase_at_release)
    people = [first, *(column[told] for column in columns)]
    inputs = [*people, rounds.arrives_at, rounds.closes_at, rounds.phase, rounds.seats]
    taken = np.array(_results(_take_seats, inputs, len(told), 1)[0], dtype=np.int64)
    seated, taken = told[taken != NOBODY], taken[taken != NOBODY]
    stage.officer[seated] = len(caseload.crews) + rounds.place[taken]
    stage.started_at[seated] = rounds.arrives_at[taken] - caseload.travel_seconds[jail]
    stage.ended_at[seated] = rounds.arrives_at[taken]


def _collect(caseload: Caseload, asks: Ints, asks_at: Ints, stage: Stage) -> None:
    """Run the pickup line, and write the crew, the start and the arrival of each row's trip."""
    if len(asks) == 0 or not caseload.crews:
        return
    jails = list(caseload.travel_seconds)
    jail = np.searchsorted(jails, caseload.facts.jail[asks])
    travel, busy = (
        np.array([each[j] for j in jails], dtype=np.int64) for each in (caseload.travel_seconds, caseload.busy_seconds)
    )
    inputs = [
        caseload.replication[asks],
        asks_at[asks],
        caseload.facts.flagged_release_due_at[asks],
        caseload.hold_ends_at[asks],
        jail,
        travel,
        busy,
        np.array([caseload.seats], dtype=np.int64),
    ]
    _run(_collect_in_order, [*inputs, *_duties(caseload.crews)], asks, stage)


def _duties(officers: Sequence[Officer]) -> tuple[Ints, Ints, Ints]:
    """All duty intervals one after another: their begins, their ends, and where each officer's first one is."""
    together = np.concatenate([officer.duty for officer in officers])
    first = np.cumsum([0, *(len(officer.duty) for officer in officers)])
    return np.ascontiguousarray(together[:, 0]), np.ascontiguousarray(together[:, 1]), first


def _run(recursion: Callable[..., None], inputs: Sequence[Ints], asks: Ints, stage: Stage) -> None:
    """Run a recursion for those who ask, and write what it gives each of them: officer, start and end."""
    columns = (stage.officer, stage.started_at, stage.ended_at)
    for column, values in zip(columns, _results(recursion, inputs, len(asks), len(columns)), strict=True):
        column[asks] = values


_FEW = 5_000
"""Rows that plain Python is done with before compiled code is loaded."""


def _pays_to_compile(rows: int) -> bool:
    """Whether so many rows go through compiled code: always, once some is loaded."""
    return (rows > _FEW or _machine_code.cache_info().currsize > 0) and are_compiled()


def _results(recursion: Callable[..., None], inputs: Sequence[Ints], rows: int, columns: int) -> list[Any]:
    """Run a recursion, and give the columns that it writes, a value a row."""
    results: list[Any] = [np.empty(rows, dtype=np.int64) for _ in range(columns)]
    if _pays_to_compile(rows):
        _machine_code(recursion)[0](*inputs, *results)
        return results
    # Uncompiled, Python reads and writes lists several times as fast as arrays.
    results = [each.tolist() for each in results]
    recursion(*(each.tolist() for each in inputs), *results)
    return results


def _first_offer(asked: Any, free_at: Any, shift: Any, on: Any, off: Any, first: Any) -> Any:
    """Find who can start first, and when; of several the one listed first."""
    best, start = NOBODY, NEVER
    for k in range(len(free_at)):
        earliest = max(asked, free_at[k])
        # Those behind ask later, so a shift that is over is over for all of them.
        while shift[k] < first[k + 1] and off[shift[k]] <= earliest:
            shift[k] += 1
        if shift[k] < first[k + 1]:
            offer = max(earliest, on[shift[k]])
            if offer < start:
                best, start = k, offer
                if start == asked:
                    break
    return best, start


def _serve_in_order(
    replication: Any,
    asks_at: Any,
    limit: Any,
    seconds: Any,
    cut_off: Any,
    on: Any,
    off: Any,
    first: Any,
    server: Any,
    started_at: Any,
    ended_at: Any,
) -> None:
    shift = [first[k] for k in range(len(first) - 1)]
    free_at = [-NEVER for _ in range(len(first) - 1)]
    for i in range(len(asks_at)):
        server[i], started_at[i], ended_at[i] = NOBODY, NEVER, NEVER
        if i > 0 and replication[i] != replication[i - 1]:
            _begin_anew(free_at, shift, first)
        best, start = _first_offer(asks_at[i], free_at, shift, on, off, first)
        if start < limit[i]:
            end = min(start + seconds[i], cut_off[i])
            free_at[best] = end
            server[i], started_at[i], ended_at[i] = best, start, end


def _begin_anew(free_at: Any, shift: Any, first: Any) -> None:
    """Set all officers to how they are when a replication begins."""
    for k in range(len(free_at)):
        free_at[k], shift[k] = -NEVER, first[k]


def _serve_known_first(
    asks_at: Any,
    limit: Any,
    seconds: Any,
    cut_off: Any,
    known: Any,
    unknown: Any,
    on: Any,
    off: Any,
    first: Any,
    server: Any,
    started_at: Any,
    ended_at: Any,
) -> None:
    shift = [first[k] for k in range(len(first) - 1)]
    free_at = [-NEVER for _ in range(len(first) - 1)]
    for i in range(len(asks_at)):
        server[i], started_at[i], ended_at[i] = NOBODY, NEVER, NEVER
    a, b = 0, 0
    while a < len(known) or b < len(unknown):
        # Shifts are passed over only as far as they are over for the heads of both lines.
        asked = NEVER
        if a < len(known):
            asked = asks_at[known[a]]
        if b < len(unknown):
            asked = min(asked, asks_at[unknown[b]])
        _pass_over_shifts(asked, free_at, shift, off, first)
        best, start, other, other_start = NOBODY, NEVER, NOBODY, NEVER
        if a < len(known):
            best, start = _first_offer_to_one(asks_at[known[a]], free_at, shift, on, off, first)
        if b < len(unknown):
            other, other_start = _first_offer_to_one(asks_at[unknown[b]], free_at, shift, on, off, first)
        if a < len(known) and (b == len(unknown) or start <= other_start):
            i = known[a]
            a += 1
        else:
            i, best, start = unknown[b], other, other_start
            b += 1
        if start < limit[i]:
            end = min(start + seconds[i], cut_off[i])
            free_at[best] = end
            server[i], started_at[i], ended_at[i] = best, start, end


def _pass_over_shifts(asked: Any, free_at: Any, shift: Any, off: Any, first: Any) -> None:
    """Leave behind the shifts that are over for all who ask from now on."""
    for k in range(len(free_at)):
        while shift[k] < first[k + 1] and off[shift[k]] <= max(asked, free_at[k]):
            shift[k] += 1


def _first_offer_to_one(asked: Any, free_at: Any, shift: Any, on: Any, off: Any, first: Any) -> Any:
    """Find who can start first, as `_first_offer` does, where somebody behind may have asked earlier."""
    best, start = NOBODY, NEVER
    for k in range(len(free_at)):
        earliest, place = max(asked, free_at[k]), shift[k]
        while place < first[k + 1] and off[place] <= earliest:
            place += 1
        if place < first[k + 1] and max(earliest, on[place]) < start:
            best, start = k, max(earliest, on[place])
    return best, start


def _take_seats(
    earliest: Any,
    replication: Any,
    told_at: Any,
    hold_ends_at: Any,
    phase: Any,
    arrives_at: Any,
    closes_at: Any,
    round_phase: Any,
    seats: Any,
    taken: Any,
) -> None:
    seats_left = [seats[place] for place in range(len(seats))]
    for i in range(len(earliest)):
        taken[i] = NOBODY
        if i > 0 and replication[i] != replication[i - 1]:
            for place in range(len(seats)):
                seats_left[place] = seats[place]
        for place in range(earliest[i], len(arrives_at)):
            if arrives_at[place] > hold_ends_at[i]:
                break
            if seats_left[place] > 0 and told_at[i] <= closes_at[place] and phase[i] == round_phase[place]:
                seats_left[place] -= 1
                taken[i] = place
                break


def _collect_in_order(
    replication: Any,
    asks_at: Any,
    due: Any,
    hold_ends_at: Any,
    jail: Any,
    travel: Any,
    busy: Any,
    seats: Any,
    on: Any,
    off: Any,
    first: Any,
    crew: Any,
    started_at: Any,
    transferred_at: Any,
) -> None:
    shift = [first[k] for k in range(len(first) - 1)]
    free_at = [-NEVER for _ in range(len(first) - 1)]
    # A trip bears the number of the person it was sent for; the trips to a jail form a chain, earliest first.
    earliest_trip = [NOBODY for _ in range(len(travel))]
    latest_trip = [NOBODY for _ in range(len(travel))]
    next_trip = [NOBODY for _ in range(len(asks_at))]
    seats_left = [0 for _ in range(len(asks_at))]
    for i in range(len(asks_at)):
        asked, j = asks_at[i], jail[i]
        crew[i], started_at[i], transferred_at[i] = NOBODY, NEVER, NEVER
        if i > 0 and replication[i] != replication[i - 1]:
            _begin_anew(free_at, shift, first)
            for each in range(len(travel)):
                earliest_trip[each] = NOBODY

        trip = earliest_trip[j]
        # Those behind ask later, so a trip that is there, or full, is gone for all of them.
        while trip != NOBODY and (transferred_at[trip] < asked or seats_left[trip] == 0):
            trip = next_trip[trip]
        earliest_trip[j] = trip
        while trip != NOBODY and (transferred_at[trip] < due[i] or seats_left[trip] == 0):
            trip = next_trip[trip]
        if trip != NOBODY and transferred_at[trip] <= hold_ends_at[i]:
            seats_left[trip] -= 1
            crew[i], started_at[i], transferred_at[i] = crew[trip], started_at[trip], transferred_at[trip]
            continue

        best, start = _first_offer(asked, free_at, shift, on, off, first)
        # Without an offer the start is NEVER, and adding to it would wrap around.
        if best != NOBODY and start + travel[j] <= hold_ends_at[i]:
            free_at[best] = start + busy[j]
            crew[i], started_at[i], transferred_at[i] = best, start, start + travel[j]
            seats_left[i] = seats[0] - 1
            if earliest_trip[j] == NOBODY:
                earliest_trip[j] = i
            else:
                next_trip[latest_trip[j]] = i
            latest_trip[j] = i
