"""A scenario written as a file that extends another."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from sim.output.files import write_whole
from sim.output.folder import resolved
from sim.scenario.files.reader import load_scenario
from sim.scenario.quantities import is_long_number
from sim.scenario.schema import Scenario


def write_extending(base: Path, changes: Mapping[str, Any], comment: str, meant: Scenario, path: Path) -> None:
    """Write a scenario as a file that extends the first, whole or not at all, with a comment on top.

    The changes are what differs, with the new name; the file must read back as what is `meant`, whatever its name.

    Raises
    ------
    RuntimeError
        If it would not.
    """
    content = {"extends": os.path.relpath(base, path.parent), **changes}

    def write(part: Path) -> None:
        with part.open("w", encoding="utf-8") as file:
            file.write(comment + "\n\n")
            YAML().dump(content, file)
        if resolved(load_scenario(part)) | {"name": meant.name} != resolved(meant):
            raise RuntimeError(f"{path} would not read back as the scenario that was found")

    write_whole(path, write)


def changes_of(before: Scenario, after: Scenario) -> dict[str, Any]:
    """What to lay on one scenario, key by key, to get another; None removes."""
    return _changes(resolved(before), resolved(after))


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {key: None for key in before if key not in after}
    for key, value in after.items():
        old = before.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            if inner := _changes(old, value):
                changes[key] = value if is_long_number(old) else inner
        elif old != value:
            changes[key] = value
    return changes
