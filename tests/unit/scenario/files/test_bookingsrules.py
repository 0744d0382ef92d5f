"""What a bookings file is: which are no lists of bookings, and what is said of those that may be wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.scenario.clock import Clock
from sim.scenario.errors import ScenarioError
from sim.scenario.files.bookingsfile import read_records
from sim.scenario.records import Records

JULY = Clock(date(2019, 7, 1))
MANY = 200


def bookings(many: int = MANY, days: int = 60) -> pd.DataFrame:
    """An honest list: bookings at any minute of some days, stays of some hours to some days, a charge."""
    chance = np.random.default_rng(3)
    booked_at = pd.Timestamp("2019-07-01") + pd.to_timedelta(np.sort(chance.integers(1, days * 1440, many)), unit="min")
    released_at = booked_at + pd.to_timedelta(np.rint(chance.exponential(30 * 60, many)) + 30, unit="min")
    return pd.DataFrame({"booked_at": booked_at, "released_at": released_at, "charge": "felony"})


def read(folder: Path, table: pd.DataFrame) -> Records:
    table.to_csv(folder / "jail.csv", index=False, date_format="%Y-%m-%d %H:%M")
    return read_records(folder / "jail.csv", JULY, ("misdemeanor", "felony"))


def refusal(folder: Path, table: pd.DataFrame) -> str:
    with pytest.raises(ScenarioError) as caught:
        read(folder, table)
    return str(caught.value)


def test_of_an_honest_list_nothing_is_said(tmp_path):
    records = read(tmp_path, bookings())
    assert records.remarks == ()
    assert records.repeated == 0


def test_a_small_file_is_not_judged_and_that_is_said(tmp_path):
    [remark] = read(tmp_path, pd.concat([bookings(5)] * 2)).remarks
    assert "has 10 bookings, too few to tell" in remark


def test_a_row_a_charge_is_refused(tmp_path):
    charges = pd.concat([bookings(), bookings()[::3].assign(charge="misdemeanor")])
    told = refusal(tmp_path, charges)
    assert "booked_at: 67 of 267 rows have the time of booking and release of another, 0 repeat another whole" in told
    assert "keep one row of each" in told


def test_a_row_a_charge_is_seen_without_releases_too(tmp_path):
    charges = pd.concat([bookings(), bookings().assign(charge="misdemeanor")]).drop(columns="released_at")
    assert "200 of 400 rows have the time of booking of another" in refusal(tmp_path, charges)


@pytest.mark.parametrize(("repeats", "refused"), [(2, False), (3, True)])
def test_more_than_one_repeat_in_a_hundred_is_refused_and_fewer_are_said(tmp_path, repeats, refused):
    table = pd.concat([bookings(), bookings()[:repeats]])
    if refused:
        assert "3 repeat another whole" in refusal(tmp_path, table)
    else:
        records = read(tmp_path, table)
        assert records.repeated == 2
        assert "2 rows have the times of a row before" in records.remarks[0]


def test_people_booked_in_one_minute_are_no_repeats(tmp_path):
    table = bookings()
    table["booked_at"] = table["booked_at"].dt.floor("h")
    assert not any("times of a row before" in remark for remark in read(tmp_path, table).remarks)


@pytest.mark.parametrize("releases", ["blank", "known later"])
def test_a_roster_of_people_inside_is_refused(tmp_path, releases):
    table = bookings()
    table = table[table["booked_at"] < "2019-08-20"].assign(released_at=None)
    if releases == "known later":
        table["released_at"] = pd.Timestamp("2019-08-21") + (table["booked_at"] - pd.Timestamp("2019-07-01"))
    told = refusal(tmp_path, table)
    assert "released_at: two thirds of the rows or more are inside at one moment, so this is a roster" in told


def test_some_may_still_be_inside(tmp_path):
    table = bookings()
    table.loc[table.index[-20:], "released_at"] = None
    assert (read(tmp_path, table).inside_seconds > 0).sum() == 20


@pytest.mark.parametrize("column", ["booked_at", "released_at"])
def test_days_padded_to_midnight_are_refused(tmp_path, column):
    table = bookings()
    table["released_at"] += pd.Timedelta(days=1)
    table[column] = table[column].dt.normalize()
    assert f"{column}: nine in ten or more are at 00:00" in refusal(tmp_path, table)


def test_some_days_padded_to_midnight_are_said(tmp_path):
    table = bookings()
    padded = table.index[::4]
    table.loc[padded, "booked_at"] = table.loc[padded, "booked_at"].dt.normalize()
    assert any("booked_at: 25% are at 00:00" in remark for remark in read(tmp_path, table).remarks)


def test_stays_in_days_are_refused(tmp_path):
    table = bookings()
    hours = (table["released_at"] - table["booked_at"]) / pd.Timedelta(hours=1)
    table = table.drop(columns="released_at")
    assert read(tmp_path, table.assign(stay_hours=hours.round(1))).remarks == ()
    told = refusal(tmp_path, table.assign(stay_hours=(hours / 24).round(2)))
    assert "stay_hours: half of the stays are under 4 hours, as if they were days" in told


@pytest.mark.parametrize("year", ["2091", "2099", "2031"])
def test_a_release_that_stands_for_none_is_refused_by_its_line(tmp_path, year):
    table = bookings()
    table.loc[5, "released_at"] = pd.Timestamp(f"{year}-12-31")
    assert ":7: released_at: is more than 10 years after booked_at" in refusal(tmp_path, table)


def test_a_stay_of_more_than_ten_years_in_hours_is_refused_by_its_line(tmp_path):
    table = bookings().drop(columns="released_at").assign(stay_hours=30.0)
    table.loc[5, "stay_hours"] = 24 * 366 * 10 + 1
    assert ":7: stay_hours: is more than 10 years" in refusal(tmp_path, table)


def test_stays_over_a_year_are_said(tmp_path):
    table = bookings()
    table.loc[5, "released_at"] = table.loc[5, "booked_at"] + pd.Timedelta(days=367)
    assert any("1 stays are longer than a year" in remark for remark in read(tmp_path, table).remarks)


def test_a_booking_of_another_age_is_refused_by_its_line(tmp_path):
    table = bookings()
    table.loc[5, ["booked_at", "released_at"]] = pd.Timestamp("1924-07-03 08:00"), pd.Timestamp("1924-07-03 18:00")
    assert ":7: booked_at: is more than a year from every other booking" in refusal(tmp_path, table)


def test_many_bookings_of_other_years_are_no_strays(tmp_path):
    before = bookings()
    before[["booked_at", "released_at"]] -= pd.Timedelta(days=900)
    assert len(read(tmp_path, pd.concat([bookings(), before])).booked_at) == 2 * MANY


def test_many_old_bookings_without_a_release_are_said(tmp_path):
    table = bookings(many=800, days=360)
    table.loc[table.index[::5], "released_at"] = None
    [remark] = read(tmp_path, table).remarks
    assert "bookings older than half a year have no release, and count as still inside; write 'unknown'" in remark
    table["released_at"] = table["released_at"].dt.strftime("%Y-%m-%d %H:%M").fillna("unknown")
    assert read(tmp_path, table).remarks == ()


def test_a_release_long_after_the_last_booking_is_said(tmp_path):
    table = bookings()
    table.loc[table.index[-5:], "released_at"] = None
    table.loc[5, "released_at"] = pd.Timestamp("2021-12-31 08:00")
    remarks = read(tmp_path, table).remarks
    told = "the last release is more than a year after the last booking; the 5 bookings"
    assert any(told in each for each in remarks)


def test_a_day_of_many_bookings_is_said(tmp_path):
    table = bookings()
    batch = bookings(40, days=1)
    batch[["booked_at", "released_at"]] += pd.Timedelta(days=30)
    [remark] = read(tmp_path, pd.concat([table, batch])).remarks
    assert "1 days have more than five times the bookings of the usual day" in remark
    assert "2019-07-31" in remark
