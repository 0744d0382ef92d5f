"""The command that tells how long a warm-up must be."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.analyses.frame.asking import asking
from sim.analyses.frame.declaring import Commands, Group
from sim.analyses.frame.options import EngineName, Kept, Replications, ScenarioFile, Settings, Work, setting

commands = Commands(Group.CHECK)


@commands.told(
    "warmup scenarios/prince_william.yaml",
    "warmup scenarios/pierce.yaml --days 180 --replications 20",
)
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
    from sim.analyses.warmup.kind import findings
    from sim.scenario.files.reader import load_scenario

    with asking(kept.folder(f"{scenario.stem}-warmup"), work, kept) as asked:
        loaded = load_scenario(scenario, [*work.settings(settings), *setting("days", days)])
        with asked.running(replications or loaded.replications, engine) as running:
            found = warm_up(loaded, running)
        asked.answer(findings(found))
