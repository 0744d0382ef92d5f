"""Inputs as pictures name them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sim.scenario.distributions import DISTRIBUTION_KINDS

__all__ = ["input_names"]

_SECTIONS = ("charges", "jails", "field_offices")
_SILENT = {"by_charge", "screening", "teams", "shifts", "arrivals", "of", *DISTRIBUTION_KINDS}


def input_names(paths: Sequence[str]) -> Mapping[str, str]:
    """Name inputs in few words by their paths; names of jails, offices and charges only where there are several.

    Examples
    --------
    >>> input_names(["jails.county.on_record", "jails.county.match_hours.gamma.mean"])["jails.county.on_record"]
    'on record'
    """
    several = {
        section: len({path.split(".")[1] for path in paths if path.split(".")[0] == section}) > 1
        for section in _SECTIONS
    }
    names = {path: _name(path, several) for path in paths}
    times = Counter(names.values())
    return {path: name if times[name] == 1 else path for path, name in names.items()}


def _name(path: str, several: Mapping[str, bool]) -> str:
    section, owner, *steps = path.split(".")
    if owner != "*" and (section == "charges" or several.get(section)):
        steps = [*steps, owner]
    told = [step.replace("_", " ") for step in steps if step not in _SILENT]
    return ", ".join(told)
