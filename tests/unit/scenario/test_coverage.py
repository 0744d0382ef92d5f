"""Which days of a run a jail's own records cover."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.scenario.coverage import coverage_of
from sim.scenario.errors import ScenarioError
from sim.scenario.files.reader import load_scenario
from tests.support import small_data, write_yaml


def bookings(first: str, last: str, a_day: float) -> pd.DataFrame:
    """Bookings at any minute from the first day to the last."""
    days = (pd.Timestamp(last) - pd.Timestamp(first)).days + 1
    minutes = np.random.default_rng(7).integers(0, days * 1440, round(days * a_day))
    booked_at = pd.Timestamp(first) + pd.to_timedelta(np.sort(minutes), unit="min")
    return pd.DataFrame({"booked_at": booked_at})


def load(folder, table, changes=None):
    """The scenario of 60 counted days from 2019-07-01, with 7 days before and after, and these bookings."""
    table.to_csv(folder / "jail.csv", index=False, date_format="%Y-%m-%d %H:%M")
    replaced = {"jails.county.bookings_per_year": None, "jails.county.bookings_file": "jail.csv"}
    return load_scenario(write_yaml(folder / "county.yaml", small_data({**replaced, **(changes or {})})))


def refusal(folder, table, changes=None):
    with pytest.raises(ScenarioError) as caught:
        load(folder, table, changes)
    [problem] = caught.value.problems
    assert problem.path == "jails.county.bookings_file"
    return problem.message


def test_a_file_that_covers_the_run_is_counted_without_a_word(tmp_path):
    table = bookings("2019-06-01", "2019-09-20", 10)
    scenario = load(tmp_path, table)
    records = scenario.records_of("county")
    covered = coverage_of(records, scenario)
    day = (table["booked_at"].dt.normalize() - pd.Timestamp("2019-07-01")).dt.days
    assert records.remarks == ()
    assert (covered.rows, covered.counted) == (len(table), day.between(0, 59).sum())
    assert covered.outside == len(table) - day.between(-7, 66).sum()
    assert (covered.first, covered.last) == (date(2019, 6, 1), date(2019, 9, 20))
    assert covered.days_without == covered.uncovered == covered.uncovered_warmup == covered.uncovered_cooldown == 0


@pytest.mark.parametrize("zone", [None, "America/New_York"])
def test_half_of_the_counted_days_are_refused_with_the_days_to_use(tmp_path, zone):
    local = {} if zone is None else {"timezone": zone}
    message = refusal(tmp_path, bookings("2019-06-01", "2019-07-30", 10), local)
    assert "covers only 30 of the 60 counted days from 2019-07-01, so that counts would be too low" in message
    assert "set start: 2019-06-01, days: 60" in message
    load(tmp_path, bookings("2019-06-01", "2019-07-30", 10), {**local, "start": "2019-06-01"})


def test_a_long_gap_is_refused_and_a_short_one_said(tmp_path):
    table = bookings("2019-06-01", "2019-09-20", 10)
    at = table["booked_at"]
    message = refusal(tmp_path, table[(at < "2019-07-10") | (at >= "2019-07-14")])
    assert "covers only 56 of the 60 counted days" in message
    assert "it covers 2019-07-14 to 2019-09-20" in message
    [remark] = load(tmp_path, table[(at < "2019-07-10") | (at >= "2019-07-13")]).records_of("county").remarks
    assert "3 of the 60 counted days are not covered, and count as days without bookings" in remark


def test_days_before_and_after_the_counted_ones_that_are_not_covered_are_said(tmp_path):
    remarks = load(tmp_path, bookings("2019-07-01", "2019-08-29", 10)).records_of("county").remarks
    assert [remark.partition(": ")[2].partition(" are")[0] for remark in remarks] == [
        "7 of the 7 warm-up days",
        "7 of the 7 cool-down days",
    ]
    none = {"warmup_days": 0, "cooldown_days": 0}
    assert load(tmp_path, bookings("2019-07-01", "2019-08-29", 10), none).records_of("county").remarks == ()


def test_a_small_jail_has_days_without_bookings(tmp_path):
    scenario = load(tmp_path, bookings("2019-01-01", "2019-12-31", 0.3))
    covered = coverage_of(scenario.records_of("county"), scenario)
    assert covered.days_without > 30
    assert covered.uncovered == covered.uncovered_warmup == covered.uncovered_cooldown == 0


def test_another_year_is_refused_with_the_days_to_use(tmp_path):
    message = refusal(tmp_path, bookings("2018-01-01", "2018-12-31", 5))
    assert "has no booking on the 60 counted days from 2019-07-01" in message
    assert "set start: 2018-01-01, days: 365" in message


def test_a_file_without_bookings_is_refused(tmp_path):
    assert refusal(tmp_path, bookings("2019-07-01", "2019-07-01", 0)) == "has no booking"
