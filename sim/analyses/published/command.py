"""The command that compares scenarios with published counts: published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.analyses.evidence import commands
from sim.analyses.frame.errors import errors_for_people
from sim.analyses.frame.options import Jobs, Overwrite, Quiet, out_of
from sim.analyses.frame.printing import Format, FormatName, print_tables


@commands.told("evidence published", "evidence published --format csv > published.csv")
def published(
    scenarios: Annotated[Path, typer.Option(help="Folder with the scenario files.", metavar="DIR")] = Path("scenarios"),
    jobs: Jobs = None,
    out: Annotated[Path | None, out_of("FILE.md", "no page")] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    form: FormatName = Format.TABLE,
) -> None:
    """Compare the scenarios with published counts: what was fitted, what is predicted, and where the model misses."""
    from sim.analyses.published.judged import validate
    from sim.analyses.published.page import validation_tables, write_page
    from sim.output.files import check_writable
    from sim.study.backends import available_cores

    with errors_for_people():
        if out is not None:
            check_writable(out, overwrite=overwrite)
        validation = validate(scenarios, jobs or available_cores())
        if out is not None:
            write_page(validation, out)
        if not quiet:
            print_tables(validation_tables(validation), form)
