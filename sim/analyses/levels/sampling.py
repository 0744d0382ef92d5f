"""The standard deviations of the model, estimated with PyMC: all else is integrated out exactly."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from logging import ERROR, getLogger
from typing import Any

import numpy as np
import pandas as pd

from sim.analyses.levels.pooling import SPREADS, Observed
from sim.scenario.arrays import Floats

PRIOR_SDS = np.array([1.0, 0.5, 0.3, 0.5])
"""Scales of the half-normal priors of `SPREADS`."""

CHAINS, TUNE, DRAWS = 2, 500, 1_500
_TARGET_ACCEPTANCE = 0.95
_LIBRARIES = ("pymc", "pytensor", "arviz", "numpy", "scipy", "pandas")


@dataclass(frozen=True, eq=False)
class Sample:
    """Draws of `SPREADS`, a row each, all chains below each other, and how well they were drawn.

    Parameters
    ----------
    diagnostics
        ``r_hat``, ``ess_bulk`` and ``ess_tail`` of each of `SPREADS`.
    divergences
        Transitions that diverged.
    """

    spreads: Floats
    diagnostics: pd.DataFrame
    divergences: int

    def thinned(self, draws: int) -> Floats:
        """So many of the draws, as far apart as they are."""
        places = np.linspace(0, len(self.spreads) - 1, draws).round().astype(int)
        thinned: Floats = self.spreads[places]
        return thinned


def sample_spreads(observed: Observed, seed: int, draws: int = DRAWS) -> Sample:
    """Sample the standard deviations given counts: Hamiltonian Monte Carlo (NUTS), two chains one after the other.

    Effects of states and counties, walks and coefficients are Gaussian and integrated out: what is left is the density
    of the counts, normal with the covariance of `Observed`.

    Raises
    ------
    ValueError
        If PyMC is not installed.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pymc, arviz = _library()
        getLogger("pymc").setLevel(ERROR)
        kernels = observed.kernels
        with pymc.Model():
            spread = pymc.HalfNormal("spread", PRIOR_SDS, shape=len(SPREADS))
            state, county, walk, noise = (spread[place] ** 2 for place in range(len(SPREADS)))
            together = state * kernels.state + county * kernels.county + walk * kernels.walk
            apart = np.diag(observed.variances) + noise * np.diag(observed.noisy.astype(float))
            pymc.MvNormal(
                "logs", observed.points.prior_mean, cov=kernels.coefficients + together + apart, observed=observed.logs
            )
            found = pymc.sample(
                draws,
                tune=TUNE,
                chains=CHAINS,
                cores=1,
                random_seed=seed,
                target_accept=_TARGET_ACCEPTANCE,
                progressbar=False,
                compute_convergence_checks=False,
            )
        diagnostics = arviz.summary(found, round_to="none")[["r_hat", "ess_bulk", "ess_tail"]]
    values = np.asarray(found.posterior["spread"], dtype=float).reshape(-1, len(SPREADS))
    return Sample(values, diagnostics.set_axis(list(SPREADS)), int(found.sample_stats["diverging"].sum()))


def pareto_weights(log_ratios: Floats) -> tuple[Floats, float]:
    """Smooth importance ratios (PSIS): weights that add up to 1, and Pareto's k; over 0.7 none is to be trusted."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, arviz = _library()
        logs, shape = arviz.psislw(log_ratios)
    weights: Floats = np.exp(np.asarray(logs, dtype=float))
    weights /= weights.sum()
    return weights, float(shape)


def versions() -> dict[str, str]:
    """Versions of the libraries that levels depend on."""
    from importlib.metadata import version

    return {name: version(name) for name in _LIBRARIES}


def _library() -> tuple[Any, Any]:
    try:
        import arviz
        import pymc
    except ModuleNotFoundError as error:
        raise ValueError(
            f"levels are fitted with PyMC, and {error.name} is not installed; it comes with the extra 'levels': "
            "pip install 'lostleads[levels]'"
        ) from None
    return pymc, arviz
