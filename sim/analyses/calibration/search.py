"""Inputs that reproduce published counts.

Under common random numbers a count is a steady function of an input, so SciPy's root finder (one target, one free
input) and bounded least squares (else) work on it as on any other function.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import optimize

from sim.model.outcomes import is_count, measure_names, unknown_measure
from sim.scenario.arrays import Floats
from sim.scenario.base import unknown_name
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.schema import ALL_JAILS, Scenario
from sim.study.intervals import Estimates, estimates
from sim.study.spans import Span
from sim.study.tasks import Running
from sim.study.trials import Measures, SearchError, searching

STEP = 0.02
"""Step of the slopes, as a share of a free input's range: counts move in steps, so it must not be small."""

CONTRADICTION = 3.0
"""Standard errors from which on a target counts as missed."""


class CalibrationError(SearchError):
    """Targets that the free inputs cannot meet, or inputs that move no target."""

    sought = "calibration"


@dataclass(frozen=True)
class Target:
    """A published figure and its standard error: a measure, or the ratio of two, of one jail or of `ALL_JAILS`."""

    measure: str
    per: str | None
    jail: str
    value: float
    standard_error: float

    _FORM = re.compile(
        r"(?:(?P<jail>[\w-]+):)?(?P<measure>[\w.-]+)(?:/(?P<per>[\w.-]+))?"
        r"=(?P<value>[-+]?[\d.]+(?:e[-+]?\d+)?)(?:(?:\+-|±)(?P<error>[\d.]+(?:e[-+]?\d+)?))?"
    )

    @classmethod
    def parse(cls, text: str) -> Target:
        """Read ``[JAIL:]MEASURE[/MEASURE]=NUMBER[+-SE]``.

        Without a standard error, that of a Poisson count is taken, or 5 % of what is no count.

        Raises
        ------
        ValueError
            If it is not of that form.
        """
        found = cls._FORM.fullmatch(text.replace(" ", ""))
        if found is None:
            raise ValueError(f"--target {text}: must be MEASURE=NUMBER or MEASURE=NUMBER+-SE, such as flagged=700+-30")
        measure, per, value = found["measure"], found["per"], float(found["value"])
        default = math.sqrt(abs(value)) if per is None and is_count(measure) else 0.05 * abs(value)
        error = float(found["error"]) if found["error"] else default
        if error <= 0:
            raise ValueError(f"--target {text}: needs a standard error above 0, such as {measure}={value:g}+-1")
        return cls(measure, per, found["jail"] or ALL_JAILS, value, error)

    @property
    def name(self) -> str:
        """As on the command line, without the number."""
        jail = "" if self.jail == ALL_JAILS else f"{self.jail}:"
        return f"{jail}{self.measure}{f'/{self.per}' if self.per else ''}"

    def check(self, scenario: Scenario) -> None:
        """Refuse a measure or a jail that the scenario does not have.

        Raises
        ------
        ValueError
            With the nearest right name.
        """
        names = measure_names(scenario)
        for measure in filter(None, (self.measure, self.per)):
            if measure not in names:
                raise ValueError(f"--target {self.name}: {unknown_measure(measure, names)}")
        if self.jail not in (*scenario.jails, ALL_JAILS):
            raise ValueError(f"--target {self.name}: {unknown_name('jail', self.jail, [*scenario.jails, ALL_JAILS])}")

    def of(self, scenario: Scenario, measures: Floats) -> Floats:
        """The target's figure in each replication, from measures of shape (replications, jails + 1, measures)."""
        names = measure_names(scenario)
        row = [*scenario.jails, ALL_JAILS].index(self.jail)
        above = measures[:, row, names.index(self.measure)]
        if self.per is None:
            return above
        below = measures[:, row, names.index(self.per)]
        return above / np.where(below > 0, below, np.nan)


