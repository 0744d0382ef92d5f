"""Policies read, run and told: what the page and other programs on this machine are answered."""

from __future__ import annotations

import json
import shlex
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cachetools import LRUCache

from sim.analyses.comparison.chapter import first_of
from sim.analyses.comparison.comparable import check_comparable
from sim.analyses.comparison.kind import findings
from sim.analyses.comparison.results import ResultTables
from sim.analyses.comparison.study import compare, run
from sim.analyses.frame.rowlevel import check_row_level
from sim.explore.agreements import agreed, end_of
from sim.explore.inputs import Inputs, inputs_of, screened
from sim.explore.state import MOST_POLICIES, Asked, State
from sim.explore.storing import LatestStore
from sim.model.office import Engine
from sim.output.kinds import Findings, Results
from sim.output.page.content import Chapter
from sim.output.page.svg import standing
from sim.output.tables import as_json
from sim.scenario.errors import ScenarioError, all_of
from sim.scenario.files.reader import ScenarioSource, files_read
from sim.scenario.remarks import named_remarks
from sim.scenario.schema import Scenario
from sim.study.needs import needs_of
from sim.study.replicate import Plan

_LEAST_KEPT_BYTES, _MOST_KEPT_BYTES = 40 * 2**20, 2**30
_BYTES_A_BOOKING, _REPLICATIONS_KEPT = 100, 10
_STORED = 0.5
"""Of what was run so much is kept, as a part of what was drawn: more replications go on from fewer, and what is not
moved is not run again."""

_ANSWERS_KEPT, _SCENARIOS_KEPT, _ASKERS_KNOWN = 12, 24, 64


def kept_bytes(scenarios: Sequence[Scenario]) -> int:
    """How much of what was drawn is kept: a network's bookings, or those of many states of a county."""
    wanted = needs_of(scenarios, _REPLICATIONS_KEPT).bookings * _REPLICATIONS_KEPT * _BYTES_A_BOOKING
    return int(min(_MOST_KEPT_BYTES, max(_LEAST_KEPT_BYTES, wanted)))


class SupersededError(Exception):
    """The page has asked for something else meanwhile, or the server ends."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a study of a state found.

    Parameters
    ----------
    command
        The command line that makes the same numbers.
    """

    state: State
    asked: Asked
    command: str
    scenarios: tuple[Scenario, ...]
    found: Findings
    results: Results

    @cached_property
    def chapter(self) -> Chapter:
        """What a report would tell."""
        return self.results.kind.chapter(self.results)

    @cached_property
    def first(self) -> Chapter:
        """What a reader sees first of it."""
        return first_of(self.results, ResultTables.of(self.results))

    def drawn(self, name: str, drawing: AbstractContextManager[Any]) -> str | None:
        """A picture by its name as an image of its own, drawn once within what is given; None if there is none."""
        if name not in self._drawn:
            with drawing:
                found = next((each for each in self.results.kind.pictures(self.results) if each.name == name), None)
                if found is None:
                    return None
                self._drawn[name] = standing(found, self.results.caption)
        return self._drawn[name]

    @cached_property
    def _drawn(self) -> dict[str, str]:
        return {}

    def plain(self) -> dict[str, Any]:
        """As JSON has it: sentences, then tables and notes as ``--format json`` prints them."""
        chapter = self.first
        return {
            "lostleads": self.results.record["lostleads"],
            "command": self.command,
            "state": self.state.address,
            "policies": list(self.results.labels),
            "replications": self.asked.replications,
            "unknowns": self.asked.unknowns,
            "question": chapter.question,
            "answers": list(chapter.answers),
            "sure": list(chapter.sure),
            "remarks": list(named_remarks(self.scenarios)),
            **json.loads(as_json(self.results.kind.screen(self.results))),
        }


