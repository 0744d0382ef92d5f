"""How a measure falls as officer hours rise, and the week of officers that was chosen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.analyses.staffing.numbers import rounded
from sim.analyses.staffing.tables import target_in_words, who_is_lost
from sim.analyses.staffing.words import finding
from sim.output.charts.canvas import Look, Page, ink_on, whole_numbers
from sim.output.charts.colours import GREY, GRID, INK, SCENARIO_COLOURS
from sim.output.charts.curves import curve
from sim.output.charts.picture import Picture
from sim.output.kinds import Results
from sim.output.names import begun, readable
from sim.output.numbers import people, tick
from sim.scenario.staff import DAYS

_LEFT, _CURVE, _BETWEEN, _GRID, _AXIS = 0.75, 3.1, 0.75, 1.75, 0.45
_SIZE = 8.5
_SHADES = ("#FFFFFF", "#CFE3F1", "#7FB8D9", "#3A8FC1", "#0072B2")
_NOTHING = 1.0


def tradeoff(results: Results) -> Picture:
    """Draw the trade-off curve with its 95 % intervals, and the week grid of the chosen point."""
    curve_rows, staffing = results["staffing"], results.record["staffing"]
    chosen = curve_rows[curve_rows["which"] == "chosen"].iloc[0]
    what, who = readable(staffing["measure"]).lower(), who_is_lost(chosen)
    basis = f"{results.scenario['name']}; means on fresh replications with 95 % intervals (band)"

    def draw(drawing: Page) -> None:
        bottom, width, bold = _AXIS + _GRID + _BETWEEN, drawing.width - _LEFT, Look(_SIZE, weight="bold")
        _curve(drawing.axes(_LEFT, bottom, width, _CURVE), curve_rows, staffing)
        drawing.write((0, bottom + _CURVE + 0.1), f"{begun(what)}, {people(results.scenario['days'])}", bold)
        drawing.write((0, _AXIS + _GRID + 0.12), "Officers on duty in the chosen week, by hour of the day", bold)
        _week(drawing.axes(_LEFT, _AXIS, width, _GRID), np.array(staffing["officers_by_hour"]))

    return Picture(
        name="tradeoff",
        title=finding(results),
        note=f"{basis}. {who}" if who else basis,
        alt="Line: the count by officer hours a week. Grid: officers on duty by hour of the chosen week. "
        "Numbers: tables.",
        height=0.3 + _CURVE + _BETWEEN + _GRID + _AXIS,
        draw=draw,
    )


def _curve(axes: Axes, every: pd.DataFrame, goal: dict[str, Any]) -> None:
    """Draw the curve with the chosen and the present staffing, and the target or the budget that was the goal."""
    rows = every.assign(place=every["officer_hours"]).sort_values("place")
    rows = rows[rows["which"] != "present"]
    curve(axes, rows, SCENARIO_COLOURS[0], marker="o", markersize=3)
    marks = (("chosen", "chosen", "o", SCENARIO_COLOURS[1], 9), ("present", "scenario as it is", "D", INK, 6))
    for which, name, marker, colour, size in marks:
        hours, mean = every.loc[every["which"] == which, ["officer_hours", "mean"]].iloc[0]
        label = f"{name}: {tick(hours)} hours, {rounded(mean)}"
        axes.plot(hours, mean, marker, color=colour, markersize=size, label=label)
    target, budget = goal["target"], goal["budget_hours"]
    line: dict[str, Any] = {"color": GREY, "linewidth": 1, "linestyle": (0, (4, 3))}
    if target is not None:
        axes.axhline(target, **line, label=f"target: {target_in_words(target)}")
    if budget is not None:
        axes.axvline(budget, **line, label=f"budget: {tick(budget)} hours")
    last = max(every["officer_hours"].max(), budget or 0)
    axes.set_xlim(-0.01 * last, (last or _NOTHING) * 1.03)
    axes.set_ylim(0, (np.nanmax(rows[["mean", "ci_high"]].to_numpy(dtype=float)) or _NOTHING) * 1.05)
    whole_numbers(axes, "x", 8)
    whole_numbers(axes, "y", 5)
    axes.set_xlabel("officer hours a week", size=_SIZE, color=GREY)
    axes.legend(loc="upper right", fontsize=_SIZE, frameon=False)


def _week(axes: Axes, officers: np.ndarray) -> None:
    for (day, hour), number in np.ndenumerate(officers):
        colour = _SHADES[min(int(number), len(_SHADES) - 1)]
        axes.barh(day, 1, left=hour, height=1, color=colour, edgecolor=GRID, linewidth=0.5)
        if number:
            axes.text(hour + 0.5, day, str(int(number)), ha="center", va="center", size=8, color=ink_on(colour))
    axes.set(xlim=(0, 24), ylim=(6.5, -0.5), yticks=range(7), xticks=range(0, 25, 4))
    axes.set_yticklabels([begun(day) for day in DAYS])
    axes.set_xticklabels([f"{hour:02d}:00" for hour in range(0, 25, 4)])
