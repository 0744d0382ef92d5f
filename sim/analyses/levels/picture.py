"""Counts that the fit has not seen beside their forecasts, on a logarithmic axis."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator

from sim.output.charts.canvas import Look, Page
from sim.output.charts.colours import GREY, GRID, INK, SCENARIO_COLOURS
from sim.output.charts.labels import write_key
from sim.output.charts.picture import Picture
from sim.output.numbers import count, tick

_NAMES, _TEXTS, _ROW, _AXIS, _HEAD, _KEY = 1.6, 2.0, 0.2, 0.5, 0.34, 0.3
_LEAST = 5.0
_BAND, _POINT = SCENARIO_COLOURS[0], SCENARIO_COLOURS[1]


def forecasts_picture(panels: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw a row a count, with its 50 and 90 % intervals, the median, and what was counted.

    Parameters
    ----------
    panels
        By what they are: rows with ``name``, ``counted``, ``low90``, ``low50``, ``middle``, ``high50``, ``high90``.
    """
    rows = pd.concat(panels.values())
    outside = int((~rows["counted"].between(rows["low90"], rows["high90"])).sum())

    def draw(drawing: Page) -> None:
        key = {"counted": _POINT, "forecast: median, 50 and 90 % intervals": _BAND}
        write_key(drawing, (_NAMES, drawing.height - 0.1), key, Look(8.5), (0.33, 0.4))
        top = drawing.height - _KEY
        limits = _LEAST, float(rows[["high90", "counted"]].to_numpy().max()) * 1.15
        for head, panel in panels.items():
            height = _ROW * len(panel)
            bottom = top - _HEAD - height
            drawing.write((0, top - 0.16), head, Look(11.0, weight="bold"))
            axes = drawing.axes(_NAMES, bottom, drawing.width - _NAMES - _TEXTS, height)
            axes.set(xscale="log", xlim=limits, ylim=(len(panel), 0), yticks=[])
            _draw_rows(axes, panel)
            for place, row in enumerate(panel.to_dict("records")):
                middle = bottom + height - (place + 0.5) * _ROW
                text = f"{count(row['counted'])}; {count(row['low90'])} to {count(row['high90'])}"
                drawing.write((0, middle), row["name"], Look(8.5))
                drawing.write((drawing.width, middle), text, Look(8.0), across="right")
            top = bottom - _AXIS

    return Picture(
        name="forecasts",
        title=f"{outside} of {len(rows)} counts lie outside the 90 % intervals of their forecasts",
        note="people identified or flagged a year: what was counted, and what is forecast from all other counties, or "
        "from 2010 to 2012; on the right the count and the 90 % interval",
        alt="Intervals and points: each county's count beside its forecast. Numbers: tables below.",
        height=_KEY + sum(_HEAD + _ROW * len(panel) + _AXIS for panel in panels.values()),
        draw=draw,
    )


def _draw_rows(axes: Axes, panel: pd.DataFrame) -> None:
    at = [place + 0.5 for place in range(len(panel))]
    low = panel["low90"].clip(lower=_LEAST)
    axes.hlines(at, low, panel["high90"], color=_BAND, linewidth=1.2)
    axes.hlines(at, panel["low50"].clip(lower=_LEAST), panel["high50"], color=_BAND, linewidth=4.5)
    axes.scatter(panel["middle"], at, color="white", edgecolors=INK, linewidths=0.7, s=16, zorder=3)
    axes.scatter(panel["counted"], at, color=_POINT, marker="D", s=20, zorder=4)
    axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 3.0)))
    axes.xaxis.set_minor_locator(LogLocator(subs=()))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    axes.set_xlabel("people a year", size=8, color=GREY)
    axes.grid(visible=True, axis="x", color=GRID, linewidth=0.6)
