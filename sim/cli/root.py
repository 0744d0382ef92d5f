"""The command line's root: its name, its help, its version."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.analyses.frame.declaring import epilog

app = typer.Typer(
    name="lostleads",
    epilog=epilog("new my_county", "run my_county.yaml", "--install-completion"),
    help="Who is flagged, matched and released before ICE pickup, with and without 287(g) screening at the jail.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"lostleads {version('lostleads')}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass
