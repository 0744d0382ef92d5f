"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV."""
    from sim.output.spreadsheets import as_text

    as_text(table).to_csv(path, index=False, lineterminator="\n")


def file_at(path: Path) -> Path:
    """The file to write, there or not yet: where `path` is a link to one, the file.

    Raises
    ------
    ValueError
        If it names a folder, or a device or another thing that a file must not replace.
    """
    file = Path(os.path.realpath(path)) if path.is_symlink() else path
    if file.name in {"", ".."} or file.is_dir():
        raise ValueError(f"{path} is a folder; give the name of a file")
    if file.exists() and not file.is_file():
        raise ValueError(f"{path} is no plain file, and is not replaced by one; give another name")
    return file


def check_writable(*paths: Path, overwrite: bool) -> None:
    """Refuse files that could not be written in the end, so that it is told before anything runs.

    Raises
    ------
    ValueError
        If one is no file, exists and must not be overwritten, has a name that the system refuses, or has a folder that
        is not there or not to be written.
    """
    for path in paths:
        try:
            path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError as error:
            raise ValueError(f"{path} cannot be written: {error.strerror}; give another name") from None
        file, folder = file_at(path), path.absolute().parent
        if not folder.is_dir():
            raise ValueError(f"{path}: there is no folder {path.parent}; make it, or give another name")
        if file.exists() and not overwrite:
            raise ValueError(f"{path} exists; give another name, or --overwrite to replace it")
        if not os.access(file.parent, os.W_OK):
            raise ValueError(f"{path} cannot be written: nothing may be written to its folder; give another name")


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a file beside `path`, then put it in place in one step; nothing is left if it fails.

    A file that was there gives the new one its mode.

    Raises
    ------
    ValueError
        As by `file_at`.
    """
    file = file_at(path)
    part = file.with_name(f".{file.stem}.{os.getpid()}{file.suffix}")
    try:
        write(part)
        if file.exists():
            shutil.copymode(file, part)
        part.replace(file)
    except OSError as error:
        if error.filename in {None, str(part)}:
            error.filename = str(path)
        raise
    finally:
        part.unlink(missing_ok=True)


def write_text(text: str, path: Path) -> None:
    """Write a text in UTF-8; the file is there whole or not at all, and the same bytes everywhere."""

    def fill(part: Path) -> None:
        part.write_text(text, encoding="utf-8", newline="\n")

    write_whole(path, fill)
