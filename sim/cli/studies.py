"""Commands that run scenarios and tell what they count: run, compare, agreements."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app
from sim.cli.shared import (
    Cluster,
    EngineName,
    Jobs,
    KeepBookings,
    MostReplications,
    Out,
    Overwrite,
    Precision,
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

if TYPE_CHECKING:
    from sim.output.parts import Parts
    from sim.scenario.schema import Scenario
    from sim.study.study import Study

Ends = Annotated[
    list[str] | None,
    typer.Option(
        metavar="JAIL,...", help="Jails whose agreement ends, by name or county code, or a CSV file; repeatable."
    ),
]
Begins = Annotated[
    list[str] | None,
    typer.Option(metavar="JAIL,...", help="Jails whose agreement begins; may be counties that the scenario lacks."),
]


@app.command()
def run(
    scenario: ScenarioFile,
    settings: Settings = None,
    replications: Replications = None,
    seed: Seed = None,
    jobs: Jobs = None,
    out: Out = None,
    keep_bookings: KeepBookings = False,
    precision: Precision = None,
    most_replications: MostReplications = None,
    cluster: Cluster = None,
    engine: EngineName = "simpy",
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Run the replications of one scenario: a table on the screen, a results folder."""
    options = _Options(
        settings or [],
        replications,
        seed,
        jobs,
        out,
        keep_bookings,
        precision or [],
        most_replications,
        cluster,
        engine,
        overwrite,
        quiet,
    )
    _study(scenario.stem, partial(_loaded, [scenario]), options)


@app.command()
def compare(
    base: Annotated[Path, typer.Argument(help="The scenario to compare with.", metavar="BASE")],
    others: Annotated[list[Path], typer.Argument(help="One or more other scenarios.", metavar="OTHER...")],
    settings: Settings = None,
    replications: Replications = None,
    seed: Seed = None,
    jobs: Jobs = None,
    out: Out = None,
    keep_bookings: KeepBookings = False,
    precision: Precision = None,
    most_replications: MostReplications = None,
    cluster: Cluster = None,
    engine: EngineName = "simpy",
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Send the same bookings through several scenarios: paired differences, and who changed outcome and why."""
    options = _Options(
        settings or [],
        replications,
        seed,
        jobs,
        out,
        keep_bookings,
        precision or [],
        most_replications,
        cluster,
        engine,
        overwrite,
        quiet,
    )
    paths = [base, *others]
    _study("-vs-".join(path.stem for path in paths), partial(_loaded, paths), options)


@app.command()
def agreements(
    scenario: ScenarioFile,
    end: Ends = None,
    begin: Begins = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The last day of those that end, the first of those that begin.")
    ] = None,
    settings: Settings = None,
    replications: Replications = None,
    seed: Seed = None,
    jobs: Jobs = None,
    out: Out = None,
    keep_bookings: KeepBookings = False,
    precision: Precision = None,
    most_replications: MostReplications = None,
    cluster: Cluster = None,
    engine: EngineName = "simpy",
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Ask what if some agreements ended and others began: the same bookings through a scenario with and without."""
    options = _Options(
        settings or [],
        replications,
        seed,
        jobs,
        out,
        keep_bookings,
        precision or [],
        most_replications,
        cluster,
        engine,
        overwrite,
        quiet,
    )
    _study(f"{scenario.stem}-agreements", partial(_with_and_without, scenario, end or [], begin or [], on), options)


@dataclass(frozen=True)
class _Options:
    """The options that all of them share."""

    settings: list[str]
    replications: int | None
    seed: int | None
    jobs: int | None
    out: Path | None
    keep_bookings: bool
    precision: list[str]
    most_replications: int | None
    cluster: str | None
    engine: str
    overwrite: bool
    quiet: bool


def _loaded(paths: list[Path], settings: list[str]) -> list[Scenario]:
    return [load(path, settings) for path in paths]


def _with_and_without(
    path: Path, ends: list[str], begins: list[str], on: str | None, settings: list[str]
) -> list[Scenario]:
    from sim.agencies.coming_and_going import ComingAndGoing, coming_and_going, jails_of
    from sim.scenario.jailkeys import is_date, no_date
    from sim.scenario.reader import ScenarioSource

    if on is not None and not is_date(on):
        raise ValueError(f"--on: {no_date(on)}")
    asked = ComingAndGoing(jails_of(ends), jails_of(begins), date.fromisoformat(on) if on else None)
    return list(coming_and_going(ScenarioSource(path, settings), asked))


def _study(name: str, scenarios: Callable[[list[str]], list[Scenario]], options: _Options) -> None:
    from sim.output.folder import check_free, read_results, write_results
    from sim.output.parts import Parts

    started_at = datetime.now(UTC)
    folder = options.out or Path("results") / name
    parts = Parts(folder)
    with errors_for_people(), interruptible(parts):
        loaded = scenarios([*options.settings, *setting("seed", options.seed)])
        check_free(folder, overwrite=options.overwrite)
        study = _run(loaded, options, parts)
        write_results(study, folder, command=["lostleads", *sys.argv[1:]], started_at=started_at)
        parts.discard()
        if not options.quiet:
            from sim.output.screen import study_tables

            show(study_tables(read_results(folder)), folder)


def _run(scenarios: list[Scenario], options: _Options, parts: Parts) -> Study:
    from sim.study import study
    from sim.study.precision import parse_precisions
    from sim.study.replicate import MOST_REPLICATIONS, Plan

    with progress_bar(shown=not options.quiet) as advance:
        plan = Plan(
            replications=options.replications or scenarios[0].replications,
            jobs=options.jobs or cores(),
            keep_bookings=options.keep_bookings,
            precision=parse_precisions(options.precision),
            most_replications=options.most_replications or MOST_REPLICATIONS,
            engine=engine_named(options.engine),
            store=parts,
            progress=advance,
            cluster=options.cluster,
        )
        if len(scenarios) == 1:
            return study.run(scenarios[0], plan)
        return study.compare(*scenarios, plan=plan)
