"""The sweep as Python asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.analyses.sweep.studyfile import Layout, varied
from sim.analyses.sweep.sweep import Sweep
from sim.analyses.sweep.sweep import sweep as run_points
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.schema import Scenario
from sim.study.designs import Design
from sim.study.replicate import running_of
from sim.study.spans import spans_of
from sim.study.tasks import ReplicationError, Running


def sweep(
    scenario: Scenario,
    vary: Mapping[str, Sequence[Any]] | None = None,
    *,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    design: str | None = None,
    samples: int = 64,
    base: int = 0,
    plan: Running | None = None,
) -> Sweep:
    """Run a scenario at many design points, the same bookings at each.

    Parameters
    ----------
    scenario
        As `load_scenario` reads it.
    vary
        Values of inputs by path, as ``--vary`` takes them: all their combinations are run, the last input varies
        fastest.
    ranges
        Or: the low and the high end of inputs by path, over which points are sampled.
    design
        How ranges are sampled: ``lhs``, a Latin hypercube, or ``sobol``.
    samples
        How many points are sampled.
    base
        The number of the point with which the others are paired.
    plan
        How many replications there are of each point, and how they are run; as many as the scenario says unless given.

    Returns
    -------
    Sweep
        With ``table``, the means at each point, and ``paired``, each point less the base. A point at which a task
        failed has no rows; ``failures`` tells.

    Raises
    ------
    ScenarioError
        If the scenario is wrong at some points; with all that is wrong at all of them, before anything runs.
    ValueError
        If it asks for a grid and a sample, or for neither; for too many points, or a base that is none of them.
    ReplicationError
        If a task failed at every point.
    """
    layout = Layout(
        varied=tuple(varied(path, values) for path, values in (vary or {}).items()),
        design=None if design is None else Design.named(design),
        spans=spans_of(ranges or {}, "--range"),
        samples=samples,
        base=base,
    )
    running = running_of(plan, scenario.replications)
    found = run_points(ScenarioSource.of(scenario), layout.points(scenario), running, base)
    if found.is_empty:
        raise ReplicationError(found.failures)
    return found
