"""The command line: parses, calls one function, prints. Slow libraries are imported where a command needs them."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from typing import Any

from sim.analyses.frame.statuses import FAILED, INTERRUPTED, NOBODY_READS
from sim.cli.interrupts import Interrupts
from sim.cli.streams import OutputLostError, mend_streams


def main() -> None:
    """Run the command line, and leave with its status, whoever interrupts it and whatever its streams are."""
    interrupts = Interrupts()
    interrupts.heed()
    mend_streams()
    # What is loaded stays; to search it for rubbish as often as Python does takes a tenth of the time of a command.
    gc.set_threshold(20_000, 20, 100)
    try:
        status = _status()
    except KeyboardInterrupt:
        status = INTERRUPTED
    except OutputLostError as lost:
        status = NOBODY_READS if lost.nobody_reads else FAILED
        if not lost.nobody_reads:
            sys.stderr.write(f"{lost}\n")
    interrupts.obey_at_once()
    with suppress(OutputLostError):
        sys.stdout.flush()
    sys.exit(status)


def _status() -> int | str | None:
    from sim.cli.assembled import run

    try:
        run()
    except SystemExit as left:
        sys.stdout.flush()
        return left.code
    return 0


def __getattr__(name: str) -> Any:
    # Imported when it is used, so that an interrupt is heeded before that.
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from sim.cli.assembled import app

    return app
