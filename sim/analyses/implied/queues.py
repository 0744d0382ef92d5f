"""Whether anybody is kept from an officer by those before them, or only by the hours of duty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.model.office import Office
from sim.scenario.arrays import Bools
from sim.scenario.duty import Officer, joined_intervals
from sim.scenario.seconds import HOUR_SECONDS, NEVER, Seconds

LINES = {"interview": "interviews", "review": "reviews", "pickup": "pickups"}
"""The lines, and what people ask for there."""


@dataclass(frozen=True)
class Asked:
    """Those of the counted days who asked at a line of a place, and what others before them there cost them.

    Parameters
    ----------
    crowded_out
        How many left unserved, though before they did an officer was on duty, or a round came whose list was open: with
        enough officers at the same hours, or seats, they would have been served.
    behind_hours
        How long in sum those who were served waited for an officer on duty to be free; not for duty to begin.
    """

    line: str
    place: str
    people: int
    crowded_out: int
    behind_hours: float


def asked(office: Office) -> Iterator[Asked]:
    """Tell of each line of a field office who asked there: of interviews by jail."""
    facts, caseload, journeys = office.caseload.facts, office.caseload, office.journeys
    jails, joined = list(office.scenario.jails), office.joined
    for jail, rows in caseload.rows.items():
        here = np.zeros(len(facts), dtype=np.bool_)
        here[rows] = True
        asks = here & (joined.interview < NEVER)
        could_at = _on_duty_from(caseload.interviewers[jail], joined.interview)
        crowded_out = (could_at < facts.release_due_at) & ~journeys.interview.begun
        yield _asked(office, ("interview", jails[jail]), asks, crowded_out, journeys.interview.waited(could_at))
    could_at = _on_duty_from(caseload.reviewers, joined.review)
    crowded_out = (could_at < np.minimum(facts.release_due_at, journeys.interview.found_at)) & ~journeys.review.begun
    in_line = joined.review < NEVER
    yield _asked(office, ("review", caseload.office), in_line, crowded_out, journeys.review.waited(could_at))
    could_at = _on_duty_from(caseload.crews, joined.pickup)
    crowded_out = ((could_at <= _latest_start(office)) | _round_could_come(office)) & ~journeys.transferred
    wants = journeys.flagged & facts.wants_pickup
    # Whom a round collects asks for no crew; a seat on a trip under way is no wait.
    behind = np.where(joined.pickup < NEVER, journeys.pickup.waited(could_at), 0)
    yield _asked(office, ("pickup", caseload.office), wants, crowded_out, behind)


def _asked(office: Office, at: tuple[str, str], asks: Bools, crowded_out: Bools, behind: Seconds) -> Asked:
    counted = asks & office.end.counted
    behind_seconds = np.maximum(behind, 0)[counted].sum()
    return Asked(*at, int(counted.sum()), int((crowded_out & counted).sum()), float(behind_seconds / HOUR_SECONDS))


def _on_duty_from(officers: Sequence[Officer], moments: Seconds) -> Seconds:
    """The first second at or after each moment at which any of some officers is on duty; `NEVER` if none ever is."""
    intervals = joined_intervals((on, off) for officer in officers for on, off in officer.duty.tolist())
    on, off = np.array(intervals, dtype=np.int64).reshape(-1, 2).T
    place = np.searchsorted(off, moments, side="right")
    on_duty_from: Seconds = np.maximum(moments, np.append(on, NEVER)[place])
    return on_duty_from


def _latest_start(office: Office) -> Seconds:
    """When a crew would have to set out at the latest to be there before the hold runs out."""
    caseload = office.caseload
    jail = np.searchsorted([*caseload.travel_seconds], caseload.facts.jail)
    latest: Seconds = caseload.hold_ends_at - np.array([*caseload.travel_seconds.values()], dtype=np.int64)[jail]
    return latest


def _round_could_come(office: Office) -> Bools:
    """Whom a round suits, seats left or not."""
    caseload, could = office.caseload, np.zeros(len(office.caseload.facts), dtype=np.bool_)
    due, told_at = caseload.facts.flagged_release_due_at, office.told_at
    left = office.journeys.flagged & ~office.journeys.transferred
    for jail, rounds in caseload.rounds.items():
        for row in np.flatnonzero(left & (caseload.facts.jail == jail)):
            first, last = np.searchsorted(rounds.arrives_at, [due[row], caseload.hold_ends_at[row] + 1])
            open_then = rounds.closes_at[first:last] >= told_at[row]
            could[row] = (open_then & (rounds.phase[first:last] == caseload.phase_at_release[row])).any()
    return could
