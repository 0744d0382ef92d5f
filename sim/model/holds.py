"""How long a jail keeps a person for ICE past release due, by the calendar or by the business clock."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.scenario.clock import Clock, federal_holidays
from sim.scenario.facts import Facts
from sim.scenario.quantities import Number
from sim.scenario.schema import ByCharge, Scenario
from sim.scenario.seconds import DAY_SECONDS, whole_seconds

Seconds = NDArray[np.int64]


def hold_ends_at(scenario: Scenario, jail: str, facts: Facts) -> Seconds:
    """When the hold of each flagged booking of one jail would run out.

    It is at release due where no detainer is honoured, where ICE has withdrawn it, and of those who move on. On the
    calendar clock a hold is straight hours, as the detainer form (DHS I-247A) words it; on the business clock
    Saturdays, Sundays and federal holidays do not count, as 8 CFR 287.7(d) words it. What the jail does is that of the
    day of release due.
    """
    due, ends_at = facts.flagged_release_due_at, facts.flagged_release_due_at.copy()
    phases = scenario.jails[jail].phases(scenario.clock)
    phase, is_held = phases.at(due), facts.honoured & facts.wants_pickup
    for place, rules in enumerate(phases.rules):
        here = is_held & (phase == place)
        hold = seconds_by_charge(scenario, rules.hold_hours)[facts.charge[here]]
        if rules.hold_clock == "business":
            ends_at[here] = business_deadline(scenario.clock, due[here], hold)
        else:
            ends_at[here] += hold
    return ends_at


def seconds_by_charge(scenario: Scenario, hours: ByCharge[Number]) -> Seconds:
    """Give a duration in whole seconds for each of the scenario's charges, in their order."""
    return whole_seconds(np.array([float(hours.of(charge)) for charge in scenario.charge_names]))


def business_deadline(clock: Clock, begins_at: Seconds, lasts_seconds: Seconds) -> Seconds:
    """Find the first second by which `lasts_seconds` of business days have passed since `begins_at`."""
    if len(begins_at) == 0:
        return begins_at.copy()
    # Of any four days in a row at least one is a business day.
    longest = int((begins_at + 4 * (lasts_seconds + DAY_SECONDS)).max()) + 7 * DAY_SECONDS
    days = list(clock.days(int(begins_at.min()), longest))
    midnights = np.array([clock.midnight(day) for day in days], dtype=np.int64)
    lengths = np.diff(midnights, append=midnights[-1] + DAY_SECONDS)
    open_days = np.array([day.weekday() < 5 and day not in federal_holidays(day.year) for day in days])
    passed = np.concatenate([[0], np.cumsum(np.where(open_days, lengths, 0))])

    day = np.searchsorted(midnights, begins_at, side="right") - 1
    target = passed[day] + np.where(open_days[day], begins_at - midnights[day], 0) + lasts_seconds
    # The day on which the target is reached, at its end at the latest.
    last = np.searchsorted(passed, target, side="left") - 1
    return np.where(lasts_seconds == 0, begins_at, midnights[last] + target - passed[last])
