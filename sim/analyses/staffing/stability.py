"""How sure the choice of a staffing is: what other bookings would have chosen.

The staffings that other resamples of the searched replications would have chosen most often are the finalists, and then
those that came nearest. They are simulated on the fresh replications, and the choice is made again on bootstrap
resamples of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.analyses.staffing.post import Post, Staffing
from sim.scenario.arrays import Floats
from sim.study.intervals import estimate

RESAMPLES = 2_000
FINALISTS = 10
_UNMET = 1e12


@dataclass(frozen=True)
class Stability:
    """How often a staffing is chosen again.

    Parameters
    ----------
    finalists
        How many staffings are compared, the chosen one with them.
    chosen_again
        The share of bootstrap resamples of the fresh replications that choose the same.
    rivals
        How many of the others take no more officer hours.
    as_good
        How many of these are not clearly worse: the 95 % interval of the paired difference holds 0, or lies below it.
    worst
        By how much the mean of the worst of them is higher than that of the chosen one.
    """

    finalists: int
    chosen_again: float
    rivals: int
    as_good: int
    worst: float


@dataclass(frozen=True)
class Choice:
    """Which staffing is chosen of several, by values that are means over replications.

    The one with the fewest officer hours whose mean is at most the target; or without one that with the lowest mean
    within the officer hours.
    """

    post: Post
    target: float
    budget_hours: float

    def wins(self, rows: Mapping[Staffing, Floats], seed: int) -> Floats:
        """Of each staffing the share of bootstrap resamples of its replications, the same for all, that choose it."""
        values = np.column_stack([*rows.values()])
        hours = self._hours(rows)
        count = len(values)
        weights = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), RESAMPLES) / count
        chosen = self._scores(weights @ values, hours).argmin(axis=1)
        return np.bincount(chosen, minlength=len(rows)) / RESAMPLES

    def _scores(self, means: Floats, hours: Floats) -> Floats:
        if np.isnan(self.target):
            return np.where(hours <= self.budget_hours, means, np.inf)
        # Of as many hours the lower mean; where none meets the target, the nearest to it.
        missed = means > self.target + 1e-9
        order = hours + means / (1 + np.abs(means).max())
        return np.where(missed, _UNMET + means, order)

    def finalists(self, known: Mapping[Staffing, Floats], chosen: Staffing, seed: int) -> list[Staffing]:
        """The chosen staffing, those that other replications would choose most often, and those that came nearest."""
        wins = self.wins(known, seed)
        means = np.array([[each.mean() for each in known.values()]])
        scores = self._scores(means, self._hours(known))[0]
        order = np.lexsort((scores, -wins))
        possible = [each for each, score in zip(known, scores.tolist(), strict=True) if score < _UNMET]
        others = [each for place in order.tolist() if (each := [*known][place]) != chosen and each in possible]
        return [chosen, *others[: FINALISTS - 1]]

    def _hours(self, staffings: Iterable[Staffing]) -> Floats:
        return np.array([self.post.officer_hours(each) for each in staffings], dtype=float)


def stability_of(choice: Choice, finalists: list[Staffing], rows: Callable[[Staffing], Floats], seed: int) -> Stability:
    """Choose again among finalists on fresh replications."""
    fresh = {each: rows(each) for each in finalists}
    chosen = finalists[0]
    hours = choice.post.officer_hours(chosen)
    others = [each for each in finalists[1:] if choice.post.officer_hours(each) <= hours]
    differences = [estimate(fresh[each] - fresh[chosen]) for each in others]
    as_good = sum(not (each.is_clear and each.mean > 0) for each in differences)
    worst = max((each.mean for each in differences), default=0.0)
    return Stability(len(finalists), float(choice.wins(fresh, seed)[0]), len(others), as_good, max(worst, 0.0))
