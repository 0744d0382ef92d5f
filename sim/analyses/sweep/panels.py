"""Many small pictures of one measure: a map a value of a third input, or a cloud of points an input."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.special import ndtri
from scipy.stats import rankdata

from sim.analyses.sweep.heat import Cells, Scale, colour_bar, label_across, label_along, numbers, paint, sides
from sim.analyses.sweep.tables import Input, SweepTables, shown
from sim.analyses.sweep.words import measure_words, message, unit
from sim.output.charts.canvas import GREY, INK, SCENARIO_COLOURS, Look, Page, drawn, page, whole_numbers
from sim.output.charts.labels import elided, ticks_apart
from sim.output.numbers import begun

__all__ = ["MOST_PANELS", "panels", "scatter"]

MOST_PANELS = 12
"""Panels that a picture holds."""

_ACROSS = 4
_LEFT, _BAR, _GAP, _HEAD, _AXIS, _FOOT = 1.2, 1.0, 0.18, 0.28, 0.42, 0.25
_CLOUD, _CLOUD_LEFT, _CLOUD_GAP = 1.6, 0.6, 0.3
_SIZE, _SMALL, _TINY = 9.0, 8.0, 7.0


@drawn
def panels(tables: SweepTables, measure: str) -> tuple[Figure, pd.DataFrame]:
    """Draw a measure over two inputs, a map for each value of the third: the one that takes the fewest values.

    Returns
    -------
    matplotlib.figure.Figure, pandas.DataFrame
        The picture, and its numbers: ``point, PATHS, measure, mean``.
    """
    third = min(reversed(tables.axes), key=lambda axis: len(axis.values))
    across, along = sides(*(axis for axis in tables.axes if axis is not third))
    values = _spread(third)
    rows = tables.means(measure)
    rows = rows[rows[third.path].isin(values)]
    scale = Scale.of(rows["mean"] if rows["mean"].notna().any() else [0.0], measure)
    columns = min(len(values), _ACROSS)
    lines = math.ceil(len(values) / columns)
    height = float(np.clip(len(along.values) * 0.3, 1.3, 2.6))
    note = tables.note(
        f"a panel a value of {third.path}",
        "outlined: base point" if tables.base_point in rows.index else "",
        "grey: unknown" if rows["mean"].isna().any() or len(rows) < _full(across, along) * len(values) else "",
        f"{len(values)} of {len(third.values)} panels shown, spread evenly" if len(values) < len(third.values) else "",
    )
    block = _HEAD + height + _AXIS
    drawing = page(message(tables, measure), note, tables.caption, lines * block + _FOOT + 0.15)
    width = (drawing.width - _LEFT - _BAR - (columns - 1) * _GAP) / columns
    for place, value in enumerate(values):
        line, column = divmod(place, columns)
        left, bottom = _LEFT + column * (width + _GAP), _FOOT + (lines - 1 - line) * block + _AXIS
        cells = Cells.of(rows[rows[third.path] == value], across, along, tables.base_point)
        axes = drawing.axes(left, bottom, width, height)
        axes.set_label(value)
        paint(axes, cells, scale, (width, height), _TINY)
        label_across(axes, cells, width)
        label_along(axes, cells, height, _LEFT - 0.1)
        axes.tick_params(labelleft=column == 0)
        drawing.write(
            (left, bottom + height + 0.06),
            elided(third.at(value), width, _SMALL),
            Look(_SMALL, weight="bold"),
            along="bottom",
        )
    middle = _LEFT + (drawing.width - _LEFT - _BAR) / 2
    drawing.write(
        (middle, _FOOT / 2), elided(f"across: {across.path}", 4.4, _SMALL), Look(_SMALL, GREY), along="center"
    )
    drawing.write((0, _FOOT / 2), elided(f"upwards: {along.path}", middle - 0.2, _SMALL), Look(_SMALL, GREY))
    colour_bar(drawing, scale, (drawing.width - _BAR + 0.2, _FOOT + (lines - 1) * block + _AXIS), height)
    return drawing.figure, numbers(rows, tables, measure)


def _full(across: Input, along: Input) -> int:
    return len(across.values) * len(along.values)


def _spread(axis: Input) -> tuple[str, ...]:
    """At most so many values as there may be panels, spread evenly, the first and the last among them."""
    if len(axis.values) <= MOST_PANELS:
        return axis.ordered
    places = np.linspace(0, len(axis.values) - 1, MOST_PANELS).round().astype(int)
    return tuple(axis.ordered[place] for place in places)


@drawn
def scatter(tables: SweepTables, measure: str) -> tuple[Figure, pd.DataFrame]:
    """Draw a measure against each input, a dot a point, with Spearman's rank correlation; at most twelve inputs.

    Of more inputs those that are ranked highest are drawn.

    Returns
    -------
    matplotlib.figure.Figure, pandas.DataFrame
        The picture, and its numbers: ``point, input, value, measure, mean``.
    """
    rows = tables.means(measure).dropna(subset=["mean"])
    ranked = {axis: _rank_correlation(axis, rows) for axis in tables.axes}
    chosen = sorted(ranked, key=lambda axis: -abs(ranked[axis]))[:MOST_PANELS]
    columns = min(len(chosen), _ACROSS)
    lines = math.ceil(len(chosen) / columns)
    note = tables.note(
        f"a dot a point, {len(rows):,} points",
        "ringed: base point" if tables.base_point in rows.index else "",
        f"{len(chosen)} of {len(ranked)} inputs shown" if len(chosen) < len(ranked) else "",
    )
    block = 2 * _HEAD + _CLOUD + _AXIS
    drawing = page(_most_moved(tables, measure, ranked, len(rows)), note, tables.caption, lines * block + 0.1)
    width = (drawing.width - _CLOUD_LEFT - (columns - 1) * _CLOUD_GAP) / columns
    for place, axis in enumerate(chosen):
        line, column = divmod(place, columns)
        left, bottom = _CLOUD_LEFT + column * (width + _CLOUD_GAP), (lines - 1 - line) * block + _AXIS
        axes = drawing.axes(left, bottom, width, _CLOUD)
        _cloud(axes, axis, rows, width, tables.base_point)
        axes.tick_params(labelleft=column == 0)
        _headed(drawing, axis, ranked[axis], (left, bottom + _CLOUD), width)
    drawing.write((0, lines * block), begun(unit(measure)), Look(_SMALL, GREY), along="center")
    told = [rows.assign(input=axis.path, value=rows[axis.path], measure=measure) for axis in chosen]
    table = pd.concat(told).rename_axis("point").reset_index()
    return drawing.figure, table[["point", "input", "value", "measure", "mean"]]


def _rank_correlation(axis: Input, rows: pd.DataFrame) -> float:
    """Spearman's rank correlation; 0 where there is none, as of values that are not numbers."""
    if not axis.is_numeric or len(rows) < 3:
        return 0.0
    ranks = [rankdata(values) for values in (rows[axis.path].map(axis.places), rows["mean"])]
    if min(np.ptp(each) for each in ranks) == 0:
        return 0.0
    return float(np.asarray(np.corrcoef(ranks))[0, 1])


