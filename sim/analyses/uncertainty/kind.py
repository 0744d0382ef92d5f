"""The results folder of an uncertainty study."""

from __future__ import annotations

from dataclasses import asdict

from sim.analyses.uncertainty.inquiry import Uncertainty
from sim.analyses.uncertainty.tables import UncertaintyTables, uncertainty_screen
from sim.output.kinds import Findings, Kind, later
from sim.output.page.limits import CHANCE_AND_RANGES
from sim.output.schemas import Schema
from sim.scenario.remarks import remarks
from sim.study.ranges import inputs_of
from sim.study.replication import labels

FOUND = Uncertainty
"""What is kept."""


def findings(found: Uncertainty) -> Findings:
    """What the folder holds: intervals, the inputs that matter, and the points of the sample."""
    inquiry = found.inquiry
    return Findings(
        KIND,
        scenarios=dict(zip(labels(inquiry.scenarios), inquiry.scenarios, strict=True)),
        record={
            "engine": str(found.engine),
            "replications": found.replications,
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


KIND = Kind(
    "uncertainty",
    tables={
        "uncertainty": Schema.of("scenario", "jail", "measure", "why_missing", is_needed=True),
        "sensitivity": Schema.of("jail", "measure", "input", "kind", "why_missing", is_needed=True),
        "tornado": Schema.of("jail", "measure", "input", "end", "input_value", is_needed=True),
        "points": Schema.of("part", "input", "scenario"),
    },
    screen=uncertainty_screen,
    pictures=lambda results: later("sim.analyses.uncertainty.pictures:uncertainty_pictures")(
        UncertaintyTables.of(results)
    ),
    caption=lambda results: UncertaintyTables.of(results).caption,
    chapter=later("sim.analyses.uncertainty.chapter:uncertainty_chapter"),
    intervals_hold=lambda _: CHANCE_AND_RANGES,
)
