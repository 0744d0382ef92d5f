"""The command that answers the whole question of one jail: answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.analyses.frame.asking import asking
from sim.analyses.frame.declaring import Commands, Group
from sim.analyses.frame.opening import open_page
from sim.analyses.frame.options import (
    EngineName,
    Kept,
    Open,
    Pdf,
    Replications,
    ScenarioFile,
    Settings,
    Work,
    jail_of,
    unknowns_of,
)
from sim.analyses.frame.printing import say
from sim.analyses.staffing.command import Rostering, TeamName, budget_of

commands = Commands(Group.ASK)

_PAGE = "answer.html"


@commands.told(
    "answer my_county.yaml",
    "answer scenarios/prince_william.yaml --budget 80 --out my_answer",
    "answer scenarios/wake.yaml scenarios/wake_ended.yaml --pdf",
)
def answer(
    scenario: ScenarioFile,
    other: Annotated[
        Path | None,
        typer.Argument(
            help="The same jail once the agreement has ended (default: SCENARIO_ended.yaml if it is there, else nobody "
            "screens and all else stays).",
            metavar="[OTHER]",
        ),
    ] = None,
    budget: Annotated[float | None, budget_of("as many as the team works")] = None,
    jail: Annotated[str | None, jail_of("the only one with screening")] = None,
    team: TeamName = None,
    unknowns: Annotated[int, unknowns_of()] = 200,
    settings: Settings = None,
    replications: Replications = None,
    engine: EngineName = "staged",
    pdf: Pdf = False,
    open_it: Open = False,
    *,
    rostering: Rostering,
    work: Work,
    kept: Kept,
) -> None:
    """Tell all of one jail on a page: with the agreement and without, costs, the best hours, what it hangs on."""
    from sim.analyses.answer import question
    from sim.analyses.answer.kind import findings
    from sim.analyses.kinds import report
    from sim.scenario.files.reader import load_scenario

    with asking(kept.folder(f"{scenario.stem}-answer"), work, kept) as asked:
        base = load_scenario(scenario, work.settings(settings))
        beside = other or question.ended_beside(scenario)
        without = question.ended(base) if beside is None else load_scenario(beside, work.settings(settings))
        placed = question.Hours(budget, jail, team, rostering.rules)
        asked.remark([base, without])
        with asked.running(replications or base.replications, engine, counted="tasks") as running:
            found = question.answer(base, without, hours=placed, unknowns=unknowns, plan=running)
        asked.answer(findings(found))
        files = report(asked.out, out=asked.out / _PAGE, pdf=pdf, overwrite=True)
        if not kept.quiet:
            for file in files:
                say(f"Page: {file}", kept.form)
        if open_it:
            open_page(files[0])
