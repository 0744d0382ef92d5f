"""Which input matters most: Sobol indices, and rank correlations where there are too few points for those."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from sim.scenario.arrays import Bools, Floats, Ints
from sim.study.designs import Design
from sim.study.intervals import CONFIDENCE

FEWEST_FOR_SOBOL = 64
"""With fewer samples the intervals of Sobol indices are too wide to be of use, and rank correlations are given."""

_RESAMPLES = 499
_EQUAL = 1e-9


@dataclass(frozen=True, eq=False)
class Indices:
    """One kind of index of each input for each result, with its bootstrap interval; each of shape (results, inputs)."""

    value: Floats
    ci_low: Floats
    ci_high: Floats


def moves(results: Floats) -> Bools:
    """Which results (columns) are known everywhere, and are not the same everywhere."""
    with np.errstate(invalid="ignore"):
        width = results.max(axis=0) - results.min(axis=0)
        moving: Bools = width > _EQUAL * np.abs(results).max(axis=0)
    return moving


@dataclass(frozen=True, eq=False)
class PlainSample:
    """An even sample, a row a point and a column an input, from 0 to 1; rank correlations tell which input matters."""

    places: Floats

    @property
    def independent(self) -> int:
        """How many points, from the first, are an even sample of what is unknown: all of them."""
        return len(self.places)

    def indices(self, results: Floats, rng: np.random.Generator, /) -> dict[str, Indices]:
        """Spearman rank correlations from moving results (see `moves`), a row a point; `rng` draws resamples."""
        return {"rank": rank_indices(self.places, results, rng)}


@dataclass(frozen=True, eq=False)
class CrossedSample:
    """Two even samples A and B, and for each input A with that input's column taken from B; for Sobol indices.

    From a scrambled Sobol sequence in twice as many dimensions as there are inputs (Saltelli et al. 2010, Computer
    Physics Communications 181, 259).
    """

    both: Floats

    @property
    def places(self) -> Floats:
        """A, then B, then the crossed samples; shape (samples x (inputs + 2), inputs)."""
        a, b = np.split(self.both, 2, axis=1)
        crossed = [np.where(np.arange(a.shape[1]) == each, b, a) for each in range(a.shape[1])]
        return np.concatenate([a, b, *crossed])

    @property
    def independent(self) -> int:
        """How many points, from the first, are an even sample of what is unknown: those of A and B."""
        return 2 * len(self.both)

    def indices(self, results: Floats, rng: np.random.Generator, /) -> dict[str, Indices]:
        """First-order and total Sobol indices, as `PlainSample.indices` has rank correlations."""
        first, total = sobol_indices(results, self.both.shape[1] // 2, rng)
        return {"first": first, "total": total}


Sample = PlainSample | CrossedSample
"""Points at which the unknown inputs are put, and how results there tell which input matters."""


def check_samples(design: Design, samples: int) -> None:
    """Refuse a number of samples that a design cannot have.

    Raises
    ------
    ValueError
        If there are fewer than two, or for a Sobol sequence not a power of two.
    """
    if samples < 2:
        raise ValueError(f"--samples {samples}: an uncertainty study needs two samples at least")
    if design is Design.SOBOL and samples & (samples - 1):
        below = 1 << (samples.bit_length() - 1)
        raise ValueError(f"--samples {samples}: a Sobol design needs a power of two, such as {below} or {2 * below}")


def sampled_places(design: Design, inputs: int, samples: int, rng: np.random.Generator) -> Sample:
    """Sample places of inputs: by a Latin hypercube, or by a scrambled Sobol sequence (`scipy.stats.qmc`).

    A Sobol sequence of at least `FEWEST_FOR_SOBOL` samples is crossed, for Sobol indices. For what is refused see
    `check_samples`.
    """
    check_samples(design, samples)
    if design is Design.LHS:
        return PlainSample(stats.qmc.LatinHypercube(d=inputs, rng=rng).random(samples))
    if samples < FEWEST_FOR_SOBOL:
        return PlainSample(stats.qmc.Sobol(d=inputs, rng=rng).random(samples))
    return CrossedSample(stats.qmc.Sobol(d=2 * inputs, rng=rng).random(samples))


def point_count(design: Design, inputs: int, samples: int) -> int:
    """How many points `sampled_places` gives."""
    crossed = design is Design.SOBOL and samples >= FEWEST_FOR_SOBOL
    return samples * (inputs + 2) if crossed else samples


def sobol_indices(results: Floats, inputs: int, rng: np.random.Generator) -> tuple[Indices, Indices]:
    """First-order and total Sobol indices (`scipy.stats.sobol_indices`) with percentile bootstrap intervals.

    Parameters
    ----------
    results
        At the points of a `CrossedSample`, a row a point and a column a result; each must move (see `moves`).
    inputs
        How many.
    rng
        Draws the bootstrap resamples of the samples.

    Returns
    -------
    first, total : Indices
        An input that changes nothing at any point has a total index of exactly 0. Estimates of small indices may lie a
        little below 0. The resamples take the samples for independent, so the intervals are rather too wide.
    """
    samples = len(results) // (inputs + 2)
    whole = results.T.reshape(results.shape[1], inputs + 2, samples)
    of_a, of_b, of_crossed = whole[:, 0], whole[:, 1], np.moveaxis(whole[:, 2:], 1, 0)

    def both(chosen: Ints) -> Floats:
        taken: dict[Literal["f_A", "f_B", "f_AB"], Floats] = {
            "f_A": of_a[:, chosen],
            "f_B": of_b[:, chosen],
            "f_AB": of_crossed[..., chosen],
        }
        found = stats.sobol_indices(func=taken, n=samples)
        return np.stack([found.first_order, found.total_order]).reshape(2, -1, inputs)

    every = np.arange(samples)
    value = both(every)
    ends = _interval(every, both, rng)
    first, total = (Indices(value[kind], ends[0][kind], ends[1][kind]) for kind in (0, 1))
    return first, total


def rank_indices(places: Floats, results: Floats, rng: np.random.Generator) -> Indices:
    """Spearman rank correlation of each input with each result, with percentile bootstrap intervals of points.

    Places have a row a point and a column an input, results a column a result; each must move (see `moves`).
    """

    def correlations(chosen: Ints) -> Floats:
        ranks = [stats.rankdata(each[chosen], axis=0) for each in (results, places)]
        centred = [each - each.mean(axis=0) for each in ranks]
        lengths = [np.sqrt((each**2).sum(axis=0)) for each in centred]
        with np.errstate(invalid="ignore"):
            found: Floats = centred[0].T @ centred[1] / np.outer(*lengths)
        return np.where(np.isfinite(found), found, 0.0)

    every = np.arange(len(places))
    return Indices(correlations(every), *_interval(every, correlations, rng))


def _interval(every: Ints, statistic: Callable[..., Floats], rng: np.random.Generator) -> tuple[Floats, Floats]:
    """The percentile bootstrap interval (`scipy.stats.bootstrap`) of a statistic of some points."""
    found = stats.bootstrap(
        (every,),
        statistic,
        n_resamples=_RESAMPLES,
        vectorized=False,
        method="percentile",
        confidence_level=CONFIDENCE,
        rng=rng,
    )
    low, high = found.confidence_interval
    return np.asarray(low), np.asarray(high)
