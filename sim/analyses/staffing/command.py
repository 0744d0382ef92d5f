"""The command that tells how many officer hours are needed, on which weekly shifts."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.analyses.frame import completion
from sim.analyses.frame.asking import asking
from sim.analyses.frame.declaring import Commands, Group
from sim.analyses.frame.options import EngineName, Kept, Replications, ScenarioFile, Settings, Work, jail_of

commands = Commands(Group.ASK)


@commands.told(
    "staffing scenarios/prince_william.yaml --target 250",
    "staffing scenarios/prince_william.yaml --target 25% --most 2",
    "staffing scenarios/prince_william.yaml --budget 80",
)
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
    jail: Annotated[str | None, jail_of("the only one with screening")] = None,
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
    from sim.analyses.staffing.kind import findings
    from sim.analyses.staffing.search import Goal, post_of, staff
    from sim.scenario.files.reader import ScenarioSource

    with asking(kept.folder(f"{scenario.stem}-staffing"), work, kept) as asked:
        goal = Goal.parse(target, budget, measure)
        source = ScenarioSource(scenario, work.settings(settings))
        base = source.scenario()
        goal.check(base)
        post = post_of(base, jail, team, block or (), most)
        with asked.running(replications or base.replications, engine, counted="points of the curve") as running:
            found = staff(source, post, goal, running)
        asked.answer(findings(found, scenario))
