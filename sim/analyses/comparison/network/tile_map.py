"""The states as tiles of one size, each about where it lies: leads for each resident."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LinearSegmentedColormap, Normalize, to_hex, to_rgb
from matplotlib.patches import Rectangle

from sim.analyses.comparison.network.words import (
    LEADS,
    LEADS_PER_RESIDENTS,
    PERCENT,
    gains_and_losses,
    is_nothing,
    levels_between,
    of_pair,
)
from sim.analyses.comparison.results import ResultTables, estimates_in
from sim.output.charts.canvas import Look, Page, ink_on
from sim.output.charts.cells import LEVELS, colour_bar, round_values
from sim.output.charts.colours import GREY, INK, LESS, MORE
from sim.output.charts.picture import Picture
from sim.output.names import listed
from sim.output.numbers import count, signed
from sim.output.tables import chosen
from sim.scenario.schema import ALL_JAILS
from sim.scenario.states import STATES
from sim.study.intervals import Estimate

_LOSS_TO_GAIN = LinearSegmentedColormap.from_list(
    "gains", ("#5E470F", LESS, "#DCCB9A", "#F7F7F7", "#A9CBE6", MORE, "#003A66")
)
_PLUS_MINUS = "\N{PLUS-MINUS SIGN}"
_UP, _DOWN = "\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}"
_OUTSIDE, _OUTSIDE_INK = "#F4F4F4", "#8A8A8A"
_TILE, _GAP = 0.72, 0.05
_CODE, _VALUE, _HALF, _SMALL = 8.0, 10.0, 6.5, 8.0
_BAR = (2, 6)
_YEARLY = "a year"


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


def gain_colours(means: Iterable[float]) -> Callable[[float], tuple[str, str]]:
    """Give a function of a gain or a loss among these: the colour of its tile, and that of the ink on it."""
    most = max(map(abs, means), default=0.0) or 1.0
    scale = Normalize(-most, most)

    def coloured(mean: float) -> tuple[str, str]:
        shade = to_hex(_LOSS_TO_GAIN(scale(mean)))
        return shade, ink_on(shade)

    return coloured


def state_gains(tables: ResultTables, other: str) -> Picture | None:
    """The difference in leads per 100,000 residents, a tile a state, if it differs anywhere."""
    by_state = chosen(tables.groups_paired, other=other, group_by="state")
    rows = chosen(by_state, measure=LEADS_PER_RESIDENTS)
    found = _known(rows, "difference")
    if all(map(is_nothing, found.values())):
        return None
    most = max(abs(each.mean) for each in found.values()) or 1.0
    title = gains_and_losses("leads per 100,000 residents", "states", list(found.items()), _YEARLY)
    colours = Normalize(-most, most), _LOSS_TO_GAIN
    tiles = _Tiles(found, _counts(by_state, "difference"), "difference in people flagged", signed, colours)
    return Picture(
        name="state_gains",
        title=title,
        note=_note(tables, tiles, of_pair(tables, other)),
        alt="Tiles: states by leads gained and lost. Numbers: tables below.",
        height=tiles.height,
        draw=tiles.draw,
        numbers=_numbers(by_state, "difference"),
    )


def state_rates(tables: ResultTables) -> Picture | None:
    """Leads per 100,000 residents and year of a run, a tile a state."""
    groups = chosen(tables.groups, scenario=tables.base)
    rates, by_state = chosen(groups, measure=LEADS_PER_RESIDENTS), chosen(groups, group_by="state")
    rows = chosen(rates, group_by="state")
    found = _known(rows, "mean")
    if not found:
        return None
    most = max(each.mean for each in found.values()) or 1.0
    overall = estimates_in(chosen(rates, group_by=ALL_JAILS), "mean")
    tiles = _Tiles(found, _counts(by_state, "mean"), "people flagged", count, (Normalize(0, most), LEVELS))
    return Picture(
        name="state_rates",
        title=levels_between("leads per 100,000 residents a year", list(found.items()), overall),
        note=_note(tables, tiles),
        alt="Tiles: states by people flagged per 100,000 residents. Numbers: tables below.",
        height=tiles.height,
        draw=tiles.draw,
        numbers=_numbers(by_state, "mean"),
    )


def _known(rows: pd.DataFrame, value: str) -> dict[str, Estimate]:
    """The estimates of states that have one, the highest first."""
    if rows.empty:
        return {}
    known = rows[rows[value].notna()].sort_values(value, ascending=False, kind="stable")
    return dict(zip(known["group"].astype(str), estimates_in(known, value), strict=True))


def _numbers(by_state: pd.DataFrame, value: str) -> pd.DataFrame:
    """The rates, the highest first, and the counts that stand below them."""
    shown = [chosen(by_state, measure=measure) for measure in (LEADS_PER_RESIDENTS, "flagged")]
    return pd.concat([rows.sort_values(value, ascending=False, kind="stable") for rows in shown], ignore_index=True)


def _counts(by_state: pd.DataFrame, value: str) -> dict[str, float]:
    """How many people are flagged in each state, or how many more."""
    rows = chosen(by_state, measure="flagged")
    return dict(zip(rows["group"].astype(str), rows[value].astype(float), strict=True)) if len(rows) else {}


def _note(tables: ResultTables, tiles: _Tiles, *more: str) -> str:
    nothing, none = sum(map(is_nothing, tiles.found.values())), "no change" if tiles.differs else "nobody flagged"
    half = f", {_PLUS_MINUS} half a {PERCENT} interval, dashed and pale where it holds 0"
    return tables.note(
        *more,
        f"{LEADS}: a year and per 100,000 residents of the counties in the network"
        f"{half if tables.replications > 1 else ''}",
        f"below, {tables.people}" if tiles.counts else "",
        f"{none} where a code stands alone ({nothing})" if nothing else "",
        "grey: no known rate",
        f"not on the map: {listed(tiles.missing)}" if tiles.missing else "",
    )


@dataclass(frozen=True, eq=False)
class _Tiles:
    """The map of the rates that were found by state, with counts; its colours begin below 0 for differences."""

    found: Mapping[str, Estimate]
    counts: Mapping[str, float]
    what: str
    form: Callable[[float], str]
    colours: tuple[Normalize, Colormap]

    @property
    def differs(self) -> bool:
        """Whether what was found are differences."""
        return (self.colours[0].vmin or 0.0) < 0

    @property
    def missing(self) -> list[str]:
        """Places without a tile, and what was found there."""
        places = tile_places()
        return [f"{state} {self.form(each.mean)}" for state, each in self.found.items() if state not in places]

    @property
    def height(self) -> float:
        return (1 + max(place.row for place in tile_places().values())) * _TILE + 0.1

    def draw(self, drawing: Page) -> None:
        """Draw the tiles, and what their colours mean in the empty part of the uppermost row."""
        places = tile_places()
        top, columns = self.height - 0.1, 1 + max(place.column for place in places.values())
        axes = drawing.axes(0, 0.1, drawing.width, top)
        axes.set(xlim=(0, columns), ylim=(top / _TILE, 0), xticks=[], yticks=[])
        for state, place in places.items():
            if state in self.found and is_nothing(self.found[state]):
                _square(axes, place, "white", edgecolor=_OUTSIDE_INK)
                _text(axes, place, 0.5, place.state, color=INK)
            elif state in self.found:
                self._draw_tile(axes, place, state)
            else:
                _square(axes, place, _OUTSIDE)
                _text(axes, place, 0.5, place.state, color=_OUTSIDE_INK)
        left, width = (tiles * drawing.width / columns for tiles in _BAR)
        values = round_values(self.colours[0].vmin or 0.0, self.colours[0].vmax or 0.0)
        colour_bar(drawing, drawing.axes(left, top - 0.28, width, 0.14), self.colours, values)
        unit = f"{self.what} per 100,000 residents a year"
        drawing.write((left, top - 0.02), unit, Look(_SMALL, GREY), along="bottom")

    def _draw_tile(self, axes: Axes, place: TilePlace, state: str) -> None:
        """Draw a state; an arrow says which way a clear difference goes, for print without colours."""
        found, (scale, shades) = self.found[state], self.colours
        sure = found.is_clear or not found.has_interval
        paler = 0 if sure else 0.5
        red, green, blue = (paler + (1 - paler) * part for part in to_rgb(shades(scale(found.mean))))
        shade = to_hex((red, green, blue))
        _square(axes, place, shade, **({} if sure else {"edgecolor": GREY, "linestyle": "--"}))
        ink, weight = ink_on(shade), "bold" if sure else "normal"
        arrow = f" {_UP if found.mean > 0 else _DOWN}" if sure and self.differs else ""
        _text(axes, place, 0.18, f"{place.state}{arrow}", color=ink)
        _text(axes, place, 0.43, self.form(found.mean), color=ink, size=_VALUE, weight=weight)
        if found.has_interval:
            _text(axes, place, 0.65, f"{_PLUS_MINUS}{count(found.half_width)}", color=ink, size=_HALF)
        if state in self.counts:
            _text(axes, place, 0.85, self.form(self.counts[state]), color=ink, size=_HALF)


def _square(axes: Axes, place: TilePlace, colour: str, **edge: Any) -> None:
    corner = (place.column + _GAP / 2, place.row + _GAP / 2)
    looks = {"facecolor": colour, "edgecolor": colour, "linestyle": "-", "linewidth": 1.0, "label": place.state, **edge}
    axes.add_patch(Rectangle(corner, 1 - _GAP, 1 - _GAP, **looks))


def _text(axes: Axes, place: TilePlace, down: float, text: str, **looks: Any) -> None:
    axes.text(place.column + 0.5, place.row + down, text, **{"size": _CODE, "ha": "center", "va": "center", **looks})
