"""The command that runs a scenario at many points, which options or a study file say: sweep."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.analyses.frame import completion
from sim.analyses.frame.asking import Asking, asking
from sim.analyses.frame.declaring import Commands, Group
from sim.analyses.frame.options import (
    EngineName,
    Kept,
    Ranges,
    Replications,
    Settings,
    Work,
    design_of,
    samples_of,
)

if TYPE_CHECKING:
    from sim.analyses.sweep.studyfile import Question

commands = Commands(Group.ASK)


@commands.told(
    "sweep scenarios/prince_william.yaml --vary jails.*.hold_hours=24,48",
    "sweep scenarios/pierce.yaml --vary jails.*.on_record=0.4:0.8:0.1",
    "sweep studies/deputies.yaml --replications 5",
)
def sweep(
    scenario: Annotated[
        Path,
        typer.Argument(
            help="A scenario file (YAML), or a study file that names one and says what varies.",
            metavar="FILE",
        ),
    ],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=V1,V2,...",
            help="Values of an input, or LOW:HIGH:STEP; repeatable: a full grid.",
            autocompletion=completion.settings,
        ),
    ] = None,
    design: Annotated[str | None, design_of()] = None,
    ranges: Ranges = None,
    samples: Annotated[int | None, samples_of("64")] = None,
    base: Annotated[
        int | None, typer.Option(min=0, help="The point with which the others are paired.", show_default="0")
    ] = None,
    measures: Annotated[
        list[str] | None,
        typer.Option(
            "--measure",
            help="A measure to draw; repeatable.",
            autocompletion=completion.measures,
            show_default="the three headline counts",
        ),
    ] = None,
    settings: Settings = None,
    replications: Replications = None,
    engine: EngineName = "staged",
    *,
    work: Work,
    kept: Kept,
) -> None:
    """Run a scenario at many design points: a full grid, or a sample of ranges.

    A study file holds a sweep that is to be kept: it is run as it is, but for other settings and numbers.
    """
    from sim.analyses.sweep.studyfile import Question, is_study, load_study
    from sim.scenario.files.reader import keys_of
    from sim.study.designs import Design, Vary
    from sim.study.spans import Span

    numbers = {"samples": samples, "base": base, "replications": replications, "measures": measures and tuple(measures)}
    given: dict[str, Any] = {name: value for name, value in numbers.items() if value is not None}
    of_a_study = is_study(scenario)
    with asking(kept.folder(scenario.stem if of_a_study else f"{scenario.stem}-sweep"), work, kept) as asked:
        if of_a_study:
            if vary or ranges or design is not None:
                raise ValueError(f"{scenario} is a study file, which says what varies: leave out {_SAID_BY_A_STUDY}")
            kept_one = load_study(scenario)
            question = replace(kept_one, settings=(*kept_one.settings, *(settings or ())), **given)
        else:
            _ = keys_of(scenario)
            if not (vary or ranges or design):
                raise ValueError(f"{scenario} is a scenario: {_WHAT_VARIES}; or give a study file, which says it")
            question = Question(
                scenario=scenario,
                settings=tuple(settings or ()),
                varied=tuple(map(Vary.parse, vary or ())),
                design=Design.named(design) if design is not None else None,
                spans=tuple(Span.parse(text, "--range") for text in ranges or ()),
                **given,
            )
        _sweep(question, engine, asked)


_WHAT_VARIES = "give --vary PATH=V1,V2,..., or --design lhs or sobol with --range PATH=LOW:HIGH"
_SAID_BY_A_STUDY = "--vary, --range and --design, or give the scenario that it names"


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
