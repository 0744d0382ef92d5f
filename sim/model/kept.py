"""What was drawn and may be asked for again: kept under all that it was made from, within a bound of memory.

A sweep over officers draws nothing after its first point, one over a share redraws one fact, and scenarios that are
compared share what they have in common. What is kept is what would be made again, so no result depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from itertools import count
from threading import Lock
from typing import Any

from cachetools import LRUCache
from cachetools.keys import hashkey
from numpy.typing import NDArray

MOST_BYTES = 256 * 2**20
"""What a process keeps at most; what was not asked for the longest goes first."""

_numbers = count()


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """Arrays that were made once, not to be changed; `number` stands for them in what is made of them in turn."""

    arrays: tuple[NDArray[Any], ...]
    number: int


class Kept:
    """Arrays by all that they were made from.

    Parameters
    ----------
    most_bytes
        How much may be kept; what alone is more is made each time.
    """

    def __init__(self, most_bytes: int) -> None:
        self._made: LRUCache[Hashable, Made] = LRUCache(most_bytes, getsizeof=_bytes_of)
        self._lock = Lock()

    def of(self, made_from: Hashable, make: Callable[[], tuple[NDArray[Any], ...]]) -> Made:
        """Give what is made from this: what was made before, or made now."""
        key = hashkey(made_from)
        with self._lock:
            found = self._made.get(key)
        if found is not None:
            return found
        arrays = make()
        for array in arrays:
            array.setflags(write=False)
        made = Made(arrays, next(_numbers))
        if _bytes_of(made) <= self._made.maxsize:
            with self._lock:
                self._made[key] = made
        return made

    def allow(self, most_bytes: int) -> None:
        """Keep so much from now on; of what is kept already what was asked for last, as far as it fits."""
        with self._lock:
            more: LRUCache[Hashable, Made] = LRUCache(most_bytes, getsizeof=_bytes_of)
            more.update(self._made)
            self._made = more

    def forget(self) -> None:
        """Keep nothing of what was made."""
        with self._lock:
            self._made.clear()


def _bytes_of(made: Made) -> int:
    return sum(array.nbytes for array in made.arrays)


KEPT = Kept(MOST_BYTES)
"""What this process keeps."""