def _most_moved(tables: SweepTables, measure: str, ranked: dict[Input, float], points: int) -> str:
    """Name the input that matters most, if it clearly matters among so many (Bonferroni)."""
    most = max(ranked, key=lambda axis: abs(ranked[axis]))
    clear = ndtri(1 - 0.025 / len(ranked)) / math.sqrt(max(points - 1, 1))
    if abs(ranked[most]) <= clear or len(ranked) == 1:
        return message(tables, measure)
    verb = "rises" if ranked[most] > 0 else "falls"
    return f"{measure_words(measure)} {verb} most surely with {most.name}: {_signed(ranked[most])} rank correlation"


def _signed(correlation: float) -> str:
    return f"{correlation:+.2f}".replace("-", "\N{MINUS SIGN}")


def _cloud(axes: Axes, axis: Input, rows: pd.DataFrame, width: float, base_point: int) -> None:
    across = rows[axis.path].map(axis.places).to_numpy(dtype=float)
    size = 14 if len(rows) <= 100 else 4
    dots = axes.scatter(across, rows["mean"], s=size, color=SCENARIO_COLOURS[0], alpha=0.6, linewidth=0)
    dots.set_label(axis.path)
    dots.set_rasterized(len(rows) > 2_500)
    if base_point in rows.index:
        base = rows.loc[base_point]
        axes.plot(axis.places[str(base[axis.path])], base["mean"], "o", markerfacecolor="none", color=INK, markersize=8)
    low, high = float(rows["mean"].min()), float(rows["mean"].max())
    room = (high - low) * 0.08 or 1.0
    axes.set_ylim(low - room, high + room)
    whole_numbers(axes, "y", 4)
    if axis.is_numeric:
        places = list(axis.places.values())
        margin = (max(places) - min(places)) * 0.06 or 0.5
        axes.set_xlim(min(places) - margin, max(places) + margin)
        whole_numbers(axes, "x", 3)
        return
    texts = [shown(value) for value in axis.ordered]
    step = ticks_apart(texts, width / len(texts))
    axes.set_xticks(range(0, len(texts), step), texts[::step])
    axes.set_xlim(-0.5, len(texts) - 0.5)


def _headed(drawing: Page, axis: Input, correlation: float, corner: tuple[float, float], width: float) -> None:
    left, bottom = corner
    drawing.write((left, bottom + 0.2), elided(axis.name, width, _SMALL), Look(_SMALL, weight="bold"), along="bottom")
    told = f"rank correlation {_signed(correlation)}" if axis.is_numeric else "not numbers: no rank correlation"
    drawing.write((left, bottom + 0.05), told, Look(_TINY, GREY), along="bottom")
