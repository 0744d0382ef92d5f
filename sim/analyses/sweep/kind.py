"""The results folder of a sweep: its tables written point by point, its pictures drawn from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analyses.sweep.pictures import sweep_pictures
from sim.analyses.sweep.sweep import Sweep
from sim.analyses.sweep.tables import SweepTables
from sim.output.failures import write_failures
from sim.output.folder import read_record, record_of, whole_folder, write_record
from sim.output.saving import save
from sim.scenario.schema import ALL_JAILS
from sim.study.designs import Point

__all__ = ["draw_sweep", "is_sweep", "read_sweep", "write_sweep"]

MOST_POINTS_TOLD = 10_000
"""Points that ``run.json`` lists one by one; of more the tables alone tell."""

_CHUNK_ROWS = 100_000


def write_sweep(
    found: Sweep,
    folder: Path,
    *,
    measures: Sequence[str],
    command: Sequence[str],
    started_at: datetime,
) -> None:
    """Write the results folder of a sweep, whole or not at all; what was there is replaced.

    Parameters
    ----------
    found
        The sweep.
    folder
        The results folder.
    measures
        Those of which pictures are drawn.
    command
        The words of the command line, for the record.
    started_at
        When the run began.
    """
    with whole_folder(folder) as writing:
        for each in found.tables():
            _append(each.table, writing / "sweep.csv")
            if each.paired is not None:
                _append(each.paired, writing / "sweep_paired.csv")
        if found.failures:
            write_failures(found.failures, writing)
        scenario, plan = found.scenario, found.plan
        record = record_of({scenario.name: scenario}, command, started_at)
        record |= {
            "engine": str(plan.engine),
            "replications": plan.replications,
            "point_count": len(found.points),
            "inputs": list(found.points[0].inputs),
            "points": _told(found.points),
            "base_point": plan.base,
            "measures": list(measures),
            "failed_tasks": len(found.failures),
        }
        write_record(record, writing)
        if (writing / "sweep.csv").is_file():
            draw_sweep(writing, writing / "plots")


def _append(table: pd.DataFrame, path: Path) -> None:
    table.to_csv(path, mode="a", header=not path.exists(), index=False, lineterminator="\n")


def _told(points: Sequence[Point]) -> list[dict[str, Any]]:
    if len(points) > MOST_POINTS_TOLD:
        return []
    return [{"point": point.number, **point.inputs} for point in points]


def is_sweep(record: dict[str, Any]) -> bool:
    """Whether ``run.json`` is that of a sweep."""
    return "base_point" in record


def read_sweep(folder: Path) -> SweepTables:
    """Read what the pictures of a sweep need: all jails together.

    Raises
    ------
    FolderError
        If there are no results in it.
    """
    record = read_record(folder)
    inputs = tuple(record["inputs"])
    scenario = record["scenarios"][0]["scenario"]
    return SweepTables(
        scenario=scenario["name"],
        inputs=inputs,
        table=_totals(folder / "sweep.csv", inputs, record["measures"]),
        paired=_totals(folder / "sweep_paired.csv", inputs, record["measures"]),
        base_point=record["base_point"],
        caption=_caption(record),
        days=scenario["days"],
        replications=record["replications"],
    )


def _totals(path: Path, inputs: Sequence[str], measures: Sequence[str]) -> pd.DataFrame:
    """The rows of all jails together and of the measures that are pictured; the rest of a file may be large."""
    if not path.is_file():
        return pd.DataFrame()
    text = dict.fromkeys([*inputs, "jail", "measure"], str)
    numbers = [name for name in pd.read_csv(path, nrows=0).columns if name not in text]
    chunks = pd.read_csv(
        path, chunksize=_CHUNK_ROWS, dtype=text, keep_default_na=False, na_values={name: [""] for name in numbers}
    )
    rows = [chunk[(chunk["jail"] == ALL_JAILS) & chunk["measure"].isin(measures)] for chunk in chunks]
    return pd.concat(rows, ignore_index=True)


def _caption(record: dict[str, Any]) -> str:
    scenario = record["scenarios"][0]["scenario"]
    return (
        f"Simulated: {record['replications']} replications of {scenario['days']} days from {scenario['start']} at each "
        f"of {record['point_count']:,} points, the same bookings at all of them; seed {record['seed']}, lostleads "
        f"{record['lostleads']}. 95 % intervals over replications hold chance only."
    )


def draw_sweep(results: Path, folder: Path) -> list[Path]:
    """Draw every picture of a sweep, as PNG and SVG, each with its numbers as CSV, and name the files."""
    folder.mkdir(parents=True, exist_ok=True)
    return list(_drawn(results, folder))


def _drawn(results: Path, folder: Path) -> Iterator[Path]:
    tables, measures = read_sweep(results), read_record(results)["measures"]
    for picture in sweep_pictures(tables, measures):
        yield from save(picture, folder, tables.caption)
