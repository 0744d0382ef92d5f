"""Many design points of one scenario, the same bookings at each: full grids, Latin hypercubes, Sobol designs."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import partial
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.outcomes import MEAN_WAITS, measure_names
from sim.scenario.errors import Problem, ScenarioError
from sim.scenario.reader import ScenarioSource
from sim.scenario.schema import ALL_JAILS, Scenario
from sim.study.backends import backend_for
from sim.study.compare import paired
from sim.study.intervals import estimates
from sim.study.replicate import ReplicationError, content_key
from sim.study.replication import Engine, replicate
from sim.study.spans import Span

__all__ = [
    "MOST_POINTS",
    "Design",
    "Point",
    "PointStore",
    "Sweep",
    "SweepPlan",
    "Vary",
    "grid",
    "grid_size",
    "sampled",
    "sweep",
]

Floats = NDArray[np.float64]

MOST_POINTS = 1_000_000
"""A grid of more is run only if it is asked for twice."""


class Design(StrEnum):
    """How points are placed over ranges."""

    LHS = "lhs"
    SOBOL = "sobol"


@dataclass(frozen=True)
class Vary:
    """An input and the values it takes, as they were typed: they are labels as well as values."""

    path: str
    choices: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Vary:
        """Read ``PATH=V1,V2,…`` or ``PATH=LOW:HIGH:STEP``; values are YAML, such as ``null`` or ``{gamma: {…}}``.

        Raises
        ------
        ValueError
            If it is not of that form.
        """
        path, equals, values = text.partition("=")
        if not equals or not path.strip() or not values.strip():
            raise ValueError(f"--vary {text}: must be PATH=V1,V2,... or PATH=LOW:HIGH:STEP")
        stepped = _stepped(text, values)
        chosen = stepped if stepped is not None else tuple(part.strip() for part in _split(values))
        if not all(chosen):
            raise ValueError(f"--vary {text}: a value is empty; for nothing write null")
        if repeated := [value for value, times in Counter(chosen).items() if times > 1]:
            raise ValueError(f"--vary {text}: {', '.join(sorted(repeated))} is given twice")
        return cls(path.strip(), chosen)


def _stepped(text: str, values: str) -> tuple[str, ...] | None:
    """The values of ``LOW:HIGH:STEP``, exact in decimals so that no step too many or too few is made."""
    parts = values.split(":")
    if len(parts) != 3:
        return None
    try:
        low, high, step = (Decimal(part.strip()) for part in parts)
    except InvalidOperation:
        return None
    if not all(number.is_finite() for number in (low, high, step)) or step == 0 or (high - low) / step < 0:
        raise ValueError(f"--vary {text}: the step must be a number that leads from {low} to {high}")
    count = int((high - low) / step) + 1
    if count > MOST_POINTS:
        raise ValueError(f"--vary {text}: has {count:,} values; at most {MOST_POINTS:,} are allowed")
    return tuple(str(low + number * step) for number in range(count))


def _split(values: str) -> Iterator[str]:
    """Split at commas that stand outside of brackets and quotes."""
    depth, quote, part = 0, "", ""
    for character in values:
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "[{(":
            depth += 1
        elif character in "]})":
            depth -= 1
        elif character == "," and depth == 0:
            yield part
            part = ""
            continue
        part += character
    yield part


@dataclass(frozen=True)
class Point:
    """One design point: its number and the value of each varied input, as text."""

    number: int
    inputs: dict[str, str]

    @property
    def settings(self) -> tuple[str, ...]:
        """The inputs as ``PATH=VALUE``."""
        return tuple(f"{path}={value}" for path, value in self.inputs.items())

    def __str__(self) -> str:
        return ", ".join(self.settings) or "as it is"


def grid_size(varied: Sequence[Vary]) -> int:
    """How many points the full grid has."""
    return math.prod(len(vary.choices) for vary in varied)


def grid(varied: Sequence[Vary]) -> Iterator[Point]:
    """Every combination of the values; the last input varies fastest.

    Raises
    ------
    ValueError
        If a path is given twice.
    """
    paths = [vary.path for vary in varied]
    if len(set(paths)) < len(paths):
        raise ValueError("--vary: each path may be given once")
    for number, values in enumerate(itertools.product(*(vary.choices for vary in varied))):
        yield Point(number, dict(zip(paths, values, strict=True)))


def sampled(spans: Sequence[Span], design: Design, samples: int, seed: int) -> list[Point]:
    """Points of a Latin hypercube or of a scrambled Sobol sequence (`scipy.stats.qmc`), values in six digits.

    Raises
    ------
    ValueError
        If a path is given twice.
    """
    from scipy.stats import qmc

    if len({span.path for span in spans}) < len(spans):
        raise ValueError("--range: each path may be given once")
    if design is Design.SOBOL and samples & (samples - 1):
        below = 1 << (samples.bit_length() - 1)
        raise ValueError(f"--samples {samples}: a Sobol design needs a power of two, such as {below} or {2 * below}")
    kind = qmc.LatinHypercube if design is Design.LHS else qmc.Sobol
    places = kind(d=len(spans), rng=np.random.default_rng(seed)).random(samples)
    return [
        Point(number, {span.path: repr(span.at(float(place))) for span, place in zip(spans, row, strict=True)})
        for number, row in enumerate(places)
    ]


class PointStore(Protocol):
    """Keeps the measures of finished points, so that an interrupted sweep goes on where it was."""

    def load_point(self, key: str, /) -> Floats | None:
        """Find the measures kept under a key, if there are any."""

    def save_point(self, key: str, measures: Floats, /) -> None:
        """Keep measures under a key."""


class _Forgetful:
    def load_point(self, _key: str, /) -> Floats | None:
        return None

    def save_point(self, _key: str, _measures: Floats, /) -> None:
        pass


@dataclass(frozen=True)
class SweepPlan:
    """How to run a sweep: replications at each point, tasks at once, and the point with which others are paired."""

    replications: int
    jobs: int = 1
    base: int = 0
    engine: Engine = Engine.STAGED
    store: PointStore = field(default_factory=_Forgetful)
    progress: Callable[[int, int], None] = lambda _done, _wanted: None


@dataclass(frozen=True)
class Sweep:
    """The tables of a sweep.

    Parameters
    ----------
    scenario
        The scenario at the base point.
    points
        The design.
    table
        ``point``, a column a varied input, ``jail, measure, n, mean, sd, ci_low, ci_high``.
    paired
        ``point``, a column a varied input, ``base_point, jail, measure, n, base_mean, other_mean, difference, ci_low,
        ci_high, correlation``: each point less the base point, over the same bookings.
    """

    scenario: Scenario
    points: tuple[Point, ...]
    table: pd.DataFrame
    paired: pd.DataFrame


def sweep(source: ScenarioSource, points: Sequence[Point], plan: SweepPlan) -> Sweep:
    """Run the replications of every point.

    Raises
    ------
    ScenarioError
        If the scenario is wrong at some points; with all that is wrong at all of them, before anything runs.
    ReplicationError
        If a replication fails; finished points are in the plan's store.
    """
    scenarios = _scenarios(source, points)
    keys = {point.number: _key(scenarios[point.number], plan) for point in points}
    results = {number: kept for number, key in keys.items() if (kept := plan.store.load_point(key)) is not None}
    missing = [point.number for point in points if point.number not in results]
    plan.progress(len(results), len(points))
    task = partial(_run_point, scenarios, plan.replications, plan.engine)
    for number, measures in backend_for(plan.jobs).run(task, missing):
        plan.store.save_point(keys[number], measures)
        results[number] = measures
        plan.progress(len(results), len(points))
    return Sweep(
        scenario=scenarios[plan.base],
        points=tuple(points),
        table=pd.concat([_table(point, scenarios, results) for point in points], ignore_index=True),
        paired=pd.concat(
            [_paired(point, scenarios, results, plan.base) for point in points if point.number != plan.base]
            or [pd.DataFrame()],
            ignore_index=True,
        ),
    )


def _scenarios(source: ScenarioSource, points: Sequence[Point]) -> dict[int, Scenario]:
    scenarios: dict[int, Scenario] = {}
    problems: list[Problem] = []
    for point in points:
        try:
            scenarios[point.number] = source.scenario(*point.settings)
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return scenarios


def _run_point(scenarios: dict[int, Scenario], replications: int, engine: Engine, number: int) -> Floats:
    """The measures of each replication of one point; shape (replications, jails + 1, measures)."""
    scenario = scenarios[number]
    try:
        runs = [replicate([scenario], replication, engine=engine) for replication in range(replications)]
    except Exception as error:
        raise ReplicationError(f"point {number} of {scenario.name} (seed {scenario.seed}) failed: {error!r}") from error
    return np.stack([run.measures[0] for run in runs])


def _key(scenario: Scenario, plan: SweepPlan) -> str:
    content = [version("lostleads"), scenario.content_hash, plan.replications, plan.engine]
    return content_key(content)


def _keyed(point: Point, scenario: Scenario, columns: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
    """A row a jail and measure, led by the point and its values; only what is known in some replication."""
    names = measure_names(scenario)
    jails = [*scenario.jails, ALL_JAILS]
    keys = {"point": point.number, **point.inputs, "jail": np.repeat(jails, len(names)), "measure": names * len(jails)}
    table = pd.DataFrame({**keys, **{name: values.reshape(-1) for name, values in columns.items()}})
    return table[table["n"] > 0]


def _table(point: Point, scenarios: dict[int, Scenario], results: dict[int, Floats]) -> pd.DataFrame:
    each = estimates(results[point.number])
    columns = {"n": each.n, "mean": each.mean, "sd": each.sd, "ci_low": each.ci_low, "ci_high": each.ci_high}
    return _keyed(point, scenarios[point.number], columns)


def _paired(point: Point, scenarios: dict[int, Scenario], results: dict[int, Floats], base: int) -> pd.DataFrame:
    here = scenarios[point.number]
    before = _arranged(results[base], scenarios[base], here)
    table = _keyed(point, here, paired(before, results[point.number]))
    table.insert(1 + len(point.inputs), "base_point", base)
    return table


def _arranged(values: Floats, scenario: Scenario, like: Scenario) -> Floats:
    """Measures of one scenario in the order of another's jails and measures; what it does not have counts 0."""
    jails, names = [*scenario.jails, ALL_JAILS], measure_names(scenario)
    wanted_jails, wanted = [*like.jails, ALL_JAILS], measure_names(like)
    if jails == wanted_jails and names == wanted:
        return values
    arranged = np.zeros((len(values), len(wanted_jails), len(wanted)))
    arranged[:, :, [name in MEAN_WAITS for name in wanted]] = np.nan
    for row, jail in enumerate(wanted_jails):
        for column, name in enumerate(wanted):
            if jail in jails and name in names:
                arranged[:, row, column] = values[:, jails.index(jail), names.index(name)]
    return arranged
