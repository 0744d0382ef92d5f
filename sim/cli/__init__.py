"""The command line: parses, calls one function, prints. Slow libraries are imported where a command needs them."""

from __future__ import annotations

from sim.cli.app import app

# Help lists the commands in this order.
# isort: off
from sim.cli import studies
from sim.cli import sweeps
from sim.cli import uncertainty
from sim.cli import staffing
from sim.cli import warmup
from sim.cli import checks
from sim.cli import files
from sim.cli import agencies
# isort: on

__all__ = ["agencies", "app", "checks", "files", "main", "staffing", "studies", "sweeps", "uncertainty", "warmup"]


def main() -> None:
    """Run the command line."""
    app()
