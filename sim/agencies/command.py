"""Commands about agreements: agreements, and those that read lists of agencies: agencies import, agencies show."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.analyses.comparison.command import Replicating, compare_asked
from sim.analyses.frame import completion
from sim.analyses.frame.asking import asking
from sim.analyses.frame.declaring import Commands, Group, epilog
from sim.analyses.frame.errors import errors_for_people
from sim.analyses.frame.options import Kept, Overwrite, Quiet, ScenarioFile, Work, out_of
from sim.analyses.frame.printing import Format, FormatName, complain, print_tables, say

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

commands = Commands(Group.ASK)
agencies = Commands(
    Group.START,
    name="agencies",
    epilog=epilog("agencies import list.csv --out agencies.csv", "agencies show agencies.csv"),
    help="Make a jails file of lists of agencies with a 287(g) agreement, and summarise it.",
)


@commands.told(
    "agreements scenarios/prince_william.yaml --end prince_william",
    "agreements scenarios/wake.yaml --end wake --out wake_ends",
)
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
    from sim.agencies.coming_and_going import ComingAndGoing, coming_and_going, jails_of
    from sim.scenario.files.reader import ScenarioSource
    from sim.scenario.staff import as_date, no_date

    with asking(kept.folder(f"{scenario.stem}-agreements"), work, kept) as asked:
        day = as_date(on)
        if on is not None and day is None:
            raise ValueError(f"--on: {no_date(on)}")
        changes = ComingAndGoing(jails_of(end or ()), jails_of(begin or ()), day)
        source = ScenarioSource(scenario, work.settings(replicating.settings))
        compare_asked(list(coming_and_going(source, changes)), replicating, asked)


@agencies.told("agencies import list.csv --out agencies.csv")
def import_(
    files: Annotated[
        list[Path], typer.Argument(help="Lists of agencies, as they come: CSV, packed CSV or Excel.", metavar="FILE...")
    ],
    out: Annotated[Path, out_of("FILE.csv")] = Path("agencies.csv"),
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    form: FormatName = Format.TABLE,
) -> None:
    """Make a jails file of lists of agencies, and beside it a report of every repair and every row left out."""
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


@agencies.told("agencies show agencies.csv", "agencies show agencies.csv --format csv")
def show(
    file: Annotated[Path, typer.Argument(help="A jails file, or a list of agencies as it comes.", metavar="FILE")],
    form: FormatName = Format.TABLE,
) -> None:
    """Summarise agreements by model, by state and by month, and the people they cover."""
    from sim.agencies.report import read_any, summary_tables

    with errors_for_people():
        jails, notes = read_any(file)
        for note in notes:
            complain(note)
        print_tables(summary_tables(jails), form)
