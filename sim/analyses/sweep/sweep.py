"""A scenario at many design points, the same bookings at each, and each point less a base point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.outcomes import absent_value, measure_names
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.schema import ALL_JAILS, Scenario
from sim.study.designs import Point
from sim.study.intervals import estimates
from sim.study.pairing import paired
from sim.study.tasks import Failure, Running
from sim.study.trials import Trials, run_trials

__all__ = ["Sweep", "sweep"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sweep:
    """A sweep that has been run, and its base, the point with which the others are paired.

    Its tables are made point by point, so that they may be very many.
    """

    points: Sequence[Point]
    trials: Trials
    running: Running
    base: int

    @property
    def scenario(self) -> Scenario:
        """The scenario at the base point."""
        return self.trials.scenario(self.base)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The tasks that failed; a point with one has no tables, and without the base point nothing is paired."""
        return self.trials.failures

    @property
    def is_empty(self) -> bool:
        """Whether a task failed at every point."""
        return len({failure.point for failure in self.failures}) == len(self.points)

    def tables(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """The tables of each point that did not fail, in the order of the design, by the names of the whole tables.

        ``sweep`` has ``point``, a column a varied input, ``jail, measure, n, mean, sd, ci_low, ci_high``.
        ``sweep_paired`` has ``point``, a column a varied input, ``base_point, jail, measure, n, base_mean, other_mean,
        difference, ci_low, ci_high, correlation``: each point but the base less the base, over the same bookings.
        """
        base_scenario, base = self.scenario, self.trials.measures(self.base)
        for point in self.points:
            found = self.trials.measures(point.number)
            if found is None:
                continue
            scenario = self.trials.scenario(point.number)
            yield "sweep", _keyed(point, scenario, asdict(estimates(found[0])))
            if base is not None and point.number != self.base:
                before = _arranged(base[0], base_scenario, scenario)
                compared = _keyed(point, scenario, paired(before, found[0]))
                compared.insert(1 + len(point.inputs), "base_point", self.base)
                yield "sweep_paired", compared

    @property
    def table(self) -> pd.DataFrame:
        """The table ``sweep`` of all points."""
        return self._whole("sweep")

    @property
    def paired(self) -> pd.DataFrame:
        """The table ``sweep_paired`` of all points."""
        return self._whole("sweep_paired")

    def _whole(self, wanted: str) -> pd.DataFrame:
        parts = (table for name, table in self.tables() if name == wanted)
        return pd.concat([pd.DataFrame(), *parts], ignore_index=True)


def sweep(source: ScenarioSource, points: Sequence[Point], running: Running, base: int = 0) -> Sweep:
    """Run the replications of every point; a task that fails does not stop the others.

    Raises
    ------
    ScenarioError
        If the scenario is wrong at some points; with all that is wrong at all of them, before anything runs.
    """
    trials = run_trials([source], lambda number: (points[number].settings,), len(points), running)
    return Sweep(points, trials, running, base)


def _keyed(point: Point, scenario: Scenario, columns: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
    """A row a jail and measure, led by the point and its values; only what is known in some replication."""
    names = measure_names(scenario)
    jails = [*scenario.jails, ALL_JAILS]
    keys = {"point": point.number, **point.inputs, "jail": np.repeat(jails, len(names)), "measure": names * len(jails)}
    table = pd.DataFrame({**keys, **{name: values.reshape(-1) for name, values in columns.items()}})
    return table[table["n"] > 0]


def _arranged(values: Floats, scenario: Scenario, like: Scenario) -> Floats:
    """Measures of one scenario in the order of another's jails and measures; what it does not have is absent."""
    jails, names = [*scenario.jails, ALL_JAILS], measure_names(scenario)
    wanted_jails, wanted = [*like.jails, ALL_JAILS], measure_names(like)
    if jails == wanted_jails and names == wanted:
        return values
    arranged = np.tile([absent_value(name) for name in wanted], (len(values), len(wanted_jails), 1))
    for row, jail in enumerate(wanted_jails):
        for column, name in enumerate(wanted):
            if jail in jails and name in names:
                arranged[:, row, column] = values[:, jails.index(jail), names.index(name)]
    return arranged
