"""Commands that read lists of agencies with an agreement: agencies import, agencies show."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.examples import examples
from sim.cli.printing import Format, FormatName, complain, print_tables, say
from sim.cli.shared import Quiet, errors_for_people

agencies = typer.Typer(
    epilog=examples("agencies import list.csv --out agencies.csv", "agencies show agencies.csv"),
    help="Make a jails file of lists of agencies with a 287(g) agreement, and summarise it.",
    no_args_is_help=True,
)
app.add_typer(agencies, name="agencies")


@agencies.command("import", epilog=examples("agencies import list.csv --out agencies.csv"))
def import_(
    files: Annotated[list[Path], typer.Argument(help="Lists of agencies (CSV), as they come.", metavar="FILE...")],
    out: Annotated[Path, typer.Option(help="Jails file to write; the report is beside it.")] = Path("agencies.csv"),
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that exist.")] = False,
    quiet: Quiet = False,
    form: FormatName = Format.TABLE,
) -> None:
    """Make a jails file of lists of agencies, and a report of every repair and every row left out."""
    from sim.agencies.merging import import_lists
    from sim.agencies.reading import read_lists
    from sim.agencies.report import check_out, import_tables, report_path, write_import

    with errors_for_people():
        check_out(out, files, overwrite=overwrite)
        lists = read_lists(files)
        for note in (note for each in lists for note in each.notes):
            complain(note)
        found = import_lists(lists)
        write_import(found, out)
        if not quiet:
            print_tables(import_tables(found), form)
        say(f"Jails: {out}\nReport: {report_path(out)}", form)


@agencies.command("show", epilog=examples("agencies show agencies.csv", "agencies show agencies.csv --format csv"))
def show(
    file: Annotated[Path, typer.Argument(help="A jails file, or a list of agencies as it comes.", metavar="FILE")],
    form: FormatName = Format.TABLE,
) -> None:
    """Summarise agreements by model, by state and by month, and the people they cover."""
    from sim.agencies.report import read_any, summary_tables

    with errors_for_people():
        lines, notes = read_any(file)
        for note in notes:
            complain(note)
        print_tables(summary_tables(lines), form)
