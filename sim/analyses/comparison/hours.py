"""The hours of the week: when removable people are booked, due for release and lost, and when officers are there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.analyses.comparison.results import ResultTables
from sim.model.counts.week import WEEK_HOURS
from sim.output.charts.canvas import MARGIN, WIDTH, Look, Page, line_height, whole_numbers, wrapped
from sim.output.charts.colours import GREY, GRID, SCENARIO_COLOURS
from sim.output.charts.picture import Picture
from sim.output.lost import lost_in_short
from sim.output.names import begun, quoted
from sim.output.numbers import count, is_none, share, tick
from sim.scenario.arrays import Floats
from sim.scenario.schema import OFFICE_TEAMS

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TEAMS = dict(
    zip(("screeners", *OFFICE_TEAMS), (SCENARIO_COLOURS[0], SCENARIO_COLOURS[2], SCENARIO_COLOURS[3]), strict=True)
)
_BOOKED, _DUE, _ATTENDED, _ALONE = "#7F7F7F", "#8FA6B8", "#C5B3CF", SCENARIO_COLOURS[2]
_ROUNDS = SCENARIO_COLOURS[4]
_BAND, _DARKEST = "#000000", 0.12
_EDGES = np.repeat(np.arange(WEEK_HOURS + 1), 2)[1:-1].astype(float)
_AXIS, _GAP = 1.1, 0.2
_PANEL, _SPACE, _FOOT = 0.95, 0.28, 0.4
_NAME_SIZE = 10.0


def _week(rows: pd.DataFrame) -> pd.DataFrame:
    """A scenario's week, all jails together, a row an hour.

    Returns
    -------
    pandas.DataFrame
        ``booked, due, lost``: mean removable people a week who are booked, whose release is due, and lost ones
        released; ``lost_alone``: of these, at jails where just then nobody is on duty who could flag; ``alone``: the
        share of such jails; and a column of officers on duty a team, and of ``rounds`` that arrive. Screeners add up
        over jails. Reviewers, crews and rounds belong to a field office, which several jails may share, so the most at
        any one jail is taken. An hour that comes once more often than
        another in the counted days does not stand out, as its people are divided by how often it comes.
    """
    rows = rows.assign(alone=(rows["screeners_on_duty"] + rows["reviewers_on_duty"] <= 0).astype(float))
    weekly = rows[["removable_booked", "release_due", "lost_released"]].div(
        rows["hours_counted"].clip(lower=1), axis="index"
    )
    rows = rows.assign(**weekly, lost_alone=weekly["lost_released"] * rows["alone"])
    hours = rows.groupby("hour_of_week").agg(
        booked=("removable_booked", "sum"),
        due=("release_due", "sum"),
        lost=("lost_released", "sum"),
        lost_alone=("lost_alone", "sum"),
        alone=("alone", "mean"),
        screeners=("screeners_on_duty", "sum"),
        **{team: (f"{team}_on_duty", "max") for team in OFFICE_TEAMS},
        rounds=("rounds_arriving", "max"),
    )
    return hours.reindex(range(WEEK_HOURS), fill_value=0.0).astype(float)


def hours_of_week(tables: ResultTables) -> Picture:
    """The week of each scenario: bookings, officers on duty, and losses, hour by hour."""
    rows = tables.hour_of_week
    weeks = {label: _week(rows[rows["scenario"] == label]) for label in tables.labels}
    across = min(len(weeks), 2)
    width = (WIDTH - 2 * MARGIN - (across - 1) * _GAP) / across
    bands = _bands(tables, weeks, width - _AXIS)
    tops = pd.concat(weeks.values()).max()

    def draw(drawing: Page) -> None:
        top = drawing.height
        for band in bands:
            under = top - _head(band)
            for place, (name, week) in enumerate(band):
                left = place * (width + _GAP) + _AXIS
                drawing.write((left, under + 0.02), name, Look(_NAME_SIZE, weight="bold"), along="bottom")
                for row, (title, draw_panel) in enumerate(_PANELS.items()):
                    bottom = under - (row + 1) * (_PANEL + _SPACE)
                    head = f"{title}{_total(title, week)}"
                    drawing.write((left, bottom + _PANEL + 0.05), head, Look(8.5), along="bottom")
                    draw_panel(_panel(drawing, week, (left, bottom), width - _AXIS, title), week, tops)
            top -= _block(band)

    several = len(set(rows["jail"])) > 1
    return Picture(
        name="hours_of_week",
        title=_title(tables, weeks),
        note=tables.note(
            _bands_are(weeks.values(), several=several),
            "screeners of all jails, reviewers and crews of the office that has most" if several else "",
            "rounds: how many come to a jail in the hour" if tops["rounds"] > 0 else "",
            _of_whom(tables),
        ),
        alt="The hours of the week: removable people booked, due for release and lost, and the officers on duty.",
        height=sum(map(_block, bands)),
        draw=draw,
    )


_Band = list[tuple[list[str], pd.DataFrame]]
"""Scenarios side by side: the lines of the name, and the week."""


def _bands(tables: ResultTables, weeks: dict[str, pd.DataFrame], width: float) -> list[_Band]:
    if len(weeks) == 1:
        return [[([], weeks[tables.base])]]
    heads = [wrapped(begun(name), width, _NAME_SIZE, "bold") for name in tables.names.values()]
    each = list(zip(heads, weeks.values(), strict=True))
    return [each[place : place + 2] for place in range(0, len(each), 2)]


def _head(band: _Band) -> float:
    return max(len(name) for name, _ in band) * line_height(_NAME_SIZE)


def _block(band: _Band) -> float:
    return _head(band) + len(_PANELS) * (_PANEL + _SPACE) + _FOOT


def _panel(drawing: Page, week: pd.DataFrame, corner: tuple[float, float], width: float, title: str) -> Axes:
    """Make axes over the hours of the week, with grey bands where nobody is on duty who could flag."""
    axes = drawing.axes(*corner, width, _PANEL)
    axes.set(xlim=(0, WEEK_HOURS), xticks=range(0, WEEK_HOURS + 1, 24), label=title)
    axes.tick_params(labelbottom=False)
    axes.grid(visible=True, axis="x", color=GRID, linewidth=0.6)
    everywhere = axes.get_xaxis_transform()
    for alone in sorted(set(week["alone"]) - {0.0}):
        where = _stepped(week["alone"]) == alone
        shade: dict[str, Any] = {"color": _BAND, "alpha": _DARKEST * alone, "linewidth": 0, "zorder": 0}
        axes.fill_between(_EDGES, 0, 1, where=where, transform=everywhere, **shade)
    for day, name in enumerate(_DAYS):
        if title == _LOST:
            left = corner[0] + width * (day + 0.5) / len(_DAYS)
            drawing.write((left, corner[1] - 0.07), name, Look(8, GREY), across="center", along="top")
    return axes


def _stepped(values: pd.Series[float]) -> Floats:
    return np.repeat(values.to_numpy(), 2)


def _booked(axes: Axes, week: pd.DataFrame, tops: pd.Series[float]) -> None:
    axes.fill_between(_EDGES, _stepped(week["booked"]), color=_BOOKED, linewidth=0)
    _people(axes, tops["booked"])


def _due(axes: Axes, week: pd.DataFrame, tops: pd.Series[float]) -> None:
    axes.fill_between(_EDGES, _stepped(week["due"]), color=_DUE, linewidth=0)
    _people(axes, tops["due"])


def _lost(axes: Axes, week: pd.DataFrame, tops: pd.Series[float]) -> None:
    alone = _stepped(week["lost_alone"])
    axes.fill_between(_EDGES, alone, color=_ALONE, linewidth=0)
    axes.fill_between(_EDGES, alone, _stepped(week["lost"]), color=_ATTENDED, linewidth=0)
    _people(axes, tops["lost"])


def _people(axes: Axes, highest: float) -> None:
    axes.set_ylim(0, highest * 1.05 or 1)
    whole_numbers(axes, "y", 3, "people an hour")
    axes.yaxis.set_label_coords(-0.4 / (axes.get_position().width * WIDTH), 0.5)


def _on_duty(axes: Axes, week: pd.DataFrame, tops: pd.Series[float]) -> None:
    colours = _TEAMS | ({"rounds": _ROUNDS} if tops["rounds"] > 0 else {})
    floors = {who: len(colours) - 1.0 - place for place, who in enumerate(colours)}
    for who, floor in floors.items():
        heights = floor + 0.8 * _stepped(week[who]) / (tops[who] or 1)
        axes.fill_between(_EDGES, floor, heights, color=colours[who], linewidth=0)
        axes.axhline(floor, color=GRID, linewidth=0.6)
    axes.set(ylim=(0, len(colours)), yticks=[floor + 0.4 for floor in floors.values()])
    axes.set_yticklabels([_most(who, week) for who in floors])


def _most(who: str, week: pd.DataFrame) -> str:
    most = week[who].max()
    return f"no {who}" if is_none(most) else f"{who}, up to {tick(round(most, 1))}"


_BOOKINGS, _RELEASES, _LOST = "Removable people booked", "Removable people whose release is due", "Lost people released"

_PANELS: dict[str, Callable[[Axes, pd.DataFrame, pd.Series[float]], None]] = {
    _BOOKINGS: _booked,
    "Officers on duty": _on_duty,
    _RELEASES: _due,
    _LOST: _lost,
}

_COLUMNS = {_BOOKINGS: "booked", _RELEASES: "due", _LOST: "lost"}


def _total(title: str, week: pd.DataFrame) -> str:
    """What a panel adds up to in a week, if it counts people."""
    return f": {count(week[_COLUMNS[title]].sum())} a week" if title in _COLUMNS else ""


def _bands_are(weeks: Iterable[pd.DataFrame], *, several: bool) -> str:
    """Say what is grey and what is dark, if anything is."""
    if not any((week["alone"] > 0).any() for week in weeks):
        return ""
    at_jails = ", the darker, at the more jails" if several else ""
    return (
        "grey bands and dark losses: nobody on duty who could flag (no screener at the jail, no reviewer for it)"
        f"{at_jails}"
    )


def _of_whom(tables: ResultTables) -> str:
    """Say who the lost are in the base."""
    parts = lost_in_short(partial(tables.mean, tables.base))
    under = f" under {quoted(tables.names[tables.base])}" if len(tables.labels) > 1 else ""
    return f"lost{under}, {tables.people}: {parts}" if parts else ""


def _title(tables: ResultTables, weeks: dict[str, pd.DataFrame]) -> str:
    sums = {label: week.sum() for label, week in weeks.items()}
    if all(is_none(each["lost"]) for each in sums.values()):
        return "No removable person is lost in any hour of the week"
    label = max(sums, key=lambda label: sums[label]["lost_alone"])
    lost, alone = sums[label]["lost_alone"], sums[label]["alone"]
    if lost <= 0:
        label = max(sums, key=lambda label: sums[label]["lost"])
    under = f" under {quoted(tables.names[label])}" if len(weeks) > 1 else ""
    if lost <= 0:
        always = "somebody who could flag on duty in every hour"
        return f"{count(sums[label]['lost'])} people a week are lost{under}, with {always}"
    return (
        f"{share(lost, sums[label]['lost'])} of losses{under} fall in the {share(alone, WEEK_HOURS)} of the week "
        "with nobody on duty who could flag"
    )
