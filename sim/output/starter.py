"""The scenario that `lostleads new` writes, to start from."""

from __future__ import annotations

import os
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

__all__ = ["write_starter"]


def write_starter(path: Path) -> None:
    """Write a commented scenario, named after its file.

    Raises
    ------
    FileExistsError
        If the file is there already.
    """
    environment = Environment(
        loader=PackageLoader("sim.output"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=select_autoescape(),
    )
    name = path.stem.replace("_", " ").replace("-", " ").strip()
    text = environment.get_template("starter.yaml").render(file=path, name=f'"{name}"')
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
