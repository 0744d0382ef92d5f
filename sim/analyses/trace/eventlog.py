"""Event logs: what happens to each booking as rows of the schema that animation and process-mining tools read.

The schema is that of vidigi: ``entity_id, event_type, event, time, resource_id, pathway, run_number``. Each booking
arrives first and departs last; in between the log says where it is, in a line or with an officer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analyses.trace.finding import Hit
from sim.analyses.trace.stages import STAGES
from sim.model.office import Office
from sim.model.table import booking_table
from sim.output.files import write_table, write_whole
from sim.scenario.schema import OFFICE_TEAMS, FieldOffice, Scenario
from sim.scenario.seconds import NEVER, Seconds

COLUMNS = ("entity_id", "event_type", "event", "time", "resource_id", "pathway", "run_number", "timestamp", "resource")
"""The columns of a log: the schema's seven, and two that it allows beside them."""

_STEPS = (
    "arrival",
    "interview_ends",
    "review_ends",
    "in_jail",
    "flagged",
    *(f"waits_for_{stage.name}" for stage in STAGES),
    *(stage.name for stage in STAGES),
    "pickup_ends",
    "depart",
)
"""The events, in the order in which those of one second are listed."""


def event_log(office: Office, hits: Sequence[Hit] | None = None) -> pd.DataFrame:
    """The events of a field office's bookings, warm-up and cool-down included; only of `hits`, where they are given.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, by time. ``entity_id`` is JAIL/NUMBER; ``time`` is minutes since the warm-up began; ``resource_id``
        numbers the officers of the scenario and its rounds from 1; ``pathway`` is the outcome; ``run_number`` is the
        replication; ``timestamp`` is the wall clock; ``resource`` names the officer or the round.
    """
    events = pd.concat(_events(office, booking_table(office)))
    events = events[events["second"] < NEVER].assign(step=lambda each: each["event"].map(_STEPS.index))
    if hits is not None:
        here = [hit.number for hit in hits if hit.replication == office.replication]
        events = events[events["entity_id"].isin(here)]
    events = events.rename_axis("row").sort_values(["second", "row", "step"]).reset_index(drop=True)
    return events.assign(
        time=np.round((events["second"] - office.caseload.begins_at) / 60, 4),
        resource_id=events["resource"].map(_officer_numbers(office.scenario)).astype("Int64"),
        run_number=office.replication,
        timestamp=[office.scenario.clock.moment_at(second).isoformat() for second in events["second"].tolist()],
    )[list(COLUMNS)]


def _events(office: Office, table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Each step of all bookings of a booking table, at a second that is `NEVER` where it did not happen."""
    bookings = pd.DataFrame(
        {"entity_id": table["jail"] + "/" + table["booking"].astype(str), "pathway": table["outcome"], "resource": None}
    )
    left_at = office.end.left_at
    queue = bookings.assign(event_type="queue")
    visit = bookings.assign(event_type="arrival_departure")
    yield visit.assign(event="arrival", second=office.caseload.facts.booked_at)
    yield queue.assign(event="in_jail", second=office.caseload.facts.booked_at)
    yield queue.assign(event="flagged", second=office.journeys.flagged_at)
    for stage in STAGES:
        worked, place = getattr(office.journeys, stage.name), office.caseload.office if stage.team else table["jail"]
        served = bookings.assign(resource=place + "/" + table[stage.served_by])
        yield queue.assign(event=f"waits_for_{stage.name}", second=getattr(office.joined, stage.name))
        yield served.assign(event=stage.name, event_type="resource_use", second=worked.started_at)
        yield served.assign(event=f"{stage.name}_ends", event_type="resource_use_end", second=worked.ended_at)
    for ended_at in (office.journeys.interview.ended_at, office.journeys.review.ended_at):
        after = _place_after(office, ended_at)
        yield queue.assign(event=after, second=np.where((after != "") & (ended_at < left_at), ended_at, NEVER))
    yield visit.assign(event="depart", second=left_at)


def _place_after(office: Office, second: Seconds) -> NDArray[np.str_]:
    """Where people are once an officer has done with them: in a line that they still wait in, or just in jail."""
    journeys, joined = office.journeys, office.joined
    # Who is flagged or asks for a pickup at this very second has an event of their own.
    places = {
        "waits_for_pickup": joined.pickup < second,
        "flagged": journeys.flagged_at < second,
        "waits_for_review": (journeys.flagged_at > second)
        & (joined.review < second)
        & (journeys.review.started_at > second),
        "waits_for_interview": (joined.interview < second) & (journeys.interview.started_at > second),
        "in_jail": journeys.flagged_at != second,
    }
    return np.select(list(places.values()), list(places), default="")


def _officer_numbers(scenario: Scenario) -> dict[str, int]:
    """Number from 1 all officers of jails, then the reviewers, the crews and the rounds of all field offices."""
    jails, offices = scenario.jails.items(), scenario.field_offices.items()
    screening = [(name, jail.screening.teams.items()) for name, jail in jails if jail.screening is not None]
    teams = [
        *((f"{jail}/{name}", team.shifts) for jail, teams in screening for name, team in teams),
        *(
            (f"{name}/{team}", [shift for rules in _changes(office, team) for shift in getattr(rules, team)])
            for team in OFFICE_TEAMS
            for name, office in offices
        ),
    ]
    rounds = (
        (f"{name}/rounds", sum(len(rules.rounds) for rules in _changes(office, "rounds"))) for name, office in offices
    )
    many = (*((team, sum(shift.officers for shift in shifts)) for team, shifts in teams), *rounds)
    names = (f"{team}-{number}" for team, officers in many for number in range(1, officers + 1))
    return {name: number for number, name in enumerate(names, start=1)}


def _changes(office: FieldOffice, team: str) -> list[Any]:
    """The field office, and the periods of its policy that name other shifts of a team, or other rounds."""
    return [office, *(change for change in office.policy if getattr(change, team) is not None)]


def write_event_log(
    offices: Iterable[Office], path: Path, hits: Sequence[Hit] | None = None, about: str | None = None
) -> int:
    """Write the events of several replications, or field offices, as one CSV file, and say how many there are.

    What is to be known about the rows, if anything, is a column of its own.
    """
    logs = [event_log(office, hits) for office in offices]
    whole = pd.concat(logs, ignore_index=True).sort_values(["run_number", "time"], kind="stable")
    path.parent.mkdir(parents=True, exist_ok=True)
    if about:
        whole["about"] = about
    write_whole(path, lambda part: write_table(whole, part))
    return len(whole)
