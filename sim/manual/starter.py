"""The scenario that `lostleads new` writes, to start from."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from sim.output.pages import filled
from sim.scenario.base import control_character
from sim.scenario.errors import printable
from sim.scenario.facts import Part, given_in

_REMARKS, _REMARKS_AFTER_LONG_VALUES = 29, 51
"""Columns in which remarks begin."""


def write_starter(path: Path) -> None:
    """Write a commented scenario, named after its file.

    Raises
    ------
    FileExistsError
        If the file is there already.
    ValueError
        If no scenario can be named so.
    """
    if found := control_character(str(path).replace("\n", "\0")):
        raise ValueError(f"{printable(str(path))}: the control character {found} is in its name; choose another")
    name = path.stem.replace("_", " ").replace("-", " ").strip()
    facts = {part.name.lower(): "\n".join(_lines(part)) for part in Part}
    text = filled("starter.yaml", file=path, name=json.dumps(name, ensure_ascii=False), facts=facts)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _lines(part: Part) -> Iterator[str]:
    """Write the keys of facts of one part, with their remarks below one another."""
    indent = "  " * (part.count(".") + 1)
    for given in (given for _, given in given_in(part) if given.starter):
        value, _, remark = given.starter.partition("  # ")
        line = f"{indent}{given.key}: {value}"
        column = _REMARKS if len(line) < _REMARKS else _REMARKS_AFTER_LONG_VALUES
        remark = remark.replace("\n", f"\n{'':{column}}# ")
        yield f"{line:{column}}# {remark}" if remark else line
