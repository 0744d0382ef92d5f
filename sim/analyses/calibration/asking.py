"""The calibration as Python asks for it."""

from __future__ import annotations

from collections.abc import Mapping

from sim.analyses.calibration.search import Calibration, Target
from sim.analyses.calibration.search import calibrate as search
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.schema import Scenario
from sim.study.replicate import running_of
from sim.study.spans import spans_of
from sim.study.tasks import Running


def calibrate(
    scenario: Scenario,
    targets: Mapping[str, float | tuple[float, float]],
    free: Mapping[str, tuple[float, float]],
    *,
    plan: Running | None = None,
) -> Calibration:
    """Find values of inputs that reproduce published counts.

    Parameters
    ----------
    scenario
        As `load_scenario` reads it.
    targets
        Published figures by measure, ``MEASURE``, ``JAIL:MEASURE`` or ``MEASURE/MEASURE``: a number, or a number and
        its standard error.
    free
        The low and the high end of each input that may move, by path.
    plan
        How many replications, and how they are run; as many as the scenario says unless given.

    Returns
    -------
    Calibration
        With ``scenario``, the fitted one, and the tables ``fit``, ``inputs`` and ``slopes``.

    Raises
    ------
    ValueError
        If a target or a free input does not fit the scenario (a `ScenarioError` for a value out of bounds).
    CalibrationError
        If a free input moves no target, or the targets cannot be met within three standard errors.
    ReplicationError
        If a replication fails.
    """
    wanted = [Target.parse(f"{name}={_figure(figure)}") for name, figure in targets.items()]
    running = running_of(plan, scenario.replications)
    return search(ScenarioSource.of(scenario), wanted, spans_of(free, "--range"), running)


def _figure(figure: float | tuple[float, float]) -> str:
    return "+-".join(repr(float(part)) for part in (figure if isinstance(figure, tuple) else (figure,)))
