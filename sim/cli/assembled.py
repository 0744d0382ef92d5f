"""All commands put together."""

from __future__ import annotations

from importlib import import_module

from sim.agencies import command as agencies
from sim.analyses.frame.declaring import Commands, Group
from sim.analyses.frame.printing import color_system
from sim.analyses.questions import QUESTIONS
from sim.cli import general, new
from sim.cli.root import app
from sim.explore import command as explore
from sim.records import command as records

__all__ = ["app", "run"]

_comparison, *_others = (import_module(f"sim.analyses.{question}.command").commands for question in QUESTIONS)
_together: tuple[Commands, ...] = (
    new.commands,
    general.starting,
    general.showing,
    general.checking,
    agencies.agencies,
    records.commands,
    _comparison,
    # Agreements are compared too.
    agencies.commands,
    *dict.fromkeys(_others),
    explore.commands,
)
for _commands in sorted(_together, key=lambda each: [*Group].index(each.group)):
    app.add_typer(_commands, rich_help_panel=_commands.group)


def run() -> None:
    """Run the command that the command line names; ends in SystemExit."""
    if color_system() is None:
        from typer import rich_utils

        rich_utils.COLOR_SYSTEM = None
    app()
