"""Custody of one field office in one replication, with what its booking table leaves out: when each line was joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sim.model.caseload import Caseload, draw_caseload
from sim.model.journeys import Journeys
from sim.model.outcomes import Ending, ending
from sim.model.table import booking_table
from sim.scenario.schema import Scenario
from sim.scenario.seconds import NEVER, Seconds
from sim.study.replication import ENGINES, Engine

__all__ = ["Custody", "Joined", "custody_of", "offices_of"]


@dataclass(frozen=True)
class Joined:
    """When each booking joined each of the three lines; `NEVER` where it did not."""

    interview: Seconds
    review: Seconds
    pickup: Seconds


@dataclass(frozen=True)
class Custody:
    """What became of the bookings of one field office in one replication.

    Parameters
    ----------
    scenario
        The scenario.
    replication
        Which replication, from 0.
    caseload, journeys, end
        The bookings and officers, what happened to each booking, and how each ended.
    """

    scenario: Scenario
    replication: int
    caseload: Caseload
    journeys: Journeys
    end: Ending

    @property
    def table(self) -> pd.DataFrame:
        """The booking table, a row a booking in the caseload's order."""
        return booking_table(self.scenario, self.caseload, self.journeys, self.end)

    @cached_property
    def joined(self) -> Joined:
        """When each booking joined each line.

        Nobody joins a line after release is due, a match is not put before a reviewer once screening has flagged the
        person, and a pickup is asked for as soon as it may be.
        """
        facts, journeys = self.caseload.facts, self.journeys
        due = facts.release_due_at
        screened = np.array([jail.screening is not None for jail in self.scenario.jails.values()])[facts.jail]
        ready_at = facts.booked_at + facts.intake_seconds
        match_at = facts.booked_at + facts.match_seconds
        in_review = facts.matched & (match_at < np.minimum(due, journeys.found_by_interview_at))
        return Joined(
            interview=np.where(facts.discloses & screened & (ready_at < due), ready_at, NEVER),
            review=np.where(in_review, match_at, NEVER),
            pickup=np.where(journeys.flagged, np.maximum(journeys.flagged_at, self.caseload.notice_at), NEVER),
        )


def custody_of(scenario: Scenario, office: str, replication: int, engine: Engine = Engine.SIMPY) -> Custody:
    """Run one replication at one field office."""
    caseload = draw_caseload(scenario, office, replication)
    journeys = ENGINES[engine](caseload)
    return Custody(scenario, replication, caseload, journeys, ending(scenario, caseload, journeys))


def offices_of(scenario: Scenario, jails: Sequence[str] = ()) -> list[str]:
    """The field offices of some jails, or of all where none is named, each once."""
    return list(dict.fromkeys(scenario.jails[name].field_office for name in jails or scenario.jails))
