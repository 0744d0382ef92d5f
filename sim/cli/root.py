"""The command line's root: its name, its help, its version."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from sim.analyses.frame.declaring import epilog, tell_new_name

RENAMED = {
    "study": ("sweep",),
    "schema": ("explain", "--schema"),
    "published": ("evidence", "published"),
    "verify": ("evidence", "verify"),
    "levels": ("evidence", "levels"),
}
"""Commands that had another name in earlier versions, which goes on."""


class _Root(TyperGroup):
    """All commands, also by their old names, which no help lists."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        old, *rest = args
        if old not in RENAMED:
            return super().resolve_command(ctx, args)
        new = RENAMED[old]
        if not ctx.resilient_parsing:
            tell_new_name(f"lostleads {old}", f"lostleads {' '.join(new)}")
        return super().resolve_command(ctx, [*new, *rest])


app = typer.Typer(
    cls=_Root,
    name="lostleads",
    context_settings={"help_option_names": ["--help", "-h"]},
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
