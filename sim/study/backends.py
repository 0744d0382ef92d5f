"""Where tasks run: in this process, in local processes, or on a Dask cluster."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from distributed import Client, LocalCluster

Batch = TypeVar("Batch")
Result = TypeVar("Result")


class WorkerError(RuntimeError):
    """A worker died over a batch, and again when that was tried once more."""

    def __init__(self) -> None:
        super().__init__("the worker process died, perhaps for want of memory; try fewer --jobs")


Run = Callable[[Iterable[Batch]], Iterator[tuple[Batch, Result | WorkerError]]]
"""Yields every batch with its result, or a `WorkerError`, once, in any order; batches are read as they are needed."""

AHEAD = 3
"""Batches a worker that are handed out before the first of them is done; more would only take memory."""

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
        pool = _Pool(function, self._jobs)
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
        pool = _Pool(function, self._jobs, "fork")
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


Start = Literal["spawn", "fork"]


class _Pool(Generic[Batch, Result]):
    """Processes that know a function; they start when there is something to do, and anew where one has died."""

    def __init__(self, function: Callable[[Batch], Result], jobs: int, start: Start = "spawn") -> None:
        self._function = function
        self._jobs = jobs
        self._start: Start = start
        self._processes: _Processes[Batch, Result] | None = None

    def close(self) -> None:
        if self._processes is not None:
            self._processes.close()
            self._processes = None

    def run(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Result | WorkerError]]:
        waiting = iter(batches)
        while unfinished := (yield from self._until_broken(waiting)):
            self.close()
            for batch in unfinished:
                yield batch, self._alone(batch)

    def _until_broken(
        self, batches: Iterator[Batch]
    ) -> Generator[tuple[Batch, Result | WorkerError], None, list[Batch]]:
        """Yield results until a worker dies or all is done, and return the batches that were at hand."""
        at_hand = list(islice(batches, self._jobs * AHEAD))
        if not at_hand:
            return []
        processes = self._processes = self._processes or _Processes(self._function, self._jobs, self._start)
        running: dict[Future[Result], Batch] = {}
        try:
            running = {processes.submit(batch): batch for batch in at_hand}
            while running:
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    result = future.result()
                    batch = running.pop(future)
                    at_hand.remove(batch)
                    yield batch, result
                for batch in islice(batches, self._jobs * AHEAD - len(running)):
                    # Taken, it is at hand, even if there is no worker left to have it.
                    at_hand.append(batch)
                    running[processes.submit(batch)] = batch
        except BrokenProcessPool:
            return at_hand
        return []

    def _alone(self, batch: Batch) -> Result | WorkerError:
        processes = _Processes(self._function, 1, self._start)
        try:
            return processes.submit(batch).result()
        except BrokenProcessPool:
            return WorkerError()
        finally:
            processes.close()


class _Processes(Generic[Batch, Result]):
    """Worker processes that know a function, and leave when this one lets go of them, or dies."""

    def __init__(self, function: Callable[[Batch], Result], count: int, start: Start) -> None:
        context = get_context(start)
        self._their_end, self._our_end = context.Pipe(duplex=False)
        # A copy has our end too, and must let go of it to see that we have.
        inherited = (self._our_end,) if start == "fork" else ()
        self._executor = ProcessPoolExecutor(
            count, mp_context=context, initializer=_prepare_worker, initargs=(function, self._their_end, *inherited)
        )

    def submit(self, batch: Batch) -> Future[Result]:
        with _interrupts_held_back():
            return self._executor.submit(_run_batch, batch)

    def close(self) -> None:
        """Let go of the processes; of those that still work nobody wants the result."""
        self._our_end.close()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._their_end.close()


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Let processes and threads that start now never see an interrupt of their whole group: it is ours to handle.

    It is handled once they have started: one that is left half-way would tell of it.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    # The first process that is spawned starts it, and that lets interrupts through again.
    ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        with _handled_afterwards():
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _handled_afterwards() -> Iterator[None]:
    """Put off what another thread is sent meanwhile, for Python handles it in the main one all the same."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    handlers = {number: handler for number in numbers if callable(handler := signal.getsignal(number))}
    came: list[int] = []
    for number in handlers:
        signal.signal(number, lambda which, _: came.append(which))
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])


_work: Callable[[Any], Any]
"""In a worker: the function that it runs, sent once rather than with every batch, for it may hold a whole nation."""


def _prepare_worker(function: Callable[[Any], Any], end: Connection, *inherited: Connection) -> None:
    global _work  # noqa: PLW0603
    _work = function
    for each in inherited:
        each.close()
    # A copy has the handlers of its parent, which would raise.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name) and callable(signal.getsignal(getattr(signal, name))):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    # Where interrupts cannot be held back from it, it leaves them to its parent.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_when_let_go, args=(end,), daemon=True).start()


def _leave_when_let_go(end: Connection) -> None:
    """Leave when the parent lets go, even if it was killed: a pool's workers would wait for its next task for ever."""
    with suppress(EOFError, OSError):
        end.recv_bytes()
    os._exit(1)


def _run_batch(batch: Any) -> Any:
    return _work(batch)


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

    with _interrupts_held_back():
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
