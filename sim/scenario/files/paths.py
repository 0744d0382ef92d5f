"""Paths that a scenario does not have, and those that were probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from sim.scenario.base import nearest_name
from sim.scenario.files.tree import Node
from sim.scenario.register import register

_MOST = 3


def no_such_path(path: str, tree: Node) -> str:
    """Say that a scenario has no such path, which of its own were probably meant, or where paths are told."""
    *others, last = [*_meant(re.split(r"[./]", path), tree)] or [""]
    hint = f"did you mean {', '.join(others)}{' or ' if others else ''}{last}?" if last else _WHERE
    return f"the scenario has no such path; {hint}"


_WHERE = "'lostleads explain KEY' tells where a key stands"


def _meant(wanted: Sequence[str], tree: Node) -> Iterator[str]:
    """Whole paths of the scenario that end as the wanted one or most like it, those that have most of its steps."""
    patterns = register().keys
    ends = {pattern.rpartition(".")[2] for pattern in patterns}
    last = wanted[-1] if wanted[-1] in ends else nearest_name(wanted[-1], ends)
    found = [
        (path, pattern)
        for pattern in patterns
        if pattern.rpartition(".")[2] == last
        for path in _expanded(pattern.split("."), tree)
    ]
    best = max((_likeness(path, wanted) for path, _ in found), default=None)
    for pattern, alike in groupby(found, key=itemgetter(1)):
        paths = [path for path, _ in alike if _likeness(path, wanted) == best]
        yield from paths[:_MOST]
        if len(paths) > 1:
            yield f"{pattern} for all"


def _likeness(path: str, wanted: Sequence[str]) -> tuple[int, bool]:
    """How many of the wanted steps a path has, and whether it is as long."""
    steps = path.split(".")
    return len(set(steps).intersection(wanted)), len(steps) == len(wanted)


def _expanded(pattern: Sequence[str], tree: Node, above: str = "") -> Iterator[str]:
    """The paths of a pattern, in which ``*`` stands for each name that is there; the last step need not be."""
    step, *below = pattern
    if not below:
        yield f"{above}{step}"
        return
    for name in tree.children() if step == "*" else [step]:
        child = tree.child(name)
        if child is not None:
            yield from _expanded(below, child, f"{above}{name}.")
