"""The jails of a network, ranked: by leads gained or lost, or by leads for each resident."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pandas as pd

from sim.analyses.comparison.network.words import (
    LEADS,
    LEADS_PER_RESIDENTS,
    PERCENT,
    difference_bar,
    gains_and_losses,
    is_nothing,
    levels_between,
    named,
    note_of_bars,
    rest_of,
)
from sim.analyses.comparison.results import ResultTables, estimates_in
from sim.output.charts.colours import SCENARIO_COLOURS
from sim.output.charts.picture import Picture
from sim.output.charts.rows import Bar, Below
from sim.output.numbers import count, interval, signed
from sim.output.tables import chosen
from sim.scenario.schema import ALL_JAILS
from sim.study.intervals import Estimate

MOST_AT_AN_END = 15
"""Jails that a picture shows at the top and at the bottom of the ranks; those between are told in one row."""

_ROW = 0.21


def ranked_gains(tables: ResultTables, other: str) -> Picture | None:
    """The jails that gain and lose most leads, of those in which anything changes."""
    rows = chosen(tables.comparison, other=other, measure="flagged")
    rows = _ranked(rows[rows["jail"] != ALL_JAILS], "difference")
    found = named(rows, "jail", "difference", tables.places) if len(rows) else []
    changed = [(name, each) for name, each in found if not is_nothing(each)]
    if not changed:
        return None

    def together(between: Sequence[Estimate]) -> str:
        return f"{signed(sum(each.mean for each in between))} together"

    bars = _ends([difference_bar(name, each) for name, each in changed], together)
    bars += rest_of(len(found) - len(changed))
    below = Below({"": bars}, f"difference in {tables.people}, flagged", _ROW, head=0.0)
    return Picture(
        name="ranked_gains",
        title=gains_and_losses("leads", "jails", found, tables.span),
        note=note_of_bars(tables, other),
        alt="Bars: jails in the order of leads gained and lost. Numbers: tables below.",
        height=below.height,
        draw=below.draw,
        numbers=rows,
    )


def ranked_rates(tables: ResultTables) -> Picture | None:
    """The jails of a run that flag most and fewest people for each resident, and all jails together as a line.

    Jails without a known population are left out; those that flag nobody are told in one row.
    """
    rates = chosen(tables.groups, scenario=tables.base, measure=LEADS_PER_RESIDENTS)
    rows = _ranked(chosen(rates, group_by="jail"), "mean")
    if rows.empty:
        return None
    found = named(rows, "group", "mean", tables.places)
    flagged = chosen(tables.summary, scenario=tables.base, measure="flagged").set_index("jail")["mean"]
    rows = rows.assign(flagged=flagged.reindex(rows["group"]).to_numpy())
    bars = [_rate_bar(*named_rate, people) for named_rate, people in zip(found, rows["flagged"], strict=True)]
    some = [bar for bar in bars if not is_nothing(bar.estimate)]

    def together(between: Sequence[Estimate]) -> str:
        return f"{count(between[-1].mean)} to {count(between[0].mean)}"

    shown = [*_ends(some, together), *rest_of(len(bars) - len(some), "without a lead")]
    overall = estimates_in(chosen(rates, group_by=ALL_JAILS), "mean")
    marked = {f"all jails together {count(each.mean)}": each.mean for each in overall}
    unit = "people flagged per 100,000 residents a year"
    below = Below({"": shown}, unit, _ROW, head=0.25, marked=marked, least=0.0)
    return Picture(
        name="ranked_rates",
        title=levels_between("leads per 100,000 residents a year", found, overall),
        note=tables.note(
            LEADS,
            f"lines are {PERCENT} intervals, bars hollow where they hold 0" if tables.replications > 1 else "",
            f"behind the rates the {tables.people}",
        ),
        alt="Bars: jails in the order of people flagged per 100,000 residents. Numbers: tables below.",
        height=below.height,
        draw=below.draw,
        numbers=rows,
    )


def _rate_bar(name: str, rate: Estimate, people: float) -> Bar:
    told = interval(rate) if math.isnan(people) else f"{interval(rate)}; {count(people)}"
    return Bar(name, rate, told, SCENARIO_COLOURS[0], hollow=rate.has_interval and not rate.is_clear)


def _ranked(rows: pd.DataFrame, value: str) -> pd.DataFrame:
    known = rows[rows[value].notna()] if len(rows) else rows
    return known.sort_values(value, ascending=False, kind="stable").reset_index(drop=True) if len(known) else known


def _ends(bars: list[Bar], together: Callable[[Sequence[Estimate]], str]) -> list[Bar]:
    """Both ends of the ranks, and one row without a bar for those between, if there are more than fit."""
    if len(bars) <= 2 * MOST_AT_AN_END + 1:
        return bars
    between = [bar.estimate for bar in bars[MOST_AT_AN_END:-MOST_AT_AN_END]]
    row = Bar.without_estimate(f"{len(between)} jails between these", together(between))
    return [*bars[:MOST_AT_AN_END], row, *bars[-MOST_AT_AN_END:]]
