"""Rosters of one night beside bookings: they tell how many people were inside, to check against, and no booking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from sim.records.fates import MOST_LINES
from sim.records.mapping import Cohort, Columns, Mapping
from sim.records.moments import BLANKS, STILL_INSIDE
from sim.records.rows import Source
from sim.sheets.account import Entry, Fate
from sim.sheets.headers import plain
from sim.sheets.streaming import Stream

_CALLED = ("roster", "rosters", "census", "population", "in custody")
_ROSTERS = {Cohort.INSIDE_ON_A_DAY, Cohort.NIGHTLY_ROSTERS}


@dataclass(frozen=True)
class Roster:
    """A roster, of which at most the column is read that tells people apart, and how many people it has."""

    source: Source
    stream: Stream
    people: int

    @property
    def rows(self) -> int:
        """How many rows it has, also those of too few or too many cells."""
        return self.stream.rows + len(self.stream.uneven)

    @property
    def entry(self) -> Entry:
        """What became of its rows."""
        where = tuple(self.stream.first(MOST_LINES))
        return Entry(Fate.KEPT_APART, "on a roster, which tells who was inside (rosters_beside)", self.rows, where)


def parted(sources: Sequence[Source], said: Mapping) -> tuple[list[Source], list[Roster]]:
    """Tell rosters from exports of bookings: they are called so, tell no release, and stand beside a file that does.

    Raises
    ------
    ValueError
        If a roster is no table throughout.
    """
    kept, rosters = [], []
    for each in sources:
        beside = any(other.columns.booked and _ends(other.columns) for other in sources if other is not each)
        sought = said.rosters_beside and said.cohort not in _ROSTERS and beside and _is_called_so(each)
        if (found := _roster(each, said) if sought else None) is None:
            kept.append(each)
        else:
            rosters.append(found)
    return kept, rosters


def _is_called_so(source: Source) -> bool:
    words = f" {plain(source.layout.path.name.partition('.')[0])} "
    return any(f" {each} " in words for each in _CALLED)


def _ends(columns: Columns) -> str | None:
    return columns.released or columns.stay


def _roster(source: Source, said: Mapping) -> Roster | None:
    """The roster of a file; None where it tells when somebody left."""
    ends, who = _ends(source.columns), source.columns.number or source.columns.person
    read = [name for name in (ends, who) if name] or [source.layout.header[0]]
    stream, people = Stream(source.layout, read, said.line_breaks), set[str]()
    for batch in stream.batches():
        if ends and not set(_distinct(batch[ends])) <= {*BLANKS, *STILL_INSIDE}:
            return None
        people.update(_distinct(batch[who]) if who else ())
    columns = Columns(number=source.columns.number, person=None if source.columns.number else source.columns.person)
    return Roster(Source(source.layout, columns, source.night), stream, len(people - {""}) if who else stream.rows)


def _distinct(cells: pa.Array) -> Iterator[str]:
    yield from map(str, pc.unique(pc.utf8_lower(pc.utf8_trim_whitespace(cells))).to_pylist())
