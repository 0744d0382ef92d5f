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


def offered(folder, line):
    """What bash is offered at the end of a line."""
    words = line.split(" ")
    done = lostleads(
        folder,
        _LOSTLEADS_COMPLETE="complete_bash",
        COMP_WORDS="\n".join(words),
        COMP_CWORD=str(len(words) - 1),
    )
    assert done.stderr == ""
    return done.stdout.split()


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


def test_commands_and_options_are_offered(tmp_path):
    assert {"run", "compare", "sweep", "agencies"} <= set(offered(tmp_path, "lostleads "))
    assert offered(tmp_path, "lostleads run --form") == ["--format"]
    assert offered(tmp_path, "lostleads run --format ") == ["table", "json", "csv"]


def test_names_of_the_model_are_offered(tmp_path):
    assert offered(tmp_path, "lostleads run --engine ") == list(map(str, Engine))
    assert offered(tmp_path, "lostleads sweep --design s") == ["sobol"]
    assert offered(tmp_path, "lostleads sweep --measure released_before_p") == ["released_before_pickup"]
    assert offered(tmp_path, "lostleads calibrate --target flagg") == [
        "flagged=",
        "flagged_by_screening=",
        "flagged_by_fingerprint=",
        "flagged_by_both=",
    ]
    assert "on_record" in offered(tmp_path, "lostleads explain on_")


def test_what_the_scenario_has_is_offered(tmp_path, with_screening):
    assert offered(tmp_path, f"lostleads staffing {with_screening} --jail ") == list(SMALL["jails"])
    paths = offered(tmp_path, f"lostleads run {with_screening} --set jails.county.fing")
    assert paths == ["jails.county.fingerprinted="]
    assert offered(tmp_path, "lostleads run missing.yaml --set ") == []
