"""How long a jail keeps a person, by the calendar and by the business clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.bookings import draw_bookings
from sim.model.holds import business_deadline, hold_ends_at, seconds_by_charge
from sim.scenario.clock import Clock, federal_holidays
from sim.scenario.seconds import HOUR_SECONDS
from tests.support import small

CLOCK = Clock(date(2019, 7, 1))
NEW_YORK = Clock(date(2019, 7, 1), "America/New_York")


def deadline(begins: str, hours: float, clock: Clock = CLOCK) -> pd.Timestamp:
    begins_at = np.array([clock.second_at(datetime.fromisoformat(begins))])
    [ends_at] = business_deadline(clock, begins_at, np.array([round(hours * HOUR_SECONDS)]))
    return pd.Timestamp(clock.moment_at(int(ends_at)).replace(tzinfo=None))


@pytest.mark.parametrize(
    ("begins", "hours", "ends"),
    [
        ("2019-07-08 10:00", 48, "2019-07-10 10:00"),
        ("2019-07-12 18:00", 48, "2019-07-16 18:00"),
        ("2019-07-13 09:30", 48, "2019-07-17 00:00"),
        ("2019-07-14 23:59:59", 1, "2019-07-15 01:00"),
        ("2019-07-03 18:00", 48, "2019-07-08 18:00"),
        ("2019-07-04 10:00", 5, "2019-07-05 05:00"),
        ("2019-08-30 20:00", 48, "2019-09-04 20:00"),
        ("2019-07-12 00:00", 24, "2019-07-13 00:00"),
        ("2019-07-12 00:00:01", 24, "2019-07-15 00:00:01"),
        ("2019-07-13 12:00", 0, "2019-07-13 12:00"),
        ("2019-07-12 12:00", 0, "2019-07-12 12:00"),
        ("2019-06-28 18:00", 12, "2019-07-01 06:00"),
        ("2019-07-12 18:00", 480, "2019-08-09 18:00"),
    ],
    ids=[
        "within a week",
        "from Friday evening",
        "from Saturday",
        "from Sunday's last second",
        "over a holiday and a weekend",
        "from a holiday",
        "over a weekend and Labor Day",
        "a whole Friday ends with the day",
        "a second more ends on Monday",
        "none on a Saturday",
        "none on a Friday",
        "before the first counted day",
        "twenty days in four weeks",
    ],
)
def test_weekends_and_federal_holidays_do_not_count_on_the_business_clock(begins, hours, ends):
    assert deadline(begins, hours) == pd.Timestamp(ends)


def test_a_holiday_does_not_count_on_the_day_on_which_it_is_observed():
    clock = Clock(date(2020, 6, 29))
    assert deadline("2020-07-02 12:00", 24, clock) == pd.Timestamp("2020-07-06 12:00")


def test_the_business_clock_follows_the_wall_through_a_weekend_of_47_hours():
    # On Sunday 8 March 2020 the clocks of New York are put forward.
    assert deadline("2020-03-06 18:00", 24, NEW_YORK) == pd.Timestamp("2020-03-09 18:00")
    assert deadline("2020-03-06 18:00", 24, NEW_YORK) == deadline("2020-03-06 18:00", 24)


def test_several_deadlines_are_found_at_once_as_one_by_one():
    begins = np.arange(-400, 4000, 37) * HOUR_SECONDS
    lasts = (np.arange(len(begins)) % 9) * 12 * HOUR_SECONDS
    together = business_deadline(CLOCK, begins, lasts)
    singly = [business_deadline(CLOCK, begins[[n]], lasts[[n]])[0] for n in range(len(begins))]
    assert list(together) == singly


def test_no_hold_at_all_is_no_deadline():
    nothing = np.zeros(0, dtype=np.int64)
    assert len(business_deadline(CLOCK, nothing, nothing)) == 0


def walked(begins_at: datetime, minutes: int) -> datetime:
    """Walk minute by minute, counting those of business days."""
    now = begins_at
    while minutes > 0:
        minutes -= now.weekday() < 5 and now.date() not in federal_holidays(now.year)
        now += timedelta(minutes=1)
    return now


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.datetimes(datetime(2019, 1, 1), datetime(2023, 12, 31)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    )
    | st.sampled_from([datetime(2019, 7, 3, 23, 59), datetime(2021, 12, 30, 12), datetime(2022, 12, 24)]),
    st.integers(0, 72 * 60) | st.sampled_from([0, 24 * 60, 48 * 60, 72 * 60]),
)
def test_a_deadline_is_that_of_a_walk_minute_by_minute(begins_at, minutes):
    clock = Clock(date(2019, 1, 1))
    second = np.array([clock.second_at(begins_at)])
    [ends_at] = business_deadline(clock, second, np.array([minutes * 60]))
    assert clock.moment_at(int(ends_at)) == walked(begins_at, minutes)


class TestOfBookings:
    def facts(self, scenario):
        return draw_bookings(scenario, "county", 0).facts

    def test_on_the_calendar_clock_a_hold_is_straight_hours(self):
        scenario = small({"jails.county.hold_hours": 36})
        facts = self.facts(scenario)
        assert (hold_ends_at(scenario, "county", facts) == facts.release_due_at + 36 * HOUR_SECONDS).all()

    def test_where_no_detainer_is_honoured_the_hold_ends_as_release_is_due(self):
        for clock in ("calendar", "business"):
            scenario = small({"jails.county.hold_clock": clock, "jails.county.honoured": 0.5})
            facts = self.facts(scenario)
            held = hold_ends_at(scenario, "county", facts) - facts.release_due_at
            assert (held[~facts.honoured] == 0).all()
            assert (held[facts.honoured] >= 48 * HOUR_SECONDS).all()
            assert 0.4 < facts.honoured.mean() < 0.6

    def test_the_business_clock_never_ends_before_the_calendar(self):
        ends = {}
        for clock in ("calendar", "business"):
            scenario = small({"jails.county.hold_clock": clock})
            ends[clock] = hold_ends_at(scenario, "county", self.facts(scenario))
        assert (ends["business"] >= ends["calendar"]).all()
        assert (ends["business"] > ends["calendar"]).any()

    def test_a_hold_may_depend_on_the_charge(self):
        scenario = small({"jails.county.hold_hours": {"by_charge": {"felony": 12.5}, "otherwise": 1}})
        hours = scenario.jails["county"].hold_hours
        assert list(seconds_by_charge(scenario, hours)) == [HOUR_SECONDS, 45000]
        facts = self.facts(scenario)
        held = hold_ends_at(scenario, "county", facts) - facts.release_due_at
        assert (held == np.where(facts.charge == 1, 45000, HOUR_SECONDS)).all()
