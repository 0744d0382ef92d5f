"""Small cells of a jail's own records are not told: neighbours in time are pooled until each has enough people.

A cell with one booking on record would tell of one person. What all cells add up to stays as it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.scenario.arrays import Floats, Ints

FEWEST_TOLD = 10
"""As many people, in the mean over replications, a cell of records stands for at least."""


def pools(means: NDArray[Any]) -> Ints:
    """Number the pools of rows that follow one another: each has enough people, or there is but one.

    Examples
    --------
    >>> pools(np.array([3, 8, 12, 1, 9, 4])).tolist()
    [0, 0, 1, 2, 2, 2]
    """
    numbers = np.zeros(len(means), dtype=np.int64)
    pool, people = 0, 0.0
    for row, mean in enumerate(means):
        numbers[row] = pool
        people += mean
        if people >= FEWEST_TOLD:
            pool, people = pool + 1, 0.0
    return np.minimum(numbers, max(0, pool - 1))


def pooled(each: Ints | Floats, *judged_by: Ints | Floats) -> tuple[Floats, Ints]:
    """Give every row of a column the mean of its pool.

    Parameters
    ----------
    each
        By replication, row and column.
    judged_by
        The counts of like shape by which rows are pooled; the least of their means decides. If none is given, `each`.

    Returns
    -------
    tuple
        The means of the pools, of like shape, and by row and column how many rows are in its pool.
    """
    least = np.min([counts.mean(axis=0) for counts in judged_by or (each,)], axis=0)
    told, sizes = each.astype(float), np.ones(each.shape[1:], dtype=np.int64)
    for column in range(each.shape[2]):
        numbers = pools(least[:, column])
        begins = np.flatnonzero(np.diff(numbers, prepend=-1))
        size = np.diff(begins, append=len(numbers))
        told[:, :, column] = np.repeat(np.add.reduceat(told[:, :, column], begins, axis=1) / size, size, axis=1)
        sizes[:, column] = np.repeat(size, size)
    return told, sizes
