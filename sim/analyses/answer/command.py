"""The command that answers the whole question of one jail: answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    from sim.output.kinds import Results

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
    from sim.analyses.staffing.post import blocks_of
    from sim.output.page.pdf import find_browser
    from sim.scenario.files.reader import load_scenarios

    with asking(kept.folder(f"{scenario.stem}-answer"), work, kept) as asked:
        if pdf:
            # Without a browser it is told before anything runs.
            find_browser()
        beside = other or question.ended_beside(scenario)
        loaded = load_scenarios([path for path in (scenario, beside) if path], work.settings(settings))
        base, without = loaded if beside else (loaded[0], question.ended(loaded[0]))
        blocks = tuple(blocks_of((), rostering.shift_hours, rostering.starts))
        placed = question.Hours(budget, jail, team, blocks, rostering.rules)
        asked.remark([base, without])
        with asked.running(replications or base.replications, engine, counted="tasks") as running:
            found = question.answer(base, without, hours=placed, unknowns=unknowns, plan=running)
        pages: list[str] = []

        def write_page(results: Results) -> None:
            pages.extend(page.name for page in report(results.folder, out=results.folder / _PAGE, pdf=pdf))

        asked.answer(findings(found), more=write_page)
        if not kept.quiet:
            for page in pages:
                say(f"Page: {asked.out / page}", kept.form)
        if open_it:
            open_page(asked.out / _PAGE)
