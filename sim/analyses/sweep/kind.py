"""The results folder of a sweep: its tables written point by point, its pictures drawn from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from sim.analyses.sweep.sweep import Sweep
from sim.analyses.sweep.tables import SweepTables, sweep_screen
from sim.model.outcomes import HEADLINES
from sim.output.folder import failure_table
from sim.output.kinds import Findings, Kind, Results, later
from sim.output.schemas import Schema

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
