"""Random small scenarios, full of ties and overload: what must hold in every one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings

from sim.analyses.comparison.summaries import measure_table
from sim.model.caseload import Caseload, draw_caseload
from sim.model.custody import simulate
from sim.model.journeys import Journeys
from sim.model.office import ENGINES
from sim.scenario.duty import Officer
from sim.scenario.schema import Scenario
from sim.scenario.seconds import NEVER
from sim.study.replication import replicate
from tests.strategies import EXAMPLES, scenarios
from tests.support import columns


@dataclass(frozen=True)
class Work:
    """Officers of one line, its people in the order in which they asked, and what each officer did."""

    officers: Sequence[Officer]
    asked_at: np.ndarray
    gone_at: np.ndarray
    server: np.ndarray
    started_at: np.ndarray
    free_at: np.ndarray
    goes_first: np.ndarray | None = None

    def of(self, place: int) -> list[tuple[int, int]]:
        """The work of one officer, from when until when, each piece once."""
        mine = self.server == place
        return sorted(set(zip(self.started_at[mine].tolist(), self.free_at[mine].tolist(), strict=True)))


def offices(scenario: Scenario) -> Iterator[tuple[Caseload, Journeys]]:
    for office in dict.fromkeys(jail.field_office for jail in scenario.jails.values()):
        caseload = draw_caseload(scenario, office, 0)
        yield caseload, simulate(caseload)


Run = Sequence[tuple[Caseload, Journeys]]
"""Every field office of a scenario: what it is given, and what came of it."""


def requests_at(caseload: Caseload, journeys: Journeys) -> np.ndarray:
    return np.maximum(told_at(caseload, journeys), caseload.crew_asked_from)


def told_at(caseload: Caseload, journeys: Journeys) -> np.ndarray:
    return np.maximum(journeys.flagged_at, caseload.told_from)


def by_round(caseload: Caseload, journeys: Journeys) -> np.ndarray:
    return journeys.pickup.officer >= len(caseload.crews)


def asks_for_crew(caseload: Caseload, journeys: Journeys) -> np.ndarray:
    facts = caseload.facts
    wanted = journeys.flagged & ~facts.moves_on & ~facts.lifted & facts.spared
    return wanted & ~by_round(caseload, journeys)


def lines(caseload: Caseload, journeys: Journeys) -> Iterator[Work]:
    """The interview line of each jail, and the review line of the office, with those who asked."""
    facts, due = caseload.facts, caseload.facts.release_due_at
    for jail, officers in caseload.interviewers.items():
        asks = facts.booked_at + facts.intake_seconds
        put_forward = facts.recorded & ~(facts.cleared & ~facts.removable)
        rows = np.flatnonzero((facts.jail == jail) & put_forward & (asks < due))
        rows = rows[np.lexsort((rows, asks[rows]))]
        started, ended = journeys.interview.started_at, journeys.interview.ended_at
        known = facts.matched[rows] if jail in caseload.known_first else None
        server = journeys.interview.officer[rows]
        yield Work(officers, asks[rows], due[rows], server, started[rows], ended[rows], known)
    asks = facts.booked_at + facts.match_seconds
    rows = np.flatnonzero(facts.matched & (asks < due))
    rows = rows[np.lexsort((rows, asks[rows]))]
    closed = np.minimum(due, journeys.interview.found_at)
    started, ended = journeys.review.started_at, journeys.review.ended_at
    yield Work(caseload.reviewers, asks[rows], closed[rows], journeys.review.officer[rows], started[rows], ended[rows])


def pickups(caseload: Caseload, journeys: Journeys) -> Work:
    """The line of those for whom a crew set out or could not, less those who took a seat of another's trip."""
    facts, asks = caseload.facts, requests_at(caseload, journeys)
    rows = np.flatnonzero(asks_for_crew(caseload, journeys))
    rows = rows[np.lexsort((rows, asks[rows]))]
    trips = {}
    for row in rows[journeys.transferred[rows]]:
        trips.setdefault((journeys.pickup.officer[row], journeys.pickup.started_at[row]), row)
    first = set(trips.values())
    rows = np.array([row for row in rows if row in first or not journeys.transferred[row]], dtype=np.int64)
    travel = np.array([caseload.travel_seconds[jail] for jail in facts.jail[rows]], dtype=np.int64)
    busy = np.array([caseload.busy_seconds[jail] for jail in facts.jail[rows]], dtype=np.int64)
    started = journeys.pickup.started_at[rows]
    last_call = caseload.hold_ends_at[rows] - travel + 1
    back = np.where(started < NEVER, np.minimum(started, NEVER - busy) + busy, NEVER)
    return Work(caseload.crews, asks[rows], last_call, journeys.pickup.officer[rows], started, back)


