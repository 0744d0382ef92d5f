"""A scenario at many design points, the same bookings at each, and each point less a base point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import groupby, islice
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.outcomes import absent_value, measure_names
from sim.model.own import OwnMeasure, own_measures
from sim.scenario.arrays import Floats
from sim.scenario.errors import ScenarioError
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.schema import ALL_JAILS, Scenario
from sim.study.designs import Grid, Point, Vary
from sim.study.intervals import estimates
from sim.study.pairing import paired
from sim.study.tasks import Failure, Running
from sim.study.trials import Trials, run_trials

_MOST_TRIED = 200
_VALUES_TOGETHER = 500_000
"""Values that are told together: a call for each point would cost more than what it tells."""


@dataclass(frozen=True)
class _Axes:
    """What the measures of a scenario are of: its jails and all of them, and which measures."""

    jails: tuple[str, ...]
    measures: tuple[str, ...]

    @classmethod
    def of(cls, scenario: Scenario) -> Self:
        return cls((*scenario.jails, ALL_JAILS), measure_names(scenario))


@dataclass(frozen=True, eq=False)
class _Found:
    """The measures at a point, shape (replications, jails + 1, measures)."""

    point: Point
    axes: _Axes
    measures: Floats


@dataclass(frozen=True)
class Sweep:
    """A sweep that has been run, and its base, the point with which the others are paired.

    Its tables are made some points at a time, so that they may be very many.
    """

    source: ScenarioSource
    points: Sequence[Point]
    trials: Trials
    running: Running
    base: int
    own: tuple[OwnMeasure, ...] = field(default_factory=own_measures, repr=False)

    @property
    def own_point(self) -> int | None:
        """The point of a grid at which the scenario is as its file says, ranges apart; None if the grid leaves it out.

        Samples, and inputs of very many values, are not looked at.
        """
        if not isinstance(self.points, Grid):
            return None
        places = [place for vary in self.points.varied if (place := self._own_place(vary)) is not None]
        counts = [len(vary.choices) for vary in self.points.varied]
        return int(np.ravel_multi_index(places, counts)) if len(places) == len(counts) else None

    def _own_place(self, vary: Vary) -> int | None:
        """Which of the values of an input leaves the scenario as it is."""
        own = self.source.scenario()
        if len(vary.choices) > _MOST_TRIED:
            return None
        for place, choice in enumerate(vary.choices):
            # A value may be wrong without those of other inputs.
            with suppress(ScenarioError):
                if self.source.scenario(f"{vary.path}={choice}") == own:
                    return place
        return None

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
        """The tables of the points that did not fail, part by part in the order of the design, by their names.

        ``sweep`` has ``point``, a column a varied input, ``jail, measure, n, mean, sd, ci_low, ci_high``.
        ``sweep_paired`` has ``point``, a column a varied input, ``base_point, jail, measure, n, base_mean, other_mean,
        difference, ci_low, ci_high, correlation``: each point but the base less the base, over the same bookings.

        Raises
        ------
        ValueError
            If measures of the user's own were added since it was run.
        """
        if own_measures() != self.own:
            raise ValueError("measures of your own were added since this sweep was run; run it again")
        base_axes, base = _Axes.of(self.scenario), self.trials.measures(self.base)
        for axes, together in groupby(self._found(), key=lambda found: found.axes):
            most = max(1, _VALUES_TOGETHER // (self.running.replications * len(axes.jails) * len(axes.measures)))
            while some := list(islice(together, most)):
                yield "sweep", _keyed(some, axes, asdict(estimates(_stacked(some))))
                others = [each for each in some if each.point.number != self.base]
                if base is not None and others:
                    before = _arranged(base[0], base_axes, axes)[:, np.newaxis]
                    yield "sweep_paired", _keyed(others, axes, paired(before, _stacked(others)), base_point=self.base)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The table ``sweep`` of all points together."""
        return self._whole("sweep")

    @cached_property
    def paired(self) -> pd.DataFrame:
        """The table ``sweep_paired`` of all points together."""
        return self._whole("sweep_paired")

    def _whole(self, name: str) -> pd.DataFrame:
        return pd.concat([pd.DataFrame(), *(table for each, table in self.tables() if each == name)], ignore_index=True)

    def __repr__(self) -> str:
        inputs = ", ".join(self.points[0].inputs)
        runs = f"{len(self.points):,} points, {self.running.replications:,} replications"
        failed = f", {len(self.failures):,} failed tasks" if self.failures else ""
        return f"<Sweep of {self.scenario.name!r} over {inputs}: {runs}{failed}; tables: table, paired>"

    def _found(self) -> Iterator[_Found]:
        """The measures at each point that did not fail."""
        for point in self.points:
            found = self.trials.measures(point.number)
            if found is not None:
                yield _Found(point, _Axes.of(self.trials.scenario(point.number)), found[0])


def sweep(source: ScenarioSource, points: Sequence[Point], running: Running, base: int = 0) -> Sweep:
    """Run the replications of every point; a task that fails does not stop the others.

    Raises
    ------
    ScenarioError
        If the scenario is wrong at some points; with all that is wrong at all of them, before anything runs.
    """
    trials = run_trials([source], lambda number: (points[number].settings,), len(points), running)
    return Sweep(source, points, trials, running, base)


def _stacked(found: Sequence[_Found]) -> Floats:
    """Measures of several points, shape (replications, points, jails + 1, measures)."""
    return np.stack([each.measures for each in found], axis=1)


def _keyed(found: Sequence[_Found], axes: _Axes, columns: Mapping[str, NDArray[Any]], **more: int) -> pd.DataFrame:
    """A row a point, jail and measure, led by the point and its values; only what is known in some replication."""
    count, jails, measures = len(found), len(axes.jails), len(axes.measures)
    points = [{"point": each.point.number, **each.point.inputs, **more} for each in found]
    keys: dict[str, Any] = {
        **{name: np.repeat([each[name] for each in points], jails * measures) for name in points[0]},
        "jail": np.tile(np.repeat(axes.jails, measures), count),
        "measure": np.tile(axes.measures, count * jails),
    }
    known = columns["n"].reshape(-1) > 0
    told = {**keys, **{name: values.reshape(-1) for name, values in columns.items()}}
    return pd.DataFrame({name: values[known] for name, values in told.items()})


def _arranged(values: Floats, axes: _Axes, like: _Axes) -> Floats:
    """Measures of one scenario in the order of another's jails and measures; what it does not have is absent."""
    if axes == like:
        return values
    arranged = np.tile([absent_value(name) for name in like.measures], (len(values), len(like.jails), 1))
    for row, jail in enumerate(like.jails):
        for column, name in enumerate(like.measures):
            if jail in axes.jails and name in axes.measures:
                arranged[:, row, column] = values[:, axes.jails.index(jail), axes.measures.index(name)]
    return arranged
