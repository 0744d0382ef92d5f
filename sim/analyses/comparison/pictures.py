"""The pictures of a run or a comparison, by what they are about; one more stands in one of these lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sim.analyses.comparison.by_charge import lost_by_charge
from sim.analyses.comparison.changes import who_changed
from sim.analyses.comparison.differences import differences
from sim.analyses.comparison.endings import how_lost
from sim.analyses.comparison.headlines import headline_counts
from sim.analyses.comparison.hours import hours_of_week
from sim.analyses.comparison.network.by_group import gains_by_kind, gains_by_office, spill_over
from sim.analyses.comparison.network.by_month import cumulative_leads
from sim.analyses.comparison.network.ranked import ranked_gains, ranked_rates
from sim.analyses.comparison.network.tile_map import state_gains, state_rates
from sim.analyses.comparison.results import ResultTables
from sim.output.charts.picture import Picture

OfStudy = Callable[[ResultTables], Picture | None]
OfPair = Callable[[ResultTables, str], Picture | None]

COUNTS: Sequence[OfStudy] = (headline_counts,)
CHARGES: Sequence[OfPair] = (lost_by_charge,)
LOSSES: Sequence[OfStudy] = (how_lost,)
CHANGES: Sequence[OfPair] = (who_changed,)
WEEK: Sequence[OfStudy] = (hours_of_week,)
DIFFERENCES: Sequence[OfStudy] = (differences,)
PLACES: Sequence[OfStudy] = (ranked_rates, state_rates)
PLACES_CHANGED: Sequence[OfPair] = (
    *(cumulative_leads, gains_by_kind, ranked_gains),
    *(state_gains, gains_by_office, spill_over),
)


def of_study(tables: ResultTables, functions: Sequence[OfStudy]) -> Iterator[Picture]:
    """The pictures of a list that there is something to draw of."""
    return (picture for function in functions if (picture := function(tables)))


def of_pair(tables: ResultTables, other: str, functions: Sequence[OfPair]) -> Iterator[Picture]:
    """The same of another scenario and the base; of several others each has its place behind the names."""
    for function in functions:
        if picture := function(tables, other):
            several = f"_{tables.labels.index(other) + 1}" if len(tables.others) > 1 else ""
            yield replace(picture, name=f"{picture.name}{several}")


def study_pictures(tables: ResultTables) -> Iterator[Picture]:
    """Every picture that there is something to draw of."""
    yield from of_study(tables, COUNTS)
    for other in tables.others:
        yield from of_pair(tables, other, CHARGES)
    yield from of_study(tables, LOSSES)
    for other in tables.others:
        yield from of_pair(tables, other, CHANGES)
    yield from of_study(tables, (*WEEK, *DIFFERENCES, *(() if tables.others else PLACES)))
    for other in tables.others if len(tables.groups_paired) else ():
        yield from of_pair(tables, other, PLACES_CHANGED)
