"""Leads gained and lost over the months, cumulative, by how the jails of a network change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.analyses.comparison.network.groups import Change
from sim.analyses.comparison.network.words import KINDS, LEADS, NEIGHBOURS, PERCENT, of_pair
from sim.analyses.comparison.results import ResultTables
from sim.output.charts.canvas import Look, Page, text_width, whole_numbers
from sim.output.charts.colours import GREY, INK
from sim.output.charts.curves import End, curve, label_ends, reach
from sim.output.charts.labels import ticks_apart
from sim.output.charts.picture import Picture
from sim.output.numbers import interval, signed
from sim.output.tables import chosen
from sim.scenario.schema import ALL_JAILS
from sim.study.intervals import Estimate

_LEFT, _PANEL, _AXIS, _HEAD, _GAP = 0.75, 3.7, 0.55, 0.4, 0.12
_SIZE, _SMALL = 9.0, 8.0
_FEWEST_MONTHS = 3
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
_COLUMNS = {"cumulative": "mean", "cumulative_ci_low": "ci_low", "cumulative_ci_high": "ci_high"}


def cumulative_leads(tables: ResultTables, other: str) -> Picture | None:
    """The leads gained and lost since the start, by kind of change and net, with 95 % intervals as bands.

    Of three months or more in which any clearly are.
    """
    numbers = _in_order(chosen(tables.months_paired, other=other, measure="flagged"))
    if numbers.empty or numbers["month"].nunique() < _FEWEST_MONTHS:
        return None
    lines = {
        group: _from_nothing(numbers[numbers["group"] == group]) for group in KINDS if group in set(numbers["group"])
    }
    months = [str(month) for month in numbers.loc[numbers["group"] == ALL_JAILS, "month"]]
    ends = {group: _end(rows) for group, rows in lines.items()}
    if not any(end.is_clear for end in ends.values()):
        return None
    labels = {group: [KINDS[group].name, interval(end, signed)] for group, end in ends.items()}

    def draw(drawing: Page) -> None:
        names = max(text_width(text, _SIZE, "bold") for label in labels.values() for text in label)
        width = drawing.width - _LEFT - _GAP - names
        axes = drawing.axes(_LEFT, _AXIS, width, _PANEL)
        _draw(axes, lines)
        _months(axes, months, width)
        drawing.write((0, _AXIS + _PANEL + 0.2), "People flagged, difference since the start", Look(_SMALL, GREY))
        told = [End(ends[group].mean, label, KINDS[group].colour) for group, label in labels.items()]
        label_ends(drawing, axes, told, _GAP)

    bands = f"bands are {PERCENT} intervals" if tables.replications > 1 else ""
    neighbours = NEIGHBOURS if Change.NO_CHANGE in lines else ""
    return Picture(
        name="cumulative_leads",
        title=_title(list(ends.values()), months),
        note=tables.note(of_pair(tables, other), f"{LEADS}, by month of booking", neighbours, bands),
        alt="Lines: leads gained and lost, added up from the first month, by how jails change. Numbers: tables below.",
        height=_AXIS + _PANEL + _HEAD,
        draw=draw,
        numbers=numbers,
    )


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Only the rows by kind of change, all jails last, month by month."""
    if rows.empty:
        return rows
    rows = rows[rows["group"].isin(list(KINDS)) & rows["group_by"].isin(["change", ALL_JAILS])]
    place = rows["group"].map({group: place for place, group in enumerate(KINDS)})
    rows = rows.assign(place=place).sort_values(["place", "month"], kind="stable")
    return rows.drop(columns="place").reset_index(drop=True)


def _from_nothing(rows: pd.DataFrame) -> pd.DataFrame:
    """The cumulative difference of a group at the end of each month, from 0 at the start."""
    found = rows[list(_COLUMNS)].rename(columns=_COLUMNS).astype(float).reset_index(drop=True)
    found.index += 1
    return found.reindex(range(len(rows) + 1), fill_value=0.0).rename_axis("place").reset_index()


def _end(rows: pd.DataFrame) -> Estimate:
    """The difference over all months."""
    mean, low, high = rows[["mean", "ci_low", "ci_high"]].iloc[-1]
    return Estimate(0, float(mean), np.nan, float(low), float(high))


def _draw(axes: Axes, lines: dict[str, pd.DataFrame]) -> None:
    for group, rows in lines.items():
        kind, thick = KINDS[group], 2.6 if group == ALL_JAILS else 1.8
        curve(axes, rows, kind.colour, linestyle=kind.line, linewidth=thick, label=kind.name)
    axes.axhline(0, color=INK, linewidth=0.8, zorder=1)
    axes.set_xlim(0, len(rows) - 1)
    axes.set_ylim(reach(pd.concat(lines.values())[["mean", "ci_low", "ci_high"]]))
    whole_numbers(axes, "y", 6)


def _months(axes: Axes, months: Sequence[str], width: float) -> None:
    """Name the starts of as many months as there is room for, of years rather than of other months."""
    starts = pd.period_range(months[0], periods=len(months) + 1, freq="M")
    texts = [start.strftime("%b %Y") for start in starts]
    least = ticks_apart(texts, width / len(months))
    step = next((step for step in _STEPS if step >= least), _STEPS[-1])
    first = (-(starts[0].year * 12 + starts[0].month - 1)) % step
    axes.set_xticks(range(first, len(texts), step), texts[first::step])
    axes.tick_params(axis="x", pad=6, length=3, color=GREY)


def _title(ends: Sequence[Estimate], months: Sequence[str]) -> str:
    """Say whether gains outweigh losses."""
    net = ends[-1]
    low, high = (signed(end) for end in (net.ci_low, net.ci_high))
    sure = f" ({PERCENT} interval {low} to {high})" if np.isfinite(net.ci_low) else ""
    told = f"{signed(net.mean)} leads{sure} from {_month(months[0])} to {_month(months[-1])}"
    if not net.is_clear:
        return f"Whether gains outweigh losses cannot be told: {told}"
    return f"{'Gains outweigh losses' if net.mean > 0 else 'Losses outweigh gains'}: {told}"


def _month(month: str) -> str:
    return pd.Period(month, freq="M").strftime("%B %Y")
