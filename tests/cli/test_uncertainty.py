from __future__ import annotations

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.study import replication, trials
from tests.support import kept_tasks, small_data, write_yaml

RANGES = {
    "name": "With",
    "days": 10,
    "jails.county.on_record": {"value": 0.6, "low": 0.2, "high": 0.9},
    "jails.county.screening.detected": {"value": 0.9, "low": 0.5, "high": 1.0},
}
FEW = ("--design", "lhs", "--samples", "4", "--replications", "2")


@pytest.fixture
def unsure(tmp_path):
    return write_yaml(tmp_path / "with.yaml", small_data(RANGES))


def test_one_scenario_gets_tables_on_screen_and_a_folder_named_after_it(cli, unsure, tmp_path):
    done = cli("uncertainty", unsure, *FEW)
    assert done.returncode == 0, done.stderr
    inputs = "the ranges of 2 of 69 inputs"
    assert done.stderr.startswith(f"2 unknown inputs ({inputs}), 4 samples (lhs): 9 points x 2 replications = 18 runs")
    assert "Headline counts, over the ranges of 2 of 69 inputs" in done.stdout
    folder = tmp_path / "results" / "with-uncertainty"
    assert done.stdout.splitlines()[-1] == "Results: results/with-uncertainty"
    table = pd.read_csv(folder / "uncertainty.csv")
    assert set(table["jail"]) == {"county", "all"}
    assert (folder / "plots" / "tornado_flagged.png").is_file()
    assert not folder.with_name("with-uncertainty.unfinished").exists()


def test_two_scenarios_are_compared_and_unless_asked_nothing_is_said(cli, unsure, without_screening, tmp_path):
    done = cli("uncertainty", unsure, without_screening, *FEW, "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    folder = tmp_path / "results" / "with-vs-without-uncertainty"
    assert set(pd.read_csv(folder / "uncertainty.csv")["scenario"]) == {"With", "Without", "difference"}


def test_by_default_there_are_sobol_indices(cli, unsure, tmp_path):
    assert cli("uncertainty", unsure, "--replications", "1", "--out", "out", "--quiet").returncode == 0
    assert set(pd.read_csv(tmp_path / "out" / "sensitivity.csv")["kind"]) == {"first", "total"}
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert (record["design"], record["samples"], record["point_count"]) == ("sobol", 64, 1 + 4 + 64 * 4)


def test_the_number_of_jobs_changes_no_byte(cli, two_jobs, unsure, without_screening, tmp_path):
    for run, out in ((cli, "out1"), (two_jobs, "out2")):
        assert run("uncertainty", unsure, without_screening, *FEW, "--out", out, "--quiet").returncode == 0
    names = [path.relative_to(tmp_path / "out1") for path in (tmp_path / "out1").rglob("*.*")]
    assert len(names) >= 16
    for name in names:
        if name.name not in {"run.json", "ro-crate-metadata.json"}:
            assert (tmp_path / "out1" / name).read_bytes() == (tmp_path / "out2" / name).read_bytes(), name


def test_a_scenario_without_ranges_is_told_what_to_write(cli, with_screening, tmp_path):
    done = cli("uncertainty", with_screening)
    assert done.returncode == 2
    assert "'With': no value has a range" in done.stderr
    assert "{value: 0.7, low: 0.43, high: 0.8}" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["with.yaml"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--samples", "100"], "power of two, such as 64 or 128"),
        (["--samples", "1"], "--samples"),
        (["--design", "sobel"], "did you mean 'sobol'"),
        (["--engine", "simpi"], "did you mean 'simpy'"),
        (["--set", "jails.county.on_record=0.5", "--set", "jails.county.screening.detected=0.9"], "nothing to sample"),
        (["--set", "jails.county.on_record={value: 0.5, low: 0.4, high: 1.4}"], "must be at most 1, but is 1.4"),
        (["missing.yaml"], "no such file"),
    ],
)
def test_wrong_input_leaves_with_2_and_writes_nothing(cli, unsure, tmp_path, words, message):
    done = cli("uncertainty", unsure, *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["with.yaml"]


def test_results_are_not_overwritten_unasked(cli, unsure, tmp_path):
    assert cli("uncertainty", unsure, *FEW, "--out", "out", "--quiet").returncode == 0
    again = cli("uncertainty", unsure, *FEW, "--out", "out")
    assert again.returncode == 2
    assert "--overwrite" in again.stderr
    assert cli("uncertainty", unsure, *FEW, "--out", "out", "--quiet", "--overwrite").returncode == 0


def test_a_task_that_fails_is_listed_beside_what_is_finished(unsure, tmp_path, monkeypatch):
    def run_group(scenarios, numbers, *rest):
        if 1 in numbers:
            raise RuntimeError("out of luck")
        return replication.run_group(scenarios, numbers, *rest)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(trials, "run_group", run_group)
    words = ["uncertainty", unsure.name, "--design", "lhs", "--samples", "4", "--replications", "2", "--jobs", "1"]
    done = CliRunner().invoke(app, [*words, "--out", "out"])
    assert done.exit_code == 1
    assert "What failed is listed in out.unfinished/failures.csv" in done.stderr
    failures = pd.read_csv(tmp_path / "out.unfinished" / "failures.csv")
    assert set(failures["replication"]) == {1}
    assert kept_tasks(tmp_path / "out") == len(failures)
    assert not (tmp_path / "out").exists()
