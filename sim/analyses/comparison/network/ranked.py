"""The jails of a network, ranked: by leads gained or lost, or by leads for each resident."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from sim.analyses.comparison.network.words import (
    LEADS,
    LEADS_PER_RESIDENTS,
    PERCENT,
    chosen,
    difference_bar,
    estimates_in,
    gains_and_losses,
    levels_between,
    note_of_bars,
    placed,
)
from sim.analyses.comparison.results import ResultTables
from sim.output.charts.canvas import GREY, INK, SCENARIO_COLOURS, drawn, page
from sim.output.charts.rows import Bar, Panel, reach, text_room
from sim.output.numbers import count, interval, signed
from sim.scenario.schema import ALL_JAILS
from sim.study.intervals import Estimate

__all__ = ["MOST_AT_AN_END", "ranked_gains", "ranked_gains_numbers", "ranked_rates", "ranked_rates_numbers"]

MOST_AT_AN_END = 15
"""Jails that a picture shows at the top and at the bottom of the ranks; those between are told in one row."""

_NAMES, _ROW, _AXIS, _HEAD = 2.35, 0.21, 0.5, 0.25
_SMALL = 8.0


def ranked_gains_numbers(comparison: pd.DataFrame, other: str) -> pd.DataFrame:
    """The rows of ``comparison.csv`` for people flagged at each jail, the greatest gain first."""
    rows = chosen(comparison, other=other, measure="flagged")
    return _ranked(rows[rows["jail"] != ALL_JAILS], "difference")


def ranked_rates_numbers(groups: pd.DataFrame, label: str) -> pd.DataFrame:
    """The rows of ``groups.csv`` for people flagged per 100,000 residents at each jail, the highest first.

    Jails without a known population are left out.
    """
    return _ranked(chosen(groups, scenario=label, group_by="jail", measure=LEADS_PER_RESIDENTS), "mean")


def _ranked(rows: pd.DataFrame, value: str) -> pd.DataFrame:
    known = rows[rows[value].notna()]
    return known.sort_values(value, ascending=False, kind="stable").reset_index(drop=True)


@drawn
def ranked_gains(tables: ResultTables, other: str, names: Mapping[str, str]) -> Figure:
    """Draw the jails that gain and lose most leads.

    Parameters
    ----------
    tables
        Of a comparison.
    other
        The scenario that is compared with the base.
    names
        The jails as printed, by their names in the scenario.

    Raises
    ------
    ValueError
        If the tables have no jails.
    """
    rows = _some(ranked_gains_numbers(tables.comparison, other))
    found = _named(rows["jail"], estimates_in(rows, "difference"), names)

    def together(between: Sequence[Estimate]) -> str:
        return f"{signed(sum(each.mean for each in between))} together"

    bars = _ends([difference_bar(name, each) for name, each in found], together)
    title = gains_and_losses("leads", "jails", found)
    drawing = page(title, note_of_bars(tables, other), tables.caption, _AXIS + _ROW * len(bars))
    panel = Panel(bars, _NAMES, _AXIS, drawing.width - _NAMES, _ROW, reach(bars), text_room(bars))
    panel.name(drawing, _NAMES - 0.15)
    panel.draw(drawing, "difference in people flagged")
    return drawing.figure


@drawn
def ranked_rates(tables: ResultTables, groups: pd.DataFrame, label: str, names: Mapping[str, str]) -> Figure:
    """Draw the jails that flag most and fewest people for each resident, and all jails together as a line.

    Parameters
    ----------
    tables
        Of the same study.
    groups
        ``groups.csv``.
    label
        The scenario.
    names
        The jails as printed, by their names in the scenario.

    Raises
    ------
    ValueError
        If no jail has a rate, as without known populations.
    """
    rows = _some(ranked_rates_numbers(groups, label))
    found = _named(rows["group"], estimates_in(rows, "mean"), names)

    def together(between: Sequence[Estimate]) -> str:
        return f"{count(between[-1].mean)} to {count(between[0].mean)}"

    bars = _ends([Bar(name, each, interval(each), SCENARIO_COLOURS[0]) for name, each in found], together)
    overall = estimates_in(chosen(groups, scenario=label, group_by=ALL_JAILS, measure=LEADS_PER_RESIDENTS), "mean")
    title = levels_between("leads per 100,000 residents a year", found, overall)
    note = tables.note(LEADS, f"black lines are {PERCENT} intervals" if tables.replications > 1 else "")
    drawing = page(title, note, tables.caption, _AXIS + _ROW * len(bars) + _HEAD)
    panel = Panel(bars, _NAMES, _AXIS, drawing.width - _NAMES, _ROW, reach(bars), text_room(bars))
    panel.name(drawing, _NAMES - 0.15)
    axes = panel.draw(drawing, "people flagged per 100,000 residents a year")
    for each in overall:
        axes.axvline(each.mean, color=INK, linewidth=1, linestyle=":", zorder=1)
        text = f"all jails together {count(each.mean)}"
        axes.annotate(text, (each.mean, 0), (0, 3), textcoords="offset points", size=_SMALL, color=GREY, ha="center")
    return drawing.figure


def _some(rows: pd.DataFrame) -> pd.DataFrame:
    if rows.empty:
        raise ValueError("there are no jails to rank")
    return rows


def _named(jails: pd.Series, estimates: Sequence[Estimate], names: Mapping[str, str]) -> list[tuple[str, Estimate]]:
    return [(placed(str(jail), names), each) for jail, each in zip(jails, estimates, strict=True)]


def _ends(bars: list[Bar], together: Callable[[Sequence[Estimate]], str]) -> list[Bar]:
    """Both ends of the ranks, and one row without a bar for those between, if there are more than fit."""
    if len(bars) <= 2 * MOST_AT_AN_END + 1:
        return bars
    between = [bar.estimate for bar in bars[MOST_AT_AN_END:-MOST_AT_AN_END]]
    row = Bar.without_estimate(f"{len(between)} jails between these", together(between))
    return [*bars[:MOST_AT_AN_END], row, *bars[-MOST_AT_AN_END:]]
