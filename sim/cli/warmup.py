"""The command that tells how long a warm-up must be."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.examples import examples
from sim.cli.groups import Kept, Work, grouped
from sim.cli.printing import show
from sim.cli.shared import (
    EngineName,
    Replications,
    ScenarioFile,
    Settings,
    engine_named,
    errors_for_people,
    interruptible,
    load,
    progress_bar,
    setting,
)


@app.command(
    epilog=examples(
        "warmup scenarios/prince_william.yaml",
        "warmup scenarios/pierce.yaml --days 180 --replications 20",
    )
)
@grouped
def warmup(
    scenario: ScenarioFile,
    days: Annotated[
        int | None, typer.Option(min=1, help="Look at this many days after the warm-up (default: the scenario's days).")
    ] = None,
    settings: Settings = None,
    replications: Replications = None,
    engine: EngineName = "staged",
    *,
    work: Work,
    kept: Kept,
) -> None:
    """Tell how long the waits of a scenario remember that it started empty, and whether its warm-up is long enough."""
    from sim.analyses.warmup.judge import warm_up
    from sim.analyses.warmup.kind import KIND, findings
    from sim.output.folder import check_free
    from sim.output.kinds import write_results
    from sim.study.store import Parts
    from sim.study.tasks import Running

    started_at = datetime.now(UTC)
    folder = kept.folder(f"{scenario.stem}-warmup")
    parts = Parts(folder)
    with errors_for_people(), interruptible(parts):
        loaded = load(scenario, [*(settings or []), *setting("seed", work.seed), *setting("days", days)])
        check_free(folder, overwrite=kept.overwrite)
        with progress_bar(shown=not kept.quiet) as advance:
            running = Running(
                replications=replications or loaded.replications,
                jobs=work.jobs_at_once,
                engine=engine_named(engine),
                store=parts,
                progress=advance,
                cluster=work.cluster,
            )
            found = warm_up(loaded, running)
        results = write_results(findings(found), folder, command=["lostleads", *sys.argv[1:]], started_at=started_at)
        parts.discard()
        if not kept.quiet:
            show(KIND.screen(results), folder, kept.form)
