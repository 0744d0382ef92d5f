"""How sure a result is when inputs may lie anywhere in their ranges: intervals, their causes, a tornado."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analyses.comparison.comparable import check_comparable
from sim.analyses.comparison.compare import DIFFERENCE
from sim.analyses.uncertainty.components import components
from sim.analyses.uncertainty.sensitivity import Sample, check_samples, moves, point_count, sampled_places
from sim.model.counts.count import shared_jails
from sim.model.office import Engine
from sim.model.outcomes import HEADLINES, absent_value, measure_names
from sim.scenario.arrays import Floats
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.levels import MEAN
from sim.scenario.schema import ALL_JAILS, Scenario
from sim.study.designs import Design
from sim.study.intervals import estimates
from sim.study.ranges import Unknowns, inputs_of, unknowns
from sim.study.replicate import running_of
from sim.study.replication import labels
from sim.study.tasks import ReplicationError, Running
from sim.study.trials import Trials, run_trials

REPLICATIONS = 4
"""Of each point, unless others are given."""

_TAIL = 0.025
_UNKNOWN = "not known at every point"
_SAME = "the same at every point"
_ALONE = "one replication cannot tell chance from inputs"


@dataclass(frozen=True, eq=False)
class Inquiry:
    """What is to be run: the points at which the unknown inputs of one scenario or two are put.

    Point 0 is the scenarios as they are; then each input is put at the low and at the high end of its range, one at a
    time; then come the points of the sample.
    """

    sources: tuple[ScenarioSource, ...]
    scenarios: tuple[Scenario, ...]
    unknowns: Unknowns
    design: Design
    samples: int

    @cached_property
    def sample(self) -> Sample:
        """The points of the sample."""
        rng = np.random.default_rng(self.scenarios[0].seed)
        return sampled_places(self.design, len(self.unknowns.paths), self.samples, rng)

    @cached_property
    def places(self) -> tuple[dict[str, float], ...]:
        """Of each point the place, from 0 to 1, of each input that is moved."""
        paths = self.unknowns.paths
        ends = [{path: end} for path in paths for end in (0.0, 1.0)]
        sampled = [dict(zip(paths, row, strict=True)) for row in self.sample.places.tolist()]
        return ({}, *ends, *sampled)

    @property
    def first_sampled(self) -> int:
        """The number of the first point of the sample."""
        return 1 + 2 * len(self.unknowns.paths)

    @property
    def point_count(self) -> int:
        """How many points there are, known before they are placed."""
        return self.first_sampled + point_count(self.design, len(self.unknowns.paths), self.samples)

    def in_words(self, replications: int) -> str:
        """How much is to be run."""
        inputs, points, scenarios = len(self.unknowns.paths), self.point_count, len(self.scenarios)
        of_each = f" x {scenarios} scenarios" if scenarios > 1 else ""
        return (
            f"{_counted(inputs, 'unknown input')} ({inputs_of(self.scenarios)}), {self.samples} samples "
            f"({self.design}): {points:,} points x {_counted(replications, 'replication')}{of_each} = "
            f"{points * replications * scenarios:,} runs"
        )

    def settings(self, number: int) -> tuple[tuple[str, ...], ...]:
        """What is set at a point in each scenario."""
        placed = self.unknowns.settings(self.places[number])
        # Levels that differ from replication to replication would be taken for chance.
        levels = (() if each.level_draws is None else (f"levels={MEAN}",) for each in self.scenarios)
        return tuple((*each, *more) for each, more in zip(placed, levels, strict=True))


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """The tables of an uncertainty study. With two scenarios the last two tables are of the paired difference.

    Parameters
    ----------
    intervals
        ``scenario, jail, measure, n_points, replications, mean, low, high, expected_low, expected_high, parameter_sd,
        chance_sd, parameter_share, why_missing``.
    sensitivity
        ``jail, measure, input, kind`` (first, total or rank), ``value, ci_low, ci_high, why_missing``.
    tornado
        ``jail, measure, input, end`` (low or high), ``input_value, n, at_value, change, ci_low, ci_high``.
    points
        ``point, part`` (values, low, high or sample), ``input`` (that at an end), ``scenario``, a column an input with
        its value there, and the mean headline counts of all jails together.
    """

    inquiry: Inquiry
    engine: Engine
    replications: int
    intervals: pd.DataFrame
    sensitivity: pd.DataFrame
    tornado: pd.DataFrame
    points: pd.DataFrame

    def __repr__(self) -> str:
        names = " against ".join(repr(scenario.name) for scenario in self.inquiry.scenarios)
        return (
            f"<Uncertainty of {names}: {self.inquiry.in_words(self.replications)}; "
            "tables: intervals, sensitivity, tornado, points>"
        )


def planned(sources: Sequence[ScenarioSource], design: Design, samples: int) -> Inquiry:
    """Place the points of an uncertainty study of one scenario, or of two to compare.

    For Sobol indices there are inputs + 2 points a sample.

    Raises
    ------
    ScenarioError
        If a scenario is wrong.
    ValueError
        If there is nothing to sample, or it cannot be sampled, or the two cannot be compared.
    """
    scenarios = tuple(source.scenario() for source in sources)
    check_comparable(*scenarios)
    check_samples(design, samples)
    return Inquiry(tuple(sources), scenarios, unknowns(scenarios), design, samples)


def uncertainty(
    scenario: Scenario,
    other: Scenario | None = None,
    *,
    design: str = "sobol",
    samples: int = 64,
    plan: Running | None = None,
) -> Uncertainty:
    """Sample every declared range of a scenario, or of two to compare: which intervals hold what the ranges leave open.

    Parameters
    ----------
    scenario
        As `load_scenario` reads it.
    other
        Another scenario: how sure is the difference?
    design
        ``sobol``, of which from 64 samples on there are Sobol indices, or ``lhs``, a Latin hypercube.
    samples
        How many; of ``sobol`` a power of two.
    plan
        How many replications there are of each point, 4 unless given, and how they are run.

    Raises
    ------
    ScenarioError
        If a scenario is wrong at some points; with all that is wrong at all of them, before anything runs.
    ValueError
        If there is nothing to sample, or it cannot be sampled, or the two cannot be compared.
    ReplicationError
        If a replication fails.
    """
    scenarios = (scenario,) if other is None else (scenario, other)
    inquiry = planned(tuple(map(ScenarioSource.of, scenarios)), Design.named(design), samples)
    return inquire(inquiry, running_of(plan, REPLICATIONS))


def inquire(inquiry: Inquiry, running: Running) -> Uncertainty:
    """Run the points, the same bookings at each, and take the results apart.

    Raises
    ------
    ScenarioError
        If a scenario is wrong at some points; with all that is wrong at all of them, before anything runs.
    ReplicationError
        If a replication fails; finished ones are in the store.
    """
    trials = run_trials(inquiry.sources, inquiry.settings, inquiry.point_count, running)
    if trials.failures:
        raise ReplicationError(trials.failures)
    outcomes = _outcomes(inquiry, trials)
    last = outcomes[-1]
    return Uncertainty(
        inquiry=inquiry,
        engine=running.engine,
        replications=running.replications,
        intervals=pd.concat([_intervals(inquiry, each) for each in outcomes], ignore_index=True),
        sensitivity=_sensitivity(inquiry, last),
        tornado=_tornado(inquiry, last),
        points=pd.DataFrame(_points(inquiry, outcomes)),
    )


@dataclass(frozen=True, eq=False)
class _Outcome:
    """The results of one scenario, or the difference of two: shape (points, replications, results)."""

    scenario: str
    keys: pd.DataFrame
    results: Floats

    @property
    def headlines(self) -> pd.DataFrame:
        """The mean headline counts at each point, all jails together."""
        means = {}
        for measure in HEADLINES:
            here = (self.keys["jail"] == ALL_JAILS) & (self.keys["measure"] == measure)
            means[measure] = self.results[:, :, here.to_numpy()].mean(axis=(1, 2))
        return pd.DataFrame(means)


def _outcomes(inquiry: Inquiry, trials: Trials) -> list[_Outcome]:
    scenarios = inquiry.scenarios
    jails = [*shared_jails(scenarios[0], scenarios[-1]), ALL_JAILS]
    names = list(dict.fromkeys(name for scenario in scenarios for name in measure_names(scenario)))
    keys = pd.DataFrame({"jail": np.repeat(jails, len(names)), "measure": names * len(jails)})
    places = [_places(scenario, keys) for scenario in scenarios]
    absent = keys["measure"].map(absent_value).to_numpy(dtype=float)
    by_scenario: list[list[Floats]] = [[] for _ in scenarios]
    for number in range(len(inquiry.places)):
        measures = trials.measures(number)
        assert measures is not None
        for kept, here, values in zip(by_scenario, places, measures, strict=True):
            kept.append(np.where(here >= 0, values.reshape(len(values), -1)[:, here], absent))
    outcomes = [
        _Outcome(label, keys, np.stack(kept)) for label, kept in zip(labels(scenarios), by_scenario, strict=True)
    ]
    if len(outcomes) == 2:
        base, other = outcomes
        outcomes.append(_Outcome(DIFFERENCE, keys, other.results - base.results))
    return outcomes


def _places(scenario: Scenario, keys: pd.DataFrame) -> NDArray[np.intp]:
    """The place of each key among a scenario's results; -1 of what it does not have, which counts 0."""
    own = pd.MultiIndex.from_product([[*scenario.jails, ALL_JAILS], measure_names(scenario)])
    return own.get_indexer(pd.MultiIndex.from_frame(keys))


