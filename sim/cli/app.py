"""The command line's root: its name, its help, its version."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from sim.analyses.frame.declaring import epilog

__all__ = ["NOBODY_READS", "app"]

NOBODY_READS = 141
"""The exit status where a reader such as head left early: what shells give a program that SIGPIPE ended."""


class _Commands(TyperGroup):
    """The commands; none is at fault where nobody reads what it prints any more."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise typer.Exit(NOBODY_READS) from None


app = typer.Typer(
    name="lostleads",
    cls=_Commands,
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
