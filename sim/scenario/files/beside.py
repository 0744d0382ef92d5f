"""Files that a scenario names, which stand beside the file that names them."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.base import nearest_name
from sim.scenario.errors import Origin

__all__ = ["beside", "no_such_file"]


def beside(origin: Origin, name: str) -> Path:
    """Give the path of a file by its name: beside the file that names it, or from here for the command line."""
    return (Path() if origin.line is None else Path(origin.source).parent) / name


def no_such_file(path: Path, otherwise: str = "check its name and folder") -> str:
    """Say that a file is not there, and which file of a like name is, or what to do otherwise."""
    near = {file.stem: file.name for file in path.parent.iterdir()} if path.parent.is_dir() else {}
    nearest = nearest_name(path.stem, near)
    return f"no such file: {path}; {f'did you mean {near[nearest]}?' if nearest else otherwise}"
