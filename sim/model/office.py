"""One field office in some replications: its bookings drawn, sent through custody, ended and checked.

There is no other way from a scenario to what became of its bookings, so nothing is told or counted unchecked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.model.caseload import Caseload, draw_caseload
from sim.model.checks import check_journeys
from sim.model.journeys import Journeys
from sim.model.outcomes import Ending, ending
from sim.model.rows import rows_of
from sim.model.staged import simulate_staged
from sim.scenario.schema import Scenario
from sim.scenario.seconds import NEVER, Seconds


class Engine(StrEnum):
    """How custody is computed; the results are the same to the second."""

    SIMPY = "simpy"
    STAGED = "staged"


def _one_by_one(caseload: Caseload) -> Journeys:
    """Send the replications of a caseload through custody in SimPy, each by itself."""
    from sim.model.custody import simulate

    if len(caseload.replications) == 1:
        return simulate(caseload)
    journeys = Journeys.none(len(caseload.facts))
    for place in range(len(caseload.replications)):
        journeys.write(caseload.replication == place, simulate(caseload.only(place)))
    return journeys


ENGINES: Mapping[Engine, Callable[[Caseload], Journeys]] = {Engine.SIMPY: _one_by_one, Engine.STAGED: simulate_staged}
"""What each engine is: a pure function of a caseload."""


@dataclass(frozen=True)
class Joined:
    """When each booking joined each of the three lines; `NEVER` where it did not."""

    interview: Seconds
    review: Seconds
    pickup: Seconds


@dataclass(frozen=True)
class Office:
    """What became of the bookings of one field office in some replications, which are numbered from 0.

    Its parts are the bookings and officers, what happened to each booking, and how each ended.
    """

    scenario: Scenario
    caseload: Caseload
    journeys: Journeys
    end: Ending

    @property
    def replication(self) -> int:
        """The number of its replication; ValueError if there are several."""
        (number,) = self.caseload.replications
        return number

    def only(self, place: int) -> Office:
        """What became of the bookings of one of the replications."""
        here = self.caseload.replication == place
        return Office(self.scenario, self.caseload.only(place), self.journeys.only(here), rows_of(self.end, here))

    @cached_property
    def joined(self) -> Joined:
        """When each booking joined each line.

        Nobody joins a line after release is due, a match is not put before a reviewer once screening has flagged the
        person, and a crew is asked for as soon as it may be, for those whom no round collects.
        """
        facts, journeys = self.caseload.facts, self.journeys
        screened = np.array([jail.screening is not None for jail in self.scenario.jails.values()])[facts.jail]
        in_review = facts.asks_for_review & (facts.match_at < journeys.interview.found_at)
        return Joined(
            interview=np.where(facts.asks_for_interview & screened, facts.ready_at, NEVER),
            review=np.where(in_review, facts.match_at, NEVER),
            pickup=np.where(self._asks_for_crew, self._crew_asked_at, NEVER),
        )

    @cached_property
    def release_due_at(self) -> Seconds:
        """When release is due, of each as it came: flagged or not."""
        facts = self.caseload.facts
        return np.where(self.journeys.flagged, facts.flagged_release_due_at, facts.release_due_at)

    @property
    def told_at(self) -> Seconds:
        """When ICE is told of the release of each flagged person; of the others, when it would be."""
        return np.maximum(self.journeys.flagged_at, self.caseload.told_from)

    @property
    def by_round(self) -> NDArray[np.bool_]:
        """Whom a round collected."""
        by_round: NDArray[np.bool_] = self.journeys.pickup.officer >= len(self.caseload.crews)
        return by_round

    @property
    def _asks_for_crew(self) -> NDArray[np.bool_]:
        facts = self.caseload.facts
        return self.journeys.flagged & facts.wants_pickup & facts.spared & ~self.by_round

    @property
    def _crew_asked_at(self) -> Seconds:
        return np.maximum(self.told_at, self.caseload.crew_asked_from)


def run(scenario: Scenario, office: str, replication: int, engine: Engine = Engine.SIMPY) -> Office:
    """Run one field office in one replication, a pure function of its arguments.

    Raises
    ------
    ValueError, IdentityError
        As for `run_together`.
    """
    return run_together(scenario, office, (replication,), engine)


def run_together(scenario: Scenario, office: str, replications: Sequence[int], engine: Engine = Engine.SIMPY) -> Office:
    """Run one field office in some replications, each as if it were run alone.

    Raises
    ------
    ValueError
        If no jail belongs to the field office.
    IdentityError
        If the result contradicts itself.
    """
    caseload = draw_caseload(scenario, office, *replications)
    journeys = ENGINES[engine](caseload)
    end = ending(scenario, caseload, journeys)
    check_journeys(scenario, caseload, journeys, end)
    return Office(scenario, caseload, journeys, end)


def offices_of(scenario: Scenario, jails: Sequence[str] = ()) -> list[str]:
    """The field offices of some jails, or of all where none is named, each once."""
    return list(dict.fromkeys(scenario.jails[name].field_office for name in jails or scenario.jails))
