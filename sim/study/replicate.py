"""Many replications: as many as asked, or until a precision holds; finished ones are kept and found again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from types import NoneType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.model.counts.registry import counts
from sim.model.office import Engine
from sim.model.outcomes import measure_names
from sim.scenario.given import check_kind, check_whole
from sim.scenario.schema import Scenario
from sim.study.needs import needs_of
from sim.study.precision import Precision, verdict
from sim.study.replication import Part, Replication, joined, labels, most_together, office_groups, replicate_parts
from sim.study.tasks import Arrays, Failure, ReplicationError, Running, Task, content_key, perform

if TYPE_CHECKING:
    import pandas as pd

MOST_REPLICATIONS = 2000
"""A precision that needs more is given up, unless a plan says otherwise."""

_BOOKINGS = "bookings"


@dataclass(frozen=True)
class Plan(Running):
    """How to run a study.

    Parameters
    ----------
    replications
        How many; with a `precision` the fewest.
    keep_bookings
        Keep the booking table too.
    precision
        Add replications until all of these hold.
    most_replications
        Give up a precision that needs more.

    Raises
    ------
    TypeError, ValueError
        As for `Running`.
    """

    engine: Engine = Engine.SIMPY
    keep_bookings: bool = False
    precision: tuple[Precision, ...] = ()
    most_replications: int = MOST_REPLICATIONS

    def __post_init__(self) -> None:
        super().__post_init__()
        check_kind("keep_bookings", self.keep_bookings, bool, "True or False")
        check_kind("precision", self.precision, (tuple, list), "a tuple of Precision, as parse_precisions gives it")
        for each in self.precision:
            check_kind("precision", each, Precision, "a tuple of Precision, as parse_precisions gives it")
        check_whole("most_replications", self.most_replications)


def running_of(plan: Running | None, replications: int) -> Running:
    """How to run a question that has so many replications, unless a plan says otherwise.

    Raises
    ------
    TypeError
        If it is no plan.
    ValueError
        If the plan asks for what only a run and a comparison give.
    """
    check_kind("plan", plan, (Running, NoneType), "a Running or a Plan, such as Running(replications=5)")
    if isinstance(plan, Plan) and (plan.keep_bookings or plan.precision):
        raise ValueError("plan: keep_bookings and precision are of run and compare alone; leave them out")
    return plan or Running(replications)


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
        If some fail; all others are in the plan's store.
    ValueError
        If a precision asks for what the scenarios do not have.
    """
    for precision in plan.precision:
        precision.check(scenarios)
    done: list[Replication] = []
    wanted = plan.replications
    while True:
        plan.agree(needs_of(scenarios, wanted))
        done += _batch(scenarios, plan, range(len(done), wanted))
        if not plan.precision:
            return Replicated(done, "as many as asked for")
        judged = verdict(plan.precision, scenarios, done)
        if judged.reached:
            return Replicated(done, judged.reason)
        if wanted >= plan.most_replications:
            return Replicated(done, f"the most allowed; {judged.reason}")
        # Half as many again: few looks at the data, and few replications too many.
        wanted = min(plan.most_replications, wanted + max(2, wanted // 2))


def _batch(scenarios: Sequence[Scenario], plan: Plan, numbers: range) -> list[Replication]:
    work = _Study(tuple(scenarios), plan.engine, plan.keep_bookings)
    groups = range(len(work.groups))
    tasks = (Task(0, number, group) for group in groups for number in numbers)
    if failures := perform(work, tasks, len(numbers) * len(groups), plan):
        raise ReplicationError(failures)
    parts = [[work.part(plan.store.load(work.key(Task(0, number, group)))) for group in groups] for number in numbers]
    return joined(scenarios, numbers, parts)


@dataclass(frozen=True)
class _Study:
    """The work of a study: whole replications of some scenarios, the same bookings through each."""

    scenarios: tuple[Scenario, ...]
    engine: Engine
    keep_bookings: bool

    @cached_property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        return office_groups(self.scenarios)

    @cached_property
    def _content(self) -> tuple[list[object], ...]:
        """Of each group all that can change what a replication leaves there, so that a changed one finds no old one.

        What is changed elsewhere changes nothing there: of two studies of a network those groups are run once.
        """
        measured = [measure_names(scenario) for scenario in self.scenarios]
        # A table of bookings tells its scenario, and disguises them by what all its jails are.
        told = [labels(self.scenarios), [each.content_hash for each in self.scenarios]] if self.keep_bookings else None
        always = [measured, told, self.engine, list(counts())]
        hashes = zip(*(scenario.content_hashes_at(self.groups) for scenario in self.scenarios), strict=True)
        return tuple([*always, group, of_each] for group, of_each in zip(self.groups, hashes, strict=True))

    def run(self, tasks: Sequence[Task]) -> list[Arrays]:
        group, numbers = self.groups[tasks[0].group], [task.replication for task in tasks]
        parts = replicate_parts(self.scenarios, numbers, group, self.engine, keep_bookings=self.keep_bookings)
        return [{**part.counts, _BOOKINGS: tuple(map(_parquet, part.bookings))} for part in parts]

    def most_together(self, task: Task) -> int:
        return most_together(self.scenarios, self.groups[task.group], self.engine)

    @staticmethod
    def part(arrays: Arrays) -> Part:
        """What `run` has made of a part."""
        return Part({name: arrays[name] for name in counts()}, tuple(map(_from_parquet, arrays[_BOOKINGS])))

    def key(self, task: Task) -> str:
        return content_key([*self._content[task.group], task.replication])

    def failure(self, task: Task, error: str) -> Failure:
        return Failure.of(task, self.scenarios, self.groups[task.group], error)


def _parquet(table: pd.DataFrame) -> NDArray[np.uint8]:
    packed = io.BytesIO()
    table.to_parquet(packed, index=False)
    return np.frombuffer(packed.getvalue(), dtype=np.uint8)


def _from_parquet(packed: NDArray[np.uint8]) -> pd.DataFrame:
    import pandas as pd

    return pd.read_parquet(io.BytesIO(packed.tobytes()))
