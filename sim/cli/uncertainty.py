"""The command that lets all that is unknown about the inputs loose: uncertainty."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from sim.cli import completion
from sim.cli.app import app
from sim.cli.examples import examples
from sim.cli.groups import Kept, Work, grouped
from sim.cli.printing import complain, show
from sim.cli.shared import (
    EngineName,
    ScenarioFile,
    Settings,
    design_named,
    engine_named,
    errors_for_people,
    interruptible,
    progress_bar,
    setting,
)


@app.command(
    epilog=examples(
        "uncertainty scenarios/prince_william.yaml",
        "uncertainty scenarios/wake.yaml scenarios/wake_ended.yaml",
        "uncertainty scenarios/pierce.yaml --design lhs --samples 40",
    )
)
@grouped
def uncertainty(
    scenario: ScenarioFile,
    other: Annotated[
        Path | None, typer.Argument(help="Another scenario: how sure is the difference?", metavar="[OTHER]")
    ] = None,
    design: Annotated[
        str,
        typer.Option(
            metavar="sobol|lhs",
            help="Sample the ranges by a Sobol sequence or a Latin hypercube.",
            autocompletion=completion.designs,
        ),
    ] = "sobol",
    samples: Annotated[
        int, typer.Option(min=2, help="How many; sobol needs a power of two, and from 64 on gives Sobol indices.")
    ] = 64,
    replications: Annotated[int, typer.Option(min=1, help="How many replications at each point.")] = 4,
    settings: Settings = None,
    engine: EngineName = "staged",
    *,
    work: Work,
    kept: Kept,
) -> None:
    """Sample every declared range: intervals with all that is unknown in them, and which input matters most."""
    with errors_for_people():
        from sim.analyses.uncertainty.inquiry import inquire, planned
        from sim.analyses.uncertainty.kind import KIND, findings
        from sim.output.folder import check_free
        from sim.output.kinds import write_results
        from sim.scenario.files.reader import ScenarioSource
        from sim.study.store import Parts
        from sim.study.tasks import Running

        started_at = datetime.now(UTC)
        paths = [scenario] if other is None else [scenario, other]
        folder = kept.folder(f"{'-vs-'.join(path.stem for path in paths)}-uncertainty")
        parts = Parts(folder)
        with interruptible(parts):
            sources = [ScenarioSource(path, [*(settings or []), *setting("seed", work.seed)]) for path in paths]
            inquiry = planned(sources, design_named(design), samples)
            check_free(folder, overwrite=kept.overwrite)
            if not kept.quiet:
                complain(inquiry.in_words(replications))
            with progress_bar(shown=not kept.quiet, what="tasks") as advance:
                running = Running(
                    replications=replications,
                    jobs=work.jobs_at_once,
                    cluster=work.cluster,
                    engine=engine_named(engine),
                    store=parts,
                    progress=advance,
                )
                found = inquire(inquiry, running)
            command = ["lostleads", *sys.argv[1:]]
            results = write_results(findings(found, running), folder, command=command, started_at=started_at)
            parts.discard()
            if not kept.quiet:
                show(KIND.screen(results), folder, kept.form)
