"""What a shell offers when Tab is pressed: names of the model that an option takes, and keys of a scenario."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer


def engines(incomplete: str) -> list[str]:
    """How custody is computed."""
    return _beginning(("simpy", "staged"), incomplete)


def designs(incomplete: str) -> list[str]:
    """How points are placed over ranges."""
    from sim.study.designs import Design

    return _beginning(map(str, Design), incomplete)


def forms(incomplete: str) -> list[str]:
    """In which forms pictures are drawn."""
    return _beginning(("none", "png", "svg", "both"), incomplete)


def measures(incomplete: str) -> list[tuple[str, str]]:
    """What is counted, with its meaning."""
    from sim.model.outcomes import MEASURES

    return [(name, meaning) for name, meaning in MEASURES.items() if name.startswith(incomplete)]


def targets(incomplete: str) -> list[str]:
    """A measure that is to have a value."""
    from sim.model.outcomes import MEASURES

    return _beginning((f"{name}=" for name in MEASURES), incomplete)


def names(incomplete: str) -> list[tuple[str, str]]:
    """What can be explained: the last steps of the keys of a scenario, and what is counted, with their meaning."""
    from sim.scenario.register import register

    found = {pattern.rpartition(".")[2]: key.meaning for pattern, key in (register().keys | register().beside).items()}
    keys = [(name, meaning) for name, meaning in found.items() if name != "*" and name.startswith(incomplete)]
    return [*keys, *(each for each in measures(incomplete) if each[0] not in found)]


def settings(ctx: typer.Context, incomplete: str) -> list[str]:
    """Paths of the scenario on the command line; of one that cannot be read there are none."""
    resolved = _scenario(ctx)
    return _beginning((f"{path}=" for path in _paths(resolved)), incomplete)


def scenario_jails(ctx: typer.Context, incomplete: str) -> list[str]:
    """Jails of the scenario on the command line; of one that cannot be read there are none."""
    return _beginning(_scenario(ctx).get("jails", {}), incomplete)


def _beginning(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]


def _scenario(ctx: typer.Context) -> dict[str, Any]:
    """The scenario on the command line, resolved; while the last option lacks its value, arguments lie in `args`."""
    from sim.scenario.errors import ScenarioError
    from sim.scenario.files.reader import load_scenario

    given = [ctx.params.get("scenario"), ctx.params.get("base"), *ctx.args]
    for path in (Path(each) for each in given if each and str(each).endswith((".yaml", ".yml"))):
        try:
            return load_scenario(path).resolved
        except (ScenarioError, OSError):
            return {}
    return {}


def _paths(value: Any, above: str = "") -> Iterable[str]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if above and not steps:
        yield above
    for step, below in steps:
        yield from _paths(below, f"{above}.{step}" if above else str(step))
