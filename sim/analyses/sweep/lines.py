"""Measures as lines over one input."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analyses.sweep.tables import Input, SweepTables, as_number, shown
from sim.analyses.sweep.words import amount, measure_words, message, unit
from sim.output.charts.canvas import (
    GREY,
    INK,
    SCENARIO_COLOURS,
    Look,
    Page,
    drawn,
    line_height,
    page,
    text_width,
    whole_numbers,
)
from sim.output.charts.labels import apart, elided, ticks_apart
from sim.output.numbers import begun

__all__ = ["lines"]

_LEFT, _PANEL, _AXIS, _APART, _HEAD = 0.65, 3.3, 0.55, 0.75, 0.42
_SIZE, _SMALL = 9.0, 8.0
_LABEL = 3.0
_FEW_POINTS = 40


@drawn
def lines(tables: SweepTables, measures: Sequence[str]) -> tuple[Figure, pd.DataFrame]:
    """Draw measures over the one varied input, with 95 % intervals as bands and the base point marked.

    Measures of people and of hours have an axis each. Lines join neighbouring values that are both numbers.

    Returns
    -------
    matplotlib.figure.Figure, pandas.DataFrame
        The picture, and its numbers: ``point, PATH, measure, mean, ci_low, ci_high``.
    """
    (axis,) = tables.axes
    rows = {measure: axis.along(tables.means(measure)) for measure in measures}
    panels = [[measure for measure in measures if unit(measure) == each] for each in dict.fromkeys(map(unit, measures))]
    told = max(measures, key=lambda measure: _reach(rows[measure], panels[0], measure))
    bands = "bands are 95 % intervals" if tables.replications > 1 else ""
    base = "dotted: base point" if tables.base_point in tables.points.index else ""
    drawing = page(
        message(tables, told),
        tables.note(bands, base),
        tables.caption,
        len(panels) * (_HEAD + _PANEL + _APART) - _APART + _AXIS,
    )
    labels = {measure: f"{measure_words(measure)} {_last(each, measure)}" for measure, each in rows.items()}
    width = drawing.width - _LEFT - 0.2 - min(max(text_width(each, _SIZE, "bold") for each in labels.values()), _LABEL)
    for place, chosen in enumerate(panels):
        bottom = _AXIS + (len(panels) - 1 - place) * (_PANEL + _HEAD + _APART)
        panel = drawing.axes(_LEFT, bottom, width, _PANEL)
        _panel(drawing, panel, tables, {measure: rows[measure] for measure in chosen}, (width, bottom))
        _ends_labelled(drawing, panel, {measure: rows[measure] for measure in chosen}, labels, (width, bottom))
    numbers = pd.concat([each.assign(measure=measure) for measure, each in rows.items()])
    columns = ["point", axis.path, "measure", "mean", "ci_low", "ci_high"]
    return drawing.figure, numbers.rename_axis("point").reset_index()[columns]


def _reach(rows: pd.DataFrame, first: Sequence[str], measure: str) -> float:
    """How far a measure moves, among those of the first axes."""
    return float(rows["mean"].max() - rows["mean"].min()) if measure in first else -1.0


def _panel(
    drawing: Page, panel: Axes, tables: SweepTables, rows: Mapping[str, pd.DataFrame], place_inches: tuple[float, float]
) -> None:
    """Draw the measures of one unit, in axes of a width and at a bottom given in inches."""
    (axis,), (width, bottom) = tables.axes, place_inches
    for place, (measure, each) in enumerate(rows.items()):
        _line(panel, axis, each, measure, SCENARIO_COLOURS[place % len(SCENARIO_COLOURS)])
    _across(panel, axis, width)
    whole_numbers(panel, "y", 6)
    values = np.concatenate([each[["mean", "ci_low", "ci_high"]].to_numpy().ravel() for each in rows.values()])
    low, high = min(0.0, float(np.nanmin(values))), max(0.0, float(np.nanmax(values)))
    room = (high - low) * 0.05 or 1.0
    panel.set_ylim(low - room if low < 0 else 0.0, high + room)
    drawing.write((0, bottom + _PANEL + 0.28), begun(unit(next(iter(rows)))), Look(_SMALL, GREY), along="bottom")
    drawing.write(
        (_LEFT + width / 2, bottom - 0.35),
        elided(axis.path, drawing.width - _LEFT, _SIZE),
        Look(_SIZE, GREY),
        across="center",
        along="top",
    )
    _base(panel, tables, rows)


def _line(panel: Axes, axis: Input, rows: pd.DataFrame, measure: str, colour: str) -> None:
    """Draw one measure, each run of neighbouring numbers a line; the label of the dots is the measure."""
    few = len(rows) <= _FEW_POINTS
    for run in _runs(axis, rows):
        panel.fill_between(run["place"], run["ci_low"], run["ci_high"], color=colour, alpha=0.2, linewidth=0)
        panel.plot(run["place"], run["mean"], color=colour, linewidth=1.8)
    alone = pd.Series({point: not math.isfinite(as_number(str(value))) for point, value in rows[axis.path].items()})
    panel.vlines(
        rows.loc[alone, "place"],
        rows.loc[alone, "ci_low"],
        rows.loc[alone, "ci_high"],
        color=colour,
        linewidth=4,
        alpha=0.3,
    )
    size = 4.5 if few else 1.5
    panel.plot(rows["place"], rows["mean"], "o", color=colour, markersize=size, label=measure, clip_on=False)


def _runs(axis: Input, rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Rows in runs of neighbouring values that are numbers, at least two a run."""
    runs: list[list[int]] = [[]]
    for place, value in enumerate(rows[axis.path]):
        if math.isfinite(as_number(str(value))):
            runs[-1].append(place)
        else:
            runs.append([])
    return [rows.iloc[run] for run in runs if len(run) > 1]


