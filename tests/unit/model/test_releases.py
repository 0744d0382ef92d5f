"""The release clock against counting its units second by second."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.releases import stay_on_release_clock
from sim.scenario.clock import Clock
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS

MONDAY = Clock(date(2019, 7, 1))
OFFICE_HOURS = [1 if day < 5 and 8 <= hour < 17 else 0 for day in range(7) for hour in range(24)]


def stays(weights, booked_at, stay_seconds, clock=MONDAY):
    found = stay_on_release_clock(clock, weights, np.array([booked_at]), np.array([stay_seconds]))
    return int(found[0])


def counted(weights, booked_at, stay_seconds, clock=MONDAY):
    """Units added up each second, from the first after booking."""
    wanted = -(-stay_seconds * sum(weights) // 168)
    seconds = booked_at + np.arange(30 * DAY_SECONDS)
    advanced = np.cumsum(np.array(weights)[clock.hour_of_week_at(seconds)])
    return int(np.searchsorted(advanced, wanted)) + 1 if wanted else 0


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from([0, 0, 1, 2, 7]), min_size=168, max_size=168).filter(any),
    st.integers(0, 10 * DAY_SECONDS),
    st.integers(0, 2 * DAY_SECONDS),
)
def test_release_is_due_at_the_first_second_by_which_the_units_are_there(weights, booked_at, stay_seconds):
    assert stays(weights, booked_at, stay_seconds) == counted(weights, booked_at, stay_seconds)


@given(st.integers(1, 9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_equal_weights_leave_every_stay_as_it_is(weight, booked_at, stay_seconds):
    assert stays([weight] * 168, booked_at, stay_seconds) == stay_seconds


def test_nobody_walks_out_in_an_hour_of_no_weight():
    booked_at = np.arange(0, 14 * DAY_SECONDS, 977)
    due_at = booked_at + stay_on_release_clock(MONDAY, OFFICE_HOURS, booked_at, np.full(len(booked_at), 30_000))
    # Release is due at the end of the second in which the last unit is counted.
    hours = MONDAY.hour_of_week_at(due_at - 1)
    assert set(np.array(OFFICE_HOURS)[hours]) == {1}


def test_a_stay_of_a_week_is_a_week_whatever_the_weights():
    assert stays(OFFICE_HOURS, 9 * HOUR_SECONDS, 7 * DAY_SECONDS) == 7 * DAY_SECONDS


def test_a_stay_whose_last_unit_is_that_of_the_day_ends_with_the_day_not_with_the_night():
    # Nine hours of the clock, of 45 a week, are 9 * 168 / 45 hours of stay.
    assert stays(OFFICE_HOURS, 8 * HOUR_SECONDS, 9 * HOUR_SECONDS * 168 // 45) == 9 * HOUR_SECONDS


def test_a_stay_of_no_length_ends_at_once():
    assert stays(OFFICE_HOURS, 3 * HOUR_SECONDS, 0) == 0


def test_a_stay_in_the_night_ends_when_the_clock_begins_to_run():
    # One hour of stay is 45 * 3600 / 168 units, which the clock, still at night, counts from 08:00 on.
    assert stays(OFFICE_HOURS, 2 * HOUR_SECONDS, HOUR_SECONDS) == 6 * HOUR_SECONDS + -(-45 * HOUR_SECONDS // 168)


def test_a_stay_of_years_is_as_long_as_it_is_drawn_but_for_a_week():
    decade = 3650 * DAY_SECONDS
    assert abs(stays(OFFICE_HOURS, 12_345, decade) - decade) < 7 * DAY_SECONDS


@pytest.mark.parametrize("booked", ["2019-11-02 22:00", "2019-03-09 22:00"])
def test_the_hours_are_those_on_the_wall_also_in_the_nights_on_which_it_changes(booked):
    clock = Clock(date.fromisoformat(booked[:10]), "America/New_York")
    at_eight = [1 if hour == 8 else 0 for _ in range(7) for hour in range(24)]
    due_at = 22 * HOUR_SECONDS + stays(at_eight, 22 * HOUR_SECONDS, HOUR_SECONDS, clock)
    assert clock.moment_at(due_at).strftime("%H:%M:%S") == "08:02:30"
