"""Files of another kind that are given as a scenario: what they are, and what to do with them."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from pathlib import Path

RECORD = "run.json"
"""The file that makes a folder one of results."""

_OF_RECORDS = {"kind", "layout", "scenarios"}
_OF_SCENARIOS = {"extends", "charges", "jails", "field_offices", "jails_file"}


def mistaken_path(path: Path) -> str | None:
    """Say what is at a path that can be no scenario by what it is or its name; None where it may be one."""
    try:
        if not path.is_dir():
            return _CSV if path.suffix.lower() == ".csv" and path.is_file() else None
        if (path / RECORD).is_file():
            return f"is a results folder, not a scenario; {_FOR_RESULTS}"
        inside = sorted(each.name for each in path.iterdir() if each.suffix in (".yaml", ".yml"))
    except OSError:
        return None
    return f"is a folder, not a scenario; give a file{f' in it, such as {path / inside[0]}' if inside else ''}"


def mistaken_keys(path: Path, keys: AbstractSet[object]) -> str | None:
    """Say what a file is whose keys are those of another kind; None where it may be a scenario."""
    if keys & _OF_SCENARIOS:
        return None
    if keys >= _OF_RECORDS:
        return f"is the record of the results folder {path.parent}, not a scenario; {_FOR_RESULTS}"
    if "scenario" in keys:
        return f"is a study file, not a scenario: 'lostleads sweep {path}' runs it, and its key 'scenario' names one"
    return None


_CSV = (
    "is a CSV file, and a scenario is a YAML file, which may name one as its jails_file or a jail's bookings_file; "
    "'lostleads agencies' reads lists of agencies"
)
_FOR_RESULTS = "'lostleads report' and 'lostleads plot' take such a folder, and its run.json names its scenarios"
