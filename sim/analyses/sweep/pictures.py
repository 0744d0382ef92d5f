"""The pictures of a sweep: which there are depends on how many inputs are varied, and how."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pandas as pd
from matplotlib.figure import Figure

from sim.analyses.sweep.heat import heat
from sim.analyses.sweep.lines import lines
from sim.analyses.sweep.panels import panels, scatter
from sim.analyses.sweep.tables import SweepTables
from sim.model.outcomes import HEADLINES

__all__ = ["SweepTables", "sweep_figures"]

_MAPS = {2: ("heat", heat), 3: ("panels", panels)}


def sweep_figures(
    tables: SweepTables, measures: Sequence[str] = HEADLINES
) -> Iterator[tuple[str, Figure, pd.DataFrame]]:
    """Draw a sweep: lines over one input, maps over two or three, clouds of points over more or over a sample.

    Yields
    ------
    name, figure, numbers
        ``lines`` with all measures, or ``heat_MEASURE``, ``panels_MEASURE``, ``scatter_MEASURE``; and just the numbers
        that are drawn. A measure without a mean at any point has no picture.
    """
    if tables.table.empty or not tables.inputs:
        return
    known = [measure for measure in dict.fromkeys(measures) if tables.is_known(measure)]
    if not known:
        return
    if len(tables.axes) == 1:
        yield "lines", *lines(tables, known)
        return
    kind, draw = _MAPS[len(tables.axes)] if len(tables.axes) in _MAPS and _is_grid(tables) else ("scatter", scatter)
    for measure in known:
        yield f"{kind}_{measure}", *draw(tables, measure)


def _is_grid(tables: SweepTables) -> bool:
    """Whether at least half of all combinations of values are there; of a sample hardly any are."""
    return 2 * len(tables.points) >= math.prod(len(axis.values) for axis in tables.axes)
