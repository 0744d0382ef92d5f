"""Many replications: as many as asked, or until a precision holds; finished ones are kept and found again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from typing import Protocol

import numpy as np

from sim.model.outcomes import HEADLINES, measure_names
from sim.scenario.schema import Scenario
from sim.study.backends import backend_for
from sim.study.intervals import estimate
from sim.study.replication import Engine, Replication, labels, replicate

__all__ = ["MOST_REPLICATIONS", "Plan", "Replicated", "ReplicationError", "Store", "content_key", "replicate_all"]

MOST_REPLICATIONS = 2000
"""A precision that needs more is given up."""


class ReplicationError(RuntimeError):
    """A replication failed; says which, and with which seed."""


class Store(Protocol):
    """Keeps finished replications, so that an interrupted study goes on where it was."""

    def load(self, key: str, /) -> Replication | None:
        """Find the replication kept under a key, if there is one."""

    def save(self, key: str, replication: Replication, /) -> None:
        """Keep a replication under a key."""


class _Forgetful:
    def load(self, _key: str, /) -> Replication | None:
        return None

    def save(self, _key: str, _replication: Replication, /) -> None:
        pass


@dataclass(frozen=True)
class Plan:
    """How to run a study.

    Parameters
    ----------
    replications
        How many; with a `precision` the first batch.
    jobs
        Tasks at once; results do not depend on it.
    keep_bookings
        Keep the booking table too.
    precision
        Add replications until the relative half-width of each headline count is at most this, if given.
    engine
        How to compute custody; results do not depend on it.
    """

    replications: int
    jobs: int = 1
    keep_bookings: bool = False
    precision: float | None = None
    engine: Engine = Engine.SIMPY
    store: Store = field(default_factory=_Forgetful)
    progress: Callable[[int, int], None] = lambda _done, _wanted: None


@dataclass(frozen=True)
class Replicated:
    """Replications in their order, and why there are so many."""

    replications: list[Replication]
    reason: str


def replicate_all(scenarios: Sequence[Scenario], plan: Plan) -> Replicated:
    """Run the replications of a study.

    Raises
    ------
    ReplicationError
        If one fails; those that are finished are in the plan's store.
    """
    done: list[Replication] = []
    wanted = plan.replications
    while True:
        done += _batch(scenarios, plan, range(len(done), wanted), wanted)
        if plan.precision is None:
            return Replicated(done, "as many as asked for")
        worst = _worst_precision(scenarios, done)
        if worst <= plan.precision:
            return Replicated(done, f"relative half-width {worst:.4f} is at most {plan.precision:g}")
        if wanted >= MOST_REPLICATIONS:
            reason = f"the most allowed; relative half-width {worst:.4f} is still above {plan.precision:g}"
            return Replicated(done, reason)
        # Half as many again: few looks at the data, and few replications too many.
        wanted = min(MOST_REPLICATIONS, wanted + max(2, wanted // 2))


def _batch(scenarios: Sequence[Scenario], plan: Plan, numbers: range, wanted: int) -> list[Replication]:
    keys = {number: _key(scenarios, number, plan) for number in numbers}
    results = {number: kept for number, key in keys.items() if (kept := plan.store.load(key)) is not None}
    missing = [number for number in numbers if number not in results]
    plan.progress(numbers.start + len(results), wanted)
    task = partial(_task, tuple(scenarios), plan.engine, keep_bookings=plan.keep_bookings)
    for number, result in backend_for(plan.jobs).run(task, missing):
        plan.store.save(keys[number], result)
        results[number] = result
        plan.progress(numbers.start + len(results), wanted)
    return [results[number] for number in numbers]


def _task(scenarios: tuple[Scenario, ...], engine: Engine, number: int, *, keep_bookings: bool) -> Replication:
    try:
        return replicate(scenarios, number, engine=engine, keep_bookings=keep_bookings)
    except Exception as error:
        names, seed = ", ".join(labels(scenarios)), scenarios[0].seed
        raise ReplicationError(f"replication {number} of {names} (seed {seed}) failed: {error!r}") from error


def _key(scenarios: Sequence[Scenario], number: int, plan: Plan) -> str:
    """Names a replication by all that can change it, so that a changed scenario never finds an old one."""
    content = [
        version("lostleads"),
        [[label, scenario.content_hash] for label, scenario in zip(labels(scenarios), scenarios, strict=True)],
        number,
        plan.keep_bookings,
        plan.engine,
    ]
    return content_key(content)


def content_key(content: Sequence[object]) -> str:
    """Name a result by all that can change it, given in plain values."""
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]


def _worst_precision(scenarios: Sequence[Scenario], replications: Sequence[Replication]) -> float:
    worst = 0.0
    for place, scenario in enumerate(scenarios):
        names = measure_names(scenario)
        totals = np.stack([each.measures[place][-1] for each in replications])
        for measure in HEADLINES:
            each = estimate(totals[:, names.index(measure)])
            if np.isnan(each.half_width):
                return np.inf
            if each.half_width > 0:
                worst = max(worst, each.half_width / each.mean)
    return worst
