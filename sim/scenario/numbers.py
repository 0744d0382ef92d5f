"""All numbers of a scenario that may carry a plausible range."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.scenario.base import Frozen
from sim.scenario.quantities import Number, WholeNumber

__all__ = ["numbers_in"]

Steps = tuple[str, ...]


def numbers_in(value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, Number | WholeNumber]]:
    """List the numbers below a value, each with the names that lead there."""
    if isinstance(value, Number | WholeNumber):
        yield steps, value
        return
    below: Any = ()
    if isinstance(value, Frozen):
        below = ((name, getattr(value, name)) for name in type(value).model_fields)
    elif isinstance(value, dict):
        below = value.items()
    elif isinstance(value, tuple):
        below = enumerate(value)
    for name, each in below:
        yield from numbers_in(each, (*steps, str(name)))
