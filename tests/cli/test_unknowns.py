"""``run`` and ``compare`` with ``--unknowns``: both intervals, the wide one first, and the same however it ran."""

from __future__ import annotations

import io
import json
import signal

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.scenario.files.reader import load_scenario
from sim.study import replication, trials
from sim.study.ranges import inputs_of
from tests.commands import stopped
from tests.support import kept_tasks, small_data, write_yaml

RANGES = {
    "name": "With",
    "days": 10,
    "jails.county.on_record": {"value": 0.6, "low": 0.2, "high": 0.9},
    "jails.county.screening.detected": {"value": 0.9, "low": 0.5, "high": 1.0},
}
POINTS = ("--unknowns", "40")
MEASURES = ["flagged", "matched", "released_before_pickup", "lost_leads", "lost_matched", "lost_unknown"]
TABLES = ("unknowns", "unknowns_paired")


@pytest.fixture
def unsure(tmp_path):
    return write_yaml(tmp_path / "with.yaml", small_data(RANGES))


def tables_in(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def test_the_answer_leads_with_what_is_unknown_and_chance_is_as_it_was(cli, unsure, without_screening, tmp_path):
    done = cli("compare", unsure, without_screening, *POINTS, "--out", "out")
    assert done.returncode == 0, done.stderr
    assert done.stdout.index("with unknowns") < done.stdout.index("chance alone")
    told = " ".join(done.stdout.split())
    inputs = f"2 of {inputs_of([load_scenario(unsure)]).count}"
    assert f"anywhere in the ranges of {inputs} inputs (40 points); chance alone, as all others: of the mean" in told
    assert cli("compare", unsure, without_screening, "--out", "narrow", "--quiet").returncode == 0
    wide, narrow = tables_in(tmp_path / "out"), tables_in(tmp_path / "narrow")
    assert wide.keys() - narrow.keys() == {f"{name}.csv" for name in TABLES}
    assert {name: wide[name] for name in narrow} == narrow
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert record["inputs"]["ranged"] == 2
    assert record["unknowns"] == {
        "points": 40,
        "design": "lhs",
        "engine": "staged",
        "unknown_inputs": ["jails.county.on_record", "jails.county.screening.detected"],
        "level_draws": False,
    }


def test_screen_and_files_agree(cli, unsure, without_screening, tmp_path):
    done = cli("compare", unsure, without_screening, *POINTS, "--out", "out", "--format", "csv")
    told = pd.read_csv(io.StringIO(done.stdout)).query("table == 'headline_counts'")
    assert told["measure"].tolist() == [each for each in MEASURES for _ in range(3)]
    kept = {name: pd.read_csv(tmp_path / "out" / f"{name}.csv").query("jail == 'all'") for name in TABLES}
    chance = pd.read_csv(tmp_path / "out" / "comparison.csv").query("jail == 'all'").set_index("measure")
    for row in told.itertuples():
        table = kept["unknowns_paired" if row.scenario == "difference" else "unknowns"]
        label = "Without" if row.scenario == "difference" else row.scenario
        column = "other" if row.scenario == "difference" else "scenario"
        [here] = table[(table[column] == label) & (table["measure"] == row.measure)].itertuples()
        assert (row.low, row.high) == (here.low, here.high)
        if row.scenario == "difference":
            assert (row.mean, row.ci_low) == tuple(chance.loc[row.measure, ["difference", "ci_low"]])


def test_a_run_has_them_too(cli, unsure, tmp_path):
    done = cli("run", unsure, *POINTS, "--out", "out", "--replications", "2")
    assert done.returncode == 0, done.stderr
    [line] = [line for line in done.stdout.splitlines() if line.startswith(" flagged ")]
    row = pd.read_csv(tmp_path / "out" / "unknowns.csv").query("jail == 'all' and measure == 'flagged'").iloc[0]
    assert f"{row['low']:.1f} to {row['high']:.1f}" in line
    assert not (tmp_path / "out" / "unknowns_paired.csv").exists()


def test_three_scenarios_are_each_compared_with_the_first(cli, unsure, without_screening, tmp_path):
    third = tmp_path / "third.yaml"
    third.write_text("extends: without.yaml\nname: Third\nfield_offices: {city: {seats: 1}}\n")
    done = cli("compare", unsure, without_screening, third, *POINTS, "--out", "out", "--replications", "2")
    assert done.returncode == 0, done.stderr
    paired = pd.read_csv(tmp_path / "out" / "unknowns_paired.csv")
    assert set(paired["base"]) == {"With"}
    assert set(paired["other"]) == {"Without", "Third"}


def test_the_number_of_jobs_changes_no_byte(cli, two_jobs, unsure, without_screening, tmp_path):
    for run, out in ((cli, "out1"), (two_jobs, "out2")):
        assert run("compare", unsure, without_screening, *POINTS, "--out", out, "--quiet").returncode == 0
    assert tables_in(tmp_path / "out1") == tables_in(tmp_path / "out2")


def test_a_killed_command_goes_on_where_it_was(cli, tmp_path):
    write_yaml(tmp_path / "with.yaml", small_data({**RANGES, "days": 300, "replications": 2}))
    words = ["run", "with.yaml", *POINTS, "--jobs", "1", "--quiet", "--plots", "none", "--out"]
    status, _ = stopped([*words, "out"], tmp_path, blow=signal.SIGKILL)
    assert status == -signal.SIGKILL
    kept = kept_tasks(tmp_path / "out")
    assert 0 < kept < 42
    assert cli(*words, "out").returncode == 0
    assert cli(*words, "undisturbed").returncode == 0
    assert tables_in(tmp_path / "out") == tables_in(tmp_path / "undisturbed")


def test_a_point_that_fails_is_listed_and_the_same_command_goes_on(cli, unsure, tmp_path, monkeypatch):
    def run_group(scenarios, numbers, *rest):
        if 7 in numbers:
            raise RuntimeError("out of luck")
        return replication.run_group(scenarios, numbers, *rest)

    words = ["run", unsure.name, *POINTS, "--jobs", "1", "--out", "out", "--quiet", "--plots", "none"]
    with monkeypatch.context() as patched:
        patched.chdir(tmp_path)
        patched.setattr(trials, "run_group", run_group)
        done = CliRunner().invoke(app, words)
    assert done.exit_code == 1
    failures = pd.read_csv(tmp_path / "out.unfinished" / "failures.csv")
    assert (failures["point"].tolist(), failures["replication"].tolist()) == ([7], [7])
    assert kept_tasks(tmp_path / "out") == 3 + 39
    assert cli(*words).returncode == 0
    assert not (tmp_path / "out.unfinished").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--unknowns", "39"], "a 95 % interval needs 40 points at least, and 200 make it steady; give --unknowns 40"),
        (["--unknowns", "-1"], "give --unknowns 40 or more"),
        (["--unknowns", "many"], "--unknowns"),
        (
            [*POINTS, "--set", "jails.*.on_record={value: 0.5, low: 0.4, high: 1.4}"],
            "must be at most 1, but is 1.4",
        ),
        ([*POINTS, "--precision", "much"], "precision"),
        (["--unknowns", "1000000001"], "1,000,000,001 runs"),
    ],
)
def test_wrong_input_leaves_with_2_before_anything_runs(cli, unsure, tmp_path, words, message):
    done = cli("run", unsure, "--out", "out", *words)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.split())
    assert [path.name for path in tmp_path.iterdir()] == ["with.yaml"]


def test_a_scenario_without_ranges_is_told_what_to_write(cli, with_screening, tmp_path):
    done = cli("run", with_screening, *POINTS)
    assert done.returncode == 2
    assert "'With': no value has a range" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["with.yaml"]


def test_without_points_it_is_said_what_they_would_add(cli, unsure):
    told = " ".join(cli("run", unsure, "--out", "out", "--replications", "2").stdout.split())
    inputs = f"2 of {inputs_of([load_scenario(unsure)]).count}"
    assert f"95 % intervals hold chance alone, not what is unknown about the inputs: {inputs} have a range, and" in told
    assert "--unknowns 200 of lostleads run and compare adds what is open" in told


def test_where_nothing_has_a_range_nothing_is_promised(cli, with_screening):
    told = cli("run", with_screening, "--out", "out", "--replications", "2").stdout
    assert "--unknowns" not in told
    assert "not what is unknown about the inputs." in " ".join(told.split())
