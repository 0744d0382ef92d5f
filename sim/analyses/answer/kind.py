"""The results folder of an answer: a results folder a part, and pictures of what they say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.analyses.answer.parts import COMPARISON, STAFFING, UNCERTAINTY, Parts
from sim.analyses.answer.question import Answered
from sim.analyses.answer.screen import answer_screen
from sim.analyses.comparison import kind as comparison
from sim.analyses.comparison.spread import limits_of_intervals
from sim.analyses.staffing import kind as staffing
from sim.analyses.uncertainty import kind as uncertainty
from sim.output.kinds import Findings, Kind, Results, later

if TYPE_CHECKING:
    from sim.output.charts.picture import Picture

FOUND = Answered
"""What is kept."""

_PICTURES = ("headline_counts", "tradeoff", "tornado_flagged")


def findings(found: Answered) -> Findings:
    """What the folder holds: a results folder a part."""
    parts = {COMPARISON: comparison.findings(found.comparison), UNCERTAINTY: uncertainty.findings(found.uncertainty)}
    if found.staffing is not None:
        parts[STAFFING] = staffing.findings(found.staffing)
    told = parts[COMPARISON]
    return Findings(KIND, told.scenarios, told.record, tables=[], parts=parts)


def _pictures(results: Results) -> Iterator[Picture]:
    for part in Parts.of(results).each:
        yield from (picture for picture in part.kind.pictures(part) if picture.name in _PICTURES)


KIND = Kind(
    "answer",
    tables={},
    screen=answer_screen,
    pictures=_pictures,
    caption=lambda results: Parts.of(results).comparison.caption,
    chapter=later("sim.analyses.answer.chapter:answer_chapter"),
    intervals_hold=limits_of_intervals,
)
