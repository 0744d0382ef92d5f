"""All commands put together."""

from __future__ import annotations

from importlib import import_module

from sim.agencies import command as agencies
from sim.analyses.frame.printing import color_system
from sim.analyses.questions import QUESTIONS
from sim.cli import general
from sim.cli.root import app

__all__ = ["app", "run"]

_comparison, *_others = (import_module(f"sim.analyses.{question}.command").commands for question in QUESTIONS)
# Help lists the commands in this order; agreements are compared too.
for _commands in (_comparison, agencies.commands, *_others, general.commands):
    app.add_typer(_commands)
app.add_typer(agencies.agencies, name="agencies")


def run() -> None:
    """Run the command that the command line names; ends in SystemExit."""
    if color_system() is None:
        from typer import rich_utils

        rich_utils.COLOR_SYSTEM = None
    app()
