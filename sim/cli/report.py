"""The command that makes a page of results folders: report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.shared import WRONG_INPUT, errors_for_people, leave


@app.command()
def report(
    results: Annotated[
        list[Path], typer.Argument(help="Results folders of runs or comparisons.", metavar="RESULTS...")
    ],
    out: Annotated[Path, typer.Option(help="The HTML file.", metavar="FILE.html")] = Path("report.html"),
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that exists.")] = False,
) -> None:
    """Make one page of results folders that stands alone: opens anywhere, also from a mail."""
    from sim.output.files import write_whole
    from sim.output.report.page import html_of, read_report

    with errors_for_people():
        if out.exists() and not overwrite:
            leave(f"{out} exists; give another --out, or --overwrite to replace it", WRONG_INPUT)
        page = html_of(read_report(results))
        write_whole(out, lambda part: _written(part, page))
        typer.echo(out)


def _written(path: Path, page: str) -> None:
    path.write_text(page, encoding="utf-8", newline="\n")
