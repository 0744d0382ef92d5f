"""The model against published counts: which targets it meets, how wide its predictions are, and how far off."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from sim.analyses.published.simulated import Simulated, simulate
from sim.analyses.published.targets import Published, Target, Version, published
from sim.study.intervals import Estimate, estimate

LIKELY = 0.90
"""What part of what may be, by all that is unknown, the interval of a prediction holds."""


@dataclass(frozen=True)
class Result:
    """A target, and what the scenarios give.

    Parameters
    ----------
    simulated
        The mean over replications of the scenario as it is, with the 95 % interval of its chance.
    likely_low, likely_high
        The 90 % interval with all that is unknown: inputs anywhere in their ranges, and the chance of one replication.
        NaN of what was fitted, and of probes.
    """

    target: Target
    simulated: Estimate
    likely_low: float = math.nan
    likely_high: float = math.nan

    @property
    def in_range(self) -> bool:
        """Whether the simulated mean lies within the published range."""
        return self.target.low <= self.simulated.mean <= self.target.high

    @property
    def holds(self) -> bool:
        """Whether the mean of what was fitted is in the published range; that range meets what a prediction may be."""
        if not self.target.is_predicted:
            return self.in_range
        return self.likely_low <= self.target.high and self.target.low <= self.likely_high

    @property
    def relative_width(self) -> float:
        """Half the width of the interval with all that is unknown, as a share of its middle."""
        middle = self.likely_low + self.likely_high
        return (self.likely_high - self.likely_low) / middle if middle > 0 else math.nan

    @property
    def log_error(self) -> float:
        """How far off the mean is."""
        return log_error(self.target, self.simulated.mean)


def log_error(target: Target, mean: float) -> float:
    """The logarithm of a simulated mean over what is published.

    Numbers below half the width of the published range count as that: what was published does not tell them apart.
    """
    assert target.value is not None
    least = (target.high - target.low) / 2
    return math.log(max(mean, least) / max(target.value, least))


@dataclass(frozen=True)
class Past:
    """An earlier version beside this one, by the predictions that both could give."""

    version: Version
    count: int
    in_range_then: int
    in_range_now: int
    log_error_then: float
    log_error_now: float

    @property
    def log_error_change(self) -> float:
        """By which share the root mean square log error has changed since."""
        return self.log_error_now / self.log_error_then - 1


@dataclass(frozen=True)
class Validation:
    """The results of all targets and probes, in the order of the file."""

    published: Published
    targets: tuple[Result, ...]
    probes: tuple[Result, ...]

    @property
    def predicted(self) -> tuple[Result, ...]:
        """The targets to which nothing was fitted."""
        return tuple(result for result in self.targets if result.target.is_predicted)

    @property
    def fitted(self) -> tuple[Result, ...]:
        """The other targets."""
        return tuple(result for result in self.targets if not result.target.is_predicted)

    @property
    def missed(self) -> tuple[Result, ...]:
        """The targets that are missed."""
        return tuple(result for result in self.targets if not result.holds)

    @property
    def coverage(self) -> float:
        """The share of the predictions that hold."""
        return sum(result.holds for result in self.predicted) / len(self.predicted)

    @property
    def median_width(self) -> float:
        """The median of the relative widths of the predictions' intervals."""
        return float(np.nanmedian([result.relative_width for result in self.predicted]))

    @property
    def log_error(self) -> float:
        """The root mean square log error of the means predicted."""
        return _root_mean_square([result.log_error for result in self.predicted])

    @property
    def by_case(self) -> dict[str, list[Result]]:
        """The results of the targets of each case that has any."""
        by_case = {case: [each for each in self.targets if each.target.case == case] for case in self.published.cases}
        return {case: results for case, results in by_case.items() if results}

    @cached_property
    def past(self) -> tuple[Past, ...]:
        """Every earlier version beside this one."""
        return tuple(self._beside(version) for version in self.published.history)

    def _beside(self, version: Version) -> Past:
        both = [result for result in self.predicted if result.target.id in version.means]
        then = {result.target.id: version.means[result.target.id] for result in both}
        return Past(
            version,
            len(both),
            sum(result.target.low <= then[result.target.id] <= result.target.high for result in both),
            sum(result.in_range for result in both),
            _root_mean_square([log_error(result.target, then[result.target.id]) for result in both]),
            _root_mean_square([result.log_error for result in both]),
        )


def _root_mean_square(errors: list[float]) -> float:
    return math.sqrt(math.fsum(error**2 for error in errors) / len(errors)) if errors else math.nan


def validate(scenarios: Path, jobs: int = 1, cases: Collection[str] | None = None) -> Validation:
    """Run every case, or some, with the scenario files of a folder, and compare it with what was published.

    Of some cases only targets that need no other are judged. Each of so many jobs is a process of its own.

    Raises
    ------
    ScenarioError
        If a scenario file is not in the folder, or has faults.
    WorkerError
        If a process that runs cases dies.
    """
    book = published()
    given = simulate(book, scenarios, jobs, book.cases if cases is None else cases)
    return Validation(
        book,
        tuple(_judged(target, given) for target in book.targets if given.has(target)),
        tuple(_judged(target, given) for target in book.probes if given.has(target)),
    )


def _judged(target: Target, given: Simulated) -> Result:
    simulated = estimate(given.of(target))
    if not target.is_predicted or target.value is None:
        return Result(target, simulated)
    tail = (1 - LIKELY) / 2
    low, high = np.nanquantile(given.at_points(target), [tail, 1 - tail])
    return Result(target, simulated, float(low), float(high))
