"""Cells of colour, by row and column, with contours and a bar that says what the colours mean."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, LinearSegmentedColormap, Normalize, to_hex
from matplotlib.contour import QuadContourSet
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from sim.output.charts.canvas import Look, Page, ink_on, text_width
from sim.output.charts.colours import GREY, GRID, INK
from sim.output.charts.labels import elided, tick_texts
from sim.output.numbers import tick
from sim.scenario.arrays import Floats

_SHADES = ("#F3F8FC", "#CFE3F1", "#7FB8D9", "#3A8FC1", "#0072B2", "#00456E")
LEVELS = LinearSegmentedColormap.from_list("levels", _SHADES).with_extremes(bad=GRID)
"""From few to many people; what is unknown is grey."""

_FEW = 12
_LEAST_SPAN = 0.05
_SMALL = 8.0


def round_values(low: float, high: float) -> Floats:
    """A few round numbers from `low` to `high`."""
    values = np.asarray(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))
    return values[(values >= low) & (values <= high)]


def colour_bar(drawing: Page, place: Axes, colours: tuple[Normalize, Colormap], values: Iterable[float]) -> Axes:
    """Draw what colours mean in axes of their own, along the longer side, with some values."""
    _, _, width, height = drawing.place(place)
    along = "horizontal" if width > height else "vertical"
    bar = drawing.figure.colorbar(ScalarMappable(*colours), cax=place, orientation=along)
    bar.outline.set_visible(False)
    bar.set_ticks(list(values), labels=list(map(tick, values)))
    bar.ax.tick_params(labelsize=_SMALL, colors=GREY, length=0)
    return bar.ax


@dataclass(frozen=True)
class Scale:
    """The colours of means from the least to the greatest, and the levels of their contours."""

    low: float
    high: float

    @classmethod
    def of(cls, means: Iterable[float]) -> Scale:
        """Span the means that are known; 0 where none is."""
        known = [mean for mean in means if not np.isnan(mean)] or [0.0]
        return cls(float(min(known)), float(max(known)))

    @property
    def colours(self) -> Normalize:
        """From means to the colours, over at least 5 % of the greatest, so that trifles do not look large."""
        least = _LEAST_SPAN * max(abs(self.low), abs(self.high)) or 1.0
        room = max(0.0, least - (self.high - self.low)) / 2
        return Normalize(self.low - room, self.high + room)

    @property
    def levels(self) -> Floats:
        """Round numbers among the colours; none below 0 where no mean is."""
        low, high = float(self.colours.vmin or 0), float(self.colours.vmax or 0)
        values = round_values(low, high)
        return values[(values > low) & (values < high) & (values >= min(self.low, 0.0))]

    def colour(self, mean: float) -> str:
        """The colour of a mean."""
        return to_hex(LEVELS(self.colours(mean)))

    def draw(
        self, drawing: Page, corner: tuple[float, float], height: float, unit: str, contours: QuadContourSet | None
    ) -> None:
        """Draw what the colours mean, with a line at the level of each contour if there are any."""
        drawing.write((corner[0], corner[1] + height + 0.1), unit, Look(_SMALL, GREY), along="bottom")
        bar = colour_bar(drawing, drawing.axes(*corner, 0.16, height), (self.colours, LEVELS), self.levels)
        for level in self.levels if contours else ():
            bar.axhline(level, color=INK, linewidth=0.7, alpha=0.65)


@dataclass(frozen=True, eq=False)
class Cells:
    """Means in cells of one size, shape (rows from the bottom, columns), NaN where unknown, and their names.

    Contours may run between the middles of cells that are too many to write in, if they are smooth. A row and a column
    may be outlined.
    """

    means: Floats
    columns: Sequence[str]
    rows: Sequence[str]
    form: Callable[[float], str]
    is_smooth: bool
    outlined: tuple[int, int] | None

    def draw(self, drawing: Page, axes: Axes, scale: Scale, letters: float, names: float) -> QuadContourSet | None:
        """Colour the cells, write the means in them or else draw contours, and write names beside and below.

        Letters of means are in points, the room for names of rows in inches. Gives the contours if there are any.
        """
        rows, columns = self.means.shape
        _, _, width, height = drawing.place(axes)
        masked = np.ma.masked_invalid(self.means)
        edges = (np.arange(count + 1) - 0.5 for count in (columns, rows))
        gaps: dict[str, Any] = {"edgecolors": "none"} if self._are_many else {"edgecolors": "white", "linewidth": 1.5}
        mesh = axes.pcolormesh(*edges, masked, cmap=LEVELS, norm=scale.colours, **gaps)
        mesh.set_rasterized(self.means.size > 2_500)
        axes.set(xlim=(-0.5, columns - 0.5), ylim=(-0.5, rows - 0.5), facecolor=GRID)
        contours = None
        if self._fit(width, height, letters):
            self._write(axes, scale, letters)
        elif levels := [level for level in self._levels(scale) if masked.min() < level < masked.max()]:
            contours = axes.contour(masked, levels=levels, colors=INK, linewidths=0.8)
            contours.set_path_effects([withStroke(linewidth=1.8, foreground="white", alpha=0.6)])
        if self.outlined:
            row, column = self.outlined
            edge: dict[str, Any] = {"fill": False, "edgecolor": INK, "linewidth": 1.8, "clip_on": False, "zorder": 4}
            outline = axes.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, **edge))
            outline.set_path_effects([withStroke(linewidth=5, foreground="white")])
        tick_texts(axes, self.columns, range(columns), width / columns)
        step = max(1, math.ceil(0.16 * rows / height))
        axes.set_yticks(range(0, rows, step), [elided(name, names, _SMALL) for name in self.rows[::step]])
        return contours

    def _levels(self, scale: Scale) -> Floats:
        """Where contours run: nowhere among few cells, which are steps and no slope."""
        return scale.levels if self.is_smooth and self._are_many else scale.levels[:0]

    @property
    def _are_many(self) -> bool:
        return bool(max(self.means.shape) > _FEW)

    def _fit(self, width: float, height: float, size: float) -> bool:
        rows, columns = self.means.shape
        if self._are_many:
            return False
        widest = max(text_width(self.form(float(mean)), size) for mean in self.means.flat)
        return bool(widest + 0.08 <= width / columns) and size / 72 + 0.04 <= height / rows

    def _write(self, axes: Axes, scale: Scale, size: float) -> None:
        for (row, column), mean in np.ndenumerate(self.means):
            colour = scale.colour(float(mean))
            text = axes.text(
                column, row, self.form(float(mean)), size=size, color=ink_on(colour), ha="center", va="center"
            )
            text.set_path_effects([withStroke(linewidth=2.5, foreground=colour)])
