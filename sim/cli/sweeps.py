"""Commands that run a scenario at many points: sweep, and a study file that says the same."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app
from sim.cli.shared import (
    FAILED,
    Cluster,
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
    design_named,
    engine_named,
    errors_for_people,
    interruptible,
    leave,
    progress_bar,
    setting,
    show,
)

if TYPE_CHECKING:
    from sim.study.studyfile import Question

Yes = Annotated[bool, typer.Option("--yes", help="Run a grid of more than a million points.")]


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
    measures: Annotated[
        list[str] | None,
        typer.Option("--measure", help="A measure to draw (default: the three headline counts); repeatable."),
    ] = None,
    yes: Yes = False,
    settings: Settings = None,
    replications: Replications = None,
    seed: Seed = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    out: Out = None,
    engine: EngineName = "staged",
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Run a scenario at many design points: a full grid, or a sample of ranges."""
    with errors_for_people():
        from sim.study.designs import Vary
        from sim.study.spans import Span
        from sim.study.studyfile import Question

        asked = Question(
            scenario=scenario,
            settings=tuple(settings or []),
            varied=tuple(map(Vary.parse, vary or [])),
            design=design_named(design) if design is not None else None,
            spans=tuple(Span.parse(text, "--range") for text in ranges or []),
            samples=samples,
            base=base,
            replications=replications,
            measures=tuple(measures or []),
        )
        _sweep(asked, _How(seed, jobs, cluster, out, engine, yes, overwrite, quiet), f"{scenario.stem}-sweep")


@app.command()
def study(
    file: Annotated[Path, typer.Argument(help="A study file (YAML).", metavar="STUDY")],
    yes: Yes = False,
    seed: Seed = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    out: Out = None,
    engine: EngineName = "staged",
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Run a sweep that a file describes, so that it can be kept and run again."""
    with errors_for_people():
        from sim.study.studyfile import load_study

        _sweep(load_study(file), _How(seed, jobs, cluster, out, engine, yes, overwrite, quiet), file.stem)


@dataclass(frozen=True)
class _How:
    """How a sweep is run, whatever it is about."""

    seed: int | None
    jobs: int | None
    cluster: str | None
    out: Path | None
    engine: str
    yes: bool
    overwrite: bool
    quiet: bool


def _sweep(asked: Question, how: _How, name: str) -> None:
    from sim.output.folder import check_free
    from sim.output.parts import Parts
    from sim.output.swept import read_sweep, write_sweep
    from sim.scenario.reader import ScenarioSource
    from sim.study import sweep as sweeping
    from sim.study.designs import MOST_POINTS
    from sim.study.tasks import ReplicationError

    started_at = datetime.now(UTC)
    folder = how.out or Path("results") / name
    parts = Parts(folder)
    with interruptible(parts):
        source = ScenarioSource(asked.scenario, [*asked.settings, *setting("seed", how.seed)])
        first = source.scenario()
        points = asked.points(first, most=sys.maxsize if how.yes else MOST_POINTS)
        measures = asked.measures_of(first)
        check_free(folder, overwrite=how.overwrite)
        with progress_bar(shown=not how.quiet, what="tasks") as advance:
            plan = sweeping.SweepPlan(
                replications=asked.replications or first.replications,
                jobs=how.jobs or cores(),
                cluster=how.cluster,
                base=asked.base,
                engine=engine_named(how.engine),
                store=parts,
                progress=advance,
            )
            found = sweeping.sweep(source, points, plan)
        if found.is_empty:
            raise ReplicationError(found.failures)
        write_sweep(found, folder, measures=measures, command=["lostleads", *sys.argv[1:]], started_at=started_at)
        if not how.quiet:
            from sim.output.screen import sweep_tables

            show(sweep_tables(read_sweep(folder), measures), folder)
        if found.failures:
            leave(
                f"{len(found.failures)} tasks failed, the first: {found.failures[0]}\n"
                f"All are listed in {folder / 'failures.csv'}; their points have no results. What is finished is kept: "
                "the same command with --overwrite runs only what failed.",
                FAILED,
            )
        parts.discard()
