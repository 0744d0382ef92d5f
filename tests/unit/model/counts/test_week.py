"""The hours of the week, Monday 00:00 being hour 0. Monday 1 July 2019 is the first counted day."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.model.counts.week import COUNT, WEEK_HOURS, duty_by_hour
from tests.support import WEEKDAYS, in_custody, small, small_data

SCREENERS = "jails.county.screening.teams.deputies.shifts"
REVIEWERS = "field_offices.city.reviewers"


def counts(custody, jail="county"):
    place = list(custody.scenario.jails).index(jail)
    return pd.DataFrame(COUNT.of(custody)[0, place], columns=list(COUNT.columns))


def hours_with(values):
    return {int(hour): int(count) for hour, count in values.items() if count}


def hours_with_means(values):
    return {hour: float(mean) for hour, mean in enumerate(values) if mean}


WEEK = [
    {"booked_at": "2019-06-30 23:59", "stay_hours": 1, "recorded": False},
    {"booked_at": "2019-07-01 00:00", "stay_hours": 1, "recorded": False},
    {"booked_at": "2019-07-07 23:59:59", "stay_hours": 2, "recorded": False},
    {"booked_at": "2019-07-08 00:30", "stay_hours": 24, "recorded": False},
    {"booked_at": "2019-07-09 08:00", "stay_hours": 6},
    {"booked_at": "2019-07-10 08:00", "stay_hours": 2.5, "honoured": False},
    {"booked_at": "2019-07-11 08:00", "stay_hours": 4, "removable": False},
]


class TestCounts:
    def test_removable_people_are_told_by_the_hour_of_booking(self, tmp_path):
        booked = counts(in_custody(tmp_path, {"county": WEEK})).removable_booked
        assert hours_with(booked) == {0: 2, 167: 1, 24 + 8: 1, 48 + 8: 1}

    def test_lost_people_are_told_by_the_hour_at_which_they_left(self, tmp_path):
        lost = counts(in_custody(tmp_path, {"county": WEEK})).lost_released
        assert hours_with(lost) == {1: 2, 24: 1, 48 + 10: 1}

    def test_releases_are_told_by_the_hour_at_which_they_are_due_whoever_comes_then(self, tmp_path):
        due = counts(in_custody(tmp_path, {"county": WEEK})).release_due
        # Tuesday's is collected, and Wednesday's is not held.
        assert hours_with(due) == {1: 2, 24: 1, 24 + 14: 1, 48 + 10: 1}

    def test_the_release_of_someone_whom_a_flag_keeps_longer_is_due_later(self, tmp_path):
        rows = [{"booked_at": "2019-07-01 08:00", "stay_hours": 6}]
        longer = {"jails.county.stay_factor_when_flagged": 2}
        assert hours_with(counts(in_custody(tmp_path, {"county": rows}, longer)).release_due) == {20: 1}

    def test_someone_held_in_vain_is_lost_when_the_hold_runs_out(self, tmp_path):
        rows = [{"booked_at": "2019-07-07 08:00", "stay_hours": 6}]
        lost = counts(in_custody(tmp_path, {"county": rows}, {"field_offices.city.crews": []})).lost_released
        assert hours_with(lost) == {24 + 14: 1}

    def test_every_hour_has_a_row_though_nothing_happens_in_it(self, tmp_path):
        rows = [{"booked_at": "2019-07-01 08:00", "stay_hours": 6, "removable": False}]
        table = counts(in_custody(tmp_path, {"county": rows}))
        assert list(table.index) == list(range(WEEK_HOURS))
        assert (table[["removable_booked", "lost_released"]] == 0).all(axis=None)

    def test_each_jail_is_counted_by_itself(self, tmp_path):
        rows = {"west": WEEK[1:2], "east": WEEK[2:4]}
        custody = in_custody(tmp_path, rows)
        assert hours_with(counts(custody, "west").removable_booked) == {0: 1}
        assert hours_with(counts(custody, "east").removable_booked) == {167: 1, 0: 1}

    def test_hours_are_those_on_the_wall_of_the_time_zone(self, tmp_path):
        # The clocks go back in the night to Sunday 3 November.
        rows = [{"booked_at": "2019-11-02 23:30", "stay_hours": 4, "recorded": False}]
        changes = {"start": "2019-10-28", "timezone": "America/New_York"}
        table = counts(in_custody(tmp_path, {"county": rows}, changes))
        assert hours_with(table.removable_booked) == {5 * 24 + 23: 1}
        assert hours_with(table.lost_released) == {6 * 24 + 2: 1}


class TestDuty:
    def duty(self, changes=None, column="screeners_on_duty", jail="county"):
        table = duty_by_hour(small(changes))
        return table[table.jail == jail].sort_values("hour_of_week")[column].to_numpy()

    @pytest.mark.parametrize("days", [7, 10, 60])
    def test_a_shift_is_on_in_its_hours_whatever_the_number_of_days(self, days):
        changes = {"days": days, SCREENERS: [{"officers": 3, "days": ["mon", "sun"], "hours": "22:00-06:00"}]}
        expected = np.zeros(WEEK_HOURS)
        expected[[22, 23, *range(24, 30), 6 * 24 + 22, 6 * 24 + 23, *range(6)]] = 3
        # The night of the Sunday before the first counted day reaches into it.
        assert self.duty(changes) == pytest.approx(expected)

    def test_part_of_an_hour_counts_in_part(self):
        duty = self.duty({"days": 7, SCREENERS: [{"officers": 1, "days": ["tue"], "hours": "08:30-10:15"}]})
        assert duty[24 + 8 : 24 + 11] == pytest.approx([0.5, 1, 0.25])
        assert duty.sum() == pytest.approx(1.75)

    def test_teams_and_shifts_add_up(self):
        teams = {
            "one": {"shifts": [{"officers": 1, "hours": "00:00-24:00"}]},
            "two": {"shifts": [{"officers": 2, "hours": "08:00-12:00"}, {"officers": 1, "hours": "10:00-12:00"}]},
        }
        duty = self.duty({"days": 7, "jails.county.screening.teams": teams})
        assert duty[7:13] == pytest.approx([1, 3, 3, 4, 4, 1])

    def test_a_holiday_lowers_the_mean_of_its_hours(self):
        shift = {"officers": 2, "days": WEEKDAYS, "hours": "08:00-17:00", "federal_holidays": "off"}
        duty = self.duty({"days": 14, REVIEWERS: [shift]}, "reviewers_on_duty")
        # Of two Thursdays one is Independence Day.
        assert duty[3 * 24 + 8] == pytest.approx(1)
        assert duty[2 * 24 + 8] == pytest.approx(2)
        assert duty[5 * 24 :].sum() == 0

    def test_a_team_in_force_for_half_the_days_is_on_duty_half_the_time(self):
        changes = {"days": 14, "jails.county.screening.teams.deputies.in_force": {"until": "2019-07-07"}}
        assert self.duty(changes) == pytest.approx(np.full(WEEK_HOURS, 0.5))

    def test_hours_that_do_not_occur_have_nobody(self):
        duty = self.duty({"days": 1})
        assert duty[:24] == pytest.approx(np.ones(24))
        assert duty[24:].sum() == 0

    def test_without_screening_nobody_is_on_duty_at_the_jail(self):
        changes = {"jails.county.screening": None}
        assert self.duty(changes).sum() == 0
        assert self.duty(changes, "crews_on_duty").sum() == pytest.approx(7 * 12)

    def test_a_jail_is_shown_with_the_officers_of_its_own_office(self):
        data = small_data()
        county, city = data["jails"]["county"], data["field_offices"]["city"]
        changes = {
            "jails": {"west": county, "east": {**county, "field_office": "capital"}},
            "field_offices": {"city": city, "capital": {**city, "crews": []}},
        }
        assert self.duty(changes, "crews_on_duty", "west").sum() > 0
        assert self.duty(changes, "crews_on_duty", "east").sum() == 0

    def test_in_a_time_zone_a_shift_keeps_its_hours_on_the_wall(self):
        changes = {
            "start": "2019-10-28",
            "days": 14,
            "timezone": "America/New_York",
            SCREENERS: [{"officers": 1, "hours": "08:00-16:00"}],
        }
        expected = np.tile(np.repeat([0, 1, 0], 8), 7)
        assert self.duty(changes) == pytest.approx(expected)

    def test_a_shift_keeps_its_hours_where_clocks_are_put_forward_by_half_an_hour(self):
        changes = {
            "days": 500,
            "timezone": "Australia/Lord_Howe",
            SCREENERS: [{"officers": 1, "hours": "08:00-16:00"}],
        }
        expected = np.tile(np.repeat([0, 1, 0], 8), 7)
        assert self.duty(changes) == pytest.approx(expected)

    def test_rounds_arrive_at_the_jails_they_come_to_and_less_often_where_a_holiday_stops_them(self):
        rounds = [
            {"days": ["tue", "thu"], "at": "09:30", "seats": 4, "federal_holidays": "off"},
            {"days": ["tue"], "at": "09:45", "seats": 4, "jails": ["west"]},
        ]
        county = small_data()["jails"]["county"]
        changes = {
            "days": 14,
            "jails": {"west": county, "east": county},
            "field_offices.city.rounds": rounds,
        }
        # Of two Thursdays one is Independence Day.
        west, east = (self.duty(changes, "rounds_arriving", jail) for jail in ("west", "east"))
        assert hours_with_means(west) == {24 + 9: 2, 3 * 24 + 9: 0.5}
        assert hours_with_means(east) == {24 + 9: 1, 3 * 24 + 9: 0.5}

    def test_without_rounds_none_arrive(self):
        assert self.duty(column="rounds_arriving").sum() == 0

    def test_every_jail_has_all_hours(self):
        table = duty_by_hour(small())
        expected = pd.MultiIndex.from_product([["county"], range(WEEK_HOURS)])
        assert list(zip(table.jail, table.hour_of_week, strict=True)) == list(expected)
