"""The command that holds the model against theory: verify."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from sim.analyses.evidence import commands
from sim.analyses.frame.errors import errors_for_people
from sim.analyses.frame.printing import Format, FormatName, print_tables
from sim.analyses.frame.statuses import FAILED


@commands.told("evidence verify", "evidence verify --format json", renamed={"--markdown": "--out"})
def verify(
    out: Annotated[Path | None, typer.Option(help="Page to write (Markdown); one that exists is replaced.")] = None,
    form: FormatName = Format.TABLE,
) -> None:
    """Run the model where theory knows the answer, and compare; leaves with 1 if they disagree."""
    from sim.analyses.verify import verify as theory
    from sim.analyses.verify.page import summary_line, verdict_page, verdict_table
    from sim.analyses.verify.verdicts import Verdict
    from sim.output.files import file_at, write_text
    from sim.output.tables import Note, Table

    verdicts: list[Verdict] = []

    def tables() -> Iterator[Table | Note]:
        for case in theory.CASES:
            of_case = list(theory.verify(case))
            verdicts.extend(of_case)
            yield verdict_table(of_case)
        yield Note(summary_line(verdicts))

    with errors_for_people():
        if out is not None:
            file_at(out)
        print_tables(tables(), form)
        if out is not None:
            write_text(verdict_page(verdicts), out)
    if not all(each.passed for each in verdicts):
        raise typer.Exit(FAILED)
