"""The pictures of an uncertainty study: two of each headline count, the input that matters most first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from sim.analyses.uncertainty.tables import UncertaintyTables
from sim.model.outcomes import HEADLINES
from sim.output.charts.canvas import Look, Page, text_width, whole_numbers, wrapped
from sim.output.charts.colours import GREY, GRID, HIGH_END, INK, LOW_END
from sim.output.charts.labels import remark, write_key
from sim.output.charts.picture import Picture
from sim.output.names import listed, quoted
from sim.output.numbers import correlation, count, percent, signed, true_minus

ALT = "Bars: the inputs that matter most, the first at the top. Numbers: table below."

MOST_INPUTS = 12
"""Inputs that a picture shows; the others, which matter less, are counted in its note."""

_NAMES, _ROW, _BAR, _AXIS, _HEAD, _SPACE = 2.6, 0.4, 0.14, 0.5, 0.42, 0.25
_SIZE, _SMALL = 9.0, 8.0


@dataclass(frozen=True, eq=False)
class InputBars:
    """Bars with intervals, one or two an input, its text on the right, and a key of their colours.

    Rows have ``name, value, ci_low, ci_high, colour``, those of an input next to each other; values are from the
    origin on.
    """

    rows: pd.DataFrame
    texts: Mapping[str, str]
    key: Mapping[str, str]
    origin: float = 0.0

    @property
    def height(self) -> float:
        """Inches with the axis and the key."""
        return _AXIS + len(self.texts) * _ROW + _HEAD

    @property
    def placed(self) -> pd.DataFrame:
        """The rows with their middles ``at`` from the top, in rows of inputs."""
        of_input = self.rows.groupby("name", sort=False)["name"]
        aside = of_input.cumcount() - (of_input.transform("size") - 1) / 2
        return self.rows.assign(at=of_input.ngroup() + 0.5 + aside * _BAR / _ROW)

    def draw(self, drawing: Page, unit: str, limits: tuple[float, float]) -> Axes:
        """Draw them over an axis of a unit, with the names on the left and the texts on the right."""
        write_key(drawing, (_NAMES, drawing.height - 0.15), self.key, Look(_SIZE), (0.33, 0.4))
        height = len(self.texts) * _ROW
        for place, (name, text) in enumerate(self.texts.items()):
            middle = _AXIS + height - (place + 0.5) * _ROW
            drawing.write((0, middle), wrapped(name, _NAMES - 0.15, _SIZE), Look(_SIZE))
            drawing.write((drawing.width, middle), text, Look(_SMALL, GREY), across="right")
        room = max(text_width(text, _SMALL) for text in self.texts.values()) + _SPACE
        axes = drawing.axes(_NAMES, _AXIS, drawing.width - _NAMES - room, height)
        axes.set(xlim=limits, ylim=(len(self.texts), 0), yticks=[])
        axes.set_xlabel(unit, size=8, color=GREY)
        axes.axvline(self.origin, color=INK, linewidth=0.8)
        columns = ["at", "value", "ci_low", "ci_high", "colour"]
        for at, value, low, high, colour in self.placed[columns].itertuples(index=False):
            axes.barh(at, value, height=_BAR / _ROW, left=self.origin, color=colour)
            axes.plot([self.origin + low, self.origin + high], [at, at], color=INK, linewidth=0.9)
        return axes


def uncertainty_pictures(tables: UncertaintyTables) -> Iterator[Picture]:
    """A tornado and the indices of each headline count; none of a count that no input moves."""
    for measure in HEADLINES:
        yield from filter(None, (tornado(tables, measure), indices(tables, measure)))


_INDEX_COLOURS = {"first": LOW_END, "total": HIGH_END, "rank": LOW_END}
_KINDS = {
    "first": "alone (first-order Sobol index)",
    "total": "with all it does together with others (total index)",
    "rank": "Spearman rank correlation",
}


def indices(tables: UncertaintyTables, measure: str) -> Picture | None:
    """Draw the indices of a count, if any input moves it."""
    numbers = tables.indices(measure)
    if numbers.empty:
        return None
    named = numbers.assign(name=numbers["input"].map(tables.names), colour=numbers["kind"].map(_INDEX_COLOURS))
    order = list(dict.fromkeys(named["name"]))
    shown = named[named["name"].isin(order[:MOST_INPUTS])]
    texts = {name: _text(shown[shown["name"] == name]) for name in order[:MOST_INPUTS]}
    bars = InputBars(shown, texts, {_KINDS[kind]: _INDEX_COLOURS[kind] for kind in dict.fromkeys(shown["kind"])})
    is_ranked = set(shown["kind"]) == {"rank"}

    def draw(drawing: Page) -> None:
        if is_ranked:
            axes = bars.draw(drawing, "rank correlation", (-1, 1))
        else:
            limits = min(0.0, shown["ci_low"].min()), max(1.0, shown["ci_high"].max())
            axes = bars.draw(drawing, "share of the variance that the unknown inputs cause", limits)
            axes.xaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
        axes.grid(visible=True, axis="x", color=GRID, linewidth=0.6)

    parts = [
        tables.subject,
        "all inputs vary at once, each over its range",
        "black lines are 95 % bootstrap intervals",
        "" if is_ranked else "interactions make the total index longer than the first",
        f"{len(order) - len(texts)} more inputs matter less" if len(order) > len(texts) else "",
        tables.parts_of(measure),
    ]
    return Picture(
        name=f"indices_{measure}",
        title=_title_of_indices(tables.counted(measure), named[named["kind"] != "first"].iloc[0]),
        note="; ".join(filter(None, parts)),
        alt=ALT,
        height=bars.height,
        draw=draw,
        numbers=numbers,
    )


def _text(rows: pd.DataFrame) -> str:
    """The indices as printed."""
    by_kind = rows.set_index("kind")["value"]
    if "rank" in by_kind:
        return true_minus(correlation(by_kind["rank"]))
    return listed([percent(float(by_kind[kind])) for kind in ("first", "total")])


def _title_of_indices(what: str, leading: pd.Series) -> str:
    if leading["kind"] == "rank":
        found = true_minus(correlation(float(leading["value"])))
        return f"{what}: {quoted(leading['name'])} goes with it most closely, at a rank correlation of {found}"
    return f"{what}: {percent(float(leading['value']))} of what is unknown hangs on {quoted(leading['name'])}"


_END_COLOURS = {"low": LOW_END, "high": HIGH_END}


def tornado(tables: UncertaintyTables, measure: str) -> Picture | None:
    """Draw the tornado of a count or a difference, if any input moves it: what results at the ends of each range."""
    numbers = tables.changes(measure)
    if numbers.empty:
        return None
    ends = numbers.assign(
        name=numbers["input"].map(tables.names), value=numbers["change"], colour=numbers["end"].map(_END_COLOURS)
    )
    at_value, form = float(numbers["at_value"].iloc[0]), signed if tables.is_pair else count
    changes = ends.groupby("name", sort=False)["change"].agg(["min", "max"])
    reaches = (changes[:MOST_INPUTS] + at_value).itertuples()
    texts = {str(name): f"{form(low)} to {form(high)}" for name, low, high in reaches}
    shown = ends[ends["name"].isin(texts)]
    key = {f"input at the {end} end of its range": colour for end, colour in _END_COLOURS.items()}
    bars = InputBars(shown, texts, key, at_value)

    def draw(drawing: Page) -> None:
        reached = [0.0, *shown[["change", "ci_low", "ci_high"]].to_numpy(dtype=float).flat]
        low, high = at_value + float(np.nanmin(reached)), at_value + float(np.nanmax(reached))
        # Room beyond the longest bar for the input's value, which is printed there.
        room = 0.11 * (high - low)
        axes = bars.draw(drawing, tables.counted(measure), (low - room, high + room))
        whole_numbers(axes, ticks=7)
        if low - room < 0 < high + room:
            axes.axvline(0, color=INK, linewidth=0.8, linestyle=":", zorder=0)
        _write_values(axes, bars.placed, at_value)

    more, still = len(changes) - len(texts), len(tables.names) - len(changes)
    least = ends.loc[~ends["name"].isin(texts), "change"].abs().max()
    parts = [
        tables.subject,
        f"one input at a time; with all at their values {form(at_value)} (the line)",
        "numbers at bars are the input's value",
        "black lines are paired 95 % intervals over replications",
        f"{more} more inputs move it by at most {count(least)}" if more else "",
        f"{still} change nothing" if still else "",
        tables.parts_of(measure),
    ]
    return Picture(
        name=f"tornado_{measure}",
        title=_title_of_tornado(tables.counted(measure), shown[:2], form),
        note="; ".join(filter(None, parts)),
        alt=ALT,
        height=bars.height,
        draw=draw,
        numbers=numbers,
    )


def _write_values(axes: Axes, rows: pd.DataFrame, origin: float) -> None:
    """Write the value of the input at the end of each bar."""
    for value, at, *ends in rows[["input_value", "at", "change", "ci_low", "ci_high"]].itertuples(index=False):
        falls = ends[0] < 0
        place = origin + float(np.nanmin(ends) if falls else np.nanmax(ends)), at
        side = {"ha": "right" if falls else "left", "va": "center_baseline"}
        remark(axes, str(value), place, (-3 if falls else 3, 0), Look(7, GREY), **side)


def _title_of_tornado(what: str, ends: pd.DataFrame, form: Callable[[float], str]) -> str:
    low, high = map(form, ends["at_value"] + ends["change"])
    values = " to ".join(map(str, ends["input_value"]))
    return f"{what}: from {low} to {high} as only {quoted(ends['name'].iloc[0])} goes from {values}"
