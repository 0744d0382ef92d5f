"""The stages of custody as lives and event logs tell them: a row a stage, with its officers, its end and its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.model.caseload import Caseload
from sim.model.office import Office
from sim.scenario.arrays import Bools
from sim.scenario.duty import Officer
from sim.scenario.seconds import Seconds


@dataclass(frozen=True)
class ToldStage:
    """A stage, in which people wait in line and officers work on them.

    Parameters
    ----------
    name
        Its name among the journeys, and when people join.
    team
        Whose officers work: a team of the field office, or, where it is None, those of the jail.
    served_by
        Column of the booking table that names the officer.
    closes_at
        When each booking leaves the line without being served.
    in_time
        Which bookings were worked on to the end, and not cut off by release.
    joins, begins, ends
        What is told as it happens.
    duty, work
        Names of its rows in the picture.
    unstaffed, off_duty, busy
        Why it did not happen: there are no officers, none on duty, none free.
    """

    name: str
    team: str | None
    served_by: str
    closes_at: Callable[[Office], Seconds]
    in_time: Callable[[Office], Bools]
    joins: str
    begins: str
    ends: str
    duty: str
    work: str
    unstaffed: str = "there are no officers"
    off_duty: str = "nobody was on duty before release"
    busy: str = "release came before an officer was free"

    def officers(self, caseload: Caseload, jail: int) -> Sequence[Officer]:
        """List the officers that people of a jail wait for, by its place."""
        return getattr(caseload, self.team) if self.team else caseload.interviewers[jail]

    def names(self, caseload: Caseload, officers: Sequence[Officer]) -> list[str]:
        """Name all who may do this work, by their places: its officers, and behind crews the rounds."""
        return caseload.collectors if self.team == "crews" else [officer.name for officer in officers]


STAGES = (
    ToldStage(
        name="interview",
        team=None,
        served_by="interviewed_by",
        closes_at=lambda office: office.caseload.facts.release_due_at,
        in_time=lambda office: office.journeys.interview.done_in_time(office.caseload.facts.interview_seconds),
        joins="ready, waits for an interview",
        begins="interview begins",
        ends="interview ends",
        duty="Screening on duty",
        work="Interview",
    ),
    ToldStage(
        name="review",
        team="reviewers",
        served_by="reviewed_by",
        closes_at=lambda office: np.minimum(office.caseload.facts.release_due_at, office.journeys.interview.found_at),
        in_time=lambda office: office.journeys.review.done_in_time(office.caseload.facts.review_seconds),
        joins="waits for review",
        begins="review of the match begins",
        ends="review ends",
        duty="Reviewers on duty",
        work="Review of the match",
    ),
    ToldStage(
        name="pickup",
        team="crews",
        served_by="collected_by",
        closes_at=lambda office: office.end.left_at,
        in_time=lambda office: office.journeys.transferred,
        joins="a pickup is asked for",
        begins="crew sets out",
        ends="ICE takes custody",
        duty="Crews on duty",
        work="Pickup",
        unstaffed="there are no crews",
        off_duty="no crew was on duty in time",
        busy="no crew could be there in time",
    ),
)
"""The stages, in the order of the model."""
