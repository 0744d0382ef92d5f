"""Where tasks run: in this process, or in local processes."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, Protocol, TypeVar

__all__ = ["Backend", "LocalProcesses", "ThisProcess", "WorkerError", "available_cores", "backend_for"]

Task = TypeVar("Task")
Result = TypeVar("Result")


class WorkerError(RuntimeError):
    """A worker process died before its task ended."""


class Backend(Protocol):
    """Runs a function on tasks, and gives each task's result as soon as it is there."""

    def run(self, function: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[tuple[Task, Result]]:
        """Yield every task with its result, in any order."""


class ThisProcess:
    """One task after another, here."""

    def run(self, function: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[tuple[Task, Result]]:
        """Yield every task with its result, in order."""
        for task in tasks:
            yield task, function(task)


class LocalProcesses:
    """Several tasks at once, each worker a process of its own on this machine."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def run(self, function: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[tuple[Task, Result]]:
        """Yield every task with its result, as they end.

        Raises
        ------
        WorkerError
            If a worker dies, for instance for want of memory.
        """
        # Spawned, not forked: the same on every system, and safe beside the threads of a progress bar.
        executor = ProcessPoolExecutor(
            min(self._jobs, max(1, len(tasks))),
            mp_context=get_context("spawn"),
            initializer=_prepare_worker,
            initargs=(function,),
        )
        try:
            futures = {executor.submit(_run_task, task): task for task in tasks}
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BrokenProcessPool as error:
            raise WorkerError("a worker process died, perhaps for want of memory; try fewer --jobs") from error
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


_work: Callable[[Any], Any]
"""In a worker: the function that it runs, sent once rather than with every task, for it may hold a whole nation."""


def _prepare_worker(function: Callable[[Any], Any]) -> None:
    global _work  # noqa: PLW0603
    _work = function
    # Interrupts are the parent's to handle.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run_task(task: Any) -> Any:
    return _work(task)


def available_cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def backend_for(jobs: int) -> Backend:
    """Choose the backend for this many tasks at once."""
    return ThisProcess() if jobs == 1 else LocalProcesses(jobs)
