"""The command that holds the model against theory: verify."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from sim.analyses.evidence import commands
from sim.analyses.frame.errors import errors_for_people
from sim.analyses.frame.options import (
    EngineName,
    Jobs,
    Overwrite,
    Quiet,
    engine_ready,
    out_of,
    replications_of,
    seed_of,
    setting,
)
from sim.analyses.frame.printing import Format, FormatName, print_tables
from sim.analyses.frame.statuses import FAILED


@commands.told("evidence verify", "evidence verify --format json", renamed={"--markdown": "--out"})
def verify(
    replications: Annotated[int | None, replications_of("those of each case")] = None,
    seed: Annotated[int | None, seed_of("that of each case")] = None,
    engine: EngineName = "staged",
    jobs: Jobs = None,
    out: Annotated[Path | None, out_of("FILE.md", "no page")] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    form: FormatName = Format.TABLE,
) -> None:
    """Run the model where theory knows the answer, and compare; leaves with 1 if they disagree."""
    from sim.analyses.verify import verify as theory
    from sim.analyses.verify.page import summary_line, verdict_page, verdict_table
    from sim.analyses.verify.verdicts import Verdict
    from sim.output.files import check_writable, write_text
    from sim.output.tables import Note, Table
    from sim.study.backends import available_cores

    verdicts: list[Verdict] = []

    def tables() -> Iterator[Table | Note]:
        settings = [*setting("replications", replications), *setting("seed", seed)]
        for of_case in theory.verdicts_by_case(theory.CASES, engine_ready(engine), settings, jobs or available_cores()):
            verdicts.extend(of_case)
            yield verdict_table(of_case)
        yield Note(summary_line(verdicts))

    with errors_for_people():
        if replications == 1:
            raise ValueError("--replications 1: an interval needs two at least")
        if out is not None:
            check_writable(out, overwrite=overwrite)
        if quiet:
            _ = [*tables()]
        else:
            print_tables(tables(), form)
        if out is not None:
            write_text(verdict_page(verdicts), out)
    if not all(each.passed for each in verdicts):
        raise typer.Exit(FAILED)
