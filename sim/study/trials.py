"""Many variants of one scenario or of several side by side, the same bookings through all, in little memory.

A trial is a variant of each of the scenarios. It is told by its number, from 0, and made when it is asked for.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock
from typing import ClassVar, Protocol

import numpy as np
from cachetools import LRUCache, cached
from numpy.typing import NDArray

from sim.model.counts.measures import COUNT as MEASURES
from sim.model.office import Engine
from sim.scenario.errors import Problem, ScenarioError
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.schema import Scenario
from sim.study.needs import Needs, needs_of
from sim.study.replication import counted, joined_measures, most_together, office_groups, run_group
from sim.study.tasks import Arrays, Failure, ReplicationError, Running, Store, Task, content_key, perform, performing

Floats = NDArray[np.float64]

_HASH_BYTES = hashlib.sha256().digest_size
_MOST_PROBLEMS = 1000


Settings = Callable[[int], tuple[tuple[str, ...], ...]]
"""Of a trial by its number: what is set in each scenario, as ``PATH=VALUE``."""

Numbers = Callable[[int], range]
"""Of a trial by its number: the numbers of its replications, as many for each."""


@dataclass(frozen=True)
class Trials:
    """Trials that have been run; their measures are read from the store as they are asked for.

    Parameters
    ----------
    failures
        The tasks that failed; a trial with one has no measures.
    """

    work: _Variants
    tasks: _Tasks
    store: Store
    failures: tuple[Failure, ...]

    @cached_property
    def _failed(self) -> frozenset[int]:
        return frozenset(failure.point for failure in self.failures)

    def scenario(self, number: int, place: int = 0) -> Scenario:
        """One of the scenarios of a trial."""
        return _made(self.work.sources, self.tasks.settings(number))[place]

    def measures(self, number: int) -> tuple[Floats, ...] | None:
        """Of each scenario of a trial its measures, shape (replications, jails + 1, measures); None if a task failed.

        Raises
        ------
        IdentityError
            If the counts contradict each other.
        """
        if number in self._failed:
            return None
        scenarios = _made(self.work.sources, self.tasks.settings(number))
        tallies = [
            [self.store.load(self.work.key(task))[MEASURES.name] for task in self.tasks.of(number, replication)]
            for replication in self.tasks.replications(number)
        ]
        return joined_measures(scenarios, self.tasks.replications(number), tallies)


@dataclass(frozen=True)
class PlannedTrials:
    """Trials of which every scenario has been made, so that nothing is wrong with any."""

    work: _Variants
    tasks: _Tasks

    def run(self, running: Running) -> Trials:
        """Run what the store lacks; a task that fails does not stop the others."""
        return Trials(self.work, self.tasks, running.store, perform(self.work, self.tasks, self.tasks.count, running))


def run_trials(sources: Sequence[ScenarioSource], settings: Settings, count: int, running: Running) -> Trials:
    """Run what the store lacks of so many trials, each with all replications, once all of them are planned.

    Raises
    ------
    ScenarioError
        As `plan_trials`.
    """
    return plan_trials(sources, settings, count, running, lambda _: range(running.replications)).run(running)


def plan_trials(
    sources: Sequence[ScenarioSource], settings: Settings, count: int, running: Running, replications: Numbers
) -> PlannedTrials:
    """Make every scenario of so many trials, each with replications of its own numbers, and agree on what they need.

    Raises
    ------
    ScenarioError
        If a scenario is wrong at some trials; with all that is wrong at all of them.
    """
    # Making very many scenarios takes long already.
    running.agree(Needs(count * len(replications(0)) * len(sources)))
    tasks = _tasks(tuple(sources), settings, count, replications, running.preparing)
    running.agree(tasks.needs)
    return PlannedTrials(_Variants(tuple(sources), running.engine), tasks)


class SearchError(RuntimeError):
    """A search that came to its end and did not find what was sought."""

    sought: ClassVar[str]


class Measures(Protocol):
    """Runs a variant of a scenario."""

    def __call__(self, replications: range, /, *settings: str) -> Floats:
        """The measures with ``PATH=VALUE`` set, shape (replications, jails + 1, measures)."""


@contextmanager
def searching(source: ScenarioSource, running: Running) -> Iterator[Measures]:
    """Keep workers for variants of a scenario, of which each is asked for when those before it are known.

    Yields
    ------
    Measures
        Runs a variant. Raises ScenarioError if the scenario is wrong so, and ReplicationError if a replication fails;
        finished ones are in the store.
    """
    work = _Variants((source,), running.engine)
    with performing(work, replace(running, progress=lambda _done, _wanted: None)) as perform_tasks:

        def measures(replications: range, /, *settings: str) -> Floats:
            tasks = _tasks(work.sources, lambda _: (settings,), 1, lambda _: replications)
            running.agree(tasks.needs)
            trials = Trials(work, tasks, running.store, perform_tasks(tasks, tasks.count))
            if (found := trials.measures(0)) is None:
                raise ReplicationError(trials.failures)
            return found[0]

        yield measures


def _tasks(
    sources: tuple[ScenarioSource, ...],
    settings: Settings,
    count: int,
    replications: Numbers,
    preparing: Callable[[int, int], None] = lambda _made, _wanted: None,
) -> _Tasks:
    """Make every scenario once: the hash of each trial, and how many groups of field offices it has."""
    problems: dict[Problem, None] = {}
    hashes, groups = bytearray(), array("L")
    needs = Needs(0)
    for number in range(count):
        preparing(number, count)
        try:
            scenarios = _made(sources, settings(number))
        except ScenarioError as error:
            problems |= dict.fromkeys(error.problems)
            if len(problems) >= _MOST_PROBLEMS:
                break
            continue
        hashes += hashlib.sha256("".join(each.content_hash for each in scenarios).encode()).digest()
        groups.append(len(office_groups(scenarios)))
        needs = needs.and_those_of(needs_of(scenarios, len(replications(number))))
    if problems:
        raise ScenarioError(list(problems))
    return _Tasks(settings, bytes(hashes), groups, replications, needs)


@dataclass(frozen=True)
class _Tasks(Iterable[Task]):
    """The tasks of all trials, made as they are asked for."""

    settings: Settings
    hashes: bytes
    groups: array[int]
    replications: Numbers
    needs: Needs

    @property
    def count(self) -> int:
        return sum(self.groups) * len(self.replications(0))

    def __iter__(self) -> Iterator[Task]:
        for number in range(len(self.groups)):
            yield from self._of(number, self.replications(number))

    def of(self, number: int, replication: int) -> Iterator[Task]:
        return self._of(number, (replication,))

    def _of(self, number: int, replications: Iterable[int]) -> Iterator[Task]:
        settings = self.settings(number)
        content = self.hashes[number * _HASH_BYTES : (number + 1) * _HASH_BYTES].hex()
        groups = range(self.groups[number])
        return (Task(number, each, group, settings, content) for group in groups for each in replications)


@dataclass(frozen=True)
class _Variants:
    """The work of trials: the tallies of each scenario's variant."""

    sources: tuple[ScenarioSource, ...]
    engine: Engine

    def _scenarios(self, task: Task) -> tuple[tuple[Scenario, ...], tuple[str, ...]]:
        """The scenarios of a task, and its group of field offices."""
        scenarios = _made(self.sources, task.settings)
        return scenarios, office_groups(scenarios)[task.group]

    def run(self, tasks: Sequence[Task]) -> list[Arrays]:
        scenarios, group = self._scenarios(tasks[0])
        offices = run_group(scenarios, [task.replication for task in tasks], group, self.engine)
        return [{MEASURES.name: each} for each in counted(MEASURES, scenarios, group, offices, len(tasks))]

    def most_together(self, task: Task) -> int:
        return most_together(*self._scenarios(task), self.engine)

    def key(self, task: Task) -> str:
        return content_key([task.content, self.engine, MEASURES.name, task.replication, task.group])

    def failure(self, task: Task, error: str) -> Failure:
        return Failure.of(task, *self._scenarios(task), error)


_MOST_JAILS = 2_000


def _jails(scenarios: tuple[Scenario, ...]) -> int:
    """What it weighs to remember scenarios; the last two always are."""
    return min(sum(len(each.jails) for each in scenarios), _MOST_JAILS // 2)


@cached(LRUCache(_MOST_JAILS, getsizeof=_jails), lock=Lock())
def _made(sources: tuple[ScenarioSource, ...], settings: tuple[tuple[str, ...], ...]) -> tuple[Scenario, ...]:
    """The scenarios of a trial, remembered as far as they are few: they are asked for to run them and to tell of them.

    Copies of this process find them, too. Tasks of one trial come one after another.
    """
    return tuple(source.scenario(*each) for source, each in zip(sources, settings, strict=True))
