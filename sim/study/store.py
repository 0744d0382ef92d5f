"""Finished tasks of an unfinished study, kept in a file beside the results-to-be."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np

from sim.study.tasks import Arrays

__all__ = ["Parts"]


class Parts:
    """Finished tasks, found again by the hash of all that could change them.

    So the same command goes on where it was, and a changed scenario starts afresh. SQLite sees to it that a task is
    there whole or not at all, whatever moment the power fails or the process is killed.

    Parameters
    ----------
    results
        The results folder to be; the parts lie beside it, under its name and ``.unfinished``.
    """

    def __init__(self, results: Path) -> None:
        self.folder = results.with_name(results.name + ".unfinished")
        self._file = self.folder / "tasks.sqlite"
        self._folders_made: list[Path] = []

    @cached_property
    def _database(self) -> sqlite3.Connection:
        self._folders_made += [each for each in self.folder.parents if not each.exists()]
        self.folder.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._file, isolation_level=None, timeout=60)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("CREATE TABLE IF NOT EXISTS task (key TEXT PRIMARY KEY, arrays BLOB NOT NULL)")
        return database

    @property
    def _is_there(self) -> bool:
        return "_database" in vars(self) or self._file.is_file()

    def __len__(self) -> int:
        if not self._is_there:
            return 0
        return int(self._database.execute("SELECT count(*) FROM task").fetchone()[0])

    def has(self, key: str, /) -> bool:
        """Whether a task is kept under a key."""
        return self._is_there and self._found("1", key) is not None

    def load(self, key: str, /) -> Arrays:
        """What a task left; KeyError if it is not there."""
        found = self._found("arrays", key) if self._is_there else None
        if found is None:
            raise KeyError(key)
        return _unpacked(found[0])

    def _found(self, column: str, key: str) -> tuple[bytes] | None:
        row: tuple[bytes] | None = self._database.execute(
            f"SELECT {column} FROM task WHERE key = ?",  # noqa: S608 - one of two columns above
            (key,),
        ).fetchone()
        return row

    def save(self, results: Mapping[str, Arrays], /) -> None:
        """Keep what tasks left, all of them or none."""
        if not results:
            return
        rows = [(key, _packed(arrays)) for key, arrays in results.items()]
        self._database.execute("BEGIN IMMEDIATE")
        try:
            self._database.executemany("INSERT OR REPLACE INTO task VALUES (?, ?)", rows)
            self._database.execute("COMMIT")
        except BaseException:
            self._database.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Let go of the file; it is opened again when it is needed."""
        if "_database" in vars(self):
            self._database.close()
            del self._database

    def discard(self) -> None:
        """Forget them all; folders above that were made for them go too, unless there is something else in them."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        for folder in self._folders_made:
            with suppress(OSError):
                folder.rmdir()


def _packed(arrays: Arrays) -> bytes:
    """A line that says how many arrays each name has, then the arrays."""
    packed = io.BytesIO()
    packed.write(json.dumps({name: len(each) for name, each in arrays.items()}).encode() + b"\n")
    for array in chain.from_iterable(arrays.values()):
        np.save(packed, array, allow_pickle=False)
    return packed.getvalue()


def _unpacked(packed: bytes) -> Arrays:
    file = io.BytesIO(packed)
    counts: dict[str, int] = json.loads(file.readline())
    return {name: tuple(np.load(file, allow_pickle=False) for _ in range(count)) for name, count in counts.items()}
