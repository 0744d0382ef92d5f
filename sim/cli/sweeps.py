"""Commands that run a scenario at many points: sweep, and a study file that says the same."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import completion
from sim.cli.app import app
from sim.cli.examples import examples
from sim.cli.groups import Kept, Work, grouped
from sim.cli.printing import show
from sim.cli.shared import (
    FAILED,
    EngineName,
    Replications,
    ScenarioFile,
    Settings,
    design_named,
    engine_named,
    errors_for_people,
    interruptible,
    leave,
    progress_bar,
    setting,
)

if TYPE_CHECKING:
    from sim.analyses.sweep.studyfile import Question
    from sim.analyses.sweep.sweep import Sweep
    from sim.output.kinds import Results


@dataclass(frozen=True)
class Sweeping:
    """How points are computed."""

    yes: Annotated[bool, typer.Option("--yes", help="Run a grid of more than a million points.")] = False
    engine: EngineName = "staged"


@app.command(
    epilog=examples(
        "sweep scenarios/prince_william.yaml --vary jails.*.hold_hours=24,48",
        "sweep scenarios/pierce.yaml --vary jails.*.on_record=0.4:0.8:0.1",
        "sweep scenarios/wake.yaml --design lhs --range jails.*.on_record=0:1",
    )
)
@grouped
def sweep(
    scenario: ScenarioFile,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=V1,V2,...",
            help="Values of an input, or LOW:HIGH:STEP; repeatable: a full grid.",
            autocompletion=completion.settings,
        ),
    ] = None,
    design: Annotated[
        str | None,
        typer.Option(
            metavar="lhs|sobol",
            help="Sample ranges by a Latin hypercube or a Sobol sequence.",
            autocompletion=completion.designs,
        ),
    ] = None,
    ranges: Annotated[
        list[str] | None,
        typer.Option(
            "--range",
            metavar="PATH=LOW:HIGH",
            help="A range to sample; repeatable.",
            autocompletion=completion.settings,
        ),
    ] = None,
    samples: Annotated[int, typer.Option(min=1, help="How many points a design has.")] = 64,
    base: Annotated[int, typer.Option(min=0, help="The point with which the others are paired.")] = 0,
    measures: Annotated[
        list[str] | None,
        typer.Option(
            "--measure",
            help="A measure to draw (default: the three headline counts); repeatable.",
            autocompletion=completion.measures,
        ),
    ] = None,
    settings: Settings = None,
    replications: Replications = None,
    *,
    sweeping: Sweeping,
    work: Work,
    kept: Kept,
) -> None:
    """Run a scenario at many design points: a full grid, or a sample of ranges."""
    with errors_for_people():
        from sim.analyses.sweep.studyfile import Question
        from sim.study.designs import Vary
        from sim.study.spans import Span

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
        _sweep(asked, f"{scenario.stem}-sweep", sweeping, work, kept)


@app.command(
    epilog=examples(
        "study studies/deputies.yaml",
        "study studies/ice_reviews.yaml --format csv > reviews.csv",
    )
)
@grouped
def study(
    file: Annotated[Path, typer.Argument(help="A study file (YAML).", metavar="STUDY")],
    sweeping: Sweeping,
    work: Work,
    kept: Kept,
) -> None:
    """Run a sweep that a file describes, so that it can be kept and run again."""
    with errors_for_people():
        from sim.analyses.sweep.studyfile import load_study

        _sweep(load_study(file), file.stem, sweeping, work, kept)


def _sweep(asked: Question, name: str, sweeping: Sweeping, work: Work, kept: Kept) -> None:
    from sim.analyses.sweep import sweep as computing
    from sim.analyses.sweep.kind import findings
    from sim.output.folder import check_free
    from sim.output.kinds import write_results
    from sim.scenario.files.reader import ScenarioSource
    from sim.study.designs import MOST_POINTS
    from sim.study.store import Parts
    from sim.study.tasks import ReplicationError

    started_at = datetime.now(UTC)
    folder = kept.folder(name)
    parts = Parts(folder)
    with interruptible(parts):
        source = ScenarioSource(asked.scenario, [*asked.settings, *setting("seed", work.seed)])
        first = source.scenario()
        points = asked.points(first, most=sys.maxsize if sweeping.yes else MOST_POINTS)
        measures = asked.measures_of(first)
        check_free(folder, overwrite=kept.overwrite)
        with progress_bar(shown=not kept.quiet, what="tasks") as advance:
            plan = computing.SweepPlan(
                replications=asked.replications or first.replications,
                jobs=work.jobs_at_once,
                cluster=work.cluster,
                base=asked.base,
                engine=engine_named(sweeping.engine),
                store=parts,
                progress=advance,
            )
            found = computing.sweep(source, points, plan)
        if found.is_empty:
            raise ReplicationError(found.failures)
        command = ["lostleads", *sys.argv[1:]]
        results = write_results(findings(found, measures), folder, command=command, started_at=started_at)
        if not found.failures:
            parts.discard()
        _tell(found, results, kept)


def _tell(found: Sweep, results: Results, kept: Kept) -> None:
    """Print what was found, and leave with what failed if anything did."""
    if not kept.quiet:
        show(results.kind.screen(results), results.folder, kept.form)
    if found.failures:
        leave(
            f"{len(found.failures)} tasks failed, the first: {found.failures[0]}\n"
            f"All are listed in {results.folder / 'failures.csv'}; their points have no results. What is finished is "
            "kept: the same command with --overwrite runs only what failed.",
            FAILED,
        )
