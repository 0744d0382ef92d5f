"""The rows of all files of an export, as numbers: what identifies is a hash, what is text a code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sim.records.columns import FACT_KEYS, NO, YES, Role
from sim.records.mapping import Columns
from sim.records.moments import BLANKS, NONE, Moments, clock_times, joined
from sim.scenario.arrays import Bools, Floats
from sim.sheets.layout import Layout
from sim.sheets.streaming import Batch, Stream, as_numbers

Hashes = NDArray[np.uint64]

NOTHING = np.uint64(0)
"""The hash of a blank cell."""


@dataclass(frozen=True)
class Source:
    """A file, how its columns are read, and the night of its name, in days since 1970, if it is a roster."""

    layout: Layout
    columns: Columns
    night: int | None = None

    def __str__(self) -> str:
        told = ", ".join(f"{role} from {name!r}" for role, name in self.columns.headers.items())
        return f"{self.layout.path}: {told}"


class Codes:
    """Texts by their number; 0 is the blank one. They are in memory only."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {"": 0}

    def of(self, cells: pa.Array) -> NDArray[np.int32]:
        """The number of each cell, blanks around it left out."""
        encoded = pc.dictionary_encode(pc.utf8_trim_whitespace(cells))
        places = [self._place(text) for text in encoded.dictionary.to_pylist()]
        found: NDArray[np.int32] = np.array(places or [0], dtype=np.int32)[as_numbers(encoded.indices)]
        return found

    def _place(self, text: str) -> int:
        text = " ".join(text.split("\n")) if text.lower() not in BLANKS else ""
        return self._places.setdefault(text, len(self._places))

    @property
    def texts(self) -> list[str]:
        """All of them, each at its number."""
        return list(self._places)


@dataclass(frozen=True, eq=False)
class Rows:
    """All rows, those of one file after another.

    Parameters
    ----------
    source, row
        The number of the file, and of the row in it.
    streams
        The files as they were read, which know their lines.
    number, person
        Hashes; `NOTHING` of a blank cell.
    night
        Days since 1970; -1 of none.
    stay
        As printed, in whichever unit; NaN of none.
    facts
        By key 1 for yes, 0 for no, -1 where nothing is told.
    extracted
        When the export says that it was taken, by either order of month and day, the latest; `NONE` if it does not.
    has
        Which roles any of the files has.
    tells_bookings
        Of each file whether it says when people were booked; others say more of bookings of these.
    """

    source: NDArray[np.int16]
    row: NDArray[np.int32]
    streams: Sequence[Stream]
    booked: Moments
    released: Moments
    number: Hashes
    person: Hashes
    night: NDArray[np.int32]
    stay: Floats
    charge: NDArray[np.int32]
    severity: NDArray[np.int32]
    reason: NDArray[np.int32]
    facts: Mapping[str, NDArray[np.int8]]
    charges: Sequence[str] = field(repr=False)
    severities: Sequence[str] = field(repr=False)
    reasons: Sequence[str] = field(repr=False)
    extracted: tuple[int, int] = (NONE, NONE)
    has: frozenset[str] = frozenset()
    tells_bookings: Bools = field(default_factory=lambda: np.ones(1, dtype=np.bool_))

    def __len__(self) -> int:
        return len(self.row)

    @property
    def uneven(self) -> int:
        """How many rows had too few or too many cells."""
        return sum(len(stream.uneven) for stream in self.streams)

    def lines(self, which: Bools, most: int) -> list[str]:
        """Where the first of some rows stand, as file and line."""
        places = np.flatnonzero(which)[:most]
        return [
            f"{self.streams[self.source[place]].layout.path.name}:"
            f"{int(self.streams[self.source[place]].lines(np.array([int(self.row[place])], dtype=np.int64))[0])}"
            for place in places
        ]


