"""Commands of the product, run in this process: as users meet them, but for the seconds that a process takes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path
from unittest import mock

from typer.testing import CliRunner

from sim.cli import app
from sim.study import backends
from tests.pictures import sketched
from tests.support import kept_tasks

__all__ = ["paint_here", "run_here", "stopped"]


def run_here(words: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """As `paint_here`, with pictures that are `sketched`."""
    with sketched():
        return paint_here(words, folder)


def paint_here(words: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
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


def stopped(words: Sequence[str], folder: Path, *, kept_in: str, blow: signal.Signals) -> tuple[int, str]:
    """Run ``lostleads`` in a process of its own, stop it as soon as a task is kept, and give its status and stderr."""
    # Whoever runs the tests in the background hands down an ignored interrupt, which a study rightly goes on ignoring.
    script = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "if __name__ == '__main__': from sim.cli import main; main()"
    )
    (folder / "lostleads.py").write_text(script)
    command = [sys.executable, "lostleads.py", *words]
    paths = [str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, env=environment) as process:
        while process.poll() is None and kept_tasks(folder / kept_in) == 0:
            time.sleep(0.02)
        process.send_signal(blow)
        assert process.stderr is not None
        told = process.stderr.read()
    return process.returncode, told
