"""Commands about no question of their own: validate, plot, explain, report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from sim.analyses.frame import completion
from sim.analyses.frame.declaring import Commands, Group
from sim.analyses.frame.errors import errors_for_people
from sim.analyses.frame.opening import open_page
from sim.analyses.frame.options import Jobs, Open, Overwrite, Pdf, Plots, Quiet, Settings, out_of
from sim.analyses.frame.printing import Format, FormatName, complain, complain_of_fonts, print_tables, warn
from sim.analyses.frame.statuses import FAILED, WRONG_INPUT

starting, showing, checking = Commands(Group.START), Commands(Group.SHOW), Commands(Group.CHECK)


@checking.told(
    "validate scenarios/prince_william.yaml",
    "validate scenarios/pierce.yaml --set jails.*.hold_hours=24",
    "validate scenarios/pierce.yaml --format csv",
)
def validate(
    scenarios: Annotated[list[Path], typer.Argument(help="Scenario files (YAML).", metavar="SCENARIO...")],
    settings: Settings = None,
    quiet: Quiet = False,
    form: FormatName = Format.TABLE,
) -> None:
    """Check files, say in plain words what they mean, and what they imply that a county can check."""
    from sim.analyses.implied.tables import implied
    from sim.scenario.errors import ScenarioError
    from sim.scenario.files.reader import load_scenario
    from sim.scenario.in_words import in_words
    from sim.scenario.remarks import remarks

    wrong, told = 0, []
    for path in scenarios:
        try:
            scenario = load_scenario(path, settings or [])
        except ScenarioError as error:
            wrong += len(error.problems)
            complain(str(error))
            continue
        as_it_comes = form is Format.TABLE and not quiet
        if as_it_comes:
            for line in in_words(scenario):
                typer.echo(line)
        with errors_for_people():
            parts = implied(scenario)
        if as_it_comes:
            print_tables(parts, form)
        told += parts
        for remark in remarks(scenario):
            complain(f"{path}: {remark}")
        warn(scenario)
    if form is not Format.TABLE and told and not quiet:
        print_tables(told, form)
    if wrong:
        raise typer.Exit(WRONG_INPUT)


@showing.told("plot results/prince_william", "plot my_run --out pictures")
def plot(
    results: Annotated[Path, typer.Argument(help="A results folder.", metavar="RESULTS")],
    jobs: Jobs = None,
    out: Annotated[Path | None, out_of("FOLDER", "RESULTS/plots, whose pictures are replaced")] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    plots: Plots = "both",
) -> None:
    """Draw the pictures of a results folder again."""
    from sim.analyses import kinds

    with errors_for_people():
        drawn = kinds.plot(results, out, plots=plots, jobs=jobs, overwrite=overwrite)
        if not quiet:
            for path in drawn:
                typer.echo(path)
        complain_of_fonts(kinds.open_results(results).labels)


@starting.told("explain on_record", "explain hold", "explain --schema > scenario.schema.json")
def explain(
    name: Annotated[
        str | None,
        typer.Argument(
            help="A key, a path or a measure, such as on_record or flagged; a part will do, or nothing for all.",
            metavar="[NAME]",
            autocompletion=completion.names,
        ),
    ] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of a scenario file instead, for editors.")
    ] = False,
) -> None:
    """Say what an input means, and its value, range, source and strength in the project's scenarios; or a measure."""
    from sim.manual.lookup import looked_up
    from sim.scenario.files.reader import scenario_schema

    with errors_for_people():
        if schema and name is not None:
            raise ValueError("--schema is of all keys; leave out the name, or the option")
        for line in [json.dumps(scenario_schema(), indent=2)] if schema else looked_up(name or ""):
            typer.echo(line)


@showing.told(
    "report my_comparison --out my_page.html",
    "report my_run my_sweep my_uncertainty --out my_page.html --pdf",
)
def report(
    results: Annotated[list[Path], typer.Argument(help="Results folders; each is a chapter.", metavar="RESULTS...")],
    out: Annotated[Path, out_of("FILE.html")] = Path("report.html"),
    pdf: Pdf = False,
    open_it: Open = False,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Make one page of results folders that stands alone: opens anywhere, also from a mail."""
    from sim.analyses import kinds

    with errors_for_people():
        files = kinds.report(*results, out=out, pdf=pdf, overwrite=overwrite)
        if not quiet:
            for file in files:
                typer.echo(file)
        if open_it:
            open_page(out)


@showing.told("workbook my_comparison", "workbook my_sweep --out my_sweep.xlsx")
def workbook(
    results: Annotated[Path, typer.Argument(help="A results folder.", metavar="RESULTS")],
    out: Annotated[Path | None, out_of("FILE.xlsx", "RESULTS.xlsx")] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Write a results folder as an Excel workbook: the answer, a sheet a table, what each column and measure is."""
    from sim.analyses import kinds

    with errors_for_people():
        file = kinds.workbook(results, out or results.with_name(f"{results.name}.xlsx"), overwrite=overwrite)
        if not quiet:
            typer.echo(file)


@checking.told("reproduce results/reference", "reproduce my_comparison --files scenarios --jobs 4")
def reproduce(
    results: Annotated[Path, typer.Argument(help="A results folder.", metavar="RESULTS")],
    files: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="From where the scenario names its bookings_file or levels_file.",
            show_default="where it was",
        ),
    ] = None,
    jobs: Jobs = None,
    quiet: Quiet = False,
) -> None:
    """Run again what a results folder records, and say whether its tables are equal, or where they are not."""
    from sim.analyses import reproducing
    from sim.analyses.frame.asking import progress_bar
    from sim.study.backends import available_cores

    with errors_for_people():
        with progress_bar("tasks", shown=not quiet) as advance:
            found = reproducing.reproduce(results, files=files, jobs=jobs or available_cores(), progress=advance)
        if not quiet:
            typer.echo(str(found))
        if not found.is_equal:
            raise typer.Exit(FAILED)
