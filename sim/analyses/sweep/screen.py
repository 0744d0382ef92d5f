"""The table of a sweep, as it is printed."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase

from sim.analyses.sweep.tables import SweepTables
from sim.output.kinds import Results
from sim.output.names import begun, in_words, lettered
from sim.output.numbers import number
from sim.output.tables import Column, Note, Table

__all__ = ["sweep_screen"]

_MOST_POINTS = 40


def sweep_screen(results: Results) -> Iterator[Table | Note]:
    """The inputs of a sweep, and some measures at each point, of which at most as many are seen as fit a screen."""
    tables, measures = SweepTables.of(results), results.record["measures"]
    letters = lettered(tables.inputs, ascii_lowercase)
    yield Note("\n".join(f"{letter}  {path}" for path, letter in letters.items()))
    means = tables.table.pivot_table("mean", "point", "measure", sort=False, dropna=False)
    points = tables.table.drop_duplicates("point").set_index("point")[[*letters]]
    data = points.join(means.reindex(columns=measures)).reset_index()
    columns = (
        Column("point", ("point",)),
        *(Column(letter, (path,)) for path, letter in letters.items()),
        *(Column(in_words(measure), (measure,), number) for measure in measures),
    )
    shown = range(min(len(data), _MOST_POINTS))
    yield Table("sweep", "Means, all jails", data, columns, on_screen=shown)
    if len(data) > _MOST_POINTS:
        yield Note(f"and {len(data) - _MOST_POINTS:,} more points, in sweep.csv", "dim")
    if parts := tables.lost_parts(*measures):
        yield Note(f"{begun(parts)}.", "dim")