def all_lines(run: Run) -> Iterator[Work]:
    for caseload, journeys in run:
        yield from lines(caseload, journeys)
        yield pickups(caseload, journeys)


def on_duty(officer: Officer, second: int) -> bool:
    return bool(((officer.duty[:, 0] <= second) & (second < officer.duty[:, 1])).any())


def idle(officer: Officer, work: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """When the officer is on duty and not at work."""
    for on, off in officer.duty.tolist():
        free = on
        for began, ended in work:
            if ended > free and began < off:
                if free < began:
                    yield free, began
                free = ended
        if free < off:
            yield free, off


@EXAMPLES
@given(scenarios())
def test_every_identity_holds(scenario):
    result = replicate([scenario], 0, keep_bookings=True)
    totals = measure_table(scenario, result.measures[0]).loc["all"]
    counted = result.bookings[result.bookings["counted"].astype(bool)] if len(result.bookings) else result.bookings
    assert totals["foreign_born"] == len(counted)
    assert totals["bookings"] >= totals["foreign_born"]


@EXAMPLES
@given(scenarios())
def test_every_engine_gives_the_same_second_for_every_stage_of_every_booking(scenario):
    for caseload, journeys in offices(scenario):
        for engine in ENGINES.values():
            for name, here, there in columns(engine(caseload), journeys):
                np.testing.assert_array_equal(here, there, name)


def nobody_is_flagged_after_release_nor_collected_before_it_or_after_the_hold(run: Run) -> None:
    for caseload, journeys in run:
        flagged, collected = journeys.flagged, journeys.transferred
        assert (journeys.flagged_at <= caseload.facts.release_due_at)[flagged].all()
        assert (journeys.pickup.ended_at >= caseload.facts.flagged_release_due_at)[collected].all()
        assert (journeys.pickup.ended_at <= caseload.hold_ends_at)[collected].all()
        assert flagged[collected].all()


def work_lasts_its_length_unless_release_cuts_it_off(run: Run) -> None:
    for caseload, journeys in run:
        facts = caseload.facts
        for started, ended, length in (
            (journeys.interview.started_at, journeys.interview.ended_at, facts.interview_seconds),
            (journeys.review.started_at, journeys.review.ended_at, facts.review_seconds),
        ):
            begun = started < NEVER
            expected = np.minimum(started[begun] + length[begun], facts.release_due_at[begun])
            assert (ended[begun] == expected).all()
            assert (ended[begun] > started[begun]).all()


def no_officer_works_on_two_things_at_once(run: Run) -> None:
    for line in all_lines(run):
        for place in range(len(line.officers)):
            work = np.array(line.of(place), dtype=np.int64).reshape(-1, 2)
            assert (work[1:, 0] >= work[:-1, 1]).all()


def work_starts_only_on_duty_while_wanted_and_in_the_order_of_asking(run: Run) -> None:
    for line in all_lines(run):
        begun = line.server >= 0
        started = line.started_at[begun]
        assert (started >= line.asked_at[begun]).all()
        assert (started < line.gone_at[begun]).all()
        alike = np.zeros(len(started)) if line.goes_first is None else line.goes_first[begun]
        for each in np.unique(alike):
            assert (np.diff(started[alike == each]) >= 0).all()
        for place, second in zip(line.server[begun], started, strict=True):
            assert on_duty(line.officers[place], second)


def nobody_is_called_before_those_who_go_first_and_wait(run: Run) -> None:
    for line in all_lines(run):
        if line.goes_first is not None:
            first, waited_until = line.goes_first, np.minimum(line.started_at, line.gone_at)
            for second in line.started_at[~first & (line.server >= 0)]:
                assert not (first & (line.asked_at <= second) & (second < waited_until)).any()


def rounds_take_those_on_their_lists_and_leave_nobody_behind_for_whom_there_is_a_seat(run: Run) -> None:
    for caseload, journeys in run:
        facts, told, collected = caseload.facts, told_at(caseload, journeys), by_round(caseload, journeys)
        for jail, rounds in caseload.rounds.items():
            here, arrivals = (
                facts.jail == jail,
                zip(*(vars(rounds)[name].tolist() for name in vars(rounds)), strict=True),
            )
            for arrives_at, closes_at, seats, phase, place in arrivals:
                mine = here & (journeys.pickup.officer == len(caseload.crews) + place)
                riders = mine & (journeys.pickup.ended_at == arrives_at)
                assert riders.sum() <= seats
                in_time = (facts.flagged_release_due_at <= arrives_at) & (arrives_at <= caseload.hold_ends_at)
                suits = in_time & (told <= closes_at) & (caseload.phase_at_release == phase)
                assert suits[riders].all()
                wants = here & journeys.flagged & ~facts.moves_on & ~facts.lifted & suits
                left_behind = wants & (~collected | (journeys.pickup.ended_at > arrives_at))
                assert riders.sum() == seats or not left_behind.any()


def nobody_waits_while_an_officer_is_idle(run: Run) -> None:
    for line in all_lines(run):
        waited_until = np.minimum(line.started_at, line.gone_at)
        for place, officer in enumerate(line.officers):
            for free_from, free_until in idle(officer, line.of(place)):
                assert not (np.maximum(line.asked_at, free_from) < np.minimum(waited_until, free_until)).any()


def work_goes_to_the_officer_listed_first_of_those_who_are_free(run: Run) -> None:
    for line in all_lines(run):
        work = [line.of(place) for place in range(len(line.officers))]
        for place, second in zip(line.server, line.started_at, strict=True):
            for before in range(place):
                at_work = any(began <= second < ended for began, ended in work[before])
                assert at_work or not on_duty(line.officers[before], second)


def trips_carry_no_more_than_their_seats_and_leave_nobody_behind_for_whom_there_is_one(run: Run) -> None:
    for caseload, journeys in run:
        facts, asks = caseload.facts, requests_at(caseload, journeys)
        collected = np.flatnonzero(journeys.transferred & ~by_round(caseload, journeys))
        pickup = journeys.pickup
        trips = np.stack([facts.jail, pickup.officer, pickup.started_at, pickup.ended_at])[:, collected]
        each, riders = np.unique(trips, axis=1, return_counts=True)
        jail, _, started, arrives = each
        assert (riders <= caseload.seats).all()
        assert (arrives == started + [caseload.travel_seconds[place] for place in jail]).all()
        for row in np.flatnonzero(asks_for_crew(caseload, journeys) & ~journeys.transferred):
            earliest = max(asks[row], facts.flagged_release_due_at[row])
            suits = (jail == facts.jail[row]) & (arrives >= earliest) & (arrives <= caseload.hold_ends_at[row])
            assert (riders[suits] == caseload.seats).all()


HOLDING = (
    nobody_is_flagged_after_release_nor_collected_before_it_or_after_the_hold,
    work_lasts_its_length_unless_release_cuts_it_off,
    no_officer_works_on_two_things_at_once,
    work_starts_only_on_duty_while_wanted_and_in_the_order_of_asking,
    nobody_is_called_before_those_who_go_first_and_wait,
    rounds_take_those_on_their_lists_and_leave_nobody_behind_for_whom_there_is_a_seat,
    nobody_waits_while_an_officer_is_idle,
    work_goes_to_the_officer_listed_first_of_those_who_are_free,
    trips_carry_no_more_than_their_seats_and_leave_nobody_behind_for_whom_there_is_one,
)


@settings(EXAMPLES, max_examples=100)
@given(scenarios())
def test_what_must_hold_of_every_booking_and_officer_holds(scenario):
    run = list(offices(scenario))
    for holds in HOLDING:
        holds(run)
