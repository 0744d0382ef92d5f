"""A tornado: how far one unknown input at a time moves a count, the others at their values."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.analyses.uncertainty.bars import ALT, MOST_INPUTS, InputBars
from sim.analyses.uncertainty.tables import UncertaintyTables
from sim.output.charts.canvas import Look, Page, whole_numbers
from sim.output.charts.colours import GREY, SCENARIO_COLOURS
from sim.output.charts.labels import remark
from sim.output.charts.picture import Picture
from sim.output.names import quoted
from sim.output.numbers import count, signed

__all__ = ["tornado"]

_ENDS = {"low": SCENARIO_COLOURS[0], "high": SCENARIO_COLOURS[4]}


def tornado(tables: UncertaintyTables, measure: str) -> Picture | None:
    """Draw the tornado of a count, if any input moves it."""
    numbers = tables.changes(measure)
    if numbers.empty:
        return None
    ends = numbers.assign(
        name=numbers["input"].map(tables.names), value=numbers["change"], colour=numbers["end"].map(_ENDS)
    )
    changes = ends.groupby("name", sort=False)["change"].agg(["min", "max"])
    texts = {str(name): f"{signed(low)} to {signed(high)}" for name, low, high in changes[:MOST_INPUTS].itertuples()}
    shown = ends[ends["name"].isin(texts)]
    key = {f"input at the {end} end of its range": colour for end, colour in _ENDS.items()}
    bars = InputBars(shown, texts, key)
    at_value = float(numbers["at_value"].iloc[0])

    def draw(drawing: Page) -> None:
        reached = [0.0, *shown[["change", "ci_low", "ci_high"]].to_numpy(dtype=float).flat]
        low, high = float(np.nanmin(reached)), float(np.nanmax(reached))
        # Room beyond the longest bar for the input's value, which is printed there.
        room = 0.11 * (high - low)
        axes = bars.draw(drawing, f"change from {count(at_value)}", (low - room, high + room))
        whole_numbers(axes, ticks=7)
        _write_values(axes, bars.placed)

    more, still = len(changes) - len(texts), len(tables.names) - len(changes)
    least = ends.loc[~ends["name"].isin(texts), "change"].abs().max()
    parts = [
        tables.subject,
        "one input at a time, the others at their values",
        "numbers at bars are the input's value",
        "black lines are paired 95 % intervals over replications",
        f"{more} more inputs move it by at most {count(least)}" if more else "",
        f"{still} change nothing" if still else "",
        tables.parts_of(measure),
    ]
    return Picture(
        name=f"tornado_{measure}",
        title=_title(tables.counted(measure), shown[:2], at_value),
        note="; ".join(filter(None, parts)),
        alt=ALT,
        height=bars.height,
        draw=draw,
        numbers=numbers,
    )


def _write_values(axes: Axes, rows: pd.DataFrame) -> None:
    """Write the value of the input at the end of each bar."""
    for value, at, *ends in rows[["input_value", "at", "change", "ci_low", "ci_high"]].itertuples(index=False):
        falls = ends[0] < 0
        place = float(np.nanmin(ends) if falls else np.nanmax(ends)), at
        side = {"ha": "right" if falls else "left", "va": "center_baseline"}
        remark(axes, str(value), place, (-3 if falls else 3, 0), Look(7, GREY), **side)


def _title(what: str, ends: pd.DataFrame, at_value: float) -> str:
    low, high = (count(at_value + change) for change in ends["change"])
    values = " to ".join(map(str, ends["input_value"]))
    return f"{what}: from {low} to {high} as only {quoted(ends['name'].iloc[0])} goes from {values}"
