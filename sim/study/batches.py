"""Batches of work and what becomes of them, wherever they run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

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
