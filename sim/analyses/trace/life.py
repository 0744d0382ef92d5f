"""One booking's life: the moments of its stay, and its three lines with who served them and who was on duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from sim.model.journeys import Stage
from sim.model.office import Engine, Office, run
from sim.model.outcomes import Outcome
from sim.scenario.base import unknown_name
from sim.scenario.clock import Clock
from sim.scenario.duty import Officer
from sim.scenario.schema import Scenario
from sim.scenario.seconds import NEVER, Seconds

__all__ = ["FACTS", "BookingNotFoundError", "Life", "Line", "find_life", "life_at"]

FACTS = ("removable", "discloses", "fingerprinted", "on_record", "honoured")
"""The facts that are told of a booking where they hold."""


class BookingNotFoundError(ValueError):
    """No such booking."""


Interval = tuple[int, int]
"""From one model second to another."""


@dataclass(frozen=True)
class Line:
    """One booking in one line, in model seconds; None where a thing did not happen.

    Parameters
    ----------
    joined_at
        When the person joined the line.
    waited_until
        When they left it: served, released, flagged by the other channel, or past the hold.
    began_at, ended_at
        The work on them: the interview, the review, the trip.
    officer
        Who did it, such as ``deputies-1``.
    on_duty
        When at least one officer of this line is on duty, from booking until the person left, or until the hold would
        have run out.
    staffed
        Whether the line has officers at all.
    """

    joined_at: int | None
    waited_until: int | None
    began_at: int | None
    ended_at: int | None
    officer: str | None
    on_duty: tuple[Interval, ...]
    staffed: bool

    @property
    def waited_seconds(self) -> int | None:
        """How long the person waited, served in the end or not."""
        if self.joined_at is None or self.waited_until is None:
            return None
        return self.waited_until - self.joined_at

    def next_duty_at(self, second: int) -> int | None:
        """When an officer is next on duty, `second` included; None where nobody comes before the life ends."""
        return next((max(on, second) for on, off in self.on_duty if off > second), None)


@dataclass(frozen=True)
class Life:
    """One booking as one scenario lets it live; moments are model seconds, None where a thing did not happen.

    Parameters
    ----------
    scenario
        Name of the scenario.
    replication
        Which replication, from 0.
    jail, booking
        The jail, and the number of the booking there.
    charge
        Most serious charge.
    facts
        Which of `FACTS` hold.
    counted
        Booked on a counted day.
    clock
        What model seconds are on the wall.
    booked_at, release_due_at, left_at
        The stay on the local charge, and when the person left.
    screened
        Whether the jail has screening on site.
    match_at
        When the match reaches the field office, even if the person has left by then.
    flagged_at, flagged_by, hold_ends_at
        The detainer, the channel that led to it, and when the hold would run out.
    transferred_at
        When ICE took custody.
    interview, review, pickup
        The three lines.
    interview_in_time, review_in_time
        Whether the work ended before release cut it off.
    outcome
        How the booking ended.
    """

    scenario: str
    replication: int
    jail: str
    booking: int
    charge: str
    facts: tuple[str, ...]
    counted: bool
    clock: Clock
    booked_at: int
    release_due_at: int
    left_at: int
    screened: bool
    match_at: int | None
    flagged_at: int | None
    flagged_by: str | None
    hold_ends_at: int | None
    transferred_at: int | None
    interview: Line
    review: Line
    pickup: Line
    interview_in_time: bool
    review_in_time: bool
    outcome: Outcome

    @property
    def number(self) -> str:
        """The booking as the command line names it."""
        return f"{self.jail}/{self.booking}"

    @property
    def meaning(self) -> str:
        """What the outcome means."""
        return self.outcome.meaning

    @property
    def ends_at(self) -> int:
        """The last second that the life is about: when the person left, or was due to."""
        return max(self.left_at, self.release_due_at)

    @property
    def is_held(self) -> bool:
        """Whether the jail keeps the person for ICE past release due."""
        return self.hold_ends_at is not None and self.hold_ends_at > self.release_due_at

    def moment(self, second: int) -> datetime:
        """Wall-clock time of a model second."""
        return self.clock.moment_at(second)


def find_life(scenario: Scenario, booking: str, replication: int, engine: Engine = Engine.SIMPY) -> Life:
    """Run one replication at one field office, and give one booking's life.

    Parameters
    ----------
    scenario
        The scenario.
    booking
        ``JAIL/NUMBER``, or the number alone where there is one jail.
    replication
        Which replication, from 0.
    engine
        How to compute custody.

    Raises
    ------
    BookingNotFoundError
        If there is no such jail, or no foreign-born booking of that number.
    """
    jail, number = _parsed(scenario, booking)
    office = run(scenario, scenario.jails[jail].field_office, replication, engine)
    rows = office.caseload.rows[list(scenario.jails).index(jail)]
    numbers = office.caseload.facts.booking[rows]
    [found] = np.nonzero(numbers == number)
    if len(found) == 0:
        most = f"numbers run from {numbers.min()} to {numbers.max()}" if len(numbers) else "there is none"
        raise BookingNotFoundError(
            f"{scenario.name!r}: jail {jail} has no foreign-born booking {number} in replication {replication} "
            f"({most}; bookings of others are only counted)"
        )
    return life_at(office, rows.start + int(found[0]))


def _parsed(scenario: Scenario, booking: str) -> tuple[str, int]:
    jail, _, number = booking.rpartition("/")
    names = list(scenario.jails)
    if not jail and len(names) > 1:
        raise BookingNotFoundError(f"the scenario has several jails; give JAIL/NUMBER, such as {names[0]}/{number}")
    jail = jail or names[0]
    if jail not in names:
        raise BookingNotFoundError(unknown_name("jail", jail, names))
    if not (number.isascii() and number.isdecimal()):
        raise BookingNotFoundError(f"{number!r} is not a booking number; give a whole number, such as 100")
    return jail, int(number)


def life_at(office: Office, row: int) -> Life:
    """Give the life of the booking in one row of a field office's caseload."""
    scenario, caseload, journeys = office.scenario, office.caseload, office.journeys
    facts = caseload.facts
    name = list(scenario.jails)[facts.jail[row]]
    flagged_at = _happened(journeys.flagged_at[row])
    interview, review, pickup = _lines(office, row)
    return Life(
        scenario=scenario.name,
        replication=office.replication,
        jail=name,
        booking=int(facts.booking[row]),
        charge=scenario.charge_names[facts.charge[row]],
        facts=tuple(fact for fact in FACTS if getattr(facts, fact)[row]),
        counted=bool(office.end.counted[row]),
        clock=scenario.clock,
        booked_at=int(facts.booked_at[row]),
        release_due_at=int(facts.release_due_at[row]),
        left_at=int(office.end.left_at[row]),
        screened=scenario.jails[name].screening is not None,
        match_at=int(facts.match_at[row]) if facts.matched[row] else None,
        flagged_at=flagged_at,
        flagged_by=None if flagged_at is None else _CHANNELS[int(journeys.flagged_by_screening[row])],
        hold_ends_at=None if flagged_at is None else int(caseload.hold_ends_at[row]),
        transferred_at=_happened(journeys.pickup.ended_at[row]),
        interview=interview,
        review=review,
        pickup=pickup,
        interview_in_time=bool(journeys.interview.done_in_time(facts.interview_seconds)[row]),
        review_in_time=bool(journeys.review.done_in_time(facts.review_seconds)[row]),
        outcome=tuple(Outcome)[office.end.outcome[row]],
    )


