"""The command line: parses, calls one function, prints. Slow libraries are imported where a command needs them."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from sim.agencies import command as agencies
from sim.analyses.frame.printing import color_system
from sim.analyses.questions import QUESTIONS
from sim.cli import general
from sim.cli.app import NOBODY_READS, app

__all__ = ["app", "main"]

_comparison, *_others = (import_module(f"sim.analyses.{question}.command").commands for question in QUESTIONS)
# Help lists the commands in this order; agreements are compared too.
for _commands in (_comparison, agencies.commands, *_others, general.commands):
    app.add_typer(_commands)
app.add_typer(agencies.agencies, name="agencies")


def main() -> None:
    """Run the command line; where a reader such as head leaves early, it ends without a word."""
    if color_system() is None:
        from typer import rich_utils

        rich_utils.COLOR_SYSTEM = None
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(NOBODY_READS)
