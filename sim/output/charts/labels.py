"""Where texts stand, so that none covers another."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from sim.output.charts.canvas import text_width

__all__ = ["apart", "elided", "ticks_apart"]

_TICK = 8.0


def elided(text: str, width: float, size: float) -> str:
    """Leave out the beginning of a text that is longer than `width` inches: paths differ at their ends."""
    if text_width(text, size) <= width:
        return text
    kept = text[-1:]
    for begin in range(len(text) - 2, 0, -1):
        if text_width(f"…{text[begin:]}", size) > width:
            break
        kept = text[begin:]
    return f"…{kept}"


def ticks_apart(texts: Sequence[str], inches: float) -> int:
    """Every how many-th text can be written below an axis, where they stand `inches` apart."""
    if not math.isfinite(inches) or inches <= 0:
        return 1 if math.isinf(inches) else len(texts)
    return max(1, math.ceil((max(text_width(text, _TICK) for text in texts) + 0.08) / inches))


def apart(heights: NDArray[np.float64], least: float) -> NDArray[np.float64]:
    """Move heights, given in rising order, as little as makes them at least so far apart (least squares)."""
    steps = least * np.arange(len(heights))
    moved: NDArray[np.float64] = isotonic_regression(heights - steps).x + steps
    return moved
