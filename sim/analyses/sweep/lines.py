"""Measures as lines over one input."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.analyses.sweep.tables import Input, SweepTables, as_number, shown
from sim.analyses.sweep.words import ALT, message
from sim.output.charts.canvas import Look, Page, text_width, whole_numbers
from sim.output.charts.colours import GREY, INK, SCENARIO_COLOURS
from sim.output.charts.curves import End, curve, label_ends, reach
from sim.output.charts.labels import elided, remark, tick_texts, ticks_apart
from sim.output.charts.picture import Picture
from sim.output.names import begun, measure_words
from sim.output.numbers import count, unit

_LEFT, _PANEL, _AXIS, _APART, _HEAD = 0.65, 3.3, 0.55, 0.75, 0.42
_SIZE, _SMALL = 9.0, 8.0
_LABEL = 3.0
_FEW_POINTS = 40
_BAND = ("band_low", "band_high")


def lines(tables: SweepTables, measures: Sequence[str]) -> Picture:
    """Draw measures over the one varied input, with bands of the paired differences and the scenario's own point.

    Measures of people and of hours have an axis each. Lines join neighbouring values that are both numbers.
    """
    (axis,) = tables.axes
    rows = {measure: axis.along(tables.bands(measure)) for measure in measures}
    panels = [[measure for measure in measures if unit(measure) == each] for each in dict.fromkeys(map(unit, measures))]
    ends = {measure: float(each["mean"].dropna().iloc[-1]) for measure, each in rows.items()}
    labels = {measure: f"{measure_words(measure)} {count(end)}" for measure, end in ends.items()}

    def draw(drawing: Page) -> None:
        named = min(max(text_width(label, _SIZE, "bold") for label in labels.values()), _LABEL)
        width = drawing.width - _LEFT - 0.2 - named
        for below, chosen in zip(reversed(range(len(panels))), panels, strict=True):
            bottom = _AXIS + below * (_PANEL + _HEAD + _APART)
            colours = {measure: SCENARIO_COLOURS[nth % len(SCENARIO_COLOURS)] for nth, measure in enumerate(chosen)}
            axes = drawing.axes(_LEFT, bottom, width, _PANEL)
            _panel(axes, tables, {measure: rows[measure] for measure in chosen}, colours)
            _across(axes, axis, width)
            drawing.write(
                (0, bottom + _PANEL + 0.28), begun(unit(chosen[0], tables.days)), Look(_SMALL, GREY), along="bottom"
            )
            drawing.write(
                (_LEFT + width / 2, bottom - 0.35), begun(axis.name), Look(_SIZE, GREY), across="center", along="top"
            )
            texts = {measure: [elided(labels[measure], _LABEL, _SIZE)] for measure in chosen}
            label_ends(drawing, axes, [End(ends[measure], texts[measure], colours[measure]) for measure in chosen])

    own = "dotted: the scenario as it is" if tables.marked_point is not None else ""
    return Picture(
        name="lines",
        title=message(tables, max(panels[0], key=lambda measure: float(np.ptp(rows[measure]["mean"].dropna())))),
        note=tables.note(tables.bands_are, own, tables.lost_parts(*measures)),
        alt=ALT,
        height=len(panels) * (_HEAD + _PANEL + _APART) - _APART + _AXIS,
        draw=draw,
        numbers=tables.told(pd.concat(rows.values()), "mean", "ci_low", "ci_high", *_BAND),
    )


def _panel(axes: Axes, tables: SweepTables, rows: Mapping[str, pd.DataFrame], colours: Mapping[str, str]) -> None:
    """Draw the measures of one unit; the label of the dots is the measure."""
    for measure, each in rows.items():
        numeric = each[tables.axes[0].path].map(lambda value: math.isfinite(as_number(str(value))))
        for _, run in each[numeric].groupby((~numeric).cumsum()):
            if len(run) > 1:
                curve(axes, run, colours[measure], _BAND)
        alone, colour = each[~numeric], colours[measure]
        axes.vlines(alone["place"], alone["band_low"], alone["band_high"], color=colour, linewidth=4, alpha=0.3)
        size = 4.5 if len(each) <= _FEW_POINTS else 1.5
        axes.plot(each["place"], each["mean"], "o", markersize=size, color=colour, label=measure, clip_on=False)
    values = np.concatenate([each[["mean", *_BAND]].to_numpy().ravel() for each in rows.values()])
    low, high = reach([*values, 0.0])
    axes.set_ylim(low if np.nanmin(values) < 0 else 0.0, high)
    whole_numbers(axes, "y", 6)
    if tables.marked_point is not None:
        _mark(axes, tables, pd.concat(rows.values()).loc[[tables.marked_point]])


def _across(axes: Axes, axis: Input, width: float) -> None:
    """Set the axis of the input: numbers as on a ruler where all are, else what was typed."""
    places = np.array(list(axis.places.values()))
    room = float(np.ptp(places)) * 0.03 or 0.5
    if not axis.is_numeric:
        room = 0.5
    axes.tick_params(axis="x", pad=7)
    axes.set_xlim(places.min() - room, places.max() + room)
    texts = [shown(value) for value in axis.ordered]
    apart = width / (np.ptp(places) + 2 * room) * np.diff(places).min(initial=np.inf)
    if axis.is_numeric and ticks_apart(texts, apart) > 1:
        whole_numbers(axes, "x", 8)
        axes.grid(visible=False, axis="x")
    else:
        tick_texts(axes, texts, places.tolist(), apart)


def _mark(axes: Axes, tables: SweepTables, points: pd.DataFrame) -> None:
    """Mark the scenario's own point on every line."""
    ring: dict[str, Any] = {"markerfacecolor": "none", "markeredgecolor": INK, "markersize": 9, "clip_on": False}
    place = float(points["place"].iloc[0])
    for mean in points["mean"]:
        axes.axvline(place, color=GREY, linewidth=0.9, linestyle=(0, (1, 2)), zorder=1)
        axes.plot(place, mean, "o", **ring)
    value, above = shown(str(points[tables.axes[0].path].iloc[0])), ("data", "axes fraction")
    remark(axes, f"as it is: {value}", (place, 1), (0, 3), Look(_SMALL, GREY), xycoords=above, ha="center")
