"""Lost deportation leads: who is flagged, matched and released before pickup, with and without 287(g) screening.

In Python, the same words as on the command line::

    from sim import Plan, compare, load_scenario

    in_force = load_scenario("scenarios/prince_william.yaml")
    ended = load_scenario("scenarios/prince_william_ended.yaml")
    study = compare(in_force, ended, plan=Plan(replications=10))
    print(study.comparison)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.analyses.comparison.study import Study, compare, run
    from sim.scenario.errors import ScenarioError
    from sim.scenario.files.reader import load_scenario
    from sim.scenario.schema import Scenario
    from sim.study.replicate import Plan

__all__ = ["Plan", "Scenario", "ScenarioError", "Study", "compare", "load_scenario", "run"]

_HOMES = {
    "Plan": "sim.study.replicate",
    "Scenario": "sim.scenario.schema",
    "ScenarioError": "sim.scenario.errors",
    "Study": "sim.analyses.comparison.study",
    "compare": "sim.analyses.comparison.study",
    "load_scenario": "sim.scenario.files.reader",
    "run": "sim.analyses.comparison.study",
}


def __getattr__(name: str) -> Any:
    # Loaded when first used, so that the command line answers at once.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
