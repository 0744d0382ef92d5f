"""The command that fits levels of counties: levels."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sim.analyses.evidence import commands
from sim.analyses.frame.errors import errors_for_people
from sim.analyses.frame.options import Overwrite, Quiet, out_of, seed_of
from sim.analyses.frame.printing import Format, FormatName, print_tables, say


@commands.told("evidence levels", "evidence levels --years 2025 --jails jails.csv")
def levels(
    jails: Annotated[
        Path, typer.Option(help="CSV file with the columns jail and fips: whose levels are drawn.", metavar="FILE")
    ] = Path("scenarios/national/jails_2017_2020.csv"),
    years: Annotated[
        str, typer.Option(help="Fiscal years, from October before: one, or the first and the last.", metavar="YEARS")
    ] = "2017-2020",
    facts: Annotated[
        Path | None,
        typer.Option(
            help="Folder with counts.csv, national.csv and counties.csv (default: the published facts).", metavar="DIR"
        ),
    ] = None,
    draws: Annotated[int, typer.Option(min=2, max=3_000, help="How many draws of all levels.")] = 400,
    seed: Annotated[int, seed_of()] = 1,
    out: Annotated[Path, out_of("FOLDER")] = Path("results/levels"),
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    form: FormatName = Format.TABLE,
) -> None:
    """Fit how many leads a year counties' jails give with deputies, and how sure that is, to published counts.

    Counts of 28 counties are pooled by state and size; a county without counts has what those like it suggest. The
    folder has draws of all levels of the jails, what they rest on, and how well counts that were left out are forecast.
    Needs the extra 'levels', and some minutes.
    """
    from sim.analyses.levels.facts import own_facts, read_facts, read_jails_of_counties
    from sim.analyses.levels.study import Asked, fit_levels, write_levels
    from sim.analyses.levels.tables import level_tables, years_of
    from sim.output.place import claimed, place_of

    with errors_for_people():
        if seed >= 2**32:
            raise ValueError(f"--seed {seed}: the sampler takes seeds below {2**32:,}")
        known = own_facts() if facts is None else read_facts(facts)
        asked = Asked(read_jails_of_counties(jails, known), known.checked_years(years_of(years)), draws, seed)
        with claimed(place_of(out), overwrite=overwrite, command=["lostleads", *sys.argv[1:]]):
            found = fit_levels(known, asked)
            write_levels(found, out)
        if not quiet:
            print_tables(level_tables(found.tables), form)
            say(f"Written: {out}", form)
