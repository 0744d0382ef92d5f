"""The clock: whole seconds since the start, and the nights of 23 and 25 hours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import numpy as np
import pytest

from sim.scenario.clock import Clock, federal_holidays
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS, NEVER, whole_seconds
from tests.support import small

NEW_YORK = "America/New_York"
SPRING = date(2020, 3, 8)
AUTUMN = date(2019, 11, 3)


def at(moment: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(moment).replace(fold=fold)


def hours(count: float) -> int:
    return round(count * HOUR_SECONDS)


def test_the_clock_of_a_scenario_has_its_start_and_time_zone():
    assert small({"timezone": NEW_YORK}).clock == Clock(date(2019, 7, 1), NEW_YORK)
    assert small().clock == Clock(date(2019, 7, 1), None)


@pytest.mark.parametrize("timezone", [None, NEW_YORK])
def test_second_0_is_midnight_of_the_start(timezone):
    clock = Clock(date(2019, 7, 1), timezone)
    assert clock.second_at(at("2019-07-01 00:00")) == clock.midnight(date(2019, 7, 1)) == clock.midnight_of_day(0) == 0
    assert clock.second_at(at("2019-07-01 08:30:15")) == hours(8.5) + 15
    assert clock.second_at(at("2019-06-30 23:00")) == -hours(1)


@pytest.mark.parametrize("start", [SPRING, AUTUMN, date(2019, 12, 31), date(2020, 2, 28)])
def test_without_a_time_zone_every_day_has_24_hours(start):
    clock = Clock(start)
    midnights = [clock.midnight_of_day(number) for number in range(-3, 400)]
    assert set(np.diff(midnights)) == {DAY_SECONDS}
    assert clock.hours_of_week(0, DAY_SECONDS).tolist() == [start.weekday() * 24 + hour for hour in range(24)]


@pytest.mark.parametrize(
    ("day", "length"), [(SPRING, 23), (AUTUMN, 25), (date(2020, 3, 7), 24), (date(2019, 11, 4), 24)]
)
def test_the_nights_on_which_the_clock_is_changed_have_23_and_25_hours(day, length):
    clock = Clock(day - timedelta(days=2), NEW_YORK)
    assert clock.midnight(day + timedelta(days=1)) - clock.midnight(day) == hours(length)


def test_a_year_with_a_time_zone_is_as_long_as_one_without():
    with_zone, without = Clock(date(2019, 1, 1), NEW_YORK), Clock(date(2019, 1, 1))
    assert with_zone.midnight(date(2020, 1, 1)) == without.midnight(date(2020, 1, 1)) == 365 * DAY_SECONDS
    assert with_zone.midnight(date(2019, 7, 1)) == without.midnight(date(2019, 7, 1)) - hours(1)


def test_in_spring_the_hour_from_2_to_3_is_skipped():
    clock = Clock(SPRING, NEW_YORK)
    walls = [clock.moment_at(hours(elapsed)).strftime("%a %H:%M") for elapsed in (0, 1, 2, 22, 23)]
    assert walls == ["Sun 00:00", "Sun 01:00", "Sun 03:00", "Sun 23:00", "Mon 00:00"]
    assert clock.second_at(at("2020-03-08 03:00")) == hours(2)


def test_in_autumn_the_hour_from_1_to_2_occurs_twice():
    clock = Clock(AUTUMN, NEW_YORK)
    walls = [clock.moment_at(hours(elapsed)).strftime("%a %H:%M %Z") for elapsed in (0, 1, 2, 3, 24, 25)]
    assert walls == [
        "Sun 00:00 EDT",
        "Sun 01:00 EDT",
        "Sun 01:00 EST",
        "Sun 02:00 EST",
        "Sun 23:00 EST",
        "Mon 00:00 EST",
    ]


def test_of_a_time_that_occurs_twice_the_first_is_meant_unless_the_second_is_asked_for():
    clock = Clock(AUTUMN, NEW_YORK)
    assert clock.second_at(at("2019-11-03 01:30")) == hours(1.5)
    assert clock.second_at(at("2019-11-03 01:30", fold=1)) == hours(2.5)


@pytest.mark.parametrize("timezone", [None, NEW_YORK])
@pytest.mark.parametrize("start", [SPRING - timedelta(days=1), AUTUMN - timedelta(days=1), date(2019, 7, 1)])
def test_a_moment_leads_back_to_its_second(timezone, start):
    clock = Clock(start, timezone)
    for second in range(-DAY_SECONDS, 4 * DAY_SECONDS, 1799):
        assert clock.second_at(clock.moment_at(second)) == second


@pytest.mark.parametrize(("timezone", "aware"), [(None, False), (NEW_YORK, True)])
def test_a_moment_knows_its_time_zone_where_there_is_one(timezone, aware):
    assert (Clock(date(2019, 7, 1), timezone).moment_at(0).tzinfo is not None) is aware


def test_a_moment_takes_a_numpy_second():
    assert Clock(date(2019, 7, 1)).moment_at(np.int64(60)) == at("2019-07-01 00:01")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (SPRING, [0, 1, *range(3, 24)]),
        (AUTUMN, [0, 1, 1, *range(2, 24)]),
    ],
)
def test_hours_of_the_week_follow_the_wall_clock(day, expected):
    clock = Clock(day - timedelta(days=1), NEW_YORK)
    first, last = clock.midnight(day), clock.midnight(day + timedelta(days=1))
    assert clock.hours_of_week(first, last).tolist() == [6 * 24 + hour for hour in expected]


def test_hours_of_the_week_begin_on_monday_and_wrap_after_sunday():
    clock = Clock(date(2019, 7, 1))
    week = clock.hours_of_week(0, 7 * DAY_SECONDS)
    assert week.tolist() == list(range(168))
    assert clock.hours_of_week(-hours(2), hours(1)).tolist() == [166, 167, 0]


@pytest.mark.parametrize("timezone", [None, NEW_YORK])
@pytest.mark.parametrize("start", [SPRING, AUTUMN])
def test_the_hour_of_the_week_of_a_second_is_that_of_its_moment(start, timezone):
    clock = Clock(start, timezone)
    seconds = np.arange(-DAY_SECONDS, 3 * DAY_SECONDS, 1237)
    moments = [clock.moment_at(second) for second in seconds]
    expected = [moment.weekday() * 24 + moment.hour for moment in moments]
    assert clock.hour_of_week_at(seconds[::-1]).tolist() == expected[::-1]


@pytest.mark.parametrize("timezone", ["Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Chatham"])
def test_hours_of_the_week_do_not_drift_however_far_the_clocks_are_put_forward(timezone):
    clock = Clock(date(2019, 7, 1), timezone)
    seconds = np.arange(-200 * DAY_SECONDS, 5 * 366 * DAY_SECONDS, 17 * HOUR_SECONDS + 1234)
    moments = [clock.moment_at(second) for second in seconds.tolist()]
    expected = [moment.weekday() * 24 + moment.hour for moment in moments]
    assert clock.hour_of_week_at(seconds).tolist() == expected


def test_a_clock_is_put_forward_at_the_second_at_which_it_is():
    clock = Clock(date(2019, 10, 5), "Australia/Lord_Howe")
    changed = clock.second_at(at("2019-10-06 02:30"))
    around = np.array([changed - 1, changed])
    assert clock.put_forward_at(changed - 1) == 0
    assert clock.put_forward_at(changed) == HOUR_SECONDS // 2
    assert (clock.hour_of_week_at(around) - 6 * 24).tolist() == [1, 2]


def test_no_seconds_have_no_hours():
    assert len(Clock(date(2019, 7, 1)).hour_of_week_at(np.zeros(0, dtype=np.int64))) == 0


@pytest.mark.parametrize("timezone", [None, NEW_YORK])
def test_days_are_those_with_a_second_in_the_span(timezone):
    clock = Clock(date(2019, 11, 2), timezone)
    third = clock.midnight(date(2019, 11, 4))
    assert list(clock.days(0, third)) == [date(2019, 11, 2), date(2019, 11, 3)]
    assert list(clock.days(0, third + 1)) == [date(2019, 11, 2), date(2019, 11, 3), date(2019, 11, 4)]
    assert list(clock.days(-1, 1)) == [date(2019, 11, 1), date(2019, 11, 2)]
    assert list(clock.days(third - 1, third)) == [date(2019, 11, 3)]


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        (0, 0),
        (1, 3600),
        (0.5, 1800),
        (1 / 3600, 1),
        (0.4 / 3600, 0),
        (0.6 / 3600, 1),
        (40 / 60, 2400),
        (2160, 7_776_000),
    ],
)
def test_hours_are_rounded_to_whole_seconds(given, seconds):
    assert whole_seconds(given) == seconds
    assert whole_seconds(np.array([given])).dtype == np.int64


def test_twelve_interviews_of_forty_minutes_fill_eight_hours_exactly():
    assert whole_seconds(np.full(12, 40 / 60)).sum() == hours(8)


def test_endless_hours_are_cut_to_a_century():
    century = whole_seconds(np.array([1e300, np.inf, 100 * 365.25 * 24]))
    assert set(century.tolist()) == {36_525 * DAY_SECONDS}


def test_never_is_later_than_a_century_of_centuries():
    assert whole_seconds(np.array([np.inf]))[0] * 100 < NEVER


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (
            2019,
            ["01-01", "01-21", "02-18", "05-27", "07-04", "09-02", "10-14", "11-11", "11-28", "12-25"],
        ),
        (
            2020,
            ["01-01", "01-20", "02-17", "05-25", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25"],
        ),
        (
            2021,
            [
                "01-01",
                "01-18",
                "02-15",
                "05-31",
                "06-18",
                "07-05",
                "09-06",
                "10-11",
                "11-11",
                "11-25",
                "12-24",
                "12-31",
            ],
        ),
        (
            2022,
            ["01-17", "02-21", "05-30", "06-20", "07-04", "09-05", "10-10", "11-11", "11-24", "12-26"],
        ),
        (
            2010,
            ["01-01", "01-18", "02-15", "05-31", "07-05", "09-06", "10-11", "11-11", "11-25", "12-24", "12-31"],
        ),
    ],
)
def test_federal_holidays_are_those_observed(year, days):
    assert sorted(federal_holidays(year)) == [date.fromisoformat(f"{year}-{day}") for day in days]


def test_no_observed_holiday_is_on_a_weekend():
    observed = [day for year in range(1990, 2040) for day in federal_holidays(year)]
    assert max(day.weekday() for day in observed) == 4
    assert len(observed) > 10 * 49


def test_a_midnight_is_that_of_the_wall():
    clock = Clock(date(2019, 10, 1), NEW_YORK)
    for number in (0, 32, 33, 34, 200):
        moment = clock.moment_at(clock.midnight_of_day(number))
        assert (moment.date(), moment.time()) == (date(2019, 10, 1) + timedelta(days=number), time())
