"""The results folder of an uncertainty study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sim.analyses.uncertainty.inquiry import Uncertainty, inquire, planned
from sim.analyses.uncertainty.tables import UncertaintyTables, uncertainty_screen
from sim.output.kinds import Findings, Kind, Results, later
from sim.output.page.limits import CHANCE_AND_RANGES
from sim.output.schemas import Schema
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.remarks import remarks
from sim.scenario.schema import Scenario
from sim.study.designs import Design
from sim.study.ranges import inputs_of
from sim.study.replication import labels
from sim.study.tasks import Running

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


def again(results: Results, scenarios: Sequence[Scenario], running: Running) -> Findings:
    """Run what a folder says once more."""
    record = results.record
    inquiry = planned([ScenarioSource.of(each) for each in scenarios], Design(record["design"]), record["samples"])
    return findings(inquire(inquiry, running))


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
