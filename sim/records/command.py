"""The command that makes a scenario of a jail's own records: records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.analyses.frame.declaring import Commands, Group
from sim.analyses.frame.errors import errors_for_people
from sim.analyses.frame.options import Overwrite, Quiet, out_of
from sim.analyses.frame.printing import Format, FormatName, complain, print_tables, say

commands = Commands(Group.START)


@commands.told(
    "records bookings.csv charges.csv --out my_county",
    "records bookings.csv --mapping mapping.yaml --out next_year",
    "records --example made_up",
)
def records(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Exports of the jail's system: CSV, packed CSV or Excel.", metavar="FILE..."),
    ] = None,
    out: Annotated[Path, out_of("FOLDER")] = Path("my_county"),
    mapping: Annotated[
        Path | None, typer.Option(help="What was said of such an export before.", metavar="mapping.yaml")
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE",
            help="What no file tells, such as cohort=booked_in or columns.booked='ADMIT DATE'; repeatable.",
        ),
    ] = None,
    charges: Annotated[
        Path | None, typer.Option(help="Which description is of which charge.", metavar="charges.csv")
    ] = None,
    reasons: Annotated[
        Path | None, typer.Option(help="Which reasons of release mean prison or another agency.", metavar="reasons.csv")
    ] = None,
    scenario: Annotated[
        Path | None,
        typer.Option(help="Scenario of one jail, with its charges; what is written extends it.", metavar="SCENARIO"),
    ] = None,
    keep_bookings: Annotated[
        bool, typer.Option("--keep-bookings", help="Also write bookings, moved to other weeks; give them to nobody.")
    ] = False,
    example: Annotated[
        Path | None, typer.Option(help="Only write a made-up export into this folder, to try it.", metavar="DIR")
    ] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    form: FormatName = Format.TABLE,
) -> None:
    """Make a scenario of the export that a jail's system gives; no name, number or row of it is kept."""
    with errors_for_people():
        if example is not None:
            _write_example(example, files)
            return
        if not files:
            raise ValueError("name the files of an export, or --example DIR for a made-up one")
        from sim.records.asking import asker
        from sim.records.leaving import check_free, starter, write_county
        from sim.records.reading import read_records
        from sim.records.report import county_tables

        check_free(out, overwrite=overwrite)
        found = read_records(
            *files,
            mapping=mapping,
            answers=answer or (),
            charges=charges,
            reasons=reasons,
            scenario=scenario,
            ask=asker(),
        )
        written = write_county(found, out, overwrite=overwrite, keep_bookings=keep_bookings)
        if not quiet:
            print_tables(county_tables(found, starter()), form)
        if keep_bookings:
            complain(
                f"{out / 'bookings.csv'} has moved bookings: give it to nobody outside the office that holds the file"
            )
        say(f"Scenario: {written[0]}\nBeside it: {', '.join(path.name for path in written[1:])}", form)


def _write_example(folder: Path, files: list[Path] | None) -> None:
    from sim.records.example import write_example

    if files:
        raise ValueError("--example writes a made-up export, and reads no files")
    for path in write_example(folder):
        typer.echo(path)
