"""The chapter of a run or a comparison, of one jail or of a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from sim.analyses.comparison.charges import charge_sentences, charge_table
from sim.analyses.comparison.first import answers, counts, how_sure, in_brackets, question
from sim.analyses.comparison.flows import flows_between
from sim.analyses.comparison.money import money_sentences, per_person_table
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
from sim.analyses.comparison.spread import ADDS_UNKNOWNS, held_in_short, what_intervals_hold
from sim.model.outcomes import COSTS, HEADLINES, LOST_PARTS, REMOVABLE_OUTCOMES, meaning_of
from sim.output.kinds import Results
from sim.output.names import begun, listed, measure_words, shortened
from sim.output.numbers import count, dollars, over, share, signed, signed_dollars
from sim.output.page.assumptions import weak_inputs
from sim.output.page.content import Chapter, Section
from sim.output.tables import Column, Table, chosen, side_by_side
from sim.scenario.schema import ALL_JAILS

_HEADLINES = (*HEADLINES, *LOST_PARTS)
_ENDS = ("removable", *map(str, REMOVABLE_OUTCOMES), "released_before_pickup", *LOST_PARTS)

# What each share is called, of whom it is, and the two measures that it relates.
_SHARES = {
    "flagged_share": ("Share flagged", "of removable people", "flagged", "removable"),
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
    behind = measures_table(tables, every, "all_measures", "Every measure, all jails together")
    return replace(
        first_of(results, tables),
        sections=tuple(_sections(results, tables)),
        details=(Section("All measures", folded=(behind,)),),
    )


def first_of(results: Results, tables: ResultTables) -> Chapter:
    """Tell what a reader sees first: the answers and the headline counts, without sections."""
    return Chapter(
        title=shortened(tables.labels)[0] or listed(tables.labels, last=" against "),
        question=question(tables),
        answers=answers(tables),
        sure=how_sure(tables, held_in_short(results)),
        counts=counts(tables),
        money=money_sentences(tables),
        basis=f"Means over {results.span}. {what_intervals_hold(results)}. {hold_clocks(results)}.".replace(
            "95 %", "95\N{NO-BREAK SPACE}%"
        ),
        sections=(),
    )


def _sections(results: Results, tables: ResultTables) -> Iterator[Section]:
    """What a reader asks next, in that order; of several other scenarios each pair is on the page alone."""
    is_pair = len(tables.others) == 1
    if tables.has_costs:
        yield _money(tables)
    yield _lost(tables)
    yield _affected(tables)
    if weak := weak_inputs(results.record):
        yield _hangs_on(weak, holds_them=bool(len(tables.unknowns)))
    for other in tables.others:
        if len(tables.leads(other)):
            yield replace(_by_charge(tables, other), on_paper=is_pair)
    yield from network_sections(results, tables)
    for other in tables.others:
        yield _changed(tables, other)
    yield _in_detail(tables)
    yield Section("When people are booked and lost", pictures=tuple(of_study(tables, WEEK)), on_paper=False)


def _money(tables: ResultTables) -> Section:
    money = measures_table(tables, tuple(COSTS), "money", f"Money, in dollars {over(tables.days)}".rstrip())
    return Section(
        "What it costs the county",
        tables=(money, *([per_person_table(tables)] if len(tables.costs) else [])),
    )


def _hangs_on(weak: Sequence[str], *, holds_them: bool) -> Section:
    held = (
        "The wider intervals hold them, each anywhere in its range."
        if holds_them
        else f"No interval here holds what is unknown of them; {ADDS_UNKNOWNS} adds one."
    )
    return Section(
        "What it hangs on",
        sentences=(
            f"On inputs that are known within a range only, from a claim or from nobody: {listed(weak)}.",
            f"{held} Which of them matters most the command lostleads uncertainty tells.",
        ),
    )


def _in_detail(tables: ResultTables) -> Section:
    said = tuple(comparison_answer(tables, other) for other in tables.others) or (run_answer(tables),)
    return Section(
        "The three headline counts",
        sentences=said,
        pictures=tuple(of_study(tables, (*COUNTS, *DIFFERENCES))),
        tables=(
            measures_table(
                tables, (*_HEADLINES, "flagged_share"), "headline_counts", f"Headline counts, {tables.people}"
            ),
        ),
        on_paper=False,
    )


def _by_charge(tables: ResultTables, other: str) -> Section:
    return Section(
        f"Who is lost, by charge{_which(tables, other)}",
        sentences=charge_sentences(tables, other),
        pictures=tuple(of_pair(tables, other, CHARGES)),
        folded=(charge_table(tables, other),),
    )


def _which(tables: ResultTables, other: str) -> str:
    """Which of several other scenarios a section is about."""
    return f": {tables.names[other]}" if len(tables.others) > 1 else ""


def _lost(tables: ResultTables) -> Section:
    table = measures_table(tables, (*_ENDS, "lost_share"), "outcomes", "How the bookings of removable people end")
    return Section(
        "How leads were lost",
        sentences=(
            *(how_lost_sentence(tables, label) for label in tables.labels),
            *(_who_changed(tables, other) for other in tables.others if len(tables.others) == 1),
        ),
        pictures=tuple(of_study(tables, LOSSES)),
        folded=(table,),
    )


def _who_changed(tables: ResultTables, other: str) -> str:
    return who_changed_sentence(tables, other, flows_between(tables, other).totals)


def _changed(tables: ResultTables, other: str) -> Section:
    flows = flows_between(tables, other)
    return Section(
        f"Who changed outcome{_which(tables, other)}",
        sentences=(_who_changed(tables, other),),
        pictures=tuple(of_pair(tables, other, CHANGES)),
        folded=(flows.kinds_table(), flows.table(tables, other)),
        on_paper=False,
    )


def _affected(tables: ResultTables) -> Section:
    measures = (*OTHERS, "interviewed_share", "reviewed_share")
    table = measures_table(tables, measures, "others_affected", "Who else was affected")
    return Section(
        "Who else was affected",
        sentences=(
            *(others_sentence(tables, label) for label in tables.labels),
            _LEAST_CERTAIN,
        ),
        tables=(table,),
    )


def measures_table(tables: ResultTables, measures: Sequence[str], name: str, title: str) -> Table:
    """A row a measure or share: its mean in each scenario, and the paired differences from the first."""
    names = [begun(each) for each in tables.names.values()]
    headings = ["Difference"] if len(tables.others) == 1 else [f"Difference: {each}" for each in names[1:]]
    columns = (
        *_named(tables),
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
    return Table(name, title, data, columns, note=f"{in_brackets(tables)} {tables.rounded}".strip())


def _named(tables: ResultTables) -> tuple[Column, ...]:
    """What a row of measures is called and counts: beside each other where few scenarios leave room for it."""
    if len(tables.others) > 1:
        return (Column("Measure", ("words", "meaning"), "{}: {}".format),)
    return Column("Measure", ("words",)), Column("What it counts", ("meaning",))


def _mean_or_share(tables: ResultTables, label: str, mean: float, measure: str) -> str:
    if measure in _SHARES:
        return share(mean)
    return tables.headline(label, measure).in_short(dollars if measure in COSTS else count)


def _difference(tables: ResultTables, other: str, _: float, measure: str) -> str:
    return tables.change(other, measure).in_short(signed_dollars if measure in COSTS else signed)


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
