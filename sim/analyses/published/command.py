"""The command that compares scenarios with published counts: published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.analyses.evidence import commands
from sim.analyses.frame.errors import errors_for_people
from sim.analyses.frame.options import Jobs
from sim.analyses.frame.printing import Format, FormatName, print_tables


@commands.told("evidence published", "evidence published --format csv > published.csv")
def published(
    scenarios: Annotated[Path, typer.Option(help="Folder with the scenario files.", metavar="DIR")] = Path("scenarios"),
    out: Annotated[Path | None, typer.Option(help="Page to write (Markdown); one that exists is replaced.")] = None,
    form: FormatName = Format.TABLE,
    jobs: Jobs = None,
) -> None:
    """Compare the scenarios with published counts: what was fitted, what is predicted, and where the model misses."""
    from sim.analyses.published.judged import validate
    from sim.analyses.published.page import validation_tables, write_page
    from sim.output.files import file_at
    from sim.study.backends import available_cores

    with errors_for_people():
        if out is not None:
            file_at(out)
        validation = validate(scenarios, jobs or available_cores())
        if out is not None:
            write_page(validation, out)
        print_tables(validation_tables(validation), form)
