"""A measure over two inputs, as a map of colours with contours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_hex
from matplotlib.contour import QuadContourSet
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from sim.analyses.sweep.tables import Input, SweepTables, shown
from sim.analyses.sweep.words import amount, message, unit
from sim.output.charts.canvas import GREY, GRID, INK, Look, Page, drawn, ink_on, page, text_width
from sim.output.charts.labels import elided, ticks_apart
from sim.output.numbers import tick

__all__ = ["Cells", "Scale", "colour_bar", "heat", "label_across", "label_along", "numbers", "paint", "sides"]

_SHADES = ("#F3F8FC", "#CFE3F1", "#7FB8D9", "#3A8FC1", "#0072B2", "#00456E")
_MAP = LinearSegmentedColormap.from_list("people", _SHADES).with_extremes(bad=GRID)
_FEW = 12
_LEAST_SPAN = 0.05
_LEFT, _BAR, _AXIS, _ROW = 1.55, 1.15, 0.6, 0.42
_SIZE, _SMALL = 9.0, 8.0


@dataclass(frozen=True)
class Scale:
    """The colours of a measure, and the levels of its contours.

    Parameters
    ----------
    low, high
        The least and the greatest mean.
    measure
        Of what.
    """

    low: float
    high: float
    measure: str

    @classmethod
    def of(cls, means: Iterable[float], measure: str) -> Scale:
        """Span the means that are known."""
        known = np.array([mean for mean in means if not np.isnan(mean)])
        return cls(float(known.min()), float(known.max()), measure)

    @property
    def colours(self) -> Normalize:
        """From means to the colours, over at least 5 % of the greatest, so that trifles do not look large."""
        least = _LEAST_SPAN * max(abs(self.low), abs(self.high)) or 1.0
        room = max(0.0, least - (self.high - self.low)) / 2
        return Normalize(self.low - room, self.high + room)

    @property
    def levels(self) -> NDArray[np.float64]:
        """Round numbers among the colours; none below 0 where no mean is."""
        low, high = float(self.colours.vmin or 0), float(self.colours.vmax or 0)
        ticks = np.asarray(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))
        return ticks[(ticks > low) & (ticks < high) & (ticks >= min(self.low, 0.0))]

    def colour(self, mean: float) -> str:
        """The colour of a mean."""
        return GRID if np.isnan(mean) else to_hex(_MAP(self.colours(mean)))


@dataclass(frozen=True, eq=False)
class Cells:
    """A measure over two inputs.

    Parameters
    ----------
    across, along
        The inputs, from left to right and from bottom to top.
    means
        Shape (values along, values across); NaN where unknown.
    base
        The column and the row of the base point, if it is here.
    """

    across: Input
    along: Input
    means: NDArray[np.float64]
    base: tuple[int, int] | None

    @classmethod
    def of(cls, rows: pd.DataFrame, across: Input, along: Input, base_point: int) -> Cells:
        """Arrange the rows of points, indexed by their numbers."""
        columns = rows[across.path].map({value: place for place, value in enumerate(across.ordered)})
        lines = rows[along.path].map({value: place for place, value in enumerate(along.ordered)})
        means = np.full((len(along.values), len(across.values)), np.nan)
        means[lines.to_numpy(dtype=int), columns.to_numpy(dtype=int)] = rows["mean"].to_numpy(dtype=float)
        base = (int(columns[base_point]), int(lines[base_point])) if base_point in rows.index else None
        return cls(across, along, means, base)

    @property
    def has_contours(self) -> bool:
        """Whether both inputs are numbers, at least three of each."""
        numeric = self.across.is_numeric and self.along.is_numeric
        return numeric and min(self.means.shape) >= 3

    def fits(self, measure: str, width: float, height: float, size: float) -> bool:
        """Whether the means can be written in cells of such a map, measured in inches."""
        lines, columns = self.means.shape
        if max(lines, columns) > _FEW:
            return False
        widest = max(text_width(_cell(float(mean), measure), size) for mean in self.means.flat)
        return bool(widest + 0.08 <= width / columns) and size / 72 + 0.04 <= height / lines


def sides(first: Input, second: Input) -> tuple[Input, Input]:
    """Which input goes across and which along: the one with more values goes across."""
    return (second, first) if len(second.values) > len(first.values) else (first, second)


@drawn
def heat(tables: SweepTables, measure: str) -> tuple[Figure, pd.DataFrame]:
    """Draw a measure over the two varied inputs.

    Cells are the same size whatever the steps of the inputs; contours run between the middles of cells.

    Returns
    -------
    matplotlib.figure.Figure, pandas.DataFrame
        The picture, and its numbers: ``point, PATHS, measure, mean``.
    """
    first, second = tables.axes
    across, along = sides(first, second)
    rows = tables.means(measure)
    cells, scale = Cells.of(rows, across, along, tables.base_point), Scale.of(rows["mean"], measure)
    height = float(np.clip(len(along.values) * _ROW, 2.4, 4.8))
    missing = "grey: unknown" if np.isnan(cells.means).any() else ""
    outlined = "outlined: base point" if cells.base else ""
    drawing = page(message(tables, measure), tables.note(outlined, missing), tables.caption, _AXIS + height + 0.3)
    width = drawing.width - _LEFT - _BAR
    axes = drawing.axes(_LEFT, _AXIS, width, height)
    contours = paint(axes, cells, scale, (width, height), _SMALL)
    label_across(axes, cells, width)
    label_along(axes, cells, height, _LEFT - 0.1)
    drawing.write(
        (_LEFT + width / 2, 0.2), elided(across.path, width, _SIZE), Look(_SIZE, GREY), across="center", along="center"
    )
    drawing.write(
        (0, _AXIS + height + 0.1), elided(along.path, drawing.width - _BAR, _SIZE), Look(_SIZE, GREY), along="bottom"
    )
    written = cells.fits(measure, width, height, _SMALL)
    if contours is not None and not written:
        labels = axes.clabel(contours, fmt=tick, fontsize=_SMALL, colors=INK)
        for label in labels:
            label.set_path_effects([withStroke(linewidth=2.5, foreground="white")])
    colour_bar(drawing, scale, (_LEFT + width + 0.2, _AXIS), height)
    return drawing.figure, numbers(rows, tables, measure)


def numbers(rows: pd.DataFrame, tables: SweepTables, measure: str) -> pd.DataFrame:
    """The numbers of a picture: ``point``, a column a varied input, ``measure, mean``."""
    columns = ["point", *(axis.path for axis in tables.axes), "measure", "mean"]
    return rows.assign(measure=measure).rename_axis("point").reset_index()[columns]


def paint(axes: Axes, cells: Cells, scale: Scale, size: tuple[float, float], letters: float) -> QuadContourSet | None:
    """Colour the cells, write the means in them if they fit, and draw contours if both inputs are numbers."""
    lines, columns = cells.means.shape
    mesh = axes.pcolormesh(
        np.arange(columns + 1) - 0.5,
        np.arange(lines + 1) - 0.5,
        np.ma.masked_invalid(cells.means),
        cmap=_MAP,
        norm=scale.colours,
        edgecolors="none",
    )
    mesh.set_rasterized(cells.means.size > 2_500)
    axes.set(xlim=(-0.5, columns - 0.5), ylim=(-0.5, lines - 0.5), facecolor=GRID)
    contours = _contours(axes, cells, scale)
    if cells.fits(scale.measure, *size, letters):
        for (line, column), mean in np.ndenumerate(cells.means):
            colour = scale.colour(float(mean))
            axes.text(
                column,
                line,
                _cell(float(mean), scale.measure),
                size=letters,
                color=ink_on(colour),
                ha="center",
                va="center",
                path_effects=[withStroke(linewidth=2.5, foreground=colour)],
            )
    if cells.base:
        column, line = cells.base
        axes.add_patch(
            Rectangle(
                (column - 0.5, line - 0.5), 1, 1, fill=False, edgecolor=INK, linewidth=1.8, clip_on=False, zorder=4
            )
        )
    return contours


def _contours(axes: Axes, cells: Cells, scale: Scale) -> QuadContourSet | None:
    means = np.ma.masked_invalid(cells.means)
    if not cells.has_contours or means.count() == 0:
        return None
    levels = scale.levels
    levels = levels[(levels > means.min()) & (levels < means.max())]
    if not len(levels):
        return None
    contours = axes.contour(means, levels=levels, colors=INK, linewidths=0.8)
    contours.set_path_effects([withStroke(linewidth=1.8, foreground="white", alpha=0.6)])
    return contours


def _cell(mean: float, measure: str) -> str:
    return "?" if np.isnan(mean) else amount(mean, measure)


def label_across(axes: Axes, cells: Cells, width: float) -> None:
    """Write the values below a map of so many inches, as many as fit."""
    texts = [shown(value) for value in cells.across.ordered]
    step = ticks_apart(texts, width / len(texts))
    axes.set_xticks(range(0, len(texts), step), texts[::step])


def label_along(axes: Axes, cells: Cells, height: float, width: float) -> None:
    """Write the values beside a map of so many inches, as many as fit."""
    texts = [elided(shown(value), width, _SMALL) for value in cells.along.ordered]
    step = max(1, int(np.ceil(0.16 * len(texts) / height)))
    axes.set_yticks(range(0, len(texts), step), texts[::step])


def colour_bar(drawing: Page, scale: Scale, corner: tuple[float, float], height: float) -> None:
    """Draw what the colours mean, with a line at the level of each contour."""
    from matplotlib.cm import ScalarMappable

    place = drawing.axes(*corner, 0.16, height)
    bar = drawing.figure.colorbar(ScalarMappable(scale.colours, _MAP), cax=place)
    bar.outline.set_visible(False)
    levels = scale.levels
    bar.set_ticks(list(levels))
    bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    bar.ax.tick_params(labelsize=_SMALL, colors=GREY, length=0)
    for level in levels:
        bar.ax.axhline(level, color=INK, linewidth=0.7, alpha=0.65)
    drawing.write((corner[0], corner[1] + height + 0.1), unit(scale.measure), Look(_SMALL, GREY), along="bottom")
