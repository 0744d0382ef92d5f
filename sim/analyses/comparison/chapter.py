"""The chapter of a run or a comparison, of one jail or of a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import pandas as pd

from sim.analyses.comparison.charges import charge_sentences, charge_table
from sim.analyses.comparison.flows import flows_between
from sim.analyses.comparison.network.sections import network_sections
from sim.analyses.comparison.pictures import CHANGES, CHARGES, COUNTS, DIFFERENCES, LOSSES, WEEK, of_pair, of_study
from sim.analyses.comparison.results import OTHERS, ResultTables, hold_clocks
from sim.analyses.comparison.sentences import (
    comparison_answer,
    how_lost_sentence,
    others_sentence,
    run_answer,
    who_changed_sentence,
)
from sim.analyses.comparison.spread import what_intervals_hold
from sim.model.outcomes import HEADLINES, LOST_PARTS, REMOVABLE_OUTCOMES, meaning_of
from sim.output.kinds import Results
from sim.output.lost import lost_in_short
from sim.output.names import begun, listed, measure_words, quoted, shortened
from sim.output.numbers import CHANCE_ALONE, WITH_UNKNOWNS, share, signed
from sim.output.page.content import Card, Chapter, Section
from sim.output.tables import Column, Table, chosen, side_by_side
from sim.scenario.schema import ALL_JAILS

_HEADLINES = (*HEADLINES, *LOST_PARTS)
_ENDS = ("removable", *map(str, REMOVABLE_OUTCOMES), "released_before_pickup", *LOST_PARTS)

# What each share is called, of whom it is, and the two measures that it relates.
_SHARES = {
    "lost_share": ("Share released before pickup", "of removable people", "released_before_pickup", "removable"),
    **{
        f"{each}_share": (f"Share of others among the {each}", "lawful residents and citizens", f"{each}_others", each)
        for each in ("interviewed", "reviewed")
    },
}

_LEAST_CERTAIN = (
    "These counts are among the least certain: nothing is published on lawful residents flagged by "
    "mistake, and citizens "
    "born in the country are left out although some have been held by mistake."
)


def study_chapter(results: Results) -> Chapter:
    """Tell a run or a comparison."""
    tables = ResultTables.of(results)
    every = tuple(dict.fromkeys(chosen(tables.summary, jail=ALL_JAILS)["measure"]))
    behind = _measures(tables, every, "all_measures", "Every measure, all jails together")
    return Chapter(
        title=shortened(tables.labels)[0] or listed(tables.labels, last=" against "),
        question=_question(tables),
        answers=tuple(comparison_answer(tables, other) for other in tables.others) or (run_answer(tables),),
        basis=f"Means over {results.span}. {what_intervals_hold(results)}. {hold_clocks(results)}.".replace(
            "95 %", "95\N{NO-BREAK SPACE}%"
        ),
        cards=tuple(_card(tables, measure) for measure in HEADLINES),
        sections=tuple(_sections(results, tables)),
        details=(Section("All measures", folded=(behind,)),),
    )


def _question(tables: ResultTables) -> str:
    if not tables.others:
        return f"How many people are flagged, matched and released before pickup under {quoted(tables.base)}?"
    names = listed([quoted(tables.names[other]) for other in tables.others], last=" or ")
    return f"What changes when the same bookings go through {names} instead of {quoted(tables.names[tables.base])}?"


def _card(tables: ResultTables, measure: str) -> Card:
    return Card.of(
        measure,
        counts={name: tables.headline(label, measure) for label, name in tables.names.items()},
        changes={tables.names[other]: tables.change(other, measure) for other in tables.others},
        parts={name: lost_in_short(partial(tables.mean, label)) for label, name in tables.names.items()}
        if measure == HEADLINES[-1]
        else {},
    )


def _sections(results: Results, tables: ResultTables) -> Iterator[Section]:
    yield Section(
        "The three headline counts",
        pictures=tuple(of_study(tables, (*COUNTS, *DIFFERENCES))),
        tables=(_measures(tables, _HEADLINES, "headline_counts", f"Headline counts, {tables.people}"),),
    )
    for other in tables.others:
        if len(tables.leads(other)):
            yield _by_charge(tables, other)
    yield _lost(tables)
    for other in tables.others:
        yield _changed(tables, other)
    yield from network_sections(results, tables)
    yield _affected(tables)
    yield Section("When people are booked and lost", pictures=tuple(of_study(tables, WEEK)))


def _by_charge(tables: ResultTables, other: str) -> Section:
    return Section(
        f"Who is lost, by charge: {tables.names[other]}",
        sentences=charge_sentences(tables, other),
        pictures=tuple(of_pair(tables, other, CHARGES)),
        tables=(charge_table(tables, other),),
    )


def _lost(tables: ResultTables) -> Section:
    table = _measures(tables, (*_ENDS, "lost_share"), "outcomes", "How the bookings of removable people end")
    return Section(
        "How leads were lost",
        sentences=tuple(how_lost_sentence(tables, label) for label in tables.labels),
        pictures=tuple(of_study(tables, LOSSES)),
        tables=(table,),
    )


def _changed(tables: ResultTables, other: str) -> Section:
    flows = flows_between(tables, other)
    return Section(
        f"Who changed outcome: {tables.names[other]}",
        sentences=(who_changed_sentence(tables, other, flows.totals),),
        pictures=tuple(of_pair(tables, other, CHANGES)),
        tables=(flows.kinds_table(),),
        folded=(flows.table(tables, other),),
    )


def _affected(tables: ResultTables) -> Section:
    measures = (*OTHERS, "interviewed_share", "reviewed_share")
    table = _measures(tables, measures, "others_affected", "Who else was affected")
    return Section(
        "Who else was affected",
        sentences=(
            *(others_sentence(tables, label) for label in tables.labels),
            _LEAST_CERTAIN,
        ),
        tables=(table,),
    )


def _measures(tables: ResultTables, measures: Sequence[str], name: str, title: str) -> Table:
    """A row a measure or share: its mean in each scenario, and the paired differences from the first."""
    names = [begun(each) for each in tables.names.values()]
    headings = ["Difference"] if len(tables.others) == 1 else [f"Difference: {each}" for each in names[1:]]
    columns = (
        Column("Measure", ("words",)),
        Column("What it counts", ("meaning",)),
        *(
            Column(heading, (f"{label}_mean", "measure"), partial(_mean_or_share, tables, label))
            for heading, label in zip(names, tables.labels, strict=True)
        ),
        *(
            Column(heading, (f"difference_{other}_difference", "measure"), partial(_difference, tables, other))
            for heading, other in zip(headings, tables.others, strict=False)
        ),
    )
    data = _by_measure(tables).reindex(pd.Index(measures, name="measure")).reset_index()
    data[["words", "meaning"]] = [
        _SHARES.get(each, ())[:2] or (measure_words(each), begun(meaning_of(each))) for each in measures
    ]
    return Table(name, title, data, columns, note=_in_brackets(tables))


def _in_brackets(tables: ResultTables) -> str:
    if len(tables.unknowns):
        return f"In brackets: 95\N{NO-BREAK SPACE}% intervals {WITH_UNKNOWNS}; {CHANCE_ALONE}."
    return "In brackets: 95\N{NO-BREAK SPACE}% intervals." if tables.replications > 1 else ""


def _mean_or_share(tables: ResultTables, label: str, mean: float, measure: str) -> str:
    return share(mean) if measure in _SHARES else tables.headline(label, measure).in_short()


def _difference(tables: ResultTables, other: str, _: float, measure: str) -> str:
    return tables.change(other, measure).in_short(signed)


def _by_measure(tables: ResultTables) -> pd.DataFrame:
    """A row a measure or share: its mean in each scenario, and the paired differences from the first."""
    rows = chosen(tables.summary, jail=ALL_JAILS)
    wide = side_by_side(rows, ["measure"], "scenario", ("mean",)).set_index("measure")
    if tables.others:
        rows = chosen(tables.comparison, jail=ALL_JAILS)
        rows = rows.assign(other="difference_" + rows["other"])
        paired = side_by_side(rows, ["measure"], "other", ("difference",))
        wide = wide.join(paired.set_index("measure"))
    means = [f"{label}_mean" for label in tables.labels]
    for name, (_, _, part, whole) in _SHARES.items():
        wide.loc[name, means] = wide.loc[part, means] / wide.loc[whole, means]
    return wide
