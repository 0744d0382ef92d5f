"""Lost deportation leads: who is flagged, matched and released before pickup, with and without 287(g) screening.

In Python, the same words as on the command line::

    from sim import Plan, compare, load_scenario

    in_force = load_scenario("scenarios/prince_william.yaml")
    ended = load_scenario("scenarios/prince_william_ended.yaml")
    study = compare(in_force, ended, plan=Plan(replications=10))
    print(study.comparison)

A scenario is read by `load_scenario`, and changed by its `with_`. Each question is a function of scenarios: `run`,
`compare`, `sweep`, `uncertainty`, `staffing`, `calibrate`, `trace`; `answer` asks the whole question of one jail, and
`levels` is about counties. What they give has tables of pandas. `save` writes it as a results folder, which
`open_results` opens; `plot`, `figure`, `report` and `workbook` make pictures, a page and an Excel file of it, and
`reproduce` runs it again. `measure` counts something of one's own beside all else.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.analyses.answer.question import Answered, Hours, answer
    from sim.analyses.calibration.asking import calibrate
    from sim.analyses.calibration.search import Calibration
    from sim.analyses.comparison.study import Study, compare, run
    from sim.analyses.kinds import figure, open_results, plot, report, save, workbook
    from sim.analyses.levels.asking import levels
    from sim.analyses.levels.study import Levels
    from sim.analyses.reproducing import Reproduced, reproduce
    from sim.analyses.staffing.asking import Staffing, staffing
    from sim.analyses.staffing.rules import Rules
    from sim.analyses.sweep.asking import sweep
    from sim.analyses.sweep.sweep import Sweep
    from sim.analyses.trace.asking import Answer, trace
    from sim.analyses.uncertainty.inquiry import Uncertainty, uncertainty
    from sim.model.counts.own import measure
    from sim.output.kinds import Results
    from sim.records.reading import read_records
    from sim.scenario.errors import ScenarioError
    from sim.scenario.files.reader import load_scenario
    from sim.scenario.schema import Scenario
    from sim.study.replicate import Plan
    from sim.study.tasks import ReplicationError, Running

__all__ = [
    "Answer",
    "Answered",
    "Calibration",
    "Hours",
    "Levels",
    "Plan",
    "ReplicationError",
    "Reproduced",
    "Results",
    "Rules",
    "Running",
    "Scenario",
    "ScenarioError",
    "Staffing",
    "Study",
    "Sweep",
    "Uncertainty",
    "answer",
    "calibrate",
    "compare",
    "figure",
    "levels",
    "load_scenario",
    "measure",
    "open_results",
    "plot",
    "read_records",
    "report",
    "reproduce",
    "run",
    "save",
    "staffing",
    "sweep",
    "trace",
    "uncertainty",
    "workbook",
]

_HOMES = {
    "Answer": "sim.analyses.trace.asking",
    "Answered": "sim.analyses.answer.question",
    "Calibration": "sim.analyses.calibration.search",
    "Hours": "sim.analyses.answer.question",
    "Levels": "sim.analyses.levels.study",
    "Plan": "sim.study.replicate",
    "ReplicationError": "sim.study.tasks",
    "Reproduced": "sim.analyses.reproducing",
    "Results": "sim.output.kinds",
    "Rules": "sim.analyses.staffing.rules",
    "Running": "sim.study.tasks",
    "Scenario": "sim.scenario.schema",
    "ScenarioError": "sim.scenario.errors",
    "Staffing": "sim.analyses.staffing.asking",
    "Study": "sim.analyses.comparison.study",
    "Sweep": "sim.analyses.sweep.sweep",
    "Uncertainty": "sim.analyses.uncertainty.inquiry",
    "answer": "sim.analyses.answer.question",
    "calibrate": "sim.analyses.calibration.asking",
    "compare": "sim.analyses.comparison.study",
    "figure": "sim.analyses.kinds",
    "levels": "sim.analyses.levels.asking",
    "load_scenario": "sim.scenario.files.reader",
    "measure": "sim.model.counts.own",
    "open_results": "sim.analyses.kinds",
    "plot": "sim.analyses.kinds",
    "read_records": "sim.records.reading",
    "report": "sim.analyses.kinds",
    "reproduce": "sim.analyses.reproducing",
    "run": "sim.analyses.comparison.study",
    "save": "sim.analyses.kinds",
    "staffing": "sim.analyses.staffing.asking",
    "sweep": "sim.analyses.sweep.asking",
    "trace": "sim.analyses.trace.asking",
    "uncertainty": "sim.analyses.uncertainty.inquiry",
    "workbook": "sim.analyses.kinds",
}


def __getattr__(name: str) -> Any:
    # Loaded when first used, so that the command line answers at once.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
