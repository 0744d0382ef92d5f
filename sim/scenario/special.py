"""The special functions of SciPy that are used here, the same objects as in `scipy.special`, imported alone."""

from __future__ import annotations

from sim.scenario.alone import imported_alone

__all__ = ["gamma", "gammainc", "gammaincc", "gammaincinv", "log_ndtr", "ndtr", "ndtri", "pdtr", "pdtrik", "stdtrit"]

_functions = imported_alone("scipy.special._ufuncs", "scipy.special")

gamma = _functions.gamma
gammainc, gammaincc, gammaincinv = _functions.gammainc, _functions.gammaincc, _functions.gammaincinv
log_ndtr, ndtr, ndtri = _functions.log_ndtr, _functions.ndtr, _functions.ndtri
pdtr, pdtrik, stdtrit = _functions.pdtr, _functions.pdtrik, _functions.stdtrit
