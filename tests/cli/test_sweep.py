from __future__ import annotations

import json
import signal

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.study import replication, trials
from tests.commands import stopped
from tests.support import kept_tasks

FINGERPRINTED = "jails.county.fingerprinted"


def test_sweep_writes_a_row_a_point_and_measure_with_labels_as_typed(cli, with_screening, tmp_path):
    vary = ("--vary", f"{FINGERPRINTED}=0.5:0.7:0.1", "--vary", "jails.county.screening=null")
    done = cli("sweep", with_screening, *vary, "--out", "out")
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(tmp_path / "out" / "sweep.csv", dtype=str, keep_default_na=False)
    assert list(table.columns[:5]) == ["point", FINGERPRINTED, "jails.county.screening", "jail", "measure"]
    assert list(dict.fromkeys(table[FINGERPRINTED])) == ["0.5", "0.6", "0.7"]
    assert set(table["jails.county.screening"]) == {"null"}
    paired = pd.read_csv(tmp_path / "out" / "sweep_paired.csv")
    assert set(paired["point"]) == {1, 2}
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert [each["point"] for each in record["points"]] == [0, 1, 2]
    assert (tmp_path / "out" / "plots" / "lines.svg").is_file()
    assert record["engine"] == "staged"
    assert not (tmp_path / "out.unfinished").exists()


