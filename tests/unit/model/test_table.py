"""The booking table: a row a booking, with every fact, every stage's times and the outcome."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.model.office import run
from sim.model.table import booking_table
from tests.support import in_custody, small

ALWAYS = [{"officers": 1, "hours": "00:00-24:00"}]
MOMENTS = ["booked_at", "release_due_at", "matched_at", "flagged_at", "hold_ends_at", "transferred_at", "left_at"]
MOMENTS += [f"{stage}_{edge}_at" for stage in ("interview", "review") for edge in ("started", "ended")]
MOMENTS += ["pickup_started_at"]

ROWS = [
    {
        "booked_at": "2019-07-01 08:00:05",
        "stay_hours": 6.5,
        "charge": "felony",
        "fingerprinted": True,
        "on_record": True,
        "match_hours": 0.25,
    },
    {
        "booked_at": "2019-06-30 08:00",
        "stay_hours": 0.25,
        "charge": "misdemeanor",
        "removable": False,
        "recorded": False,
        "detected": False,
    },
]


@pytest.fixture
def table(tmp_path):
    return booking_table(in_custody(tmp_path, {"county": ROWS}, {"field_offices.city.reviewers": ALWAYS}))


def test_a_life_reads_from_booking_to_outcome(table):
    row = table.loc[1]
    day = pd.Timestamp("2019-07-01")
    times = {
        "booked_at": "08:00:05",
        "release_due_at": "14:30:05",
        "interview_started_at": "09:00:05",
        "interview_ended_at": "10:00:05",
        "matched_at": "08:15:05",
        "review_started_at": "08:15:05",
        "review_ended_at": "09:15:05",
        "flagged_at": "09:15:05",
        "pickup_started_at": "13:30:05",
        "transferred_at": "14:30:05",
        "left_at": "14:30:05",
    }
    for column, time in times.items():
        assert row[column] == day + pd.Timedelta(time), column
    assert row["hold_ends_at"] == day + pd.Timedelta(days=2, hours=14, minutes=30, seconds=5)
    names = ["flagged_by", "interviewed_by", "reviewed_by", "collected_by", "outcome"]
    assert list(row[names]) == ["fingerprint", "deputies-1", "reviewers-1", "crews-1", "transferred"]
    facts = {
        "jail": "county",
        "booking": 1,
        "counted": True,
        "charge": "felony",
        "stay_hours": 6.5,
        "removable": True,
        "recorded": True,
        "intake_hours": 1,
        "interview_hours": 1,
        "detected": True,
        "fingerprinted": True,
        "on_record": True,
        "match_hours": 0.25,
        "review_hours": 1,
        "detainer": True,
        "honoured": True,
    }
    assert row[list(facts)].to_dict() == facts


def test_what_did_not_happen_is_missing(table):
    row = table.loc[0]
    happened = {"booked_at", "release_due_at", "left_at"}
    assert {column for column in MOMENTS if pd.notna(row[column])} == happened
    assert row[["interviewed_by", "reviewed_by", "collected_by", "flagged_by"]].isna().all()
    assert (row["outcome"], row["counted"]) == ("released", False)


def test_a_match_after_release_is_shown_when_it_arrives(tmp_path):
    row = {**ROWS[0], "stay_hours": 1, "match_hours": 30}
    table = booking_table(in_custody(tmp_path, {"county": [row]}))
    assert table.matched_at[0] == pd.Timestamp("2019-07-02 14:00:05")
    assert table.outcome[0] == "released_before_match"


def test_times_are_whole_seconds_whether_or_not_anything_happened(table):
    assert {str(table[column].dtype) for column in MOMENTS} == {"datetime64[s]"}


def test_facts_of_an_interview_are_missing_at_a_jail_without_screening(tmp_path):
    rows = {"west": ROWS, "east": ROWS}
    table = booking_table(in_custody(tmp_path, rows, {"jails.east.screening": None}))
    facts = ["interview_hours", "detected"]
    assert table[table.jail == "east"][facts].isna().all(axis=None)
    assert table[table.jail == "west"][facts].notna().all(axis=None)
    assert list(table.interviewed_by.isna()) == [True, False, True, True]


def test_bookings_come_in_the_order_of_jails_as_listed_then_of_time(tmp_path):
    table = booking_table(in_custody(tmp_path, {"west": ROWS, "east": ROWS}))
    assert list(zip(table.jail, table.booking, strict=True)) == [("west", 0), ("west", 1), ("east", 0), ("east", 1)]


def test_times_are_those_of_the_scenarios_time_zone(tmp_path):
    rows = [{"booked_at": "2019-11-02 23:30", "stay_hours": 4}]
    table = booking_table(
        in_custody(tmp_path, {"county": rows}, {"start": "2019-10-28", "timezone": "America/New_York"})
    )
    assert table.booked_at[0] == pd.Timestamp("2019-11-02 23:30", tz="America/New_York")
    # Four hours later, of which one occurs twice.
    assert table.release_due_at[0] == pd.Timestamp("2019-11-03 02:30", tz="America/New_York")
    assert table.transferred_at.dtype == table.booked_at.dtype


def test_a_table_of_nobody_has_all_columns():
    scenario = small({"jails.county.bookings_per_year": 0})
    empty, full = (booking_table(run(each, "city", replication=0)) for each in (scenario, small()))
    assert len(empty) == 0
    assert list(empty.columns) == list(full.columns)


def test_text_stays_text_where_nothing_is_given(tmp_path):
    rows = [{"booked_at": "2019-07-01 08:00", "stay_hours": 4}]
    table = booking_table(in_custody(tmp_path, {"county": rows}, {"jails.county.screening": None}))
    assert table.interviewed_by.isna().all()
    texts = ("jail", "charge", "interviewed_by", "reviewed_by", "flagged_by", "collected_by", "outcome")
    assert {str(table[name].dtype) for name in texts} == {"str"}
