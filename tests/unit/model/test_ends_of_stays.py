"""People who move on, detainers that are lifted, a flag that keeps people, and whom officers interview."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.scenario.seconds import DAY_SECONDS
from tests.support import by_hand, in_custody

ALWAYS = [{"officers": 1, "hours": "00:00-24:00"}]
MANY = {"jails.county.screening.teams.deputies.shifts": [{"officers": 9, "hours": "00:00-24:00"}]}
CREWS = {"field_offices.city.crews": ALWAYS}


def booked(at="2019-07-01 08:00", stay_hours=30.0, **facts):
    return {"booked_at": at, "stay_hours": stay_hours, **facts}


def test_who_moves_on_is_neither_collected_nor_held_nor_lost(tmp_path):
    rows = [
        booked("2019-07-01 08:00", moves_on=True),
        booked("2019-07-01 08:01", moves_on=True, detected=False),
        booked("2019-07-01 08:02"),
    ]
    table = by_hand(tmp_path, rows, {**MANY, **CREWS})
    assert list(table.outcome) == ["moved_on", "moved_on", "transferred"]
    assert table.left_at[0] == table.release_due_at[0]
    assert pd.notna(table.flagged_at[0])


def test_a_lifted_detainer_holds_nobody_and_leaves_a_trace(tmp_path):
    [person] = by_hand(tmp_path, [booked(lifted=True)], {**MANY, **CREWS}).itertuples()
    assert person.outcome == "released_lifted"
    assert person.left_at == person.release_due_at
    [unflagged] = by_hand(tmp_path, [booked(lifted=True, detected=False)], MANY).itertuples()
    assert unflagged.outcome == "released_not_fingerprinted"


def test_a_stay_taken_from_records_does_not_run_on_the_release_clock(tmp_path):
    at_noon = {"jails.county.release_hours": {"by_hour": [0] * 12 + [1] + [0] * 11}}
    [person] = by_hand(tmp_path, [booked(stay_hours=7)], {**MANY, **at_noon}).itertuples()
    assert person.release_due_at == pd.Timestamp("2019-07-01 15:00")


def test_who_moves_on_though_the_detainer_is_lifted_has_moved_on(tmp_path):
    [person] = by_hand(tmp_path, [booked(lifted=True, moves_on=True)], MANY).itertuples()
    assert person.outcome == "moved_on"


def test_a_flag_puts_release_off_and_changes_nobody_else(tmp_path):
    rows = [booked("2019-07-01 08:00", 10), booked("2019-07-01 08:01", 10, detected=False)]
    table = by_hand(tmp_path, rows, {**MANY, "jails.county.stay_factor_when_flagged": 3})
    stays = (table.release_due_at - table.booked_at) / pd.Timedelta(hours=1)
    assert list(stays) == [30, 10]


def test_a_flag_does_not_give_more_time_for_an_interview_or_a_review(tmp_path):
    # The review flags at 11:00; the interview that is under way is cut off when release was due without a flag.
    row = booked(stay_hours=4, interview_hours=6, on_record=True, fingerprinted=True, match_hours=2, review_hours=1)
    reviewers = {"field_offices.city.reviewers": ALWAYS}
    [person] = by_hand(tmp_path, [row], {**MANY, **reviewers, "jails.county.stay_factor_when_flagged": 5}).itertuples()
    assert person.flagged_by == "fingerprint"
    assert person.interview_ended_at == pd.Timestamp("2019-07-01 12:00")
    assert person.release_due_at == pd.Timestamp("2019-07-02 04:00")


def test_the_days_that_flags_add_are_measured_those_of_others_apart(tmp_path):
    rows = [
        booked("2019-07-01 08:00", 24),
        booked("2019-07-01 08:01", 48, removable=False),
        booked("2019-07-01 08:02", 24, detected=False),
    ]
    custody = in_custody(tmp_path, {"county": rows}, {"jails.county.stay_factor_when_flagged": 2, **MANY})
    facts, flagged = custody.caseload.facts, custody.journeys.flagged
    assert list(facts.longer_seconds[flagged] / DAY_SECONDS) == [1, 2]


@pytest.mark.parametrize(
    ("facts", "interviewed", "flagged"),
    [
        ({}, True, True),
        ({"recorded": False}, False, False),
        ({"removable": False, "cleared": True}, False, False),
        ({"cleared": True}, True, True),
        ({"removable": False}, True, True),
        ({"sought": False}, True, False),
    ],
    ids=["as usual", "not recorded", "cleared", "removable, so not cleared", "wrongly flagged", "not sought"],
)
def test_whom_officers_interview_and_flag(tmp_path, facts, interviewed, flagged):
    [person] = by_hand(tmp_path, [booked(**facts)], MANY).itertuples()
    assert pd.notna(person.interview_started_at) == interviewed
    assert pd.notna(person.flagged_at) == flagged


def test_who_is_not_sought_is_not_flagged_by_a_review_either(tmp_path):
    row = booked(recorded=False, fingerprinted=True, on_record=True, sought=False)
    [person] = by_hand(tmp_path, [row], {"field_offices.city.reviewers": ALWAYS}).itertuples()
    assert pd.notna(person.review_ended_at)
    assert person.outcome == "released_no_detainer"


def test_those_whom_the_databases_know_may_go_first(tmp_path):
    known = {"fingerprinted": True, "on_record": True, "match_hours": 100}
    rows = [
        booked("2019-07-01 08:00:00"),
        booked("2019-07-01 08:00:00"),
        booked("2019-07-01 08:00:01", **known, intake_hours=1 - 1 / 3600),
        booked("2019-07-01 08:00:02", **known, intake_hours=1.5),
    ]
    first_come = by_hand(tmp_path, rows)
    assert list(first_come.interview_started_at.dt.strftime("%H:%M")) == ["09:00", "10:00", "11:00", "12:00"]
    known_first = by_hand(tmp_path, rows, {"jails.county.screening.known_first": True})
    assert list(known_first.interview_started_at.dt.strftime("%H:%M")) == ["11:00", "12:00", "09:00", "10:00"]
