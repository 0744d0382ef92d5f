"""The hours of the week: when people are booked, due and lost, when officers are on duty and when rounds come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.model.counts.count import Cells, CountByJail
from sim.model.counts.effort import duty_before
from sim.model.office import Office
from sim.model.outcomes import LOST
from sim.scenario.arrays import tally, tally_of
from sim.scenario.clock import Clock
from sim.scenario.duty import Officer, collectors, interviewers, reviewers, round_arrivals
from sim.scenario.schema import Scenario
from sim.scenario.seconds import HOUR_SECONDS
from sim.scenario.staff import DAYS

if TYPE_CHECKING:
    import pandas as pd

WEEK_HOURS = 168


def duty_by_hour(scenario: Scenario) -> pd.DataFrame:
    """Mean number of officers on duty in each hour of the week, over the counted days.

    Returns
    -------
    pandas.DataFrame
        A row a jail and hour of the week: ``hours_counted``, how often this hour comes in the counted days;
        ``screeners_on_duty``, and ``reviewers_on_duty`` and ``crews_on_duty`` of the jail's field office; and
        ``rounds_arriving``, how many of its rounds come to the jail in such an hour.
    """
    import pandas as pd

    clock = scenario.clock
    last = clock.midnight_of_day(scenario.days)
    of_office = {
        name: {
            "reviewers_on_duty": _mean_on_duty(clock, reviewers(office, clock, 0, last), last),
            "crews_on_duty": _mean_on_duty(clock, collectors(office, clock, 0, last), last),
        }
        for name, office in scenario.field_offices.items()
    }
    counted = tally(clock.hours_of_week(0, last), WEEK_HOURS)
    of_all = {"hour_of_week": np.arange(WEEK_HOURS), "hours_counted": counted}
    tables = []
    for name, jail in scenario.jails.items():
        screeners = _mean_on_duty(clock, interviewers(jail, clock, 0, last), last)
        here = {"jail": name, **of_all, "screeners_on_duty": screeners, **of_office[jail.field_office]}
        arrives_at = round_arrivals(scenario.field_offices[jail.field_office], name, clock, 0, last).arrives_at
        arrives_at = arrives_at[(arrives_at >= 0) & (arrives_at < last)]
        arriving = tally(clock.hour_of_week_at(arrives_at), WEEK_HOURS)
        here["rounds_arriving"] = arriving / np.maximum(counted, 1)
        tables.append(pd.DataFrame(here))
    return pd.concat(tables, ignore_index=True)


def _mean_on_duty(clock: Clock, officers: Sequence[Officer], last: int) -> NDArray[np.float64]:
    # Halves of hours, for there are clocks that are put forward by half an hour.
    edges = np.append(np.arange(0, last, HOUR_SECONDS // 2, dtype=np.int64), last)
    seconds = sum((np.diff(duty_before(officer, edges)) for officer in officers), np.zeros(len(edges) - 1))
    hours = clock.hour_of_week_at(edges[:-1])
    on_duty, elapsed = (tally_of(each, hours, WEEK_HOURS) / HOUR_SECONDS for each in (seconds, np.diff(edges)))
    return on_duty / np.where(elapsed > 0, elapsed, 1)


def _cells(office: Office) -> Iterator[Cells]:
    """By the hour of booking, of release due, and of leaving."""
    clock, facts, end = office.scenario.clock, office.caseload.facts, office.end
    due_at = np.where(office.journeys.flagged, facts.flagged_release_due_at, facts.release_due_at)
    yield "removable_booked", facts.removable, clock.hour_of_week_at(facts.booked_at)
    yield "release_due", facts.removable, clock.hour_of_week_at(due_at)
    yield "lost_released", end.ended(*LOST), clock.hour_of_week_at(end.left_at)


_ROWS = [(DAYS[hour // 24], hour % 24, hour) for hour in range(WEEK_HOURS)]

COUNT = CountByJail(
    name="hour_of_week",
    index={"weekday": str, "hour": int, "hour_of_week": int},
    rows=lambda _: _ROWS,
    columns={
        "removable_booked": "removable people, by the hour of booking",
        "release_due": "removable people, by the hour at which release is due, whoever takes them then",
        "lost_released": "removable people released before ICE took custody, by the hour at which they left",
    },
    cells=_cells,
    beside=duty_by_hour,
)
