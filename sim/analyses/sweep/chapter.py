"""The chapter of a sweep: what the counts are at each point, and how they differ from the base point."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.analyses.sweep.pictures import sweep_pictures
from sim.analyses.sweep.tables import SweepTables, as_number, shown
from sim.analyses.sweep.words import message
from sim.output.kinds import Results
from sim.output.names import begun, listed, measure_words, quoted
from sim.output.numbers import count, signed
from sim.output.page.content import Chapter, Section
from sim.output.tables import Column, Table

_MOST_POINTS = 60
_MOST_NAMED = 3


def sweep_chapter(results: Results) -> Chapter:
    """Tell a sweep."""
    record, tables = results.record, SweepTables.of(results)
    measures = tuple(each for each in dict.fromkeys(record["measures"]) if tables.is_known(each))
    return Chapter(
        title=f"{tables.scenario}: {_inputs(tables)}",
        question=_question(tables, measures),
        answers=tuple(_answer(tables, measure) for measure in measures),
        basis=_basis(record),
        sections=(
            Section(
                "How the counts answer",
                sentences=tuple(_parts(tables, measures)),
                pictures=tuple(sweep_pictures(tables, measures)),
            ),
            _points(tables, tuple(tables.with_parts(measures))),
        ),
        caption=results.caption,
    )


def _inputs(tables: SweepTables) -> str:
    names = [axis.name for axis in tables.axes]
    return listed(names) if len(names) <= _MOST_NAMED else f"{len(names)} inputs"


def _question(tables: SweepTables, measures: Sequence[str]) -> str:
    counts = listed([quoted(measure_words(measure)) for measure in measures]) or "the counts"
    return f"How do {counts} answer to {_inputs(tables)} under {quoted(tables.scenario)}?"


def _basis(record: dict[str, Any]) -> str:
    scenario, replications = record["scenarios"][0]["scenario"], record["replications"]
    runs = f"{replications:,} replications" if replications > 1 else "one replication"
    span = f"{runs} of {scenario['days']:,} days from {scenario['start']}"
    points = f"at each of {record['point_count']:,} points, the same bookings at all of them"
    intervals = (
        "In brackets: 95\N{NO-BREAK SPACE}% intervals" if replications > 1 else "One replication has no interval"
    )
    failed = record["failed_tasks"]
    missing = f" {failed:,} tasks failed; their points are left out." if failed else ""
    return f"Means over {span} {points}. {intervals}.{missing}"


def _answer(tables: SweepTables, measure: str) -> str:
    """Say how a measure answers to the inputs, and the intervals, if any, of its lowest and highest means."""
    said, means = message(tables, measure), tables.means(measure)
    lowest, highest = map(Column.estimated("Mean").text, means.loc[[*_extremes(means)]].to_dict("records"))
    if tables.replications == 1:
        return f"{said}."
    found = f"Mean: {lowest}" if lowest == highest else f"Lowest: {lowest}; highest: {highest}"
    return f"{said}. {found}."


def _parts(tables: SweepTables, measures: Sequence[str]) -> Iterator[str]:
    """Say of whom the people released before pickup are made, where they are told."""
    if parts := tables.lost_parts(*measures):
        yield f"{begun(parts)}."


def _extremes(means: pd.DataFrame) -> tuple[int, int]:
    """The points at which a measure is lowest and highest."""
    return int(str(means["mean"].idxmin())), int(str(means["mean"].idxmax()))


def _points(tables: SweepTables, measures: tuple[str, ...]) -> Section:
    means = {measure: tables.means(measure) for measure in measures}
    points = _told(tables, tuple(means.values()))
    left = len(tables.points) - len(points)
    note = f"{left:,} more points are in sweep.csv; these are spread evenly over the design." if left else ""
    told = [Table("means", "Means at the points", *_at_points(tables, means, points), note=note)]
    others = [point for point in points if point != tables.base_point]
    if not tables.paired.empty and others:
        title = f"Differences from point {tables.base_point}, over the same bookings"
        differences = {measure: tables.differences(measure) for measure in measures}
        told.append(Table("differences", title, *_at_points(tables, differences, others, signed), note=note))
    return Section("The points", tables=tuple(told))


def _at_points(
    tables: SweepTables, found: Mapping[str, pd.DataFrame], points: list[int], form: Callable[[float], str] = count
) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """A row a point, with its inputs and what was found of each measure; and how they are shown."""
    paths = [axis.path for axis in tables.axes if axis.is_numeric]
    numbers = tables.points[paths].map(as_number).add_prefix("number_")
    values = (each[["mean", "ci_low", "ci_high"]].add_prefix(f"{measure}_") for measure, each in found.items())
    data = pd.concat([tables.points, numbers, *values], axis="columns").loc[points]
    columns = (
        Column("Point", ("point",)),
        *(
            # Sorted as numbers, printed as typed.
            Column(axis.name, (f"number_{axis.path}", axis.path), lambda _, typed: shown(typed))
            if axis.is_numeric
            else Column(axis.name, (axis.path,), shown)
            for axis in tables.axes
        ),
        *(Column.estimated(measure_words(measure), prefix=f"{measure}_", form=form) for measure in found),
    )
    return data.rename_axis("point").reset_index(), columns


def _told(tables: SweepTables, means: Sequence[pd.DataFrame]) -> list[int]:
    """At most so many points as a page can hold: the base, the extremes and others evenly spread over the design."""
    every = [int(str(point)) for point in tables.points.index]
    if len(every) <= _MOST_POINTS:
        return every
    kept = {point for each in means for point in _extremes(each)} | ({tables.base_point} & {*every})
    places = np.linspace(0, len(every) - 1, max(0, _MOST_POINTS - len(kept))).round().astype(int)
    return sorted(kept | {every[place] for place in places})
