"""The months of a run: how those end who are booked in each."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sim.model.caseload import Caseload
from sim.model.journeys import Journeys
from sim.model.outcomes import LOST, Ending
from sim.scenario.schema import Scenario

__all__ = ["MONTH_COUNTS", "month_counts", "months_of"]

MONTH_COUNTS = ("removable", "matched", "flagged", "transferred", "released_before_pickup")
"""By the month of booking, however late the booking ends; measures of these names add them up."""


def months_of(scenario: Scenario) -> tuple[date, ...]:
    """The first days of the calendar months that have counted days."""
    last = scenario.start + timedelta(days=scenario.days - 1)
    count = (last.year - scenario.start.year) * 12 + last.month - scenario.start.month + 1
    before = scenario.start.year * 12 + scenario.start.month - 1
    return tuple(date(month // 12, month % 12 + 1, 1) for month in range(before, before + count))


def month_counts(scenario: Scenario, caseload: Caseload, journeys: Journeys, end: Ending) -> NDArray[np.int64]:
    """Count the bookings of a caseload by the month in which they began.

    Returns
    -------
    numpy.ndarray
        By jail of the scenario (zero for those of other field offices), month of `months_of`, and `MONTH_COUNTS`.
    """
    facts, jails = caseload.facts, len(scenario.jails)
    clock, months = scenario.clock, months_of(scenario)
    begins = [clock.midnight(month) for month in months[1:]]
    cell = facts.jail * len(months) + np.searchsorted(begins, facts.booked_at, side="right")
    what = {
        "removable": facts.removable,
        "matched": facts.matched,
        "flagged": facts.removable & journeys.flagged,
        "transferred": facts.removable & journeys.transferred,
        "released_before_pickup": end.ended(*LOST),
    }
    counts = np.empty((jails, len(months), len(MONTH_COUNTS)), dtype=np.int64)
    for place, name in enumerate(MONTH_COUNTS):
        cells = cell[what[name] & end.counted]
        counts[:, :, place] = np.bincount(cells, minlength=jails * len(months)).reshape(jails, len(months))
    return counts
