"""Bars with intervals, a row each: the name on the left, the numbers as text on the right."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from sim.output.charts.canvas import GREY, INK, Look, Page, text_width, whole_numbers, wrapped
from sim.output.numbers import has_interval
from sim.study.intervals import Estimate

__all__ = ["Bar", "Panel", "reach", "text_room"]

_SIZE, _SMALL, _SPACE = 8.5, 8.0, 0.2
_THICK = 0.62
_MOST_OF_LONGEST = 2.0


@dataclass(frozen=True)
class Bar:
    """A row.

    Parameters
    ----------
    name
        On its left.
    estimate
        As long as its mean; without a mean nothing is drawn but the texts.
    text
        On its right.
    colour
        Of the bar.
    hollow
        Whether only the edge is coloured.
    """

    name: str
    estimate: Estimate
    text: str
    colour: str
    hollow: bool = False

    @classmethod
    def without_estimate(cls, name: str, text: str) -> Bar:
        """A row of texts only."""
        return cls(name, Estimate(0, math.nan, math.nan, math.nan, math.nan), text, GREY)

    @property
    def is_drawn(self) -> bool:
        """Whether there is a mean."""
        return not math.isnan(self.estimate.mean)


def reach(bars: Iterable[Bar]) -> tuple[float, float]:
    """The range of an axis with 0 in it that holds all bars, and all intervals but those that dwarf the bars.

    Of few replications an interval may be many times as long as any bar; it is then cut off at the edge.
    """
    shown = [bar.estimate for bar in bars if bar.is_drawn]
    ends = [0.0, *(each.mean for each in shown)]
    most = _MOST_OF_LONGEST * max(map(abs, ends))
    of_intervals = [end for each in shown if has_interval(each) for end in (each.ci_low, each.ci_high)]
    ends += [min(max(end, -most), most) for end in of_intervals]
    if min(ends) == max(ends):
        return 0.0, 1.0
    room = (max(ends) - min(ends)) * 0.04
    return min(ends) - (room if min(ends) < 0 else 0.0), max(ends) + (room if max(ends) > 0 else 0.0)


def text_room(bars: Iterable[Bar]) -> float:
    """Inches that the texts on the right of bars take."""
    return max(text_width(bar.text, _SMALL) for bar in bars) + _SPACE


@dataclass(frozen=True)
class Panel:
    """Bars below each other, placed in inches from the lower left corner of the body.

    Parameters
    ----------
    bars
        From the top.
    left, bottom, width
        The place, with the texts on the right but without the names on the left.
    row
        Height of a row.
    limits
        Of the axis.
    room
        Inches for the texts.
    """

    bars: Sequence[Bar]
    left: float
    bottom: float
    width: float
    row: float
    limits: tuple[float, float]
    room: float

    @property
    def height(self) -> float:
        """Height of all rows."""
        return self.row * len(self.bars)

    def draw(self, drawing: Page, unit: str) -> Axes:
        """Draw the bars and the texts on their right over an axis of a unit."""
        axes = drawing.axes(self.left, self.bottom, self.width - self.room, self.height)
        axes.set(xlim=self.limits, ylim=(len(self.bars), 0), yticks=[])
        whole_numbers(axes, ticks=6)
        axes.set_xlabel(unit, size=_SMALL, color=GREY)
        axes.axvline(0, color=INK, linewidth=0.8)
        for place, bar in enumerate(self.bars):
            if bar.is_drawn:
                _draw(axes, bar, place + 0.5)
            look = Look(_SMALL, INK if bar.is_drawn else GREY)
            drawing.write((self.left + self.width, self._middle(place)), bar.text, look, across="right")
        return axes

    def name(self, drawing: Page, width: float) -> None:
        """Write the names of the bars at the left edge of the body, in lines of so many inches."""
        for place, bar in enumerate(self.bars):
            look = Look(_SIZE, INK if bar.is_drawn else GREY)
            drawing.write((0, self._middle(place)), _fitted(bar.name, width, self.row), look)

    def _middle(self, place: int) -> float:
        return self.bottom + self.height - (place + 0.5) * self.row


def _draw(axes: Axes, bar: Bar, at: float) -> None:
    face = "white" if bar.hollow else bar.colour
    axes.barh(at, bar.estimate.mean, height=_THICK, color=face, edgecolor=bar.colour, linewidth=1, label=bar.name)
    if has_interval(bar.estimate):
        ends = [bar.estimate.ci_low, bar.estimate.ci_high]
        line = axes.plot(ends, [at, at], color=INK, linewidth=1.2, solid_capstyle="butt", zorder=3)[0]
        line.set_path_effects([withStroke(linewidth=2.6, foreground="white")])


def _fitted(name: str, width: float, row: float) -> list[str]:
    """Break a name into the lines that fit a row; what is left out is told by dots."""
    lines = wrapped(name, width, _SIZE)
    most = max(1, int(row / (1.25 * _SIZE / 72)))
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while text_width(f"{last}…", _SIZE) > width:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]
