"""What a results folder says of itself, and of tasks that failed."""

from __future__ import annotations

import json
import platform
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from sim.output.files import write_table
from sim.scenario.coverage import coverage_of
from sim.scenario.files.mistaken import RECORD
from sim.scenario.once import Once
from sim.scenario.schema import Scenario
from sim.study.tasks import Failure

LAYOUT = 2
"""What a results folder holds: one more with each change after which pictures and reports need what older ones lack."""

_LIBRARIES = ("numpy", "scipy", "simpy", "pandas", "pydantic", "holidays", "pyarrow")


class FolderError(ValueError):
    """A folder that cannot be used for results, or holds none."""


def record_of(
    kind: str, scenarios: Mapping[str, Scenario], command: Sequence[str], started_at: datetime
) -> dict[str, Any]:
    """What ``run.json`` says of every kind of results: the kind, the scenarios by label, the command, the versions."""
    return {
        "kind": kind,
        "layout": LAYOUT,
        "command": list(command),
        "lostleads": version("lostleads"),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "started_at": started_at.isoformat(timespec="seconds"),
        "seed": next(iter(scenarios.values())).seed,
        "scenarios": [
            {
                "label": label,
                "files": list(scenario.files),
                "file_digests": [file.digest for file in scenario.files],
                "content_hash": scenario.content_hash,
                "scenario": _resolved(scenario),
                **_records(scenario),
                **({"named_from": scenario.named_from} if scenario.named_from else {}),
            }
            for label, scenario in scenarios.items()
        ],
    }


def _records(scenario: Scenario) -> dict[str, Any]:
    """What a scenario's bookings files are, where it has any."""
    found = {
        jail: {**coverage_of(records, scenario).record(), "remarks": list(records.remarks)}
        for jail, records in scenario.records.items()
    }
    return {"records": found} if found else {}


def resolved(scenario: Scenario) -> dict[str, Any]:
    """A scenario in the form of a file, with everything it extends and every default spelt out."""
    return scenario.resolved


_resolved = Once(resolved)
"""A policy that is compared with one after another is laid out once."""


def read_record(folder: Path) -> dict[str, Any]:
    """Read ``run.json`` of a results folder.

    Raises
    ------
    FolderError
        If there are no results in it, they do not say of which kind they are, or a newer version wrote them.
    """
    if not (folder / RECORD).is_file():
        raise FolderError(_no_results(folder))
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (ValueError, OSError, RecursionError) as error:
        raise FolderError(f"{folder} holds results that cannot be read: run.json: {error}") from None
    if not isinstance(record, dict) or not isinstance(record.get("kind"), str):
        raise FolderError(f"{folder} was written by an older version of lostleads; run its command again")
    _check_version(str(record.get("lostleads")), folder)
    return record


def _no_results(folder: Path) -> str:
    """Say why there are no results at a place, and what to give."""
    if folder.name == RECORD and folder.is_file():
        return f"{folder} is the record of results; give its folder, {folder.parent}"
    if folder.suffix in (".yaml", ".yml") and folder.is_file():
        return f"{folder} is a file, not a results folder; 'lostleads run {folder} --out FOLDER' makes one"
    why = "there is no run.json in it" if folder.is_dir() else "it is a file" if folder.exists() else "it is not there"
    return f"{folder} holds no results ({why}); give the --out folder of a run, a comparison or another study"


def check_layout(record: Mapping[str, Any], folder: Path) -> None:
    """Refuse results that lack what this version draws and reports.

    Raises
    ------
    FolderError
        If they were written by an earlier version.
    """
    if record.get("layout", 1) == LAYOUT:
        return
    command = record.get("command")
    again = f": {shlex.join(map(str, command))}" if isinstance(command, list) else ""
    raise FolderError(
        f"{folder} was written by an older version of lostleads, and lacks what this one tells; run its command again"
        f"{again}"
    )


def _check_version(written_by: str, folder: Path) -> None:
    here = version("lostleads")
    if _numbers(written_by) > _numbers(here):
        raise FolderError(
            f"{folder} was written by lostleads {written_by}, which is newer than this, {here}; install that version, "
            "or run its command again with this one"
        )


def _numbers(of_version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d{1,9}", of_version)[:3]]


def failure_table(failures: Sequence[Failure]) -> pd.DataFrame:
    """A row a task that failed."""
    return pd.DataFrame([asdict(failure) for failure in failures])


def write_failures(failures: Sequence[Failure], folder: Path) -> Path:
    """Write ``failures.csv``: a row a task that failed."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "failures.csv"
    write_table(failure_table(failures), path)
    return path
