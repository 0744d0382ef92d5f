"""What ICE itself may have done in jails that left and joined, and the leads gained and lost under each reading."""

from __future__ import annotations

import pandas as pd

from sim.analyses.comparison.network.verdicts import NOT_DETERMINED
from sim.output.charts.canvas import Look, Page, text_width, whole_numbers
from sim.output.charts.colours import GREY, INK, SCENARIO_COLOURS
from sim.output.charts.curves import End, curve, label_ends, reach
from sim.output.charts.picture import Picture
from sim.output.numbers import estimated, signed

HERE, NOWHERE, JOINED, NOWHERE_JOINED = "ice_stays", "ice_nowhere", "ice_joined", "ice_nowhere_and_joined"

READINGS = {
    HERE: "ICE's officers stay in Harris and Hudson",
    NOWHERE: "ICE's officers stay nowhere",
    JOINED: "they stay in both, and came in office hours to the jails that joined, before deputies and beside them",
    NOWHERE_JOINED: "they stay nowhere, and came to the jails that joined",
}
"""The readings by name, and in words."""

_SHORT = {HERE: "ICE stays in two jails", NOWHERE: "ICE stays nowhere", JOINED: "ICE also where deputies joined"}
_SHORT[NOWHERE_JOINED] = "both of these"
_LEFT, _PANEL, _AXIS, _HEAD, _GAP, _SIZE = 0.75, 3.9, 0.4, 0.4, 0.12, 9.0


def readings_picture(months: pd.DataFrame, said: str) -> Picture:
    """Draw leads added up month by month under each reading, with the band of draws, and of one that of chance alone.

    Parameters
    ----------
    months
        ``reading, month, cumulative, cumulative_ci_low, cumulative_ci_high``; rows without a reading hold chance alone,
        of the first reading at the mean of its levels.
    said
        The answer that all readings together allow.
    """
    lines = {name: _line(months, name) for name in READINGS}
    chance = _line(months, "")
    colours = dict(zip(READINGS, (INK, *SCENARIO_COLOURS[1:]), strict=False))
    labels = {name: [_SHORT[name], _ends(rows)] for name, rows in lines.items()}

    def draw(drawing: Page) -> None:
        names = max(text_width(text, _SIZE, "bold") for label in labels.values() for text in label)
        axes = drawing.axes(_LEFT, _AXIS, drawing.width - _LEFT - _GAP - names, _PANEL)
        for name, rows in lines.items():
            curve(axes, rows, colours[name], linewidth=2.6 if name == HERE else 1.6, label=_SHORT[name])
        curve(axes, chance.assign(mean=lines[HERE]["mean"]), INK, linewidth=0)
        axes.axhline(0, color=INK, linewidth=0.8, zorder=1)
        axes.set(xlim=(0, len(chance) - 1), ylim=reach(pd.concat(lines.values())[["ci_low", "ci_high"]]))
        starts = range(0, len(chance), 12)
        axes.set_xticks(starts, [str(2017 + place) for place in range(len(starts))])
        whole_numbers(axes, "y", 6)
        drawing.write((0, _AXIS + _PANEL + 0.2), "People flagged, difference since January 2017", Look(8.0, GREY))
        ends = [End(rows["mean"].iloc[-1], labels[name], colours[name]) for name, rows in lines.items()]
        label_ends(drawing, axes, ends, _GAP)

    return Picture(
        name="leads_by_reading",
        title=_title(said),
        note=(
            "Leads are people flagged, by month of booking. Bands: 95 % of draws of county levels; the narrow band "
            "within the first: chance alone."
        ),
        alt="Lines: leads gained and lost since January 2017 under four readings. Numbers: the table of readings.",
        height=_AXIS + _PANEL + _HEAD,
        draw=draw,
    )


def _title(said: str) -> str:
    if said == NOT_DETERMINED:
        return "Whether gains outweigh losses is not determined: it hangs on what ICE itself did in jails"
    return f"Do gains outweigh losses? {said.capitalize()}, whatever ICE itself did in jails"


def _line(months: pd.DataFrame, reading: str) -> pd.DataFrame:
    """What is added up at the end of each month, from 0 at the start."""
    rows = months[months["reading"].fillna("") == reading]
    told = rows[["cumulative", "cumulative_ci_low", "cumulative_ci_high"]].to_numpy(dtype=float)
    found = pd.DataFrame(told, columns=["mean", "ci_low", "ci_high"], index=range(1, len(told) + 1))
    return found.reindex(range(len(told) + 1), fill_value=0.0).rename_axis("place").reset_index()


def _ends(rows: pd.DataFrame) -> str:
    mean, low, high = rows[["mean", "ci_low", "ci_high"]].iloc[-1]
    return estimated(mean, low, high, signed)
