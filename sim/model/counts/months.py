"""The months of a run: how those end who are booked in each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from sim.model.counts.count import Cells, CountInTime
from sim.model.office import Office
from sim.model.outcomes import LOST, MEASURES
from sim.scenario.schema import Scenario


def months_of(scenario: Scenario) -> tuple[date, ...]:
    """The first days of the calendar months that have counted days."""
    return _months(scenario.start, scenario.last_day)


@lru_cache(maxsize=64)
def _months(first: date, last: date) -> tuple[date, ...]:
    months = [first.replace(day=1)]
    while (following := (months[-1] + timedelta(days=31)).replace(day=1)) <= last:
        months.append(following)
    return tuple(months)


@lru_cache(maxsize=64)
def _rows(months: tuple[date, ...]) -> list[tuple[str]]:
    return [(f"{month:%Y-%m}",) for month in months]


def _cells(office: Office) -> Iterator[Cells]:
    """By the month of booking, however late the booking ends."""
    facts, journeys, clock = office.caseload.facts, office.journeys, office.scenario.clock
    begins = [clock.midnight(month) for month in months_of(office.scenario)[1:]]
    month = np.searchsorted(begins, facts.booked_at, side="right")
    yield "removable", facts.removable, month
    yield "matched", facts.matched, month
    yield "flagged", facts.removable & journeys.flagged, month
    yield "transferred", facts.removable & journeys.transferred, month
    yield "released_before_pickup", office.end.ended(*LOST), month


COUNT = CountInTime(
    name="months",
    index={"month": str},
    rows=lambda scenario: _rows(months_of(scenario)),
    columns={
        "removable": "people subject to removal",
        **{name: MEASURES[name] for name in ("matched", "flagged", "transferred", "released_before_pickup")},
    },
    cells=_cells,
)
