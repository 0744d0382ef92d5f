"""The chapter of a run or a comparison, of one jail or of a network."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analyses.comparison.flows import flows_between
from sim.analyses.comparison.network.sections import network_sections
from sim.analyses.comparison.pictures import CHANGES, COUNTS, DIFFERENCES, LOSSES, WEEK, of_pair, of_study
from sim.analyses.comparison.results import ResultTables, hold_clocks
from sim.analyses.comparison.sentences import (
    comparison_answer,
    how_lost_sentence,
    others_sentence,
    run_answer,
    who_changed_sentence,
)
from sim.model.outcomes import HEADLINES, LOST, Outcome, meaning_of
from sim.output.kinds import Results
from sim.output.names import begun, listed, measure_words, quoted, readable, shortened
from sim.output.numbers import count, interval, signed
from sim.output.page.cells import estimated, percentage, plain
from sim.output.page.content import Bar, Card, Cell, Chapter, Section, Table
from sim.output.page.svg import inline
from sim.scenario.schema import ALL_JAILS

__all__ = ["study_chapter"]

_ENDS = ("removable", str(Outcome.TRANSFERRED), *map(str, LOST), "released_before_pickup", "lost_known", "lost_unknown")
_OTHERS = (
    *("interviewed", "interviewed_others", "reviewed", "reviewed_others"),
    *("wrongly_flagged", "wrongly_transferred", "hold_hours"),
)

_LEAST_CERTAIN = (
    "These counts are among the least certain: nothing is published on lawful residents flagged by "
    "mistake, and citizens "
    "born in the country are left out although some have been held by mistake."
)


def study_chapter(results: Results, name: str) -> Chapter:
    """Tell a run or a comparison.

    Parameters
    ----------
    results
        Its results folder.
    name
        Unlike that of other chapters; begins the names of its pictures.
    """
    tables = ResultTables.of(results)
    every = Section("All measures", folded=(_measures(tables, _every(tables), "Every measure, all jails together"),))
    return Chapter(
        title=shortened(tables.labels)[0] or listed(tables.labels, last=" against "),
        question=_question(tables),
        answers=tuple(comparison_answer(tables, other) for other in tables.others) or (run_answer(tables),),
        basis=f"Means over {results.span}, with 95\N{NO-BREAK SPACE}% intervals. {hold_clocks(results)}.",
        cards=tuple(_card(tables, measure) for measure in HEADLINES),
        sections=tuple(_sections(results, tables, name)),
        details=(every,),
    )


def _question(tables: ResultTables) -> str:
    if not tables.others:
        return f"How many people are flagged, matched and released before pickup under {quoted(tables.base)}?"
    names = listed([quoted(tables.names[other]) for other in tables.others], last=" or ")
    return f"What changes when the same bookings go through {names} instead of {quoted(tables.names[tables.base])}?"


def _card(tables: ResultTables, measure: str) -> Card:
    means = {label: tables.estimate(label, measure) for label in tables.labels}
    most = max(each.mean for each in means.values())
    bars = tuple(
        Bar(
            name=begun(tables.names[label]),
            value=count(each.mean),
            interval=f"{count(each.ci_low)} to {count(each.ci_high)}" if each.has_interval else "",
            percent=100 * each.mean / most if most > 0 else 0.0,
            change=interval(tables.difference(label, measure), signed) if label in tables.others else "",
            colour=tables.colour(label),
        )
        for label, each in means.items()
    )
    return Card(readable(measure), begun(meaning_of(measure)), bars)


def _sections(results: Results, tables: ResultTables, name: str) -> Iterator[Section]:
    yield _headlines(tables, name)
    yield _lost(tables, name)
    for other in tables.others:
        yield _changed(tables, other, name)
    yield from network_sections(results, tables, name)
    yield _affected(tables)
    yield Section(
        "When people are booked and lost",
        pictures=tuple(inline(each, name) for each in of_study(tables, WEEK)),
    )


def _headlines(tables: ResultTables, name: str) -> Section:
    return Section(
        "The three headline counts",
        pictures=tuple(inline(each, name) for each in of_study(tables, (*COUNTS, *DIFFERENCES))),
        tables=(_measures(tables, HEADLINES, "Headline counts, people"),),
    )


def _lost(tables: ResultTables, name: str) -> Section:
    table = _measures(tables, _ENDS, "How the bookings of removable people end")
    shares = [
        percentage(*(tables.estimate(label, measure).mean for measure in ("released_before_pickup", "removable")))
        for label in tables.labels
    ]
    last = (
        plain("Share released before pickup"),
        plain("of removable people"),
        *shares,
        *[Cell("")] * len(tables.others),
    )
    return Section(
        "How leads were lost",
        sentences=tuple(how_lost_sentence(tables, label) for label in tables.labels),
        pictures=tuple(inline(each, name) for each in of_study(tables, LOSSES)),
        tables=(Table(table.caption, table.columns, (*table.rows, last)),),
    )


def _changed(tables: ResultTables, other: str, name: str) -> Section:
    flows = flows_between(tables, other)
    return Section(
        f"Who changed outcome: {tables.names[other]}",
        sentences=(who_changed_sentence(tables, other, flows.totals),),
        pictures=tuple(inline(each, name) for each in of_pair(tables, other, CHANGES)),
        tables=(flows.kinds_table(),),
        folded=(flows.table(tables, other),),
    )


def _affected(tables: ResultTables) -> Section:
    table = _measures(tables, _OTHERS, "Who else was affected")
    shares = tuple(
        (
            plain(f"Share of others among the {measure}"),
            plain("lawful residents and citizens"),
            *(
                percentage(*(tables.estimate(label, each).mean for each in (f"{measure}_others", measure)))
                for label in tables.labels
            ),
            *[Cell("")] * len(tables.others),
        )
        for measure in ("interviewed", "reviewed")
    )
    return Section(
        "Who else was affected",
        sentences=(
            *(others_sentence(tables, label) for label in tables.labels),
            _LEAST_CERTAIN,
        ),
        tables=(Table(table.caption, table.columns, (*table.rows, *shares)),),
    )


def _every(tables: ResultTables) -> tuple[str, ...]:
    rows = tables.summary[tables.summary["jail"] == ALL_JAILS]
    return tuple(dict.fromkeys(rows["measure"]))


def _measures(tables: ResultTables, measures: tuple[str, ...], caption: str) -> Table:
    """A row a measure: its mean in each scenario, and the paired differences from the first."""
    names = [begun(name) for name in tables.names.values()]
    changes = ["Difference"] if len(tables.others) == 1 else [f"Difference: {name}" for name in names[1:]]
    rows = tuple(
        (
            plain(measure_words(measure)),
            plain(begun(meaning_of(measure))),
            *(estimated(tables.estimate(label, measure)) for label in tables.labels),
            *(estimated(tables.difference(other, measure), signed) for other in tables.others),
        )
        for measure in measures
    )
    columns = ("Measure", "What it counts", *names, *(changes if tables.others else ()))
    return Table(
        caption, columns, rows, "In brackets: 95\N{NO-BREAK SPACE}% intervals." if tables.replications > 1 else ""
    )
