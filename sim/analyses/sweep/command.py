"""Commands that run a scenario at many points: sweep, and a study file that says the same."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.analyses.frame import completion
from sim.analyses.frame.asking import Asking, asking
from sim.analyses.frame.declaring import Commands
from sim.analyses.frame.options import (
    EngineName,
    Kept,
    Replications,
    ScenarioFile,
    Settings,
    Work,
    design_named,
)

if TYPE_CHECKING:
    from sim.analyses.sweep.studyfile import Question

commands = Commands()


@commands.told(
    "sweep scenarios/prince_william.yaml --vary jails.*.hold_hours=24,48",
    "sweep scenarios/pierce.yaml --vary jails.*.on_record=0.4:0.8:0.1",
    "sweep scenarios/wake.yaml --design lhs --range jails.*.on_record=0:1",
)
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
    engine: EngineName = "staged",
    *,
    work: Work,
    kept: Kept,
) -> None:
    """Run a scenario at many design points: a full grid, or a sample of ranges."""
    from sim.analyses.sweep.studyfile import Question
    from sim.study.designs import Vary
    from sim.study.spans import Span

    with asking(kept.folder(f"{scenario.stem}-sweep"), work, kept) as asked:
        question = Question(
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
        _sweep(question, engine, asked)


@commands.told(
    "study studies/deputies.yaml",
    "study studies/ice_reviews.yaml --format csv > reviews.csv",
)
def study(
    file: Annotated[Path, typer.Argument(help="A study file (YAML).", metavar="STUDY")],
    engine: EngineName = "staged",
    *,
    work: Work,
    kept: Kept,
) -> None:
    """Run a sweep that a file describes, so that it can be kept and run again."""
    from sim.analyses.sweep.studyfile import load_study

    with asking(kept.folder(file.stem), work, kept) as asked:
        _sweep(load_study(file), engine, asked)


def _sweep(question: Question, engine: str, asked: Asking) -> None:
    from sim.analyses.sweep.kind import findings
    from sim.analyses.sweep.sweep import sweep as run_points
    from sim.scenario.files.reader import ScenarioSource
    from sim.study.designs import MOST_POINTS
    from sim.study.tasks import ReplicationError

    source = ScenarioSource(question.scenario, asked.work.settings(question.settings))
    first = source.scenario()
    points = question.points(first, most=sys.maxsize if asked.work.yes else MOST_POINTS)
    measures = question.measures_of(first)
    with asked.running(question.replications or first.replications, engine, counted="tasks") as running:
        found = run_points(source, points, running, question.base)
    if found.is_empty:
        raise ReplicationError(found.failures)
    asked.answer(findings(found, measures), found.failures)
