"""The place of a results folder: whether it can be put there, one command at a time, whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import shlex
import shutil
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from weakref import WeakSet

from sim.output.folder import FolderError

try:
    import fcntl
except ImportError:
    # Without it, on Windows, two commands at one place are not kept apart.
    fcntl = None  # type: ignore[assignment]


def place_of(out: Path) -> Path:
    """Where results go that are to be at `out`: where that is a link to a folder, the folder.

    Raises
    ------
    FolderError
        If it is the folder that the command works in, or one above.
    """
    with _told(out):
        place = Path(os.path.realpath(out)) if out.is_symlink() else out
        here = Path.cwd()
        if place.name in {"", ".."} or any(place.exists() and place.samefile(each) for each in (here, *here.parents)):
            raise FolderError(
                f"{out} is the folder you are in, or one above it, and is not replaced; give another --out"
            )
    return place


def check_free(folder: Path, *, overwrite: bool) -> None:
    """Refuse a folder that holds something, unless it may be overwritten and holds results.

    Raises
    ------
    FolderError
        If it may not be used.
    """
    if not os.path.lexists(folder) or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not overwrite:
        raise FolderError(f"{folder} exists; give another --out, or --overwrite to replace it")
    if not (folder / "run.json").is_file():
        raise FolderError(f"{folder} holds no results, so --overwrite does not replace it; give another --out")


@contextmanager
def claimed(
    place: Path, *, overwrite: bool, command: Sequence[str], check: Callable[..., None] = check_free
) -> Iterator[None]:
    """Keep a place for one command, and see that it can put its results there; what a killed one left is removed.

    What is there may be replaced where `overwrite` says so, if the check of what may be there, a results folder or a
    file, agrees; others who come are told the command.

    Raises
    ------
    FolderError
        If another command works there, or no results can be put there.
    """
    made = [each for each in place.absolute().parents if not each.exists()]
    try:
        with _told(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            lock = _locked(place, command)
        try:
            with _told(place):
                _remove_remains(place)
                check(place, overwrite=overwrite)
                _try_out(place)
            yield
        finally:
            _lock_file(place).unlink(missing_ok=True)
            lock.close()
    finally:
        for folder in made:
            with suppress(OSError):
                folder.rmdir()


@contextmanager
def _told(place: Path) -> Iterator[None]:
    """Tell what the system refuses as what is wrong with a place."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.EBUSY:
            raise FolderError(
                f"{place} is mounted, so it cannot be replaced; give a new folder in it as --out"
            ) from None
        raise FolderError(
            f"{place} cannot be made or replaced: {error.strerror or error}; give another --out"
        ) from None


def _lock_file(place: Path) -> Path:
    return place.with_name(f".{place.name}.lock")


_locks: WeakSet[FileIO] = WeakSet()


def _let_go_of_locks() -> None:
    """Leave the locks to the process of which this one is a copy: they are its own, and end with it."""
    for file in tuple(_locks):
        file.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go_of_locks)


def _locked(place: Path, command: Sequence[str]) -> FileIO:
    """The file whose lock keeps others away; the system lets go of it when this process ends, however it does."""
    path = _lock_file(place)
    while True:
        file = path.open("ab+", buffering=0)
        try:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            who = file.read().decode(errors="replace") or "another command"
            file.close()
            raise FolderError(f"{place} is being made by {who}; wait for it, or give another --out") from None
        except OSError:
            # Some file systems know no locks.
            pass
        # Whoever had the lock before may have removed the file meanwhile.
        with suppress(FileNotFoundError):
            if os.path.samestat(path.stat(), os.fstat(file.fileno())):
                break
        file.close()
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    who = f"process {os.getpid()} on {socket.gethostname()} since {since} ({shlex.join(command)})"
    # On a full disk nobody is told who works here, and yet it is kept for one.
    with suppress(OSError):
        file.truncate(0)
        file.write(who.encode(errors="replace"))
    _locks.add(file)
    return file


def _remove_remains(place: Path) -> None:
    """Remove what killed commands left beside a place; a folder that was about to be replaced is put back."""
    mine = re.compile(rf"\.{re.escape(place.name)}\.\d+\.(writing|old)")
    for path in [each for each in place.parent.iterdir() if mine.fullmatch(each.name)]:
        if path.suffix == ".old" and not place.exists():
            path.replace(place)
        else:
            shutil.rmtree(path)


def _beside(place: Path, what: str) -> Path:
    return place.with_name(f".{place.name}.{os.getpid()}.{what}")


def _try_out(place: Path) -> None:
    """Do beforehand what is done at the end, so that it is known before anything runs whether it can be done."""
    writing, old = _beside(place, "writing"), _beside(place, "old")
    writing.mkdir()
    writing.rmdir()
    if place.exists():
        place.replace(old)
        old.replace(place)


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A folder to write into, which takes the place of `folder` at the end; nothing is left if anything fails.

    Raises
    ------
    OSError
        Where it cannot be written, with the name of the folder.
    """
    place = place_of(folder)
    place.parent.mkdir(parents=True, exist_ok=True)
    writing = _beside(place, "writing")
    shutil.rmtree(writing, ignore_errors=True)
    writing.mkdir()
    try:
        yield writing
        _put_in_place(writing, place)
    except OSError as error:
        if str(error.filename or writing).startswith(str(writing)):
            error.filename = str(folder)
        raise
    finally:
        shutil.rmtree(writing, ignore_errors=True)


def _put_in_place(writing: Path, folder: Path) -> None:
    """Swap folders by renaming, so that at every moment there is an old whole one, a new whole one, or none."""
    if not folder.exists():
        writing.replace(folder)
        return
    shutil.copymode(folder, writing)
    old = _beside(folder, "old")
    folder.replace(old)
    try:
        writing.replace(folder)
    except BaseException:
        old.replace(folder)
        raise
    shutil.rmtree(old)
