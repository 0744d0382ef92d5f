"""Single bookings of a jail's own records, as they may be told."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

from sim.model.checks import check_journeys
from sim.model.disguise import Disguise, disguised, told_table
from sim.model.office import run
from sim.model.table import booking_table
from sim.scenario.seconds import HOUR_SECONDS, NEVER
from tests.support import SURE, in_custody, small

MANY = 300


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Bookings of all the run, every one of another minute and length."""
    times = pd.date_range("2019-06-24 00:01", periods=MANY, freq="347min").strftime("%Y-%m-%d %H:%M")
    rows = [
        {**SURE, "booked_at": time, "stay_hours": 5 + 0.37 * place, "fingerprinted": True, "on_record": place % 2}
        for place, time in enumerate(times)
    ]
    return in_custody(tmp_path_factory.mktemp("records"), {"county": rows})


def test_what_is_drawn_is_told_as_it_is():
    drawn = run(small(), "city", 0)
    assert disguised(drawn) is drawn
    pd.testing.assert_frame_equal(told_table(drawn), booking_table(drawn))


def test_no_time_and_no_number_is_that_of_the_records(office):
    true, told = booking_table(office), told_table(office)
    # By chance one in a few hundred bookings stays within a minute of another's true time.
    assert true["booked_at"].isin(told["booked_at"]).mean() < 0.1
    assert np.isclose(np.sort(true["stay_hours"]), np.sort(told["stay_hours"]), rtol=1e-6).mean() < 0.1
    both = true.assign(number=disguised(office).caseload.facts.booking)
    assert (both["number"] == both["booking"]).mean() < 0.05
    assert sorted(told["booking"]) == list(range(MANY))
    assert told["booking"].is_monotonic_increasing
    assert abs(np.corrcoef(both["number"], both["booking"])[0, 1]) < 0.2


def test_the_day_and_hour_of_the_week_stay_within_two_hours_and_lengths_within_a_tenth(office):
    disguise = Disguise.of(office)
    week = 168 * HOUR_SECONDS
    moved = (disguise.told_booked_at - disguise.booked_at) % week
    assert np.minimum(moved, week - moved).max() <= 2 * HOUR_SECONDS
    assert len(np.unique((disguise.told_booked_at - disguise.booked_at) // week)) > 5
    assert disguise.told_booked_at.min() >= office.caseload.begins_at
    lengths = disguised(office).caseload.facts.stay_seconds / office.caseload.facts.stay_seconds
    assert 0.899 < lengths.min() < 0.92
    assert 1.08 < lengths.max() < 1.101


def test_what_is_told_happens_in_the_same_order_and_ends_alike(office):
    told = disguised(office)
    assert np.array_equal(told.end.outcome, office.end.outcome)
    for stage in fields(office.journeys):
        true_stage, told_stage = getattr(office.journeys, stage.name), getattr(told.journeys, stage.name)
        for moment in ("started_at", "ended_at"):
            true_at, told_at = getattr(true_stage, moment), getattr(told_stage, moment)
            assert np.array_equal(true_at == NEVER, told_at == NEVER)
    check_journeys(told.scenario, told.caseload, told.journeys, told.end)


def test_every_run_of_the_same_file_is_told_alike(office):
    again = run(office.scenario, "city", 0)
    pd.testing.assert_frame_equal(told_table(again), told_table(office))


def test_one_moment_is_told_as_all_are(office):
    disguise = Disguise.of(office)
    every = disguise.seconds(office.end.left_at)
    assert [disguise.second(row, int(at)) for row, at in enumerate(office.end.left_at)] == every.tolist()


def test_a_jail_without_records_beside_one_is_told_as_it_is(tmp_path):
    rows = [{**SURE, "booked_at": "2019-07-02 08:00", "stay_hours": 9}]
    drawn = {"jails.east.bookings_file": None, "jails.east.bookings_per_year": 900}
    both = in_custody(tmp_path, {"county": rows, "east": rows}, drawn)
    true, told = booking_table(both), told_table(both)
    east = [table[table["jail"] == "east"].reset_index(drop=True) for table in (true, told)]
    assert len(east[0]) > 5
    pd.testing.assert_frame_equal(*east)
    assert (told.loc[told["jail"] == "county", "booked_at"] != true.loc[true["jail"] == "county", "booked_at"]).all()
