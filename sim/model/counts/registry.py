"""Every count, found in the files of this folder."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from sim.model.counts.count import Reduction


@cache
def counts() -> Mapping[str, Reduction]:
    """The ``COUNT`` of each file that has one, by name, in the order of the names."""
    package = import_module(__package__ or "")
    modules = [import_module(f"{package.__name__}.{each.name}") for each in iter_modules(package.__path__)]
    found: list[Reduction] = [module.COUNT for module in modules if hasattr(module, "COUNT")]
    return {count.name: count for count in sorted(found, key=lambda count: count.name)}
