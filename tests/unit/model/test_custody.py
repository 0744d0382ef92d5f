"""Each rule of the model, by hand. Monday 1 July 2019 is the first counted day; Thursday the 4th is a holiday."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sim.model.table import booking_table
from sim.scenario.seconds import NEVER
from tests.support import WEEKDAYS, by_hand, in_custody

SCREENERS = "jails.county.screening.teams.deputies.shifts"
REVIEWERS = "field_offices.city.reviewers"
CREWS = "field_offices.city.crews"


def at(moment: str) -> pd.Timestamp:
    return pd.Timestamp(moment)


def shift(hours: str, officers: int = 1, days: Any = "all", federal_holidays: str = "on") -> dict[str, Any]:
    return {"officers": officers, "days": days, "hours": hours, "federal_holidays": federal_holidays}


ALWAYS = shift("00:00-24:00")
BOTH = {"fingerprinted": True, "on_record": True}
MATCHED = {**BOTH, "recorded": False}
TWO_AT_ONCE = {SCREENERS: [shift("00:00-24:00", officers=9)]}


def test_someone_ready_is_interviewed_at_once_by_an_officer_on_duty(tmp_path):
    [person] = by_hand(tmp_path, [{"booked_at": "2019-07-01 08:00", "stay_hours": 30}]).itertuples()
    assert (person.interview_started_at, person.interview_ended_at) == (at("2019-07-01 09:00"), at("2019-07-01 10:00"))
    assert person.flagged_at == at("2019-07-01 10:00")
    assert (person.interviewed_by, person.flagged_by) == ("deputies-1", "screening")


@pytest.mark.parametrize(
    ("ready", "begins"),
    [
        ("2019-07-01 07:00", "2019-07-01 08:00"),
        ("2019-07-01 08:00", "2019-07-01 08:00"),
        ("2019-07-01 15:59:59", "2019-07-01 15:59:59"),
        ("2019-07-01 16:00", "2019-07-02 08:00"),
    ],
    ids=["before the shift", "as it begins", "in its last second", "as it ends"],
)
def test_a_shift_is_a_half_open_interval(tmp_path, ready, begins):
    row = {"booked_at": at(ready) - pd.Timedelta(hours=1), "stay_hours": 100}
    table = by_hand(tmp_path, [row], {SCREENERS: [shift("08:00-16:00")]})
    assert table.interview_started_at[0] == at(begins)


def test_work_begun_in_a_shift_is_finished_past_its_end_but_nothing_more_is_begun(tmp_path):
    rows = [
        {"booked_at": "2019-07-01 14:30", "stay_hours": 100},
        {"booked_at": "2019-07-01 15:10", "stay_hours": 100},
    ]
    table = by_hand(tmp_path, rows, {SCREENERS: [shift("08:00-16:00")]})
    assert table.interview_ended_at[0] == at("2019-07-01 16:30")
    assert table.interview_started_at[1] == at("2019-07-02 08:00")


def test_work_that_runs_into_the_next_shift_keeps_the_officer_until_it_ends(tmp_path):
    rows = [
        {"booked_at": "2019-07-01 14:00", "stay_hours": 100, "interview_hours": 20},
        {"booked_at": "2019-07-01 14:00", "stay_hours": 100},
    ]
    table = by_hand(tmp_path, rows, {SCREENERS: [shift("08:00-16:00")]})
    assert list(table.interview_started_at) == [at("2019-07-01 15:00"), at("2019-07-02 11:00")]


def test_twelve_interviews_of_forty_minutes_fill_an_eight_hour_shift(tmp_path):
    rows = [{"booked_at": "2019-07-01 06:00", "stay_hours": 300, "interview_hours": 2 / 3}] * 13
    table = by_hand(tmp_path, rows, {SCREENERS: [shift("08:00-16:00")]})
    assert list(table.interview_started_at[:12]) == list(pd.date_range("2019-07-01 08:00", periods=12, freq="40min"))
    assert table.interview_started_at[12] == at("2019-07-02 08:00")


def test_release_cuts_an_interview_off_and_frees_the_officer_at_that_moment(tmp_path):
    rows = [
        {"booked_at": "2019-07-01 08:00", "stay_hours": 1.5},
        {"booked_at": "2019-07-01 08:10", "stay_hours": 100},
    ]
    cut_off, following = by_hand(tmp_path, rows).itertuples()
    assert cut_off.interview_ended_at == at("2019-07-01 09:30")
    assert pd.isna(cut_off.flagged_at)
    assert (cut_off.outcome, cut_off.left_at) == ("released_not_fingerprinted", at("2019-07-01 09:30"))
    assert following.interview_started_at == at("2019-07-01 09:30")


def test_release_cuts_a_review_off_and_frees_the_officer_at_that_moment(tmp_path):
    rows = [
        {**MATCHED, "booked_at": "2019-07-01 08:00", "stay_hours": 2.5},
        {**MATCHED, "booked_at": "2019-07-01 08:10", "stay_hours": 100},
    ]
    cut_off, following = by_hand(tmp_path, rows, {REVIEWERS: [ALWAYS]}).itertuples()
    assert cut_off.review_ended_at == at("2019-07-01 10:30")
    assert pd.isna(cut_off.flagged_at)
    assert cut_off.outcome == "released_before_review"
    assert following.review_started_at == at("2019-07-01 10:30")


@pytest.mark.parametrize(("facts", "stay_hours"), [({}, 2), (MATCHED, 3)], ids=["interview", "review"])
def test_work_that_ends_at_the_second_release_is_due_counts_as_done(tmp_path, facts, stay_hours):
    rows = [{**facts, "booked_at": "2019-07-01 08:00", "stay_hours": stay_hours}]
    [person] = by_hand(tmp_path, rows).itertuples()
    assert person.flagged_at == person.release_due_at == at("2019-07-01 08:00") + pd.Timedelta(hours=stay_hours)


@pytest.mark.parametrize(("facts", "stay_hours"), [({}, 2), (MATCHED, 3)], ids=["interview", "review"])
def test_work_that_would_end_a_second_after_release_is_due_flags_nobody(tmp_path, facts, stay_hours):
    rows = [{**facts, "booked_at": "2019-07-01 08:00", "stay_hours": stay_hours - 1 / 3600}]
    table = by_hand(tmp_path, rows)
    assert table.flagged_at.isna().all()


def test_someone_ready_as_release_is_due_never_enters_and_a_second_earlier_does(tmp_path):
    rows = [
        {"booked_at": "2019-07-01 08:00", "stay_hours": 1},
        {"booked_at": "2019-07-02 08:00", "stay_hours": 1 + 1 / 3600},
    ]
    too_late, just_in_time = by_hand(tmp_path, rows).itertuples()
    assert pd.isna(too_late.interview_started_at)
    assert just_in_time.interview_started_at == at("2019-07-02 09:00")
    assert just_in_time.interview_ended_at == at("2019-07-02 09:00:01")


def test_a_match_that_arrives_as_release_is_due_never_enters_and_a_second_earlier_does(tmp_path):
    rows = [
        {**MATCHED, "booked_at": "2019-07-01 08:00", "stay_hours": 2},
        {**MATCHED, "booked_at": "2019-07-02 08:00", "stay_hours": 2 + 1 / 3600},
    ]
    too_late, just_in_time = by_hand(tmp_path, rows).itertuples()
    assert pd.isna(too_late.review_started_at)
    assert too_late.outcome == "released_before_match"
    assert just_in_time.review_started_at == at("2019-07-02 10:00")
    assert just_in_time.outcome == "released_before_review"


def test_nobody_is_interviewed_who_does_not_tell_nor_reviewed_who_is_not_matched(tmp_path):
    rows = [
        {"booked_at": "2019-07-01 08:00", "stay_hours": 100, "recorded": False},
        {"booked_at": "2019-07-01 09:00", "stay_hours": 100, "recorded": False, "fingerprinted": True},
        {"booked_at": "2019-07-01 10:00", "stay_hours": 100, "recorded": False, "on_record": True},
    ]
    table = by_hand(tmp_path, rows)
    assert table.interview_started_at.isna().all()
    assert table.review_started_at.isna().all()


@pytest.mark.parametrize(
    ("ready", "begins"),
    [
        ("2019-07-08 03:00", "2019-07-08 03:00"),
        ("2019-07-07 21:59", "2019-07-07 22:00"),
        ("2019-07-08 06:00", "2019-07-14 22:00"),
    ],
    ids=["past midnight", "before it begins", "as it ends"],
)
def test_a_night_shift_belongs_to_the_day_on_which_it_starts_even_at_the_end_of_the_week(tmp_path, ready, begins):
    row = {"booked_at": at(ready) - pd.Timedelta(hours=1), "stay_hours": 300}
    table = by_hand(tmp_path, [row], {SCREENERS: [shift("22:00-06:00", days=["sun"])]})
    assert table.interview_started_at[0] == at(begins)


def test_a_night_shift_that_began_before_the_first_day_is_still_on(tmp_path):
    changes = {"warmup_days": 0, SCREENERS: [shift("22:00-06:00", days=["sun"])]}
    table = by_hand(tmp_path, [{"booked_at": "2019-07-01 02:00", "stay_hours": 300}], changes)
    assert table.interview_started_at[0] == at("2019-07-01 03:00")


def test_a_weekend_shift_works_on_saturday_and_sunday_alone(tmp_path):
    rows = [
        {"booked_at": "2019-07-05 07:00", "stay_hours": 300},
        {"booked_at": "2019-07-07 14:30", "stay_hours": 300},
        {"booked_at": "2019-07-07 15:00", "stay_hours": 300},
    ]
    table = by_hand(tmp_path, rows, {SCREENERS: [shift("08:00-16:00", days=["sat", "sun"])]})
    assert list(table.interview_started_at) == [at("2019-07-06 08:00"), at("2019-07-07 15:30"), at("2019-07-13 08:00")]


def test_an_office_that_keeps_holidays_is_closed_on_independence_day(tmp_path):
    row = {**MATCHED, "booked_at": "2019-07-03 20:00", "stay_hours": 300}
    assert by_hand(tmp_path, [row]).review_started_at[0] == at("2019-07-05 08:00")


def test_a_holiday_is_kept_on_the_day_on_which_it_is_observed(tmp_path):
    # The 4th of July of 2020 is a Saturday.
    row = {**MATCHED, "booked_at": "2020-07-02 20:00", "stay_hours": 300}
    table = by_hand(tmp_path, [row], {"start": "2020-06-29"})
    assert table.review_started_at[0] == at("2020-07-06 08:00")


def test_a_night_shift_begun_on_the_eve_of_a_holiday_goes_on_into_it(tmp_path):
    rows = [{"booked_at": "2019-07-04 01:00", "stay_hours": 300}, {"booked_at": "2019-07-04 21:30", "stay_hours": 300}]
    table = by_hand(tmp_path, rows, {SCREENERS: [shift("22:00-06:00", federal_holidays="off")]})
    assert list(table.interview_started_at) == [at("2019-07-04 02:00"), at("2019-07-05 22:00")]


def test_a_team_works_on_the_last_day_it_is_in_force_and_not_on_the_next(tmp_path):
    rows = [{"booked_at": "2019-07-03 22:59:59", "stay_hours": 30}, {"booked_at": "2019-07-03 23:00", "stay_hours": 30}]
    table = by_hand(tmp_path, rows, {"jails.county.screening.teams.deputies.in_force": {"until": "2019-07-03"}})
    assert table.interview_started_at[0] == at("2019-07-03 23:59:59")
    assert pd.isna(table.interview_started_at[1])


def test_who_is_booked_in_the_last_hour_of_a_leap_year_of_days_is_followed_to_the_end(tmp_path):
    rows = [{**BOTH, "booked_at": "2020-06-30 23:30", "stay_hours": 300, "detected": False}]
    [person] = by_hand(tmp_path, rows, {"days": 366}).itertuples()
    assert person.interview_started_at == at("2020-07-01 00:30")
    assert person.review_started_at == at("2020-07-01 08:00")
    assert person.transferred_at == person.release_due_at == at("2020-07-13 11:30")


def test_a_line_is_served_in_the_order_of_asking_not_of_booking(tmp_path):
    rows = [
        {"booked_at": "2019-07-01 06:00", "stay_hours": 100, "intake_hours": 4},
        {"booked_at": "2019-07-01 07:00", "stay_hours": 100, "intake_hours": 1},
    ]
    table = by_hand(tmp_path, rows, {SCREENERS: [shift("12:00-20:00")]})
    assert list(table.interview_started_at) == [at("2019-07-01 13:00"), at("2019-07-01 12:00")]


def test_matches_of_one_second_are_reviewed_in_the_order_of_jails_as_listed_then_of_bookings(tmp_path):
    row = {**MATCHED, "booked_at": "2019-07-01 09:00", "stay_hours": 100}
    # Booked first, at the jail listed last; its match arrives with the others.
    early = {**row, "booked_at": "2019-07-01 08:00", "match_hours": 3}
    table = booking_table(in_custody(tmp_path, {"west": [row, row], "east": [early, row]}, {REVIEWERS: [ALWAYS]}))
    assert list(table.jail) == ["west", "west", "east", "east"]
    assert list(table.review_started_at) == list(pd.date_range("2019-07-01 11:00", periods=4, freq="1h"))


def test_jails_share_reviewers_but_not_screeners(tmp_path):
    row = {"booked_at": "2019-07-01 08:00", "stay_hours": 100}
    table = booking_table(in_custody(tmp_path, {"west": [row], "east": [row]}))
    assert list(table.interview_started_at) == [at("2019-07-01 09:00")] * 2


def test_of_several_free_officers_the_one_listed_first_takes_the_head_of_the_line(tmp_path):
    teams = {"visitors": {"shifts": [ALWAYS]}, "deputies": {"shifts": [shift("00:00-24:00", officers=2)]}}
    rows = [{"booked_at": "2019-07-01 08:00", "stay_hours": 100}] * 4
    table = by_hand(tmp_path, rows, {"jails.county.screening.teams": teams})
    assert list(table.interviewed_by) == ["visitors-1", "deputies-1", "deputies-2", "visitors-1"]
    assert table.interview_started_at[3] == at("2019-07-01 10:00")


def test_officers_freed_at_one_second_are_taken_as_listed_whoever_was_free_first(tmp_path):
    rows = [
        {"booked_at": "2019-07-01 08:00", "stay_hours": 100, "interview_hours": 2},
        {"booked_at": "2019-07-01 09:00", "stay_hours": 100, "interview_hours": 1},
        {"booked_at": "2019-07-01 09:30", "stay_hours": 100},
    ]
    table = by_hand(tmp_path, rows, {SCREENERS: [shift("00:00-24:00", officers=2)]})
    assert list(table.interviewed_by) == ["deputies-1", "deputies-2", "deputies-1"]
    assert table.interview_started_at[2] == at("2019-07-01 11:00")


def test_the_officer_listed_first_is_taken_though_another_has_been_free_for_longer(tmp_path):
    rows = [
        {"booked_at": "2019-07-01 08:00", "stay_hours": 100, "interview_hours": 2},
        {"booked_at": "2019-07-01 08:00", "stay_hours": 100, "interview_hours": 1},
        {"booked_at": "2019-07-01 11:00", "stay_hours": 100},
    ]
    table = by_hand(tmp_path, rows, {SCREENERS: [shift("00:00-24:00", officers=2)]})
    assert list(table.interviewed_by) == ["deputies-1", "deputies-2", "deputies-1"]


def test_an_officer_who_comes_on_duty_as_another_is_freed_yields_to_the_one_listed_first(tmp_path):
    rows = [
        {"booked_at": "2019-07-01 08:00", "stay_hours": 100},
        {"booked_at": "2019-07-01 08:30", "stay_hours": 100},
        {"booked_at": "2019-07-01 08:30", "stay_hours": 100},
    ]
    table = by_hand(tmp_path, rows, {SCREENERS: [shift("10:00-18:00"), shift("08:00-16:00")]})
    assert list(table.interviewed_by) == ["deputies-2", "deputies-1", "deputies-2"]
    assert list(table.interview_started_at[1:]) == [at("2019-07-01 10:00")] * 2


def test_an_officer_freed_as_someone_asks_takes_who_asked_first(tmp_path):
    rows = [
        {"booked_at": "2019-07-01 08:00", "stay_hours": 100},
        {"booked_at": "2019-07-01 08:30", "stay_hours": 100, "intake_hours": 1.5},
        {"booked_at": "2019-07-01 08:50", "stay_hours": 100},
    ]
    table = by_hand(tmp_path, rows)
    assert list(table.interview_started_at) == [at("2019-07-01 09:00"), at("2019-07-01 11:00"), at("2019-07-01 10:00")]


@pytest.mark.parametrize(("facts", "line"), [({}, "interview"), (MATCHED, "review")])
def test_whoever_leaves_the_line_is_passed_over_at_no_cost_and_never_served_after(tmp_path, facts, line):
    rows = [
        {**facts, "booked_at": "2019-07-01 08:00", "stay_hours": 100, f"{line}_hours": 3},
        {**facts, "booked_at": "2019-07-01 08:10", "stay_hours": 2.5},
        {**facts, "booked_at": "2019-07-01 08:20", "stay_hours": 3},
        {**facts, "booked_at": "2019-07-01 08:30", "stay_hours": 100},
    ]
    changes = {SCREENERS: [ALWAYS], REVIEWERS: [ALWAYS]}
    table = by_hand(tmp_path, rows, changes)
    started = table[f"{line}_started_at"]
    assert started[1:3].isna().all()
    assert started[3] == table[f"{line}_ended_at"][0]


@pytest.mark.parametrize(("facts", "line", "stay_hours"), [({}, "interview", 2), (MATCHED, "review", 3)])
def test_whoever_is_due_for_release_as_an_officer_is_freed_is_passed_over(tmp_path, facts, line, stay_hours):
    rows = [
        {**facts, "booked_at": "2019-07-01 08:00", "stay_hours": 100},
        {**facts, "booked_at": "2019-07-01 08:00", "stay_hours": stay_hours},
    ]
    table = by_hand(tmp_path, rows, {REVIEWERS: [ALWAYS]})
    assert table[f"{line}_ended_at"][0] == table.release_due_at[1]
    assert pd.isna(table[f"{line}_started_at"][1])


def test_someone_who_leaves_while_no_officer_is_on_duty_is_not_waiting_when_the_shift_begins(tmp_path):
    rows = [
        {"booked_at": "2019-07-01 18:00", "stay_hours": 10},
        {"booked_at": "2019-07-02 06:59", "stay_hours": 100},
    ]
    table = by_hand(tmp_path, rows, {SCREENERS: [shift("08:00-16:00")]})
    assert pd.isna(table.interview_started_at[0])
    assert table.interview_started_at[1] == at("2019-07-02 08:00")


class TestBothChannels:
    @pytest.mark.parametrize("match_hours", [2, 1.5], ids=["as it would start", "waiting since before"])
    def test_a_review_is_closed_when_screening_has_flagged_by_its_start(self, tmp_path, match_hours):
        rows = [{**BOTH, "booked_at": "2019-07-01 08:00", "stay_hours": 100, "match_hours": match_hours}]
        [person] = by_hand(tmp_path, rows, {REVIEWERS: [shift("10:00-18:00")]}).itertuples()
        assert person.flagged_at == at("2019-07-01 10:00")
        assert pd.isna(person.review_started_at)

    def test_a_closed_review_costs_the_officers_nothing(self, tmp_path):
        rows = [
            {**BOTH, "booked_at": "2019-07-01 08:00", "stay_hours": 100},
            {**MATCHED, "booked_at": "2019-07-01 08:00", "stay_hours": 100},
        ]
        table = by_hand(tmp_path, rows, {REVIEWERS: [ALWAYS]})
        assert list(table.review_started_at.isna()) == [True, False]
        assert table.review_started_at[1] == at("2019-07-01 10:00")

    def test_an_interview_that_flags_nobody_closes_no_review(self, tmp_path):
        rows = [{**BOTH, "booked_at": "2019-07-01 08:00", "stay_hours": 100, "detected": False}]
        [person] = by_hand(tmp_path, rows).itertuples()
        assert person.interview_ended_at == person.review_started_at == at("2019-07-01 10:00")
        assert (person.flagged_by, person.flagged_at) == ("fingerprint", at("2019-07-01 11:00"))

    def test_a_review_goes_on_when_screening_flags_during_it_and_the_flag_is_the_earlier(self, tmp_path):
        rows = [
            {**BOTH, "booked_at": "2019-07-01 08:00", "stay_hours": 100, "match_hours": 2 - 1 / 3600},
            {**MATCHED, "booked_at": "2019-07-01 08:30", "stay_hours": 100},
        ]
        custody = in_custody(tmp_path, {"county": rows}, {REVIEWERS: [ALWAYS]})
        both, following = booking_table(custody).itertuples()
        assert both.review_started_at == at("2019-07-01 09:59:59")
        assert both.review_ended_at == at("2019-07-01 10:59:59")
        assert (both.flagged_by, both.flagged_at) == ("screening", at("2019-07-01 10:00"))
        assert following.review_started_at == at("2019-07-01 10:59:59")
        assert custody.journeys.review.found_at[0] == custody.journeys.interview.found_at[0] + 3599

    def test_an_interview_is_held_though_a_review_has_flagged_and_the_flag_is_the_earlier(self, tmp_path):
        rows = [{**BOTH, "booked_at": "2019-07-01 08:00", "stay_hours": 100, "match_hours": 0.5}]
        [person] = by_hand(tmp_path, rows, {REVIEWERS: [ALWAYS]}).itertuples()
        assert (person.flagged_by, person.flagged_at) == ("fingerprint", at("2019-07-01 09:30"))
        assert person.interview_ended_at == at("2019-07-01 10:00")

    def test_screening_has_the_flag_when_both_end_at_one_second(self, tmp_path):
        rows = [{**BOTH, "booked_at": "2019-07-01 08:00", "stay_hours": 100, "match_hours": 1}]
        [person] = by_hand(tmp_path, rows, {REVIEWERS: [ALWAYS]}).itertuples()
        assert person.review_ended_at == person.interview_ended_at == person.flagged_at
        assert person.flagged_by == "screening"

    @pytest.mark.parametrize("match_hours", [0.5, 1, 1.5], ids=["review first", "at one second", "interview first"])
    def test_someone_flagged_twice_is_collected_once(self, tmp_path, match_hours):
        twice = {**BOTH, "booked_at": "2019-07-01 08:00", "stay_hours": 3, "match_hours": match_hours}
        once = {"booked_at": "2019-07-01 08:00", "stay_hours": 5}
        changes = {REVIEWERS: [ALWAYS], "field_offices.city.seats": 1, **TWO_AT_ONCE}
        custody = in_custody(tmp_path, {"county": [twice, once]}, changes)
        assert custody.journeys.interview.found_at[0] + custody.journeys.review.found_at[0] < NEVER
        assert list(booking_table(custody).transferred_at) == [at("2019-07-01 11:00"), at("2019-07-01 13:00")]


class TestPickup:
    """Flagged by an interview of one hour that begins an hour after booking; the jail is an hour away."""

    def test_a_crew_sets_out_so_as_not_to_arrive_before_release_is_due(self, tmp_path):
        [person] = by_hand(tmp_path, [{"booked_at": "2019-07-01 08:00", "stay_hours": 6}]).itertuples()
        assert person.pickup_started_at == at("2019-07-01 13:00")
        assert person.transferred_at == person.left_at == person.release_due_at == at("2019-07-01 14:00")
        assert (person.outcome, person.collected_by) == ("transferred", "crews-1")

    def test_someone_flagged_late_is_asked_for_as_soon_as_flagged(self, tmp_path):
        [person] = by_hand(tmp_path, [{"booked_at": "2019-07-01 08:00", "stay_hours": 2.5}]).itertuples()
        assert person.pickup_started_at == at("2019-07-01 10:00")
        assert person.transferred_at == person.left_at == at("2019-07-01 11:00")

    def test_an_arrival_at_the_very_end_of_the_hold_is_in_time_and_a_second_later_is_lost(self, tmp_path):
        rows = [
            {"booked_at": "2019-07-01 08:00", "stay_hours": 4},
            {"booked_at": "2019-07-02 08:00", "stay_hours": 4 - 1 / 3600},
        ]
        changes = {CREWS: [shift("13:00-18:00")], "jails.county.hold_hours": 2}
        in_time, too_late = by_hand(tmp_path, rows, changes).itertuples()
        assert in_time.transferred_at == in_time.hold_ends_at == at("2019-07-01 14:00")
        assert pd.isna(too_late.transferred_at)
        assert too_late.outcome == "released_after_flag"
        assert too_late.left_at == too_late.hold_ends_at == at("2019-07-02 13:59:59")

    def test_without_a_hold_only_an_arrival_as_release_is_due_is_in_time(self, tmp_path):
        rows = [
            {"booked_at": "2019-07-01 08:00", "stay_hours": 3},
            {"booked_at": "2019-07-02 08:00", "stay_hours": 3 - 1 / 3600},
        ]
        in_time, too_late = by_hand(tmp_path, rows, {"jails.county.hold_hours": 0}).itertuples()
        assert in_time.transferred_at == in_time.hold_ends_at == in_time.release_due_at
        assert too_late.outcome == "released_after_flag"
        assert too_late.left_at == too_late.release_due_at

    def test_a_hold_of_48_hours_lasts_48_hours_past_release_due(self, tmp_path):
        [person] = by_hand(tmp_path, [{"booked_at": "2019-07-01 08:00", "stay_hours": 30}], {CREWS: []}).itertuples()
        assert person.release_due_at == at("2019-07-02 14:00")
        assert person.left_at == person.hold_ends_at == at("2019-07-04 14:00")
        assert person.outcome == "released_after_flag"

    def test_on_the_business_clock_the_hold_outlasts_a_holiday_and_a_weekend(self, tmp_path):
        changes = {CREWS: [], "jails.county.hold_clock": "business"}
        [person] = by_hand(tmp_path, [{"booked_at": "2019-07-02 08:00", "stay_hours": 34}], changes).itertuples()
        assert person.release_due_at == at("2019-07-03 18:00")
        assert person.left_at == at("2019-07-08 18:00")

    def test_a_detainer_that_is_not_honoured_holds_nobody_past_release_due(self, tmp_path):
        rows = [
            {"booked_at": "2019-07-01 08:00", "stay_hours": 2.5, "honoured": False},
            {"booked_at": "2019-07-02 08:00", "stay_hours": 2.5},
            {"booked_at": "2019-07-03 08:00", "stay_hours": 6, "honoured": False},
        ]
        refused, held, told_early = by_hand(tmp_path, rows).itertuples()
        assert (refused.outcome, refused.left_at) == ("released_after_flag", refused.release_due_at)
        assert held.outcome == "transferred"
        assert told_early.transferred_at == told_early.release_due_at

    def test_a_hold_may_depend_on_the_charge(self, tmp_path):
        rows = [
            {"booked_at": "2019-07-01 08:00", "stay_hours": 30, "charge": "misdemeanor"},
            {"booked_at": "2019-07-01 09:00", "stay_hours": 30, "charge": "felony"},
        ]
        changes = {CREWS: [], "jails.county.hold_hours": {"by_charge": {"felony": 24}, "otherwise": 0}}
        table = by_hand(tmp_path, rows, changes)
        assert list(table.left_at - table.release_due_at) == [pd.Timedelta(0), pd.Timedelta(hours=24)]

    def test_crews_set_out_only_in_their_shift(self, tmp_path):
        [person] = by_hand(tmp_path, [{"booked_at": "2019-07-01 15:00", "stay_hours": 4}]).itertuples()
        assert person.release_due_at == at("2019-07-01 19:00")
        # At 18:00 the shift is over.
        assert person.pickup_started_at == at("2019-07-02 06:00")

    def test_a_crew_is_busy_until_it_is_back(self, tmp_path):
        rows = [{"booked_at": "2019-07-01 08:00", "stay_hours": 4}, {"booked_at": "2019-07-01 09:00", "stay_hours": 4}]
        changes = {"field_offices.city.return_hours": 2.5, "field_offices.city.seats": 1}
        table = by_hand(tmp_path, rows, changes)
        assert list(table.pickup_started_at) == [at("2019-07-01 11:00"), at("2019-07-01 14:30")]

    def test_a_crew_that_is_back_after_its_shift_sets_out_the_next_day(self, tmp_path):
        rows = [{"booked_at": "2019-07-01 12:00", "stay_hours": 5}, {"booked_at": "2019-07-01 12:30", "stay_hours": 5}]
        changes = {"field_offices.city.seats": 1}
        table = by_hand(tmp_path, rows, changes)
        assert list(table.pickup_started_at) == [at("2019-07-01 16:00"), at("2019-07-02 06:00")]

    def test_whoever_no_crew_can_reach_in_time_costs_no_trip(self, tmp_path):
        rows = [
            {"booked_at": "2019-07-01 18:00", "stay_hours": 4},
            {"booked_at": "2019-07-01 20:00", "stay_hours": 9},
        ]
        changes = {"jails.county.hold_hours": 8, "field_offices.city.seats": 1}
        lost, collected = by_hand(tmp_path, rows, changes).itertuples()
        assert (lost.outcome, lost.left_at) == ("released_after_flag", at("2019-07-02 06:00"))
        assert collected.pickup_started_at == at("2019-07-02 06:00")

    def test_requests_of_one_second_are_served_in_the_order_of_jails_then_of_bookings(self, tmp_path):
        row = {"booked_at": "2019-07-01 08:00", "stay_hours": 5}
        early = {**row, "booked_at": "2019-07-01 07:00", "stay_hours": 6}
        custody = in_custody(tmp_path, {"west": [row], "east": [early]})
        assert list(booking_table(custody).pickup_started_at) == [at("2019-07-01 12:00"), at("2019-07-01 14:00")]

    def test_someone_flagged_at_the_second_another_asks_stands_in_that_order_with_them(self, tmp_path):
        rows = [
            # Interviewed from 12:00 to 13:00.
            {"booked_at": "2019-07-01 08:00", "stay_hours": 5.5, "intake_hours": 4},
            # Flagged at 10:00, so that a crew is asked for at 13:00.
            {"booked_at": "2019-07-01 08:00", "stay_hours": 6},
        ]
        table = by_hand(tmp_path, rows, {"field_offices.city.seats": 1})
        assert list(table.pickup_started_at) == [at("2019-07-01 13:00"), at("2019-07-01 15:00")]

    @pytest.mark.parametrize(
        ("notice_hours", "sets_out"),
        [(None, "12:00"), (5, "12:00"), (2, "12:00"), (1, "13:00"), (0, "14:00")],
        ids=["not given", "more than the way", "the way", "less than the way", "none"],
    )
    def test_ice_asks_once_told_of_the_release_but_not_to_arrive_before_it(self, tmp_path, notice_hours, sets_out):
        changes = {"jails.county.travel_hours": 2}
        if notice_hours is not None:
            changes["jails.county.notice_hours"] = notice_hours
        [person] = by_hand(tmp_path, [{"booked_at": "2019-07-01 08:00", "stay_hours": 6}], changes).itertuples()
        assert person.pickup_started_at == at(f"2019-07-01 {sets_out}")
        assert person.transferred_at == person.pickup_started_at + pd.Timedelta(hours=2)

    def test_notice_comes_too_late_when_the_way_is_longer_than_the_hold(self, tmp_path):
        changes = {"jails.county.travel_hours": 2, "jails.county.notice_hours": 0, "jails.county.hold_hours": 1.5}
        table = by_hand(tmp_path, [{"booked_at": "2019-07-01 08:00", "stay_hours": 6}], changes)
        assert table.outcome[0] == "released_after_flag"

    def test_someone_flagged_after_notice_was_given_is_asked_for_at_once(self, tmp_path):
        changes = {"jails.county.notice_hours": 1}
        [person] = by_hand(tmp_path, [{"booked_at": "2019-07-01 08:00", "stay_hours": 2.5}], changes).itertuples()
        assert person.pickup_started_at == at("2019-07-01 10:00")


class TestSeats:
    """Two may be flagged at once; one crew, four seats, an hour's way and an hour back, unless said otherwise."""

    def pickups(self, tmp_path, rows, changes=None):
        table = by_hand(tmp_path, rows, {**TWO_AT_ONCE, **(changes or {})})
        return [
            (f"{person.pickup_started_at:%d %H:%M}", f"{person.transferred_at:%d %H:%M}")
            if person.outcome == "transferred"
            else person.outcome
            for person in table.itertuples()
        ]

    def test_someone_due_by_its_arrival_takes_a_seat_on_a_trip_under_way(self, tmp_path):
        rows = [
            {"booked_at": "2019-07-01 07:00", "stay_hours": 6},
            # Flagged at 12:30, when the crew has been on its way for half an hour.
            {"booked_at": "2019-07-01 10:30", "stay_hours": 2.25},
        ]
        assert self.pickups(tmp_path, rows) == [("01 12:00", "01 13:00")] * 2

    def test_someone_flagged_as_a_trip_arrives_takes_a_seat_and_a_second_later_does_not(self, tmp_path):
        rows = [
            {"booked_at": "2019-07-01 07:00", "stay_hours": 6},
            {"booked_at": "2019-07-01 11:00", "stay_hours": 2},
            {"booked_at": "2019-07-01 11:00", "stay_hours": 2 + 1 / 3600, "interview_hours": 1 + 1 / 3600},
        ]
        assert self.pickups(tmp_path, rows) == [("01 12:00", "01 13:00")] * 2 + [("01 14:00", "01 15:00")]

    def test_whoever_is_due_after_its_arrival_waits_for_the_next_trip(self, tmp_path):
        rows = [
            {"booked_at": "2019-07-01 07:00", "stay_hours": 6},
            {"booked_at": "2019-07-01 07:00", "stay_hours": 6 + 1 / 3600},
        ]
        assert self.pickups(tmp_path, rows) == [("01 12:00", "01 13:00"), ("01 14:00", "01 15:00")]

    def test_whoever_waits_behind_another_takes_a_seat_on_the_trip_promised_to_them(self, tmp_path):
        rows = [
            {"booked_at": "2019-07-01 18:00", "stay_hours": 4},
            {"booked_at": "2019-07-01 20:00", "stay_hours": 4},
            # Due as the trip of six o'clock arrives.
            {"booked_at": "2019-07-01 23:00", "stay_hours": 8},
        ]
        assert self.pickups(tmp_path, rows) == [("02 06:00", "02 07:00")] * 3

    def test_a_trip_takes_no_more_than_its_seats(self, tmp_path):
        rows = [{"booked_at": "2019-07-01 07:00", "stay_hours": 6}] * 5
        pickups = self.pickups(tmp_path, rows, {"field_offices.city.seats": 2})
        assert pickups == [("01 12:00", "01 13:00")] * 2 + [("01 14:00", "01 15:00")] * 2 + [("01 16:00", "01 17:00")]

    def test_a_trip_that_arrives_after_the_hold_takes_nobody_along(self, tmp_path):
        rows = [
            {"booked_at": "2019-07-01 07:00", "stay_hours": 6},
            {"booked_at": "2019-07-01 10:15", "stay_hours": 2.25, "honoured": False},
            {"booked_at": "2019-07-01 10:15", "stay_hours": 2.25},
        ]
        assert self.pickups(tmp_path, rows) == [
            ("01 12:00", "01 13:00"),
            "released_after_flag",
            ("01 12:00", "01 13:00"),
        ]

    def test_a_seat_goes_to_the_earliest_trip_that_suits(self, tmp_path):
        rows = [
            {"booked_at": "2019-07-01 03:00", "stay_hours": 6},
            {"booked_at": "2019-07-01 03:00", "stay_hours": 6.5},
            {"booked_at": "2019-07-01 06:40", "stay_hours": 13 / 6},
            {"booked_at": "2019-07-01 06:45", "stay_hours": 2.5},
        ]
        pickups = self.pickups(tmp_path, rows, {CREWS: [shift("06:00-18:00", officers=2)]})
        first, second = ("01 08:00", "01 09:00"), ("01 08:30", "01 09:30")
        assert pickups == [first, second, first, second]

    def test_a_seat_on_a_trip_under_way_comes_before_a_crew_that_is_free(self, tmp_path):
        rows = [
            {"booked_at": "2019-07-01 07:00", "stay_hours": 6},
            {"booked_at": "2019-07-01 10:30", "stay_hours": 2.25},
        ]
        crews = {CREWS: [shift("06:00-18:00", officers=2)]}
        assert self.pickups(tmp_path, rows, crews) == [("01 12:00", "01 13:00")] * 2

    def test_a_free_crew_sets_out_for_whom_no_trip_suits(self, tmp_path):
        rows = [
            {"booked_at": "2019-07-01 03:00", "stay_hours": 6},
            {"booked_at": "2019-07-01 03:00", "stay_hours": 6.5},
        ]
        table = by_hand(tmp_path, rows, {**TWO_AT_ONCE, CREWS: [shift("06:00-18:00", officers=2)]})
        assert list(table.collected_by) == ["crews-1", "crews-2"]

    def test_a_trip_to_another_jail_takes_nobody_along(self, tmp_path):
        row = {"booked_at": "2019-07-01 07:00", "stay_hours": 6}
        table = booking_table(in_custody(tmp_path, {"west": [row], "east": [row]}))
        assert list(table.transferred_at) == [at("2019-07-01 13:00"), at("2019-07-01 15:00")]

    def test_a_promised_trip_takes_along_who_waits_behind_people_of_another_jail(self, tmp_path):
        rows_by_jail = {
            "west": [
                {"booked_at": "2019-07-01 18:00", "stay_hours": 4},
                {"booked_at": "2019-07-01 18:00", "stay_hours": 6},
            ],
            "east": [{"booked_at": "2019-07-01 18:00", "stay_hours": 5}],
        }
        table = booking_table(in_custody(tmp_path, rows_by_jail))
        assert list(table.pickup_started_at) == [at("2019-07-02 06:00")] * 2 + [at("2019-07-02 08:00")]

    def test_each_jail_is_its_own_way_from_the_office(self, tmp_path):
        row = {"booked_at": "2019-07-01 07:00", "stay_hours": 6}
        table = booking_table(in_custody(tmp_path, {"west": [row], "east": [row]}, {"jails.east.travel_hours": 3}))
        assert list(table.pickup_started_at) == [at("2019-07-01 14:00"), at("2019-07-01 10:00")]


