"""One module of a large package, imported alone: without all that its packages import first.

SciPy's special functions come with NumPy's tests and its compiler of Fortran, the holidays of one country with those of
the world; either takes longer to import than all else that a short command needs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import PathFinder
from types import ModuleType
from typing import Any


def imported_alone(module: str, *packages: str) -> Any:
    """Import a module while what some packages above it import stays out, outer packages first.

    Where one of them is imported already, or the module does not bear to be alone, all is imported as usual.
    """
    if module not in sys.modules and sys.modules.keys().isdisjoint(packages):
        try:
            with _standing_in(packages):
                return import_module(module)
        except ImportError:
            pass
    return import_module(module)


@contextmanager
def _standing_in(packages: tuple[str, ...]) -> Iterator[None]:
    """Have modules that tell where the modules of packages are, and nothing else, in their places."""
    try:
        for name in packages:
            parent, _, _ = name.rpartition(".")
            found = PathFinder.find_spec(name, import_module(parent).__path__ if parent else None)
            if found is None or found.submodule_search_locations is None:
                raise ModuleNotFoundError(name)
            sys.modules[name] = ModuleType(name)
            sys.modules[name].__path__ = list(found.submodule_search_locations)
        yield
    finally:
        for name in packages:
            sys.modules.pop(name, None)
