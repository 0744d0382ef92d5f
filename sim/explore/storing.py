"""What was run for the page, of which as much is kept as memory allows: what was asked for last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

from sim.study.tasks import Arrays


class LatestStore:
    """Keeps results in memory, all of them until it is told to forget."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Arrays] = OrderedDict()
        self._bytes = 0

    def has(self, key: str, /) -> bool:
        """Whether something is kept under a key."""
        return key in self._kept

    def load(self, key: str, /) -> Arrays:
        """What is kept under a key; KeyError if nothing is."""
        self._kept.move_to_end(key)
        return self._kept[key]

    def save(self, results: Mapping[str, Arrays], /) -> None:
        """Keep results under their keys."""
        for key, arrays in results.items():
            self._bytes -= _bytes_of(self._kept.pop(key, {}))
            self._kept[key] = arrays
            self._bytes += _bytes_of(arrays)

    def forget_beyond(self, most_bytes: int) -> None:
        """Let go of what was not asked for the longest, until no more is kept; not while a study is run."""
        while self._bytes > most_bytes:
            _, arrays = self._kept.popitem(last=False)
            self._bytes -= _bytes_of(arrays)


def _bytes_of(arrays: Arrays) -> int:
    return sum(array.nbytes for each in arrays.values() for array in each)
