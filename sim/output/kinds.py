"""What a results folder is: its kind, what it holds, and what is printed, drawn and told of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.output.crate import write_crate
from sim.output.folder import FolderError, record_of
from sim.output.forms import Forms
from sim.output.page.limits import CHANCE, limits
from sim.output.place import whole_folder
from sim.output.schemas import Schema
from sim.output.seal import sealed
from sim.output.spreadsheets import as_text
from sim.output.tables import Note, Table
from sim.scenario.schema import Scenario
from sim.study.backends import Copies, ThisProcess, can_be_copied
from sim.study.batches import WorkerError

if TYPE_CHECKING:
    from sim.output.charts.picture import Picture
    from sim.output.page.content import Chapter


def later(path: str) -> Callable[..., Any]:
    """What stands at ``module:name``, looked up when it is called: what draws and tells takes long to load."""

    def call(*given: Any) -> Any:
        return resolve_name(path)(*given)

    return call


@dataclass(frozen=True)
class Kind:
    """A kind of results folder.

    Parameters
    ----------
    name
        As ``run.json`` says it.
    tables
        The schema of each table by its name.
    screen
        What is printed: tables, and sentences between them.
    pictures
        What is drawn.
    caption
        What is printed small under every picture.
    chapter
        What a report tells; its closing sections are added.
    text_in
        The key of ``run.json`` that lists further columns of text of all tables; empty for none.
    intervals_hold
        What its intervals hold, and what they do not.
    """

    name: str
    tables: Mapping[str, Schema]
    screen: Callable[[Results], Iterator[Table | Note]]
    pictures: Callable[[Results], Iterable[Picture]]
    caption: Callable[[Results], str]
    chapter: Callable[[Results], Chapter]
    text_in: str = ""
    intervals_hold: Callable[[Results], str] = lambda _: CHANCE


@dataclass(frozen=True, eq=False)
class Results:
    """A results folder of a kind: ``run.json``, its record, and its tables by name, read when they are asked for."""

    kind: Kind
    folder: Path
    record: dict[str, Any]
    _known: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False)
    _in_memory: Mapping[str, pd.DataFrame] | None = field(default=None, init=False, repr=False)

    @classmethod
    def in_memory(cls, found: Findings, tables: Mapping[str, pd.DataFrame], command: Sequence[str]) -> Results:
        """What was found, by a command, as its folder would tell it; nothing is written.

        Of the tables each is taken when it is asked for; one that is not there is empty.
        """
        now = datetime.now(UTC)
        record = record_of(found.kind.name, found.scenarios, command, now) | dict(found.record)
        record["ended_at"] = now.isoformat(timespec="seconds")
        results = cls(found.kind, Path(), record)
        object.__setattr__(results, "_in_memory", tables)
        return results

    def __repr__(self) -> str:
        tables = ", ".join(name for name in self.kind.tables if (self.folder / f"{name}.csv").is_file())
        return f"<Results of a {self.kind.name} in {self.folder}; tables: {tables}>"

    def __getitem__(self, name: str) -> pd.DataFrame:
        """A table; empty where the folder has none of that name.

        Raises
        ------
        FolderError
            If the table cannot be read, or is missing and needed.
        """
        if name not in self._known:
            self._known[name] = self._read(name, Schema.read) if self._in_memory is None else self._made(name)
        return self._known[name]

    def _made(self, name: str) -> pd.DataFrame:
        found = (self._in_memory or {}).get(name)
        if found is None or found.empty:
            return pd.DataFrame()
        # Of a text that is missing a file says nothing.
        text = [column for column in self.kind.tables[name].text if column in found and found[column].isna().any()]
        return found.fillna(dict.fromkeys(text, "")) if text else found

    def totals(self, name: str, measures: Sequence[str]) -> pd.DataFrame:
        """The rows of a table that count some measures at all jails together.

        Raises
        ------
        FolderError
            If the table cannot be read, or is missing and needed.
        """
        return self._read(name, lambda schema, path: schema.totals(path, measures))

    def _read(self, name: str, read: Callable[[Schema, Path], pd.DataFrame]) -> pd.DataFrame:
        schema, path = self.kind.tables[name], self.folder / f"{name}.csv"
        if schema.is_needed and not path.is_file():
            raise FolderError(f"{self.folder} holds no {path.name}, so there is nothing to tell; run its command again")
        more = self.record[self.kind.text_in] if self.kind.text_in else ()
        try:
            return read(replace(schema, text=schema.text.union(more)), path)
        except (ValueError, OSError) as error:
            raise FolderError(f"{self.folder} holds results that cannot be read: {error}") from None

    @property
    def caption(self) -> str:
        """What is printed small under every picture."""
        return self.kind.caption(self)

    @property
    def labels(self) -> tuple[str, ...]:
        """The scenarios; of several, the first is the base."""
        return tuple(each["label"] for each in self.record["scenarios"])

    @property
    def scenario(self) -> dict[str, Any]:
        """The first scenario, resolved."""
        scenario: dict[str, Any] = self.record["scenarios"][0]["scenario"]
        return scenario

    @property
    def span(self) -> str:
        """How many replications of which days."""
        return (
            f"{self.record['replications']} replications of {self.scenario['days']} days from {self.scenario['start']}"
        )


@dataclass(frozen=True, eq=False)
class Findings:
    """What a study found, to be written as a results folder; of several scenarios, by label, the first is the base.

    Parameters
    ----------
    record
        What ``run.json`` says beside what it says of every kind.
    tables
        Each with its name, whole or part after part.
    files
        What else is in the folder: what writes each file, by its name.
    parts
        Results folders in the folder, by their names; their pictures are not drawn.
    """

    kind: Kind
    scenarios: Mapping[str, Scenario]
    record: Mapping[str, Any]
    tables: Iterable[tuple[str, pd.DataFrame]]
    files: Mapping[str, Callable[[Path], None]] = field(default_factory=dict)
    parts: Mapping[str, Findings] = field(default_factory=dict)


def drawn(results: Results, forms: Forms = Forms.BOTH, jobs: int = 1) -> None:
    """Draw the pictures of a results folder into its ``plots``, by some `jobs` at once."""
    draw_results(results, results.folder / "plots", forms, jobs)


def write_results(
    found: Findings,
    folder: Path,
    *,
    command: Sequence[str],
    started_at: datetime,
    finish: Callable[[Results], None] = drawn,
) -> Results:
    """Write a results folder with its pictures, whole or not at all; what was there is replaced.

    The record tells the words of the command line and when the run began. Once the tables are written, in a folder that
    is not yet in its place, `finish` does what is left: pictures are drawn.
    """
    with whole_folder(folder) as writing:
        for name, table in found.tables:
            path = writing / f"{name}.csv"
            as_text(table).to_csv(path, mode="a", header=not path.exists(), index=False, lineterminator="\n")
        for name, write in found.files.items():
            write(writing / name)
        parts = {
            name: write_results(part, writing / name, command=command, started_at=started_at, finish=lambda _: None)
            for name, part in found.parts.items()
        }
        record = record_of(found.kind.name, found.scenarios, command, started_at) | dict(found.record)
        if parts:
            record["parts"] = {name: part.record["seal"] for name, part in parts.items()}
        record["ended_at"] = datetime.now(UTC).isoformat(timespec="seconds")
        record = sealed(record, writing)
        (writing / "run.json").write_text(json.dumps(record, indent=2) + "\n")
        finish(Results(found.kind, writing, record))
        write_crate(writing, record)
    return Results(found.kind, folder, record)


def draw_results(results: Results, folder: Path, forms: Forms = Forms.BOTH, jobs: int = 1) -> list[Path]:
    """Draw every picture that the results allow, some with their numbers as CSV, and name the files.

    Of several `jobs` each draws some of the pictures, in a copy of this process where that may be made: to draw takes
    longer than all else of a command that runs one county, and a copy need not load the libraries again.
    """
    if forms is Forms.NONE:
        return []
    from sim.output.saving import save

    folder.mkdir(parents=True, exist_ok=True)
    pictures, caption = list(results.kind.pictures(results)), results.caption

    def drawn_at(place: int) -> list[Path]:
        return save(pictures[place], folder, caption, forms)

    jobs = min(jobs, len(pictures))
    backend = Copies(jobs) if jobs > 1 and can_be_copied() else ThisProcess()
    written: dict[int, list[Path]] = {}
    with backend.workers(drawn_at) as run:
        for place, paths in run(range(len(pictures))):
            if isinstance(paths, WorkerError):
                raise paths
            written[place] = paths
    return [path for place in sorted(written) for path in written[place]]


def chapter_of(results: Results) -> Chapter:
    """Tell what results say: the chapter of their kind, and what every chapter ends with."""
    from sim.output.page.about import about
    from sim.output.page.assumptions import assumptions
    from sim.output.page.provenance import reproduction

    chapter = results.kind.chapter(results)
    sections = (
        *chapter.sections,
        assumptions(results.record),
        limits(results.kind.intervals_hold(results)),
        *chapter.details,
        reproduction(results.record),
    )
    return replace(chapter, about=about(results.record), sections=sections)
