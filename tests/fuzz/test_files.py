"""Files that were damaged, and commands that were killed, at random places and moments."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from sim.analyses.comparison.study import run
from sim.analyses.kinds import open_results
from sim.model.office import Engine
from sim.output.crate import CRATE
from sim.output.folder import FolderError
from sim.scenario.files.reader import load_scenario
from sim.study.replicate import Plan
from sim.study.store import Parts
from tests.commands import run_here
from tests.fuzz.blows import garbled, seeds
from tests.pictures import undrawn
from tests.support import small_data, write_yaml

SHORT = {"days": 5, "warmup_days": 1, "cooldown_days": 1, "replications": 3}
LONG = {"days": 60, "replications": 12, "jails.county.removable": {"value": 0.5, "low": 0.4, "high": 0.6}}
VARY = ("--vary", "jails.county.hold_hours=1,2,3")

KILLED = {
    "run": ("run", "long.yaml", "--out", "out"),
    "sweep": ("sweep", "long.yaml", *VARY, "--out", "out"),
    "uncertainty": ("uncertainty", "long.yaml", "--design", "lhs", "--samples", "8", "--out", "out"),
    "warmup": ("warmup", "long.yaml", "--out", "out"),
    "staffing": ("staffing", "long.yaml", "--budget", "56", "--most", "1", "--replications", "3", "--out", "out"),
    "plot": ("plot", "short", "--out", "out"),
}
"""Commands that write a folder, each named by what is killed."""

IN_THE_SUITE = [("run", 0)]
KILLS = [(name, seed) for seed in seeds(1) for name in KILLED] if len(seeds(1)) > 1 else IN_THE_SUITE


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A small results folder without pictures, and the store of its study as it was before the folder was written."""
    above = tmp_path_factory.mktemp("made")
    write_yaml(above / "short.yaml", small_data(SHORT))
    parts = Parts(above / "out")
    run(load_scenario(above / "short.yaml"), plan=Plan(3, engine=Engine.STAGED, store=parts))
    parts.close()
    shutil.copytree(parts.folder, above / "store")
    with undrawn():
        words = ("run", "short.yaml", "--engine", "staged", "--out", "out", "--quiet")
        assert run_here(words, above).returncode == 0
    return above


def content_of(path):
    """What a file says: of a record not how it is laid out, which changes nothing."""
    try:
        return json.loads(path.read_bytes()) if path.suffix == ".json" else path.read_bytes()
    except ValueError:
        return None


@pytest.mark.parametrize("seed", seeds(20))
def test_a_damaged_results_folder_is_told_of(made, tmp_path, seed):
    chance = Random(seed)
    folder = tmp_path / "out"
    shutil.copytree(made / "out", folder)
    path = chance.choice(
        sorted(path for path in folder.rglob("*") if path.suffix in (".csv", ".json") and path.name != CRATE)
    )
    whole = content_of(path)
    path.write_bytes(garbled(path.read_bytes(), chance))
    if content_of(path) == whole:
        assert open_results(folder)
        return
    with pytest.raises(FolderError, match=r"run its command again|cannot be read|holds no results"):
        open_results(folder)


@pytest.mark.parametrize("seed", seeds(12))
def test_a_damaged_store_gives_the_same_numbers(made, tmp_path, seed):
    store = tmp_path / "out.unfinished"
    shutil.copytree(made / "store", store)
    file = store / "tasks.sqlite"
    file.write_bytes(garbled(file.read_bytes(), Random(seed)))
    scenario, told = load_scenario(made / "short.yaml"), []
    found, whole = once_more(scenario, tmp_path / "out", told), run(scenario, plan=Plan(3, engine=Engine.STAGED))
    assert [text for text in told if "damaged" not in text] == []
    pd.testing.assert_frame_equal(found.summary, whole.summary)
    pd.testing.assert_frame_equal(found.replications, whole.replications)


def once_more(scenario, results, told):
    """Go on with a study; where it ends in an error of its store, the same again must set it right."""
    parts = Parts(results, told.append)
    try:
        return run(scenario, plan=Plan(3, engine=Engine.STAGED, store=parts))
    except OSError as error:
        if str(error) in told:
            raise
        told.append(str(error))
    finally:
        parts.close()
    return once_more(scenario, results, told)


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but those that hold times, and parts of pictures that a kill has left."""
    files = (path for path in folder.rglob("[!.]*") if path.is_file() and path.name not in {"run.json", CRATE})
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def killed_after(seconds: float, words: tuple[str, ...], folder: Path) -> None:
    """Start a command with workers of its own, and kill all of it without a word."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "sim.cli", *words]
    if words[0] != "plot":
        command += ["--jobs", "2"]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="kills by groups of processes")
@pytest.mark.parametrize(("command", "seed"), KILLS)
def test_after_a_kill_the_same_command_gives_the_same_bytes(tmp_path, command, seed):
    write_yaml(tmp_path / "long.yaml", small_data(LONG))
    write_yaml(tmp_path / "short.yaml", small_data(SHORT))
    if command == "plot":
        assert run_here(("run", "short.yaml", "--out", "short", "--quiet"), tmp_path).returncode == 0
    words = KILLED[command]
    killed_after(Random(f"{command} {seed}").uniform(0.3, 4), words, tmp_path)
    came_too_late = (tmp_path / "out").exists()
    if not came_too_late:
        done = run_here(words, tmp_path)
        assert done.returncode == 0, done.stderr
        assert {path.name for path in tmp_path.iterdir()} <= {"long.yaml", "short.yaml", "short", "out"}
    assert run_here((*words[:-1], "whole"), tmp_path).returncode == 0
    there, whole = content(tmp_path / "out"), content(tmp_path / "whole")
    if came_too_late:
        # What was finished has pictures that are whole, and here there are outlines.
        there, whole = (
            {name: "" if Path(name).suffix in (".png", ".svg") else each for name, each in files.items()}
            for files in (there, whole)
        )
    assert there == whole
