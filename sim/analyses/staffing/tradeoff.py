"""How a measure falls as officer hours rise, and the week of officers that was chosen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.output.charts.canvas import GREY, INK, SCENARIO_COLOURS, Look, drawn, ink_on, page, whole_numbers
from sim.output.numbers import begun, count, readable, tick
from sim.scenario.staff import DAYS

__all__ = ["TradeoffTables", "tradeoff"]

_LEFT, _CURVE, _BETWEEN, _GRID, _AXIS = 0.75, 3.1, 0.75, 1.75, 0.45
_SIZE = 8.5
_SHADES = ("#FFFFFF", "#CFE3F1", "#7FB8D9", "#3A8FC1", "#0072B2")
_NOTHING = 1.0


@dataclass(frozen=True, eq=False)
class TradeoffTables:
    """What the picture is drawn from.

    Parameters
    ----------
    scenario
        Its name.
    measure
        What is kept low.
    curve
        ``which, officer_hours, mean, ci_low, ci_high``; ``which`` is curve, chosen or present.
    officers
        Officers on duty in the chosen week; shape (7 days, 24 hours), Monday and midnight first.
    target, budget_hours
        The goal; None where it is the other.
    caption
        What is written below.
    """

    scenario: str
    measure: str
    curve: pd.DataFrame
    officers: np.ndarray
    target: float | None
    budget_hours: float | None
    caption: str

    def row(self, which: str) -> pd.Series:
        """The chosen or the present staffing."""
        return self.curve[self.curve["which"] == which].iloc[0]


@drawn
def tradeoff(tables: TradeoffTables) -> Figure:
    """Draw the trade-off curve with its 95 % intervals, and the week grid of the chosen point."""
    chosen = tables.row("chosen")
    what = readable(tables.measure).lower()
    title = f"{tick(chosen['officer_hours'])} officer hours a week: {count(chosen['mean'])} {what}"
    drawing = page(
        title,
        f"{tables.scenario}; means on fresh replications with 95 % intervals (band)",
        tables.caption,
        0.3 + _CURVE + _BETWEEN + _GRID + _AXIS,
    )
    bottom = _AXIS + _GRID + _BETWEEN
    _curve(drawing.axes(_LEFT, bottom, drawing.width - _LEFT, _CURVE), tables)
    drawing.write((0, bottom + _CURVE + 0.1), f"{begun(what)}, people on the counted days", Look(_SIZE, weight="bold"))
    drawing.write(
        (0, _AXIS + _GRID + 0.12), "Officers on duty in the chosen week, by hour of the day", Look(_SIZE, weight="bold")
    )
    _week(drawing.axes(_LEFT, _AXIS, drawing.width - _LEFT, _GRID), tables.officers)
    return drawing.figure


def _curve(axes: Axes, tables: TradeoffTables) -> None:
    rows = tables.curve[tables.curve["which"] != "present"].sort_values("officer_hours")
    chosen, present = tables.row("chosen"), tables.row("present")
    hours = rows["officer_hours"]
    axes.fill_between(hours, rows["ci_low"], rows["ci_high"], color=SCENARIO_COLOURS[0], alpha=0.2, linewidth=0)
    axes.plot(hours, rows["mean"], color=SCENARIO_COLOURS[0], linewidth=1.8, marker="o", markersize=3)
    axes.plot(
        chosen["officer_hours"],
        chosen["mean"],
        "o",
        color=SCENARIO_COLOURS[1],
        markersize=9,
        label=f"chosen: {tick(chosen['officer_hours'])} hours, {count(chosen['mean'])}",
    )
    axes.plot(
        present["officer_hours"],
        present["mean"],
        "D",
        color=INK,
        markersize=6,
        label=f"scenario as it is: {tick(present['officer_hours'])} hours, {count(present['mean'])}",
    )
    if tables.target is not None:
        axes.axhline(
            tables.target, color=GREY, linewidth=1, linestyle=(0, (4, 3)), label=f"target: {count(tables.target)}"
        )
    if tables.budget_hours is not None:
        axes.axvline(
            tables.budget_hours,
            color=GREY,
            linewidth=1,
            linestyle=(0, (4, 3)),
            label=f"budget: {tick(tables.budget_hours)} hours",
        )
    last = max(hours.max(), present["officer_hours"], tables.budget_hours or 0)
    axes.set_xlim(-0.01 * last, (last or _NOTHING) * 1.03)
    axes.set_ylim(0, (np.nanmax(rows[["mean", "ci_high"]].to_numpy(dtype=float)) or _NOTHING) * 1.05)
    whole_numbers(axes, "x", 8)
    whole_numbers(axes, "y", 5)
    axes.set_xlabel("officer hours a week", size=_SIZE, color=GREY)
    axes.legend(loc="upper right", fontsize=_SIZE, frameon=False)


def _week(axes: Axes, officers: np.ndarray) -> None:
    for (day, hour), number in np.ndenumerate(officers):
        colour = _SHADES[min(int(number), len(_SHADES) - 1)]
        axes.barh(day, 1, left=hour, height=1, color=colour, edgecolor="#D9D9D9", linewidth=0.5)
        if number:
            axes.text(hour + 0.5, day, str(int(number)), ha="center", va="center", size=8, color=ink_on(colour))
    axes.set(xlim=(0, 24), ylim=(6.5, -0.5), yticks=range(7), xticks=range(0, 25, 4))
    axes.set_yticklabels([begun(day) for day in DAYS])
    axes.set_xticklabels([f"{hour:02d}:00" for hour in range(0, 25, 4)])
