"""Commands that search, each place known only when those before it are: what is kept, and what it is kept from."""

from __future__ import annotations

import signal
from dataclasses import dataclass

import pandas as pd
import pytest

from sim.study import replication, trials
from tests.commands import run_here, stopped, with_workers_here
from tests.support import kept_tasks


@dataclass(frozen=True)
class Searching:
    """A command that searches: its words, and what it writes."""

    words: tuple[str, ...]
    out: str
    files: tuple[str, ...]

    def __str__(self) -> str:
        return self.words[0]

    def written(self, folder):
        out = folder / self.out
        return [(out / name if name else out).read_bytes() for name in self.files]


SHORT = ("--set", "days=4", "--set", "warmup_days=1", "--set", "cooldown_days=1", "--quiet")
STAFFING = Searching(
    (
        *("staffing", "with.yaml", "--budget", "16", "--most", "1", "--block", "08:00-16:00"),
        *(*SHORT, "--replications", "2", "--out", "out"),
    ),
    "out",
    ("staffing.csv", "shifts.csv", "staffing.yaml", "plots/tradeoff.png"),
)
CALIBRATE = Searching(
    (
        *("calibrate", "with.yaml", "--target", "flagged=6", "--range", "jails.*.recorded=0.1:1"),
        *(*SHORT, "--replications", "12", "--out", "fitted.yaml"),
    ),
    "fitted.yaml",
    ("",),
)

searches = pytest.mark.parametrize("search", [STAFFING, CALIBRATE], ids=str)


def folder_of(tmp_path, with_screening, name):
    folder = tmp_path / name
    folder.mkdir()
    (folder / "with.yaml").write_text(with_screening.read_text())
    return folder


@searches
def test_neither_the_number_of_jobs_nor_the_engine_changes_a_byte(search, with_screening, tmp_path):
    written = {}
    for name, run, *options in (
        ("one", run_here),
        ("two", with_workers_here),
        ("simpy", run_here, "--engine", "simpy"),
    ):
        folder = folder_of(tmp_path, with_screening, name)
        done = run([*search.words, *options], folder)
        assert done.returncode == 0, done.stderr
        written[name] = search.written(folder)
        assert not (folder / f"{search.out}.unfinished").exists()
    assert written["two"] == written["one"] == written["simpy"]


@pytest.mark.parametrize(("search", "blow"), [(STAFFING, signal.SIGKILL), (CALIBRATE, signal.SIGTERM)], ids=str)
def test_a_search_that_is_stopped_goes_on_where_it_was_and_ends_in_the_same_bytes(
    search, with_screening, tmp_path, blow
):
    struck, whole = (folder_of(tmp_path, with_screening, name) for name in ("struck", "whole"))
    status, told = stopped(search.words, struck, blow=blow)
    assert status == (-blow if blow == signal.SIGKILL else 130), told
    assert not (struck / search.out).exists()
    assert (finished := kept_tasks(struck / search.out)) > 0
    if blow != signal.SIGKILL:
        assert f"Interrupted; {finished} finished tasks are kept in {search.out}.unfinished" in told
    for folder in (struck, whole):
        assert run_here(search.words, folder).returncode == 0
    assert search.written(struck) == search.written(whole)
    assert not (struck / f"{search.out}.unfinished").exists()


@searches
def test_what_is_kept_is_not_run_again(search, with_screening, tmp_path, monkeypatch):
    runs, most = [], [20]

    def run_group(scenarios, numbers, *rest):
        if len(runs) + len(numbers) > most[0]:
            raise KeyboardInterrupt
        runs.extend(numbers)
        return replication.run_group(scenarios, numbers, *rest)

    monkeypatch.setattr(trials, "run_group", run_group)
    whole, struck = (folder_of(tmp_path, with_screening, name) for name in ("whole", "struck"))
    assert run_here(search.words, struck).returncode == 130
    kept = kept_tasks(struck / search.out)
    assert 0 < kept <= 20
    runs[:], most[0] = [], 10**6
    assert run_here(search.words, struck).returncode == 0
    resumed = len(runs)
    runs.clear()
    assert run_here(search.words, whole).returncode == 0
    assert resumed + kept == len(runs)


@searches
def test_a_replication_that_fails_ends_a_search_and_is_told(search, with_screening, tmp_path, monkeypatch):
    def run_group(scenarios, numbers, *rest):
        if 1 in numbers:
            raise RuntimeError("out of luck")
        return replication.run_group(scenarios, numbers, *rest)

    monkeypatch.setattr(trials, "run_group", run_group)
    done = run_here(search.words, tmp_path)
    assert done.returncode == 1
    assert "The run failed: replication 1 of With" in done.stderr
    assert not (tmp_path / search.out).exists()
    [failure] = pd.read_csv(tmp_path / f"{search.out}.unfinished" / "failures.csv").to_dict("records")
    assert failure["error"] == "RuntimeError('out of luck')"
