"""The command that tells how many officer hours are needed, on which weekly shifts."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from sim.cli import completion
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
    progress_bar,
    setting,
)


@app.command(
    epilog=examples(
        "staffing scenarios/prince_william.yaml --target 250",
        "staffing scenarios/prince_william.yaml --target 25% --most 2",
        "staffing scenarios/prince_william.yaml --budget 80",
    )
)
@grouped
def staffing(
    scenario: ScenarioFile,
    target: Annotated[
        str | None,
        typer.Option(
            metavar="[MEASURE=]NUMBER[%]",
            help="Keep the measure at most here; % is of removable.",
            autocompletion=completion.targets,
        ),
    ] = None,
    budget: Annotated[
        float | None, typer.Option(metavar="HOURS", help="Or: the best for so many officer hours a week.")
    ] = None,
    measure: Annotated[
        str | None,
        typer.Option(
            help="What to keep low, all jails together (default: released_before_pickup).",
            autocompletion=completion.measures,
        ),
    ] = None,
    jail: Annotated[
        str | None,
        typer.Option(help="The jail (default: the only one with screening).", autocompletion=completion.scenario_jails),
    ] = None,
    team: Annotated[str | None, typer.Option(help="The screening team (default: the only one).")] = None,
    block: Annotated[
        list[str] | None,
        typer.Option(metavar="HH:MM-HH:MM", help="Hours of a shift; repeatable (default: three of eight hours)."),
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="Officers in one block of one weekday, at most.")] = 4,
    settings: Settings = None,
    replications: Replications = None,
    engine: EngineName = "staged",
    *,
    work: Work,
    kept: Kept,
) -> None:
    """Find how many officer hours a week a screening team needs, and on which shifts."""
    from sim.analyses.staffing.kind import KIND, findings
    from sim.analyses.staffing.search import Goal, post_of, staff
    from sim.output.folder import check_free
    from sim.output.kinds import write_results
    from sim.scenario.files.reader import ScenarioSource
    from sim.study.store import Parts
    from sim.study.tasks import Running

    started_at = datetime.now(UTC)
    folder = kept.folder(f"{scenario.stem}-staffing")
    parts = Parts(folder)
    with errors_for_people(), interruptible(parts):
        goal = Goal.parse(target, budget, measure)
        source = ScenarioSource(scenario, [*(settings or []), *setting("seed", work.seed)])
        base = source.scenario()
        goal.check(base)
        post = post_of(base, jail, team, block or (), most)
        check_free(folder, overwrite=kept.overwrite)
        with progress_bar(shown=not kept.quiet, what="points of the curve") as advance:
            running = Running(
                replications=replications or base.replications,
                jobs=work.jobs_at_once,
                cluster=work.cluster,
                engine=engine_named(engine),
                store=parts,
                progress=advance,
            )
            found = staff(source, post, goal, running)
        command = ["lostleads", *sys.argv[1:]]
        results = write_results(findings(found, scenario), folder, command=command, started_at=started_at)
        parts.discard()
        if not kept.quiet:
            show(KIND.screen(results), folder, kept.form)
