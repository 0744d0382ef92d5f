"""Whose outcome changes from one scenario to another: bookings as ribbons from what they were to what they become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from sim.analyses.comparison.results import ResultTables
from sim.model.outcomes import LOST, OUTCOMES, Outcome
from sim.output.charts.canvas import (
    GREY,
    INK,
    MARGIN,
    OUTCOME_COLOURS,
    WIDTH,
    Look,
    Page,
    line_height,
    text_width,
    wrapped,
)
from sim.output.charts.picture import Picture
from sim.output.numbers import begun, count, people, quoted, readable
from sim.study.replication import NOT_BOOKED, NOT_REMOVABLE

__all__ = ["who_changed"]

_SIDE, _HEIGHT = 2.75, 4.6
_NODE, _GAP = 0.025, 0.09
_SIZE, _HEAD_SIZE, _KEY_SIZE = 9.0, 11.0, 8.0
_KEY_LINE, _OVER = 0.22, 0.1

_FATES = (*map(str, OUTCOMES), NOT_REMOVABLE, NOT_BOOKED)


class _Change(Enum):
    """What a ribbon means: its words, its colour and how solid it is."""

    NONE = ("Same end both times", "#C4C4C4", 0.45)
    ELSEWHERE = ("Removable and counted only once", "#CC79A7", 0.6)
    OTHERWISE = ("Lost both times, for another reason", "#7B7B9C", 0.6)
    WON = ("From lost to transferred", OUTCOME_COLOURS[Outcome.TRANSFERRED], 0.75)
    LOST = ("From transferred to lost", OUTCOME_COLOURS[LOST[1]], 0.75)

    @classmethod
    def of(cls, before: str, after: str) -> _Change:
        if before == after:
            return cls.NONE
        if before == Outcome.TRANSFERRED and after in LOST:
            return cls.LOST
        if before in LOST and after == Outcome.TRANSFERRED:
            return cls.WON
        return cls.OTHERWISE if before in LOST and after in LOST else cls.ELSEWHERE


@dataclass(frozen=True)
class _Flow:
    """Bookings that end one way in the base and, the same bookings, one way in the other scenario."""

    before: str
    after: str
    bookings: float

    @property
    def change(self) -> _Change:
        return _Change.of(self.before, self.after)


@dataclass(frozen=True)
class _Column:
    """One side of the picture: outcomes from top to bottom, how many bookings end so, and where each one's top is."""

    totals: dict[str, float]
    tops: dict[str, float]

    @classmethod
    def of(cls, values: Sequence[tuple[str, float]], gap: float) -> _Column:
        totals: dict[str, float] = {}
        for fate in _FATES:
            here = [bookings for each, bookings in values if each == fate]
            if sum(here) > 0:
                totals[fate] = sum(here)
        tops, top = {}, 0.0
        for fate, total in totals.items():
            tops[fate] = top
            top -= total + gap
        return cls(totals, tops)

    @property
    def foot(self) -> float:
        last = list(self.tops)[-1]
        return self.tops[last] - self.totals[last]


@dataclass(frozen=True)
class _End:
    """Where a side of the picture is, and on which side of it labels stand."""

    name: str
    edge: float
    at: float
    outward: int
    across: Literal["left", "right"]


_ENDS = (
    _End("before", edge=0, at=_SIDE, outward=-1, across="right"),
    _End("after", edge=1 - _NODE, at=WIDTH - 2 * MARGIN - _SIDE, outward=1, across="left"),
)


def who_changed(tables: ResultTables, other: str) -> Picture:
    """Draw how the bookings of removable people end in the base and, the same bookings, in another scenario."""
    flows = [_Flow(before, after, mean) for (before, after), mean in _in_order(tables.flows(other)).items()]
    names = [tables.names[label] for label in (tables.base, other)]
    heads = [wrapped(begun(name), _SIDE + _OVER, _HEAD_SIZE, "bold") for name in names]
    head = max(map(len, heads)) * line_height(_HEAD_SIZE) + 0.12
    key = _key(flows)
    foot = _KEY_LINE * (1 + max((row for row, _, _ in key), default=0)) + 0.15
    note = tables.note("removable people by how the same booking ends", tables.rounding)

    def draw(drawing: Page) -> None:
        if not flows:
            return
        gap = sum(flow.bookings for flow in flows) * _GAP / 2
        left = _Column.of([(flow.before, flow.bookings) for flow in flows], gap)
        right = _Column.of([(flow.after, flow.bookings) for flow in flows], gap)
        axes = drawing.axes(_SIDE, foot, drawing.width - 2 * _SIDE, _HEIGHT)
        axes.set(xlim=(0, 1), ylim=(min(left.foot, right.foot), 0))
        axes.set_axis_off()
        _ribbons(axes, flows, left, right)
        for column, end, lines in zip((left, right), _ENDS, heads, strict=True):
            _nodes(drawing, axes, column, end, foot)
            at = end.at - end.outward * _OVER
            drawing.write((at, drawing.height), lines, Look(_HEAD_SIZE, weight="bold"), across=end.across, along="top")
        for row, left_of, change in key:
            middle = foot - 0.15 - (row + 0.5) * _KEY_LINE
            drawing.swatch(left_of, middle, change.value[1])
            drawing.write((left_of + 0.32, middle), _explained(change, flows), Look(_KEY_SIZE))

    return Picture(
        "who_changed",
        _title(flows, *map(quoted, names)),
        note,
        "Ribbons: removable people by how the same booking ends in both scenarios. Numbers: tables below.",
        foot + _HEIGHT + head if flows else 0.2,
        draw,
    )


