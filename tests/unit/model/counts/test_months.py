"""The months of a run, by the day of booking. Monday 1 July 2019 is the first counted day."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sim.model.counts.months import COUNT, months_of
from sim.model.outcomes import MEASURES
from tests.support import in_custody, small

BOOKINGS = [
    {"booked_at": "2019-06-30 23:59", "stay_hours": 1, "recorded": False},
    {"booked_at": "2019-07-01 00:00", "stay_hours": 1, "recorded": False},
    {"booked_at": "2019-07-31 23:59:59", "stay_hours": 9999, "recorded": False},
    {"booked_at": "2019-07-31 08:00", "stay_hours": 6, "honoured": False},
    {"booked_at": "2019-08-01 00:00", "stay_hours": 6},
    {"booked_at": "2019-08-01 08:00", "stay_hours": 6, "removable": False, "fingerprinted": True, "on_record": True},
]


@pytest.mark.parametrize(
    ("start", "days", "months"),
    [
        ("2019-07-01", 31, ["2019-07"]),
        ("2019-07-01", 32, ["2019-07", "2019-08"]),
        ("2019-12-31", 2, ["2019-12", "2020-01"]),
        ("2016-02-15", 366, [*(f"2016-{month:02}" for month in range(2, 13)), "2017-01", "2017-02"]),
    ],
)
def test_every_calendar_month_with_a_counted_day(start, days, months):
    assert [f"{each:%Y-%m}" for each in months_of(small({"start": start, "days": days}))] == months
    assert all(isinstance(each, date) and each.day == 1 for each in months_of(small({"start": start})))


@pytest.mark.parametrize("zone", [None, "America/New_York"])
def test_people_are_told_by_the_month_of_booking_however_late_they_leave(tmp_path, zone):
    custody = in_custody(tmp_path, {"county": BOOKINGS}, {"timezone": zone} if zone else {})
    assert list(COUNT.columns) == ["removable", "matched", "flagged", "transferred", "released_before_pickup"]
    [[counts]] = COUNT.of(custody)
    table = pd.DataFrame(counts, index=["2019-07", "2019-08"], columns=list(COUNT.columns))
    assert table.loc["2019-07"].to_list() == [3, 0, 1, 1, 2]
    assert table.loc["2019-08"].to_list() == [1, 1, 1, 1, 0]


def test_each_is_a_measure():
    assert set(COUNT.columns) <= set(MEASURES)
