"""The pictures of a sweep: which there are depends on how many inputs are varied, and how."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from sim.analyses.sweep.clouds import scatter
from sim.analyses.sweep.heat import heat, panels
from sim.analyses.sweep.lines import lines
from sim.analyses.sweep.tables import SweepTables
from sim.model.outcomes import HEADLINES
from sim.output.charts.picture import Picture

_MAPS = {2: heat, 3: panels}


def sweep_pictures(tables: SweepTables, measures: Sequence[str] = HEADLINES) -> Iterator[Picture]:
    """Lines of all measures over one input; for each measure a map over two or three, clouds over more or of a sample.

    A measure without a mean at any point has no picture.
    """
    known = [measure for measure in dict.fromkeys(measures) if tables.inputs and tables.is_known(measure)]
    if known and len(tables.axes) == 1:
        yield lines(tables, known)
        return
    is_grid = 2 * len(tables.points) >= math.prod(len(axis.values) for axis in tables.axes)
    draw = _MAPS.get(len(tables.axes), scatter) if is_grid else scatter
    for measure in known:
        yield draw(tables, measure)
