"""Commands of the product, run in this process: as users meet them, but for the seconds that a process takes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path
from unittest import mock

from typer.testing import CliRunner

from sim.cli import app
from sim.study import backends

__all__ = ["run_here"]


def run_here(words: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run ``lostleads`` with these words in a folder.

    An exception that the command does not tell is raised, not caught. Unless ``--jobs`` says otherwise the work is done
    in this process, for a worker takes longer to start than most tests compute.
    """
    with (
        chdir(folder),
        mock.patch.object(sys, "argv", ["lostleads", *words]),
        mock.patch.object(backends, "available_cores", return_value=1),
    ):
        done = CliRunner().invoke(app, list(words), prog_name="lostleads", catch_exceptions=False)
    return subprocess.CompletedProcess(["lostleads", *words], done.exit_code, done.stdout, done.stderr)
