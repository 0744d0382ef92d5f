"""What became of leads where: by kind of change, and by field office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from sim.analyses.comparison.network.groups import Change
from sim.analyses.comparison.network.words import (
    KINDS,
    NEIGHBOURS,
    chosen,
    difference_bar,
    estimates_in,
    gains_and_losses,
    is_clear,
    note_of_bars,
    placed,
)
from sim.analyses.comparison.results import ResultTables
from sim.model.outcomes import HEADLINES
from sim.output.charts.canvas import Look, drawn, page, text_width
from sim.output.charts.rows import Bar, Panel, reach, text_room
from sim.output.numbers import listed, readable, signed
from sim.scenario.schema import ALL_JAILS
from sim.study.intervals import Estimate

__all__ = [
    "gains_by_kind",
    "gains_by_kind_numbers",
    "gains_by_office",
    "gains_by_office_numbers",
    "spill_over",
    "spill_over_numbers",
]

_NAMES, _AXIS, _HEAD, _BETWEEN = 2.35, 0.5, 0.34, 0.35
_ROW, _OFFICE_ROW = 0.27, 0.23
_COLUMNS = ["group", "jails", "measure", "n", "base_mean", "other_mean", "difference", "ci_low", "ci_high"]
_TITLE = 11.0
_JAILS = "in brackets, how many jails"
_NEUTRAL = "#9A9A9A"
_FLAGGED, _, _LOST = HEADLINES


def gains_by_kind_numbers(tables: ResultTables, groups_paired: pd.DataFrame, other: str) -> pd.DataFrame:
    """The headline counts by kind of change, from ``groups_paired.csv``, and of all jails from ``comparison.csv``.

    Returns
    -------
    pandas.DataFrame
        ``group, jails, measure, n, base_mean, other_mean, difference, ci_low, ci_high``; empty without kinds of change.
    """
    by_kind = chosen(groups_paired, other=other, group_by="change")
    if by_kind.empty:
        return pd.DataFrame(columns=_COLUMNS)
    overall = chosen(tables.comparison, other=other, jail=ALL_JAILS).rename(columns={"jail": "group"})
    overall = overall.assign(jails=by_kind.drop_duplicates("group")["jails"].sum())
    rows = pd.concat([by_kind[_COLUMNS], overall[_COLUMNS]], ignore_index=True)
    return _in_order(rows, HEADLINES, list(KINDS))


def gains_by_office_numbers(groups_paired: pd.DataFrame, other: str) -> pd.DataFrame:
    """People flagged and people lost by field office, from ``groups_paired.csv``, the greatest gain of leads first.

    Returns
    -------
    pandas.DataFrame
        ``group, jails, measure, n, base_mean, other_mean, difference, ci_low, ci_high``.
    """
    rows = chosen(groups_paired, other=other, group_by="field_office")
    flagged = chosen(rows, measure=_FLAGGED).sort_values("difference", ascending=False, kind="stable")
    return _in_order(rows[_COLUMNS], (_FLAGGED, _LOST), flagged["group"].tolist())


def _in_order(rows: pd.DataFrame, measures: Sequence[str], groups: Sequence[str]) -> pd.DataFrame:
    """Rows of these measures and groups, measure by measure."""
    order = pd.MultiIndex.from_product([measures, groups], names=["measure", "group"])
    found = rows.set_index(["measure", "group"])
    return found.loc[order[order.isin(found.index)]].reset_index()[_COLUMNS]


@drawn
def gains_by_kind(tables: ResultTables, groups_paired: pd.DataFrame, other: str) -> Figure:
    """Draw the differences in the headline counts by kind of change, and of all jails.

    Parameters
    ----------
    tables
        Of the same comparison.
    groups_paired
        ``groups_paired.csv``.
    other
        The scenario that is compared with the base.

    Raises
    ------
    ValueError
        If the tables have no kinds of change.
    """
    rows = _some(gains_by_kind_numbers(tables, groups_paired, other))
    bars = {measure: _kind_bars(chosen(rows, measure=measure)) for measure in HEADLINES}
    every = [bar for each in bars.values() for bar in each]
    height = len(every) * _ROW + len(bars) * (_HEAD + _AXIS)
    note = note_of_bars(tables, other, NEIGHBOURS if Change.NO_CHANGE in set(rows["group"]) else "", _JAILS)
    drawing = page(_kinds_title(chosen(rows, measure=_FLAGGED)), note, tables.caption, height)
    top = height
    for measure, each in bars.items():
        bottom = top - _HEAD - _ROW * len(each)
        drawing.write((0, top - 0.1), readable(measure), Look(_TITLE, weight="bold"))
        panel = Panel(each, _NAMES, bottom, drawing.width - _NAMES, _ROW, reach(every), text_room(every))
        panel.name(drawing, _NAMES - 0.15)
        panel.draw(drawing, "difference in people").set_label(measure)
        top = bottom - _AXIS
    return drawing.figure


def _kind_bars(rows: pd.DataFrame) -> list[Bar]:
    kinds = [KINDS[group] for group in rows["group"]]
    found = zip(kinds, rows["jails"], estimates_in(rows, "difference"), strict=True)
    return [difference_bar(f"{kind.name} ({jails:,})", each, kind.colour) for kind, jails, each in found]


def _kinds_title(flagged: pd.DataFrame) -> str:
    """Say what the jails of each kind gain or lose, and what comes of it."""
    found = dict(zip(flagged["group"], estimates_in(flagged, "difference"), strict=True))
    net = found.pop(ALL_JAILS)
    told = [
        f"{signed(each.mean) if is_clear(each) else 'no clear change'} {KINDS[group].within}"
        for group, each in found.items()
    ]
    return f"Leads: {listed(told)}; net {signed(net.mean) if is_clear(net) else 'no clear change'}"


@drawn
def gains_by_office(tables: ResultTables, groups_paired: pd.DataFrame, other: str) -> Figure:
    """Draw the differences in people flagged and lost by field office, the greatest gain of leads first.

    Parameters
    ----------
    tables
        Of the same comparison.
    groups_paired
        ``groups_paired.csv``.
    other
        The scenario that is compared with the base.

    Raises
    ------
    ValueError
        If the tables have no field offices.
    """
    rows = _some(gains_by_office_numbers(groups_paired, other))
    flagged, lost = (_by_office(chosen(rows, measure=measure)) for measure in (_FLAGGED, _LOST))
    panels = {
        readable(_FLAGGED): [difference_bar(name, each) for name, each in flagged],
        readable(_LOST): [difference_bar(name, each, _NEUTRAL) for name, each in lost],
    }
    title = gains_and_losses("leads", "field offices", flagged)
    return _beside(tables, title, note_of_bars(tables, other), panels)


def spill_over_numbers(groups_paired: pd.DataFrame, other: str) -> pd.DataFrame:
    """People flagged in all jails of each field office, and in its unchanged ones, from ``groups_paired.csv``.

    Only of offices with jails of both kinds; that whose neighbours lose most comes first.

    Returns
    -------
    pandas.DataFrame
        ``group_by`` (field_office or neighbours), then as `gains_by_office_numbers`.
    """
    rows = chosen(groups_paired, other=other, measure=_FLAGGED)
    office, neighbours = (chosen(rows, group_by=by).set_index("group") for by in ("field_office", "neighbours"))
    mixed = neighbours[neighbours["jails"] < office["jails"].reindex(neighbours.index)]
    order = mixed.sort_values("difference", kind="stable").index
    every = pd.concat([office.loc[order], neighbours.loc[order]]).reset_index()
    return every[["group_by", *_COLUMNS]]


@drawn
def spill_over(tables: ResultTables, groups_paired: pd.DataFrame, other: str) -> Figure:
    """Draw what changes elsewhere do, through the field office, to leads in jails where nothing changes.

    Parameters
    ----------
    tables
        Of the same comparison.
    groups_paired
        ``groups_paired.csv``.
    other
        The scenario that is compared with the base.

    Raises
    ------
    ValueError
        If no field office has both changed and unchanged jails.
    """
    rows = _some(spill_over_numbers(groups_paired, other))
    whole, unchanged = (_by_office(chosen(rows, group_by=by)) for by in ("field_office", "neighbours"))
    panels = {
        "All jails of the office": [difference_bar(name, each) for name, each in whole],
        "Its unchanged jails": [difference_bar(name, each, KINDS[Change.NO_CHANGE].colour) for name, each in unchanged],
    }
    title = f"Spill-over. {gains_and_losses('leads of unchanged neighbours', 'field offices', unchanged)}"
    return _beside(tables, title, note_of_bars(tables, other, NEIGHBOURS), panels)


def _by_office(rows: pd.DataFrame) -> list[tuple[str, Estimate]]:
    found = zip(rows["group"], estimates_in(rows, "difference"), strict=True)
    return [(placed(str(name), {}), each) for name, each in found]


def _beside(tables: ResultTables, title: str, note: str, panels: Mapping[str, Sequence[Bar]]) -> Figure:
    """Draw panels of the same rows beside each other, each under its head."""
    rows = next(iter(panels.values()))
    height = _OFFICE_ROW * len(rows)
    drawing = page(title, note, tables.caption, _AXIS + height + _HEAD)
    names = min(_NAMES, max(text_width(bar.name, 9) for bar in rows) + 0.2)
    width = (drawing.width - names - _BETWEEN * (len(panels) - 1)) / len(panels)
    for place, (head, bars) in enumerate(panels.items()):
        left = names + place * (width + _BETWEEN)
        drawing.write((left, _AXIS + height + 0.16), head, Look(_TITLE, weight="bold"))
        panel = Panel(bars, left, _AXIS, width, _OFFICE_ROW, reach(bars), text_room(bars))
        panel.draw(drawing, "difference in people").set_label(head)
        if place == 0:
            panel.name(drawing, names)
    return drawing.figure


def _some(rows: pd.DataFrame) -> pd.DataFrame:
    if rows.empty:
        raise ValueError("there are no groups of jails to draw")
    return rows
