"""Commands that run a scenario at many points: sweep."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app
from sim.cli.shared import (
    EngineName,
    Jobs,
    Out,
    Overwrite,
    Quiet,
    Replications,
    ScenarioFile,
    Seed,
    Settings,
    cores,
    engine_named,
    errors_for_people,
    interruptible,
    progress_bar,
    setting,
)

if TYPE_CHECKING:
    from sim.study.sweep import Point


@app.command()
def sweep(
    scenario: ScenarioFile,
    vary: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH=V1,V2,...", help="Values of an input, or LOW:HIGH:STEP; repeatable: a full grid."),
    ] = None,
    design: Annotated[
        str | None, typer.Option(metavar="lhs|sobol", help="Sample ranges by a Latin hypercube or a Sobol sequence.")
    ] = None,
    ranges: Annotated[
        list[str] | None, typer.Option("--range", metavar="PATH=LOW:HIGH", help="A range to sample; repeatable.")
    ] = None,
    samples: Annotated[int, typer.Option(min=1, help="How many points a design has.")] = 64,
    base: Annotated[int, typer.Option(min=0, help="The point with which the others are paired.")] = 0,
    yes: Annotated[bool, typer.Option("--yes", help="Run a grid of more than a million points.")] = False,
    settings: Settings = None,
    replications: Replications = None,
    seed: Seed = None,
    jobs: Jobs = None,
    out: Out = None,
    engine: EngineName = "staged",
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Run a scenario at many design points: a full grid, or a sample of ranges."""
    from sim.output.folder import Parts, check_free, write_sweep
    from sim.scenario.reader import ScenarioSource
    from sim.study import sweep as study

    started_at = datetime.now(UTC)
    folder = out or Path("results") / f"{scenario.stem}-sweep"
    parts = Parts(folder)
    with errors_for_people(), interruptible(parts.folder):
        source = ScenarioSource(scenario, [*(settings or []), *setting("seed", seed)])
        first = source.scenario()
        points = _points(vary or [], design, ranges or [], samples, first.seed, yes)
        if base >= len(points):
            raise ValueError(f"--base {base}: points are numbered from 0 to {len(points) - 1}")
        check_free(folder, overwrite=overwrite)
        with progress_bar(shown=not quiet, what="points") as advance:
            plan = study.SweepPlan(
                replications=replications or first.replications,
                jobs=jobs or cores(),
                base=base,
                engine=engine_named(engine),
                store=parts,
                progress=advance,
            )
            found = study.sweep(source, points, plan)
        write_sweep(found, plan, folder, command=["lostleads", *sys.argv[1:]], started_at=started_at)
        parts.discard()
        if not quiet:
            from rich.console import Console

            from sim.output.screen import sweep_tables

            console = Console(width=80)
            for table in sweep_tables(found):
                console.print(table)
                console.print()
            console.print(f"Results: {folder}", soft_wrap=True, highlight=False)


def _points(vary: list[str], design: str | None, ranges: list[str], samples: int, seed: int, yes: bool) -> list[Point]:
    from sim.scenario.base import unknown_name
    from sim.study import sweep as study
    from sim.study.spans import Span

    if design is not None:
        if vary or not ranges:
            raise ValueError("--design samples ranges: give --range PATH=LOW:HIGH, and no --vary")
        if design not in list(study.Design):
            raise ValueError(f"--design: {unknown_name('design', design, map(str, study.Design))}")
        return study.sampled([Span.parse(text, "--range") for text in ranges], study.Design(design), samples, seed)
    if ranges or not vary:
        raise ValueError("give --vary PATH=V1,V2,..., or --design lhs or sobol with --range PATH=LOW:HIGH")
    varied = [study.Vary.parse(text) for text in vary]
    size = study.grid_size(varied)
    if size > study.MOST_POINTS and not yes:
        raise ValueError(f"this grid has {size:,} points; give --yes to run them all")
    return list(study.grid(varied))
