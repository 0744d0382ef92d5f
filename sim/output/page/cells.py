"""How numbers stand in the tables of a report; its sentences print them by the same functions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from sim.output.numbers import count, interval, share, whole
from sim.output.page.content import Cell
from sim.study.intervals import Estimate

__all__ = ["counted", "estimated", "numbered", "percentage", "plain", "texts"]


def plain(text: str) -> Cell:
    """A text, which sorts by itself."""
    return Cell(text, text)


def texts(parts: Iterable[str]) -> tuple[Cell, ...]:
    """Several texts."""
    return tuple(map(plain, parts))


def counted(value: float) -> Cell:
    """A number without an interval; empty where there is none."""
    return Cell("") if math.isnan(value) else Cell(count(value), value)


def numbered(value: int) -> Cell:
    """A count that is no mean."""
    return Cell(whole(value), float(value))


def estimated(estimate: Estimate, form: Callable[[float], str] = count) -> Cell:
    """A mean with its interval, as in 723 (717 to 729); or in another form, such as that of differences."""
    return Cell("") if math.isnan(estimate.mean) else Cell(interval(estimate, form), estimate.mean)


def percentage(part: float, of: float) -> Cell:
    """A share in per cent; empty where there is no whole."""
    if math.isnan(part) or not of > 0:
        return Cell("")
    return Cell(share(part, of), part / of)
