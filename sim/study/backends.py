"""Where tasks run: in this process, in local processes, or on a Dask cluster.

What starts processes is imported where it is used, for there are platforms that have none.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from sim.study.batches import AHEAD, Batch, Result, Run, WorkerError

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

ANSWER_SECONDS = 10

LOOPBACK = "127.0.0.1"


class ClusterError(ValueError):
    """A cluster that does not answer, or cannot run this version."""


class Backend(Protocol):
    """Runs a function on batches."""

    def workers(self, function: Callable[[Batch], Result]) -> AbstractContextManager[Run[Batch, Result]]:
        """Keep workers who know a function, from one lot of batches to the next."""


class ThisProcess:
    """One batch after another, here."""

    @contextmanager
    def workers(self, function: Callable[[Batch], Result]) -> Iterator[Run[Batch, Result]]:
        """Results come in order."""

        def run(batches: Iterable[Batch]) -> Iterator[tuple[Batch, Result | WorkerError]]:
            for batch in batches:
                yield batch, function(batch)

        yield run


class LocalProcesses:
    """Several batches at once, each worker a process of its own on this machine."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    @contextmanager
    def workers(self, function: Callable[[Batch], Result]) -> Iterator[Run[Batch, Result]]:
        """Results come as they end.

        Where a worker dies, nobody knows over which of the batches at hand; each is tried again alone, so that only
        the one that kills its worker is lost.
        """
        from sim.study.pool import Pool

        pool = Pool(function, self._jobs)
        try:
            yield pool.run
        finally:
            pool.close()


class Copies:
    """Several batches at once, each worker a copy of this process, that has loaded and read all that this one has.

    So they start at once, where processes of their own would first load libraries for seconds, and the function may be
    anything at all. Only a process that is one thread can be copied: `can_be_copied` tells.
    """

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    @contextmanager
    def workers(self, function: Callable[[Batch], Result]) -> Iterator[Run[Batch, Result]]:
        """Results come as they end; a batch whose worker dies is tried again, as with `LocalProcesses`."""
        from sim.study.pool import Pool

        pool = Pool(function, self._jobs, "fork")
        with warnings.catch_warnings():
            # Later versions of Python also count the threads of libraries, which know how to be copied.
            warnings.filterwarnings("ignore", message=".*multi-threaded", category=DeprecationWarning)
            try:
                yield pool.run
            finally:
                pool.close()


def can_be_copied() -> bool:
    """Whether this process may go on as several: elsewhere than on Linux, libraries of the system do not bear it."""
    return sys.platform == "linux" and threading.active_count() == 1


class DaskCluster:
    """A Dask cluster: a scheduler such as ``tcp://scheduler:8786``, or ``local`` for one of `jobs` processes here."""

    def __init__(self, address: str, jobs: int) -> None:
        self._address = address
        self._jobs = jobs

    @contextmanager
    def workers(self, function: Callable[[Batch], Result]) -> Iterator[Run[Batch, Result]]:
        """Results come as they end; the scheduler sends what a dead worker had to another.

        It gives up what several workers died over, though they may have died of what else they had; such batches are
        tried again alone, so that only the one that kills its workers is lost.

        Raises
        ------
        ClusterError
            If Dask is not installed, the cluster does not answer, or its workers have another version.
        """
        with self._client() as client:
            # A task of its own, not scattered data: the scheduler can make it again when the worker that has it dies.
            held = client.submit(pickle.loads, pickle.dumps(function), pure=False)
            yield partial(_run_on, client, held)

    @contextmanager
    def _client(self) -> Iterator[Client]:
        try:
            from distributed import Client
        except ImportError:
            raise ClusterError("--cluster needs Dask: install lostleads[cluster]") from None
        if self._address == "local":
            with _local_cluster(self._jobs) as cluster, Client(cluster) as client:
                yield client
            return
        try:
            client = Client(self._address, timeout=ANSWER_SECONDS)
        except (OSError, ValueError) as error:
            raise ClusterError(
                f"--cluster {self._address}: does not answer ({error}); give the address of a running Dask scheduler "
                "such as tcp://127.0.0.1:8786, or local"
            ) from None
        with client:
            _check_versions(client, self._address)
            yield client


def _local_cluster(jobs: int) -> LocalCluster:
    from distributed import LocalCluster

    from sim.study.pool import interrupts_held_back

    with interrupts_held_back():
        return LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,
            processes=True,
            host=LOOPBACK,
            # There is no way to go without; it takes any free port.
            dashboard_address=f"{LOOPBACK}:0",
            silence_logs=50,
            # A batch that kills its worker is tried once more, and then twice alone, each time on a new worker.
            scheduler_kwargs={"allowed_failures": 1},
        )


def _run_on(client: Client, held: Any, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Any]]:
    from distributed import as_completed

    waiting = iter(batches)
    running: dict[Any, Batch] = {}

    def submitted() -> Iterator[Any]:
        room = max(1, len(client.nthreads())) * AHEAD - len(running)
        for batch in islice(waiting, max(0, room)):
            future = client.submit(_call, held, batch, pure=False)
            running[future.key] = batch
            yield future

    arriving = as_completed(list(submitted()), with_results=True, raise_errors=False)
    suspects = []
    for future, result in arriving:
        batch = running.pop(future.key)
        for more in submitted():
            arriving.add(more)
        if future.status == "finished":
            yield batch, result
        else:
            suspects.append(batch)
    for batch in suspects:
        yield batch, _alone_on(client, held, batch)


def _alone_on(client: Client, held: Any, batch: Any) -> Any:
    from distributed import KilledWorker

    try:
        return client.submit(_call, held, batch, pure=False).result()
    except KilledWorker:
        return WorkerError()


def _check_versions(client: Client, address: str) -> None:
    there = client.run(_installed_version)
    if not there:
        raise ClusterError(f"--cluster {address}: has no workers; start some with: dask worker {address}")
    others = {str(found) for found in there.values()} - {version("lostleads")}
    if others:
        raise ClusterError(
            f"--cluster {address}: its workers have lostleads {', '.join(sorted(others))}, here it is "
            f"{version('lostleads')}; install the same version there"
        )


def _installed_version() -> str:
    try:
        return version("lostleads")
    except PackageNotFoundError:
        return "not installed"


def _call(function: Callable[[Batch], Result], batch: Batch) -> Result:
    return function(batch)


def available_cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def backend_for(jobs: int, cluster: str | None = None) -> Backend:
    """Choose the backend for this many tasks at once, here or on a cluster.

    Here they are copies of this process where it can be copied, for those start at once. Two threads were 1.3 to 1.45
    times as fast as one, for the model's many short calls of NumPy hold each other up; two copies are 1.9 times.
    """
    if cluster is not None:
        return DaskCluster(cluster, jobs)
    if jobs == 1:
        return ThisProcess()
    return Copies(jobs) if can_be_copied() else LocalProcesses(jobs)
