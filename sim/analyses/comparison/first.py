"""What a run or a comparison says first: the answer with its intervals, and the headline counts side by side."""

from __future__ import annotations

from functools import partial

from sim.analyses.comparison.money import money_card
from sim.analyses.comparison.results import ResultTables
from sim.analyses.comparison.sentences import change_interval, flagged_sentence, sure_sentence
from sim.model.outcomes import HEADLINES
from sim.output.glosses import MEANINGS
from sim.output.lost import lost_in_short
from sim.output.names import begun, in_words, quoted, readable
from sim.output.numbers import CHANCE_ALONE, WITH_UNKNOWNS, count, over, share
from sim.output.page.content import Card, Counts, bars

LEVEL = "95\N{NO-BREAK SPACE}%"
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
    before = tables.mean(tables.base, _FLAGGED)
    return tuple(
        flagged_sentence(tables.change(other, _FLAGGED), before, tables.names[other], tables.days)
        for other in tables.others
    )


def how_sure(tables: ResultTables, held: str) -> tuple[str, ...]:
    """Give the intervals of each of the `answers`, that with what is unknown first; else say what the only one held."""
    if not tables.others:
        return (sure_sentence(tables.headline(tables.base, _FLAGGED), held),)
    return tuple(sure_sentence(tables.change(other, _FLAGGED), held, of=change_interval) for other in tables.others)


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
    return " ".join(filter(None, (in_brackets(tables), first if tables.others else "", tables.rounded)))


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
