"""The command line: parses, calls one function, prints. Slow libraries are imported where a command needs them."""

from __future__ import annotations

import os
import sys

from sim.cli.app import NOBODY_READS, app
from sim.cli.printing import color_system

# Help lists the commands in this order.
# isort: off
from sim.cli import studies
from sim.cli import sweeps
from sim.cli import uncertainty
from sim.cli import staffing
from sim.cli import warmup
from sim.cli import checks
from sim.cli import trace
from sim.cli import files
from sim.cli import report
from sim.cli import agencies
# isort: on

__all__ = [
    "agencies",
    "app",
    "checks",
    "files",
    "main",
    "report",
    "staffing",
    "studies",
    "sweeps",
    "trace",
    "uncertainty",
    "warmup",
]


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