def _intervals(inquiry: Inquiry, outcome: _Outcome) -> pd.DataFrame:
    """Intervals and parts of the variance of each result over the points that are an even sample."""
    first = inquiry.first_sampled
    values = outcome.results[first : first + inquiry.sample.independent]
    points, replications, _ = values.shape
    pooled = values.reshape(points * replications, -1)
    table = outcome.keys.assign(n_points=points, replications=replications)
    table.insert(0, "scenario", outcome.scenario)
    known = ~np.isnan(pooled).all(axis=0)
    spread = pooled[:, known]
    table.loc[known, "mean"] = np.nanmean(spread, axis=0)
    table.loc[known, ["low", "high"]] = np.nanquantile(spread, [_TAIL, 1 - _TAIL], axis=0).T
    parts = ["expected_low", "expected_high", "parameter_sd", "chance_sd", "parameter_share"]
    table[parts] = np.nan
    everywhere = ~np.isnan(pooled).any(axis=0)
    if replications > 1:
        split = components(values[:, :, everywhere])
        table.loc[everywhere, parts[:2]] = np.quantile(split.expected, [_TAIL, 1 - _TAIL], axis=0).T
        table.loc[everywhere, parts[2:]] = np.column_stack(
            [np.sqrt(split.parameter), np.sqrt(split.chance), split.parameter_share]
        )
    constant = everywhere & ~moves(pooled)
    table.loc[constant, "parameter_share"] = np.nan
    table["why_missing"] = np.select(
        [~everywhere, np.full(len(table), replications == 1), constant], [_UNKNOWN, _ALONE, _SAME], default=""
    )
    return table


