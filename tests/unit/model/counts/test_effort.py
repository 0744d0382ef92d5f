"""Hours on duty, at work and past the end of a shift, on the counted days."""

from __future__ import annotations

import pytest

from sim.model.counts.effort import efforts
from sim.scenario.seconds import HOUR_SECONDS
from tests.support import in_custody

SCREENERS = "jails.county.screening.teams.deputies.shifts"
DAYS = {"days": 10, SCREENERS: [{"officers": 1, "hours": "08:00-16:00"}]}
MATCHED = {"recorded": False, "fingerprinted": True, "on_record": True}


def spent(tmp_path, rows, changes=None, jail="county"):
    """Hours on duty, busy and overtime by team, of one jail and of its office as a whole."""
    rows_by_jail = rows if isinstance(rows, dict) else {"county": rows}
    custody = in_custody(tmp_path, rows_by_jail, {**(DAYS if "county" in rows_by_jail else {}), **(changes or {})})
    place = list(rows_by_jail).index(jail)
    return {
        (each.team, "office" if each.jail is None else "jail"): tuple(
            seconds / HOUR_SECONDS for seconds in (each.on_duty_seconds, each.busy_seconds, each.overtime_seconds)
        )
        for each in efforts(custody.scenario, custody.caseload, custody.journeys)
        if each.jail in (None, place)
    }


def test_duty_is_counted_on_the_counted_days_whether_or_not_there_is_work(tmp_path):
    hours = spent(tmp_path, [{**MATCHED, "booked_at": "2019-07-01 08:00", "stay_hours": 1}])
    assert hours == {
        ("deputies", "jail"): (80, 0, 0),
        # Eight weekdays of nine hours, less Independence Day, for each of two.
        ("reviewers", "office"): (7 * 9 * 2, 0, 0),
        ("reviewers", "jail"): (0, 0, 0),
        ("crews", "office"): (120, 0, 0),
        ("crews", "jail"): (0, 0, 0),
    }


def test_a_night_shift_counts_only_its_hours_on_the_counted_days(tmp_path):
    night = {SCREENERS: [{"officers": 2, "hours": "22:00-06:00"}]}
    hours = spent(tmp_path, [{"booked_at": "2019-07-01 08:00", "stay_hours": 1}], night)
    assert hours["deputies", "jail"] == (2 * 10 * 8, 0, 0)


def test_work_past_the_end_of_a_shift_is_busy_and_overtime(tmp_path):
    rows = [{"booked_at": "2019-07-01 14:30", "stay_hours": 9, "interview_hours": 1.25}]
    assert spent(tmp_path, rows)["deputies", "jail"] == (80, 1.25, 0.75)


def test_work_that_ends_with_the_shift_is_no_overtime(tmp_path):
    rows = [{"booked_at": "2019-07-01 14:00", "stay_hours": 9}]
    assert spent(tmp_path, rows)["deputies", "jail"] == (80, 1, 0)


def test_work_cut_off_at_release_ends_there(tmp_path):
    rows = [{"booked_at": "2019-07-01 14:50", "stay_hours": 1.5}]
    hours = spent(tmp_path, rows)["deputies", "jail"]
    assert hours[1:] == pytest.approx((0.5, 1 / 3))


def test_work_that_runs_into_the_next_shift_is_overtime_only_between_them(tmp_path):
    rows = [{"booked_at": "2019-07-01 14:00", "stay_hours": 90, "interview_hours": 20}]
    # From 15:00 to 11:00; off duty from 16:00 to 8:00.
    assert spent(tmp_path, rows)["deputies", "jail"] == (80, 20, 16)


def test_an_officer_of_the_whole_day_does_no_overtime_at_midnight(tmp_path):
    rows = [{"booked_at": "2019-07-01 22:30", "stay_hours": 90}]
    hours = spent(tmp_path, rows, {SCREENERS: [{"officers": 1, "hours": "00:00-24:00"}]})
    assert hours["deputies", "jail"] == (240, 1, 0)


def test_work_counts_where_it_falls_on_the_counted_days_whoever_it_was_for(tmp_path):
    rows = [
        {"booked_at": "2019-06-30 22:15", "stay_hours": 90},
        {"booked_at": "2019-07-10 22:30", "stay_hours": 90, "interview_hours": 9},
        {"booked_at": "2019-07-11 22:30", "stay_hours": 90},
    ]
    hours = spent(tmp_path, rows, {SCREENERS: [{"officers": 1, "hours": "23:00-23:45"}]})
    # From midnight to 0:15, outside the shift; and from 23:30 to midnight, half of it outside.
    assert hours["deputies", "jail"] == (7.5, 0.75, 0.5)


def test_each_team_is_told_by_its_own_work(tmp_path):
    teams = {
        "visitors": {"shifts": [{"officers": 1, "hours": "09:00-10:00"}]},
        "deputies": {"shifts": [{"officers": 2, "hours": "08:00-16:00"}]},
    }
    rows = [{"booked_at": "2019-07-01 08:00", "stay_hours": 90}] * 3
    hours = spent(tmp_path, rows, {"jails.county.screening.teams": teams})
    assert hours["visitors", "jail"] == (10, 1, 0)
    assert hours["deputies", "jail"] == (160, 2, 0)


def test_a_trip_is_busy_until_it_is_back_however_many_ride(tmp_path):
    rows = [{"booked_at": "2019-07-01 08:00", "stay_hours": 10.5}] * 3
    hours = spent(tmp_path, rows, {"jails.county.travel_hours": 1.5})
    # Out at 17:00, there at 18:30, back at 19:30; the shift ends at 18:00.
    assert hours["crews", "jail"] == (0, 2.5, 1.5)
    assert hours["crews", "office"] == (120, 0, 0)


def test_crews_that_set_out_at_one_second_each_make_a_trip(tmp_path):
    rows = [{"booked_at": "2019-07-01 08:00", "stay_hours": 6}] * 2
    changes = {
        SCREENERS: [{"officers": 2, "hours": "00:00-24:00"}],
        "field_offices.city.crews": [{"officers": 2, "hours": "06:00-18:00"}],
        "field_offices.city.seats": 1,
    }
    assert spent(tmp_path, rows, changes)["crews", "jail"] == (0, 4, 0)


def test_work_of_an_office_is_told_by_the_jail_it_was_for(tmp_path):
    rows = {
        "west": [{**MATCHED, "booked_at": "2019-07-01 08:00", "stay_hours": 9}] * 2,
        "east": [{**MATCHED, "booked_at": "2019-07-01 08:00", "stay_hours": 9, "review_hours": 0.5}],
    }
    changes = {"days": 10, "jails.east.travel_hours": 0.25}
    west, east = (spent(tmp_path, rows, changes, jail) for jail in ("west", "east"))
    assert west["reviewers", "jail"] == (0, 2, 0)
    assert west["crews", "jail"] == (0, 2, 0)
    assert east["reviewers", "jail"] == (0, 0.5, 0)
    assert east["crews", "jail"] == (0, 1.25, 0)
    assert west["reviewers", "office"] == east["reviewers", "office"]


def test_without_screening_there_is_no_team_of_the_jail(tmp_path):
    rows = {"west": [{"booked_at": "2019-07-01 08:00", "stay_hours": 9}]}
    hours = spent(tmp_path, rows, {"jails.west.screening": None}, "west")
    assert {team for team, _ in hours} == {"reviewers", "crews"}