@dataclass(frozen=True)
class Calibration:
    """What a calibration found: values of the free inputs, the fitted scenario, and what it gives for each target.

    Parameters
    ----------
    sensitivity
        Change of each target (rows) a unit of each free input (columns), at the solution.
    flat_directions
        Combinations of free inputs, in shares of their ranges, that move no target by a standard error; empty if the
        targets identify the free inputs.
    """

    targets: tuple[Target, ...]
    frees: tuple[Span, ...]
    values: tuple[float, ...]
    base: Scenario
    scenario: Scenario
    simulated: Estimates
    sensitivity: Floats
    flat_directions: tuple[tuple[float, ...], ...]

    def __repr__(self) -> str:
        return f"<Calibration of {self.base.name!r}: {', '.join(self.settings)}; tables: fit, inputs, slopes>"

    @cached_property
    def fit(self) -> pd.DataFrame:
        """``target, wanted, standard_error, mean, ci_low, ci_high``: a row a target."""
        return pd.DataFrame(
            {
                "target": [target.name for target in self.targets],
                "wanted": [target.value for target in self.targets],
                "standard_error": [target.standard_error for target in self.targets],
                "mean": self.simulated.mean,
                "ci_low": self.simulated.ci_low,
                "ci_high": self.simulated.ci_high,
            }
        )

    @cached_property
    def inputs(self) -> pd.DataFrame:
        """``input, value, low, high``: a row a free input, with the range in which it was searched."""
        rows = [(free.path, value, free.low, free.high) for free, value in zip(self.frees, self.values, strict=True)]
        return pd.DataFrame(rows, columns=["input", "value", "low", "high"])

    @cached_property
    def slopes(self) -> pd.DataFrame:
        """``input``, and a column a target: its change at the solution per tenth of the input's range."""
        tenths = [(free.high - free.low) / 10 for free in self.frees]
        changes = self.sensitivity.T * np.array(tenths)[:, np.newaxis]
        table = pd.DataFrame(changes, columns=[target.name for target in self.targets])
        table.insert(0, "input", [free.path for free in self.frees])
        return table

    @property
    def settings(self) -> list[str]:
        """The solution as ``PATH=VALUE``."""
        return [f"{free.path}={value!r}" for free, value in zip(self.frees, self.values, strict=True)]


def calibrate(
    source: ScenarioSource, targets: Sequence[Target], frees: Sequence[Span], running: Running
) -> Calibration:
    """Find values of the free inputs that reproduce the targets.

    Raises
    ------
    ValueError
        If a target or a free input does not fit the scenario (a `ScenarioError` for a value out of bounds).
    CalibrationError
        If a free input moves no target, or the targets cannot be met within three standard errors.
    ReplicationError
        If a replication fails; finished ones are in the store.
    """
    if not targets or not frees:
        raise ValueError("a calibration needs at least one --target and one --range")
    if len({free.path for free in frees}) < len(frees):
        raise ValueError("--range: each path may be given once")
    scenario = source.scenario()
    for target in targets:
        target.check(scenario)
    with searching(source, running) as measures:
        search = _Search(source, tuple(targets), tuple(frees), measures, range(running.replications))
        search.check_bounds()
        search.check_effects()
        place = search.root() if len(targets) == len(frees) == 1 else search.least_squares()
        return search.result(place)


