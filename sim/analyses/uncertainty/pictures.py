"""The pictures of an uncertainty study: two of each headline count."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analyses.uncertainty.indices import indices
from sim.analyses.uncertainty.tables import UncertaintyTables
from sim.analyses.uncertainty.tornado import tornado
from sim.model.outcomes import HEADLINES
from sim.output.charts.picture import Picture

__all__ = ["uncertainty_pictures"]


def uncertainty_pictures(tables: UncertaintyTables) -> Iterator[Picture]:
    """A tornado and the indices of each headline count; none of a count that no input moves."""
    for measure in HEADLINES:
        yield from filter(None, (tornado(tables, measure), indices(tables, measure)))
