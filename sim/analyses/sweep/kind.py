"""The results folder of a sweep: its tables written point by point, its pictures drawn from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from sim.analyses.sweep.sweep import Sweep, sweep
from sim.analyses.sweep.tables import SweepTables, sweep_screen
from sim.model.outcomes import HEADLINES
from sim.output.folder import failure_table
from sim.output.kinds import Findings, Kind, Results, later
from sim.output.schemas import Schema
from sim.scenario.filekeys import JAIL_KEYS, NETWORK_KEYS
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.schema import Scenario
from sim.study.designs import Point
from sim.study.tasks import Running

MOST_POINTS_TOLD = 10_000
"""Points that ``run.json`` lists one by one; of more the tables alone tell."""

FOUND = Sweep
"""What is kept."""


def findings(found: Sweep, measures: Sequence[str] = HEADLINES) -> Findings:
    """What the folder holds: means at each point, and differences from the base; `measures` are printed and drawn."""
    scenario, running = found.scenario, found.running
    return Findings(
        KIND,
        scenarios={scenario.name: scenario},
        record={
            "engine": str(running.engine),
            "replications": running.replications,
            "point_count": len(found.points),
            "inputs": list(found.points[0].inputs),
            "points": [
                {"point": point.number, **point.inputs}
                for point in (found.points if len(found.points) <= MOST_POINTS_TOLD else ())
            ],
            "base_point": found.base,
            "own_point": found.own_point,
            "measures": list(measures),
            "failed_tasks": len(found.failures),
        },
        tables=_tables(found),
    )


def again(results: Results, scenarios: Sequence[Scenario], running: Running) -> Findings:
    """Run what a folder says once more.

    Raises
    ------
    ValueError
        If the folder does not say all of its points, or what they set stands in no resolved scenario.
    """
    record = results.record
    inputs = record["inputs"]
    if lost := [path for path in inputs if path.split(".")[0] in NETWORK_KEYS or path.split(".")[-1] in JAIL_KEYS]:
        raise ValueError(f"its points set {lost[0]}, which a resolved scenario no longer says; run its command again")
    points = pd.DataFrame(record["points"]) if record["points"] else results["sweep"].drop_duplicates("point")
    if points["point"].tolist() != list(range(record["point_count"])):
        raise ValueError("points of which all tasks failed are not told; run its command again")
    design = [Point(number, dict(row)) for number, row in enumerate(points[inputs].to_dict("records"))]
    found = sweep(ScenarioSource.of(scenarios[0]), design, running, record["base_point"])
    return findings(found, record["measures"])


def _tables(found: Sweep) -> Iterator[tuple[str, pd.DataFrame]]:
    yield from found.tables()
    if found.failures:
        yield "failures", failure_table(found.failures)


def _caption(results: Results) -> str:
    record = results.record
    return (
        f"Simulated: {results.span} at each of {record['point_count']:,} points, the same bookings at all of "
        f"them; seed {record['seed']}, lostleads {record['lostleads']}. 95 % intervals over replications hold "
        "chance only."
    )


KIND = Kind(
    "sweep",
    tables={
        "sweep": Schema.of("jail", "measure", is_needed=True),
        "sweep_paired": Schema.of("jail", "measure"),
    },
    screen=sweep_screen,
    pictures=lambda results: later("sim.analyses.sweep.pictures:sweep_pictures")(
        SweepTables.of(results), results.record["measures"]
    ),
    caption=_caption,
    chapter=later("sim.analyses.sweep.chapter:sweep_chapter"),
    text_in="inputs",
)