def _sensitivity(inquiry: Inquiry, outcome: _Outcome) -> pd.DataFrame:
    """Indices of each input for each result, as expected at each point."""
    paths = inquiry.unknowns.paths
    expected = outcome.results[inquiry.first_sampled :].mean(axis=1)
    moving = moves(expected)
    why = np.where(moving, "", np.where(np.isnan(expected).any(axis=0), _UNKNOWN, _SAME))
    rng = np.random.default_rng(inquiry.scenarios[0].seed)
    tables = []
    for kind, indices in inquiry.sample.indices(expected[:, moving], rng).items():
        table = outcome.keys.loc[np.repeat(outcome.keys.index, len(paths))].reset_index(drop=True)
        table["input"] = np.tile(paths, len(outcome.keys))
        table["kind"] = kind
        of_moving = np.repeat(moving, len(paths))
        for name in ("value", "ci_low", "ci_high"):
            table.loc[of_moving, name] = getattr(indices, name).reshape(-1)
        table["why_missing"] = np.repeat(why, len(paths))
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _tornado(inquiry: Inquiry, outcome: _Outcome) -> pd.DataFrame:
    """Paired changes of each result as one input at a time goes to an end of its range and the others stay."""
    tables = []
    at_value = estimates(outcome.results[0])
    for number, places in enumerate(inquiry.places[1 : inquiry.first_sampled], start=1):
        [(path, place)] = places.items()
        change = estimates(outcome.results[number] - outcome.results[0])
        tables.append(
            outcome.keys.assign(
                input=path,
                end="high" if place else "low",
                input_value=_told(inquiry, number, path),
                n=change.n,
                at_value=at_value.mean,
                change=change.mean,
                ci_low=change.ci_low,
                ci_high=change.ci_high,
            )
        )
    together = pd.concat(tables, ignore_index=True)
    return together[together["n"] > 0].sort_values(["jail", "measure"], kind="stable", key=_as_first_seen)


def _as_first_seen(column: pd.Series[str]) -> pd.Series[int]:
    return pd.Series(pd.factorize(column)[0], index=column.index)


def _told(inquiry: Inquiry, number: int, path: str) -> str:
    """The value of an input at a point; where the scenarios differ, both."""
    values = inquiry.unknowns.values(inquiry.places[number])
    return " | ".join(dict.fromkeys(f"{each[path]:,.6g}" for each in values if path in each))


def _points(inquiry: Inquiry, outcomes: Sequence[_Outcome]) -> Iterator[dict[str, object]]:
    """A row a point and scenario: where the inputs are, and what is expected of the headline counts there."""
    paths = inquiry.unknowns.paths
    parts = ["values", *["low", "high"] * len(paths), *["sample"] * len(inquiry.sample.places)]
    moved = ["", *(path for path in paths for _ in range(2)), *[""] * len(inquiry.sample.places)]
    expected = [each.headlines for each in outcomes[: len(inquiry.scenarios)]]
    for number, places in enumerate(inquiry.places):
        for nth, values in enumerate(inquiry.unknowns.values(places)):
            yield {
                "point": number,
                "part": parts[number],
                "input": moved[number],
                "scenario": outcomes[nth].scenario,
                **{path: values.get(path) for path in paths},
                **expected[nth].loc[number],
            }
