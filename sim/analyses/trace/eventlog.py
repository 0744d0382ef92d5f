"""Event logs: what happens to each booking as rows of the schema that animation and process-mining tools read.

The schema is that of vidigi: ``entity_id, event_type, event, time, resource_id, pathway, run_number``. Each booking
arrives first and departs last; in between the log says where it is, in a line or with an officer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analyses.trace.finding import Hit
from sim.model.office import Office
from sim.model.table import booking_table
from sim.output.files import write_table, write_whole
from sim.scenario.schema import OFFICE_TEAMS, Scenario
from sim.scenario.seconds import NEVER, Seconds
from sim.scenario.staff import Shift

__all__ = ["COLUMNS", "EventType", "Step", "check_log_name", "event_log", "write_event_log"]

COLUMNS = (
    "entity_id",
    "event_type",
    "event",
    "time",
    "resource_id",
    "pathway",
    "run_number",
    "timestamp",
    "resource",
)
"""The columns of a log: the schema's seven, and two that it allows beside them."""


class EventType(StrEnum):
    """The four kinds of event of the schema."""

    ARRIVAL_DEPARTURE = "arrival_departure"
    QUEUE = "queue"
    RESOURCE_USE = "resource_use"
    RESOURCE_USE_END = "resource_use_end"


class Step(StrEnum):
    """The events, in the order in which those of one second are listed."""

    ARRIVAL = "arrival"
    INTERVIEW_ENDS = "interview_ends"
    REVIEW_ENDS = "review_ends"
    IN_JAIL = "in_jail"
    FLAGGED = "flagged"
    WAITS_FOR_INTERVIEW = "waits_for_interview"
    WAITS_FOR_REVIEW = "waits_for_review"
    WAITS_FOR_PICKUP = "waits_for_pickup"
    INTERVIEW = "interview"
    REVIEW = "review"
    PICKUP = "pickup"
    PICKUP_ENDS = "pickup_ends"
    DEPART = "depart"


_TYPES = {
    **dict.fromkeys(Step, EventType.QUEUE),
    **dict.fromkeys((Step.ARRIVAL, Step.DEPART), EventType.ARRIVAL_DEPARTURE),
    **dict.fromkeys((Step.INTERVIEW, Step.REVIEW, Step.PICKUP), EventType.RESOURCE_USE),
    **dict.fromkeys((Step.INTERVIEW_ENDS, Step.REVIEW_ENDS, Step.PICKUP_ENDS), EventType.RESOURCE_USE_END),
}

_ORDER = {step: place for place, step in enumerate(Step)}

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class _Rows:
    """Events of one step: which rows of the caseload, when, and by which officer (-1 where there is none)."""

    step: Step
    row: Rows
    at: Seconds
    officer: Rows


@dataclass(frozen=True)
class _Events:
    """Events: row of the caseload, model second, number of the officer (-1: none), place of the step among `Step`."""

    row: Rows
    at: Seconds
    officer: Rows
    step: Rows

    def where(self, kept: NDArray[np.bool_] | Rows) -> _Events:
        return _Events(self.row[kept], self.at[kept], self.officer[kept], self.step[kept])


def event_log(office: Office, hits: Sequence[Hit] | None = None) -> pd.DataFrame:
    """The events of one field office's bookings in one replication.

    Parameters
    ----------
    office
        The bookings, warm-up and cool-down included.
    hits
        The bookings to list; all where it is None.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, by time. ``entity_id`` is JAIL/NUMBER; ``time`` is minutes since the warm-up began; ``resource_id``
        numbers the officers of the scenario from 1; ``pathway`` is the outcome; ``run_number`` is the replication;
        ``timestamp`` is the wall clock; ``resource`` names the officer.
    """
    steps = list(_steps(office))
    events = _Events(
        row=np.concatenate([each.row for each in steps]),
        at=np.concatenate([each.at for each in steps]),
        officer=np.concatenate([each.officer for each in steps]),
        step=np.repeat([_ORDER[each.step] for each in steps], [len(each.row) for each in steps]),
    )
    listed = events if hits is None else events.where(np.isin(events.row, _rows_of(office, hits)))
    return _as_table(office, listed.where(np.lexsort((listed.step, listed.row, listed.at))))


