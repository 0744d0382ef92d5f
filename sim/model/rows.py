"""Rows of tables whose columns are arrays: parts of them, by jail or by replication."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")


def rows_of(table: T, rows: NDArray[np.bool_]) -> T:
    """Take some rows of a table, a data class whose arrays all have a value a row."""
    columns = {each.name: getattr(table, each.name) for each in fields(table)}  # type: ignore[arg-type]
    taken = {name: column[rows] for name, column in columns.items() if isinstance(column, np.ndarray)}
    return replace(table, **taken)  # type: ignore[type-var]


def slices(names: Iterable[int], ends: Sequence[int], first: int = 0) -> dict[int, slice]:
    """The rows of each of several parts that lie one after another from the first row on, by where each ends."""
    return {name: slice(begin, end) for name, (begin, end) in zip(names, pairwise([first, *ends]), strict=True)}
