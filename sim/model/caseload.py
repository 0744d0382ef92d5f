"""What one field office has before it in some replications: the facts of its jails' bookings, and its officers.

Replications go through the model together, for each costs less so; each is what it would be alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.model.bookings import draw_bookings
from sim.model.holds import hold_ends_at, seconds_by_charge
from sim.model.rows import rows_of, slices
from sim.scenario.duty import Officer, RoundArrivals, collectors, interviewers, reviewers, round_arrivals
from sim.scenario.facts import Facts
from sim.scenario.schema import FieldOffice, Scenario
from sim.scenario.seconds import whole_seconds

Ints = NDArray[np.int64]
Seconds = NDArray[np.int64]


@dataclass(frozen=True)
class Caseload:
    """One field office, its jails and the bookings it may hear of, in some replications.

    Parameters
    ----------
    office
        Name of the field office.
    replications
        Their numbers.
    begins_at
        Model second at which the first booking may come.
    facts
        The foreign-born bookings of its jails, jail after jail and of each replication after replication; every array
        below has a value a row of it.
    replication
        The place of its replication among them.
    others
        By place of the jail: how many others are booked on the counted days of each replication.
    hold_ends_at
        When the hold would run out.
    told_from
        When the jail tells ICE of the coming release; of those flagged later, ICE is told when they are.
    crew_asked_from
        When a crew would have to set out to be there when release is due.
    phase_at_release
        Which period of the field office's policy holds on the day of release due.
    known_first
        Places of the jails whose officers call those first whom the federal databases know.
    rounds
        By place of the jail: the rounds that come there; of jails to which none ever comes nothing.
    interviewers
        By place of the jail: its screening officers.
    reviewers, crews
        The officers of the field office.
    travel_seconds
        By place of the jail: a crew's way there.
    busy_seconds
        By place of the jail: how long a trip there takes a crew, until it is free again.
    seats
        How many people a trip can take.
    rows
        By place of the jail: its rows of the facts, which lie together.
    """

    office: str
    replications: tuple[int, ...]
    begins_at: int
    facts: Facts
    replication: Ints
    others: Mapping[int, Ints]
    hold_ends_at: Seconds
    told_from: Seconds
    crew_asked_from: Seconds
    phase_at_release: Ints
    known_first: frozenset[int]
    rounds: Mapping[int, RoundArrivals]
    interviewers: Mapping[int, list[Officer]]
    reviewers: list[Officer]
    crews: list[Officer]
    travel_seconds: Mapping[int, int]
    busy_seconds: Mapping[int, int]
    seats: int
    rows: Mapping[int, slice]

    @property
    def collectors(self) -> list[str]:
        """Names of those who collect people, in the order of their places: crews, then rounds."""
        rounds = max((int(each.place.max()) + 1 for each in self.rounds.values()), default=0)
        return [*(crew.name for crew in self.crews), *(f"rounds-{place + 1}" for place in range(rounds))]

    @cached_property
    def parts(self) -> list[tuple[int, int, slice]]:
        """The rows of each replication at each jail, which lie together: places of both, and where the rows are."""
        parts = []
        for jail, rows in self.rows.items():
            of_jail = self.replication[rows]
            ends = rows.start + np.searchsorted(of_jail, range(len(self.replications)), side="right")
            parts += [
                (place, jail, part) for place, part in slices(range(len(ends)), ends.tolist(), rows.start).items()
            ]
        return parts

    def only(self, place: int) -> Caseload:
        """What is before it in one of the replications."""
        if len(self.replications) == 1:
            return self
        here = self.replication == place
        ends = np.cumsum([np.count_nonzero(here[rows]) for rows in self.rows.values()]).tolist()
        return replace(
            rows_of(self, here),
            facts=rows_of(self.facts, here),
            replications=(self.replications[place],),
            replication=np.zeros(np.count_nonzero(here), dtype=np.int64),
            others={jail: others[place : place + 1] for jail, others in self.others.items()},
            rows=slices(self.rows, ends),
        )


def draw_caseload(scenario: Scenario, office: str, *replications: int) -> Caseload:
    """Draw the bookings of a field office's jails and set its officers beside them.

    Raises
    ------
    ValueError
        If no jail belongs to the field office.
    """
    rules: FieldOffice = scenario.field_offices[office]
    clock = scenario.clock
    begins_at = clock.midnight_of_day(-scenario.warmup_days)
    jails = {place: name for place, name in enumerate(scenario.jails) if scenario.jails[name].field_office == office}
    drawn = {place: draw_bookings(scenario, name, *replications) for place, name in jails.items()}
    facts = Facts.joined([drawn[place].facts for place in jails])
    deadlines = np.concatenate([hold_ends_at(scenario, name, drawn[place].facts) for place, name in jails.items()])
    ends = np.cumsum([len(drawn[place].facts) for place in jails]).tolist()
    # Nobody can be served once every hold has run out.
    ends_at = int(deadlines.max(initial=clock.midnight_of_day(scenario.days))) + 1
    travel = {place: int(whole_seconds(scenario.jails[name].travel_hours)) for place, name in jails.items()}
    back = int(whole_seconds(rules.return_hours))
    due = facts.flagged_release_due_at
    screening = {place: scenario.jails[name].screening for place, name in jails.items()}
    arrivals = {place: round_arrivals(rules, name, clock, begins_at, ends_at) for place, name in jails.items()}
    return Caseload(
        office=office,
        replications=replications,
        begins_at=begins_at,
        facts=facts,
        replication=np.concatenate([drawn[place].replication for place in jails]),
        others={place: drawn[place].others for place in jails},
        hold_ends_at=deadlines,
        told_from=np.concatenate([_told_from(scenario, name, drawn[place].facts) for place, name in jails.items()]),
        crew_asked_from=due - np.array([*travel.values()])[np.searchsorted([*travel], facts.jail)],
        phase_at_release=rules.phases(clock).at(due),
        known_first=frozenset(place for place, each in screening.items() if each is not None and each.known_first),
        rounds={place: each for place, each in arrivals.items() if len(each.arrives_at)},
        interviewers={
            place: interviewers(scenario.jails[name], clock, begins_at, ends_at) for place, name in jails.items()
        },
        reviewers=reviewers(rules, clock, begins_at, ends_at),
        crews=collectors(rules, clock, begins_at, ends_at),
        travel_seconds=travel,
        busy_seconds={place: max(1, seconds + back) for place, seconds in travel.items()},
        seats=int(rules.seats),
        rows=slices(jails, ends),
    )


def _told_from(scenario: Scenario, jail: str, facts: Facts) -> Seconds:
    """When the jail tells ICE of the coming release; without `notice_hours` ICE knows from the flag on."""
    due, told = facts.flagged_release_due_at, facts.booked_at.copy()
    phases = scenario.jails[jail].phases(scenario.clock)
    holds = phases.at(due)
    for phase, rules in enumerate(phases.rules):
        if rules.notice_hours is not None:
            here = holds == phase
            notice = seconds_by_charge(scenario, rules.notice_hours)[facts.charge[here]]
            told[here] = due[here] - notice
    return told
