"""Measures of one's own: kept here by name, and counted beside those of the model."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_numbers = count(1)


@dataclass(frozen=True)
class OwnMeasure:
    """A measure of one's own.

    Parameters
    ----------
    name
        Under which tables tell it.
    which
        Tells of a booking table, of one replication at one field office, which bookings it counts.
    meaning
        What it counts.
    number
        Of its registration: one that was defined anew is another one.
    """

    name: str
    which: Callable[[pd.DataFrame], Any]
    meaning: str
    number: int

    @property
    def travels(self) -> bool:
        """Whether other processes find the function: at the top of a file, not in a session or another function."""
        of_session = self.which.__module__ == "__main__" and not hasattr(sys.modules["__main__"], "__file__")
        return not of_session and "<" not in self.which.__qualname__


_own: dict[str, OwnMeasure] = {}


def register(name: str, which: Callable[[pd.DataFrame], Any], meaning: str) -> None:
    """Keep a measure; the same function, defined anew, takes its own place.

    Raises
    ------
    ValueError
        If another function has the name.
    """
    before = _own.get(name)
    if before is not None and _called(before.which) != _called(which):
        raise ValueError(f"measure {name!r}: {'.'.join(_called(before.which))} has that name already; give another")
    _own[name] = OwnMeasure(name, which, meaning, next(_numbers))


def _called(function: Callable[..., Any]) -> tuple[str, str]:
    return function.__module__, function.__qualname__


def own_measures() -> tuple[OwnMeasure, ...]:
    """The measures that are kept, in the order in which they were registered."""
    return tuple(_own.values())


def keep_only(measures: Iterable[OwnMeasure]) -> None:
    """Keep these measures and no others, as a worker has those of the process that it works for."""
    _own.clear()
    _own.update({each.name: each for each in measures})