def _across(panel: Axes, axis: Input, width: float) -> None:
    """Set the axis of the input: numbers as on a ruler where all are, else what was typed."""
    places = np.array(list(axis.places.values()))
    room = float(np.ptp(places)) * 0.03 or 0.5
    if not axis.is_numeric:
        room = 0.5
    panel.tick_params(axis="x", pad=7)
    panel.set_xlim(float(places.min()) - room, float(places.max()) + room)
    texts = [shown(value) for value in axis.ordered]
    step = ticks_apart(texts, width / (float(np.ptp(places)) + 2 * room) * (float(np.diff(places).min(initial=np.inf))))
    if axis.is_numeric and step > 1:
        whole_numbers(panel, "x", 8)
        panel.grid(visible=False, axis="x")
    else:
        panel.set_xticks(places[::step], texts[::step])


def _base(panel: Axes, tables: SweepTables, rows: Mapping[str, pd.DataFrame]) -> None:
    """Mark the base point on every line."""
    for each in rows.values():
        if tables.base_point not in each.index:
            return
        base = each[each.index == tables.base_point].iloc[0]
        panel.axvline(float(base["place"]), color=GREY, linewidth=0.9, linestyle=(0, (1, 2)), zorder=1)
        panel.plot(
            base["place"], base["mean"], "o", markerfacecolor="none", markeredgecolor=INK, markersize=9, clip_on=False
        )
    (axis,) = tables.axes
    panel.annotate(
        f"base {shown(str(base[axis.path]))}",
        (base["place"], 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        size=_SMALL,
        color=GREY,
        ha="center",
    )


def _last(rows: pd.DataFrame, measure: str) -> str:
    known = rows["mean"].dropna()
    return amount(float(known.iloc[-1]), measure) if len(known) else ""


def _ends_labelled(
    drawing: Page,
    panel: Axes,
    rows: Mapping[str, pd.DataFrame],
    labels: Mapping[str, str],
    place_inches: tuple[float, float],
) -> None:
    """Write the measures at the ends of their lines, moved apart where they would overlap."""
    low, high = panel.get_ylim()
    ends = {measure: each["mean"].dropna() for measure, each in rows.items()}
    order = sorted((measure for measure in ends if len(ends[measure])), key=lambda measure: ends[measure].iloc[-1])
    heights = np.array([(float(ends[measure].iloc[-1]) - low) / (high - low) * _PANEL for measure in order])
    width, bottom = place_inches
    left = _LEFT + width + 0.1
    for measure, height in zip(order, apart(heights, line_height(_SIZE)), strict=True):
        colour = SCENARIO_COLOURS[list(rows).index(measure) % len(SCENARIO_COLOURS)]
        text = elided(labels[measure], _LABEL, _SIZE)
        drawing.write((left, bottom + height), text, Look(_SIZE, colour, "bold"))