def _rows_of(office: Office, hits: Sequence[Hit]) -> Rows:
    """Where the bookings stand among those of a field office and replication."""
    here = {(hit.jail, hit.booking) for hit in hits if hit.replication == office.replication}
    facts, names = office.caseload.facts, list(office.scenario.jails)
    numbers = zip(facts.jail.tolist(), facts.booking.tolist(), strict=True)
    return np.array(
        [row for row, (jail, number) in enumerate(numbers) if (names[jail], number) in here], dtype=np.int64
    )


def _steps(office: Office) -> Iterator[_Rows]:
    facts, journeys, joined, left = office.caseload.facts, office.journeys, office.joined, office.end.left_at
    nobody = np.full(len(facts), -1)
    officers = _numbers(office)
    for step, at, officer in (
        (Step.ARRIVAL, facts.booked_at, nobody),
        (Step.IN_JAIL, facts.booked_at, nobody),
        (Step.WAITS_FOR_INTERVIEW, joined.interview, nobody),
        (Step.INTERVIEW, journeys.interview.started_at, officers.interviewer),
        (Step.INTERVIEW_ENDS, journeys.interview.ended_at, officers.interviewer),
        (Step.WAITS_FOR_REVIEW, joined.review, nobody),
        (Step.REVIEW, journeys.review.started_at, officers.reviewer),
        (Step.REVIEW_ENDS, journeys.review.ended_at, officers.reviewer),
        (Step.FLAGGED, journeys.flagged_at, nobody),
        (Step.WAITS_FOR_PICKUP, joined.pickup, nobody),
        (Step.PICKUP, journeys.pickup.started_at, officers.crew),
        (Step.PICKUP_ENDS, journeys.pickup.ended_at, officers.crew),
        (Step.DEPART, left, nobody),
    ):
        yield _happened(step, at, officer)
    for ended_at in (journeys.interview.ended_at, journeys.review.ended_at):
        yield from _back(office, np.where(ended_at < left, ended_at, NEVER))


def _happened(step: Step, at: Seconds, officer: Rows) -> _Rows:
    row = np.flatnonzero(at < NEVER)
    return _Rows(step, row, at[row], officer[row])


def _back(office: Office, ended_at: Seconds) -> Iterator[_Rows]:
    """Where people are after an officer has done with them: in a line that they still wait in, or just in jail."""
    journeys, joined = office.journeys, office.joined
    worked = ended_at < NEVER
    flagged = journeys.flagged_at <= ended_at
    places = {
        # Who is flagged or asks for a pickup at this very second has an event of their own.
        Step.WAITS_FOR_PICKUP: joined.pickup < ended_at,
        Step.FLAGGED: journeys.flagged_at < ended_at,
        Step.WAITS_FOR_REVIEW: ~flagged & (joined.review < ended_at) & (journeys.review.started_at > ended_at),
        Step.WAITS_FOR_INTERVIEW: (joined.interview < ended_at) & (journeys.interview.started_at > ended_at),
        Step.IN_JAIL: journeys.flagged_at != ended_at,
    }
    taken = ~worked
    for step, here in places.items():
        chosen = here & ~taken
        taken = taken | here
        yield _happened(step, np.where(chosen, ended_at, NEVER), np.full(len(ended_at), -1))


@dataclass(frozen=True)
class _Officers:
    """Number of the officer of each booking at each line, from 0 in the whole scenario; -1 where there is none."""

    interviewer: Rows
    reviewer: Rows
    crew: Rows


