"""How numbers stand in the tables of a report; its sentences print them by the same functions."""

from __future__ import annotations

import math
from collections.abc import Iterable

from sim.model.outcomes import COSTS, is_count
from sim.output.numbers import amount, count, interval, share
from sim.output.page.content import Cell
from sim.study.intervals import Estimate

__all__ = ["change", "counted", "estimated", "measured", "percentage", "plain", "texts"]


def plain(text: str) -> Cell:
    """A text, which sorts by itself."""
    return Cell(text, text)


def texts(parts: Iterable[str]) -> tuple[Cell, ...]:
    """Several texts."""
    return tuple(map(plain, parts))


def counted(value: float) -> Cell:
    """A number without an interval; empty where there is none."""
    return Cell("") if math.isnan(value) else Cell(count(value), value)


def estimated(estimate: Estimate) -> Cell:
    """A mean with its interval, as in 723 (717 to 729)."""
    return Cell("") if math.isnan(estimate.mean) else Cell(interval(estimate), estimate.mean)


def change(difference: Estimate) -> Cell:
    """A paired difference with its interval, each with its sign."""
    return Cell("") if math.isnan(difference.mean) else Cell(interval(difference, difference=True), difference.mean)


def measured(measure: str, value: float) -> Cell:
    """A mean of any measure: people, dollars or hours; short waits in three digits."""
    if math.isnan(value):
        return Cell("")
    whole = is_count(measure) or measure in COSTS
    return Cell(count(value) if whole else amount(value, measure), value)


def percentage(part: float, whole: float) -> Cell:
    """A share in per cent; empty where there is no whole."""
    if math.isnan(part) or not whole > 0:
        return Cell("")
    return Cell(share(part, whole), part / whole)
