"""``python -m sim.cli.reference`` writes the page of every command and option."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer

from sim.cli.assembled import app
from sim.manual.commands import write_commands

if __name__ == "__main__":
    root: Any = typer.main.get_command(app)
    sys.stdout.write(f"{write_commands(root, Path.cwd())}\n")
