"""A results folder run again from what it says of itself, and compared: equal, or where not and by how much."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sim.analyses.kinds import open_results
from sim.output.differences import Difference, differences
from sim.output.kinds import Findings, Results, write_results
from sim.output.names import listed, quoted
from sim.scenario.errors import Origin
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.schema import Scenario
from sim.study.tasks import Running


@dataclass(frozen=True)
class Reproduced:
    """A results folder beside a run of the same.

    Parameters
    ----------
    tables
        The files of its tables.
    differences
        What is not the same: a table each.
    versions
        Of the programs that differ, the version that made the folder and the one here.
    """

    folder: Path
    tables: tuple[str, ...]
    differences: tuple[Difference, ...]
    versions: Mapping[str, tuple[str, str]]

    @property
    def is_equal(self) -> bool:
        """Whether all tables are the same to the last digit."""
        return not self.differences

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def __repr__(self) -> str:
        return f"<{'Equal' if self.is_equal else 'Not equal'}: {self.folder}, {len(self.tables)} tables>"

    def _lines(self) -> Iterator[str]:
        if self.is_equal:
            yield f"Equal: {self.folder}, all {len(self.tables)} tables, to the last digit."
        else:
            yield f"Not equal: {self.folder}."
        yield from map(str, self.differences)
        for name, (there, here) in self.versions.items():
            yield f"{name}: {there} made the folder, {here} is here."


def reproduce(
    results: str | Path,
    *,
    files: str | Path | None = None,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda _done, _wanted: None,
) -> Reproduced:
    """Run again what a results folder records, and compare the tables.

    Pictures, kept bookings and scenario files in the folder are not compared.

    Parameters
    ----------
    results
        The folder, of any kind. Its resolved scenarios are enough, wherever it is.
    files
        The folder from which the scenario names its ``bookings_file`` or ``levels_file``; the one it was read from
        unless given.
    jobs
        Tasks at once.
    progress
        Told how many tasks are done, and of how many.

    Raises
    ------
    FolderError
        If there are no results in the folder, or they are not as they were written.
    ValueError
        If files that its scenarios need are not there, or are others, or what was run is not all told.
    ReplicationError
        If a replication fails.
    """
    there = open_results(results)
    record = there.record
    if names := record.get("parts"):
        parts = {name: reproduce(there.folder / name, files=files, jobs=jobs, progress=progress) for name in names}
        return _together(there.folder, parts)
    scenarios = [_scenario(each, there, None if files is None else Path(files)) for each in record["scenarios"]]
    running = Running(record["replications"], jobs=jobs, engine=record["engine"], progress=progress)
    found: Findings = import_module(f"sim.analyses.{there.kind.name}.kind").again(there, scenarios, running)
    with TemporaryDirectory() as name:
        here = write_results(
            replace(found, files={}),
            Path(name) / "again",
            command=record["command"],
            started_at=datetime.fromisoformat(record["started_at"]),
            finish=lambda _: None,
        )
        told = (*_other_scenarios(record, scenarios), *differences(there, here))
    return Reproduced(there.folder, tuple(record["tables"]), told, _versions(record))


def _together(folder: Path, parts: Mapping[str, Reproduced]) -> Reproduced:
    """A folder of results folders, whose tables are theirs."""
    return Reproduced(
        folder,
        tuple(f"{name}/{table}" for name, part in parts.items() for table in part.tables),
        tuple(replace(each, file=f"{name}/{each.file}") for name, part in parts.items() for each in part.differences),
        {program: versions for part in parts.values() for program, versions in part.versions.items()},
    )


def _other_scenarios(record: Mapping[str, Any], scenarios: Sequence[Scenario]) -> Iterator[Difference]:
    """The scenarios that this version does not understand as they were."""
    for told, scenario in zip(record["scenarios"], scenarios, strict=True):
        if told["content_hash"] != scenario.content_hash:
            yield Difference("run.json", f"{quoted(told['label'])} is another scenario by its content hash")


def _scenario(told: Mapping[str, Any], results: Results, files: Path | None) -> Scenario:
    """A scenario of a record, with the files that it names, as it was run.

    Raises
    ------
    ValueError
        If a file is not there, or is another than was read.
    """
    content = told["scenario"]
    folders = {path: files or Path(folder) for path, folder in _named_from(told).items()}
    named = [folder / _at(content, path) for path, folder in folders.items()]
    if lost := [str(path) for path in named if not path.is_file()]:
        raise ValueError(
            f"{quoted(told['label'])} was run with files that are not there: {listed(lost)}; give the folder from "
            "which the scenario names them as --files"
        )
    scenario = ScenarioSource.of_content(content, Origin(str(results.folder / "run.json"), 1), folders).scenario()
    if scenario.content_hash != told["content_hash"] and folders:
        raise ValueError(
            f"{quoted(told['label'])} was run with other files than {listed([str(path) for path in named])}; give the "
            "folder of those as --files"
        )
    return scenario


def _named_from(told: Mapping[str, Any]) -> dict[str, str]:
    """The folders from which a scenario of a record names files; of an earlier version this folder."""
    known: dict[str, str] = told.get("named_from", {})
    content = told["scenario"]
    jails = (f"jails.{name}.bookings_file" for name, jail in content["jails"].items() if "bookings_file" in jail)
    named = [*jails, *(["levels_file"] if "levels_file" in content else [])]
    return {path: known.get(path, "") for path in named}


def _at(content: Any, path: str) -> str:
    for step in path.split("."):
        content = content[step]
    return str(content)


def _versions(record: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    told = {"lostleads": record["lostleads"], "Python": record["python"], **record["libraries"]}
    here = {name: platform.python_version() if name == "Python" else version(name) for name in told}
    return {name: (told[name], here[name]) for name in told if told[name] != here[name]}
