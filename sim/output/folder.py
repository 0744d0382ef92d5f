"""The results folder: written whole or not at all, resumed where it was interrupted, never overwritten unasked."""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from sim.output.files import write_table
from sim.scenario.schema import Scenario
from sim.study.tasks import Failure

__all__ = [
    "FolderError",
    "check_free",
    "failure_table",
    "read_record",
    "record_of",
    "resolved",
    "whole_folder",
    "write_failures",
]

_LIBRARIES = ("numpy", "scipy", "simpy", "pandas", "pydantic", "holidays", "pyarrow")


class FolderError(ValueError):
    """A folder that cannot be used for results, or holds none."""


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


def _put_in_place(writing: Path, folder: Path) -> None:
    """Swap folders by renaming, so that at every moment there is an old whole one, a new whole one, or none."""
    if not folder.exists():
        writing.replace(folder)
        return
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    folder.replace(old)
    writing.replace(folder)
    shutil.rmtree(old)


def record_of(
    kind: str, scenarios: Mapping[str, Scenario], command: Sequence[str], started_at: datetime
) -> dict[str, Any]:
    """What ``run.json`` says of every kind of results: the kind, the scenarios by label, the command, the versions."""
    return {
        "kind": kind,
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
                "content_hash": scenario.content_hash,
                "scenario": resolved(scenario),
            }
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
        If there are no results in it, or they do not say of which kind they are.
    """
    if not (folder / "run.json").is_file():
        why = "there is no run.json in it" if folder.is_dir() else "there is no such folder"
        raise FolderError(f"{folder} holds no results ({why}); give the --out folder of a run, a comparison or a study")
    try:
        record: dict[str, Any] = json.loads((folder / "run.json").read_text())
    except (ValueError, OSError) as error:
        raise FolderError(f"{folder} holds results that cannot be read: {error}") from None
    if "kind" not in record:
        raise FolderError(f"{folder} was written by an older version of lostleads; run its command again")
    return record


def failure_table(failures: Sequence[Failure]) -> pd.DataFrame:
    """A row a task that failed."""
    return pd.DataFrame([asdict(failure) for failure in failures])


def write_failures(failures: Sequence[Failure], folder: Path) -> Path:
    """Write ``failures.csv``: a row a task that failed."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "failures.csv"
    write_table(failure_table(failures), path)
    return path
