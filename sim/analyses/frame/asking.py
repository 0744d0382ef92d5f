"""What commands that ask for a study have in common: all but their options, the question and its words."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analyses.frame.errors import errors_for_people, interruptible, leave
from sim.analyses.frame.options import Kept, Work, engine_ready
from sim.analyses.frame.printing import color_system, complain, complain_of_fonts, print_tables, say, warn
from sim.analyses.frame.statuses import FAILED

if TYPE_CHECKING:
    from sim.output.kinds import Findings, Results
    from sim.scenario.schema import Scenario
    from sim.study.needs import Needs
    from sim.study.store import Parts
    from sim.study.tasks import Failure, Running


@dataclass(frozen=True)
class Asking:
    """A command at work, from when it began: the folder or file it is to write, and what becomes of the answer.

    Finished tasks are kept in the parts until it is written; what is held is let go of when it ends. The check says
    what may be there already.
    """

    out: Path
    work: Work
    kept: Kept
    parts: Parts
    started_at: datetime
    held: ExitStack
    check: Callable[..., None]

    def remark(self, scenarios: Sequence[Scenario]) -> None:
        """Tell what in the scenarios has no effect, unless nothing is to be told."""
        from sim.scenario.remarks import named_remarks

        if not self.kept.quiet:
            for each in named_remarks(scenarios):
                complain(each)

    @contextmanager
    def running(
        self, replications: int, engine: str, *, counted: str = "replications", told: str = ""
    ) -> Iterator[Running]:
        """How to run the study, once it is known that its answer can be written; a progress bar counts meanwhile.

        What is told is said before.

        Raises
        ------
        ValueError
            If there is no such engine or form of pictures, the folder cannot be used, or another command is making it.
        """
        from sim.output.place import claimed, place_of
        from sim.study.tasks import Running

        # A form that does not exist is told before anything runs.
        _ = self.kept.forms
        place = claimed(place_of(self.out), overwrite=self.kept.overwrite, command=_command(), check=self.check)
        self.held.enter_context(place)
        if told and not self.kept.quiet:
            complain(told)
        with progress_bar(counted, shown=not self.kept.quiet) as advance:
            yield Running(
                replications=replications,
                jobs=self.work.jobs_at_once,
                engine=engine_ready(engine),
                store=self.parts,
                progress=advance,
                agree=self._agree(engine),
                cluster=self.work.cluster,
            )

    def _agree(self, engine: str) -> Callable[[Needs], None]:
        return lambda needs: check_asked_for(needs, engine, self.work.jobs_at_once, yes=self.work.yes)

    def answer(
        self,
        found: Findings,
        failures: Sequence[Failure] = (),
        *,
        more: Callable[[Results], None] = lambda _: None,
    ) -> None:
        """Write the results folder and show what is in it; where tasks failed, say so, and leave.

        Before the folder is in its place, `more` writes into it what else belongs there.
        """
        from sim.output.kinds import drawn, write_results

        for scenario in found.scenarios.values():
            warn(scenario)
        untold: list[Exception] = []

        def finish(results: Results) -> None:
            """Show the numbers, and only then draw."""
            try:
                if not self.kept.quiet:
                    print_tables(results.kind.screen(results), self.kept.form)
            except Exception as error:  # noqa: BLE001 - whatever it is, as that nobody reads on, results are kept first
                untold.append(error)
            drawn(results, self.kept.forms, self.work.jobs_at_once)
            more(results)

        results = write_results(found, self.out, command=_command(), started_at=self.started_at, finish=finish)
        if not failures:
            self.parts.discard()
        for error in untold:
            raise error
        if not self.kept.quiet:
            say(f"Results: {self.out}", self.kept.form)
            complain_of_fonts(results.labels)
        if failures:
            leave(
                f"{len(failures)} tasks failed, the first: {failures[0]}\n"
                f"All are listed in {self.out / 'failures.csv'}; their points have no results. What is finished is "
                "kept: the same command with --overwrite runs only what failed.",
                FAILED,
            )


def check_asked_for(needs: Needs, engine: str, jobs: int, *, yes: bool) -> None:
    """Refuse what needs very much, unless it is asked for twice.

    Raises
    ------
    ValueError
        With what it needs.
    """
    from sim.model.office import Engine

    if needs.is_much and not yes:
        told = needs.in_words(Engine(engine), jobs)
        raise ValueError(f"this needs {told}; give --yes to run it all the same, or ask for less")


@contextmanager
def asking(out: Path, work: Work, kept: Kept, *, is_file: bool = False) -> Iterator[Asking]:
    """Tell people what goes wrong while a study is asked for, and keep what is finished when it stops early."""
    from sim.output.files import check_writable
    from sim.output.place import check_free, place_of
    from sim.study.store import Parts

    with errors_for_people(), ExitStack() as held:
        parts = Parts(place_of(out), complain)
        with interruptible(parts):
            yield Asking(out, work, kept, parts, datetime.now(UTC), held, check_writable if is_file else check_free)


def _command() -> list[str]:
    return ["lostleads", *sys.argv[1:]]


@contextmanager
def progress_bar(what: str, *, shown: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr, where that is a terminal that can draw one."""
    if not shown or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda _done, _wanted: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True, color_system=color_system())
    # Without a thread that draws it anew, the process can be copied.
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as progress:
        task, drawn_at = progress.add_task(what, total=None), [-math.inf]

        def advance(done: int, wanted: int) -> None:
            is_due = time.monotonic() - drawn_at[0] >= _REDRAWN_SECONDS
            progress.update(task, completed=done, total=wanted, refresh=is_due)
            drawn_at[0] = time.monotonic() if is_due else drawn_at[0]

        yield advance


_REDRAWN_SECONDS = 0.1
