"""What a report adds where there are several jails, and where months are known: places and months."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from sim.analyses.comparison.network.words import KINDS, chosen, estimates_in, placed
from sim.analyses.comparison.pictures import PLACES, PLACES_CHANGED, of_pair, of_study
from sim.analyses.comparison.results import ResultTables
from sim.model.outcomes import HEADLINES
from sim.output.kinds import Results
from sim.output.names import begun, listed, quoted, readable
from sim.output.numbers import interval, signed, whole
from sim.output.page.cells import counted, estimated, numbered, plain
from sim.output.page.content import Cell, Section, Table
from sim.output.page.svg import inline
from sim.scenario.schema import ALL_JAILS

__all__ = ["network_sections"]

_MOST_JAILS = 500
_BY = {"state": "State", "field_office": "Field office", "change": "Kind of change", "neighbours": "Field office"}


def network_sections(results: Results, tables: ResultTables, name: str) -> Iterator[Section]:
    """Tell the places of a network and the months of a study; nothing of what its folder does not hold."""
    if tables.others and len(results["groups_paired"]):
        for other in tables.others:
            yield _compared(results, tables, other, name)
    elif len(results["groups"]):
        yield _single(results, tables, name)
    if months := tuple(_months(results, tables)):
        yield Section("Month by month", folded=months)


def _single(results: Results, tables: ResultTables, name: str) -> Section:
    groups = [_levels(results["groups"], by) for by in ("state", "field_office")]
    by_jail = _jails(results["summary"], tables.places, ["mean"])
    return Section(
        "Where people are flagged and lost",
        pictures=tuple(inline(each, name) for each in of_study(tables, PLACES)),
        folded=tuple(table for table in (*groups, by_jail) if table.rows),
    )


def _compared(results: Results, tables: ResultTables, other: str, name: str) -> Section:
    groups = chosen(results["groups_paired"], other=other)
    by_change = _changes(groups, "change", "By how jails change")
    folded = (
        _changes(groups, "state", "By state"),
        _changes(groups, "field_office", "By field office"),
        _changes(groups, "neighbours", "Unchanged jails, by field office"),
        _jails(chosen(results["comparison"], other=other), tables.places, ["base_mean", "other_mean", "difference"]),
    )
    return Section(
        f"Where leads are gained and lost: {tables.names[other]}",
        sentences=(_by_kind(groups, tables, other),),
        pictures=tuple(inline(each, name) for each in of_pair(tables, other, PLACES_CHANGED)),
        tables=(by_change,),
        folded=tuple(table for table in folded if table.rows),
    )


def _by_kind(groups: pd.DataFrame, tables: ResultTables, other: str) -> str:
    """Say how many people more or fewer are flagged at each kind of jail."""
    rows = chosen(groups, group_by="change", measure="flagged")
    told = []
    for kind, jails, each in zip(rows["group"], rows["jails"], estimates_in(rows, "difference"), strict=True):
        held = ", an interval that holds 0" if each.has_interval and not each.is_clear else ""
        told.append(f"{interval(each, signed)} at {whole(jails)} {_kind(kind, jails)}{held}")
    pair = [quoted(tables.names[label]) for label in (tables.base, other)]
    return f"People flagged, from {pair[0]} to {pair[1]}: {listed(told, separator='; ', last='; ')}."


def _kind(kind: str, jails: int) -> str:
    words = {
        "more_screening": "with more screening",
        "less_screening": "with less screening",
        "other_change": "changed otherwise",
        "no_change": "unchanged",
    }
    return f"{'jail' if jails == 1 else 'jails'} {words[kind]}"


def _levels(groups: pd.DataFrame, by: str) -> Table:
    """A row a group: its jails, counts, and rates where residents are known."""
    measures = [*HEADLINES, *(f"{each}_per_100000" for each in HEADLINES)]
    rows = chosen(groups, group_by=by)
    found: dict[str, dict[str, Cell]] = {}
    jails: dict[str, int] = {}
    for group, number, measure, each in (
        zip(rows["group"], rows["jails"], rows["measure"], estimates_in(rows, "mean"), strict=True) if len(rows) else ()
    ):
        found.setdefault(group, {})[measure] = estimated(each)
        jails[group] = int(number)
    heads = (*map(readable, HEADLINES), *(f"{readable(each)} per 100,000 residents and year" for each in HEADLINES))
    return Table(
        f"By {_BY[by].lower()}",
        (_BY[by], "Jails", *heads),
        tuple(
            (plain(_place(group)), numbered(jails[group]), *(cells.get(each, Cell("")) for each in measures))
            for group, cells in found.items()
        ),
        "Rates are empty where residents are not known.",
    )


def _changes(groups: pd.DataFrame, by: str, caption: str) -> Table:
    """A row a group: people flagged in both scenarios, and the differences of flagged and lost."""
    flagged, lost = (chosen(groups, group_by=by, measure=each) for each in (HEADLINES[0], HEADLINES[2]))
    rows = (
        tuple(
            (
                plain(_place(group)),
                numbered(jails),
                counted(before),
                counted(after),
                estimated(one, signed),
                estimated(two, signed),
            )
            for group, jails, before, after, one, two in zip(
                flagged["group"],
                flagged["jails"].astype(int),
                flagged["base_mean"],
                flagged["other_mean"],
                estimates_in(flagged, "difference"),
                estimates_in(lost, "difference"),
                strict=True,
            )
        )
        if len(flagged)
        else ()
    )
    return Table(
        caption,
        (
            _BY[by],
            "Jails",
            "Flagged before",
            "Flagged after",
            "Difference flagged",
            "Difference released before pickup",
        ),
        rows,
        "Before and after: the first and the second scenario.",
    )


def _place(group: str) -> str:
    return KINDS[group].name if group in KINDS else placed(group, {})


def _jails(table: pd.DataFrame, names: Mapping[str, str], values: list[str]) -> Table:
    """A row a jail, for as many as a page can hold."""
    heads = {"mean": "", "base_mean": " before", "other_mean": " after", "difference": ", difference"}
    here = table[(table["jail"] != ALL_JAILS) & table["measure"].isin(HEADLINES)]
    found: dict[str, list[Cell]] = {}
    columns = ["jail", "n", *values, "ci_low", "ci_high"]
    for measure in HEADLINES:
        rows = chosen(here, measure=measure)[columns]
        last = estimates_in(rows, values[-1])
        for place, (jail, each) in enumerate(zip(rows["jail"], last, strict=True)):
            plainly = (counted(float(rows[value].iloc[place])) for value in values[:-1])
            cell = estimated(each, signed) if values[-1] == "difference" else estimated(each)
            found.setdefault(jail, []).extend((*plainly, cell))
    rows_shown = tuple((plain(placed(jail, names)), *cells) for jail, cells in list(found.items())[:_MOST_JAILS])
    more = len(found) - _MOST_JAILS
    return Table(
        "By jail",
        ("Jail", *(f"{readable(measure)}{heads[value]}" for measure in HEADLINES for value in values)),
        rows_shown,
        f"{more} more jails are in the tables of the results folder." if more > 0 else "",
    )


def _months(results: Results, tables: ResultTables) -> Iterator[Table]:
    if tables.others and len(results["months_paired"]):
        for other in tables.others:
            rows = chosen(results["months_paired"], other=other, group=ALL_JAILS, measure="flagged")
            if len(rows):
                added = rows.drop(columns=["ci_low", "ci_high"]).rename(
                    columns={"cumulative_ci_low": "ci_low", "cumulative_ci_high": "ci_high"}
                )
                cells = zip(
                    rows["month"], estimates_in(rows, "difference"), estimates_in(added, "cumulative"), strict=True
                )
                yield Table(
                    f"People flagged by month of booking, difference: {begun(tables.names[other])}",
                    ("Month", "Difference", "Added up from the first month"),
                    tuple((plain(month), estimated(one, signed), estimated(two, signed)) for month, one, two in cells),
                )
    for label in tables.labels if len(results["months"]) else ():
        counts = [chosen(results["months"], scenario=label, measure=each) for each in HEADLINES]
        if not all(len(each) for each in counts):
            continue
        cells = zip(counts[0]["month"], *(estimates_in(each, "mean") for each in counts), strict=True)
        yield Table(
            f"By month of booking: {begun(tables.names[label])}",
            ("Month", *map(readable, HEADLINES)),
            tuple((plain(month), *map(estimated, each)) for month, *each in cells),
        )
