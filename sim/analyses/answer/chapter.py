"""The page of an answer, which fits two sheets of paper: what its parts say, in the order in which it is asked."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import replace

from sim.analyses.answer.parts import PARTS, Parts, driving_inputs, driving_sentences, hours_sentences
from sim.analyses.comparison.results import ResultTables
from sim.analyses.comparison.sentences import others_sentence
from sim.analyses.staffing.tables import roster_as_table
from sim.analyses.staffing.words import finding
from sim.output.kinds import Results
from sim.output.names import shortened
from sim.output.page.content import Chapter, Section


def answer_chapter(results: Results) -> Chapter:
    """Tell an answer: the chapter of its comparison, with the hours and the inputs that matter."""
    parts = Parts.of(results)
    told = parts.comparison.kind.chapter(parts.comparison)
    labels = parts.comparison.labels
    hours = () if parts.staffing is None else (f"{finding(parts.staffing)}.",)
    return replace(
        told,
        title=f"{shortened(labels)[0] or labels[0]}: with the agreement and without",
        question=(
            "What changes when the agreement ends, what does that cost or save, which hours do most, how sure is it?"
        ),
        answers=(*told.answers, *hours),
        sections=tuple(_sections(results, parts)),
        details=(),
    )


def _sections(results: Results, parts: Parts) -> Iterator[Section]:
    tables = ResultTables.of(parts.comparison)
    yield Section("Who else is affected", points=tuple(others_sentence(tables, label) for label in tables.labels))
    if parts.staffing is not None:
        yield _hours(parts.staffing)
    drivers = driving_inputs(parts)
    moved = (drivers,) if len(drivers.data) else ()
    yield Section("What it hangs on", sentences=driving_sentences(parts), tables=moved)
    folders = [name for name in PARTS if name in results.record["parts"]]
    yield Section(
        "Where more is told",
        sentences=("Each part is a results folder in the answer's, with all its tables; there, one page of them all:",),
        commands=(shlex.join(["lostleads", "report", *folders, "--out", "all_parts.html"]),),
        on_paper=False,
    )


def _hours(staffing: Results) -> Section:
    roster = staffing["roster"]
    return Section(
        "The best hours of duty",
        sentences=tuple(hours_sentences(staffing)),
        tables=(roster_as_table(roster, "A roster of the best shifts"),) if len(roster) else (),
    )
