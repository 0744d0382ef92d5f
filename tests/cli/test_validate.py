"""What `lostleads validate` prints: what a scenario means, and what it implies."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest

from tests.support import small_data, write_yaml

SENTENCE = "So this scenario tests delays, not capacity"


def test_what_a_scenario_implies_follows_what_it_means(cli, with_screening):
    done = cli("validate", with_screening)
    assert (done.returncode, done.stderr) == (0, "")
    means, implies = done.stdout.split(" What this implies")
    assert "Jail county: 6,000 bookings a year" in means
    told = {line.rsplit("  ", 1)[0].strip(): line.rsplit("  ", 1)[-1].strip() for line in implies.splitlines()}
    assert told["People in jail on an average day"] == "80.8"
    assert told["Mean stay"] == "4.9 days"
    assert told["Released within 24 hours"] == "43 %"
    assert told["Interviews"].endswith(" a year")
    assert told["Deputies at work while on duty"].endswith(" %")
    assert SENTENCE in " ".join(implies.split())


def test_what_is_implied_is_short(cli, with_screening):
    _, implies = cli("validate", with_screening).stdout.split(" What this implies")
    table, _, _ = implies.partition("No queue binds")
    assert len(table.strip().splitlines()) < 15


def test_each_of_several_files_is_told(cli, with_screening, without_screening):
    done = cli("validate", with_screening, without_screening)
    assert done.stdout.count(" What this implies") == 2
    assert done.stdout.index("Without\n") > done.stdout.index("What this implies")


@pytest.mark.parametrize("form", ["csv", "json"])
def test_machines_are_given_the_numbers_of_all_files_and_nothing_else(cli, with_screening, without_screening, form):
    done = cli("validate", with_screening, without_screening, "--format", form)
    assert (done.returncode, done.stderr) == (0, "")
    if form == "csv":
        rows = pd.read_csv(io.StringIO(done.stdout)).to_dict("records")
    else:
        content = json.loads(done.stdout)
        rows = [row for table in content["tables"] for row in table["rows"]]
        assert [SENTENCE in note for note in content["notes"]] == [True, True]
    told = {(row["scenario"], row["quantity"]): row for row in rows}
    assert told["With", "mean_stay"]["value"] == pytest.approx(118 / 24)
    assert told["With", "mean_stay"]["unit"] == "days"
    assert told["Without", "interviewed"]["value"] == 0
    assert ("With", "time_at_work.deputies") in told
    assert ("Without", "time_at_work.deputies") not in told


def test_faults_come_alone(cli, with_screening, tmp_path):
    (tmp_path / "faulty.yaml").write_text("nam: x\n")
    done = cli("validate", "faulty.yaml", "--format", "json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "unknown key 'nam'" in done.stderr
    both = cli("validate", "faulty.yaml", with_screening, "--format", "json")
    assert both.returncode == 2
    assert len(json.loads(both.stdout)["tables"]) == 1


def test_own_records_imply_what_their_rows_say(cli, tmp_path):
    rows = "2019-07-01 08:00,24\n2019-07-02 08:00,72\n"
    (tmp_path / "bookings.csv").write_text(f"booked_at,stay_hours\n{rows}")
    own = {"jails.county.bookings_per_year": None, "jails.county.bookings_file": "bookings.csv", "days": 2}
    done = cli("validate", write_yaml(tmp_path / "own.yaml", small_data(own)), "--format", "csv")
    assert done.returncode == 0
    told = pd.read_csv(io.StringIO(done.stdout)).set_index("quantity")["value"]
    assert told[["people_in_jail", "mean_stay", "released_within_24_hours"]].tolist() == [2, 2, 0.5]


@pytest.mark.parametrize(
    "changes",
    [
        {"jails.county.bookings_per_year": 1e9},
        {"days": 36_525, "jails.county.bookings_per_year": 0},
        {"charges.felony.stay_hours": {"weibull": {"shape": 1e-6, "scale": 1e-6}}},
        {"jails.county.release_hours": {"by_hour_of_week": [0] * 167 + [1]}, "charges.felony.stay_hours": 0},
    ],
    ids=["a billion bookings", "a century of nobody", "a heavy tail", "one hour of the week"],
)
def test_what_is_odd_is_told_soon_and_quietly(cli, tmp_path, changes):
    done = cli("validate", write_yaml(tmp_path / "odd.yaml", small_data({"days": 5, **changes})))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Mean stay" in done.stdout
    assert "nan" not in done.stdout
