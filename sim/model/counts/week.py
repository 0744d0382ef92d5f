"""The hours of the week: when people are booked, when they are lost, and when officers are on duty."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.caseload import Caseload
from sim.model.counts.effort import duty_before
from sim.model.outcomes import LOST, Ending
from sim.scenario.clock import Clock
from sim.scenario.duty import Officer, collectors, interviewers, reviewers
from sim.scenario.schema import Scenario
from sim.scenario.seconds import HOUR_SECONDS

__all__ = ["WEEK_COUNTS", "WEEK_HOURS", "duty_by_hour", "week_counts"]

WEEK_HOURS = 168


WEEK_COUNTS = ("removable_booked", "lost_released")
"""By the hour of booking, and by the hour at which removable people left who were released before pickup."""


def week_counts(scenario: Scenario, caseload: Caseload, end: Ending) -> NDArray[np.int64]:
    """Count the bookings of a caseload by the hour of the week in which things happen.

    Returns
    -------
    numpy.ndarray
        By jail of the scenario (zero for those of other field offices), hour of the week (0 is Monday 00:00), and
        `WEEK_COUNTS`; shape (jails, 168, 2).
    """
    clock, facts = scenario.clock, caseload.facts
    jails = len(scenario.jails)
    counts = np.empty((jails, WEEK_HOURS, len(WEEK_COUNTS)), dtype=np.int64)
    booked, lost = end.counted & facts.removable, end.counted & end.ended(*LOST)
    for place, (which, seconds) in enumerate(((booked, facts.booked_at), (lost, end.left_at))):
        cell = facts.jail[which] * WEEK_HOURS + clock.hour_of_week_at(seconds[which])
        counts[:, :, place] = np.bincount(cell, minlength=jails * WEEK_HOURS).reshape(jails, WEEK_HOURS)
    return counts


def duty_by_hour(scenario: Scenario) -> pd.DataFrame:
    """Mean number of officers on duty in each hour of the week, over the counted days.

    Returns
    -------
    pandas.DataFrame
        A row a jail and hour of the week: ``screeners_on_duty``, and ``reviewers_on_duty`` and ``crews_on_duty`` of the
        jail's field office.
    """
    clock = scenario.clock
    last = clock.midnight_of_day(scenario.days)
    of_office = {
        name: {
            "reviewers_on_duty": _mean_on_duty(clock, reviewers(office, clock, 0, last), last),
            "crews_on_duty": _mean_on_duty(clock, collectors(office, clock, 0, last), last),
        }
        for name, office in scenario.field_offices.items()
    }
    hours = np.arange(WEEK_HOURS)
    tables = []
    for name, jail in scenario.jails.items():
        screeners = _mean_on_duty(clock, interviewers(jail, clock, 0, last), last)
        here = {"jail": name, "hour_of_week": hours, "screeners_on_duty": screeners, **of_office[jail.field_office]}
        tables.append(pd.DataFrame(here))
    return pd.concat(tables, ignore_index=True)


def _mean_on_duty(clock: Clock, officers: Sequence[Officer], last: int) -> NDArray[np.float64]:
    edges = np.arange(0, last + 1, HOUR_SECONDS)
    seconds = sum((np.diff(duty_before(officer, edges)) for officer in officers), np.zeros(len(edges) - 1))
    hours = clock.hours_of_week(0, last)
    total = np.bincount(hours, weights=seconds, minlength=WEEK_HOURS)
    return total / HOUR_SECONDS / np.maximum(np.bincount(hours, minlength=WEEK_HOURS), 1)
