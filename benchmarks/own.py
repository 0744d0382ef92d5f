"""Replications as studies run them, so many at a time, with nothing kept from before: all is drawn anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.model.caseload import draw_caseload
from sim.model.kept import KEPT
from sim.model.office import Engine
from sim.scenario.schema import Scenario
from sim.study.replication import joined, most_together, office_groups, replicate_parts


def whole(scenario: Scenario, engine: Engine, numbers: Sequence[int]) -> float:
    """Run whole replications, and say how many bookings they had in all."""
    KEPT.forget()
    by_group = [
        [
            part
            for batch in _batches(scenario, group, engine, numbers)
            for part in replicate_parts([scenario], batch, group, engine, keep_bookings=False)
        ]
        for group in office_groups([scenario])
    ]
    done = joined([scenario], numbers, list(zip(*by_group, strict=True)))
    return float(sum(each.measures[0][-1, 0] for each in done))


def draw(scenario: Scenario, numbers: Sequence[int]) -> float:
    """Draw the bookings of replications, and say how many there are."""
    KEPT.forget()
    caseloads = [
        draw_caseload(scenario, office, *batch)
        for group in office_groups([scenario])
        for batch in _batches(scenario, group, Engine.STAGED, numbers)
        for office in group
    ]
    return float(sum(len(each.facts) + sum(int(rest.sum()) for rest in each.others.values()) for each in caseloads))


def _batches(
    scenario: Scenario, group: Sequence[str], engine: Engine, numbers: Sequence[int]
) -> Iterator[Sequence[int]]:
    most = most_together([scenario], group, engine)
    return (numbers[first : first + most] for first in range(0, len(numbers), most))
