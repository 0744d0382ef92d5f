"""The pictures of a run or a comparison."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analyses.comparison.changes import who_changed
from sim.analyses.comparison.differences import differences
from sim.analyses.comparison.endings import how_lost
from sim.analyses.comparison.headlines import headline_counts
from sim.analyses.comparison.hours import hours_of_week
from sim.analyses.comparison.results import ResultTables
from sim.output.charts.picture import Picture

__all__ = ["study_pictures"]


def study_pictures(tables: ResultTables) -> Iterator[Picture]:
    """Every picture that applies."""
    yield headline_counts(tables)
    yield how_lost(tables)
    for other in tables.others:
        yield who_changed(tables, other)
    yield hours_of_week(tables)
    if tables.others:
        yield differences(tables)
