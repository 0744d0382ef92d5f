"""What became of leads where: by kind of change, and by field office."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.analyses.comparison.network.groups import Change
from sim.analyses.comparison.network.words import (
    KINDS,
    NEIGHBOURS,
    difference_bar,
    gains_and_losses,
    is_nothing,
    named,
    note_of_bars,
    rest_of,
)
from sim.analyses.comparison.results import ResultTables, estimates_in
from sim.model.outcomes import HEADLINES
from sim.output.charts.picture import Picture
from sim.output.charts.rows import Bar, Below, Beside
from sim.output.lost import lost_in_short
from sim.output.names import in_words, listed, readable
from sim.output.numbers import signed
from sim.output.tables import chosen
from sim.scenario.schema import ALL_JAILS
from sim.study.intervals import Estimate

_COLUMNS = ["group", "jails", "measure", "n", "base_mean", "other_mean", "difference", "ci_low", "ci_high"]
_NEUTRAL = "#9A9A9A"
_FLAGGED, _, _LOST = HEADLINES


def gains_by_kind(tables: ResultTables, other: str) -> Picture | None:
    """The differences in the headline counts by kind of change, and of all jails."""
    by_kind = chosen(tables.groups_paired, other=other, group_by="change")
    if by_kind.empty:
        return None
    overall = chosen(tables.comparison, other=other, jail=ALL_JAILS).rename(columns={"jail": "group"})
    overall = overall.assign(jails=by_kind.drop_duplicates("group")["jails"].sum())
    every = pd.concat([by_kind[_COLUMNS], overall[_COLUMNS]], ignore_index=True)
    rows = _in_order(every, HEADLINES, list(KINDS))
    neighbours = NEIGHBOURS if Change.NO_CHANGE in set(rows["group"]) else ""
    panels = {readable(measure): _kind_bars(chosen(rows, measure=measure)) for measure in HEADLINES}
    same = [head for head, bars in panels.items() if not any(bar.is_drawn for bar in bars)]
    if len(same) == len(panels):
        return None
    panels = {head: bars for head, bars in panels.items() if head not in same}
    below = Below(panels, f"difference in {tables.people}", row=0.27)
    return Picture(
        name="gains_by_kind",
        title=_kinds_title(chosen(rows, measure=_FLAGGED), tables.span),
        note=note_of_bars(
            tables,
            other,
            neighbours,
            "in brackets, how many jails",
            f"nowhere a change in {listed([in_words(head).lower() for head in same])}" if same else "",
            _who_is_lost(tables, other),
        ),
        alt="Bars: leads gained and lost, by how jails change. Numbers: tables below.",
        height=below.height,
        draw=below.draw,
        numbers=rows,
    )


def _in_order(rows: pd.DataFrame, measures: Sequence[str], groups: Sequence[str]) -> pd.DataFrame:
    """Rows of these measures and groups, measure by measure."""
    order = pd.MultiIndex.from_product([measures, groups], names=["measure", "group"])
    found = rows.set_index(["measure", "group"])
    return found.loc[order[order.isin(found.index)]].reset_index()[_COLUMNS]


def _kind_bars(rows: pd.DataFrame) -> list[Bar]:
    kinds = [KINDS[group] for group in rows["group"]]
    found = zip(kinds, rows["jails"], estimates_in(rows, "difference"), strict=True)
    return [difference_bar(f"{kind.name} ({jails:,})", each, kind.colour) for kind, jails, each in found]


def _kinds_title(flagged: pd.DataFrame, span: str) -> str:
    """Say what the jails of each kind gain or lose over a span, and what comes of it."""
    found = dict(zip(flagged["group"], estimates_in(flagged, "difference"), strict=True))
    net = found.pop(ALL_JAILS)
    told = [f"{_clearly(each)} {KINDS[group].within}" for group, each in found.items()]
    return f"{f'Leads {span}'.rstrip()}: {listed(told)}; net {_clearly(net)}"


def _who_is_lost(tables: ResultTables, other: str) -> str:
    """Of whom the change in the people released before pickup is made, at all jails."""
    parts = lost_in_short(lambda measure: tables.difference(other, measure).mean, signed)
    return f"of the change in those released before pickup: {parts}" if parts else ""


def _clearly(difference: Estimate) -> str:
    if is_nothing(difference):
        return "no change"
    return signed(difference.mean) if difference.is_clear else "no clear change"


def gains_by_office(tables: ResultTables, other: str) -> Picture | None:
    """The differences in people flagged and lost by field office, the greatest gain of leads first.

    Only of those in which either changes.
    """
    rows = chosen(tables.groups_paired, other=other, group_by="field_office")
    flagged = chosen(rows, measure=_FLAGGED)
    if len(flagged) < 2:
        return None
    offices = flagged.sort_values("difference", ascending=False, kind="stable")["group"].tolist()
    rows = _in_order(rows, (_FLAGGED, _LOST), offices)
    gains, losses = (named(chosen(rows, measure=measure), "group", "difference", {}) for measure in (_FLAGGED, _LOST))
    pairs = zip(gains, losses, strict=True)
    changed = [(gain, loss) for gain, loss in pairs if not (is_nothing(gain[1]) and is_nothing(loss[1]))]
    if not changed:
        return None
    unchanged = rest_of(len(gains) - len(changed))
    panels = {
        readable(_FLAGGED): [*(difference_bar(*gain) for gain, _ in changed), *unchanged],
        readable(_LOST): [*(difference_bar(*loss, _NEUTRAL) for _, loss in changed), *unchanged],
    }
    beside = Beside(panels, f"difference in {tables.people}", row=0.23)
    return Picture(
        name="gains_by_office",
        title=gains_and_losses("leads", "field offices", gains, tables.span),
        note=note_of_bars(tables, other, _who_is_lost(tables, other)),
        alt="Bars: leads gained and lost by field office. Numbers: tables below.",
        height=beside.height,
        draw=beside.draw,
        numbers=rows,
    )


def spill_over(tables: ResultTables, other: str) -> Picture | None:
    """What changes elsewhere do, through the field office, to leads in jails where nothing changes.

    Only of offices with jails of both kinds, and of these those whose unchanged jails gain or lose any, if any clearly
    does; that whose neighbours lose most comes first.
    """
    rows = chosen(tables.groups_paired, other=other, measure=_FLAGGED)
    office, neighbours = (chosen(rows, group_by=by).set_index("group") for by in ("field_office", "neighbours"))
    mixed = neighbours[neighbours["jails"] < office["jails"].reindex(neighbours.index)]
    if mixed.empty:
        return None
    order = mixed.sort_values("difference", kind="stable").index
    every = pd.concat([office.loc[order], neighbours.loc[order]]).reset_index()
    rows = every[["group_by", *_COLUMNS]]
    whole, unchanged = (
        named(chosen(rows, group_by=by), "group", "difference", {}) for by in ("field_office", "neighbours")
    )
    touched = [place for place, (_, each) in enumerate(unchanged) if not is_nothing(each)]
    if not any(each.is_clear for _, each in unchanged):
        return None
    colour = KINDS[Change.NO_CHANGE].colour
    rest = rest_of(len(unchanged) - len(touched))
    panels = {
        "All jails of the office": [*(difference_bar(*whole[place]) for place in touched), *rest],
        "Its unchanged jails": [*(difference_bar(*unchanged[place], colour) for place in touched), *rest],
    }
    beside = Beside(panels, f"difference in {tables.people}", row=0.23)
    found = gains_and_losses("leads of unchanged neighbours", "field offices", unchanged, tables.span)
    return Picture(
        name="spill_over",
        title=f"Spill-over. {found}",
        note=note_of_bars(tables, other, NEIGHBOURS),
        alt=(
            "Bars: leads gained and lost at unchanged jails, which share a field office with changed ones. "
            "Numbers: tables below."
        ),
        height=beside.height,
        draw=beside.draw,
        numbers=rows,
    )
