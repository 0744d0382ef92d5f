"""The special functions of SciPy that are used here, the same objects as in `scipy.special`, imported alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.alone import imported_alone

__all__ = ["gamma", "gammainc", "gammaincc", "gammaincinv", "log_ndtr", "ndtr", "ndtri", "pdtr", "pdtrik", "stdtrit"]

if TYPE_CHECKING:
    from scipy.special import gamma, gammainc, gammaincc, gammaincinv, log_ndtr, ndtr, ndtri, pdtr, pdtrik, stdtrit
else:
    _functions = imported_alone("scipy.special._ufuncs", "scipy.special")
    gamma, log_ndtr, ndtr, ndtri = _functions.gamma, _functions.log_ndtr, _functions.ndtr, _functions.ndtri
    gammainc, gammaincc, gammaincinv = _functions.gammainc, _functions.gammaincc, _functions.gammaincinv
    pdtr, pdtrik, stdtrit = _functions.pdtr, _functions.pdtrik, _functions.stdtrit
