"""What was measured: kept in a file as it comes, so that a run that is cut short is not lost."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Job:
    """A module of this folder that is run with some words, in a process of its own, and prints a line of JSON."""

    words: tuple[str, ...]
    rounds: int = 1

    @property
    def name(self) -> str:
        """Its words."""
        return ", ".join(self.words)


class Numbers:
    """By job, the numbers of each round; in a file.

    Parameters
    ----------
    path
        The file; what it holds already is not measured again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._rounds: dict[str, list[dict[str, float]]] = json.loads(path.read_text()) if path.exists() else {}

    def measure(self, job: Job, number: int) -> None:
        """Measure a round of a job, unless it was, tell it on standard error, and keep it; a failure is told alone."""
        done = self._rounds.setdefault(job.name, [])
        if number < len(done):
            return
        module, *words = job.words
        command = [sys.executable, "-m", f"benchmarks.{module}", *words]
        found = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        told = found.stderr.strip().splitlines()[-1:] if found.returncode else found.stdout.splitlines()[-1:]
        print(f"round {number + 1} of {job.rounds}: {job.name}: {' '.join(told)}", file=sys.stderr, flush=True)
        if not found.returncode:
            done.append(json.loads(told[0]))
            self.path.write_text(json.dumps(self._rounds, indent=1))

    def median(self, what: str, *words: str) -> float | None:
        """The median of a number of a job over its rounds; None if it was not measured."""
        rounds = self._rounds.get(Job(words).name)
        return statistics.median(each[what] for each in rounds) if rounds else None

    def ratio(self, what: str, words: tuple[str, ...], others: tuple[str, ...]) -> float | None:
        """A number of a job as so many times that of another."""
        one, other = self.median(what, *words), self.median(what, *others)
        return None if one is None or other is None else one / other
