"""Commands of the product, run in this process: as users meet them, but for the seconds that a process takes."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import chdir, contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from typer import testing
from typer.main import get_command

from sim.cli import app
from sim.study import backends
from sim.study.backends import LocalProcesses
from tests.pictures import outlined

_assembled = cache(get_command)
"""The parser of the command line, which every process assembles once."""


def run_here(words: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """As `paint_here`, with pictures that are `outlined`."""
    with outlined():
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
        mock.patch.object(testing, "_get_command", _assembled),
    ):
        done = testing.CliRunner().invoke(app, list(words), prog_name="lostleads", catch_exceptions=False)
    return subprocess.CompletedProcess(["lostleads", *words], done.exit_code, done.stdout, done.stderr)


class WorkersHere(LocalProcesses):
    """Workers as processes are, but in this one: what they are given is a copy, and what is last ends first."""

    @contextmanager
    def workers(self, function: Callable[[Any], Any]) -> Iterator[Callable[[Iterable[Any]], Iterator[Any]]]:
        there = pickle.loads(pickle.dumps(function))

        def run(batches: Iterable[Any]) -> Iterator[Any]:
            for batch in reversed(list(batches)):
                yield batch, pickle.loads(pickle.dumps(there(pickle.loads(pickle.dumps(batch)))))

        yield run


def with_workers_here(words: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """As `run_here`, with two jobs in this process, for real ones take longer to start than most tests compute."""
    with (
        mock.patch.object(backends, "can_be_copied", return_value=False),
        mock.patch.object(backends, "LocalProcesses", WorkersHere),
    ):
        return run_here([*words, "--jobs", "2"], folder)


def stopped(words: Sequence[str], folder: Path, *, blow: signal.Signals) -> tuple[int, str]:
    """Run ``lostleads`` in a process of its own that is struck once its first tasks are kept; its status and stderr.

    It strikes itself, for whoever watches from outside may come when all is done.
    """
    # Whoever runs the tests in the background hands down an ignored interrupt, which a study rightly goes on ignoring.
    script = (
        "import os, signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from sim.study.store import Parts\n"
        "keep = Parts.save\n"
        "def keep_once(parts, results, /):\n"
        "    keep(parts, results)\n"
        "    if not results: return\n"
        "    Parts.save = keep\n"
        f"    os.kill(os.getpid(), {int(blow)})\n"
        "Parts.save = keep_once\n"
        "if __name__ == '__main__': from sim.cli import main; main()"
    )
    (folder / "lostleads.py").write_text(script)
    paths = [str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "lostleads.py", *words],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        check=False,
    )
    return done.returncode, done.stderr
