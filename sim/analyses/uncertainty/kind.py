"""The results folder of an uncertainty study."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from sim.analyses.uncertainty.inquiry import Uncertainty
from sim.analyses.uncertainty.tables import UncertaintyTables, uncertainty_screen
from sim.output.kinds import Findings, Kind, Results
from sim.output.page.limits import CHANCE_AND_RANGES
from sim.output.schemas import Schema
from sim.scenario.remarks import remarks
from sim.study.ranges import inputs_of
from sim.study.replication import labels
from sim.study.tasks import Running

if TYPE_CHECKING:
    from sim.output.charts.picture import Picture
    from sim.output.page.content import Chapter

__all__ = ["KIND", "findings"]


def findings(found: Uncertainty, running: Running) -> Findings:
    """What the folder holds: intervals, the inputs that matter, and the points of the sample."""
    inquiry = found.inquiry
    return Findings(
        KIND,
        scenarios=dict(zip(labels(inquiry.scenarios), inquiry.scenarios, strict=True)),
        record={
            "engine": str(running.engine),
            "replications": running.replications,
            "design": str(inquiry.design),
            "samples": inquiry.samples,
            "point_count": len(inquiry.places),
            "unknown_inputs": list(inquiry.unknowns.paths),
            "inputs": asdict(inputs_of(inquiry.scenarios)),
            "remarks": list(dict.fromkeys(each for scenario in inquiry.scenarios for each in remarks(scenario))),
        },
        tables=[
            ("uncertainty", found.intervals),
            ("sensitivity", found.sensitivity),
            ("tornado", found.tornado),
            ("points", found.points),
        ],
    )


def _pictures(results: Results) -> Iterator[Picture]:
    from sim.analyses.uncertainty.pictures import uncertainty_pictures

    return uncertainty_pictures(UncertaintyTables.of(results))


def _chapter(results: Results) -> Chapter:
    from sim.analyses.uncertainty.chapter import uncertainty_chapter

    return uncertainty_chapter(results)


KIND = Kind(
    "uncertainty",
    tables={
        "uncertainty": Schema.of("scenario", "jail", "measure", "why_missing", is_needed=True),
        "sensitivity": Schema.of("jail", "measure", "input", "kind", "why_missing", is_needed=True),
        "tornado": Schema.of("jail", "measure", "input", "end", "input_value", is_needed=True),
        "points": Schema.of("part", "input", "scenario"),
    },
    screen=uncertainty_screen,
    pictures=_pictures,
    caption=lambda results: UncertaintyTables.of(results).caption,
    chapter=_chapter,
    intervals_hold=lambda _: CHANCE_AND_RANGES,
)
