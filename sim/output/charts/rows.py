"""Bars with intervals, a row each: the name on the left, the numbers as text on the right."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from sim.output.charts.canvas import Look, Page, text_width, whole_numbers, wrapped
from sim.output.charts.colours import GREY, INK, PALE
from sim.study.intervals import Estimate

_SIZE, _SMALL, _SPACE = 8.5, 8.0, 0.2
_TITLE = 11.0
_NAMES, _AXIS, _HEAD, _BETWEEN = 2.35, 0.5, 0.34, 0.35
_THICK = 0.62
_MOST_OF_LONGEST = 2.0
_TICK = 0.55


@dataclass(frozen=True)
class Bar:
    """A row: its name on the left, a bar as long as the mean of its estimate, and its text on the right.

    Without a mean nothing is drawn but the texts. A hollow bar is not sure: only its edge is coloured, and its interval
    is pale, as wide as it may be.
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


def _reach(bars: Iterable[Bar], least: float) -> tuple[float, float]:
    """The range of an axis with 0 in it that holds all bars, and all intervals but those that dwarf the bars.

    Of few replications an interval may be many times as long as any bar; it is then cut off at the edge, as is one of a
    hollow bar that is longer than all bars if not all are hollow. The axis does not go below the least value.
    """
    shown = [bar for bar in bars if bar.is_drawn]
    ends = [0.0, *(bar.estimate.mean for bar in shown)]
    longest = max(map(abs, ends))
    for bar in shown:
        if bar.estimate.has_interval:
            most = longest * (1.0 if bar.hollow and not all(each.hollow for each in shown) else _MOST_OF_LONGEST)
            ends += [min(max(end, -most, least), most) for end in (bar.estimate.ci_low, bar.estimate.ci_high)]
    if min(ends) == max(ends):
        return 0.0, 1.0
    room = (max(ends) - min(ends)) * 0.04
    return min(ends) - (room if min(ends) < 0 else 0.0), max(ends) + (room if max(ends) > 0 else 0.0)


@dataclass(frozen=True)
class Below:
    """Panels of bars below each other, by what stands at their heads, over axes of one scale and unit.

    A row and a head are so many inches high. Marked values have a dotted line in all rows, with a text at its foot. No
    axis goes below the least value that there can be.
    """

    panels: Mapping[str, Sequence[Bar]]
    unit: str
    row: float
    head: float = _HEAD
    marked: Mapping[str, float] = field(default_factory=dict)
    least: float = -math.inf

    @property
    def height(self) -> float:
        """Inches of all panels."""
        return sum(self.head + self.row * len(bars) + _AXIS for bars in self.panels.values())

    def draw(self, drawing: Page) -> None:
        """Draw the panels, the names of the bars beside each."""
        every = [bar for bars in self.panels.values() for bar in bars]
        top = self.height
        for head, bars in self.panels.items():
            panel = _Panel(bars, _NAMES, top - self.head - self.row * len(bars), drawing.width - _NAMES, self.row)
            drawing.write((0, top - 0.1), head, Look(_TITLE, weight="bold"))
            panel.name(drawing, _NAMES - 0.15)
            axes = panel.draw(drawing, self.unit, every, self.least)
            axes.set_label(head)
            for text, value in self.marked.items():
                axes.axvline(value, color=INK, linewidth=1, linestyle=":", zorder=1)
                axes.annotate(
                    text, (value, 0), (0, 3), textcoords="offset points", size=_SMALL, color=GREY, ha="center"
                )
            top = panel.bottom - _AXIS


@dataclass(frozen=True)
class Beside:
    """Panels of the same rows beside each other, each under its head and over an axis of its own scale; as `Below`."""

    panels: Mapping[str, Sequence[Bar]]
    unit: str
    row: float

    @property
    def height(self) -> float:
        """Inches of the rows with heads and axes."""
        return _AXIS + self.row * len(self._rows) + _HEAD

    def draw(self, drawing: Page) -> None:
        """Draw the panels, with the names of the bars on the left of the first."""
        names = min(_NAMES, max(text_width(bar.name, 9) for bar in self._rows) + 0.2)
        width = (drawing.width - names - _BETWEEN * (len(self.panels) - 1)) / len(self.panels)
        for place, (head, bars) in enumerate(self.panels.items()):
            panel = _Panel(bars, names + place * (width + _BETWEEN), _AXIS, width, self.row)
            drawing.write((panel.left, _AXIS + panel.height + 0.16), head, Look(_TITLE, weight="bold"))
            panel.draw(drawing, self.unit, bars).set_label(head)
            if place == 0:
                panel.name(drawing, names)

    @property
    def _rows(self) -> Sequence[Bar]:
        return next(iter(self.panels.values()))


@dataclass(frozen=True)
class _Panel:
    """Bars below each other: where they stand, with the texts on the right but without the names on the left."""

    bars: Sequence[Bar]
    left: float
    bottom: float
    width: float
    row: float

    @property
    def height(self) -> float:
        return self.row * len(self.bars)

    def draw(self, drawing: Page, unit: str, like: Sequence[Bar], least: float = -math.inf) -> Axes:
        """Draw the bars, and the texts on their right, on a scale that holds all bars of panels like this."""
        room = max(text_width(bar.text, _SMALL) for bar in like) + _SPACE
        inches = self.width - room
        axes = drawing.axes(self.left, self.bottom, inches, self.height)
        axes.set(xlim=_reach(like, least), ylim=(len(self.bars), 0), yticks=[])
        whole_numbers(axes, ticks=max(2, min(6, int(inches / _TICK))), unit=unit)
        axes.axvline(0, color=INK, linewidth=0.8)
        for place, bar in enumerate(self.bars):
            if bar.is_drawn:
                _draw(axes, bar, place + 0.5)
            look = Look(_SMALL, INK if bar.is_drawn and not bar.hollow else GREY)
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
    if bar.estimate.has_interval:
        ends = [bar.estimate.ci_low, bar.estimate.ci_high]
        colour = PALE if bar.hollow else INK
        line = axes.plot(ends, [at, at], color=colour, linewidth=1.2, solid_capstyle="butt", zorder=3)[0]
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