@dataclass
class _Search:
    """Evaluations of the targets over the unit cube of the free inputs; each place is run once."""

    source: ScenarioSource
    targets: tuple[Target, ...]
    frees: tuple[Span, ...]
    measures: Measures
    replications: range
    known: dict[tuple[float, ...], Floats] = field(default_factory=dict)

    @cached_property
    def _wanted(self) -> Floats:
        return np.array([target.value for target in self.targets])

    @cached_property
    def _errors(self) -> Floats:
        return np.array([target.standard_error for target in self.targets])

    def _values(self, place: Floats) -> tuple[float, ...]:
        return tuple(free.at(float(share)) for free, share in zip(self.frees, place, strict=True))

    def _settings(self, place: Floats) -> list[str]:
        return [free.setting(value) for free, value in zip(self.frees, self._values(place), strict=True)]

    def scenario(self, place: Floats) -> Scenario:
        """The scenario at a place."""
        return self.source.scenario(*self._settings(place))

    def figures(self, place: Floats) -> Floats:
        """Each target's figure in each replication, at a place; shape (replications, targets)."""
        values = self._values(place)
        if values not in self.known:
            runs = self.measures(self.replications, *self._settings(place))
            scenario = self.scenario(place)
            self.known[values] = np.stack([target.of(scenario, runs) for target in self.targets], axis=1)
        return self.known[values]

    def means(self, place: Floats) -> Floats:
        """The mean of each target at a place; a ratio of nobody to nobody counts 0."""
        return np.nan_to_num(estimates(self.figures(place)).mean)

    def _end(self, number: int, share: float) -> Floats:
        place = np.full(len(self.frees), 0.5)
        place[number] = share
        return place

    def check_bounds(self) -> None:
        """Make the scenario at both ends of each input, so that what is out of bounds is told before anything runs."""
        for number in range(len(self.frees)):
            for share in (0.0, 1.0):
                self.scenario(self._end(number, share))

    def check_effects(self) -> None:
        """Refuse an input that moves no target from one end to the other."""
        for number, free in enumerate(self.frees):
            low, high = (self.figures(self._end(number, share)) for share in (0.0, 1.0))
            if np.array_equal(low, high, equal_nan=True):
                names = ", ".join(target.name for target in self.targets)
                raise CalibrationError(
                    f"{free.path} has no effect on {names}: from {free.low:g} to {free.high:g} nothing changes"
                )

    def root(self) -> Floats:
        """Meet one target with one input."""
        [free], [target] = self.frees, self.targets
        low, high = (float(self.means(np.array([end]))[0]) for end in (0.0, 1.0))
        if (low - target.value) * (high - target.value) > 0:
            raise CalibrationError(
                f"{target.name} = {target.value:g} cannot be reached: {free.path} from {free.low:g} to {free.high:g} "
                f"gives {low:,.4g} to {high:,.4g}; widen the range, or free another input"
            )
        found = optimize.brentq(lambda place: self.means(np.array([place]))[0] - target.value, 0.0, 1.0, xtol=1e-5)
        return np.array([found])

    def least_squares(self) -> Floats:
        """Come as near as possible to all targets at once, in standard errors."""

        def misses(place: Floats) -> Floats:
            return (self.means(place) - self._wanted) / self._errors

        middle, steps = (np.full(len(self.frees), each) for each in (0.5, STEP))
        found = optimize.least_squares(misses, middle, bounds=(0.0, 1.0), diff_step=steps, xtol=1e-5)
        return np.asarray(found.x, dtype=np.float64)

    def result(self, place: Floats) -> Calibration:
        """Judge a solution: how well it meets the targets, and whether they identify it."""
        simulated = estimates(self.figures(place))
        spread = np.nan_to_num(simulated.sd) / np.sqrt(len(self.replications))
        missed = np.abs(simulated.mean - self._wanted) > CONTRADICTION * np.hypot(self._errors, spread)
        if missed.any():
            nearest = "; ".join(
                f"{target.name} = {mean:,.4g} (wanted {target.value:g} +- {target.standard_error:.3g})"
                for target, mean in zip(self.targets, simulated.mean, strict=True)
            )
            raise CalibrationError(
                f"the targets cannot be met together within these ranges; the nearest fit gives {nearest}"
            )
        slopes = self._slopes(place)
        ranges = np.array([free.high - free.low for free in self.frees])
        return Calibration(
            targets=self.targets,
            frees=self.frees,
            values=self._values(place),
            base=self.source.scenario(),
            scenario=self.scenario(place),
            simulated=simulated,
            sensitivity=slopes / ranges,
            flat_directions=_flat(slopes / self._errors[:, np.newaxis]),
        )

    def _slopes(self, place: Floats) -> Floats:
        """Change of each target (rows) over the whole range of each input (columns), by central differences."""
        columns = []
        for number in range(len(self.frees)):
            below, above = place.copy(), place.copy()
            below[number] = max(0.0, place[number] - STEP)
            above[number] = min(1.0, place[number] + STEP)
            columns.append((self.means(above) - self.means(below)) / (above[number] - below[number]))
        return np.stack(columns, axis=1)


def _flat(slopes_in_errors: Floats) -> tuple[tuple[float, ...], ...]:
    """Find directions along which no target moves by a standard error over the whole range (by singular values)."""
    inputs = slopes_in_errors.shape[1]
    _, sizes, directions = np.linalg.svd(slopes_in_errors, full_matrices=True)
    sizes = np.concatenate([sizes, np.zeros(inputs - len(sizes))])
    return tuple(tuple(map(float, direction)) for size, direction in zip(sizes, directions, strict=True) if size < 1)
