from __future__ import annotations

import json

import pandas as pd
import pytest


def test_staffing_tells_the_shifts_and_writes_a_scenario(cli, with_screening, tmp_path):
    done = cli("staffing", with_screening, "--budget", "24", "--replications", "2", "--most", "1")
    assert done.returncode == 0, done.stderr
    assert "Chosen for deputies at County" in done.stdout
    folder = tmp_path / "results" / "with-staffing"
    record = json.loads((folder / "run.json").read_text())
    assert record["staffing"]["budget_hours"] == 24
    assert cli("validate", folder / "staffing.yaml").returncode == 0


def test_a_roster_is_told_and_written(cli, with_screening, tmp_path):
    rules = ["--shift-hours", "10", "--starts", "08:00,20:00", "--officers", "2", "--days-off-together"]
    done = cli("staffing", with_screening, "--budget", "40", "--replications", "2", "--most", "1", *rules)
    assert done.returncode == 0, done.stderr
    assert "40 well-placed officer hours a week lose" in done.stdout
    assert "with 8 hours of rest and 2 days off together a week; 2 officers" in " ".join(done.stdout.split())
    folder = tmp_path / "results" / "with-staffing"
    roster = pd.read_csv(folder / "roster.csv")
    assert set(roster["hours"]) <= {"08:00-18:00", "20:00-06:00"}
    assert roster["length_hours"].sum() == 40
    assert json.loads((folder / "run.json").read_text())["staffing"]["officers_needed"] == roster["officer"].max()
    assert cli("validate", folder / "staffing.yaml").returncode == 0


def test_a_target_is_met_with_a_probability(cli, with_screening):
    unknown = "jails.county.recorded={value: 0.8, low: 0.6, high: 1.0}"
    words = ["--target", "70%", "--with-probability", "0.8", "--unknowns", "40", "--most", "1", "--set", unknown]
    done = cli("staffing", with_screening, *words, "--replications", "2")
    assert done.returncode == 0, done.stderr
    assert "of 40 fresh points over all ranges" in " ".join(done.stdout.split())


def test_a_target_out_of_reach_leaves_with_1_and_says_the_best(cli, with_screening, tmp_path):
    words = ["--target", "released_before_pickup=0", "--replications", "2", "--block", "08:00-09:00", "--most", "1"]
    done = cli("staffing", with_screening, *words)
    assert done.returncode == 1
    assert "No staffing: the target of 0 is not reached; the best was" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["with.yaml"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "one of the two, and not both"),
        (["--budget", "0"], "--budget"),
        (["--budget", "40", "--target", "3"], "not both"),
        (["--target", "flagd=3"], "did you mean 'flagged'"),
        (["--target", "few"], "--target few"),
        (["--budget", "40", "--block", "8"], "--block 8"),
        (["--budget", "40", "--team", "deputy"], "unknown team"),
        (["--budget", "40", "--jail", "cuonty"], "did you mean 'county'"),
        (["--budget", "40", "--most", "0"], "--most"),
        (["--budget", "7"], "is less than one shift, which is 8 hours long"),
        (["--budget", "60", "--least", "2", "--week-hours", "40:40"], "need 80 hours a week or more; --budget is 60"),
        (["--budget", "60", "--least", "2", "--same-every", "day"], "need 112 hours a week or more; --budget is 60"),
        (["--budget", "60", "--same-every", "month"], "unknown kind of day 'month'"),
        (["--budget", "60", "--shift-hours", "9.5"], "--shift-hours 9.5"),
        (["--budget", "60", "--with-probability", "0.9"], "beside it a --target"),
        (["--target", "20", "--with-probability", "0.9"], "nothing to sample"),
        (["--target", "20", "--same-every", "day", "--officers", "1"], "--officers 2"),
        (["--budget", "40", "--set", "jails.county.warmup=3"], "unknown key"),
    ],
)
def test_wrong_input_leaves_with_2_and_writes_nothing(cli, with_screening, tmp_path, words, message):
    done = cli("staffing", with_screening, *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["with.yaml"]
