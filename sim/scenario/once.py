"""What is worked out of an object that never changes: once, as long as it lives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import ref

S = TypeVar("S")
T = TypeVar("T")


class Once(Generic[S, T]):
    """A function that finds again what it worked out of the same object; not of one that is merely equal.

    What is found is the same object again, so it is not to be changed.
    """

    def __init__(self, work: Callable[[S], T]) -> None:
        self._work = work
        self._known: dict[int, tuple[ref[S], T]] = {}

    def __call__(self, subject: S) -> T:
        """Give what is worked out of an object."""
        number = id(subject)
        known = self._known.get(number)
        if known is not None and known[0]() is subject:
            return known[1]
        found = self._work(subject)
        self._known[number] = ref(subject, lambda _: self._known.pop(number, None)), found
        return found
