"""Many look-ups in one rising table, each of which would otherwise go all over the memory that the table takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_PARTS = 2**15


@dataclass(frozen=True, eq=False)
class Lookup:
    """A rising table of probabilities, and for each of so many equal parts of [0, 1] where in the table it begins."""

    probabilities: Floats
    begins: Ints

    @classmethod
    def of(cls, probabilities: Floats) -> Lookup:
        """Make a table ready."""
        parts = np.searchsorted(probabilities, np.arange(_PARTS + 2) / _PARTS, side="left")
        return cls(probabilities, parts)

    def first_with(self, wanted: Floats) -> Ints:
        """The place of the first probability that is at least as wanted, as `numpy.searchsorted` tells it."""
        part = (wanted * _PARTS).astype(np.int64)
        low, high = self.begins[part], self.begins[part + 1]
        unsure = np.flatnonzero(low < high)
        while len(unsure):
            middle = (low[unsure] + high[unsure]) // 2
            is_less = self.probabilities[middle] < wanted[unsure]
            low[unsure[is_less]] = middle[is_less] + 1
            high[unsure[~is_less]] = middle[~is_less]
            unsure = unsure[low[unsure] < high[unsure]]
        return low
