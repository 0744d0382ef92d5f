"""The results folder of a sweep: its tables written point by point, its pictures drawn from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from sim.analyses.sweep.chapter import sweep_chapter
from sim.analyses.sweep.pictures import sweep_pictures
from sim.analyses.sweep.screen import sweep_screen
from sim.analyses.sweep.sweep import Sweep
from sim.analyses.sweep.tables import SweepTables
from sim.output.folder import failure_table
from sim.output.kinds import Findings, Kind
from sim.output.schemas import Schema
from sim.study.designs import Point

__all__ = ["KIND", "findings"]

MOST_POINTS_TOLD = 10_000
"""Points that ``run.json`` lists one by one; of more the tables alone tell."""


def findings(found: Sweep, measures: Sequence[str]) -> Findings:
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
            "points": _told(found.points),
            "base_point": found.base,
            "measures": list(measures),
            "failed_tasks": len(found.failures),
        },
        tables=_tables(found),
    )


def _tables(found: Sweep) -> Iterator[tuple[str, pd.DataFrame]]:
    yield from found.tables()
    if found.failures:
        yield "failures", failure_table(found.failures)


def _told(points: Sequence[Point]) -> list[dict[str, Any]]:
    if len(points) > MOST_POINTS_TOLD:
        return []
    return [{"point": point.number, **point.inputs} for point in points]


KIND = Kind(
    "sweep",
    tables={
        "sweep": Schema.of("jail", "measure", is_needed=True),
        "sweep_paired": Schema.of("jail", "measure"),
    },
    screen=sweep_screen,
    pictures=lambda results: sweep_pictures(SweepTables.of(results), results.record["measures"]),
    caption=lambda results: SweepTables.of(results).caption,
    chapter=sweep_chapter,
    text_in="inputs",
)
