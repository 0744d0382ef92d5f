"""Files that a scenario names, which stand beside the file that names them, and what can be read of any file."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.base import nearest_name
from sim.scenario.errors import Origin
from sim.scenario.files.tree import failure

MOST_BYTES = 10_000_000
"""Of a scenario file, or of a file of jails; none is that long, so that what is longer is some other file."""


def folder_of(origin: Origin) -> Path:
    """Give the folder from which files are named: that of the file that names them, or this for the command line."""
    return Path() if origin.line is None else Path(origin.source).parent


def beside(origin: Origin, name: str) -> Path:
    """Give the path of a file by its name."""
    return folder_of(origin) / name


def missing(path: Path, otherwise: str = "check its name and folder") -> str | None:
    """Say why there is no file to be read, and which file of a like name there is, or what to do otherwise.

    None where there is one.
    """
    try:
        if path.exists():
            if path.is_dir():
                return f"is a folder, not a file: {path}"
            return None if path.is_file() or path.is_fifo() else f"is no file: {path}"
        near = {file.stem: file.name for file in path.parent.iterdir()} if path.parent.is_dir() else {}
    except OSError as error:
        return f"cannot be looked for: {path}: {error.strerror}; check the name, and who may open its folder"
    nearest = nearest_name(path.stem, near)
    return f"no such file: {path}; {f'did you mean {near[nearest]}?' if nearest else otherwise}"


def content_of(path: Path) -> bytes:
    """Read a file of at most `MOST_BYTES`.

    Raises
    ------
    ScenarioError
        If it cannot be read, or is longer.
    """
    return bytes_of(path, MOST_BYTES)


def bytes_of(path: Path, most: int) -> bytes:
    """Read a file of at most so many bytes.

    Raises
    ------
    ScenarioError
        If it cannot be read, or is longer.
    """
    origin = Origin(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise failure(origin, f"cannot be read: {error.strerror}") from None
    if len(content) > most:
        raise failure(origin, f"is longer than {most // 1_000_000} MB, as no such file is; is it another file?")
    return content
