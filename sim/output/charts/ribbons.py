"""Ribbons from what each part of a whole was, on the left, to what it becomes, on the right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from sim.output.charts.canvas import MARGIN, WIDTH, Look, Page, ink_on, line_height, wrapped
from sim.output.charts.labels import apart

_SIDE, _HEIGHT = 2.75, 4.6
_NODE, _GAP = 0.025, 0.09
_SIZE, _SMALL, _HEAD_SIZE = 9.0, 8.0, 11.0
_OVER = 0.1


@dataclass(frozen=True)
class Ribbon:
    """What was one thing and becomes another, as thick as its amount; from 0 to 1 it is more or less solid.

    Those of higher layers lie over those of lower ones. The text stands where it begins, if it is thick enough.
    """

    before: str
    after: str
    amount: float
    colour: str
    solid: float
    layer: int
    text: str


@dataclass(frozen=True)
class _Side:
    """A side of the picture: which end of a ribbon, where its blocks are, and on which side of them labels stand."""

    end: Literal["before", "after"]
    edge: float
    at: float
    outward: int
    across: Literal["left", "right"]


_SIDES = (
    _Side("before", edge=0, at=_SIDE, outward=-1, across="right"),
    _Side("after", edge=1 - _NODE, at=WIDTH - 2 * MARGIN - _SIDE, outward=1, across="left"),
)


@dataclass(frozen=True)
class _Column:
    """Blocks from top to bottom: how thick each is, and where its top is."""

    totals: dict[str, float]
    tops: dict[str, float]

    @classmethod
    def of(cls, names: Iterable[str], amounts: Sequence[tuple[str, float]], gap: float) -> _Column:
        totals = {name: sum(amount for each, amount in amounts if each == name) for name in names}
        totals = {name: total for name, total in totals.items() if total > 0}
        tops, top = {}, 0.0
        for name, total in totals.items():
            tops[name] = top
            top -= total + gap
        return cls(totals, tops)

    @property
    def foot(self) -> float:
        last = list(self.tops)[-1]
        return self.tops[last] - self.totals[last]


@dataclass(frozen=True)
class Ribbons:
    """Ribbons between two columns of blocks, each under its head, in the order in which they leave the blocks.

    Blocks have colours by their names, from the top; the label of one is made of its name and total.
    """

    ribbons: Sequence[Ribbon]
    colours: Mapping[str, str]
    label: Callable[[str, float], str]
    heads: tuple[str, str]

    @property
    def height(self) -> float:
        """Inches with the heads."""
        return _HEIGHT + max(map(len, self._heads)) * line_height(_HEAD_SIZE) + 0.12

    @property
    def _heads(self) -> list[list[str]]:
        return [wrapped(head, _SIDE + _OVER, _HEAD_SIZE, "bold") for head in self.heads]

    def draw(self, drawing: Page, foot: float) -> None:
        """Draw them so many inches above the foot of the body."""
        gap = sum(ribbon.amount for ribbon in self.ribbons) * _GAP / 2
        columns = [
            _Column.of(self.colours, [(getattr(ribbon, side.end), ribbon.amount) for ribbon in self.ribbons], gap)
            for side in _SIDES
        ]
        axes = drawing.axes(_SIDE, foot, drawing.width - 2 * _SIDE, _HEIGHT)
        axes.set(xlim=(0, 1), ylim=(min(column.foot for column in columns), 0))
        axes.set_axis_off()
        self._draw_ribbons(axes, *columns)
        for column, side, lines in zip(columns, _SIDES, self._heads, strict=True):
            self._draw_blocks(drawing, axes, column, side)
            at = side.at - side.outward * _OVER
            look = Look(_HEAD_SIZE, weight="bold")
            drawing.write((at, foot + self.height), lines, look, across=side.across, along="top")

    def _draw_ribbons(self, axes: Axes, left: _Column, right: _Column) -> None:
        starts, ends = dict(left.tops), dict(right.tops)
        low, high = axes.get_ylim()
        line = (high - low) * line_height(_SMALL) / _HEIGHT
        for ribbon in self.ribbons:
            start, end = starts[ribbon.before], ends[ribbon.after]
            starts[ribbon.before] -= ribbon.amount
            ends[ribbon.after] -= ribbon.amount
            patch = PathPatch(_shape(start, end, ribbon.amount), facecolor=ribbon.colour, alpha=ribbon.solid)
            patch.set(linewidth=0, zorder=ribbon.layer, gid=f"{ribbon.before}-{ribbon.after}")
            axes.add_patch(patch)
            if ribbon.text and ribbon.amount > line:
                at = (_NODE + 0.015, start - ribbon.amount / 2)
                ink = ink_on(_on_white(ribbon.colour, ribbon.solid))
                axes.text(*at, ribbon.text, size=_SMALL, color=ink, va="center_baseline", zorder=9)

    def _draw_blocks(self, drawing: Page, axes: Axes, column: _Column, side: _Side) -> None:
        low, high = axes.get_ylim()
        _, foot, _, _ = drawing.place(axes)
        middles = [
            foot + (column.tops[name] - total / 2 - low) * _HEIGHT / (high - low)
            for name, total in column.totals.items()
        ]
        labels = apart(np.array(middles[::-1]), line_height(_SIZE) + 0.04, foot, foot + _HEIGHT)[::-1]
        for (name, total), middle, label in zip(column.totals.items(), middles, labels, strict=True):
            block = Rectangle((side.edge, column.tops[name] - total), _NODE, total, linewidth=0, zorder=8)
            block.set(facecolor=self.colours[name], gid=f"{side.end}-{name}")
            axes.add_patch(block)
            drawing.line([(side.at + side.outward * 0.02, middle), (side.at + side.outward * 0.14, label)])
            at = (side.at + side.outward * 0.2, label)
            drawing.write(at, self.label(name, total), Look(_SIZE), across=side.across)


def _on_white(colour: str, solid: float) -> str:
    """How a colour looks on white paper, so solid."""
    red, green, blue = (solid * part + 1 - solid for part in to_rgb(colour))
    return to_hex((red, green, blue))


def _shape(start: float, end: float, thick: float) -> Path:
    near, far = _NODE, 1 - _NODE
    upper = [(near, start), (0.5, start), (0.5, end), (far, end)]
    lower = [(far, end - thick), (0.5, end - thick), (0.5, start - thick), (near, start - thick)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return Path(np.array([*upper, *lower, upper[0]]), codes)