def read_rows(sources: Sequence[Source], *, line_breaks: bool) -> Rows:
    """Read the mapped columns of all files.

    Raises
    ------
    ValueError
        If a file is no table throughout.
    """
    codes = {role: Codes() for role in (Role.CHARGE, Role.SEVERITY, Role.REASON)}
    streams, parts, stamps = [], [], [(NONE, NONE)]
    for place, source in enumerate(sources):
        headers = source.columns.headers
        stream = Stream(source.layout, list(headers.values()), line_breaks)
        streams.append(stream)
        first = 0
        for batch in stream.batches():
            by_role = {role: batch[name] for role, name in headers.items()}
            count = len(next(iter(batch.values())))
            parts.append(_part(by_role, (place, first, count), source.night, codes))
            stamps.append(_latest(by_role.get(Role.EXTRACTED)))
            first += count
    has = frozenset(role for source in sources for role in source.columns.headers)
    fields_read = {name: _joined([part.pop(name) for part in parts]) for name in list(parts[0])}
    facts = {key: fields_read.pop(key) for key in FACT_KEYS}
    texts = {f"{role}": each.texts for role, each in codes.items()}
    return Rows(
        streams=streams,
        facts=facts,
        charges=texts[Role.CHARGE],
        severities=texts[Role.SEVERITY],
        reasons=texts[Role.REASON],
        extracted=(max(month for month, _ in stamps), max(day for _, day in stamps)),
        has=has,
        tells_bookings=np.array([source.columns.booked is not None for source in sources], dtype=np.bool_),
        **fields_read,
    )


def _joined(parts: Sequence[Any]) -> Any:
    return Moments.joined(parts) if isinstance(parts[0], Moments) else joined(parts)


def _part(cells: Batch, place: tuple[int, int, int], night: int | None, codes: Mapping[Role, Codes]) -> dict[str, Any]:
    """The rows of a batch, by the fields of `Rows`; placed by the number of their file, of the first, and how many."""
    source, first, count = place
    moments = {role: _moments(cells, role, count) for role in (Role.BOOKED, Role.RELEASED, Role.NIGHT)}
    nights = np.broadcast_to(np.int32(-1 if night is None else night), count)
    if Role.NIGHT in cells:
        of_night = moments[Role.NIGHT].value
        nights = np.where(of_night == NONE, nights, of_night // 86400).astype(np.int32)
    return {
        "source": np.broadcast_to(np.int16(source), count),
        "row": np.arange(first, first + count, dtype=np.int32),
        "booked": moments[Role.BOOKED],
        "released": moments[Role.RELEASED],
        "number": _hashed(cells.get(Role.NUMBER), count),
        "person": _hashed(cells.get(Role.PERSON), count),
        "night": nights,
        "stay": _stays(cells.get(Role.STAY), count),
        **{role.value: _coded(cells.get(role), count, each) for role, each in codes.items()},
        **{key: _yes_no(cells.get(key), count) for key in FACT_KEYS},
    }


def _latest(cells: pa.Array | None) -> tuple[int, int]:
    """The latest moment of a column, by either order of month and day."""
    if cells is None or not len(cells):
        return NONE, NONE
    read = Moments.of(pc.unique(cells))
    return int(read.seconds(day_first=False).max()), int(read.seconds(day_first=True).max())


def _moments(cells: Batch, role: Role, count: int) -> Moments:
    if role not in cells:
        return Moments.none(count)
    read = Moments.of(cells[role])
    time = cells.get(f"{role}_time")
    return read if time is None else read.with_times(clock_times(time))


def _hashed(cells: pa.Array | None, count: int) -> Hashes:
    if cells is None:
        return np.broadcast_to(NOTHING, count)
    trimmed = pc.utf8_trim_whitespace(cells)
    texts = trimmed.to_numpy(zero_copy_only=False)
    hashes = pd.util.hash_array(texts, categorize=False)
    blank = np.asarray(pc.equal(trimmed, "").to_numpy(zero_copy_only=False), dtype=np.bool_)
    return np.where(blank, NOTHING, np.maximum(hashes, np.uint64(1)))


def _stays(cells: pa.Array | None, count: int) -> Floats:
    if cells is None:
        return np.broadcast_to(np.nan, count)
    plain = pc.replace_substring_regex(pc.utf8_trim_whitespace(cells), '[",]', "")
    texts = pd.Series(plain.to_numpy(zero_copy_only=False), dtype=object)
    return np.asarray(pd.to_numeric(texts, errors="coerce"), dtype=np.float64)


def _coded(cells: pa.Array | None, count: int, codes: Codes) -> NDArray[np.int32]:
    return np.broadcast_to(np.int32(0), count) if cells is None else codes.of(cells)


def _yes_no(cells: pa.Array | None, count: int) -> NDArray[np.int8]:
    if cells is None:
        return np.broadcast_to(np.int8(-1), count)
    words = pc.utf8_lower(pc.utf8_trim_whitespace(cells))
    yes = pc.is_in(words, pa.array(YES)).to_numpy(zero_copy_only=False)
    no = pc.is_in(words, pa.array(NO)).to_numpy(zero_copy_only=False)
    return np.select([yes, no], [1, 0], -1).astype(np.int8)
