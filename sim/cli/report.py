"""The command that makes a page of results folders: report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.analyses.frame.declaring import examples
from sim.analyses.frame.errors import errors_for_people

__all__ = ["commands"]

commands = typer.Typer()


@commands.command(
    epilog=examples(
        "report my_comparison --out my_page.html",
        "report my_run my_sweep my_uncertainty --out my_page.html --pdf",
    )
)
def report(
    results: Annotated[list[Path], typer.Argument(help="Results folders; each is a chapter.", metavar="RESULTS...")],
    out: Annotated[Path, typer.Option(help="The HTML file.", metavar="FILE.html")] = Path("report.html"),
    pdf: Annotated[bool, typer.Option("--pdf", help="Also print it to FILE.pdf; needs Chromium or Chrome.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that exist.")] = False,
) -> None:
    """Make one page of results folders that stands alone: opens anywhere, also from a mail."""
    from sim.analyses.kinds import read_report
    from sim.output.files import write_text
    from sim.output.page.html import html_of
    from sim.output.page.pdf import find_browser, print_page

    with errors_for_people():
        files = [out, out.with_suffix(".pdf")] if pdf else [out]
        for file in files:
            if file.exists() and not overwrite:
                raise ValueError(f"{file} exists; give another --out, or --overwrite to replace it")
        if not out.absolute().parent.is_dir():
            raise ValueError(f"{out}: there is no folder {out.parent}; make it, or give another --out")
        browser = find_browser() if pdf else None
        page = html_of(read_report(results))
        write_text(page, out)
        if browser is not None:
            print_page(browser, page, files[-1])
        for file in files:
            typer.echo(file)