def _numbers(office: Office) -> _Officers:
    """Number the officers through: of all jails, then reviewers and then crews of all field offices."""
    scenario, journeys = office.scenario, office.journeys
    before, many = {}, 0
    for name, shifts in _shifts(scenario):
        before[name] = many
        many += sum(int(shift.officers) for shift in shifts)
    jails = np.array([before[name] for name in scenario.jails])
    reviewers, crews = (before[f"{office.caseload.office} {team}"] for team in OFFICE_TEAMS)
    return _Officers(
        interviewer=_numbered(journeys.interview.officer, jails[office.caseload.facts.jail]),
        reviewer=_numbered(journeys.review.officer, np.full(len(journeys.review.officer), reviewers)),
        crew=_numbered(journeys.pickup.officer, np.full(len(journeys.pickup.officer), crews)),
    )


def _shifts(scenario: Scenario) -> Iterator[tuple[str, list[Shift]]]:
    for name, jail in scenario.jails.items():
        teams = () if jail.screening is None else jail.screening.teams.values()
        yield name, [shift for team in teams for shift in team.shifts]
    for team in OFFICE_TEAMS:
        for name, office in scenario.field_offices.items():
            yield f"{name} {team}", list(getattr(office, team))


def _numbered(place: Rows, before: Rows) -> Rows:
    return np.where(place >= 0, place + before, -1)


_SERVED_BY = {
    **dict.fromkeys((Step.INTERVIEW, Step.INTERVIEW_ENDS), "interviewed_by"),
    **dict.fromkeys((Step.REVIEW, Step.REVIEW_ENDS), "reviewed_by"),
    **dict.fromkeys((Step.PICKUP, Step.PICKUP_ENDS), "collected_by"),
}


def _as_table(office: Office, events: _Events) -> pd.DataFrame:
    table, clock = booking_table(office), office.scenario.clock
    entity = table["jail"] + "/" + table["booking"].astype(str)
    types, names = (
        np.array(each, dtype=object) for each in ([str(_TYPES[step]) for step in Step], list(map(str, Step)))
    )
    return pd.DataFrame(
        {
            "entity_id": entity.to_numpy()[events.row],
            "event_type": types[events.step],
            "event": names[events.step],
            "time": np.round((events.at - office.caseload.begins_at) / 60, 4),
            "resource_id": pd.arrays.IntegerArray(events.officer + 1, events.officer < 0),
            "pathway": table["outcome"].to_numpy()[events.row],
            "run_number": office.replication,
            "timestamp": [clock.moment_at(second).isoformat() for second in events.at.tolist()],
            "resource": _resources(office, table, events),
        },
        columns=list(COLUMNS),
    )


def _resources(office: Office, table: pd.DataFrame, events: _Events) -> NDArray[np.object_]:
    """Name the officer of each event, with the jail or the field office before it."""
    named = np.full(len(events.row), None, dtype=object)
    of_office = np.full(len(table), office.caseload.office, dtype=object)
    for step, column in _SERVED_BY.items():
        here = events.step == _ORDER[step]
        place = table["jail"].to_numpy() if column == "interviewed_by" else of_office
        named[here] = place[events.row[here]] + "/" + table[column].to_numpy()[events.row[here]]
    return named


def check_log_name(path: Path) -> None:
    """Refuse a name that is not that of a CSV file.

    Raises
    ------
    ValueError
        If it does not end in ``.csv``.
    """
    if path.suffix != ".csv":
        raise ValueError(f"--event-log {path}: the log is a CSV file, so its name must end in .csv")


def write_event_log(offices: Iterable[Office], path: Path, hits: Sequence[Hit] | None = None) -> int:
    """Write the events of several replications, or field offices, as one CSV file, and say how many there are."""
    logs = [event_log(office, hits) for office in offices]
    whole = pd.concat(logs, ignore_index=True).sort_values(["run_number", "time"], kind="stable")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, lambda part: write_table(whole, part))
    return len(whole)
