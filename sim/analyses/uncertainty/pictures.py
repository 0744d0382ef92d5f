"""The pictures of an uncertainty study: two of each headline count."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analyses.uncertainty.bars import Subject
from sim.analyses.uncertainty.indices import indices
from sim.analyses.uncertainty.tables import UncertaintyTables
from sim.analyses.uncertainty.tornado import tornado
from sim.model.outcomes import HEADLINES
from sim.output.charts.picture import Picture
from sim.output.numbers import over

__all__ = ["uncertainty_pictures"]


def uncertainty_pictures(tables: UncertaintyTables) -> Iterator[Picture]:
    """A tornado and the indices of each headline count; none of a count that no input moves."""
    compared = "difference in people" if tables.is_pair else "people"
    for measure in HEADLINES:
        subject = Subject(measure, tables.subject, compared, over(tables.days))
        moved, found = (table[table["measure"] == measure] for table in (tables.tornado, tables.sensitivity))
        if moved["change"].any():
            yield tornado(moved, subject)
        if found["value"].notna().any():
            yield indices(found, subject)
