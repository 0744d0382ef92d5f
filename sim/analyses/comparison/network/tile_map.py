"""The states as tiles of one size, each about where it lies: leads for each resident."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.analyses.comparison.network.words import (
    LEADS,
    LEADS_PER_RESIDENTS,
    PERCENT,
    chosen,
    estimates_in,
    gains_and_losses,
    is_clear,
    levels_between,
    of_pair,
)
from sim.analyses.comparison.results import ResultTables
from sim.output.charts.canvas import GREY, Look, Page, drawn, ink_on, page
from sim.output.numbers import count, has_interval, listed, signed, tick
from sim.scenario.schema import ALL_JAILS
from sim.scenario.states import STATES
from sim.study.intervals import Estimate

__all__ = ["TilePlace", "state_gains", "state_gains_numbers", "state_rates", "state_rates_numbers", "tile_places"]

_LOSS_TO_GAIN = LinearSegmentedColormap.from_list(
    "gains", ("#8A3C00", "#D55E00", "#F0B48C", "#F7F7F7", "#9CC8E4", "#0072B2", "#00456E")
)
_LEVELS = LinearSegmentedColormap.from_list(
    "levels", ("#F3F8FC", "#CFE3F1", "#7FB8D9", "#3A8FC1", "#0072B2", "#00456E")
)
_PLUS_MINUS = "\N{PLUS-MINUS SIGN}"
_UP, _DOWN = "\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}"
_OUTSIDE, _OUTSIDE_INK = "#F4F4F4", "#8A8A8A"
_TILE, _GAP = 0.72, 0.05
_CODE, _VALUE, _HALF, _SMALL = 8.0, 10.5, 7.0, 8.0
_BAR_FROM, _BAR_TO = 2, 8


@dataclass(frozen=True)
class TilePlace:
    """Where the tile of a state is, counted from the upper left."""

    state: str
    row: int
    column: int


@cache
def tile_places() -> Mapping[str, TilePlace]:
    """The tiles of the 50 states and the District of Columbia, by names."""
    text = files("sim.analyses.comparison.network").joinpath("state_tiles.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {STATES[row["state"]]: TilePlace(row["state"], int(row["row"]), int(row["column"])) for row in rows}


def state_gains_numbers(groups_paired: pd.DataFrame, other: str) -> pd.DataFrame:
    """The rows of ``groups_paired.csv`` for people flagged per 100,000 residents in each state, the gains first."""
    rows = chosen(groups_paired, other=other, group_by="state", measure=LEADS_PER_RESIDENTS)
    return rows.sort_values("difference", ascending=False, kind="stable").reset_index(drop=True)


def state_rates_numbers(groups: pd.DataFrame, label: str) -> pd.DataFrame:
    """The rows of ``groups.csv`` for people flagged per 100,000 residents in each state, the highest first."""
    rows = chosen(groups, scenario=label, group_by="state", measure=LEADS_PER_RESIDENTS)
    return rows.sort_values("mean", ascending=False, kind="stable").reset_index(drop=True)


@dataclass(frozen=True, eq=False)
class _Shading:
    """How estimates are coloured and printed."""

    colours: LinearSegmentedColormap
    range: Normalize
    signs: bool

    def colour(self, mean: float) -> str:
        return to_hex(self.colours(self.range(mean)))

    def text(self, mean: float) -> str:
        return signed(mean) if self.signs else count(mean)

    def arrow(self, found: Estimate) -> str:
        """Which way a clear difference goes, for print without colours."""
        if not self.signs or not is_clear(found):
            return ""
        return _UP if found.mean > 0 else _DOWN


@drawn
def state_gains(tables: ResultTables, groups_paired: pd.DataFrame, other: str) -> Figure:
    """Draw the difference in leads per 100,000 residents, a tile a state.

    Parameters
    ----------
    tables
        Of the same comparison.
    groups_paired
        ``groups_paired.csv``.
    other
        The scenario that is compared with the base.

    Raises
    ------
    ValueError
        If no state has a rate.
    """
    found = _known(state_gains_numbers(groups_paired, other), "difference")
    most = max(abs(each.mean) for each in found.values()) or 1.0
    shading = _Shading(_LOSS_TO_GAIN, Normalize(-most, most), signs=True)
    title = gains_and_losses("leads per 100,000 residents", "states", list(found.items()))
    dashed = "dashed where its interval holds 0" if tables.replications > 1 else ""
    return _map(tables, title, [of_pair(tables, other), dashed], found, shading)


@drawn
def state_rates(tables: ResultTables, groups: pd.DataFrame, label: str) -> Figure:
    """Draw leads per 100,000 residents and year, a tile a state.

    Parameters
    ----------
    tables
        Of the same study.
    groups
        ``groups.csv``.
    label
        The scenario.

    Raises
    ------
    ValueError
        If no state has a rate.
    """
    found = _known(state_rates_numbers(groups, label), "mean")
    most = max(each.mean for each in found.values()) or 1.0
    overall = estimates_in(chosen(groups, scenario=label, group_by=ALL_JAILS, measure=LEADS_PER_RESIDENTS), "mean")
    title = levels_between("leads per 100,000 residents a year", list(found.items()), overall)
    return _map(tables, title, [], found, _Shading(_LEVELS, Normalize(0, most), signs=False))


def _known(rows: pd.DataFrame, value: str) -> dict[str, Estimate]:
    known = rows[rows[value].notna()] if len(rows) else rows
    if known.empty:
        raise ValueError("no state has a rate for each resident; give the jails their states and populations")
    return dict(zip(known["group"].astype(str), estimates_in(known, value), strict=True))


def _map(
    tables: ResultTables, title: str, notes: list[str], found: Mapping[str, Estimate], shading: _Shading
) -> Figure:
    places = tile_places()
    missing = [f"{state} {shading.text(each.mean)}" for state, each in found.items() if state not in places]
    note = tables.note(
        *notes,
        f"{LEADS}, a year and per 100,000 residents of the counties in the network",
        f"{_PLUS_MINUS} is half a {PERCENT} interval" if tables.replications > 1 else "",
        "pale: no known rate",
        f"not on the map: {listed(missing)}" if missing else "",
    )
    rows, columns = (1 + max(getattr(place, side) for place in places.values()) for side in ("row", "column"))
    drawing = page(title, note, tables.caption, rows * _TILE + 0.1)
    axes = drawing.axes(0, 0.1, drawing.width, rows * _TILE)
    axes.set(xlim=(0, columns), ylim=(rows, 0), xticks=[], yticks=[])
    for state, place in places.items():
        _tile(axes, place, found.get(state), shading)
    across = drawing.width / columns
    _scale(drawing, shading, (_BAR_FROM * across, (_BAR_TO - _BAR_FROM) * across), rows * _TILE)
    return drawing.figure


def _tile(axes: Axes, place: TilePlace, found: Estimate | None, shading: _Shading) -> None:
    colour = shading.colour(found.mean) if found else _OUTSIDE
    unclear = found is not None and shading.signs and not is_clear(found)
    tile = Rectangle(
        (place.column + _GAP / 2, place.row + _GAP / 2),
        1 - _GAP,
        1 - _GAP,
        facecolor=colour,
        edgecolor=GREY if unclear else colour,
        linestyle="--" if unclear else "-",
        linewidth=1.0,
        label=place.state,
    )
    axes.add_patch(tile)
    ink = ink_on(colour) if found else _OUTSIDE_INK
    middle = place.column + 0.5
    if found is None:
        axes.text(middle, place.row + 0.5, place.state, size=_CODE, color=ink, ha="center", va="center")
        return
    name = f"{place.state} {shading.arrow(found)}".rstrip()
    axes.text(middle, place.row + 0.22, name, size=_CODE, color=ink, ha="center", va="center")
    value = shading.text(found.mean)
    axes.text(middle, place.row + 0.52, value, size=_VALUE, color=ink, ha="center", va="center", weight="bold")
    if has_interval(found):
        half = f"{_PLUS_MINUS}{count(found.half_width)}"
        axes.text(middle, place.row + 0.8, half, size=_HALF, color=ink, ha="center", va="center")


def _scale(drawing: Page, shading: _Shading, across: tuple[float, float], top: float) -> None:
    """Draw what the colours mean, in the empty part of the uppermost row."""
    left, width = across
    place = drawing.axes(left, top - 0.28, width, 0.14)
    bar = drawing.figure.colorbar(ScalarMappable(shading.range, shading.colours), cax=place, orientation="horizontal")
    bar.outline.set_visible(False)
    low, high = shading.range.vmin or 0.0, shading.range.vmax or 0.0
    ticks = np.asarray(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))
    bar.set_ticks([float(value) for value in ticks if low <= value <= high])
    bar.ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    bar.ax.tick_params(labelsize=_SMALL, colors=GREY, length=0)
    what = "difference in people flagged" if shading.signs else "people flagged"
    drawing.write((left, top - 0.02), f"{what} per 100,000 residents a year", Look(_SMALL, GREY), along="bottom")
