"""What the commands share: options that mean the same everywhere, progress, errors for people, interrupts."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from sim.cli import completion
from sim.cli.printing import color_system, complain

if TYPE_CHECKING:
    from sim.model.office import Engine
    from sim.scenario.schema import Scenario
    from sim.study.designs import Design
    from sim.study.store import Parts

WRONG_INPUT, FAILED, INTERRUPTED = 2, 1, 130

ScenarioFile = Annotated[Path, typer.Argument(help="A scenario file (YAML).", metavar="SCENARIO")]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Set a value, such as jails.*.fingerprinted=0.9; repeatable.",
        autocompletion=completion.settings,
    ),
]
Replications = Annotated[int | None, typer.Option(min=1, help="How many replications (default: the scenario's).")]
Seed = Annotated[int | None, typer.Option(min=0, help="Seed of all streams (default: the scenario's).")]
Jobs = Annotated[int | None, typer.Option(min=1, help="Processes at once (default: the cores this process may use).")]
Out = Annotated[Path | None, typer.Option(help="Results folder (default: named after the scenarios, under results/).")]
KeepBookings = Annotated[bool, typer.Option("--bookings", help="Also save the table of foreign-born bookings.")]
Precision = Annotated[
    list[str] | None,
    typer.Option(
        metavar="[WHAT=]WIDTH",
        help="Add replications until 95 % intervals are narrow enough: 0.02 (each headline count, relative), "
        "flagged=5, flagged=2%, difference.flagged=5; repeatable.",
    ),
]
MostReplications = Annotated[
    int | None, typer.Option("--max-replications", min=1, help="Give up a --precision that needs more (default: 2000).")
]
Cluster = Annotated[
    str | None,
    typer.Option(
        metavar="tcp://HOST:PORT|local",
        help="Run on a Dask cluster instead of --jobs processes; needs the extra 'cluster'.",
    ),
]
EngineName = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="simpy|staged",
        help="How custody is computed; results do not depend on it.",
        autocompletion=completion.engines,
    ),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a results folder that exists.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress bar and no tables, only the files.")]


def cores() -> int:
    """How many tasks run at once unless `--jobs` says otherwise."""
    from sim.study.backends import available_cores

    return available_cores()


def engine_named(name: str) -> Engine:
    """The engine of that name; ValueError with the nearest right name where there is none."""
    from sim.model.office import Engine
    from sim.scenario.base import unknown_name

    if name not in list(Engine):
        raise ValueError(f"--engine: {unknown_name('engine', name, map(str, Engine))}")
    return Engine(name)


def design_named(name: str) -> Design:
    """The design of that name; ValueError with the nearest right name where there is none."""
    from sim.scenario.base import unknown_name
    from sim.study.designs import Design

    if name not in list(Design):
        raise ValueError(f"--design: {unknown_name('design', name, map(str, Design))}")
    return Design(name)


@contextmanager
def progress_bar(*, shown: bool, what: str = "replications") -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr, where that is a terminal that can draw one."""
    if not shown or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda _done, _wanted: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True, color_system=color_system()), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, wanted: progress.update(task, completed=done, total=wanted)


def load(path: Path, settings: list[str]) -> Scenario:
    """Read a scenario with settings on top."""
    from sim.scenario.files.reader import load_scenario

    return load_scenario(path, settings)


def setting(name: str, value: int | None) -> list[str]:
    """The setting that an option stands for, if it was given."""
    return [] if value is None else [f"{name}={value}"]


def leave(message: str, status: int) -> NoReturn:
    """Tell people why, and leave."""
    complain(message)
    raise typer.Exit(status)


@contextmanager
def errors_for_people() -> Iterator[None]:
    """Tell errors in a short paragraph: wrong input leaves with 2, a failed run with 1."""
    from sim.model.checks import IdentityError
    from sim.study.tasks import ReplicationError
    from sim.study.trials import SearchError

    try:
        yield
    except BrokenPipeError:
        raise
    except FileExistsError as error:
        leave(f"{error.filename} exists and is not overwritten; give another name, or move it away", WRONG_INPUT)
    except ValueError as error:
        leave(str(error), WRONG_INPUT)
    except SearchError as error:
        leave(f"No {error.sought}: {error}", FAILED)
    except (IdentityError, ReplicationError, sqlite3.Error) as error:
        leave(f"The run failed: {error}", FAILED)
    except OSError as error:
        what = f"{error.filename or 'a file'}: {error.strerror or error}"
        leave(f"{what}; check the path, who may write there, and the space on the disk", FAILED)


@contextmanager
def interruptible(parts: Parts) -> Iterator[None]:
    """Keep what is finished when a study stops early, and tell what became of it.

    Ctrl-C and SIGTERM are interrupts, from which the same command goes on; what failed is listed beside the parts.
    """
    from sim.output.folder import write_failures
    from sim.study.tasks import ReplicationError
    from sim.study.trials import SearchError

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        kept = f"{len(parts)} finished tasks are kept in {parts.folder}"
        leave(f"Interrupted; {kept}. The same command goes on from there.", INTERRUPTED)
    except ReplicationError as error:
        complain(f"What failed is listed in {write_failures(error.failures, parts.folder)}.")
        raise
    except SearchError:
        parts.discard()
        raise
    finally:
        parts.close()
        signal.signal(signal.SIGTERM, before)
