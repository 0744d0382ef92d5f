"""What is unknown: a run at each of some points, every input anywhere in its range and jails at a draw of their levels.

Replications that go with points hold chance alone: their inputs are as the scenarios say, their levels at the mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sim.analyses.comparison.comparable import check_comparable
from sim.analyses.comparison.compare import of_pairs
from sim.analyses.comparison.summaries import by_jail, measure_columns, replication_table
from sim.model.office import Engine
from sim.scenario.arrays import Floats
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.schema import Scenario
from sim.study.designs import Design
from sim.study.intervals import spreads
from sim.study.ranges import Unknowns, ranges_of, unknowns
from sim.study.replication import Replication, labels
from sim.study.tasks import ReplicationError, Running
from sim.study.trials import Trials, plan_trials

FEWEST_POINTS = 40
"""So many points have one beyond either end of their 95 % interval; of fewer the ends are guessed from the last two."""


@dataclass(frozen=True, eq=False)
class Points:
    """A Latin hypercube over all ranges that scenarios declare: a run a point, with the chance of its own number.

    Of levels a point takes the draw of its number, too.
    """

    sources: tuple[ScenarioSource, ...]
    scenarios: tuple[Scenario, ...]
    unknowns: Unknowns
    count: int

    @cached_property
    def _places(self) -> Floats:
        """The place of each input in its range, from 0 to 1, a row a point."""
        from scipy.stats import qmc

        rng = np.random.default_rng(self.scenarios[0].seed)
        return np.asarray(qmc.LatinHypercube(d=len(self.unknowns.paths), rng=rng).random(self.count))

    def settings(self, point: int) -> tuple[tuple[str, ...], ...]:
        """What is set at a point in each scenario, as ``PATH=VALUE``."""
        return self.unknowns.settings(dict(zip(self.unknowns.paths, self._places[point].tolist(), strict=True)))

    def planned(self, running: Running) -> Callable[[], Sampled]:
        """Make the scenarios of all points, and give what runs them, with the faster engine whichever is asked for.

        Raises
        ------
        ScenarioError
            If a scenario is wrong at some points; with all that is wrong.
        ReplicationError
            As they run, if one fails; finished ones are in the store.
        """
        fast = replace(running, engine=Engine.STAGED)
        trials = plan_trials(self.sources, self.settings, self.count, fast, lambda point: range(point, point + 1))
        return lambda: self._found(trials.run(fast))

    def _found(self, trials: Trials) -> Sampled:
        if trials.failures:
            raise ReplicationError(trials.failures)
        runs = []
        for point in range(self.count):
            found = trials.measures(point)
            assert found is not None
            runs.append(Replication(tuple(each[0] for each in found), {}, ()))
        measures, names = replication_table(self.scenarios, runs), labels(self.scenarios)
        return Sampled(
            record={
                "points": self.count,
                "design": str(Design.LHS),
                "engine": str(Engine.STAGED),
                "unknown_inputs": list(self.unknowns.paths),
                "level_draws": any(each.level_draws is not None for each in self.scenarios),
            },
            tables={"unknowns": open_table(measures), "unknowns_paired": paired_open_table(measures, names)},
        )


@dataclass(frozen=True, eq=False)
class Sampled:
    """What the points gave: their tables by name, and what ``run.json`` says of them."""

    record: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]


def points_over(scenarios: Sequence[Scenario], count: int) -> Points:
    """Place points over the ranges of scenarios.

    Raises
    ------
    ValueError
        If there are too few points or too many, nothing is unknown, or the scenarios cannot be compared.
    """
    if count < FEWEST_POINTS:
        raise ValueError(
            f"--unknowns {count}: a 95 % interval needs {FEWEST_POINTS} points at least, and 200 make it steady; "
            f"give --unknowns {FEWEST_POINTS} or more"
        )
    check_comparable(*scenarios)
    draws = min((each.level_draws for each in scenarios if each.level_draws is not None), default=None)
    if draws is not None and count > draws:
        raise ValueError(f"--unknowns {count}: there are but {draws} draws of county levels; give no more points")
    # Levels are unknown without any range, too.
    found = (unknowns if draws is None else ranges_of)(scenarios)
    return Points(tuple(map(ScenarioSource.of, scenarios)), tuple(scenarios), found, count)


def open_table(measures: pd.DataFrame) -> pd.DataFrame:
    """Between which values one run lies, inputs anywhere in their ranges, of a `replication_table` of the points.

    Returns
    -------
    pandas.DataFrame
        ``scenario, jail, measure, n_points, mean, low, high``; a measure that no point knows is left out.
    """
    columns = measure_columns(measures)
    names = measures["scenario"].unique()
    return _spread(
        ({"scenario": name, "jail": jail, "measure": columns}, values)
        for name in names
        for jail, values in by_jail(measures, name, columns).items()
    )


def paired_open_table(measures: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The same of the paired differences of other scenarios from the first, over the same bookings at each point.

    Returns
    -------
    pandas.DataFrame
        ``base, other, jail, measure, n_points, mean, low, high``; empty for a single scenario.
    """
    return _spread((keys, after - before) for keys, before, after in of_pairs(measures, names))


def _spread(parts: Iterable[tuple[dict[str, object], Floats]]) -> pd.DataFrame:
    tables = [pd.DataFrame()]
    for keys, values in parts:
        found = spreads(values)
        tables.append(
            pd.DataFrame({**keys, "n_points": found.n, "mean": found.mean, "low": found.low, "high": found.high})
        )
    together = pd.concat(tables, ignore_index=True)
    return together[together["n_points"] > 0].reset_index(drop=True) if len(together) else together
