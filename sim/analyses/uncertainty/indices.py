"""Which unknown input explains the spread of a count: Sobol indices, or rank correlations, as bars."""

from __future__ import annotations

import pandas as pd
from matplotlib.ticker import PercentFormatter

from sim.analyses.uncertainty.bars import ALT, MOST_INPUTS, InputBars
from sim.analyses.uncertainty.tables import UncertaintyTables
from sim.output.charts.canvas import Page
from sim.output.charts.colours import GRID, SCENARIO_COLOURS
from sim.output.charts.picture import Picture
from sim.output.names import listed, quoted
from sim.output.numbers import correlation, percent, true_minus

__all__ = ["indices"]

_COLOURS = {"first": SCENARIO_COLOURS[0], "total": SCENARIO_COLOURS[4], "rank": SCENARIO_COLOURS[0]}
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
    named = numbers.assign(name=numbers["input"].map(tables.names), colour=numbers["kind"].map(_COLOURS))
    order = list(dict.fromkeys(named["name"]))
    shown = named[named["name"].isin(order[:MOST_INPUTS])]
    texts = {name: _text(shown[shown["name"] == name]) for name in order[:MOST_INPUTS]}
    bars = InputBars(shown, texts, {_KINDS[kind]: _COLOURS[kind] for kind in dict.fromkeys(shown["kind"])})
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
        title=_title(tables.counted(measure), named[named["kind"] != "first"].iloc[0]),
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


def _title(what: str, leading: pd.Series) -> str:
    if leading["kind"] == "rank":
        return f"{what}: {quoted(leading['name'])} goes with it most closely"
    return f"{what}: {percent(float(leading['value']))} of what is unknown hangs on {quoted(leading['name'])}"
