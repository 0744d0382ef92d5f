"""The command that tells how long a warm-up must be."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.shared import (
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
    engine_named,
    errors_for_people,
    interruptible,
    load,
    progress_bar,
    setting,
    show,
)


@app.command()
def warmup(
    scenario: ScenarioFile,
    days: Annotated[
        int | None, typer.Option(min=1, help="Look at this many days after the warm-up (default: the scenario's days).")
    ] = None,
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
    """Tell how long the waits of a scenario remember that it started empty, and whether its warm-up is long enough."""
    from sim.output.folder import check_free
    from sim.output.parts import Parts
    from sim.output.warmup import warm_up_tables, write_warm_up
    from sim.study.tasks import Running
    from sim.study.warmup import warm_up

    started_at = datetime.now(UTC)
    folder = out or Path("results") / f"{scenario.stem}-warmup"
    parts = Parts(folder)
    with errors_for_people(), interruptible(parts):
        loaded = load(scenario, [*(settings or []), *setting("seed", seed), *setting("days", days)])
        check_free(folder, overwrite=overwrite)
        with progress_bar(shown=not quiet) as advance:
            running = Running(
                replications=replications or loaded.replications,
                jobs=jobs or cores(),
                engine=engine_named(engine),
                store=parts,
                progress=advance,
                cluster=cluster,
            )
            found = warm_up(loaded, running)
        write_warm_up(found, folder, command=["lostleads", *sys.argv[1:]], started_at=started_at)
        parts.discard()
        if not quiet:
            show(warm_up_tables(found), folder)
