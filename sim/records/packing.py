"""Numbers of many rows in few bytes: one over and over takes none, those that lie close together as few as tell them.

What is packed is given back as it was, so nothing is estimated of rounded numbers. What is kept for long lies `apart`:
among what is made and thrown away for every batch it would hold on to the memory around it, several times its own.
"""

from __future__ import annotations

import mmap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.scenario.arrays import Bools, Ints

_NONE = np.iinfo(np.int64).min
_ALIGNED = 64


@dataclass(frozen=True, eq=False)
class Packed:
    """An array in few bytes.

    Parameters
    ----------
    cells
        Eight to a byte of yes and no; of whole numbers how far they are above the least.
    count
        How many there are.
    kind
        Of what type they were.
    above
        What is added to a cell; None where cells are as they were.
    """

    cells: NDArray[Any]
    count: int
    kind: np.dtype[Any]
    above: int | None = None

    @classmethod
    def of(cls, values: NDArray[Any]) -> Self:
        """Pack an array.

        Examples
        --------
        >>> times = np.array([1_700_000_000, 1_700_000_099])
        >>> packed = Packed.of(times)
        >>> packed.cells.nbytes, packed.at(np.arange(2)).tolist()
        (2, [1700000000, 1700000099])
        """
        spared = shared(values)
        if is_shared(spared) or not len(values):
            return cls(spared, len(values), values.dtype)
        if values.dtype == np.bool_:
            return cls(np.packbits(values), len(values), values.dtype)
        if values.dtype.kind == "i" and values.dtype.itemsize > 1:
            return cls._near(values)
        return cls(values, len(values), values.dtype)

    @classmethod
    def _near(cls, values: NDArray[Any]) -> Self:
        told = values != _NONE if values.dtype == np.int64 else np.ones(len(values), dtype=np.bool_)
        least, most = int(values[told].min()), int(values[told].max())
        narrow = np.min_scalar_type(most - least + 1)
        if narrow.itemsize >= values.dtype.itemsize:
            return cls(values, len(values), values.dtype)
        # Nought is kept for what is none.
        cells = np.where(told, values.astype(np.int64) - (least - 1), 0).astype(narrow)
        return cls(cells, len(values), values.dtype, least - 1)

    def __len__(self) -> int:
        return self.count

    def at(self, places: NDArray[np.intp]) -> NDArray[Any]:
        """Some of them, as they were."""
        if is_shared(self.cells):
            return np.broadcast_to(self.cells[0], len(places))
        return self._as_it_was(self.cells[places]) if self.kind != np.bool_ else self.whole()[places]

    def whole(self) -> NDArray[Any]:
        """All of them, as they were."""
        if is_shared(self.cells) or not self.count:
            return self.cells
        if self.kind != np.bool_:
            return self._as_it_was(self.cells)
        whole: NDArray[Any] = np.unpackbits(self.cells, count=self.count).view(np.bool_)
        return whole

    def _as_it_was(self, cells: NDArray[Any]) -> NDArray[Any]:
        if self.above is None:
            return cells
        told = cells.astype(np.int64)
        told += self.above
        if self.kind == np.int64:
            told[cells == 0] = _NONE
        return told.astype(self.kind, copy=False)


def packed_apart(columns: Mapping[str, NDArray[Any]]) -> dict[str, Packed]:
    """Columns packed, `apart` together."""
    packed = {name: Packed.of(values) for name, values in columns.items()}
    kept = apart([each.cells for each in packed.values()])
    return {name: replace(each, cells=cells) for (name, each), cells in zip(packed.items(), kept, strict=True)}


def apart(arrays: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
    """Copies of arrays in memory of their own, which goes back to the system when none of them is needed any more."""
    begins, size = [], 0
    for values in arrays:
        begins.append(size)
        size += 0 if is_shared(values) else -(-values.nbytes // _ALIGNED) * _ALIGNED
    if not size:
        return list(arrays)
    room = mmap.mmap(-1, size)
    copies = []
    for begin, values in zip(begins, arrays, strict=True):
        if not is_shared(values):
            copy: NDArray[Any] = np.frombuffer(room, values.dtype, len(values), begin)
            copy[:] = values
            values = copy  # noqa: PLW2901
        copies.append(values)
    return copies


def is_shared(values: NDArray[Any]) -> bool:
    """Whether an array is one value over and over, which takes no room."""
    return values.strides == (0,) and len(values) > 0


def shared(values: NDArray[Any]) -> NDArray[Any]:
    """An array as one value over and over, where it is that."""
    if not len(values) or is_shared(values):
        return values
    raw = values.view(np.uint8 if values.dtype == np.bool_ else f"u{values.dtype.itemsize}")
    return np.broadcast_to(values[0].copy(), len(values)) if bool((raw == raw[0]).all()) else values


def joined(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Arrays one after another; one value over and over takes no room."""
    some = [part for part in parts if len(part)] or list(parts[:1])
    if all(map(is_shared, some)) and len({part[0].tobytes() for part in some}) == 1:
        return np.broadcast_to(some[0][0], sum(map(len, some)))
    return np.concatenate(some)


def unpacked(parts: Sequence[Packed], kind: np.dtype[Any]) -> NDArray[Any]:
    """Packed arrays one after another, as another type."""
    some = [part for part in parts if len(part)] or parts[:1]
    whole: NDArray[Any] = np.empty(sum(map(len, some)), dtype=kind)
    if all(is_shared(part.cells) for part in some) and len({part.cells[0].tobytes() for part in some}) == 1:
        return np.broadcast_to(some[0].cells[0].astype(kind), len(whole))
    begin = 0
    for part in some:
        whole[begin : begin + len(part)] = part.whole()
        begin += len(part)
    return whole


def chosen(values: NDArray[Any], which: Bools) -> NDArray[Any]:
    """Some of an array."""
    return np.broadcast_to(values[0], int(np.count_nonzero(which))) if is_shared(values) else values[which]


def sorted_by(values: NDArray[Any], order: Ints) -> NDArray[Any]:
    """An array in another order."""
    return values if is_shared(values) else values[order]
