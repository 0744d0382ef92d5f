"""A verdict: what theory says, what the simulation says, and whether they agree."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.model.counts.measures import COUNT, measures
from sim.model.office import Engine, Office, run
from sim.model.outcomes import measure_names
from sim.scenario import special
from sim.scenario.arrays import Bools, Floats
from sim.scenario.schema import Scenario
from sim.study.intervals import estimate

CONFIDENCE = 0.99


@dataclass(frozen=True)
class Verdict:
    """One quantity of one case, by closed form or numerical solution, and by the mean over replications.

    It has passed if theory lies in the 99 % interval of that mean (Student's t over replications).
    """

    case: str
    quantity: str
    theory: float
    simulated: float
    ci_low: float
    ci_high: float
    passed: bool

    @classmethod
    def of(cls, case: str, quantity: str, theory: float, values: Floats) -> Verdict:
        """Judge a quantity by one value a replication; replications are independent."""
        mean = estimate(values)
        half = float(special.stdtrit(mean.n - 1, (1 + CONFIDENCE) / 2)) * mean.sd / math.sqrt(mean.n)
        low, high = mean.mean - half, mean.mean + half
        return cls(case, quantity, theory, mean.mean, low, high, passed=low <= theory <= high)


@dataclass(frozen=True)
class Run:
    """One replication of a case, of a scenario with one field office."""

    office: Office

    @cached_property
    def _measures(self) -> Floats:
        found: Floats = measures(self.office.scenario, COUNT.of(self.office))[0]
        return found

    def measure(self, name: str, jail: str | None = None) -> float:
        """Give a measure of one jail, or of all together."""
        row = -1 if jail is None else list(self.office.scenario.jails).index(jail)
        return float(self._measures[row, measure_names(self.office.scenario).index(name)])

    def with_charge(self, charge: str) -> Bools:
        """Tell which rows are counted bookings with this charge."""
        place = self.office.scenario.charge_names.index(charge)
        rows: Bools = self.office.end.counted & (self.office.caseload.facts.charge == place)
        return rows


@dataclass(frozen=True)
class Check:
    """A quantity to compare: what theory says of it, and how one replication gives it."""

    quantity: str
    theory: float
    of: Callable[[Run], float]


def judged(case: str, scenario: Scenario, checks: Iterable[Check], engine: Engine = Engine.STAGED) -> Iterator[Verdict]:
    """Run the replications of a case, and judge each of its quantities."""
    checks, [office] = list(checks), scenario.field_offices
    runs = (Run(run(scenario, office, replication, engine)) for replication in range(scenario.replications))
    values = np.array([[check.of(each) for check in checks] for each in runs])
    for check, column in zip(checks, values.T, strict=True):
        yield Verdict.of(case, check.quantity, check.theory, column)
