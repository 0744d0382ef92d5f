"""The scenario that `lostleads new` writes, to start from."""

from __future__ import annotations

import os
from pathlib import Path

from sim.output.pages import filled

__all__ = ["write_starter"]


def write_starter(path: Path) -> None:
    """Write a commented scenario, named after its file.

    Raises
    ------
    FileExistsError
        If the file is there already.
    """
    name = path.stem.replace("_", " ").replace("-", " ").strip()
    text = filled("starter.yaml", file=path, name=f'"{name}"')
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