class Explorer:
    """The scenario files that are open, and the answers to what is asked of them, one at a time.

    Parameters
    ----------
    paths
        Scenario files, the first of which is compared with the others.
    settings
        Values on top with which the page begins, as ``--set`` takes them.

    Raises
    ------
    ScenarioError
        If a file is wrong.
    ValueError
        If they cannot be compared, or are too many.
    """

    def __init__(self, paths: Sequence[Path], settings: Sequence[str] = ()) -> None:
        self.paths, self._given = tuple(paths), tuple(settings)
        if len(paths) > MOST_POLICIES:
            raise ValueError(f"{len(paths)} scenario files are too many for the page; give one to {MOST_POLICIES}")
        self.version = 0
        self.progress = (0, 0)
        self._wrong = ""
        self._lock, self._looking = threading.RLock(), threading.Lock()
        self._turns: LRUCache[str, int] = LRUCache(_ASKERS_KNOWN)
        self._ended = False
        self._open()

    def _open(self) -> None:
        # Before they are read, so that a change meanwhile is seen.
        stamps = _stamps(self.paths)
        sources = all_of(ScenarioSource, self.paths)
        files = tuple(all_of(ScenarioSource.scenario, sources))
        check_comparable(*files)
        check_row_level(files, "explore", allowed=True)
        self._stamps, self._sources, self._files = stamps, sources, files
        self._scenarios: LRUCache[tuple[int, tuple[str, ...]], Scenario] = LRUCache(_SCENARIOS_KEPT)
        self._store = LatestStore()
        self._answers: LRUCache[tuple[State, Asked], Answer] = LRUCache(_ANSWERS_KEPT)
        self.version += 1
        # What is wrong in settings is told before the page is there.
        self.scenarios(self.start)

    def refresh(self) -> None:
        """Read the files again where one has changed on disk; `version` is one more then.

        Raises
        ------
        ScenarioError, ValueError
            If what they say now is wrong; what was read before goes on.
        """
        if not self._has_changed():
            return
        with self._lock:
            if self._has_changed():
                self._open()

    def _has_changed(self) -> bool:
        """Whether a file is not as it was; which files there are changes only as one of them does."""
        return any(_stamp(file) != stamp for file, stamp in self._stamps.items())

    def look(self) -> tuple[int, str]:
        """Look whether files have changed, unless something is run: the version, and what is wrong now, in words."""
        if self._lock.acquire(blocking=False):
            try:
                self.refresh()
            except ValueError as error:
                self._wrong = str(error)
            else:
                self._wrong = ""
            finally:
                self._lock.release()
        return self.version, self._wrong

    @property
    def files(self) -> tuple[Scenario, ...]:
        """The scenarios as their files have them."""
        return self._files

    def file(self, number: int) -> Scenario:
        """The scenario of a file, counted from 1."""
        return self._files[number - 1]

    @property
    def replications(self) -> int:
        """How many the first scenario says."""
        return self._files[0].replications

    def drawing(self) -> AbstractContextManager[Any]:
        """Draw one picture at a time, while nothing is run."""
        return self._lock

    @property
    def start(self) -> State:
        """What the page shows first: the files as they are; of one alone what changes if nobody screens any more."""
        if len(self.paths) > 1:
            return State(tuple(range(1, len(self.paths) + 1)), self._given)
        name = json.dumps(f"{self._files[0].name}, yours")
        if len(self._files[0].jails) == 1:
            ended = [f"jails.{jail}.screening=null" for jail in screened(self._files)]
        else:
            ended = [end_of(jail) for jail in agreed(self._files)]
        return State((1, 1), (*self._given, f"2:name={name}", *(f"2:{each}" for each in ended)))

    def scenarios(self, state: State) -> tuple[Scenario, ...]:
        """The policies of a state.

        Raises
        ------
        ScenarioError
            With all that is wrong.
        """
        with self._lock:
            return tuple(self._scenario(file, state.own(place)) for place, file in enumerate(state.files, start=1))

    def _scenario(self, file: int, settings: tuple[str, ...]) -> Scenario:
        key = (file, settings)
        if key not in self._scenarios:
            self._scenarios[key] = self._sources[file - 1].scenario(*settings)
        return self._scenarios[key]

    def opened(self, file: int) -> Scenario | None:
        """The scenario of a file with every agreement in force throughout; None if some jail has none that could be."""
        if len(self._files[0].jails) == 1:
            return None
        with self._lock, suppress(ScenarioError):
            return self._scenario(file, ("jails.*.agreement=yes",))
        return None

    def inputs(self, state: State) -> Inputs:
        """What can be moved.

        Raises
        ------
        ScenarioError
            With all that is wrong.
        """
        with self._lock:
            return inputs_of(self.scenarios(state), [self.file(each) for each in state.files], self._files)

    def turn(self, asker: str) -> int:
        """Take a turn of somebody who asks, by which all earlier ones of theirs are superseded."""
        number = self._turns.get(asker, 0) + 1
        self._turns[asker] = number
        return number

    def is_latest(self, asker: str, turn: int) -> bool:
        """Whether nothing was asked since."""
        return self._turns.get(asker) == turn

    def end(self) -> None:
        """Let go of what is being run."""
        self._ended = True

    def answer(self, state: State, asked: Asked, is_wanted: Callable[[], bool] = lambda: True) -> Answer:
        """Run a state, or go on from fewer replications of it.

        Parameters
        ----------
        is_wanted
            Asked between tasks whether the answer is still wanted.

        Raises
        ------
        SupersededError
            If it is not.
        ScenarioError, ValueError
            With all that is wrong.
        """
        # What is known is told while something else is run.
        found = self._known(state, asked)
        if found is not None:
            return found
        with self._running(is_wanted) as progress:
            found = self._known(state, asked) or self._made(state, asked, progress)
            with self._looking:
                self._answers[state, asked] = found
            return found

    def _known(self, state: State, asked: Asked) -> Answer | None:
        with self._looking:
            return self._answers.get((state, asked))

    def _made(self, state: State, asked: Asked, progress: Callable[[int, int], None]) -> Answer:
        scenarios = self.scenarios(state)
        self._store.forget_beyond(int(_STORED * kept_bytes(self._files)))
        plan = Plan(asked.replications, engine=Engine.STAGED, store=self._store, progress=progress, preparing=progress)
        if len(scenarios) == 1:
            study = run(scenarios[0], plan, unknowns=asked.unknowns or None)
        else:
            study = compare(*scenarios, plan=plan, unknowns=asked.unknowns or None)
        found = findings(study)
        command = state.command(self.paths, asked)
        in_memory = Results.in_memory(found, study.tables, shlex.split(command))
        return Answer(state, asked, command, scenarios, found, in_memory)

    @contextmanager
    def _running(self, is_wanted: Callable[[], bool]) -> Iterator[Callable[[int, int], None]]:
        def progress(done: int, wanted: int) -> None:
            self.progress = (done, wanted)
            if self._ended or not is_wanted():
                raise SupersededError

        with self._lock:
            # Whoever waited for the lock may have been superseded meanwhile.
            progress(0, 0)
            yield progress


def _stamps(paths: Sequence[Path]) -> dict[Path, tuple[int, int] | None]:
    """When each file of scenarios was last changed, and its size; None of a file that is not there.

    What is wrong with a file is told when it is read.
    """
    found: dict[Path, tuple[int, int] | None] = {}
    for path in paths:
        with suppress(ScenarioError):
            for file in files_read(path):
                found[file] = _stamp(file)
    return found


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
