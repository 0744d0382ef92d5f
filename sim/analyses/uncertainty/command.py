"""The command that puts inputs anywhere in their ranges: uncertainty."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.analyses.frame.asking import asking
from sim.analyses.frame.declaring import Commands, Group
from sim.analyses.frame.options import (
    EngineName,
    Kept,
    ScenarioFile,
    Settings,
    Work,
    design_of,
    replications_of,
    samples_of,
)

commands = Commands(Group.ASK)


@commands.told(
    "uncertainty scenarios/prince_william.yaml",
    "uncertainty scenarios/wake.yaml scenarios/wake_ended.yaml",
    "uncertainty scenarios/pierce.yaml --design lhs --samples 40",
)
def uncertainty(
    scenario: ScenarioFile,
    other: Annotated[
        Path | None, typer.Argument(help="Another scenario: how sure is the difference?", metavar="[OTHER]")
    ] = None,
    design: Annotated[str, design_of()] = "sobol",
    samples: Annotated[int, samples_of()] = 64,
    replications: Annotated[int, replications_of()] = 4,
    settings: Settings = None,
    engine: EngineName = "staged",
    *,
    work: Work,
    kept: Kept,
) -> None:
    """Sample every declared range: intervals that hold what the ranges leave open, and which input matters most.

    So many replications are run at each point; a Sobol sequence of 64 points or more also gives Sobol indices.
    """
    from sim.analyses.uncertainty.inquiry import inquire, planned
    from sim.analyses.uncertainty.kind import findings
    from sim.scenario.files.reader import ScenarioSource, load_scenarios
    from sim.study.designs import Design

    paths = [scenario] if other is None else [scenario, other]
    with asking(kept.folder(f"{'-vs-'.join(path.stem for path in paths)}-uncertainty"), work, kept) as asked:
        sources = [ScenarioSource.of(each) for each in load_scenarios(paths, work.settings(settings))]
        inquiry = planned(sources, Design.named(design), samples)
        told = inquiry.in_words(replications)
        with asked.running(replications, engine, counted="tasks", told=told) as running:
            found = inquire(inquiry, running)
        asked.answer(findings(found))