def test_the_number_of_jobs_changes_no_byte(cli, two_jobs, with_screening, tmp_path):
    options = ("--design", "lhs", "--range", f"{FINGERPRINTED}=0.5:0.9", "--samples", "4", "--quiet")
    for run, out in ((cli, "out1"), (two_jobs, "out2")):
        assert run("sweep", with_screening, *options, "--out", out).returncode == 0
    for name in ("sweep.csv", "sweep_paired.csv"):
        assert (tmp_path / "out1" / name).read_bytes() == (tmp_path / "out2" / name).read_bytes()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "give --vary"),
        (["--vary", f"{FINGERPRINTED}=0.5:0.7:0"], "the step must be"),
        (["--vary", f"{FINGERPRINTED}=0.5:0.7:nan"], "the step must be"),
        (["--vary", "jails.county.fingerprint=0.5"], "did you mean 'fingerprinted'"),
        (["--vary", f"{FINGERPRINTED}=0.5,1.5,x"], "must be at most 1, but is 1.5"),
        (["--vary", f"{FINGERPRINTED}=0:1:0.0000001"], "has 10,000,001 values"),
        (["--vary", f"{FINGERPRINTED}=0:1:0.001", "--vary", "jails.county.recorded=0:1:0.0009"], "give --yes"),
        (["--vary", f"{FINGERPRINTED}=0.5,0.6", "--base", "2"], "numbered from 0 to 1"),
        (["--vary", f"{FINGERPRINTED}=0.5,0.6", "--measure", "flaged"], "did you mean 'flagged'"),
        (["--vary", f"{FINGERPRINTED}=0.5,0.6", "--cluster", "tcp://nowhere"], "does not answer"),
        (["--design", "lhs"], "give --range"),
        (["--design", "lsh", "--range", f"{FINGERPRINTED}=0.5:0.7"], "did you mean 'lhs'"),
        (["--design", "sobol", "--range", f"{FINGERPRINTED}=0.5:0.7", "--samples", "5"], "power of two"),
        (["--design", "lhs", "--range", f"{FINGERPRINTED}=0.7:0.5"], "LOW must be less than HIGH"),
    ],
)
def test_what_cannot_be_swept_leaves_with_2_and_writes_nothing(cli, with_screening, tmp_path, words, message):
    done = cli("sweep", with_screening, "--out", "out", *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["with.yaml"]


VARY = ("--vary", f"{FINGERPRINTED}=0.5:0.9:0.1")
TABLES = ("sweep.csv", "sweep_paired.csv")


def same_tables(one, other):
    for name in TABLES:
        assert (one / name).read_bytes() == (other / name).read_bytes()


def test_a_study_file_gives_what_the_command_line_gives(cli, with_screening, tmp_path):
    (tmp_path / "studies").mkdir()
    (tmp_path / "studies" / "prints.yaml").write_text(
        f"scenario: ../{with_screening.name}\nvary: {{{FINGERPRINTED}: 0.5:0.9:0.1}}\nbase: 2\nmeasures: [flagged]\n"
    )
    done = cli("sweep", "studies/prints.yaml")
    assert done.returncode == 0, done.stderr
    assert cli("sweep", with_screening, *VARY, "--base", "2", "--out", "out").returncode == 0
    same_tables(tmp_path / "results" / "prints", tmp_path / "out")
    assert json.loads((tmp_path / "results" / "prints" / "run.json").read_text())["measures"] == ["flagged"]


def test_options_stand_on_top_of_a_study_file(cli, with_screening, tmp_path):
    (tmp_path / "prints.yaml").write_text(
        f"scenario: {with_screening.name}\nset: {{days: 15}}\nvary: {{{FINGERPRINTED}: [0.5, 0.9]}}\nreplications: 9\n"
    )
    more = ("--set", "seed=4", "--base", "1", "--replications", "2", "--measure", "flagged", "--quiet")
    done = cli("sweep", "prints.yaml", *more, "--out", "by_file")
    assert done.returncode == 0, done.stderr
    words = (*more, "--set", "days=15", "--vary", f"{FINGERPRINTED}=0.5,0.9")
    assert cli("sweep", with_screening, *words, "--out", "by_words").returncode == 0
    same_tables(tmp_path / "by_file", tmp_path / "by_words")
    assert json.loads((tmp_path / "by_file" / "run.json").read_text())["measures"] == ["flagged"]


@pytest.mark.parametrize("words", [VARY, ("--range", "a=0:1"), ("--design", "lhs")], ids=lambda words: words[0])
def test_what_a_study_file_says_is_not_said_again(cli, with_screening, tmp_path, words):
    (tmp_path / "prints.yaml").write_text(f"scenario: {with_screening.name}\nvary: {{days: [5, 6]}}\n")
    done = cli("sweep", "prints.yaml", *words)
    assert done.returncode == 2
    assert done.stderr.startswith("prints.yaml is a study file, which says what varies: leave out --vary, --range and")


def test_what_is_wrong_in_a_study_file_leaves_with_2(cli, tmp_path):
    (tmp_path / "study.yaml").write_text("scenario: nowhere.yaml\nvary: {a: 0:1:0}\n")
    done = cli("sweep", "study.yaml")
    assert done.returncode == 2
    assert "study.yaml:2: vary.a" in done.stderr
    (tmp_path / "study.yaml").write_text("scenario: nowhere.yaml\nvary: {a: 0:1:1}\n")
    done = cli("sweep", "study.yaml")
    assert done.returncode == 2
    assert "no such file: nowhere.yaml" in done.stderr


def test_a_sweep_that_is_killed_goes_on_where_it_was_and_ends_in_the_same_bytes(cli, with_screening, tmp_path):
    words = ["sweep", with_screening.name, *VARY, "--replications", "24", "--jobs", "2", "--quiet"]
    status, told = stopped([*words, "--out", "out"], tmp_path, blow=signal.SIGKILL)
    assert status == -signal.SIGKILL, told
    assert not (tmp_path / "out").exists()
    finished = kept_tasks(tmp_path / "out")
    assert 0 < finished < 120
    alone = [*words, "--jobs", "1"]
    assert cli(*alone, "--out", "out").returncode == 0
    assert cli(*alone, "--out", "whole").returncode == 0
    same_tables(tmp_path / "whole", tmp_path / "out")
    assert not (tmp_path / "out.unfinished").exists()


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes(cli, with_screening, tmp_path):
    assert cli("sweep", with_screening, *VARY, "--quiet", "--out", "here").returncode == 0
    done = cli("sweep", with_screening, *VARY, "--quiet", "--out", "there", "--cluster", "local", "--jobs", "2")
    assert done.returncode == 0, done.stderr
    same_tables(tmp_path / "here", tmp_path / "there")


def test_a_task_that_fails_is_a_row_and_the_others_go_on(with_screening, tmp_path, monkeypatch):
    def run_group(scenarios, numbers, *rest):
        if 1 in numbers and scenarios[0].jails["county"].fingerprinted.otherwise == 0.7:
            raise RuntimeError("out of luck")
        return replication.run_group(scenarios, numbers, *rest)

    monkeypatch.chdir(tmp_path)
    words = ["sweep", with_screening.name, *VARY, "--jobs", "1", "--out", "out"]
    with monkeypatch.context() as patched:
        patched.setattr(trials, "run_group", run_group)
        done = CliRunner().invoke(app, words)
    assert done.exit_code == 1
    assert "1 tasks failed, the first: replication 1 of With (point 2, field office city, seed 1)" in done.stderr
    failures = pd.read_csv(tmp_path / "out" / "failures.csv")
    assert failures.to_dict("records") == [
        {
            "scenario": "With",
            "point": 2,
            "replication": 1,
            "field_office": "city",
            "seed": 1,
            "error": "RuntimeError('out of luck')",
        }
    ]
    assert set(pd.read_csv(tmp_path / "out" / "sweep.csv")["point"]) == {0, 1, 3, 4}
    assert kept_tasks(tmp_path / "out") == 14
    assert CliRunner().invoke(app, [*words, "--overwrite"]).exit_code == 0
    assert set(pd.read_csv(tmp_path / "out" / "sweep.csv")["point"]) == {0, 1, 2, 3, 4}
    assert not (tmp_path / "out" / "failures.csv").exists()


def test_a_sweep_that_fails_altogether_writes_no_results_but_says_where_the_failures_are(
    with_screening, tmp_path, monkeypatch
):
    def run_group(*_):
        raise RuntimeError("out of luck")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(trials, "run_group", run_group)
    done = CliRunner().invoke(app, ["sweep", with_screening.name, *VARY, "--jobs", "1", "--out", "out"])
    assert done.exit_code == 1
    assert "out of luck" in done.stderr
    assert not (tmp_path / "out").exists()
    assert len(pd.read_csv(tmp_path / "out.unfinished" / "failures.csv")) == 15


def test_pictures_of_a_sweep_can_be_drawn_again(sketching, with_screening, tmp_path):
    assert sketching("sweep", with_screening, *VARY, "--quiet", "--out", "out").returncode == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "out" / "plots").iterdir()}
    assert {"lines.png", "lines.svg", "lines.csv"} <= before.keys()
    assert sketching("plot", "out", "--out", "again").returncode == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == before
