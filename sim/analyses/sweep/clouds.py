"""A measure against each of many inputs: a cloud of points an input."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes
from scipy.special import ndtri
from scipy.stats import spearmanr

from sim.analyses.sweep.tables import Input, SweepTables, shown
from sim.analyses.sweep.words import ALT, message
from sim.output.charts.canvas import Look, Page, whole_numbers
from sim.output.charts.colours import GREY, INK, SCENARIO_COLOURS
from sim.output.charts.curves import reach
from sim.output.charts.labels import elided, tick_texts
from sim.output.charts.picture import Picture
from sim.output.names import begun, measure_words
from sim.output.numbers import correlation, true_minus, unit

MOST_CLOUDS = 12
"""Inputs that a picture holds."""

_ACROSS = 4
_LEFT, _GAP, _HEAD, _CLOUD, _AXIS = 0.6, 0.3, 0.56, 1.6, 0.42
_BLOCK = _HEAD + _CLOUD + _AXIS
_SMALL, _TINY = 8.0, 7.0


def scatter(tables: SweepTables, measure: str) -> Picture:
    """Draw a measure against each input, a dot a point, with Spearman's rank correlation; at most twelve inputs.

    Of more inputs those that are ranked highest are drawn.
    """
    rows = tables.means(measure).dropna(subset=["mean"])
    ranked = {axis: _rank_correlation(axis, rows) for axis in tables.axes}
    chosen = sorted(ranked, key=lambda axis: -abs(ranked[axis]))[:MOST_CLOUDS]
    columns = min(len(chosen), _ACROSS)
    lines = math.ceil(len(chosen) / columns)

    def draw(drawing: Page) -> None:
        width = (drawing.width - _LEFT - (columns - 1) * _GAP) / columns
        for place, axis in enumerate(chosen):
            line, column = divmod(place, columns)
            left, bottom = _LEFT + column * (width + _GAP), (lines - 1 - line) * _BLOCK + _AXIS
            axes = drawing.axes(left, bottom, width, _CLOUD)
            _cloud(axes, axis, rows, width, tables.marked_point)
            axes.tick_params(labelleft=column == 0)
            head = bottom + _CLOUD
            name = elided(axis.name, width, _SMALL)
            drawing.write((left, head + 0.2), name, Look(_SMALL, weight="bold"), along="bottom")
            known = f"rank correlation {true_minus(correlation(ranked[axis]))}"
            told = known if axis.is_numeric else "not numbers: no rank correlation"
            drawing.write((left, head + 0.05), told, Look(_TINY, GREY), along="bottom")
        drawing.write((0, lines * _BLOCK), begun(unit(measure, tables.days)), Look(_SMALL, GREY))

    note = tables.note(
        f"a dot a point, {len(rows):,} points",
        "ringed: the scenario as it is" if tables.marked_point in rows.index else "",
        f"{len(chosen)} of {len(ranked)} inputs shown" if len(chosen) < len(ranked) else "",
        tables.lost_parts(measure),
    )
    told = pd.concat([rows.assign(input=axis.path, value=rows[axis.path]) for axis in chosen])
    return Picture(
        name=f"scatter_{measure}",
        title=_most_moved(tables, measure, ranked, len(rows)),
        note=note,
        alt=ALT,
        height=lines * _BLOCK + 0.1,
        draw=draw,
        numbers=told.rename_axis("point").reset_index()[["point", "input", "value", "measure", "mean"]],
    )


def _rank_correlation(axis: Input, rows: pd.DataFrame) -> float:
    """Spearman's rank correlation; 0 where there is none, as of values that are not numbers."""
    both = rows[axis.path].map(axis.places), rows["mean"]
    if not axis.is_numeric or len(rows) < 3 or min(each.nunique() for each in both) == 1:
        return 0.0
    return float(spearmanr(*both).statistic)


def _most_moved(tables: SweepTables, measure: str, ranked: dict[Input, float], points: int) -> str:
    """Name the input that matters most, if it clearly matters among so many (Bonferroni)."""
    most = max(ranked, key=lambda axis: abs(ranked[axis]))
    clear = ndtri(1 - 0.025 / len(ranked)) / math.sqrt(max(points - 1, 1))
    if abs(ranked[most]) <= clear or len(ranked) == 1:
        return message(tables, measure)
    verb, told = "rises" if ranked[most] > 0 else "falls", true_minus(correlation(ranked[most]))
    return f"{measure_words(measure)} {verb} most surely with {most.name}: {told} rank correlation"


def _cloud(axes: Axes, axis: Input, rows: pd.DataFrame, width: float, own_point: int | None) -> None:
    across = rows[axis.path].map(axis.places).astype(float)
    size, colour = 14 if len(rows) <= 100 else 4, SCENARIO_COLOURS[0]
    dots = axes.scatter(across, rows["mean"], s=size, color=colour, alpha=0.6, linewidth=0, label=axis.path)
    dots.set_rasterized(len(rows) > 2_500)
    if own_point in rows.index:
        own = rows.index == own_point
        axes.plot(across[own], rows.loc[own, "mean"], "o", markerfacecolor="none", color=INK, markersize=8)
    axes.set_ylim(reach(rows["mean"], 0.08))
    whole_numbers(axes, "y", 4)
    places = list(axis.places.values())
    if axis.is_numeric:
        margin = (max(places) - min(places)) * 0.06 or 0.5
        axes.set_xlim(min(places) - margin, max(places) + margin)
        whole_numbers(axes, "x", 3)
        return
    tick_texts(axes, [shown(value) for value in axis.ordered], places, width / len(places))
    axes.set_xlim(-0.5, len(places) - 0.5)
