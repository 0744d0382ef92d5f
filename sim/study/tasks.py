"""Tasks of a study: what runs by itself, fails by itself, and is kept as soon as it is done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.metadata import version
from itertools import groupby, islice
from types import NoneType
from typing import Any, Protocol, runtime_checkable

from numpy.typing import NDArray

from sim.model.office import Engine
from sim.model.own import OwnMeasure, keep_only, own_measures
from sim.scenario.base import unknown_name
from sim.scenario.given import check_kind, check_whole
from sim.scenario.schema import Scenario
from sim.study.backends import Copies, ThisProcess, backend_for
from sim.study.batches import Run, WorkerError
from sim.study.needs import Needs
from sim.study.replication import labels

Arrays = Mapping[str, tuple[NDArray[Any], ...]]
"""What a task leaves behind, by name: whole numbers, or bytes."""

MOST_IN_BATCH = 16
"""Tasks that go to a worker together, where there are many: a message a task would cost as much as a short task.

A batch ends with the replications of one point at one group, so that those of every point go together alike, and what
is drawn for one is found again for the next.
"""


_LEAST_BATCHES = {Engine.SIMPY: 8, Engine.STAGED: 2}
"""Into how many batches a worker's tasks are cut at least; where replications run together, few are cheaper."""


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """One replication of one design point at one group of field offices, each told by its number.

    Parameters
    ----------
    settings
        What is set at the point in each scenario, as ``PATH=VALUE``, if anything is.
    content
        A hash of the scenarios at the point, where that differs from point to point.
    """

    point: int
    replication: int
    group: int
    settings: tuple[tuple[str, ...], ...] = ()
    content: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A task that failed, as a row of ``failures.csv``."""

    scenario: str
    point: int
    replication: int
    field_office: str
    seed: int
    error: str

    @classmethod
    def of(cls, task: Task, scenarios: Sequence[Scenario], offices: Sequence[str], error: str) -> Failure:
        """Tell that a task about these scenarios and field offices failed."""
        return cls(
            scenario=", ".join(labels(scenarios)),
            point=task.point,
            replication=task.replication,
            field_office=", ".join(offices),
            seed=scenarios[0].seed,
            error=error,
        )

    def __str__(self) -> str:
        return (
            f"replication {self.replication} of {self.scenario} (point {self.point}, field office {self.field_office}, "
            f"seed {self.seed}): {self.error}"
        )


class ReplicationError(RuntimeError):
    """Replications failed; `failures` tells which, and with which seed."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        self.failures = tuple(failures)
        shown = [str(each) for each in self.failures[:5]]
        if len(self.failures) > len(shown):
            shown.append(f"and {len(self.failures) - len(shown):,} more")
        super().__init__("\n".join(shown))

    def __reduce__(self) -> tuple[type[ReplicationError], tuple[tuple[Failure, ...]]]:
        return type(self), (self.failures,)


@runtime_checkable
class Store(Protocol):
    """Keeps what finished tasks leave, so that an interrupted study goes on where it was."""

    def has(self, key: str, /) -> bool:
        """Whether something is kept under a key."""

    def load(self, key: str, /) -> Arrays:
        """What is kept under a key; KeyError if nothing is."""

    def save(self, results: Mapping[str, Arrays], /) -> None:
        """Keep results under their keys, all or none of them."""


class MemoryStore:
    """Keeps results in memory."""

    def __init__(self) -> None:
        self._kept: dict[str, Arrays] = {}

    def has(self, key: str, /) -> bool:
        """Whether something is kept under a key."""
        return key in self._kept

    def load(self, key: str, /) -> Arrays:
        """What is kept under a key; KeyError if nothing is."""
        return self._kept[key]

    def save(self, results: Mapping[str, Arrays], /) -> None:
        """Keep results under their keys."""
        self._kept.update(results)


@dataclass(frozen=True)
class Running:
    """How to run a study; results depend on the replications only, of which each design point has as many.

    Parameters
    ----------
    jobs
        Tasks at once.
    progress
        Told how many tasks are done, and of how many.
    preparing
        Told how many points of a design are made, and of how many, before each; all are made before anything runs.
    agree
        Told what the study needs before anything runs; it may refuse by raising.
    cluster
        Address of a Dask scheduler, ``local`` for one on this machine, or None for plain processes.

    Raises
    ------
    TypeError
        If a value is of another kind.
    ValueError
        If a number is below 1, or there is no such engine; the name of one will do.
    """

    replications: int
    jobs: int = 1
    engine: Engine = Engine.STAGED
    store: Store = field(default_factory=MemoryStore)
    progress: Callable[[int, int], None] = lambda _done, _wanted: None
    preparing: Callable[[int, int], None] = lambda _made, _wanted: None
    agree: Callable[[Needs], None] = lambda _needs: None
    cluster: str | None = None

    def __post_init__(self) -> None:
        check_whole("replications", self.replications)
        check_whole("jobs", self.jobs)
        if self.engine not in list(Engine):
            raise ValueError(f"engine: {unknown_name('engine', str(self.engine), map(str, Engine))}")
        object.__setattr__(self, "engine", Engine(self.engine))
        check_kind("store", self.store, Store, "a store such as MemoryStore()")
        if not callable(self.progress):
            raise TypeError("progress must be a function of how many tasks are done, and of how many")
        if not callable(self.preparing):
            raise TypeError("preparing must be a function of how many points are made, and of how many")
        if not callable(self.agree):
            raise TypeError("agree must be a function of Needs")
        check_kind("cluster", self.cluster, (str, NoneType), "the address of a Dask scheduler, 'local' or None")


