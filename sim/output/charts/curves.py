"""Curves with bands over one axis, each told at its end."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from sim.output.charts.canvas import Look, Page, line_height
from sim.output.charts.labels import apart

_SIZE, _BETWEEN = 9.0, 0.06


@dataclass(frozen=True)
class End:
    """What stands at the end of a curve: lines of text at its last mean, which is NaN where none is known."""

    mean: float
    lines: Sequence[str]
    colour: str


def reach(values: ArrayLike, room: float = 0.05) -> tuple[float, float]:
    """From where to where an axis shows values, with a share of their span as room at both ends."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    margin = (high - low) * room or 1.0
    return low - margin, high + margin


MEAN_BAND = ("ci_low", "ci_high")
"""The columns of the interval of a mean."""


def curve(axes: Axes, rows: pd.DataFrame, colour: str, band: tuple[str, str] = MEAN_BAND, **line: Any) -> None:
    """Draw ``mean`` over ``place`` as a line, and a band between two columns; `line` says how it looks."""
    low, high = band
    axes.fill_between(rows["place"], rows[low], rows[high], color=colour, alpha=0.2, linewidth=0)
    axes.plot(rows["place"], rows["mean"], color=colour, **{"linewidth": 1.8, **line})


def label_ends(drawing: Page, axes: Axes, ends: Iterable[End], gap: float = 0.1) -> None:
    """Write what stands at the ends of curves, `gap` inches behind the axes, moved apart where it would overlap."""
    known = sorted((end for end in ends if not math.isnan(end.mean)), key=lambda end: end.mean)
    left, bottom, width, height = drawing.place(axes)
    low, high = axes.get_ylim()
    most = max((len(end.lines) for end in known), default=1)
    heights = np.array([(end.mean - low) / (high - low) * height for end in known])
    least = most * line_height(_SIZE) + (most - 1) * _BETWEEN
    for end, at in zip(known, apart(heights, least), strict=True):
        drawing.write((left + width + gap, bottom + at), end.lines, Look(_SIZE, end.colour, "bold"))
