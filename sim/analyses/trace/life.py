"""One booking's life: the moments of its stay, and its stages with who served them and who was on duty."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from sim.analyses.trace.finding import Hit
from sim.analyses.trace.stages import STAGES, ToldStage
from sim.model.disguise import Disguise, disguised
from sim.model.office import Engine, Office, run
from sim.model.outcomes import Outcome
from sim.scenario.base import unknown_name
from sim.scenario.duty import joined_intervals
from sim.scenario.facts import Facts
from sim.scenario.schema import Scenario
from sim.scenario.seconds import NEVER

FACTS = ("removable", "recorded", "is_cleared", "fingerprinted", "on_record", "moves_on", "lifted", "honoured")
"""The facts that are told of a booking where they hold."""

USUAL = ("sought", "spared")
"""The facts that are told where they do not hold, as ``not sought``."""


class BookingNotFoundError(ValueError):
    """No such booking."""


@dataclass(frozen=True)
class Line:
    """One booking in the line of one stage, in model seconds; None where a thing did not happen.

    Parameters
    ----------
    joined_at, waited_until
        When the person joined the line, and left it: served, released, flagged by the other channel, or past the hold.
    began_at, ended_at, in_time
        The work on them, and whether it ended before release cut it off.
    officer
        Who did it, such as ``deputies-1``.
    on_duty
        When at least one officer of this line is on duty, from booking until the person left, or until the hold would
        have run out.
    staffed
        Whether the line has officers at all.
    """

    stage: ToldStage
    joined_at: int | None
    waited_until: int | None
    began_at: int | None
    ended_at: int | None
    in_time: bool
    officer: str | None
    on_duty: list[tuple[int, int]]
    staffed: bool

    @property
    def is_too_late(self) -> bool:
        """Whether the person joined only when they could no longer be served."""
        if self.began_at is not None or self.joined_at is None or self.waited_until is None:
            return False
        return self.joined_at >= self.waited_until

    def next_duty_at(self) -> int | None:
        """When an officer is on duty first after the person joined; None where nobody comes before the life ends."""
        since = self.joined_at or 0
        return next((max(on, since) for on, off in self.on_duty if off > since), None)


@dataclass(frozen=True)
class Life:
    """One booking as one scenario lets it live; moments are model seconds, None where a thing did not happen.

    Parameters
    ----------
    facts
        Which of `FACTS` hold, and which of `USUAL` do not.
    counted
        Booked on a counted day.
    match_at
        When the match reaches the field office, even if the person has left by then.
    flagged_at, flagged_by, hold_ends_at
        The detainer, the channel that led to it, and when the hold would run out.
    """

    scenario: Scenario
    hit: Hit
    charge: str
    facts: tuple[str, ...]
    counted: bool
    booked_at: int
    release_due_at: int
    left_at: int
    match_at: int | None
    flagged_at: int | None
    flagged_by: str | None
    hold_ends_at: int | None
    interview: Line
    review: Line
    pickup: Line
    outcome: Outcome

    @property
    def lines(self) -> tuple[Line, Line, Line]:
        """The lines, in the order of `STAGES`."""
        return self.interview, self.review, self.pickup

    @property
    def screened(self) -> bool:
        """Whether the jail has screening on site."""
        return self.scenario.jails[self.hit.jail].screening is not None

    @property
    def is_held(self) -> bool:
        """Whether the jail keeps the person for ICE past release due."""
        return self.hold_ends_at is not None and self.hold_ends_at > self.release_due_at

    def moment(self, second: int) -> datetime:
        """Wall-clock time of a model second."""
        return self.scenario.clock.moment_at(second)


def find_life(scenario: Scenario, booking: str, replication: int, engine: Engine = Engine.SIMPY) -> Life:
    """Run a field office, and give the life of ``JAIL/NUMBER``, or of a number alone where there is one jail.

    Raises
    ------
    BookingNotFoundError
        If there is no such jail, or no foreign-born booking of that number.
    """
    jail, number = _parsed(scenario, booking)
    office = run(scenario, scenario.jails[jail].field_office, replication, engine)
    rows = office.caseload.rows[list(scenario.jails).index(jail)]
    told = disguised(office)
    numbers = told.caseload.facts.booking[rows].tolist()
    if number in numbers:
        row = rows.start + numbers.index(number)
        # Who is on duty is known of the true times alone.
        return life_at(office, row) if told is office else _told(life_at(office, row), Disguise.of(office), row)
    most = f"numbers run from {min(numbers)} to {max(numbers)}" if numbers else "there is none"
    raise BookingNotFoundError(
        f"{scenario.name!r}: jail {jail} has no foreign-born booking {number} in replication {replication} "
        f"({most}; bookings of others are only counted)"
    )


def _told(life: Life, disguise: Disguise, row: int) -> Life:
    """A life of a jail's own records as it may be told."""

    def moved(each: Life | Line) -> dict[str, Any]:
        moments = {name: value for name, value in vars(each).items() if name.endswith(("_at", "_until"))}
        return {name: None if at is None else disguise.second(row, at) for name, at in moments.items()}

    lines: dict[str, Any] = {
        line.stage.name: replace(
            line,
            **moved(line),
            on_duty=[(disguise.second(row, on), disguise.second(row, off)) for on, off in line.on_duty],
        )
        for line in life.lines
    }
    return replace(life, hit=replace(life.hit, booking=int(disguise.number[row])), **moved(life), **lines)


