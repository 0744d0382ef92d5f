"""Finished tasks of an unfinished study, kept in a file beside the results-to-be."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np

from sim.study.tasks import Arrays

_CHECKSUM_BYTES = 16

_OF_THE_DISK = {
    sqlite3.SQLITE_FULL: (errno.ENOSPC, "no space left on the disk"),
    sqlite3.SQLITE_READONLY: (errno.EACCES, "may not be written"),
    sqlite3.SQLITE_CANTOPEN: (errno.EACCES, "cannot be opened"),
    sqlite3.SQLITE_PERM: (errno.EACCES, "may not be used"),
    sqlite3.SQLITE_IOERR: (errno.EIO, "cannot be read or written"),
    sqlite3.SQLITE_BUSY: (errno.EAGAIN, "is used by another process"),
    sqlite3.SQLITE_LOCKED: (errno.EAGAIN, "is used by another process"),
    sqlite3.SQLITE_NOMEM: (errno.ENOMEM, "needs more memory than there is"),
}
"""What is wrong outside the file; anything else that SQLite complains of is damage to it."""

_DAMAGED = (errno.EIO, "is damaged; the same command sets it right")


class Parts:
    """Finished tasks, found again by the hash of all that could change them.

    So the same command goes on where it was, and a changed scenario starts afresh. SQLite sees to it that a task is
    there whole or not at all, whatever moment the power fails or the process is killed; and each has a checksum, so
    that one that is damaged later is not there any more, and is run again.

    Parameters
    ----------
    results
        The results folder to be; the parts lie beside it, under its name and ``.unfinished``.
    tell
        Told, once, of damage that was found.

    Raises
    ------
    OSError
        By all that is asked of it, where the file cannot be used.
    """

    def __init__(self, results: Path, tell: Callable[[str], None] = lambda _: None) -> None:
        self.folder = results.with_name(results.name + ".unfinished")
        self._file = self.folder / "tasks.sqlite"
        self._folders_made: list[Path] = []
        self._tell = tell
        self._is_damage_told = False

    @cached_property
    def _database(self) -> sqlite3.Connection:
        self._folders_made += [each for each in self.folder.parents if not each.exists()]
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            return _opened(self._file)
        except sqlite3.Error as error:
            if _code(error) in _OF_THE_DISK and not self._only_seems_read_only(error):
                raise
        # Nothing else is lost with it: what it held is computed again.
        for path in self.folder.glob("tasks.sqlite*"):
            path.unlink()
        self._damage_found()
        return _opened(self._file)

    def _only_seems_read_only(self, error: sqlite3.Error) -> bool:
        """Whether damage looks like a file that may not be written."""
        return _code(error) == sqlite3.SQLITE_READONLY and os.access(self._file, os.W_OK)

    def _damage_found(self) -> None:
        if not self._is_damage_told:
            self._is_damage_told = True
            self._tell(f"Finished tasks kept in {self._file} are damaged; they are run again.")

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._database
        except sqlite3.Error as error:
            number, what = _OF_THE_DISK.get(
                _code(error), (errno.EIO, "is damaged; what is left of it is used next time")
            )
            raise OSError(number, what, str(self._file)) from error

    @property
    def _is_there(self) -> bool:
        return "_database" in vars(self) or self._file.is_file()

    def __len__(self) -> int:
        if not self._is_there:
            return 0
        with self._using() as database:
            return int(database.execute("SELECT count(*) FROM task").fetchone()[0])

    def has(self, key: str, /) -> bool:
        """Whether a task is kept under a key, as it was left."""
        return self._found(key) is not None

    def load(self, key: str, /) -> Arrays:
        """What a task left; KeyError if it is not there."""
        packed = self._found(key)
        if packed is None:
            raise KeyError(key)
        return _unpacked(packed)

    def _found(self, key: str) -> bytes | None:
        """What is kept under a key; what is damaged is forgotten."""
        if not self._is_there:
            return None
        with self._using() as database:
            row = database.execute("SELECT entry FROM task WHERE key = ?", (key,)).fetchone()
            if row is None:
                return None
            packed = _checked(key, row[0])
            if packed is None:
                database.execute("DELETE FROM task WHERE key = ?", (key,))
                self._damage_found()
            return packed

    def save(self, results: Mapping[str, Arrays], /) -> None:
        """Keep what tasks left, all of them or none."""
        if not results:
            return
        rows = [(key, _with_checksum(key, _packed(arrays))) for key, arrays in results.items()]
        with self._using() as database, database:
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT OR REPLACE INTO task VALUES (?, ?)", rows)

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


def _code(error: sqlite3.Error) -> int:
    """The primary code of an error; 0 for what Python itself finds wrong in a file."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _opened(file: Path) -> sqlite3.Connection:
    """Open the file, or make it; sqlite3.DatabaseError where its structure is damaged."""
    database = sqlite3.connect(file, isolation_level=None, timeout=60)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("CREATE TABLE IF NOT EXISTS task (key TEXT PRIMARY KEY, entry BLOB NOT NULL)")
        database.execute("SELECT key, entry FROM task LIMIT 1")
        _check_structure(database)
    except BaseException:
        database.close()
        raise
    return database


def _check_structure(database: sqlite3.Connection) -> None:
    if (found := database.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise sqlite3.DatabaseError(found)


def _checksum(key: str, packed: bytes) -> bytes:
    return hashlib.blake2b(packed, key=key.encode()[:64], digest_size=_CHECKSUM_BYTES).digest()


def _with_checksum(key: str, packed: bytes) -> bytes:
    return _checksum(key, packed) + packed


def _checked(key: str, entry: object) -> bytes | None:
    """What an entry holds; None if that is not what was kept under this key."""
    if not isinstance(entry, bytes):
        return None
    checksum, packed = entry[:_CHECKSUM_BYTES], entry[_CHECKSUM_BYTES:]
    return packed if checksum == _checksum(key, packed) else None


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
