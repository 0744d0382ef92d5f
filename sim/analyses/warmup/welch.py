"""The Welch plot: waits by simulated day, from the empty beginning until they have settled."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from sim.analyses.warmup.judge import FEWEST_DAYS, Wait
from sim.output.charts.canvas import Look, Page, whole_numbers
from sim.output.charts.colours import GREY, GRID, INK, SCENARIO_COLOURS
from sim.output.charts.labels import remark, write_key
from sim.output.charts.picture import Picture
from sim.output.kinds import Results
from sim.output.tables import chosen
from sim.scenario.schema import ALL_JAILS

_NAMES = {
    Wait.INTERVIEW: "Hours from ready until the interview, by the day on which people were ready",
    Wait.REVIEW: "Hours from fingerprint match until ICE's review, by the day of the match",
    Wait.HOLD: "Hours held for ICE past release, by the day on which release was due",
}
_PANEL, _SPACE, _AXIS, _LEFT = 1.35, 0.42, 0.45, 0.65
_WARM_UP, _DAILY, _MSER = "#E9E2F2", "#9C9C9C", SCENARIO_COLOURS[1]
_KEY = {
    "daily mean": _DAILY,
    "moving average of a week": SCENARIO_COLOURS[0],
    "mean of the second half (dashed)": INK,
    "MSER-5": _MSER,
    "the scenario's warm-up": _WARM_UP,
}
_SIZE = 8.5


def welch_plot(results: Results) -> Picture:
    """Draw each wait day by day, its moving average, and where MSER-5 takes it to have settled."""
    series, warmup_days = chosen(results["warmup"], jail=ALL_JAILS), results.record["warmup_days"]
    marks = [warmup_days, *results["advice"]["mser5_days"].dropna().astype(int)]
    by_wait = {wait: chosen(series, wait=str(wait)) for wait in Wait}
    waits = [wait for wait, rows in by_wait.items() if rows["n"].any()]
    days = int(series["day"].max()) + 1
    # So many that the beginning can be told from what follows.
    shown: int = min(days, max(FEWEST_DAYS, 3 * warmup_days, 2 * max(marks)))

    def draw(drawing: Page) -> None:
        write_key(drawing, (0, drawing.height - 0.08), _KEY, Look(_SIZE), (0.32, 0.3))
        for below, wait in zip(reversed(range(len(waits))), waits, strict=True):
            bottom = _AXIS + below * (_PANEL + _SPACE)
            drawing.write((0, bottom + _PANEL + 0.1), _NAMES[wait], Look(_SIZE, weight="bold"), along="bottom")
            axes = drawing.axes(_LEFT, bottom, drawing.width - _LEFT, _PANEL)
            axes.axvspan(0, warmup_days, color=_WARM_UP, linewidth=0)
            _panel(axes, by_wait[wait], shown)
            _mark(axes, chosen(results["advice"], jail=ALL_JAILS, wait=str(wait)).iloc[0])
            axes.tick_params(labelbottom=not below)
            if not below:
                axes.set_xlabel("simulated day, from an empty model", size=_SIZE, color=GREY)

    first = f"the first {shown} of {days} days; " if shown < days else ""
    told = "weekends and federal holidays come again, what is only at the beginning is the empty start"
    return Picture(
        name="warmup",
        title=f"{results.scenario['name']}: {results.record['warmup_advice']}",
        note=f"{first}{told}" if waits else "nobody waits here",
        alt="Lines: mean wait by simulated day, its moving average of a week, and where it has settled. "
        "Numbers: table.",
        height=0.25 + len(waits) * (_PANEL + _SPACE) + _AXIS,
        draw=draw,
    )


def _panel(axes: Axes, rows: pd.DataFrame, shown: int) -> None:
    """Draw a wait on the days that are shown, and its mean over the second half of all days."""
    series, later = rows.iloc[:shown], rows.iloc[len(rows) // 2 :].dropna(subset=["mean_hours"])
    days = series["day"] + 0.5
    axes.plot(days, series["mean_hours"], color=_DAILY, linewidth=0.7, marker="o", markersize=1.8)
    axes.plot(days, series["moving_average_hours"], color=SCENARIO_COLOURS[0], linewidth=2.2)
    if len(later):
        level = (later["mean_hours"] * later["n"]).sum() / later["n"].sum()
        axes.axhline(level, color=INK, linewidth=0.9, linestyle=(0, (4, 3)))
    axes.set_xlim(0, shown)
    axes.set_ylim(0, max(float(series["mean_hours"].max()) * 1.08, 1e-3))
    axes.set_xticks(range(0, shown + 1, 7 * max(1, shown // 84)))
    axes.grid(visible=True, axis="x", color=GRID, linewidth=0.4)
    whole_numbers(axes, "y", 4, "hours")


def _mark(axes: Axes, advice: pd.Series) -> None:
    """Mark the days that MSER-5 leaves out, dotted where they need not be."""
    words = str(advice["why_missing"])
    if not pd.isna(advice["mser5_days"]):
        days = int(advice["mser5_days"])
        by_chance = "" if words or advice["advised_days"] else "no more than chance"
        words = f"{days} days, {words or by_chance}".rstrip(", ") if days else "nothing to leave out"
        axes.axvline(days, color=_MSER, linewidth=1.6, linestyle=":" if days and by_chance else "-", clip_on=False)
    corner = {"xycoords": "axes fraction", "ha": "right", "va": "baseline"}
    remark(axes, f"MSER-5: {words}", (1, 1), (0, 8.5), Look(_SIZE, _MSER), **corner)
