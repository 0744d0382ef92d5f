"""Where texts stand, so that none covers another."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from scipy.optimize import isotonic_regression

from sim.output.charts.canvas import Look, Page, text_width
from sim.scenario.arrays import Floats

_TICK = 8.0


def elided(text: str, width: float, size: float) -> str:
    """Leave out the beginning of a text that is longer than `width` inches: paths differ at their ends."""
    if text_width(text, size) <= width:
        return text
    kept = (text[begin:] for begin in range(1, len(text)) if text_width(f"…{text[begin:]}", size) <= width)
    return f"…{next(kept, text[-1:])}"


def ticks_apart(texts: Sequence[str], inches: float) -> int:
    """Every how many-th text can be written below an axis, where they stand `inches` apart."""
    if not math.isfinite(inches) or inches <= 0:
        return 1 if math.isinf(inches) else len(texts)
    return max(1, math.ceil((max(text_width(text, _TICK) for text in texts) + 0.08) / inches))


def remark(
    axes: Axes, text: str, at: tuple[float, float], shift: tuple[float, float], look: Look, **where: Any
) -> None:
    """Write a text `shift` points away from a place in axes; `where` says how matplotlib aligns it."""
    axes.annotate(text, at, xytext=shift, textcoords="offset points", size=look.size, color=look.colour, **where)


def tick_texts(axes: Axes, texts: Sequence[str], places: Sequence[float], inches: float) -> None:
    """Write texts below an axis at their places, every so many-th as fit where they stand `inches` apart."""
    step = ticks_apart(texts, inches)
    axes.set_xticks(places[::step], texts[::step])


def write_key(
    drawing: Page, at: tuple[float, float], colours: Mapping[str, str], look: Look, spaces: tuple[float, float]
) -> None:
    """Write what colours mean, one beside the other; without a colour the text stands alone.

    It begins `at` a left edge and middle, in inches from the lower left corner of the body. The spaces are inches from
    the left edge of a block of colour to its text, and between a text and the next block.
    """
    left, middle = at
    for text, colour in colours.items():
        before = spaces[0] if colour else 0.0
        if colour:
            drawing.swatch(left, middle, colour)
        drawing.write((left + before, middle), text, look)
        left += before + text_width(text, look.size) + spaces[1]


def key_rows(
    colours: Mapping[str, str], width: float, size: float, spaces: tuple[float, float]
) -> list[dict[str, str]]:
    """Part what `write_key` writes into rows of at most `width` inches, with the same `spaces`."""
    rows: list[dict[str, str]] = [{}]
    left = 0.0
    for text, colour in colours.items():
        wide = spaces[0] + text_width(text, size)
        if rows[-1] and left + wide > width:
            rows.append({})
            left = 0.0
        rows[-1][text] = colour
        left += wide + spaces[1]
    return rows


def apart(heights: Floats, least: float, low: float = -math.inf, high: float = math.inf) -> Floats:
    """Move heights, given in rising order, as little as makes them at least so far apart (least squares).

    They end up in the range from `low` to `high`.
    """
    if not len(heights):
        return heights
    steps = least * np.arange(len(heights))
    moved: Floats = isotonic_regression(heights - steps).x
    return np.clip(moved, low, high - steps[-1]) + steps
