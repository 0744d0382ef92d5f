"""A scenario at many design points, the same bookings at each, and each point less a base point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

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
from sim.study.trials import Trial, Trials, run_trials

__all__ = ["PointTables", "Sweep", "sweep"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PointTables:
    """The tables of one point.

    Parameters
    ----------
    point
        The point.
    table
        ``point``, a column a varied input, ``jail, measure, n, mean, sd, ci_low, ci_high``.
    paired
        ``point``, a column a varied input, ``base_point, jail, measure, n, base_mean, other_mean, difference, ci_low,
        ci_high, correlation``: the point less the base point, over the same bookings; None for the base point itself.
    """

    point: Point
    table: pd.DataFrame
    paired: pd.DataFrame | None


@dataclass(frozen=True)
class Sweep:
    """A sweep that has been run; its tables are made point by point, so that they may be very many.

    Parameters
    ----------
    points
        The design.
    trials
        What was run.
    running
        How.
    base
        The point with which the others are paired.
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

    def tables(self) -> Iterator[PointTables]:
        """The tables of each point that did not fail, in the order of the design."""
        base_scenario, base = self.scenario, self.trials.measures(self.base)
        for point in self.points:
            found = self.trials.measures(point.number)
            if found is None:
                continue
            scenario = self.trials.scenario(point.number)
            compared = None
            if base is not None and point.number != self.base:
                before = _arranged(base[0], base_scenario, scenario)
                compared = _keyed(point, scenario, paired(before, found[0]))
                compared.insert(1 + len(point.inputs), "base_point", self.base)
            yield PointTables(point, _table(point, scenario, found[0]), compared)

    @property
    def table(self) -> pd.DataFrame:
        """The table of all points; see `PointTables`."""
        return pd.concat([pd.DataFrame(), *(each.table for each in self.tables())], ignore_index=True)

    @property
    def paired(self) -> pd.DataFrame:
        """The paired differences of all points but the base; see `PointTables`."""
        tables = [each.paired for each in self.tables() if each.paired is not None]
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def sweep(source: ScenarioSource, points: Sequence[Point], running: Running, base: int = 0) -> Sweep:
    """Run the replications of every point; a task that fails does not stop the others.

    Raises
    ------
    ScenarioError
        If the scenario is wrong at some points; with all that is wrong at all of them, before anything runs.
    """
    return Sweep(points, run_trials([source], _PointTrials(points), running), running, base)


@dataclass(frozen=True)
class _PointTrials(Sequence[Trial]):
    """A trial a point, made when it is asked for."""

    points: Sequence[Point]

    def __len__(self) -> int:
        return len(self.points)

    @overload
    def __getitem__(self, number: int) -> Trial: ...

    @overload
    def __getitem__(self, number: slice) -> list[Trial]: ...

    def __getitem__(self, number: int | slice) -> Trial | list[Trial]:
        if isinstance(number, slice):
            return [self[each] for each in range(len(self))[number]]
        point = self.points[number]
        return Trial(point.number, (point.settings,))


def _keyed(point: Point, scenario: Scenario, columns: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
    """A row a jail and measure, led by the point and its values; only what is known in some replication."""
    names = measure_names(scenario)
    jails = [*scenario.jails, ALL_JAILS]
    keys = {"point": point.number, **point.inputs, "jail": np.repeat(jails, len(names)), "measure": names * len(jails)}
    table = pd.DataFrame({**keys, **{name: values.reshape(-1) for name, values in columns.items()}})
    return table[table["n"] > 0]


def _table(point: Point, scenario: Scenario, measures: Floats) -> pd.DataFrame:
    each = estimates(measures)
    columns = {"n": each.n, "mean": each.mean, "sd": each.sd, "ci_low": each.ci_low, "ci_high": each.ci_high}
    return _keyed(point, scenario, columns)


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