class Work(Protocol):
    """What the tasks of a study are about; it travels to the workers."""

    def run(self, tasks: Sequence[Task], /) -> Sequence[Arrays]:
        """Do tasks that are replications of one point at one group, each as if it were done alone: a pure function."""

    def most_together(self, task: Task, /) -> int:
        """How many replications of a task's point and group are done together at most."""

    def key(self, task: Task, /) -> str:
        """Name a task's result by all that can change it."""

    def failure(self, task: Task, error: str, /) -> Failure:
        """Tell that a task failed."""


def perform(work: Work, tasks: Iterable[Task], count: int, running: Running) -> tuple[Failure, ...]:
    """Run the tasks that the store does not have yet, and keep what they leave; one that fails does not stop others.

    Of the tasks there are `count`; they are read as they are run, so they may be very many. Failures keep their order.
    """
    with performing(work, running) as perform_tasks:
        return perform_tasks(tasks, count)


@contextmanager
def performing(work: Work, running: Running) -> Iterator[Callable[[Iterable[Task], int], tuple[Failure, ...]]]:
    """Keep workers who know a work, and `perform` one lot of its tasks after another."""
    backend, own = backend_for(running.jobs, running.cluster), own_measures()
    if not isinstance(backend, ThisProcess | Copies):
        _check_travel(own)
    with backend.workers(partial(_run, work, own)) as run:
        yield partial(_perform, work, running, run)


def _check_travel(own: Sequence[OwnMeasure]) -> None:
    """Refuse measures that processes which are no copies of this one would not find."""
    for each in own:
        if not each.travels:
            raise ValueError(
                f"measure {each.name!r}: other processes cannot find its function; define it at the top of a file that "
                "is imported, or run with jobs=1"
            )


def _perform(
    work: Work, running: Running, run: Run[tuple[Task, ...], list[Arrays | str]], tasks: Iterable[Task], count: int
) -> tuple[Failure, ...]:
    failures: list[tuple[Task, Failure]] = []
    done = 0

    def missing() -> Iterator[Task]:
        nonlocal done
        for task in tasks:
            if running.store.has(work.key(task)):
                done += 1
            else:
                yield task

    size = max(1, min(MOST_IN_BATCH, count // (_LEAST_BATCHES[running.engine] * running.jobs)))
    running.progress(0, count)
    for batch, results in run(_batches(missing(), size)):
        each = [str(results)] * len(batch) if isinstance(results, WorkerError) else results
        told = list(zip(batch, each, strict=True))
        running.store.save({work.key(task): left for task, left in told if not isinstance(left, str)})
        failures += [(task, work.failure(task, error)) for task, error in told if isinstance(error, str)]
        done += len(batch)
        running.progress(done, count)
    running.progress(done, count)
    return tuple(failure for _, failure in sorted(failures, key=lambda pair: pair[0]))


def _batches(tasks: Iterator[Task], size: int) -> Iterator[tuple[Task, ...]]:
    """Put tasks together, at least so many, none of the replications of a point and group apart that fit."""
    batch: tuple[Task, ...] = ()
    for _, alike in groupby(tasks, key=_point_and_group):
        while some := tuple(islice(alike, size)):
            batch += some
            if len(batch) >= size:
                yield batch
                batch = ()
    if batch:
        yield batch


def _point_and_group(task: Task) -> tuple[int, int]:
    return task.point, task.group


def _run(work: Work, own: Sequence[OwnMeasure], batch: tuple[Task, ...]) -> list[Arrays | str]:
    keep_only(own)
    left: list[Arrays | str] = []
    for _, alike in groupby(batch, key=_point_and_group):
        tasks = tuple(alike)
        most = work.most_together(tasks[0])
        for first in range(0, len(tasks), most):
            left += _left_by(work, tasks[first : first + most])
    return left


def _left_by(work: Work, tasks: Sequence[Task]) -> list[Arrays | str]:
    """What each task leaves, or what went wrong; where they fail together, each is done alone."""
    try:
        return [*work.run(tasks)]
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and the others go on
        if len(tasks) == 1:
            return [repr(error)]
    return [left for task in tasks for left in _left_by(work, (task,))]


def content_key(content: Sequence[object]) -> str:
    """Name a result by all that can change it, given in plain values.

    The version of this package, and measures of the user's own, are added.
    """
    own = [[each.name, each.number] for each in own_measures()]
    return hashlib.sha256(json.dumps([_version(), *content, *own]).encode()).hexdigest()[:32]


@cache
def _version() -> str:
    return version("lostleads")
