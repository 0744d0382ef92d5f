"""A measure over two inputs as a map of colours, or over three as a map for each value of the third."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.contour import QuadContourSet
from matplotlib.patheffects import withStroke

from sim.analyses.sweep.tables import Input, SweepTables, shown
from sim.analyses.sweep.words import ALT, message
from sim.output.charts.canvas import Look, Page
from sim.output.charts.cells import Cells, Scale
from sim.output.charts.colours import GREY, INK
from sim.output.charts.labels import elided
from sim.output.charts.picture import Picture
from sim.output.names import begun
from sim.output.numbers import count, tick, unit

MOST_PANELS = 12
"""Panels that a picture holds."""

_LEFT, _BAR, _AXIS, _ROW = 1.55, 1.15, 0.6, 0.42
_SIZE, _SMALL, _TINY = 9.0, 8.0, 7.5
_MANY_LEFT, _MANY_BAR, _GAP, _HEAD, _MANY_AXIS, _FOOT, _MANY_ROW = 1.2, 1.0, 0.18, 0.28, 0.42, 0.25, 0.3
_ACROSS = 4


def heat(tables: SweepTables, measure: str) -> Picture:
    """Draw a measure over the two varied inputs.

    Cells are the same size whatever the steps of the inputs. Contours run between the middles of cells that are too
    many for their means to be written in them.
    """
    across, along = _sides(*tables.axes)
    rows = tables.means(measure)
    cells, scale = _cells(rows, across, along, tables.marked_point), Scale.of(rows["mean"])
    height = float(np.clip(len(along.values) * _ROW, 2.4, 4.8))

    def draw(drawing: Page) -> None:
        width = drawing.width - _LEFT - _BAR
        axes = drawing.axes(_LEFT, _AXIS, width, height)
        contours = cells.draw(drawing, axes, scale, _SIZE, _LEFT - 0.1)
        drawing.write((_LEFT + width / 2, 0.2), begun(across.name), Look(_SIZE, GREY), across="center")
        drawing.write((0, _AXIS + height + 0.1), begun(along.name), Look(_SIZE, GREY), along="bottom")
        if contours:
            for label in axes.clabel(contours, fmt=tick, fontsize=_SMALL, colors=INK):
                label.set_path_effects([withStroke(linewidth=2.5, foreground="white")])
        scale.draw(drawing, (_LEFT + width + 0.2, _AXIS), height, unit(measure, tables.days), contours)

    missing = "grey: unknown" if np.isnan(cells.means).any() else ""
    outlined = "outlined: the scenario as it is" if cells.outlined else ""
    return Picture(
        name=f"heat_{measure}",
        title=message(tables, measure),
        note=tables.note(outlined, missing, tables.lost_parts(measure)),
        alt=ALT,
        height=_AXIS + height + 0.3,
        draw=draw,
        numbers=tables.told(rows, "mean"),
    )


def panels(tables: SweepTables, measure: str) -> Picture:
    """Draw a measure over two inputs, a map for each value of the third: the one that takes the fewest values."""
    third = min(reversed(tables.axes), key=lambda axis: len(axis.values))
    across, along = _sides(*(axis for axis in tables.axes if axis is not third))
    values = _spread(third)
    rows = tables.means(measure)
    rows = rows[rows[third.path].isin(values)]
    scale = Scale.of(rows["mean"])
    columns = min(len(values), _ACROSS)
    lines = math.ceil(len(values) / columns)
    height = float(np.clip(len(along.values) * _MANY_ROW, 1.3, 2.6))
    block = _HEAD + height + _MANY_AXIS
    top = _FOOT + (lines - 1) * block + _MANY_AXIS

    def draw(drawing: Page) -> None:
        room = drawing.width - _MANY_LEFT - _MANY_BAR
        width = (room - (columns - 1) * _GAP) / columns
        contours: list[QuadContourSet | None] = []
        for place, value in enumerate(values):
            line, column = divmod(place, columns)
            left, bottom = _MANY_LEFT + column * (width + _GAP), top - line * block
            axes = drawing.axes(left, bottom, width, height)
            axes.set_label(value)
            cells = _cells(rows[rows[third.path] == value], across, along, tables.marked_point)
            contours.append(cells.draw(drawing, axes, scale, _TINY, _MANY_LEFT - 0.1))
            axes.tick_params(labelleft=column == 0)
            name = elided(third.at(value), width, _SMALL)
            drawing.write((left, bottom + height + 0.06), name, Look(_SMALL, weight="bold"), along="bottom")
        middle = _MANY_LEFT + room / 2
        names = ((middle, f"across: {across.name}", 4.4), (0, f"upwards: {along.name}", middle - 0.2))
        for left, name, inches in names:
            drawing.write((left, _FOOT / 2), elided(name, inches, _SMALL), Look(_SMALL, GREY))
        drawn = next(filter(None, contours), None)
        scale.draw(drawing, (drawing.width - _MANY_BAR + 0.2, top), height, unit(measure, tables.days), drawn)

    full = len(across.values) * len(along.values) * len(values)
    note = tables.note(
        f"a panel a value of {third.name}",
        "outlined: the scenario as it is" if tables.marked_point in rows.index else "",
        "grey: unknown" if rows["mean"].isna().any() or len(rows) < full else "",
        f"{len(values)} of {len(third.values)} panels shown, spread evenly" if len(values) < len(third.values) else "",
        tables.lost_parts(measure),
    )
    return Picture(
        name=f"panels_{measure}",
        title=message(tables, measure),
        note=note,
        alt=ALT,
        height=lines * block + _FOOT + 0.15,
        draw=draw,
        numbers=tables.told(rows, "mean"),
    )


def _sides(first: Input, second: Input) -> tuple[Input, Input]:
    """Which input goes across and which along: the one with more values goes across."""
    return (second, first) if len(second.values) > len(first.values) else (first, second)


def _spread(axis: Input) -> tuple[str, ...]:
    """At most so many values as there may be panels, spread evenly, the first and the last among them."""
    places = np.linspace(0, len(axis.values) - 1, min(len(axis.values), MOST_PANELS)).round().astype(int)
    return tuple(axis.ordered[place] for place in places)


def _cells(rows: pd.DataFrame, across: Input, along: Input, own_point: int | None) -> Cells:
    """Arrange the rows of points, indexed by their numbers; contours need numbers, at least three of each input."""
    places = [rows[axis.path].map(axis.ordered.index).to_numpy(dtype=int) for axis in (along, across)]
    means = np.full((len(along.values), len(across.values)), np.nan)
    means[tuple(places)] = rows["mean"]
    own = np.flatnonzero(rows.index == own_point)
    return Cells(
        means=means,
        columns=[shown(value) for value in across.ordered],
        rows=[shown(value) for value in along.ordered],
        form=lambda mean: "?" if np.isnan(mean) else count(mean),
        is_smooth=across.is_numeric and along.is_numeric and min(means.shape) >= 3,
        outlined=(int(places[0][own[0]]), int(places[1][own[0]])) if len(own) else None,
    )
