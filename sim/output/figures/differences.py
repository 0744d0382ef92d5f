"""Paired differences between scenarios, measure by measure, with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.model.outcomes import HEADLINES, LOST, MEASURES, Outcome
from sim.output.figures.page import (
    GREY,
    GRID,
    INK,
    SCENARIO_COLOURS,
    Look,
    Page,
    drawn,
    page,
    whole_numbers,
    wrapped,
)
from sim.output.figures.tables import ResultTables
from sim.output.figures.words import begun, changed, count, has_interval, interval, listed, quoted, readable
from sim.study.intervals import Estimate

__all__ = ["FOREST", "differences"]

FOREST: tuple[tuple[str, ...], ...] = (
    HEADLINES,
    tuple(measure for measure in MEASURES if measure.startswith("flagged_by_")),
    (Outcome.TRANSFERRED.value, "lost_known", "lost_unknown"),
    tuple(outcome.value for outcome in LOST),
)
"""The measures in the order in which they are drawn, in groups."""

_NAMES, _MEANS, _VALUES = 1.9, 1.2, 1.75
_LINE, _BETWEEN, _APART = 0.2, 0.1, 0.14
_AXIS = 0.5
_SIZE = 8.5


@dataclass(frozen=True)
class _Row:
    """A measure's place in the picture: how far its middle is below the top, in inches."""

    measure: str
    below: float


@drawn
def differences(tables: ResultTables) -> Figure:
    """Draw how the main measures of each other scenario differ from the base, with 95 % intervals.

    Raises
    ------
    ValueError
        If there is no other scenario.
    """
    if not tables.others:
        raise ValueError("differences need a comparison")
    row = len(tables.others) * _LINE + _BETWEEN
    rows = [
        _Row(measure, place * row + group * _APART + row / 2)
        for place, (group, measure) in enumerate(
            (group, measure) for group, measures in enumerate(FOREST) for measure in measures
        )
    ]
    height = rows[-1].below + row / 2
    key = _key(tables) if len(tables.others) > 1 else []
    head = len(key) * 0.22 + 0.3
    intervals = ["lines are 95 % intervals, hollow where they hold 0"] if tables.replications > 1 else []
    note = tables.note(f"differences are from {quoted(tables.names[tables.base])}, booking by booking", *intervals)
    drawing = page(_title(tables), note, tables.caption, head + height + _AXIS)
    axes = drawing.axes(_NAMES, _AXIS, drawing.width - _NAMES - _MEANS - _VALUES, height)
    axes.set(xlim=_limits(tables), ylim=(0, height), yticks=[])
    whole_numbers(axes, ticks=7)
    axes.set_xlabel("difference in people", size=8, color=GREY)
    axes.axvline(0, color=INK, linewidth=0.8)
    for each in rows:
        drawing.write((0, _AXIS + height - each.below), readable(each.measure), Look(_SIZE))
        for place, other in enumerate(tables.others):
            middle = height - each.below + ((len(tables.others) - 1) / 2 - place) * _LINE
            _mark(axes, tables.difference(other, each.measure), middle, _colour(tables, other))
            _values(drawing, tables, other, each.measure, _AXIS + middle)
    _between_groups(axes, rows, height)
    _heads(drawing, _AXIS + height + 0.05)
    for place, (colour, text) in enumerate(key):
        middle = drawing.height - 0.1 - place * 0.22
        if colour:
            drawing.swatch(_NAMES, middle, colour)
        drawing.write((_NAMES + 0.33, middle), text, Look(_SIZE, weight="bold"))
    return drawing.figure


def _values(drawing: Page, tables: ResultTables, other: str, measure: str, middle: float) -> None:
    means = " → ".join(count(tables.estimate(label, measure).mean) for label in (tables.base, other))
    drawing.write((drawing.width - _VALUES, middle), means, Look(8, GREY), across="right")
    text = interval(tables.difference(other, measure), difference=True)
    drawing.write((drawing.width, middle), text, Look(8), across="right")


def _heads(drawing: Page, bottom: float) -> None:
    for right, text in ((drawing.width - _VALUES, "means"), (drawing.width, "difference")):
        drawing.write((right, bottom), text, Look(8, GREY, "bold"), across="right", along="bottom")


def _colour(tables: ResultTables, other: str) -> str:
    return SCENARIO_COLOURS[tables.labels.index(other) % len(SCENARIO_COLOURS)]


def _limits(tables: ResultTables) -> tuple[float, float]:
    ends = [0.0]
    for other in tables.others:
        for measure in (measure for group in FOREST for measure in group):
            each = tables.difference(other, measure)
            ends += [each.ci_low, each.ci_high] if has_interval(each) else [each.mean]
    low, high = min(ends), max(ends)
    room = (high - low) * 0.05 or 1.0
    return low - room, high + room


def _mark(axes: Axes, each: Estimate, middle: float, colour: str) -> None:
    sure = not has_interval(each) or each.ci_low > 0 or each.ci_high < 0
    if has_interval(each):
        axes.plot([each.ci_low, each.ci_high], [middle, middle], color=colour, linewidth=2, solid_capstyle="butt")
    axes.plot(
        each.mean, middle, "o", color=colour, markerfacecolor=colour if sure else "white", markersize=4.5, zorder=3
    )


def _between_groups(axes: Axes, rows: list[_Row], height: float) -> None:
    starts = {measures[0] for measures in FOREST[1:]}
    for before, after in pairwise(rows):
        if after.measure in starts:
            axes.axhline(height - (before.below + after.below) / 2, color=GRID, linewidth=0.8)


def _key(tables: ResultTables) -> list[tuple[str, str]]:
    """Lay out the key: a colour and a text each; further lines of a long name have no colour."""
    return [
        (_colour(tables, other) if place == 0 else "", text)
        for other in tables.others
        for place, text in enumerate(wrapped(begun(tables.names[other]), 6.5, _SIZE, "bold"))
    ]


def _title(tables: ResultTables) -> str:
    if len(tables.others) == 1:
        other = tables.others[0]
        parts = [
            changed(tables.difference(other, Outcome.TRANSFERRED), "transferred"),
            changed(tables.difference(other, "lost_known"), "lost but known to ICE"),
            changed(tables.difference(other, "lost_unknown"), "lost without a trace"),
        ]
        return f"{begun(tables.names[other])}: {listed(parts)}"
    lost = HEADLINES[-1]
    means = {other: tables.difference(other, lost).mean for other in tables.others}
    most = max(means, key=lambda other: abs(means[other]))
    change = changed(tables.difference(most, lost), readable(lost).lower())
    base = quoted(tables.names[tables.base])
    return f"The largest change is under {quoted(tables.names[most])}: {change} than under {base}"
