"""The command that tells how many officer hours are needed, on which weekly shifts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.analyses.frame import completion
from sim.analyses.frame.asking import asking
from sim.analyses.frame.declaring import Commands, Group
from sim.analyses.frame.options import (
    EngineName,
    Kept,
    Replications,
    ScenarioFile,
    Settings,
    Work,
    jail_of,
    unknowns_of,
)

if TYPE_CHECKING:
    from sim.analyses.staffing.rules import Rules

commands = Commands(Group.ASK)

TeamName = Annotated[str | None, typer.Option("--team", help="The screening team.", show_default="the only one")]


def budget_of(otherwise: str) -> Any:
    """How many officer hours a week a command places, and how many without the option."""
    return typer.Option("--budget", metavar="HOURS", help="Officer hours a week to place best.", show_default=otherwise)


@dataclass(frozen=True)
class Rostering:
    """What shifts and officers obey."""

    shift_hours: Annotated[
        str | None,
        typer.Option(metavar="HOURS,...", help="Shifts as long as this, such as 8,10,12, not three of eight hours."),
    ] = None
    starts: Annotated[
        str | None, typer.Option(metavar="HH:MM,...", help="When these may begin.", show_default="on any hour")
    ] = None
    same_every: Annotated[
        str | None,
        typer.Option(metavar="day|weekday", help="The same shifts every day, or from Monday to Friday."),
    ] = None
    least: Annotated[int, typer.Option(min=1, help="Officers on duty whenever anybody is, at least.")] = 1
    officers: Annotated[
        int | None, typer.Option(min=1, help="Officers of the roster, at most.", show_default="as many as it takes")
    ] = None
    week_hours: Annotated[
        str, typer.Option(metavar="[LEAST:]MOST", help="Hours of an officer a week, at most or between two.")
    ] = "40"
    rest_hours: Annotated[int, typer.Option(min=0, help="Hours between two shifts of an officer, at least.")] = 8
    days_off: Annotated[
        int, typer.Option(min=0, max=6, help="Days a week on which an officer begins no shift, at least.")
    ] = 2
    days_off_together: Annotated[
        bool, typer.Option("--days-off-together", help="These days off come one after the other.")
    ] = False

    @property
    def rules(self) -> Rules:
        """The rules; ValueError where there are none such."""
        from sim.analyses.staffing.rules import Rules, same_every_named, week_hours

        least_hours, most_hours = week_hours(self.week_hours)
        return Rules(
            same_every=None if self.same_every is None else same_every_named(self.same_every),
            least=self.least,
            officers=self.officers,
            rest_hours=self.rest_hours,
            least_hours=least_hours,
            most_hours=most_hours,
            days_off=self.days_off,
            together=self.days_off_together,
        )


@commands.told(
    "staffing scenarios/prince_william.yaml --target 250",
    "staffing scenarios/prince_william.yaml --target 25% --most 2",
    "staffing scenarios/prince_william.yaml --budget 80 --officers 2",
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
    budget: Annotated[float | None, budget_of("none: --target")] = None,
    with_probability: Annotated[
        float | None,
        typer.Option(metavar="SHARE", help="Meet the target at this share of points over all that is unknown, too."),
    ] = None,
    unknowns: Annotated[int, unknowns_of()] = 100,
    measure: Annotated[
        str | None,
        typer.Option(
            help="What to keep low, all jails together (default: released_before_pickup).",
            autocompletion=completion.measures,
        ),
    ] = None,
    jail: Annotated[str | None, jail_of("the only one with screening")] = None,
    team: TeamName = None,
    block: Annotated[
        list[str] | None,
        typer.Option(metavar="HH:MM-HH:MM", help="Hours of a shift; repeatable (default: three of eight hours)."),
    ] = None,
    most: Annotated[
        int, typer.Option(min=1, help="Officers in one block of one weekday, at most; under rules, on duty at once.")
    ] = 4,
    settings: Settings = None,
    replications: Replications = None,
    engine: EngineName = "staged",
    *,
    rostering: Rostering,
    work: Work,
    kept: Kept,
) -> None:
    """Find how many officer hours a week a screening team needs, on which shifts, and a roster of them."""
    from sim.analyses.staffing.goal import Goal
    from sim.analyses.staffing.kind import findings
    from sim.analyses.staffing.post import blocks_of, post_of
    from sim.analyses.staffing.search import staff
    from sim.scenario.files.reader import ScenarioSource

    with asking(kept.folder(f"{scenario.stem}-staffing"), work, kept) as asked:
        goal = Goal.parse(target, budget, measure, with_probability, unknowns)
        rules, blocks = rostering.rules, blocks_of(block or (), rostering.shift_hours, rostering.starts)
        source = ScenarioSource(scenario, work.settings(settings))
        base = source.scenario()
        goal.check(base)
        post = post_of(base, jail, team, blocks, most)
        with asked.running(replications or base.replications, engine, counted="points of the curve") as running:
            found = staff(source, post, goal, running, rules)
        asked.answer(findings(found, scenario))
