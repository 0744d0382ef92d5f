"""The results folder: written whole or not at all, resumed where it was interrupted, never overwritten unasked."""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analyses.comparison.network.words import names_of_jails
from sim.analyses.comparison.pictures import study_pictures
from sim.analyses.comparison.results import ResultTables
from sim.analyses.comparison.study import Study
from sim.output.files import write_table
from sim.output.saving import save
from sim.scenario.schema import Scenario
from sim.scenario.staff import DAYS

__all__ = [
    "FolderError",
    "Results",
    "check_free",
    "draw_plots",
    "read_record",
    "read_results",
    "read_table",
    "record_of",
    "resolved",
    "whole_folder",
    "write_record",
    "write_results",
]

_LIBRARIES = ("numpy", "scipy", "simpy", "pandas", "pydantic", "holidays", "pyarrow")
_TABLES = (
    *("replications", "summary", "hour_of_week", "months", "groups"),
    *("comparison", "transitions", "months_paired", "groups_paired", "costs"),
)


class FolderError(ValueError):
    """A folder that cannot be used for results, or holds none."""


@dataclass(frozen=True)
class Results:
    """What a results folder holds: the record of the run, and its tables (empty where a run has none)."""

    record: dict[str, Any]
    replications: pd.DataFrame
    summary: pd.DataFrame
    hour_of_week: pd.DataFrame
    months: pd.DataFrame
    groups: pd.DataFrame
    comparison: pd.DataFrame
    transitions: pd.DataFrame
    months_paired: pd.DataFrame
    groups_paired: pd.DataFrame
    costs: pd.DataFrame

    @property
    def labels(self) -> tuple[str, ...]:
        """The scenarios of the run; of several, the first is the base."""
        return tuple(each["label"] for each in self.record["scenarios"])

    @property
    def span(self) -> str:
        """How many replications of which days."""
        scenario = self.record["scenarios"][0]["scenario"]
        return f"{self.record['replications']} replications of {scenario['days']} days from {scenario['start']}"

    @property
    def hold_clocks(self) -> str:
        """Which hold clocks were used."""
        clocks = {
            jail["hold_clock"] for each in self.record["scenarios"] for jail in each["scenario"]["jails"].values()
        }
        return f"Holds run by the {' and the '.join(sorted(clocks))} clock"

    def tables(self) -> ResultTables:
        """What the pictures of the run are drawn from."""
        jails = {name: jail for each in self.record["scenarios"] for name, jail in each["scenario"]["jails"].items()}
        return ResultTables(
            labels=self.labels,
            summary=self.summary,
            comparison=self.comparison,
            transitions=self.transitions,
            hour_of_week=self.hour_of_week,
            months_paired=self.months_paired,
            groups=self.groups,
            groups_paired=self.groups_paired,
            places=names_of_jails(jails),
            days=self.record["scenarios"][0]["scenario"]["days"],
        )


def check_free(folder: Path, *, overwrite: bool) -> None:
    """Refuse a folder that holds something, unless it may be overwritten and holds results.

    Raises
    ------
    FolderError
        If it may not be used.
    """
    if not folder.exists():
        above = next(parent for parent in folder.absolute().parents if parent.exists())
        if not above.is_dir() or not os.access(above, os.W_OK):
            raise FolderError(f"{folder} cannot be made, for {above} is no folder to write in; give another --out")
        return
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if not overwrite:
        raise FolderError(f"{folder} exists; give another --out, or --overwrite to replace it")
    if not (folder / "run.json").is_file():
        raise FolderError(f"{folder} holds no results, so --overwrite does not replace it; give another --out")


def write_results(study: Study, folder: Path, *, command: Sequence[str], started_at: datetime) -> None:
    """Write the results folder of a study, whole or not at all; what was there is replaced.

    Parameters
    ----------
    study
        The tables to write.
    folder
        The results folder.
    command
        The words of the command line, for the record.
    started_at
        When the run began.
    """
    with whole_folder(folder) as writing:
        for name in _TABLES:
            if len(table := getattr(study, name)):
                write_table(_for_people(table), writing / f"{name}.csv")
        if len(study.bookings):
            study.bookings.to_parquet(writing / "bookings.parquet", index=False)
        scenarios = dict(zip(study.labels, study.scenarios, strict=True))
        record = record_of(scenarios, command, started_at)
        record |= {
            "engine": str(study.engine),
            "replications": study.replication_count,
            "replications_because": study.reason,
        }
        write_record(record, writing)
        draw_plots(read_results(writing), writing / "plots")


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A folder to write into, which takes the place of `folder` at the end; nothing is left if anything fails."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    writing = folder.with_name(f".{folder.name}.{os.getpid()}.writing")
    shutil.rmtree(writing, ignore_errors=True)
    writing.mkdir()
    try:
        yield writing
        _put_in_place(writing, folder)
    finally:
        shutil.rmtree(writing, ignore_errors=True)


