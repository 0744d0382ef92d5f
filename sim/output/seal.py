"""The seal of a results folder: hashes by which it is known whether record and tables are as they were written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sim.output.folder import FolderError, read_record

_AGAIN = "it was damaged or changed since; run its command again"


def sealed(record: dict[str, Any], folder: Path) -> dict[str, Any]:
    """A record with the hash of each table of its folder, and of itself."""
    tables = {path.name: _hash_of(path) for path in sorted(folder.glob("*.csv"))}
    whole = {**record, "tables": tables}
    return {**whole, "seal": _seal_of(whole)}


def check_record(record: dict[str, Any], folder: Path) -> None:
    """See that the record of a folder is as it was written.

    Raises
    ------
    FolderError
        If it is not.
    """
    if "seal" not in record:
        raise _older(folder)
    if record["seal"] != _seal_of({name: value for name, value in record.items() if name != "seal"}):
        raise FolderError(f"{folder / 'run.json'} is not as it was written: {_AGAIN}")


def check_tables(record: dict[str, Any], folder: Path, names: Iterable[str]) -> None:
    """See that tables of a folder, by their names, are those that its record has sealed; others may be missing.

    Raises
    ------
    FolderError
        If one is missing, or is not as it was written.
    """
    for path in (folder / f"{name}.csv" for name in names):
        expected = record.get("tables", {}).get(path.name)
        if expected is not None and not path.is_file():
            raise FolderError(f"{folder} holds no {path.name}, so there is nothing to tell; run its command again")
        if path.is_file() and _hash_of(path) != expected:
            raise FolderError(f"{path} is not as it was written: {_AGAIN}")


def check_parts(record: dict[str, Any], folder: Path) -> None:
    """See that the results folders below a folder are those that its record has sealed.

    Raises
    ------
    FolderError
        If one is missing, or is another.
    """
    parts = record.get("parts", {})
    if not isinstance(parts, dict):
        raise _older(folder)
    for name, seal in parts.items():
        if read_record(folder / name).get("seal") != seal:
            raise FolderError(f"{folder / name} is not the part that was written there: {_AGAIN}")


def _older(folder: Path) -> FolderError:
    return FolderError(f"{folder} was written by an older version of lostleads; run its command again")


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _seal_of(record: dict[str, Any]) -> str:
    as_read = json.loads(json.dumps(record))
    return hashlib.sha256(json.dumps(as_read, sort_keys=True).encode()).hexdigest()