def _parsed(scenario: Scenario, booking: str) -> tuple[str, int]:
    jail, _, number = booking.rpartition("/")
    names = list(scenario.jails)
    if not jail and len(names) > 1:
        raise BookingNotFoundError(f"the scenario has several jails; give JAIL/NUMBER, such as {names[0]}/{number}")
    jail = jail or names[0]
    if jail not in names:
        raise BookingNotFoundError(unknown_name("jail", jail, names))
    if not (number.isascii() and number.isdecimal()):
        raise BookingNotFoundError(f"{number!r} is not a booking number; give one, such as 100 or {names[0]}/100")
    return jail, int(number)


def life_at(office: Office, row: int) -> Life:
    """Give the life of the booking in one row of a field office's caseload."""
    scenario, caseload, journeys, end = office.scenario, office.caseload, office.journeys, office.end
    facts = caseload.facts
    flagged = bool(journeys.flagged[row])
    return Life(
        scenario=scenario,
        hit=Hit(office.replication, list(scenario.jails)[facts.jail[row]], int(facts.booking[row])),
        charge=scenario.charge_names[facts.charge[row]],
        facts=_facts_told(facts, row),
        counted=bool(end.counted[row]),
        booked_at=int(facts.booked_at[row]),
        release_due_at=int(office.release_due_at[row]),
        left_at=int(end.left_at[row]),
        match_at=int(facts.match_at[row]) if facts.matched[row] else None,
        flagged_at=_happened(journeys.flagged_at[row]),
        flagged_by=("screening" if journeys.flagged_by_screening[row] else "fingerprint") if flagged else None,
        hold_ends_at=int(caseload.hold_ends_at[row]) if flagged else None,
        outcome=tuple(Outcome)[end.outcome[row]],
        **{stage.name: _line(office, row, stage) for stage in STAGES},
    )


def _facts_told(facts: Facts, row: int) -> tuple[str, ...]:
    usual = USUAL if facts.removable[row] else USUAL[1:]
    return (
        *(fact.removeprefix("is_") for fact in FACTS if getattr(facts, fact)[row]),
        *(f"not {fact}" for fact in usual if not getattr(facts, fact)[row]),
    )


def _line(office: Office, row: int, stage: ToldStage) -> Line:
    caseload, worked = office.caseload, getattr(office.journeys, stage.name)
    joined_at, began_at, ended_at = (
        _happened(each[row]) for each in (getattr(office.joined, stage.name), worked.started_at, worked.ended_at)
    )
    left_line_at = int(stage.closes_at(office)[row]) if began_at is None else began_at
    officers = stage.officers(caseload, int(caseload.facts.jail[row]))
    booked_at, left_at = int(caseload.facts.booked_at[row]), int(office.end.left_at[row])
    last = max(left_at, int(caseload.hold_ends_at[row])) if office.journeys.flagged[row] else left_at
    return Line(
        stage=stage,
        joined_at=joined_at,
        waited_until=None if joined_at is None else left_line_at,
        began_at=began_at,
        ended_at=ended_at,
        in_time=bool(stage.in_time(office)[row]),
        officer=stage.names(caseload, officers)[worked.officer[row]] if worked.begun[row] else None,
        on_duty=joined_intervals(
            (max(on, booked_at), min(off, last))
            for officer in officers
            for on, off in officer.duty[(officer.duty[:, 0] < last) & (officer.duty[:, 1] > booked_at)].tolist()
        ),
        staffed=bool(officers),
    )


def _happened(second: np.int64) -> int | None:
    return None if second == NEVER else int(second)
