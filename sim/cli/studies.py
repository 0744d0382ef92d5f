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

from sim.cli import completion
from sim.cli.app import app
from sim.cli.examples import examples
from sim.cli.groups import Kept, Work, grouped
from sim.cli.printing import show
from sim.cli.shared import (
    EngineName,
    KeepBookings,
    MostReplications,
    Precision,
    Replications,
    ScenarioFile,
    Settings,
    engine_named,
    errors_for_people,
    interruptible,
    load,
    progress_bar,
    setting,
)

if TYPE_CHECKING:
    from sim.analyses.comparison.study import Study
    from sim.scenario.schema import Scenario
    from sim.study.store import Parts

Ends = Annotated[
    list[str] | None,
    typer.Option(
        metavar="JAIL,...",
        help="Jails whose agreement ends, by name or county code, or a CSV file; repeatable.",
        autocompletion=completion.scenario_jails,
    ),
]
Begins = Annotated[
    list[str] | None,
    typer.Option(
        metavar="JAIL,...",
        help="Jails whose agreement begins; may be counties that the scenario lacks.",
        autocompletion=completion.scenario_jails,
    ),
]


@dataclass(frozen=True)
class Replicating:
    """What is replicated, and how often."""

    settings: Settings = None
    replications: Replications = None
    precision: Precision = None
    most_replications: MostReplications = None
    keep_bookings: KeepBookings = False
    engine: EngineName = "simpy"


@app.command(
    epilog=examples(
        "run scenarios/prince_william.yaml --replications 5 --out my_run",
        "run scenarios/prince_william.yaml --precision 0.05",
        "run scenarios/pierce.yaml --out pierce --format csv > pierce.csv",
    )
)
@grouped
def run(scenario: ScenarioFile, replicating: Replicating, work: Work, kept: Kept) -> None:
    """Run the replications of one scenario: a table on the screen, a results folder."""
    _study(scenario.stem, partial(_loaded, [scenario]), replicating, work, kept)


@app.command(
    epilog=examples(
        "compare scenarios/wake.yaml scenarios/wake_ended.yaml",
        "compare scenarios/wake.yaml scenarios/wake_ended.yaml --format json",
    )
)
@grouped
def compare(
    base: Annotated[Path, typer.Argument(help="The scenario to compare with.", metavar="BASE")],
    others: Annotated[list[Path], typer.Argument(help="One or more other scenarios.", metavar="OTHER...")],
    replicating: Replicating,
    work: Work,
    kept: Kept,
) -> None:
    """Send the same bookings through several scenarios: paired differences, and who changed outcome and why."""
    paths = [base, *others]
    _study("-vs-".join(path.stem for path in paths), partial(_loaded, paths), replicating, work, kept)


@app.command(
    epilog=examples(
        "agreements scenarios/prince_william.yaml --end prince_william",
        "agreements scenarios/wake.yaml --end wake --out wake_ends",
    )
)
@grouped
def agreements(
    scenario: ScenarioFile,
    end: Ends = None,
    begin: Begins = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The last day of those that end, the first of those that begin.")
    ] = None,
    *,
    replicating: Replicating,
    work: Work,
    kept: Kept,
) -> None:
    """Ask what if some agreements ended and others began: the same bookings through a scenario with and without."""
    asked = partial(_with_and_without, scenario, end or [], begin or [], on)
    _study(f"{scenario.stem}-agreements", asked, replicating, work, kept)


def _loaded(paths: list[Path], settings: list[str]) -> list[Scenario]:
    return [load(path, settings) for path in paths]


def _with_and_without(
    path: Path, ends: list[str], begins: list[str], on: str | None, settings: list[str]
) -> list[Scenario]:
    from sim.agencies.coming_and_going import ComingAndGoing, coming_and_going, jails_of
    from sim.scenario.files.jailkeys import is_date, no_date
    from sim.scenario.files.reader import ScenarioSource

    if on is not None and not is_date(on):
        raise ValueError(f"--on: {no_date(on)}")
    asked = ComingAndGoing(jails_of(ends), jails_of(begins), date.fromisoformat(on) if on else None)
    return list(coming_and_going(ScenarioSource(path, settings), asked))


def _study(
    name: str, scenarios: Callable[[list[str]], list[Scenario]], replicating: Replicating, work: Work, kept: Kept
) -> None:
    from sim.analyses.comparison.kind import KIND, findings
    from sim.output.folder import check_free
    from sim.output.kinds import write_results
    from sim.study.store import Parts

    started_at = datetime.now(UTC)
    folder = kept.folder(name)
    parts = Parts(folder)
    with errors_for_people(), interruptible(parts):
        loaded = scenarios([*(replicating.settings or []), *setting("seed", work.seed)])
        check_free(folder, overwrite=kept.overwrite)
        with progress_bar(shown=not kept.quiet) as advance:
            study = _run(loaded, replicating, work, parts, advance)
        results = write_results(findings(study), folder, command=["lostleads", *sys.argv[1:]], started_at=started_at)
        parts.discard()
        if not kept.quiet:
            show(KIND.screen(results), folder, kept.form)


def _run(
    scenarios: list[Scenario], replicating: Replicating, work: Work, parts: Parts, advance: Callable[[int, int], None]
) -> Study:
    from sim.analyses.comparison import study
    from sim.study.precision import parse_precisions
    from sim.study.replicate import MOST_REPLICATIONS, Plan

    plan = Plan(
        replications=replicating.replications or scenarios[0].replications,
        jobs=work.jobs_at_once,
        keep_bookings=replicating.keep_bookings,
        precision=parse_precisions(replicating.precision or []),
        most_replications=replicating.most_replications or MOST_REPLICATIONS,
        engine=engine_named(replicating.engine),
        store=parts,
        progress=advance,
        cluster=work.cluster,
    )
    if len(scenarios) == 1:
        return study.run(scenarios[0], plan)
    return study.compare(*scenarios, plan=plan)
