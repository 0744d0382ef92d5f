"""Duty, by hand. Monday 1 July 2019 is second 0; Thursday the 4th is a federal holiday."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import pytest

from sim.scenario.clock import Clock
from sim.scenario.duty import Officer, collectors, duty_seconds, interviewers, reviewers
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS
from tests.support import WEEKDAYS, small

NEW_YORK = "America/New_York"
MONDAY = Clock(date(2019, 7, 1))
SUNDAY_NIGHT = {"officers": 1, "days": ["sun"], "hours": "22:00-06:00"}


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def shift(hours: str, officers: int = 1, days: Any = "all", holidays: str = "on") -> dict[str, Any]:
    return {"officers": officers, "days": days, "hours": hours, "federal_holidays": holidays}


def officers_of(shifts: list[Any], clock: Clock, last: int, in_force: Any = None, first: int = 0) -> list[Officer]:
    team = {"shifts": shifts} if in_force is None else {"shifts": shifts, "in_force": in_force}
    jail = small({"jails.county.screening.teams": {"deputies": team}}).jails["county"]
    return interviewers(jail, clock, first, last)


def on_duty(given: Any, clock: Clock = MONDAY, days: int = 7, in_force: Any = None) -> list[tuple[str, str]]:
    """The duty of one officer that begins within the days, as times on the wall."""
    last = clock.midnight_of_day(days)
    [officer] = officers_of([given], clock, last, in_force)
    return [
        (f"{clock.moment_at(on):%a %d %H:%M}", f"{clock.moment_at(off):%a %d %H:%M}")
        for on, off in officer.duty.tolist()
        if on < last
    ]


def test_a_day_shift_is_worked_on_its_days():
    assert on_duty(shift("08:00-17:00", days=["mon", "wed"]), days=14) == [
        ("Mon 01 08:00", "Mon 01 17:00"),
        ("Wed 03 08:00", "Wed 03 17:00"),
        ("Mon 08 08:00", "Mon 08 17:00"),
        ("Wed 10 08:00", "Wed 10 17:00"),
    ]


def test_a_shift_of_every_day_is_worked_on_weekends_too():
    assert [on for on, _ in on_duty(shift("09:15-09:45"))] == [
        f"{day} 09:15" for day in ("Mon 01", "Tue 02", "Wed 03", "Thu 04", "Fri 05", "Sat 06", "Sun 07")
    ]


def test_duty_is_in_whole_seconds_ascending_and_apart():
    [officer] = officers_of([shift("08:00-17:00")], MONDAY, DAY_SECONDS)
    assert officer.duty.dtype == np.int64
    assert officer.duty[0].tolist() == [8 * HOUR_SECONDS, 17 * HOUR_SECONDS]
    assert (np.diff(officer.duty.ravel()) > 0).all()


def test_a_shift_that_crosses_midnight_belongs_to_the_day_on_which_it_starts():
    assert on_duty(shift("22:00-06:00", days=["tue", "fri"])) == [
        ("Tue 02 22:00", "Wed 03 06:00"),
        ("Fri 05 22:00", "Sat 06 06:00"),
    ]


def test_a_shift_that_crosses_the_weeks_end_is_worked_into_monday():
    assert on_duty(SUNDAY_NIGHT, days=15) == [
        ("Mon 01 00:00", "Mon 01 06:00"),
        ("Sun 07 22:00", "Mon 08 06:00"),
        ("Sun 14 22:00", "Mon 15 06:00"),
    ]


def test_a_night_shift_may_end_at_midnight():
    assert on_duty(shift("16:00-24:00", days=["mon"])) == [("Mon 01 16:00", "Tue 02 00:00")]
    assert on_duty(shift("16:00-00:00", days=["mon"])) == [("Mon 01 16:00", "Tue 02 00:00")]


def test_days_of_24_hours_are_one_duty():
    [officer] = officers_of([shift("00:00-24:00")], MONDAY, 30 * DAY_SECONDS)
    assert len(officer.duty) == 1
    assert officer.duty[0, 0] == 0
    assert officer.duty[0, 1] >= 30 * DAY_SECONDS


def test_days_of_24_hours_that_follow_each_other_are_one_duty_and_others_are_not():
    assert on_duty(shift("00:00-24:00", days=["tue", "wed", "sat"])) == [
        ("Tue 02 00:00", "Thu 04 00:00"),
        ("Sat 06 00:00", "Sun 07 00:00"),
    ]


def test_a_duty_that_began_before_the_span_is_cut_to_it():
    [officer] = officers_of([shift("22:00-06:00")], MONDAY, DAY_SECONDS, first=3 * HOUR_SECONDS)
    assert officer.duty[0].tolist() == [3 * HOUR_SECONDS, 6 * HOUR_SECONDS]


def test_duty_reaches_back_to_a_span_that_begins_before_the_start():
    [officer] = officers_of([shift("08:00-17:00")], MONDAY, DAY_SECONDS, first=-2 * DAY_SECONDS)
    assert officer.duty[:3, 0].tolist() == [hour * HOUR_SECONDS for hour in (-40, -16, 8)]


def test_federal_holidays_are_worked_unless_they_are_off():
    assert len(on_duty(shift("08:00-17:00", days=WEEKDAYS))) == 5
    off = on_duty(shift("08:00-17:00", days=WEEKDAYS, holidays="off"))
    assert [on for on, _ in off] == ["Mon 01 08:00", "Tue 02 08:00", "Wed 03 08:00", "Fri 05 08:00"]


@pytest.mark.parametrize(
    ("start", "worked"),
    [
        (date(2020, 6, 29), ["Mon 29", "Tue 30", "Wed 01", "Thu 02"]),
        (date(2021, 12, 27), ["Mon 27", "Tue 28", "Wed 29", "Thu 30"]),
        (date(2021, 7, 5), ["Tue 06", "Wed 07", "Thu 08", "Fri 09"]),
        (date(2022, 1, 3), ["Mon 03", "Tue 04", "Wed 05", "Thu 06", "Fri 07"]),
        (date(2020, 6, 15), ["Mon 15", "Tue 16", "Wed 17", "Thu 18", "Fri 19"]),
        (date(2021, 6, 14), ["Mon 14", "Tue 15", "Wed 16", "Thu 17"]),
    ],
    ids=[
        "4 July 2020 is a Saturday, observed on Friday the 3rd",
        "1 January 2022 is a Saturday, observed in the year before",
        "4 July 2021 is a Sunday, observed on Monday the 5th",
        "the first week of 2022 has no holiday",
        "19 June was no holiday in 2020",
        "19 June 2021 is a Saturday, observed on Friday the 18th",
    ],
)
def test_holidays_are_off_on_the_day_on_which_they_are_observed(start, worked):
    duty = on_duty(shift("08:00-17:00", days=WEEKDAYS, holidays="off"), Clock(start))
    assert duty == [(f"{day} 08:00", f"{day} 17:00") for day in worked]


def test_the_weekend_day_of_a_holiday_observed_on_another_day_is_worked():
    duty = on_duty(shift("08:00-17:00", holidays="off"), Clock(date(2020, 7, 1)), days=5)
    assert [on for on, _ in duty] == ["Wed 01 08:00", "Thu 02 08:00", "Sat 04 08:00", "Sun 05 08:00"]


def test_a_night_shift_is_off_if_it_starts_on_a_holiday_and_worked_into_one():
    assert on_duty(shift("22:00-06:00", holidays="off")) == [
        ("Mon 01 00:00", "Mon 01 06:00"),
        ("Mon 01 22:00", "Tue 02 06:00"),
        ("Tue 02 22:00", "Wed 03 06:00"),
        ("Wed 03 22:00", "Thu 04 06:00"),
        ("Fri 05 22:00", "Sat 06 06:00"),
        ("Sat 06 22:00", "Sun 07 06:00"),
        ("Sun 07 22:00", "Mon 08 06:00"),
    ]


def test_a_night_shift_that_started_on_a_holiday_before_the_span_is_off():
    duty = on_duty(shift("22:00-06:00", holidays="off"), Clock(date(2019, 7, 5)), days=1)
    assert duty == [("Fri 05 22:00", "Sat 06 06:00")]


def test_both_days_of_a_period_in_force_are_worked():
    duty = on_duty(shift("08:00-17:00"), in_force={"from": "2019-07-03", "until": "2019-07-05"})
    assert [on for on, _ in duty] == ["Wed 03 08:00", "Thu 04 08:00", "Fri 05 08:00"]


def test_a_period_of_one_day_is_one_day():
    duty = on_duty(shift("00:00-24:00"), in_force={"from": "2019-07-03", "until": "2019-07-03"})
    assert duty == [("Wed 03 00:00", "Thu 04 00:00")]


def test_a_night_shift_is_cut_at_both_ends_of_a_period_in_force():
    duty = on_duty(shift("22:00-06:00"), in_force={"from": "2019-07-03", "until": "2019-07-04"})
    assert duty == [
        ("Wed 03 00:00", "Wed 03 06:00"),
        ("Wed 03 22:00", "Thu 04 06:00"),
        ("Thu 04 22:00", "Fri 05 00:00"),
    ]


def test_deputies_work_some_days_after_their_agreement_is_signed():
    team = {"shifts": [shift("08:00-17:00")], "in_force": {"from": "2019-07-02"}, "work_begins_days": 3}
    jail = small({"jails.county.screening.teams.deputies": team}).jails["county"]
    [officer] = interviewers(jail, MONDAY, 0, MONDAY.midnight_of_day(7))
    assert MONDAY.moment_at(int(officer.duty[0][0])) == at("2019-07-05 08:00")


def test_a_period_may_be_open_at_either_end():
    until = on_duty(shift("08:00-17:00"), in_force={"until": "2019-07-02"})
    since = on_duty(shift("08:00-17:00"), in_force={"from": "2019-07-06"})
    assert [on for on, _ in until + since] == ["Mon 01 08:00", "Tue 02 08:00", "Sat 06 08:00", "Sun 07 08:00"]


def test_several_periods_are_each_worked_in_whatever_order_they_are_given():
    in_force = [{"from": "2019-07-06"}, {"from": "2019-07-03", "until": "2019-07-03"}, {"until": "2019-07-01"}]
    duty = on_duty(shift("08:00-17:00"), in_force=in_force)
    assert [on for on, _ in duty] == ["Mon 01 08:00", "Wed 03 08:00", "Sat 06 08:00", "Sun 07 08:00"]


def test_periods_that_follow_each_other_do_not_interrupt_a_night_shift():
    in_force = [{"until": "2019-07-03"}, {"from": "2019-07-04"}]
    assert on_duty(shift("22:00-06:00"), in_force=in_force) == on_duty(shift("22:00-06:00"))


def test_a_team_that_is_never_in_force_on_the_days_has_officers_without_duty():
    [officer] = officers_of([shift("00:00-24:00")], MONDAY, DAY_SECONDS, {"until": "2019-06-30"})
    assert officer.duty.shape == (0, 2)
    assert duty_seconds(officer, 0, DAY_SECONDS) == 0


def test_each_officer_is_a_server_of_its_own_in_the_order_of_the_file():
    teams = {
        "deputies": {"shifts": [shift("08:00-16:00", officers=2), shift("16:00-24:00")]},
        "ice_visit": {"shifts": [shift("09:00-17:00")]},
    }
    jail = small({"jails.county.screening.teams": teams}).jails["county"]
    officers = interviewers(jail, MONDAY, 0, DAY_SECONDS)
    assert [officer.name for officer in officers] == ["deputies-1", "deputies-2", "deputies-3", "ice_visit-1"]
    assert [officer.duty[0, 0] // HOUR_SECONDS for officer in officers] == [8, 8, 16, 9]
    assert [(officer.team, officer.number) for officer in officers[2:]] == [("deputies", 3), ("ice_visit", 1)]


def test_zero_officers_are_none():
    assert officers_of([shift("08:00-16:00", officers=0)], MONDAY, DAY_SECONDS) == []


def test_no_screening_has_no_officers():
    jail = small({"jails.county.screening": None}).jails["county"]
    assert interviewers(jail, MONDAY, 0, DAY_SECONDS) == []


def test_an_office_has_reviewers_and_crews():
    office = small().field_offices["city"]
    at_desks, on_the_road = reviewers(office, MONDAY, 0, DAY_SECONDS), collectors(office, MONDAY, 0, DAY_SECONDS)
    assert [officer.name for officer in at_desks + on_the_road] == ["reviewers-1", "reviewers-2", "crews-1"]
    assert at_desks[1].duty[0].tolist() == [8 * HOUR_SECONDS, 17 * HOUR_SECONDS]
    assert on_the_road[0].duty[0].tolist() == [6 * HOUR_SECONDS, 18 * HOUR_SECONDS]


def test_the_reviewers_of_an_office_have_the_holidays_off_that_it_says():
    office = small().field_offices["city"]
    [first, _] = reviewers(office, MONDAY, 0, 7 * DAY_SECONDS)
    assert duty_seconds(first, 0, 7 * DAY_SECONDS) == 4 * 9 * HOUR_SECONDS


def test_duty_cannot_be_changed_by_who_asked():
    [officer] = officers_of([shift("08:00-16:00")], MONDAY, DAY_SECONDS)
    with pytest.raises(ValueError, match="read-only"):
        officer.duty[0, 0] = 0


@pytest.mark.parametrize(
    ("first", "last", "hours"),
    [(0, 24, 9), (8, 17, 9), (9, 12, 3), (0, 8, 0), (17, 32, 0), (16, 33, 2), (0, 48, 18), (12, 12, 0), (-24, 0, 0)],
)
def test_seconds_on_duty_are_counted_within_the_span_alone(first, last, hours):
    [officer] = officers_of([shift("08:00-17:00")], MONDAY, 2 * DAY_SECONDS)
    assert duty_seconds(officer, first * HOUR_SECONDS, last * HOUR_SECONDS) == hours * HOUR_SECONDS


@pytest.mark.parametrize(
    ("evening", "hours"),
    [
        (at("2020-03-07 22:00"), 7),
        (at("2019-11-02 22:00"), 9),
        (at("2020-03-06 22:00"), 8),
        (at("2019-11-03 22:00"), 8),
    ],
)
def test_a_night_shift_is_as_long_as_its_night(evening, hours):
    clock = Clock(evening.date(), NEW_YORK)
    [officer] = officers_of([shift("22:00-06:00")], clock, clock.midnight_of_day(2))
    on = clock.second_at(evening)
    [tonight] = [duty for duty in officer.duty.tolist() if duty[0] == on]
    assert tonight[1] - tonight[0] == hours * HOUR_SECONDS


@pytest.mark.parametrize("evening", [date(2020, 3, 7), date(2019, 11, 2)])
def test_without_a_time_zone_every_night_shift_has_8_hours(evening):
    [officer] = officers_of([shift("22:00-06:00")], Clock(evening), 10 * DAY_SECONDS, first=12 * HOUR_SECONDS)
    assert set(np.diff(officer.duty[:10], axis=1).ravel().tolist()) == {8 * HOUR_SECONDS}


@pytest.mark.parametrize(("day", "hours"), [(date(2020, 3, 8), 23), (date(2019, 11, 3), 25)])
def test_a_duty_round_the_clock_is_as_long_as_the_day(day, hours):
    clock = Clock(day, NEW_YORK)
    last = clock.midnight_of_day(1)
    [officer] = officers_of([shift("00:00-24:00")], clock, last)
    assert len(officer.duty) == 1
    assert duty_seconds(officer, 0, last) == hours * HOUR_SECONDS


@pytest.mark.parametrize(
    ("day", "hours", "length"),
    [
        (date(2020, 3, 8), "02:00-03:00", 0),
        (date(2020, 3, 8), "01:00-04:00", 2),
        (date(2019, 11, 3), "01:00-02:00", 2),
        (date(2019, 11, 3), "00:00-03:00", 4),
    ],
)
def test_a_shift_within_the_changed_hours_follows_the_wall(day, hours, length):
    clock = Clock(day, NEW_YORK)
    [officer] = officers_of([shift(hours)], clock, clock.midnight_of_day(1))
    assert duty_seconds(officer, 0, clock.midnight_of_day(1)) == length * HOUR_SECONDS


def test_a_period_in_force_ends_at_the_midnight_of_the_wall():
    clock = Clock(date(2019, 11, 3), NEW_YORK)
    [officer] = officers_of([shift("00:00-24:00")], clock, clock.midnight_of_day(3), {"until": "2019-11-03"})
    assert officer.duty.tolist() == [[0, 25 * HOUR_SECONDS]]
