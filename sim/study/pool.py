"""Processes of this machine that work batch by batch, and are started anew where one dies."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Generic, Literal

from sim.study.batches import AHEAD, Batch, Result, WorkerError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Start = Literal["spawn", "fork"]


class Pool(Generic[Batch, Result]):
    """Processes that know a function; they start when there is something to do, and anew where one has died."""

    def __init__(self, function: Callable[[Batch], Result], jobs: int, start: Start = "spawn") -> None:
        self._function = function
        self._jobs = jobs
        self._start: Start = start
        self._processes: _Processes[Batch, Result] | None = None

    def close(self) -> None:
        """Let go of all of them."""
        if self._processes is not None:
            self._processes.close()
            self._processes = None

    def run(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Result | WorkerError]]:
        """Run batches; results come as they end."""
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
        with interrupts_held_back():
            return self._executor.submit(_run_batch, batch)

    def close(self) -> None:
        """Let go of the processes; of those that still work nobody wants the result."""
        self._our_end.close()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._their_end.close()


@contextmanager
def interrupts_held_back() -> Iterator[None]:
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
