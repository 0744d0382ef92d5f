"""What is printed of an answer: the tables of its parts that answer the question."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analyses.answer.parts import Parts, driving_inputs, driving_sentences, hours_sentences
from sim.analyses.staffing.tables import roster_as_table
from sim.analyses.staffing.words import finding
from sim.output.kinds import Results
from sim.output.tables import Note, Table

_OF_COMPARISON = {"headline_counts", "others_affected", "money", "net_dollars_per_person"}


def answer_screen(results: Results) -> Iterator[Table | Note]:
    """The counts with and without the agreement, who else is affected, money, the best hours, and what it hangs on."""
    parts = Parts.of(results)
    *shown, basis = parts.comparison.kind.screen(parts.comparison)
    for part in shown:
        if part.style == "bold" if isinstance(part, Note) else part.name in _OF_COMPARISON:
            yield part
    yield basis
    if parts.staffing is not None:
        yield from _hours(parts.staffing)
    for told in driving_sentences(parts):
        yield Note(told, "bold")
    drivers = driving_inputs(parts)
    if len(drivers.data):
        yield drivers
        yield Note(drivers.note, "dim")


def _hours(staffing: Results) -> Iterator[Table | Note]:
    yield Note(f"{finding(staffing)}.", "bold")
    if len(roster := staffing["roster"]):
        yield roster_as_table(roster, "A roster of the best shifts")
    for told in hours_sentences(staffing):
        yield Note(told)