def _in_order(means: pd.Series[float]) -> dict[tuple[str, str], float]:
    order = sorted(means[means > 0].index, key=lambda pair: (_FATES.index(pair[0]), _FATES.index(pair[1])))
    return {(before, after): float(means[before, after]) for before, after in order}


def _ribbons(axes: Axes, flows: Sequence[_Flow], left: _Column, right: _Column) -> None:
    starts, ends = dict(left.tops), dict(right.tops)
    low, high = axes.get_ylim()
    line = (high - low) * line_height(8) / _HEIGHT
    for flow in flows:
        start, end = starts[flow.before], ends[flow.after]
        starts[flow.before] -= flow.bookings
        ends[flow.after] -= flow.bookings
        _, colour, solid = flow.change.value
        shape = _ribbon(start, end, flow.bookings)
        layer = 1 + list(_Change).index(flow.change)
        name = f"{flow.before}-{flow.after}"
        axes.add_patch(PathPatch(shape, facecolor=colour, alpha=solid, linewidth=0, zorder=layer, gid=name))
        if flow.change is not _Change.NONE and flow.bookings > line:
            middle = start - flow.bookings / 2
            axes.text(_NODE + 0.015, middle, count(flow.bookings), size=8, color=INK, va="center_baseline", zorder=9)


def _ribbon(start: float, end: float, thick: float) -> Path:
    near, far = _NODE, 1 - _NODE
    points = [
        (near, start),
        (0.5, start),
        (0.5, end),
        (far, end),
        (far, end - thick),
        (0.5, end - thick),
        (0.5, start - thick),
        (near, start - thick),
        (near, start),
    ]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return Path(np.array(points), codes)


def _nodes(drawing: Page, axes: Axes, column: _Column, end: _End, foot: float) -> None:
    low, high = axes.get_ylim()
    scale = _HEIGHT / (high - low)
    middles = [foot + (column.tops[fate] - total / 2 - low) * scale for fate, total in column.totals.items()]
    labels = spread(middles, line_height(_SIZE) + 0.04, foot, foot + _HEIGHT)
    for (fate, total), middle, label in zip(column.totals.items(), middles, labels, strict=True):
        block = Rectangle((end.edge, column.tops[fate] - total), _NODE, total, linewidth=0, zorder=8)
        block.set(facecolor=OUTCOME_COLOURS.get(fate, GREY), gid=f"{end.name}-{fate}")
        axes.add_patch(block)
        drawing.line([(end.at + end.outward * 0.02, middle), (end.at + end.outward * 0.14, label)])
        text = f"{readable(fate)}  {count(total)}"
        drawing.write((end.at + end.outward * 0.2, label), text, Look(_SIZE), across=end.across)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move places apart so that they are at least `gap` from each other, and as little as that takes.

    Parameters
    ----------
    wanted
        Places from high to low.
    gap
        The least distance.
    low, high
        The range in which places may end up.
    """
    blocks: list[tuple[float, int]] = []
    for place, want in enumerate(wanted):
        middle, size = want + place * gap, 1
        while blocks and blocks[-1][0] < middle:
            before, many = blocks.pop()
            middle = (before * many + middle * size) / (many + size)
            size += many
        blocks.append((middle, size))
    free = [middle for middle, size in blocks for _ in range(size)]
    lowest = low + gap * (len(wanted) - 1)
    return [min(max(middle, lowest), high) - place * gap for place, middle in enumerate(free)]


def _key(flows: Sequence[_Flow]) -> list[tuple[int, float, _Change]]:
    """Lay out the key: the row, the inches from the left and the kind of change, for each kind that there is."""
    places, row, left = [], 0, 0.0
    for change in reversed(_Change):
        if not any(flow.change is change for flow in flows):
            continue
        width = 0.32 + text_width(_explained(change, flows), _KEY_SIZE)
        if left + width > WIDTH - 2 * MARGIN:
            row, left = row + 1, 0.0
        places.append((row, left, change))
        left += width + 0.3
    return places


def _total(flows: Sequence[_Flow], change: _Change) -> float:
    return sum(flow.bookings for flow in flows if flow.change is change)


def _explained(change: _Change, flows: Sequence[_Flow]) -> str:
    return f"{change.value[0]}: {count(_total(flows, change))}"


def _title(flows: Sequence[_Flow], base: str, other: str) -> str:
    if not flows:
        return "No removable people are booked"
    lost, won = _total(flows, _Change.LOST), _total(flows, _Change.WON)
    if count(lost) == count(won) == "0":
        changed = _total(flows, _Change.OTHERWISE) + _total(flows, _Change.ELSEWHERE)
        if count(changed) == "0":
            return f"Every removable booking ends under {other} as it does under {base}"
        return f"{people(changed)} end differently under {other} than under {base}, none of them won or lost"
    if lost >= won:
        back = f"; {count(won)} the other way round" if count(won) != "0" else ""
        return f"{people(lost)} transferred under {base} would be lost under {other}{back}"
    back = f"; {count(lost)} the other way round" if count(lost) != "0" else ""
    return f"{people(won)} lost under {base} would be transferred under {other}{back}"