def write_record(record: dict[str, Any], folder: Path) -> None:
    """Write ``run.json``, with the time at which the run ended."""
    record["ended_at"] = datetime.now(UTC).isoformat(timespec="seconds")
    (folder / "run.json").write_text(json.dumps(record, indent=2) + "\n")


def _for_people(table: pd.DataFrame) -> pd.DataFrame:
    """Name the day of an hour of the week beside its number, for people."""
    if "hour_of_week" not in table:
        return table
    hours = table["hour_of_week"].astype(int)
    named = table.copy()
    named.insert(2, "weekday", [DAYS[hour // 24] for hour in hours])
    named.insert(3, "hour", hours % 24)
    return named


def _put_in_place(writing: Path, folder: Path) -> None:
    """Swap folders by renaming, so that at every moment there is an old whole one, a new whole one, or none."""
    if not folder.exists():
        writing.replace(folder)
        return
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    folder.replace(old)
    writing.replace(folder)
    shutil.rmtree(old)


def record_of(scenarios: Mapping[str, Scenario], command: Sequence[str], started_at: datetime) -> dict[str, Any]:
    """What ``run.json`` says of every kind of run: the scenarios by label, the command, the versions."""
    return {
        "command": list(command),
        "lostleads": version("lostleads"),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "started_at": started_at.isoformat(timespec="seconds"),
        "seed": next(iter(scenarios.values())).seed,
        "scenarios": [
            {"label": label, "content_hash": scenario.content_hash, "scenario": resolved(scenario)}
            for label, scenario in scenarios.items()
        ],
    }


def resolved(scenario: Scenario) -> dict[str, Any]:
    """A scenario in the form of a file, with everything it extends and every default spelt out."""
    return scenario.model_dump(mode="json", by_alias=True, exclude_none=True)


def read_record(folder: Path) -> dict[str, Any]:
    """Read ``run.json`` of a results folder.

    Raises
    ------
    FolderError
        If there are no results in it.
    """
    if not (folder / "run.json").is_file():
        why = "there is no run.json in it" if folder.is_dir() else "there is no such folder"
        raise FolderError(f"{folder} holds no results ({why}); give the --out folder of a run, a comparison or a study")
    try:
        record: dict[str, Any] = json.loads((folder / "run.json").read_text())
    except (ValueError, OSError) as error:
        raise FolderError(f"{folder} holds results that cannot be read: {error}") from None
    return record


def read_results(folder: Path) -> Results:
    """Read the results folder of a run or a comparison.

    Raises
    ------
    FolderError
        If there are no results in it.
    """
    record = read_record(folder)
    try:
        tables = {name: read_table(folder / f"{name}.csv") for name in _TABLES}
    except (ValueError, OSError) as error:
        raise FolderError(f"{folder} holds results that cannot be read: {error}") from None
    return Results(record, **tables)


_TEXT = frozenset(
    {"scenario", "jail", "measure", "base", "other", "outcome_in_base", "outcome_in_other", "weekday"}
    | {"group_by", "group", "month", "money", "per", "input", "kind", "end", "input_value", "why_missing"}
)


def read_table(path: Path) -> pd.DataFrame:
    """Read a table of a results folder; empty where the folder has none of that name."""
    if not path.is_file():
        return pd.DataFrame()
    columns = pd.read_csv(path, nrows=0).columns
    # Only an empty cell is missing, and only where there are numbers; a scenario may be called "None", "NA" or "2019".
    return pd.read_csv(
        path,
        dtype={name: str for name in columns if name in _TEXT},
        keep_default_na=False,
        na_values={name: [""] for name in columns if name not in _TEXT},
    )


def draw_plots(results: Results, folder: Path) -> list[Path]:
    """Draw every picture that the results allow, as PNG and SVG, and name the files."""
    folder.mkdir(parents=True, exist_ok=True)
    caption = _caption(results)
    return [path for picture in study_pictures(results.tables()) for path in save(picture, folder, caption)]


def _caption(results: Results) -> str:
    record = results.record
    return (
        f"Simulated: {results.span}, seed {record['seed']}, lostleads {record['lostleads']}. 95 % intervals over "
        f"replications hold chance only, not what is unknown about the inputs. {results.hold_clocks}. "
        "Sources and assumptions: docs/sources.md and the comments of the scenario files."
    )
