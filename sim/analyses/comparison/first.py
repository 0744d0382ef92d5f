"""What a run or a comparison says first: the answer with its intervals, and the headline counts side by side."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sim.analyses.comparison.money import money_card
from sim.analyses.comparison.results import ResultTables
from sim.analyses.comparison.sentences import turned
from sim.model.outcomes import HEADLINES
from sim.output.glosses import MEANINGS
from sim.output.lost import lost_in_short
from sim.output.names import begun, in_words, quoted, readable
from sim.output.numbers import CHANCE_ALONE, WITH_UNKNOWNS, Headline, count, over, relative, share, signed, span
from sim.output.page.content import Card, Counts, bars
from sim.study.intervals import Estimate

LEVEL = "95\N{NO-BREAK SPACE}%"
_YEAR_DAYS = 366
_FLAGGED, _, _LOST = HEADLINES


def question(tables: ResultTables) -> str:
    """Ask in plain words what a run or a comparison answers."""
    base = quoted(tables.names[tables.base])
    if not tables.others:
        return f"How many people are flagged, matched and released before pickup under {base}?"
    if len(tables.others) > 1:
        return f"What changes under {len(tables.others)} other policies, compared with {base}?"
    return f"What changes under {quoted(tables.names[tables.others[0]])}, compared with {base}?"


def answers(tables: ResultTables) -> tuple[str, ...]:
    """Say how many more or fewer people are flagged, a sentence a scenario; of a run, how many are."""
    if not tables.others:
        return (_of_run(tables),)
    return tuple(_of_pair(tables, other) for other in tables.others)


def how_sure(tables: ResultTables, held: str) -> tuple[str, ...]:
    """Give the intervals of each of the `answers`, that with what is unknown first; else say what the only one held."""
    if not tables.others:
        return (_intervals(tables.headline(tables.base, _FLAGGED), lambda each: span(each.ci_low, each.ci_high), held),)
    return tuple(_intervals(tables.change(other, _FLAGGED), _change, held) for other in tables.others)


def _change(difference: Estimate) -> str:
    word = f" {'more' if difference.mean > 0 else 'fewer'}" if difference.is_clear else ""
    return f"{turned(difference)}{word}"


def _intervals(headline: Headline, told: Callable[[Estimate], str], held: str) -> str:
    chance = headline.chance.has_interval
    if headline.is_wide:
        alone = f"; {told(headline.chance)} by {CHANCE_ALONE}" if chance else ""
        return f"{LEVEL} interval {told(headline.leading)} {WITH_UNKNOWNS} about the inputs{alone}."
    return f"{LEVEL} interval {told(headline.chance)}: {held}." if chance else "One replication has no interval."


def counts(tables: ResultTables) -> Counts:
    """Put the headline counts of all scenarios side by side, and what each costs the county where that is known."""
    names = tables.names
    cards = [
        Card(
            readable(measure),
            begun(MEANINGS[in_words(measure)]),
            bars(
                {name: tables.headline(label, measure) for label, name in names.items()},
                {names[other]: tables.change(other, measure) for other in tables.others},
                {name: lost_in_short(partial(tables.mean, label)) for label, name in names.items()}
                if measure == _LOST
                else {},
            ),
        )
        for measure in HEADLINES
    ]
    return Counts(
        title=begun(tables.people),
        scenarios=tuple(names.values()),
        cards=(*cards, *money_card(tables)),
        note=_how_to_read(tables),
    )


def _how_to_read(tables: ResultTables) -> str:
    first = f"Signed: the difference from {quoted(tables.names[tables.base])}, over the same bookings."
    return " ".join(filter(None, (in_brackets(tables), first if tables.others else "", rounding(tables))))


def rounding(tables: ResultTables) -> str:
    """Say that numbers beside their sum are rounded, each by itself."""
    return "Parts may not add up: rounding." if tables.rounding else ""


def in_brackets(tables: ResultTables) -> str:
    """Say what stands in brackets behind the numbers of a table."""
    if len(tables.unknowns):
        return f"In brackets: {LEVEL} intervals {WITH_UNKNOWNS}; {CHANCE_ALONE}."
    return f"In brackets: {LEVEL} intervals." if tables.replications > 1 else ""


def _of_run(tables: ResultTables) -> str:
    flagged, removable = (tables.mean(tables.base, each) for each in (_FLAGGED, "removable"))
    of_all = f", {share(flagged, removable)}" if removable > 0 else ""
    return (
        f"{count(flagged)} of the {count(removable)} people booked {over(tables.days)} who are subject to removal are "
        f"flagged{of_all}."
    )


def _of_pair(tables: ResultTables, other: str) -> str:
    change, before = tables.change(other, _FLAGGED), tables.mean(tables.base, _FLAGGED)
    mean, under = change.chance.mean, f"Under {quoted(tables.names[other])}"
    if change.is_nothing:
        return f"{under}, the same number of people are flagged {over(tables.days)}."
    if change.leading.has_interval and not change.leading.is_clear:
        return f"{under}, no clear change in the number of people flagged {over(tables.days)}: {signed(mean)}."
    told = relative(mean, before)
    less = f", {told[1:]} {'more' if mean > 0 else 'less'}" if told else ""
    word = "more" if mean > 0 else "fewer"
    a_year = f" ({count(abs(mean) * 365 / tables.days)} a year)" if tables.days and tables.days > _YEAR_DAYS else ""
    return f"{under}, {count(abs(mean))} {word} people are flagged {over(tables.days)}{a_year}{less}."
