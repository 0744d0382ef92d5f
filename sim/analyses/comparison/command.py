"""Commands that run scenarios and tell what they count: run, compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.analyses.frame.asking import Asking, asking
from sim.analyses.frame.declaring import Commands, Group
from sim.analyses.frame.options import EngineName, Kept, Replications, ScenarioFile, Settings, Work, unknowns_of
from sim.analyses.frame.rowlevel import RowLevel, check_row_level

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

commands = Commands(Group.ASK)

KeepBookings = Annotated[bool, typer.Option("--bookings", help="Also save the table of foreign-born bookings.")]
Precision = Annotated[
    list[str] | None,
    typer.Option(
        metavar="[WHAT=]WIDTH",
        help="Add replications until 95 % intervals are narrow enough: 0.02 (each headline count, relative), "
        "flagged=5, flagged=2%, difference.flagged=5; repeatable.",
    ),
]
MostReplications = Annotated[
    int | None, typer.Option("--max-replications", min=1, help="Give up a --precision that needs more (default: 2000).")
]
UnknownPoints = Annotated[int | None, unknowns_of("none")]


@dataclass(frozen=True)
class Replicating:
    """What is replicated, and how often."""

    settings: Settings = None
    replications: Replications = None
    precision: Precision = None
    most_replications: MostReplications = None
    keep_bookings: KeepBookings = False
    row_level: RowLevel = False
    engine: EngineName = "simpy"


@commands.told(
    "run scenarios/prince_william.yaml --replications 5 --out my_run",
    "run scenarios/prince_william.yaml --precision 0.05",
    "run scenarios/pierce.yaml --out pierce --format csv > pierce.csv",
)
def run(
    scenario: ScenarioFile, *, replicating: Replicating, unknowns: UnknownPoints = None, work: Work, kept: Kept
) -> None:
    """Run the replications of one scenario: a table on the screen, a results folder."""
    _compared([scenario], replicating, unknowns, work, kept)


@commands.told(
    "compare scenarios/wake.yaml scenarios/wake_ended.yaml",
    "compare scenarios/wake.yaml scenarios/wake_ended.yaml --format json",
    "compare scenarios/wake.yaml scenarios/wake_ended.yaml --unknowns 60",
)
def compare(
    base: Annotated[Path, typer.Argument(help="The scenario to compare with.", metavar="BASE")],
    others: Annotated[list[Path], typer.Argument(help="One or more other scenarios.", metavar="OTHER...")],
    *,
    replicating: Replicating,
    unknowns: UnknownPoints = None,
    work: Work,
    kept: Kept,
) -> None:
    """Send the same bookings through several scenarios: paired differences, and who changed outcome and why."""
    _compared([base, *others], replicating, unknowns, work, kept)


def _compared(paths: Sequence[Path], replicating: Replicating, unknowns: int | None, work: Work, kept: Kept) -> None:
    from sim.scenario.files.reader import load_scenarios

    with asking(kept.folder("-vs-".join(path.stem for path in paths)), work, kept) as asked:
        settings = work.settings(replicating.settings)
        compare_asked(load_scenarios(paths, settings), replicating, asked, unknowns)


def compare_asked(
    scenarios: Sequence[Scenario], replicating: Replicating, asked: Asking, unknowns: int | None = None
) -> None:
    """Run scenarios, write what they count, and of several how the others differ from the first; and show it.

    With points for what is unknown these are run, too, and then the replications hold chance alone.
    """
    from sim.analyses.comparison import study
    from sim.analyses.comparison.kind import findings
    from sim.study.precision import parse_precisions
    from sim.study.replicate import MOST_REPLICATIONS, Plan

    asked.remark(scenarios)
    if replicating.keep_bookings:
        check_row_level(scenarios, "--bookings", allowed=replicating.row_level)
    with asked.running(replicating.replications or scenarios[0].replications, replicating.engine) as running:
        plan = Plan(
            **vars(running),
            keep_bookings=replicating.keep_bookings,
            precision=parse_precisions(replicating.precision or []),
            most_replications=replicating.most_replications or MOST_REPLICATIONS,
        )
        if len(scenarios) == 1:
            found = study.run(scenarios[0], plan, unknowns=unknowns)
        else:
            found = study.compare(*scenarios, plan=plan, unknowns=unknowns)
    asked.answer(findings(found))