_CHANNELS = ("fingerprint", "screening")


def _lines(office: Office, row: int) -> tuple[Line, Line, Line]:
    """The lines of the interview, the review and the pickup."""
    caseload, journeys, joined = office.caseload, office.journeys, office.joined
    due, left = int(caseload.facts.release_due_at[row]), int(office.end.left_at[row])
    closed_at = min(due, int(journeys.interview.found_at[row]))
    hold_ends_at = int(caseload.hold_ends_at[row]) if journeys.flagged[row] else left
    span = (int(caseload.facts.booked_at[row]), max(left, hold_ends_at))

    def line(officers: Sequence[Officer], joined: Seconds, stage: Stage, gives_up_at: int) -> Line:
        joined_at, began_at, ended_at = (_happened(each[row]) for each in (joined, stage.started_at, stage.ended_at))
        return Line(
            joined_at=joined_at,
            waited_until=None if joined_at is None else (gives_up_at if began_at is None else began_at),
            began_at=began_at,
            ended_at=ended_at,
            officer=officers[stage.officer[row]].name if stage.begun[row] else None,
            on_duty=_together(officers, *span),
            staffed=bool(officers),
        )

    at_jail = caseload.interviewers[int(caseload.facts.jail[row])]
    return (
        line(at_jail, joined.interview, journeys.interview, due),
        line(caseload.reviewers, joined.review, journeys.review, closed_at),
        line(caseload.crews, joined.pickup, journeys.pickup, left),
    )


def _happened(second: np.int64) -> int | None:
    return None if second == NEVER else int(second)


def _together(officers: Sequence[Officer], first: int, last: int) -> tuple[Interval, ...]:
    """When at least one of the officers is on duty, cut to [first, last)."""
    cut = sorted(
        (max(on, first), min(off, last))
        for officer in officers
        for on, off in officer.duty[(officer.duty[:, 0] < last) & (officer.duty[:, 1] > first)].tolist()
    )
    joined: list[Interval] = []
    for on, off in cut:
        if joined and on <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(off, joined[-1][1]))
        else:
            joined.append((on, off))
    return tuple(joined)
