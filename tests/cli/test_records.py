"""Commands on a jail's own records: what they tell of the file, and that nobody is told one by one."""

from __future__ import annotations

import json
import re

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.model.disguise import NO_PERSON
from sim.scenario.schema import Scenario
from sim.study.replication import replicate
from sim.study.store import Parts
from tests.support import small_data, write_yaml

MANY = 900


@pytest.fixture
def own(tmp_path):
    """Half a year of bookings of a jail, each minute's unlike any other's."""
    booked_at = pd.date_range("2019-06-01 00:01", periods=MANY, freq="293min")
    released_at = booked_at + pd.to_timedelta([300 + 7 * place for place in range(MANY)], unit="min")
    table = pd.DataFrame({"booked_at": booked_at, "released_at": released_at, "charge": "felony", "recorded": "yes"})
    table.to_csv(tmp_path / "jail.csv", index=False, date_format="%Y-%m-%d %H:%M")
    changes = {"name": "Own", "jails.county.bookings_per_year": None, "jails.county.bookings_file": "jail.csv"}
    return write_yaml(tmp_path / "own.yaml", small_data(changes))


def true_times(tmp_path):
    return set(pd.read_csv(tmp_path / "jail.csv").filter(like="_at").melt()["value"])


def minutes_in(text):
    return set(re.findall(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", text.replace("T", " ")))


def test_validate_tells_what_the_file_is(cli, own, tmp_path):
    done = cli("validate", own)
    assert done.returncode == 0, done.stderr
    assert "Jail county: 900 bookings from jail.csv" in done.stdout
    table = pd.read_csv(tmp_path / "jail.csv", parse_dates=["booked_at"])
    day = (table["booked_at"].dt.normalize() - pd.Timestamp("2019-07-01")).dt.days
    counted, outside = day.between(0, 59).sum(), (~day.between(-7, 66)).sum()
    assert f"Counted {counted}; on warm-up and cool-down days {MANY - counted - outside}" in done.stdout
    assert f"on no day of the run {outside}; without a release yet 0, repeated 0." in done.stdout
    assert "First 2019-06-01, last 2019-11-30; 0 counted days without any, 0 not covered." in done.stdout
    assert "of charge, foreign_born, recorded, stay_hours; the rest is drawn" in done.stdout
    assert done.stderr == ""


def test_what_may_be_wrong_is_warned_of_and_recorded(cli, own, tmp_path):
    done = cli("validate", own, "--set", "start=2019-06-01")
    assert "Warning: " in done.stderr
    assert "7 of the 7 warm-up days are not covered" in done.stderr
    done = cli("run", own, "--set", "start=2019-06-01", "--replications", "2", "--out", "out", "--quiet")
    assert "7 of the 7 warm-up days are not covered" in done.stderr
    [scenario] = json.loads((tmp_path / "out" / "run.json").read_text())["scenarios"]
    records = scenario["records"]["county"]
    assert (records["rows"], records["uncovered_warmup"]) == (MANY, 7)
    assert "warm-up days" in records["remarks"][0]


def test_half_a_year_is_not_told_as_a_year(cli, own):
    done = cli("run", own, "--set", "days=365", "--replications", "2")
    assert done.returncode == 2
    assert "covers only 153 of the 365 counted days from 2019-07-01" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("run", "own.yaml", "--bookings", "--replications", "2", "--out", "out"),
        ("compare", "own.yaml", "own.yaml", "--bookings", "--replications", "2", "--out", "out"),
        ("trace", "own.yaml", "--booking", "5"),
        ("trace", "own.yaml", "--outcome", "lost"),
        ("trace", "own.yaml", "--event-log", "log.csv"),
    ],
)
def test_single_bookings_of_records_are_not_told(cli, own, tmp_path, words):
    done = cli(*words)
    assert done.returncode == 2
    assert "--row-level-from-records" in done.stderr
    assert done.stdout == ""
    assert {path.name for path in tmp_path.iterdir()} == {"jail.csv", "own.yaml"}


def test_where_asked_for_they_are_told_moved_and_said_to_be_no_person(cli, own, tmp_path):
    true = true_times(tmp_path)
    done = cli("run", own, "--bookings", "--row-level-from-records", "--replications", "1", "--out", "out", "--quiet")
    assert done.returncode == 0, done.stderr
    table = pd.read_parquet(tmp_path / "out" / "bookings.parquet")
    assert table.attrs["about"] == NO_PERSON
    assert NO_PERSON.encode() in pq.read_schema(tmp_path / "out" / "bookings.parquet").metadata[b"PANDAS_ATTRS"]
    assert table["booked_at"].dt.strftime("%Y-%m-%d %H:%M").isin(true).mean() < 0.1
    number = table["booking"].iloc[7]
    told = cli("trace", own, "--booking", f"{number}", "--row-level-from-records")
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(NO_PERSON)
    row = table[table["booking"] == number].iloc[0]
    assert f"{row['booked_at']:%Y-%m-%d %H:%M:%S}  booked" in told.stdout
    assert f"{row['left_at']:%Y-%m-%d %H:%M:%S}  leaves the jail" in told.stdout
    found = cli("trace", own, "--outcome", row["outcome"], "--row-level-from-records")
    assert found.returncode == 0, found.stderr
    log = cli("trace", own, "--event-log", "log.csv", "--row-level-from-records")
    assert log.returncode == 0, log.stderr
    events = pd.read_csv(tmp_path / "log.csv")
    assert set(events["about"]) == {NO_PERSON}
    arrivals = events[events["event"] == "arrival"].set_index("entity_id")["timestamp"]
    assert arrivals[f"county/{number}"] == f"{row['booked_at']:%Y-%m-%dT%H:%M:%S}"


def test_an_unfinished_study_keeps_no_row_of_the_records(own, tmp_path):
    from sim.scenario.files.reader import load_scenario
    from sim.study.replicate import Plan, replicate_all

    parts = Parts(tmp_path / "out")
    scenario: Scenario = load_scenario(own)
    replicate_all([scenario], Plan(1, store=parts, keep_bookings=True))
    kept = replicate([scenario], 0, keep_bookings=True).bookings
    assert kept["booked_at"].dt.strftime("%Y-%m-%d %H:%M").isin(true_times(tmp_path)).mean() < 0.1
    stored = pd.concat([pd.read_parquet(file) for file in _tables(parts)])
    assert len(stored) == len(kept)
    assert stored["booked_at"].tolist() == kept["booked_at"].tolist()
    parts.close()


def _tables(parts):
    import io
    import sqlite3

    database = sqlite3.connect(parts.folder / "tasks.sqlite")
    keys = [key for (key,) in database.execute("SELECT key FROM task")]
    database.close()
    return [io.BytesIO(packed.tobytes()) for key in keys for packed in parts.load(key)["bookings"]]
