"""Leads gained and lost over the months, cumulative, by how the jails of a network change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analyses.comparison.network.groups import Change
from sim.analyses.comparison.network.words import KINDS, LEADS, NEIGHBOURS, PERCENT, Kind, chosen, is_clear, of_pair
from sim.analyses.comparison.results import ResultTables
from sim.output.charts.canvas import GREY, INK, Look, Page, drawn, line_height, page, text_width, whole_numbers
from sim.output.charts.labels import apart, ticks_apart
from sim.output.numbers import count, interval, signed
from sim.scenario.schema import ALL_JAILS
from sim.study.intervals import Estimate

__all__ = ["cumulative_leads", "cumulative_leads_numbers"]

_LEFT, _PANEL, _AXIS, _HEAD, _GAP = 0.75, 3.7, 0.55, 0.4, 0.12
_SIZE, _SMALL = 9.0, 8.0
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)


def cumulative_leads_numbers(months_paired: pd.DataFrame, other: str) -> pd.DataFrame:
    """The rows of ``months_paired.csv`` for people flagged, by kind of change, all jails last, month by month."""
    rows = chosen(months_paired, other=other, measure="flagged")
    rows = rows[rows["group"].isin(list(KINDS)) & rows["group_by"].isin(["change", ALL_JAILS])]
    place = rows["group"].map({group: place for place, group in enumerate(KINDS)})
    rows = rows.assign(place=place).sort_values(["place", "month"], kind="stable")
    return rows.drop(columns="place").reset_index(drop=True)


@dataclass(frozen=True, eq=False)
class _Line:
    """The cumulative difference of a group at the end of each month, from 0 at the start."""

    kind: Kind
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @classmethod
    def of(cls, group: str, rows: pd.DataFrame) -> _Line:
        columns = ("cumulative", "cumulative_ci_low", "cumulative_ci_high")
        mean, low, high = (np.concatenate([[0.0], rows[column].to_numpy(dtype=float)]) for column in columns)
        return cls(KINDS[group], mean, low, high)

    @property
    def end(self) -> Estimate:
        """The difference over all months."""
        return Estimate(0, float(self.mean[-1]), np.nan, float(self.low[-1]), float(self.high[-1]))

    @property
    def label(self) -> list[str]:
        """What stands at its end."""
        return [self.kind.name, interval(self.end, difference=True)]


@drawn
def cumulative_leads(tables: ResultTables, months_paired: pd.DataFrame, other: str) -> Figure:
    """Draw the leads gained and lost since the start, by kind of change and net, with 95 % intervals as bands.

    Parameters
    ----------
    tables
        Of the same comparison.
    months_paired
        ``months_paired.csv``.
    other
        The scenario that is compared with the base.

    Raises
    ------
    ValueError
        If there are no months of the scenario.
    """
    rows = cumulative_leads_numbers(months_paired, other)
    if not (rows["group"] == ALL_JAILS).any():
        raise ValueError(f"there are no months of {other!r}")
    groups = [group for group in KINDS if (rows["group"] == group).any()]
    lines = [_Line.of(group, rows[rows["group"] == group]) for group in groups]
    months = [str(month) for month in rows.loc[rows["group"] == ALL_JAILS, "month"]]
    bands = f"bands are {PERCENT} intervals" if tables.replications > 1 else ""
    neighbours = NEIGHBOURS if Change.NO_CHANGE in groups else ""
    note = tables.note(of_pair(tables, other), f"{LEADS}, by month of booking", neighbours, bands)
    drawing = page(_title(lines, months), note, tables.caption, _AXIS + _PANEL + _HEAD)
    names = max(text_width(text, _SIZE, "bold") for line in lines for text in line.label)
    width = drawing.width - _LEFT - _GAP - names
    axes = drawing.axes(_LEFT, _AXIS, width, _PANEL)
    _draw(axes, lines)
    _months(axes, months, width)
    drawing.write((0, _AXIS + _PANEL + 0.2), "People flagged, difference since the start", Look(_SMALL, GREY))
    _label(drawing, axes, lines, _LEFT + width + _GAP)
    return drawing.figure


def _draw(axes: Axes, lines: Sequence[_Line]) -> None:
    at = np.arange(len(lines[0].mean))
    for line in lines:
        net = line.kind is KINDS[ALL_JAILS]
        axes.fill_between(at, line.low, line.high, color=line.kind.colour, alpha=0.2, linewidth=0)
        axes.plot(
            at,
            line.mean,
            color=line.kind.colour,
            linestyle=line.kind.line,
            linewidth=2.6 if net else 1.8,
            label=line.kind.name,
        )
    axes.axhline(0, color=INK, linewidth=0.8, zorder=1)
    axes.set_xlim(0, len(at) - 1)
    ends = [value for line in lines for value in (line.mean, line.low, line.high)]
    low, high = float(np.nanmin(ends)), float(np.nanmax(ends))
    room = (high - low) * 0.05 or 1.0
    axes.set_ylim(low - room, high + room)
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


def _label(drawing: Page, axes: Axes, lines: Sequence[_Line], left: float) -> None:
    low, high = axes.get_ylim()
    order = sorted(lines, key=lambda line: line.end.mean)
    heights = np.array([(line.end.mean - low) / (high - low) * _PANEL for line in order])
    for line, height in zip(order, apart(heights, 2 * line_height(_SIZE) + 0.06), strict=True):
        drawing.write((left, _AXIS + height), line.label, Look(_SIZE, line.kind.colour, "bold"))


def _title(lines: Sequence[_Line], months: Sequence[str]) -> str:
    """Say whether gains outweigh losses."""
    net = lines[-1].end
    low, high = (signed(end) for end in (net.ci_low, net.ci_high))
    sure = f" ({PERCENT} interval {low} to {high})" if np.isfinite(net.ci_low) else ""
    told = f"{signed(net.mean)} leads{sure} from {_month(months[0])} to {_month(months[-1])}"
    if count(net.mean) == "0" and not any(is_clear(line.end) for line in lines):
        return f"No leads are gained or lost: {told}"
    if not is_clear(net):
        return f"Whether gains outweigh losses cannot be told: {told}"
    return f"{'Gains outweigh losses' if net.mean > 0 else 'Losses outweigh gains'}: {told}"


def _month(month: str) -> str:
    return pd.Period(month, freq="M").strftime("%B %Y")
