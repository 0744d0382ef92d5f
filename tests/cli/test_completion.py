"""What shells are given when Tab is pressed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.model.office import Engine
from tests.support import SMALL

PROGRAM = Path(sys.executable).with_name("lostleads")


def lostleads(folder, *words, **variables):
    environment = {**os.environ, "HOME": str(folder), **variables}
    return subprocess.run([PROGRAM, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def offered(cli, monkeypatch):
    """What bash is offered at the end of a line."""

    def call(line):
        words = line.split(" ")
        monkeypatch.setenv("_LOSTLEADS_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", "\n".join(words))
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        done = cli()
        assert done.stderr == ""
        return done.stdout.split()

    return call


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_a_script(tmp_path, shell):
    done = lostleads(tmp_path, "--show-completion", shell, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert done.returncode == 0, done.stderr
    assert "_LOSTLEADS_COMPLETE" in done.stdout
    assert f"complete_{shell}" in done.stdout


def test_it_installs_itself(tmp_path):
    done = lostleads(tmp_path, "--install-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert done.returncode == 0, done.stderr
    assert "complete_bash" in (tmp_path / ".bash_completions" / "lostleads.sh").read_text()


def test_a_process_of_its_own_is_offered_what_the_tests_are_here(offered, tmp_path):
    variables = {"_LOSTLEADS_COMPLETE": "complete_bash", "COMP_WORDS": "lostleads\nrun\n--form", "COMP_CWORD": "2"}
    done = lostleads(tmp_path, **variables)
    assert done.stderr == ""
    assert done.stdout.split() == offered("lostleads run --form") == ["--format"]


def test_commands_and_options_are_offered(offered):
    assert {"run", "compare", "sweep", "agencies"} <= set(offered("lostleads "))
    assert offered("lostleads run --format ") == ["table", "json", "csv"]


def test_names_of_the_model_are_offered(offered):
    assert offered("lostleads run --engine ") == list(map(str, Engine))
    assert offered("lostleads sweep --design s") == ["sobol"]
    assert offered("lostleads sweep --measure released_before_p") == ["released_before_pickup"]
    assert offered("lostleads calibrate --target flagg") == [
        "flagged=",
        "flagged_by_screening=",
        "flagged_by_fingerprint=",
        "flagged_by_both=",
    ]
    assert "on_record" in offered("lostleads explain on_")


def test_what_the_scenario_has_is_offered(offered, with_screening):
    assert offered(f"lostleads staffing {with_screening} --jail ") == list(SMALL["jails"])
    paths = offered(f"lostleads run {with_screening} --set jails.county.fing")
    assert paths == ["jails.county.fingerprinted="]
    assert offered("lostleads run missing.yaml --set ") == []
