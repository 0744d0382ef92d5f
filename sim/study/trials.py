"""Many variants of one scenario or of several side by side, the same bookings through all, in little memory."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.model.office import Engine
from sim.scenario.errors import Problem, ScenarioError
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.schema import Scenario
from sim.study.replication import joined_measures, office_groups, tally_part
from sim.study.tasks import Arrays, Failure, Running, Task, content_key, perform

__all__ = ["Trial", "Trials", "run_trials"]

Floats = NDArray[np.float64]

_HASH_BYTES = hashlib.sha256().digest_size
_MOST_PROBLEMS = 1000


@dataclass(frozen=True)
class Trial:
    """A variant of each of the scenarios: its number, and of each scenario what is set, as ``PATH=VALUE``."""

    number: int
    settings: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Trials:
    """Trials that have been run; their measures are read from the store as they are asked for.

    Parameters
    ----------
    failures
        The tasks that failed; a trial with one has no measures.
    """

    work: _Variants
    running: Running
    failures: tuple[Failure, ...]

    @cached_property
    def _failed(self) -> frozenset[int]:
        return frozenset(failure.point for failure in self.failures)

    def scenario(self, number: int, place: int = 0) -> Scenario:
        """One of the scenarios of a trial."""
        return self.work.scenarios(number)[place]

    def measures(self, number: int) -> tuple[Floats, ...] | None:
        """Of each scenario of a trial its measures, shape (replications, jails + 1, measures); None if a task failed.

        Raises
        ------
        IdentityError
            If the counts contradict each other.
        """
        if number in self._failed:
            return None
        scenarios = self.work.scenarios(number)
        groups = range(len(self.work.groups(number)))
        tables = []
        for replication in range(self.running.replications):
            parts = [self.running.store.load(self.work.key(Task(number, replication, group))) for group in groups]
            tallies = [[part[place] for part in parts] for place in range(len(scenarios))]
            tables.append(joined_measures(scenarios, replication, tallies))
        return tuple(np.stack(of_scenario) for of_scenario in zip(*tables, strict=True))


def run_trials(sources: Sequence[ScenarioSource], trials: Sequence[Trial], running: Running) -> Trials:
    """Run the replications of every trial; a task that fails does not stop the others.

    Parameters
    ----------
    sources
        The scenarios, of which each trial has a variant.
    trials
        The trials, numbered by their place.
    running
        How to run them. Only what its store does not have is run.

    Raises
    ------
    ScenarioError
        If a scenario is wrong at some trials; with all that is wrong at all of them, before anything runs.
    ValueError
        If trials are not numbered by their place.
    """
    hashes, groups = _checked(tuple(sources), trials)
    work = _Variants(tuple(sources), trials, running.engine, hashes)
    tasks = _Tasks(groups, running.replications)
    failures = perform(work, tasks, tasks.count, running)
    return Trials(work, running, failures)


def _checked(sources: tuple[ScenarioSource, ...], trials: Sequence[Trial]) -> tuple[bytes, array[int]]:
    """Make every scenario once: the hash of each trial, and how many groups of field offices it has."""
    problems: dict[Problem, None] = {}
    hashes, groups = bytearray(), array("L")
    for number, trial in enumerate(trials):
        if trial.number != number:
            raise ValueError(f"trial {trial.number} stands at place {number}; number trials by their place")
        try:
            scenarios = _made(sources, trial.settings)
        except ScenarioError as error:
            problems |= dict.fromkeys(error.problems)
            if len(problems) >= _MOST_PROBLEMS:
                break
            continue
        hashes += hashlib.sha256("".join(each.content_hash for each in scenarios).encode()).digest()
        groups.append(len(office_groups(scenarios)))
    if problems:
        raise ScenarioError(list(problems))
    return bytes(hashes), groups


@dataclass(frozen=True)
class _Tasks(Iterable[Task]):
    """The tasks of all trials, made as they are asked for."""

    groups: array[int]
    replications: int

    @property
    def count(self) -> int:
        return sum(self.groups) * self.replications

    def __iter__(self) -> Iterator[Task]:
        for number, groups in enumerate(self.groups):
            for replication in range(self.replications):
                for group in range(groups):
                    yield Task(number, replication, group)


@dataclass(frozen=True)
class _Variants:
    """The work of trials: the tallies of each scenario's variant."""

    sources: tuple[ScenarioSource, ...]
    trials: Sequence[Trial]
    engine: Engine
    hashes: bytes

    def scenarios(self, number: int) -> tuple[Scenario, ...]:
        """The scenarios of a trial; those of the last one are remembered, for its tasks come one after another."""
        return _made(self.sources, self.trials[number].settings)

    def groups(self, number: int) -> tuple[tuple[str, ...], ...]:
        return office_groups(self.scenarios(number))

    def run(self, task: Task) -> Arrays:
        group = self.groups(task.point)[task.group]
        return tally_part(self.scenarios(task.point), task.replication, group, self.engine)

    def key(self, task: Task) -> str:
        trial = self.hashes[task.point * _HASH_BYTES : (task.point + 1) * _HASH_BYTES].hex()
        return content_key([trial, self.engine, "tallies", task.replication, task.group])

    def failure(self, task: Task, error: str) -> Failure:
        return Failure.of(task, self.scenarios(task.point), self.groups(task.point)[task.group], error)


@lru_cache(maxsize=2)
def _made(sources: tuple[ScenarioSource, ...], settings: tuple[tuple[str, ...], ...]) -> tuple[Scenario, ...]:
    return tuple(source.scenario(*each) for source, each in zip(sources, settings, strict=True))
