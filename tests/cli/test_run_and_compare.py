from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from sim.analyses.comparison.study import run
from sim.model import staged
from sim.model.outcomes import HEADLINES, LOST, is_count
from sim.output.crate import CRATE
from sim.output.names import in_words
from sim.output.place import claimed
from sim.scenario.files.reader import load_scenario
from sim.study.replicate import Plan
from sim.study.store import Parts
from tests.commands import stopped
from tests.support import kept_tasks, small_data, write_yaml


def _content(folder: Path) -> dict[str, bytes]:
    """Every file of a results folder but those that hold times and the command."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in {"run.json", CRATE})
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_run_writes_the_files_of_the_contract_and_shows_the_headlines_first(cli, with_screening, tmp_path):
    done = cli("run", with_screening, "--out", "out", "--bookings")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert files == {
        "run.json",
        "ro-crate-metadata.json",
        "replications.csv",
        "summary.csv",
        "hour_of_week.csv",
        "months.csv",
        "bookings.parquet",
        "plots",
    }
    words = [in_words(name) for name in (*HEADLINES, "transferred", *LOST)]
    places = [done.stdout.index(f" {word} ") for word in words]
    assert places == sorted(places)
    assert not (tmp_path / "out.unfinished").exists()


def test_screen_and_files_agree(cli, with_screening, tmp_path):
    done = cli("run", with_screening, "--out", "out")
    summary = pd.read_csv(tmp_path / "out" / "summary.csv").query("jail == 'all'").set_index("measure")
    for measure in HEADLINES:
        [line] = [line for line in done.stdout.splitlines() if line.startswith(f" {measure.replace('_', ' ')} ")]
        shown = float(line.split()[len(measure.split("_"))].replace(",", ""))
        assert shown == pytest.approx(summary.loc[measure, "mean"], abs=0.5)


def test_counts_are_whole_numbers_in_the_replications_file(cli, with_screening, tmp_path):
    cli("run", with_screening, "--out", "out", "--quiet")
    cells = pd.read_csv(tmp_path / "out" / "replications.csv", dtype=str)
    counts = [name for name in cells.columns if is_count(name) and name not in ("scenario", "jail")]
    assert len(counts) > 30
    assert cells[counts].apply(lambda column: column.str.fullmatch(r"\d+")).all(axis=None)


def test_compare_adds_the_comparison_and_the_transitions(cli, with_screening, without_screening, tmp_path):
    done = cli("compare", with_screening, without_screening, "--out", "out")
    assert done.returncode == 0, done.stderr
    comparison = pd.read_csv(tmp_path / "out" / "comparison.csv")
    assert list(comparison.columns[:10]) == [
        "base",
        "other",
        "jail",
        "measure",
        "n",
        "base_mean",
        "other_mean",
        "difference",
        "ci_low",
        "ci_high",
    ]
    transitions = pd.read_csv(tmp_path / "out" / "transitions.csv")
    assert list(transitions.columns) == [
        "base",
        "other",
        "jail",
        "outcome_in_base",
        "outcome_in_other",
        "mean",
        "ci_low",
        "ci_high",
    ]
    removable = comparison.query("jail == 'all' and measure == 'removable'")["base_mean"].item()
    assert transitions.query("jail == 'all'")["mean"].sum() == pytest.approx(removable)
    assert {path.suffix for path in (tmp_path / "out" / "plots").iterdir()} == {".png", ".svg"}


def test_the_number_of_jobs_changes_no_byte(sketching, with_screening, without_screening, tmp_path):
    for jobs in ("1", "2"):
        options = ("--out", f"out{jobs}", "--jobs", jobs, "--quiet", "--bookings")
        assert sketching("compare", with_screening, without_screening, *options).returncode == 0
    assert _content(tmp_path / "out1") == _content(tmp_path / "out2")


def test_the_engine_changes_no_byte(sketching, with_screening, without_screening, tmp_path):
    for engine in ("simpy", "staged"):
        options = ("--out", engine, "--engine", engine, "--jobs", "1", "--quiet", "--bookings")
        assert sketching("compare", with_screening, without_screening, *options).returncode == 0
        assert json.loads((tmp_path / engine / "run.json").read_text())["engine"] == engine
    assert _content(tmp_path / "simpy") == _content(tmp_path / "staged")


def test_compiled_code_that_cannot_be_kept_stops_nothing_and_is_said_once(cli, with_screening, monkeypatch):
    caching = pytest.importorskip("numba.core.caching")
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    # What is compiled without a cache is forgotten again with the test.
    monkeypatch.setattr(staged, "_machine_code", cache(staged._machine_code.__wrapped__))
    done = cli("run", with_screening, "--engine", "staged", "--out", "out", "--quiet", "--replications", "1")
    assert done.returncode == 0
    assert done.stderr.count("set NUMBA_CACHE_DIR to a folder that may be written") == 1


def test_a_process_of_its_own_gives_what_the_tests_run_here(painting, process, with_screening, tmp_path):
    words = ("run", with_screening, "--bookings", "--plots", "svg")
    here, there = painting(*words, "--out", "here"), process(*words, "--out", "there")
    assert here.returncode == there.returncode == 0
    assert (here.stderr, there.stderr) == ("", "")
    assert here.stdout.replace("here", "there") == there.stdout
    assert _content(tmp_path / "here") == _content(tmp_path / "there")


def test_seed_0_is_a_seed(cli, with_screening, tmp_path):
    for seed in ("0", "1"):
        cli("run", with_screening, "--out", f"seed{seed}", "--seed", seed, "--quiet")
        assert json.loads((tmp_path / f"seed{seed}" / "run.json").read_text())["seed"] == int(seed)
    zero, one = (pd.read_csv(tmp_path / f"seed{seed}" / "replications.csv") for seed in (0, 1))
    assert not zero.equals(one)


def test_the_record_is_enough_to_run_again(cli, with_screening, tmp_path):
    cli("run", with_screening, "--out", "first", "--set", "jails.county.fingerprinted=0.5", "--quiet")
    record = json.loads((tmp_path / "first" / "run.json").read_text())
    (tmp_path / "again.yaml").write_text(json.dumps(record["scenarios"][0]["scenario"]))
    assert cli("run", "again.yaml", "--out", "again", "--quiet").returncode == 0
    assert _content(tmp_path / "first") == _content(tmp_path / "again")
    again = json.loads((tmp_path / "again" / "run.json").read_text())
    assert again["scenarios"][0]["content_hash"] == record["scenarios"][0]["content_hash"]


def test_a_folder_that_exists_is_refused_and_left_as_it_was(cli, with_screening, tmp_path):
    cli("run", with_screening, "--out", "out", "--quiet")
    before = _content(tmp_path / "out")
    refused = cli("run", with_screening, "--out", "out", "--seed", "9")
    assert refused.returncode == 2
    assert "--overwrite" in refused.stderr
    assert refused.stdout == ""
    assert _content(tmp_path / "out") == before
    assert cli("run", with_screening, "--out", "out", "--seed", "9", "--overwrite", "--quiet").returncode == 0
    assert _content(tmp_path / "out") != before


def test_a_folder_that_holds_something_else_is_never_replaced(cli, with_screening, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    assert cli("run", with_screening, "--out", "mine", "--overwrite").returncode == 2
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"


def test_a_folder_below_a_file_is_refused_before_anything_runs(cli, with_screening, tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    done = cli("run", with_screening, "--out", "letter.txt/out")
    assert done.returncode == 2
    assert "give another --out" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letter.txt", "with.yaml"]


def test_two_commands_do_not_make_one_folder(cli, with_screening, tmp_path):
    with claimed(tmp_path / "out", overwrite=False, command=["lostleads", "sweep"]):
        done = cli("run", with_screening, "--out", "out")
        assert done.returncode == 2
        assert f"out is being made by process {os.getpid()} on " in done.stderr
        assert "(lostleads sweep); wait for it, or give another --out" in done.stderr
        assert sorted(path.name for path in tmp_path.iterdir()) == [".out.lock", "with.yaml"]


@pytest.mark.parametrize("out", [".", "", "/", ".."])
@pytest.mark.parametrize("command", ["run", "calibrate"])
def test_the_folder_that_we_are_in_is_no_place_for_results(cli, with_screening, tmp_path, command, out):
    extra = ["--target", "flagged=40", "--range", "jails.county.on_record=0.5:1"] if command == "calibrate" else []
    done = cli(command, with_screening, *extra, "--out", out)
    assert done.returncode == 2
    assert "is the folder you are in, or one above it" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["with.yaml"]


def test_results_go_where_a_link_leads_into_a_folder_that_keeps_its_mode(cli, with_screening, tmp_path):
    (tmp_path / "there").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to("there")
    (tmp_path / ".there.99999.writing").mkdir()
    done = cli("run", with_screening, "--out", "link", "--replications", "1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("Results: link\n")
    assert (tmp_path / "there" / "run.json").is_file()
    assert (tmp_path / "there").stat().st_mode & 0o777 == 0o700
    assert {path.name for path in tmp_path.iterdir()} == {"link", "there", "with.yaml"}


def test_faults_of_the_scenario_are_told_before_those_of_the_folder(cli, with_screening, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("dear")
    done = cli("run", with_screening, "--out", "out", "--set", "jails.county.hold_clock=busines")
    assert done.returncode == 2
    assert "must be calendar or business" in done.stderr


def test_without_out_the_folder_is_named_after_the_scenarios(cli, with_screening, without_screening, tmp_path):
    assert cli("compare", with_screening, without_screening, "--quiet").returncode == 0
    assert (tmp_path / "results" / "with-vs-without" / "run.json").is_file()


def test_precision_adds_replications_and_says_why(cli, with_screening, tmp_path):
    done = cli("run", with_screening, "--out", "out", "--precision", "0.05")
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert record["replications"] > 3
    assert "half-width of" in record["replications_because"]
    assert "half-width of" in done.stdout


def test_quiet_prints_nothing(cli, with_screening):
    done = cli("run", with_screening, "--out", "out", "--quiet")
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--replications", "0"], "replications"),
        (["--seed", "-1"], "seed"),
        (["--jobs", "0"], "jobs"),
        (["--engine", "simpi"], "did you mean 'simpy'"),
        (["--set", "jails.county.fingerprint=1"], "did you mean 'fingerprinted'"),
        (["--precision", "much"], "precision"),
        (["--precision", "0"], "must be a half-width above 0"),
        (["--precision", "nan"], "must be a half-width above 0"),
    ],
)
def test_wrong_options_leave_with_2_and_write_nothing(cli, with_screening, tmp_path, words, message):
    done = cli("run", with_screening, "--out", "out", *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["with.yaml"]


def test_a_broken_scenario_leaves_with_2_and_writes_nothing(cli, tmp_path):
    (tmp_path / "broken.yaml").write_text("name: [\n")
    done = cli("run", "broken.yaml", "--out", "out")
    assert done.returncode == 2
    assert done.stderr.startswith("broken.yaml:")
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "out.unfinished").exists()


def test_scenarios_that_share_no_bookings_are_not_compared(cli, with_screening, tmp_path):
    later = write_yaml(tmp_path / "later.yaml", small_data({"start": "2019-08-01"}))
    done = cli("compare", with_screening, later, "--out", "out")
    assert done.returncode == 2
    assert "start" in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_interrupted_study_goes_on_where_it_was(cli, tmp_path):
    write_yaml(tmp_path / "long.yaml", small_data({"days": 300, "replications": 15}))
    words = ["run", "long.yaml", "--jobs", "1", "--out", "out"]
    status, message = stopped(words, tmp_path, blow=signal.SIGINT)
    assert status == 130
    assert "The same command goes on from there" in message
    assert not (tmp_path / "out").exists()
    assert 0 < kept_tasks(tmp_path / "out") < 15

    assert cli("run", "long.yaml", "--jobs", "1", "--out", "out", "--quiet").returncode == 0
    assert not (tmp_path / "out.unfinished").exists()
    assert cli("run", "long.yaml", "--jobs", "1", "--out", "undisturbed", "--quiet").returncode == 0
    assert _content(tmp_path / "out") == _content(tmp_path / "undisturbed")


def test_finished_tasks_that_were_damaged_are_run_again_and_that_is_said(cli, with_screening, tmp_path):
    parts = Parts(tmp_path / "out")
    run(load_scenario(with_screening), plan=Plan(3, store=parts))
    parts.close()
    file = parts.folder / "tasks.sqlite"
    garbled = file.read_bytes().replace(b'{"', b"{'")
    assert garbled != file.read_bytes()
    file.write_bytes(garbled)
    done = cli("run", with_screening, "--out", "out", "--quiet")
    assert done.returncode == 0
    assert "out.unfinished/tasks.sqlite are damaged; they are run again" in done.stderr
    assert cli("run", with_screening, "--out", "undisturbed", "--quiet").stderr == ""
    assert _content(tmp_path / "out") == _content(tmp_path / "undisturbed")


@pytest.fixture
def most_bytes_a_file():
    """Let files grow to so many bytes and no further, as on a disk that is full."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_told_with_the_file_and_the_same_command_goes_on(
    painting, with_screening, tmp_path, most_bytes_a_file
):
    words = ("run", with_screening, "--quiet", "--set", "days=5", "--replications", "1", "--out")
    most_bytes_a_file(40_000)
    done = painting(*words, "out")
    assert done.returncode == 1
    assert re.match(r"out.*: File too large\. Make room on that disk, and give the same command again", done.stderr)
    assert {path.name for path in tmp_path.iterdir()} == {"with.yaml", "out.unfinished"}
    assert kept_tasks(tmp_path / "out") == 1
    most_bytes_a_file(-1)
    assert painting(*words, "out").stderr == ""
    assert painting(*words, "undisturbed").returncode == 0
    assert _content(tmp_path / "out") == _content(tmp_path / "undisturbed")


def test_a_closed_pipe_ends_quietly(with_screening, tmp_path):
    command = f"{sys.executable} -W error -m sim.cli validate {' '.join([with_screening.name] * 200)} | head -1"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
