"""Commands that hold the model against published counts and theory: calibrate, published, verify."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from sim.cli import completion
from sim.cli.app import app
from sim.cli.examples import examples
from sim.cli.groups import Work, grouped
from sim.cli.printing import Format, FormatName, print_tables, say
from sim.cli.shared import (
    FAILED,
    EngineName,
    Quiet,
    Replications,
    ScenarioFile,
    Settings,
    engine_named,
    errors_for_people,
    interruptible,
    setting,
)


@app.command(epilog=examples("calibrate my.yaml --target flagged=40 --free jails.*.discloses=0.5:1"))
@grouped
def calibrate(
    scenario: ScenarioFile,
    targets: Annotated[
        list[str],
        typer.Option(
            "--target",
            metavar="MEASURE=NUMBER[+-SE]",
            help="A published figure, or A/B=NUMBER; repeatable.",
            autocompletion=completion.targets,
        ),
    ],
    frees: Annotated[
        list[str],
        typer.Option(
            "--free",
            metavar="PATH=LOW:HIGH",
            help="An input that may move; repeatable.",
            autocompletion=completion.settings,
        ),
    ],
    settings: Settings = None,
    replications: Replications = None,
    engine: EngineName = "staged",
    *,
    work: Work,
    out: Annotated[Path | None, typer.Option(help="File to write (default: SCENARIO_calibrated.yaml).")] = None,
    quiet: Quiet = False,
    form: FormatName = Format.TABLE,
) -> None:
    """Find inputs that reproduce published counts, and write a scenario that extends the first."""
    from sim.analyses.calibration import search
    from sim.analyses.calibration.tables import calibration_tables, write_calibrated
    from sim.scenario.files.reader import ScenarioSource
    from sim.study.spans import Span
    from sim.study.store import Parts
    from sim.study.tasks import Running

    path = out or scenario.with_name(f"{scenario.stem}_calibrated.yaml")
    parts = Parts(path)
    with errors_for_people(), interruptible(parts):
        if path.exists():
            raise FileExistsError(17, "exists", str(path))
        source = ScenarioSource(scenario, [*(settings or []), *setting("seed", work.seed)])
        running = Running(
            replications=replications or source.scenario().replications,
            jobs=work.jobs_at_once,
            cluster=work.cluster,
            engine=engine_named(engine),
            store=parts,
        )
        found = search.calibrate(
            source,
            [search.Target.parse(text) for text in targets],
            [Span.parse(text, "--free") for text in frees],
            running,
        )
        write_calibrated(found, scenario, path)
        parts.discard()
        if not quiet:
            print_tables(calibration_tables(found), form)
        say(str(path), form)


@app.command(epilog=examples("published", "published --format csv > published.csv"))
def published(
    scenarios: Annotated[Path, typer.Option(help="Folder with the scenario files.", metavar="DIR")] = Path("scenarios"),
    out: Annotated[Path | None, typer.Option(help="Page to write (Markdown); one that exists is replaced.")] = None,
    form: FormatName = Format.TABLE,
) -> None:
    """Compare the scenarios with published counts: what was fitted, what is predicted, and where the model misses."""
    from sim.analyses.published.page import validation_tables, write_page
    from sim.analyses.published.targets import validate

    with errors_for_people():
        validation = validate(scenarios)
        if out is not None:
            write_page(validation, out)
        print_tables(validation_tables(validation), form)


@app.command(epilog=examples("verify", "verify --format json"))
def verify(
    markdown: Annotated[
        Path | None, typer.Option(help="Write the page of the documentation here too.", metavar="FILE")
    ] = None,
    form: FormatName = Format.TABLE,
) -> None:
    """Run the model where theory knows the answer, and compare; leaves with 1 if they disagree."""
    from sim.analyses import verify as theory
    from sim.analyses.verify.page import summary_line, verdict_page, verdict_table
    from sim.output.tables import Note, Table

    verdicts: list[theory.Verdict] = []

    def tables() -> Iterator[Table | Note]:
        for case in theory.CASES:
            of_case = list(theory.verify(case))
            verdicts.extend(of_case)
            yield verdict_table(of_case)
        yield Note(summary_line(verdicts))

    with errors_for_people():
        print_tables(tables(), form)
        if markdown:
            markdown.write_text(verdict_page(verdicts))
    if not all(each.passed for each in verdicts):
        raise typer.Exit(FAILED)
