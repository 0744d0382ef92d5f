"""What one field office has before it in one replication: the facts of its jails' bookings, and its officers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.model.bookings import draw_bookings
from sim.model.holds import hold_ends_at, seconds_by_charge
from sim.scenario.duty import Officer, collectors, interviewers, reviewers
from sim.scenario.facts import Facts
from sim.scenario.schema import FieldOffice, Scenario
from sim.scenario.seconds import whole_seconds

__all__ = ["Caseload", "draw_caseload"]

Seconds = NDArray[np.int64]


@dataclass(frozen=True)
class Caseload:
    """One field office, its jails and the bookings it may hear of, in one replication.

    Parameters
    ----------
    office
        Name of the field office.
    begins_at
        Model second at which the first booking may come.
    facts
        The foreign-born bookings of its jails; every array below has a value a row of it.
    others
        By place of the jail: how many others are booked on the counted days.
    hold_ends_at
        When the hold would run out.
    notice_at
        When ICE is told of the coming release, so may first ask for a pickup.
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
    begins_at: int
    facts: Facts
    others: Mapping[int, int]
    hold_ends_at: Seconds
    notice_at: Seconds
    interviewers: Mapping[int, list[Officer]]
    reviewers: list[Officer]
    crews: list[Officer]
    travel_seconds: Mapping[int, int]
    busy_seconds: Mapping[int, int]
    seats: int
    rows: Mapping[int, slice]


def draw_caseload(scenario: Scenario, office: str, replication: int) -> Caseload:
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
    drawn = {place: draw_bookings(scenario, name, replication) for place, name in jails.items()}
    holds = [hold_ends_at(scenario, name, drawn[place].facts) for place, name in jails.items()]
    notices = [_notice_at(scenario, name, drawn[place].facts) for place, name in jails.items()]
    deadlines = np.concatenate(holds)
    ends = np.cumsum([len(drawn[place].facts) for place in jails]).tolist()
    rows = {place: slice(begin, end) for place, begin, end in zip(jails, [0, *ends], ends, strict=False)}
    # Nobody can be served once every hold has run out.
    ends_at = int(deadlines.max(initial=clock.midnight_of_day(scenario.days))) + 1
    travel = {place: int(whole_seconds(scenario.jails[name].travel_hours)) for place, name in jails.items()}
    back = int(whole_seconds(rules.return_hours))
    return Caseload(
        office=office,
        begins_at=begins_at,
        facts=Facts.joined([drawn[place].facts for place in jails]),
        others={place: drawn[place].others for place in jails},
        hold_ends_at=deadlines,
        notice_at=np.concatenate(notices),
        interviewers={
            place: interviewers(scenario.jails[name], clock, begins_at, ends_at) for place, name in jails.items()
        },
        reviewers=reviewers(rules, clock, begins_at, ends_at),
        crews=collectors(rules, clock, begins_at, ends_at),
        travel_seconds=travel,
        busy_seconds={place: max(1, seconds + back) for place, seconds in travel.items()},
        seats=int(rules.seats),
        rows=rows,
    )


def _notice_at(scenario: Scenario, jail: str, facts: Facts) -> Seconds:
    """When a crew that is told of the release would set out so as not to be there before it, or when ICE is told."""
    rules = scenario.jails[jail]
    travel = whole_seconds(rules.travel_hours)
    if rules.notice_hours is None:
        return facts.release_due_at - travel
    notice = seconds_by_charge(scenario, rules.notice_hours)[facts.charge]
    return facts.release_due_at - np.minimum(travel, notice)
