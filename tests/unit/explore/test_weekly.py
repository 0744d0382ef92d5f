"""Shifts and rounds as hours of a week: what is painted is what a scenario then has."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sim.explore.weekly import officers_by_hour, painted, rounds_by_hour, rounds_of, shifts_of
from sim.scenario.duty import interviewers
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.staff import DAYS, Round, Shift
from sim.scenario.week import WEEK_HOURS
from tests.strategies import EXAMPLES, SHIFTS
from tests.support import small

HOUR = 3600
WEEK = st.lists(st.integers(0, 4), min_size=WEEK_HOURS, max_size=WEEK_HOURS)
RUNS = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 3)), min_size=1, max_size=30).map(
    lambda runs: ([count for hours, count in runs for _ in range(hours)] * WEEK_HOURS)[:WEEK_HOURS]
)
"""Weeks of which hours in a row are alike, as rosters are."""

DEPUTIES = "jails.county.screening.teams.deputies.shifts"
ROUND = {"at": "09:00", "days": "all", "seats": 4, "closes_hours": 2}


def shifts(data):
    return [Shift.model_validate(each) for each in data]


@EXAMPLES
@given(WEEK | RUNS)
def test_what_is_painted_is_on_duty(counts):
    assert officers_by_hour(shifts(shifts_of(counts))) == counts


@EXAMPLES
@given(RUNS)
def test_a_scenario_has_the_hours_that_were_painted(counts):
    value = painted(small(), DEPUTIES, counts)
    scenario = ScenarioSource.of(small()).scenario(f"{DEPUTIES}={value}")
    # Small county begins on a Monday, and has no clock that is put back.
    officers = interviewers(scenario.jails["county"], scenario.clock, 0, WEEK_HOURS * HOUR)
    begins = np.arange(WEEK_HOURS) * HOUR
    on_duty = [((each.duty[:, :1] <= begins) & (begins + HOUR <= each.duty[:, 1:])).any(axis=0) for each in officers]
    assert np.sum([np.zeros(WEEK_HOURS, dtype=int), *on_duty], axis=0).tolist() == counts


@EXAMPLES
@given(SHIFTS)
def test_shifts_that_hours_tell_are_told_again_by_the_same_hours(data):
    before = shifts(data)
    counts = officers_by_hour(before)
    if counts is not None:
        assert officers_by_hour(shifts(shifts_of(counts))) == counts
    else:
        mixed = len({each.federal_holidays for each in before}) > 1
        assert mixed or any(each.hours.endswith(":30") for each in before)


def test_a_night_is_one_shift_and_a_whole_week_another():
    night = [1 if hour % 24 >= 22 or hour % 24 < 6 else 0 for hour in range(WEEK_HOURS)]
    assert shifts_of(night) == [{"officers": 1, "days": "all", "hours": "22:00-06:00"}]
    assert shifts_of([2] * WEEK_HOURS) == [{"officers": 2, "days": "all", "hours": "00:00-24:00"}]
    assert shifts_of([0] * WEEK_HOURS) == []


def test_off_on_holidays_stays_so():
    path = "field_offices.city.reviewers"
    [shift] = YAML(typ="safe").load(painted(small(), path, [1] * WEEK_HOURS))
    assert shift["federal_holidays"] == "off"


@EXAMPLES
@given(st.lists(st.integers(0, 1), min_size=WEEK_HOURS, max_size=WEEK_HOURS))
def test_rounds_that_are_painted_come(comes):
    rounds = [Round.model_validate(each) for each in rounds_of(comes, ROUND)]
    assert rounds_by_hour(rounds) == comes


@pytest.mark.parametrize(
    "rounds",
    [
        [{**ROUND, "at": "09:30"}],
        [ROUND, {**ROUND, "at": "15:00", "seats": 9}],
        [ROUND, {**ROUND, "days": ["mon"]}],
    ],
)
def test_rounds_that_hours_do_not_tell_are_not_painted(rounds):
    assert rounds_by_hour([Round.model_validate(each) for each in rounds]) is None


def test_painted_rounds_keep_all_else_that_they_say():
    scenario = small({"field_offices.city.rounds": [ROUND]})
    comes = [1 if hour == 33 else 0 for hour in range(WEEK_HOURS)]
    [only] = YAML(typ="safe").load(painted(scenario, "field_offices.city.rounds", comes))
    assert only == {**ROUND, "at": "09:00", "days": [DAYS[1]]}


@pytest.mark.parametrize(
    ("path", "counts", "message"),
    [
        (DEPUTIES, [1], "must be 168 numbers"),
        ("jails.county", [1] * WEEK_HOURS, "there are no shifts or rounds at"),
        ("jails.nowhere.screening.teams.deputies.shifts", [1] * WEEK_HOURS, "there are no shifts or rounds at"),
        ("", [1] * WEEK_HOURS, "there are no shifts or rounds at"),
        ("field_offices.city.rounds", [1] * WEEK_HOURS, "has no round by which others could be made"),
    ],
)
def test_what_cannot_be_painted_is_told(path, counts, message):
    with pytest.raises(ValueError, match=message):
        painted(small(), path, counts)
