"""What a report adds where there are several jails, and where months are known: places and months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

import pandas as pd

from sim.analyses.comparison.network.groups import Change
from sim.analyses.comparison.network.words import KINDS
from sim.analyses.comparison.pictures import PLACES, PLACES_CHANGED, of_pair, of_study
from sim.analyses.comparison.results import MEAN, ResultTables, estimates_in
from sim.model.outcomes import HEADLINES, PER_RESIDENTS
from sim.output.kinds import Results
from sim.output.lost import lost_sentence
from sim.output.names import begun, listed, quoted, readable
from sim.output.numbers import ROUNDED, count, estimated, interval, signed, whole
from sim.output.page.content import Section
from sim.output.places import placed
from sim.output.tables import Column, Table, chosen, side_by_side
from sim.scenario.schema import ALL_JAILS

_MOST_JAILS = 500
_DIFFERENCE = ("base_mean", "other_mean", "difference", "ci_low", "ci_high")
_WHICH = {
    Change.MORE_SCREENING: "with more screening",
    Change.LESS_SCREENING: "with less screening",
    Change.OTHER_CHANGE: "changed otherwise",
    Change.NO_CHANGE: "unchanged",
}
_BY = {"state": "State", "field_office": "Field office", "change": "Kind of change", "neighbours": "Field office"}


def network_sections(results: Results, tables: ResultTables) -> Iterator[Section]:
    """Tell the places of a network and the months of a study; nothing of what its folder does not hold."""
    if tables.others and len(results["groups_paired"]):
        for other in tables.others:
            yield _compared(results, tables, other)
    elif len(results["groups"]):
        yield _single(results, tables)
    if months := tuple(table for table in _months(results, tables) if len(table.data)):
        yield Section("Month by month", folded=months)


def _single(results: Results, tables: ResultTables) -> Section:
    groups = [_levels(results["groups"], by) for by in ("state", "field_office")]
    by_jail = _jails(results["summary"], tables.places, MEAN, _means(*HEADLINES))
    return Section(
        "Where people are flagged and lost",
        sentences=tuple(filter(None, [lost_sentence(partial(tables.mean, tables.base))])),
        pictures=tuple(of_study(tables, PLACES)),
        folded=tuple(table for table in (*groups, by_jail) if len(table.data)),
    )


def _compared(results: Results, tables: ResultTables, other: str) -> Section:
    groups = chosen(results["groups_paired"], other=other)
    by_change = _changes(groups, "change", "By how jails change")
    folded = (
        _changes(groups, "state", "By state"),
        _changes(groups, "field_office", "By field office"),
        _changes(groups, "neighbours", "Unchanged jails, by field office"),
        _jails(chosen(results["comparison"], other=other), tables.places, _DIFFERENCE, _paired(*HEADLINES)),
    )
    return Section(
        f"Where leads are gained and lost{f': {tables.names[other]}' if len(tables.others) > 1 else ''}",
        sentences=(_by_kind(groups, tables, other), *filter(None, [tables.lost_change(other)])),
        pictures=tuple(of_pair(tables, other, PLACES_CHANGED)),
        tables=(by_change,),
        folded=tuple(table for table in folded if len(table.data)),
    )


def _by_kind(groups: pd.DataFrame, tables: ResultTables, other: str) -> str:
    """Say how many people more or fewer are flagged at each kind of jail."""
    rows = chosen(groups, group_by="change", measure="flagged")
    told = []
    for kind, jails, each in zip(rows["group"], rows["jails"], estimates_in(rows, "difference"), strict=True):
        held = ", an interval that holds 0" if each.has_interval and not each.is_clear else ""
        noun = "jail" if jails == 1 else "jails"
        told.append(f"{interval(each, signed)} at {whole(jails)} {noun} {_WHICH[kind]}{held}")
    pair = [quoted(tables.names[label]) for label in (tables.base, other)]
    return f"People flagged, from {pair[0]} to {pair[1]}: {listed(told, separator='; ', last='; ')}."


def _levels(groups: pd.DataFrame, by: str) -> Table:
    """A row a group: its jails, counts, and rates where residents are known."""
    columns = (*_group(by), *_means(*HEADLINES, *PER_RESIDENTS))
    data = side_by_side(chosen(groups, group_by=by), ["group", "jails"], "measure", MEAN)
    # No rate may be known at all.
    data = data.reindex(columns=[name for column in columns for name in column.names])
    note = "Rates are empty where residents are not known."
    return Table(f"by_{by}", f"By {_BY[by].lower()}", data, columns, note=note)


def _means(*measures: str) -> Iterator[Column]:
    for each in measures:
        heading = readable(each).replace("per 100000", "per 100,000 residents and year")
        yield Column.estimated(heading, prefix=f"{each}_")


def _changes(groups: pd.DataFrame, by: str, title: str) -> Table:
    """A row a group: people flagged in both scenarios, and the differences of flagged and lost."""
    columns = (
        *_group(by),
        Column("Flagged before", ("flagged_base_mean",), count),
        Column("Flagged after", ("flagged_other_mean",), count),
        _difference("Difference flagged", "flagged"),
        _difference("Difference released before pickup", "released_before_pickup"),
    )
    data = side_by_side(chosen(groups, group_by=by), ["group", "jails"], "measure", _DIFFERENCE)
    note = f"Before and after: the first and the second scenario. {ROUNDED}"
    return Table(f"flagged_by_{by}", title, data, columns, note=note)


def _difference(heading: str, measure: str) -> Column:
    return Column.estimated(heading, mean="difference", prefix=f"{measure}_", form=signed)


def _group(by: str) -> tuple[Column, Column]:
    return Column(_BY[by], ("group",), _place), Column("Jails", ("jails",), whole)


def _place(group: str) -> str:
    return KINDS[group].name if group in KINDS else placed(group, {})


def _jails(table: pd.DataFrame, names: Mapping[str, str], values: Sequence[str], means: Iterable[Column]) -> Table:
    """A row a jail, for as many as a page can hold."""
    here = table[(table["jail"] != ALL_JAILS) & table["measure"].isin(HEADLINES)]
    data = side_by_side(here, ["jail"], "measure", values)
    columns = (Column("Jail", ("jail",), partial(placed, names=names)), *means)
    more = len(data) - _MOST_JAILS
    note = f"{more} more jails are in the tables of the results folder." if more > 0 else ""
    return Table("by_jail", "By jail", data, columns, on_screen=range(min(len(data), _MOST_JAILS)), note=note)


def _paired(*measures: str) -> Iterator[Column]:
    for each in measures:
        yield Column(f"{readable(each)} before", (f"{each}_base_mean",), count)
        yield Column(f"{readable(each)} after", (f"{each}_other_mean",), count)
        yield _difference(f"{readable(each)}, difference", each)


def _months(results: Results, tables: ResultTables) -> Iterator[Table]:
    if tables.others and len(results["months_paired"]):
        for other in tables.others:
            rows = chosen(results["months_paired"], other=other, group=ALL_JAILS, measure="flagged")
            yield _month_differences(rows, begun(tables.names[other]))
    for label in tables.labels if len(results["months"]) else ():
        rows = chosen(results["months"], scenario=label)
        data = side_by_side(rows[rows["measure"].isin(HEADLINES)], ["month"], "measure", MEAN)
        title = f"By month of booking: {begun(tables.names[label])}"
        yield Table("by_month", title, data, (Column("Month", ("month",)), *_means(*HEADLINES)))


def _month_differences(rows: pd.DataFrame, name: str) -> Table:
    columns = (
        Column("Month", ("month",)),
        Column.estimated("Difference", mean="difference", form=signed),
        Column(
            "Added up from the first month",
            ("cumulative", "cumulative_ci_low", "cumulative_ci_high"),
            partial(estimated, form=signed),
        ),
    )
    return Table("flagged_by_month", f"People flagged by month of booking, difference: {name}", rows, columns)
