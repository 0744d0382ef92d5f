"""The hours of the week: when removable people are booked, when officers are on duty, when people are lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.analyses.comparison.results import ResultTables
from sim.model.counts.week import WEEK_HOURS
from sim.output.charts.canvas import (
    GREY,
    GRID,
    MARGIN,
    SCENARIO_COLOURS,
    WIDTH,
    Look,
    Page,
    line_height,
    whole_numbers,
    wrapped,
)
from sim.output.charts.picture import Picture
from sim.output.numbers import begun, count, quoted, share
from sim.scenario.schema import OFFICE_TEAMS

__all__ = ["hours_of_week"]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TEAMS = dict(
    zip(("screeners", *OFFICE_TEAMS), (SCENARIO_COLOURS[0], SCENARIO_COLOURS[2], SCENARIO_COLOURS[3]), strict=True)
)
_BOOKED, _ATTENDED, _ALONE = "#7F7F7F", "#F0C27B", "#D55E00"
_BAND = "#E6E6E6"
_EDGES = np.repeat(np.arange(WEEK_HOURS + 1), 2)[1:-1].astype(float)
_AXIS, _GAP = 1.1, 0.2
_PANEL, _SPACE, _FOOT = 0.95, 0.28, 0.4
_NAME_SIZE = 10.0


@dataclass(frozen=True)
class _Week:
    """A scenario's week, all jails together, a value an hour.

    Parameters
    ----------
    booked, lost
        Mean removable people booked, and lost ones released.
    lost_alone
        Of these, at jails where just then nobody is on duty who could flag.
    on_duty
        Officers by team. Screeners add up over jails. Reviewers and crews belong to a field office, which several jails
        may share, so the most at any one jail's office is taken.
    alone
        Share of the jails that have nobody on duty who could flag.
    """

    booked: NDArray[np.float64]
    lost: NDArray[np.float64]
    lost_alone: NDArray[np.float64]
    on_duty: dict[str, NDArray[np.float64]]
    alone: NDArray[np.float64]

    @classmethod
    def of(cls, rows: pd.DataFrame) -> _Week:
        rows = rows.assign(alone=(rows["screeners_on_duty"] + rows["reviewers_on_duty"] <= 0).astype(float))
        rows = rows.assign(lost_alone=rows["lost_released"] * rows["alone"])
        hours = rows.groupby("hour_of_week")
        every = range(WEEK_HOURS)

        def summed(column: str) -> NDArray[np.float64]:
            return hours[column].sum().reindex(every, fill_value=0.0).to_numpy(dtype=float)

        def highest(column: str) -> NDArray[np.float64]:
            return hours[column].max().reindex(every, fill_value=0.0).to_numpy(dtype=float)

        return cls(
            booked=summed("removable_booked"),
            lost=summed("lost_released"),
            lost_alone=summed("lost_alone"),
            on_duty={team: (summed if team == "screeners" else highest)(f"{team}_on_duty") for team in _TEAMS},
            alone=hours["alone"].mean().reindex(every, fill_value=0.0).to_numpy(dtype=float),
        )

    @property
    def alone_share(self) -> str:
        return share(float(self.alone.sum()), WEEK_HOURS)

    @property
    def lost_alone_share(self) -> str:
        return share(float(self.lost_alone.sum()), float(self.lost.sum()))


@dataclass(frozen=True)
class _Scales:
    """The tops of the axes, the same for every scenario."""

    booked: float
    lost: float
    officers: float

    @classmethod
    def of(cls, weeks: list[_Week]) -> _Scales:
        return cls(
            booked=max(float(week.booked.max()) for week in weeks) * 1.05 or 1,
            lost=max(float(week.lost.max()) for week in weeks) * 1.05 or 1,
            officers=max(float(each.max()) for week in weeks for each in week.on_duty.values()) or 1,
        )


def hours_of_week(tables: ResultTables) -> Picture:
    """Draw the week of each scenario: bookings, officers on duty, and losses, hour by hour."""
    rows = tables.hour_of_week
    weeks = [_Week.of(rows[rows["scenario"] == label]) for label in tables.labels]
    across = min(len(weeks), 2)
    width = (WIDTH - 2 * MARGIN - (across - 1) * _GAP) / across
    bands = _bands(tables, weeks, width - _AXIS)
    several = len(set(rows["jail"])) > 1
    note = tables.note(
        "grey bands and dark losses: nobody on duty who could flag (no screener at the jail, no reviewer for it)",
        "screeners of all jails, reviewers and crews of the office that has most" if several else "",
    )
    scales = _Scales.of(weeks)

    def draw(drawing: Page) -> None:
        top = drawing.height
        for band in bands:
            for place, (name, week) in enumerate(band):
                left = place * (width + _GAP) + _AXIS
                under = top - _head(band)
                drawing.write((left, under + 0.02), name, Look(_NAME_SIZE, weight="bold"), along="bottom")
                for row, (title, draw_panel) in enumerate(_PANELS.items()):
                    bottom = under - (row + 1) * (_PANEL + _SPACE)
                    drawing.write((left, bottom + _PANEL + 0.05), title, Look(8.5), along="bottom")
                    draw_panel(_panel(drawing, week, (left, bottom), width - _AXIS, title), week, scales)
            top -= _block(band)

    return Picture(
        "hours_of_week",
        _title(tables, weeks),
        note,
        "The hours of the week: removable people booked, those lost, and the officers on duty.",
        sum(_block(band) for band in bands),
        draw,
    )


_Band = list[tuple[list[str], _Week]]
"""Scenarios side by side: the lines of the name, and the week."""


def _bands(tables: ResultTables, weeks: list[_Week], width: float) -> list[_Band]:
    if len(weeks) == 1:
        return [[([], weeks[0])]]
    heads = [wrapped(begun(name), width, _NAME_SIZE, "bold") for name in tables.names.values()]
    each = list(zip(heads, weeks, strict=True))
    return [each[place : place + 2] for place in range(0, len(each), 2)]


def _head(band: _Band) -> float:
    return max(len(name) for name, _ in band) * line_height(_NAME_SIZE)


def _block(band: _Band) -> float:
    return _head(band) + len(_PANELS) * (_PANEL + _SPACE) + _FOOT


def _panel(drawing: Page, week: _Week, corner: tuple[float, float], width: float, title: str) -> Axes:
    """Make axes over the hours of the week, with grey bands where nobody is on duty who could flag."""
    axes = drawing.axes(*corner, width, _PANEL)
    axes.set(xlim=(0, WEEK_HOURS), xticks=range(0, WEEK_HOURS + 1, 24), label=title)
    axes.tick_params(labelbottom=False)
    axes.grid(visible=True, axis="x", color=GRID, linewidth=0.6)
    everywhere = axes.get_xaxis_transform()
    axes.fill_between(_EDGES, 0, 1, where=_stepped(week.alone) >= 1, transform=everywhere, color=_BAND, linewidth=0)
    for day, name in enumerate(_DAYS):
        if title == _LOST:
            left = corner[0] + width * (day + 0.5) / len(_DAYS)
            drawing.write((left, corner[1] - 0.07), name, Look(8, GREY), across="center", along="top")
    return axes


def _stepped(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.repeat(values, 2)


def _booked(axes: Axes, week: _Week, scales: _Scales) -> None:
    axes.fill_between(_EDGES, _stepped(week.booked), color=_BOOKED, linewidth=0)
    _people(axes, scales.booked)


def _lost(axes: Axes, week: _Week, scales: _Scales) -> None:
    alone = _stepped(week.lost_alone)
    axes.fill_between(_EDGES, alone, color=_ALONE, linewidth=0)
    axes.fill_between(_EDGES, alone, _stepped(week.lost), color=_ATTENDED, linewidth=0)
    _people(axes, scales.lost)


def _people(axes: Axes, highest: float) -> None:
    axes.set_ylim(0, highest)
    whole_numbers(axes, "y", 3)
    axes.set_ylabel("people", size=8, color=GREY)
    axes.yaxis.set_label_coords(-0.4 / (axes.get_position().width * WIDTH), 0.5)


def _on_duty(axes: Axes, week: _Week, scales: _Scales) -> None:
    floors = {team: 2.0 - place for place, team in enumerate(_TEAMS)}
    for team, floor in floors.items():
        heights = floor + 0.8 * _stepped(week.on_duty[team]) / scales.officers
        axes.fill_between(_EDGES, floor, heights, color=_TEAMS[team], linewidth=0)
        axes.axhline(floor, color=GRID, linewidth=0.6)
    axes.set(ylim=(0, 3), yticks=[floor + 0.4 for floor in floors.values()])
    axes.set_yticklabels([_most(team, week) for team in floors])


def _most(team: str, week: _Week) -> str:
    most = count(float(week.on_duty[team].max()))
    return f"no {team}" if most == "0" else f"{team}, up to {most}"


_LOST = "Lost people released, by hour of the week"

_PANELS: dict[str, Callable[[Axes, _Week, _Scales], None]] = {
    "Removable people booked, by hour of the week": _booked,
    "Officers on duty": _on_duty,
    _LOST: _lost,
}


def _title(tables: ResultTables, weeks: list[_Week]) -> str:
    names = dict(zip(tables.labels, weeks, strict=True))
    if all(count(float(week.lost.sum())) == "0" for week in weeks):
        return "No removable person is lost in any hour of the week"
    label = max(names, key=lambda each: float(names[each].lost_alone.sum()))
    week = names[label]
    under = f" under {quoted(tables.names[label])}" if len(weeks) > 1 else ""
    if week.lost_alone.sum() <= 0:
        return "Somebody who could flag is on duty whenever people are lost"
    return (
        f"{week.lost_alone_share} of losses{under} fall in the {week.alone_share} of the week "
        "with nobody on duty who could flag"
    )
