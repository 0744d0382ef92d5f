"""What of a result's variance is owed to unknown inputs, and what to chance: points by replications, two ways.

Every point sees the same replications (common random numbers), so a value is ``Y[p, r] = m + a[p] + b[r] + e[p, r]``:
what the inputs of point p do, what the chance of replication r does at every point, and the rest, which is chance that
falls otherwise from point to point. With P points, R replications and the mean squares of the analysis of variance of
two crossed random factors, one value a cell (Searle, Casella & McCulloch 1992, Variance Components, chapter 4)::

    parameter = (MS_points - MS_rest) / R
    chance    = (MS_replications - MS_rest) / P + MS_rest

A part estimated below 0 counts as 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.scenario.arrays import Floats


@dataclass(frozen=True, eq=False)
class Components:
    """Parts of the variance of several results, each field an array with a value a result.

    Parameters
    ----------
    mean
        Over all points and replications.
    parameter, chance
        Variances, in the squared unit of the result.
    expected
        What is expected at each point, shape (points, results): the mean over replications, drawn towards the overall
        mean so that its spread is that of the parameters alone.
    """

    mean: Floats
    parameter: Floats
    chance: Floats
    expected: Floats

    @property
    def parameter_share(self) -> Floats:
        """Share of the variance that is owed to unknown inputs; NaN where nothing varies."""
        total = self.parameter + self.chance
        with np.errstate(invalid="ignore"):
            return np.where(total > 0, self.parameter / total, np.nan)


def components(values: Floats) -> Components:
    """Split the variance of results over points and replications.

    Parameters
    ----------
    values
        Shape (points, replications, results), two of each of the first two at least. A result that is missing anywhere
        has no parts.

    Raises
    ------
    ValueError
        If there is one point or one replication only.
    """
    points, replications, _ = values.shape
    if points < 2 or replications < 2:
        raise ValueError(f"needs two points and two replications at least, but has {points} and {replications}")
    mean = values.mean(axis=(0, 1))
    of_point, of_replication = values.mean(axis=1), values.mean(axis=0)
    rest = values - of_point[:, np.newaxis] - of_replication + mean
    ms_points = replications * np.sum((of_point - mean) ** 2, axis=0) / (points - 1)
    ms_replications = points * np.sum((of_replication - mean) ** 2, axis=0) / (replications - 1)
    ms_rest = np.sum(rest**2, axis=(0, 1)) / ((points - 1) * (replications - 1))
    parameter = np.maximum(ms_points - ms_rest, 0) / replications
    chance = np.maximum(ms_replications - ms_rest, 0) / points + ms_rest
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = np.where(ms_points > 0, np.sqrt(replications * parameter / ms_points), 0.0)
    return Components(mean, parameter, chance, mean + kept * (of_point - mean))
