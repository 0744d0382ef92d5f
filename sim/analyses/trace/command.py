"""trace: one booking's life, in words and as a picture, beside another scenario's; and event logs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.analyses.frame.asking import check_asked_for
from sim.analyses.frame.declaring import Commands, Group
from sim.analyses.frame.errors import errors_for_people
from sim.analyses.frame.options import (
    EngineName,
    Levels,
    Overwrite,
    Quiet,
    ScenarioFile,
    Seed,
    Settings,
    Work,
    Yes,
    engine_ready,
    jail_of,
    out_of,
    replications_of,
)
from sim.analyses.frame.printing import complain, warn
from sim.analyses.frame.rowlevel import RowLevel

commands = Commands(Group.ASK)


@commands.told(
    "trace scenarios/prince_william.yaml --booking 100",
    'trace scenarios/prince_william.yaml --outcome lost --left "sat 20:00-06:00" --out lost.png',
    "trace scenarios/prince_william.yaml scenarios/prince_william_ended.yaml --outcome transferred "
    "--outcome-in-other lost",
    "trace scenarios/prince_william.yaml --replications 2 --event-log log.csv",
)
def trace(
    scenario: ScenarioFile,
    other: Annotated[
        Path | None, typer.Argument(help="Another scenario: the same booking in both.", metavar="[OTHER]")
    ] = None,
    booking: Annotated[
        str | None, typer.Option(help="JAIL/NUMBER, or the number where there is one jail.", metavar="ID")
    ] = None,
    outcome: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="How it ended: an outcome, or lost, lost_leads, lost_matched, lost_known, lost_unknown.",
        ),
    ] = None,
    outcome_in_other: Annotated[
        str | None, typer.Option(metavar="NAME", help="How the same booking ended in OTHER.")
    ] = None,
    booked: Annotated[
        str | None, typer.Option(metavar="WHEN", help='Booked then, such as "sat 20:00-06:00", mon-fri or 08:00-17:00.')
    ] = None,
    left: Annotated[str | None, typer.Option(metavar="WHEN", help="Left the jail then.")] = None,
    charge: Annotated[str | None, typer.Option(metavar="NAME", help="Most serious charge.")] = None,
    jail: Annotated[str | None, jail_of("any")] = None,
    nth: Annotated[int, typer.Option(min=1, help="Which of those that fit, from 1.")] = 1,
    replication: Annotated[int, typer.Option(min=0, help="The first replication to look at, from 0.")] = 0,
    replications: Annotated[int, replications_of()] = 1,
    out: Annotated[Path | None, out_of("FILE.png|FILE.svg|FOLDER", "it is not drawn")] = None,
    event_log: Annotated[
        Path | None,
        typer.Option(metavar="FILE.csv", help="Write the events of all bookings, or of those that fit, as a log."),
    ] = None,
    row_level: RowLevel = False,
    settings: Settings = None,
    seed: Seed = None,
    engine: EngineName = "simpy",
    yes: Yes = False,
    levels: Levels = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Tell one booking's life, event by event: by its number, or by what happened; draw it, or write an event log."""
    from sim.analyses.trace.asking import Asked, answer
    from sim.analyses.trace.finding import Wanted, WeekTime
    from sim.output.files import check_writable
    from sim.scenario.files.reader import load_scenarios
    from sim.study.needs import needs_of

    all_settings = Work(seed, levels=levels).settings(settings)
    with errors_for_people():
        asked = Asked(
            scenarios=tuple(load_scenarios([path for path in (scenario, other) if path], all_settings)),
            wanted=Wanted(
                outcome=outcome,
                outcome_in_other=outcome_in_other,
                booked=WeekTime.read(booked, "--booked"),
                left=WeekTime.read(left, "--left"),
                charge=charge,
                jail=jail,
            ),
            booking=booking,
            nth=nth,
            replications=range(replication, replication + replications),
            picture=out,
            event_log=event_log,
            engine=engine_ready(engine),
            row_level=row_level,
        )
        check_asked_for(needs_of(asked.scenarios, replications), asked.engine, jobs=1, yes=yes)
        check_writable(*(file for file in (out, event_log) if file and file.suffix), overwrite=overwrite)
        for each in asked.scenarios:
            warn(each)
        answered = answer(asked)
        if not quiet:
            for line in answered.lines:
                typer.echo(line)
            for line in answered.remarks:
                complain(line)