@pytest.mark.parametrize(("facts", "line"), [({}, "interview"), (MATCHED, "review")])
def test_work_of_no_length_lasts_a_second(tmp_path, facts, line):
    rows = [{**facts, "booked_at": "2019-07-01 08:00", "stay_hours": 9, f"{line}_hours": 0}] * 2
    table = by_hand(tmp_path, rows, {REVIEWERS: [ALWAYS]})
    lasted = table[f"{line}_ended_at"] - table[f"{line}_started_at"]
    assert list(lasted) == [pd.Timedelta(seconds=1)] * 2
    assert table[f"{line}_started_at"][1] == table[f"{line}_ended_at"][0]


def test_a_trip_of_no_length_keeps_its_crew_a_second(tmp_path):
    rows = [{"booked_at": "2019-07-01 08:00", "stay_hours": 9}] * 2
    changes = {
        SCREENERS: [shift("00:00-24:00", officers=2)],
        "jails.county.travel_hours": 0,
        "field_offices.city.return_hours": 0,
        "field_offices.city.seats": 1,
    }
    table = by_hand(tmp_path, rows, changes)
    assert list(table.transferred_at) == [at("2019-07-01 17:00"), at("2019-07-01 17:00:01")]


def test_without_officers_nobody_is_flagged(tmp_path):
    rows = [{"booked_at": "2019-07-01 08:00", "stay_hours": 100, "fingerprinted": True, "on_record": True}]
    [person] = by_hand(tmp_path, rows, {SCREENERS: [], REVIEWERS: []}).itertuples()
    assert pd.isna(person.interview_started_at)
    assert person.outcome == "released_before_review"


def test_a_weekday_office_reviews_on_monday_what_arrives_on_friday_night(tmp_path):
    rows = [{**MATCHED, "booked_at": "2019-07-12 16:00", "stay_hours": 100}]
    table = by_hand(tmp_path, rows, {REVIEWERS: [shift("08:00-17:00", days=WEEKDAYS)]})
    assert table.review_started_at[0] == at("2019-07-15 08:00")
