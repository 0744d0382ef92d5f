"""The cells of an export read as numbers, some rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sim.records.columns import FACT_KEYS, NO, YES, Role
from sim.records.export import Export, packed
from sim.records.moments import BLANKS, NONE, STILL_INSIDE, Moments, clock_times
from sim.records.rows import NOTHING, Counts, Hashes, Rows, Source, Told
from sim.scenario.arrays import Bools, Floats
from sim.scenario.seconds import DAY_SECONDS
from sim.sheets.streaming import Batch as Cells
from sim.sheets.streaming import Stream, as_numbers


class Codes:
    """Texts by their number; 0 is the blank one. They are in memory only."""

    def __init__(self, blanks: Sequence[str] = BLANKS) -> None:
        self._blanks = frozenset(blanks)
        self._places: dict[str, int] = {"": 0}

    def of(self, cells: pa.Array) -> NDArray[np.int32]:
        """The number of each cell, blanks around it left out."""
        encoded = pc.dictionary_encode(pc.utf8_trim_whitespace(cells))
        places = [self._place(text) for text in encoded.dictionary.to_pylist()]
        found: NDArray[np.int32] = np.array(places or [0], dtype=np.int32)[as_numbers(encoded.indices)]
        return found

    def _place(self, text: str) -> int:
        text = " ".join(text.split("\n")) if text.lower() not in self._blanks else ""
        return self._places.setdefault(text, len(self._places))

    @property
    def texts(self) -> list[str]:
        """All of them, each at its number."""
        return list(self._places)


def read_rows(sources: Sequence[Source], *, line_breaks: bool, blank_words: bool = True) -> Export:
    """Read the mapped columns of all files; words such as ``NULL`` are blank cells, if they are to be.

    Raises
    ------
    ValueError
        If a file is no table throughout.
    """
    reader = _Reader(sources, line_breaks, BLANKS if blank_words else ("",))
    rows = packed(reader.batches())
    told = Told(
        streams=reader.streams,
        counts=reader.counts,
        charges=reader.codes[Role.CHARGE].texts,
        severities=reader.codes[Role.SEVERITY].texts,
        reasons=reader.codes[Role.REASON].texts,
        extracted=reader.extracted,
        has=frozenset(role for source in sources for role in source.columns.headers),
    )
    return Export(told, rows)


@dataclass
class _Reader:
    """Reads all files, and keeps what is told of their rows together."""

    sources: Sequence[Source]
    line_breaks: bool
    blanks: Sequence[str]
    streams: list[Stream] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    codes: dict[Role, Codes] = field(default_factory=dict)
    extracted: tuple[int, int] = (NONE, NONE)

    def __post_init__(self) -> None:
        self.codes = {role: Codes(self.blanks) for role in (Role.CHARGE, Role.SEVERITY, Role.REASON)}

    def batches(self) -> Iterator[Rows]:
        """The rows of all files."""
        for place, source in enumerate(self.sources):
            headers = source.columns.headers
            stream = Stream(source.layout, list(headers.values()), self.line_breaks)
            self.streams.append(stream)
            for batch in stream.batches():
                cells = {role: batch[name] for role, name in headers.items()}
                count = len(next(iter(batch.values())))
                if not count:
                    continue
                rows = self._rows(cells, (place, stream.rows - count, count), source)
                self.counts.add(rows)
                month, day = _latest(cells.get(Role.EXTRACTED))
                self.extracted = max(self.extracted[0], month), max(self.extracted[1], day)
                yield rows

    def _rows(self, cells: Cells, place: tuple[int, int, int], source: Source) -> Rows:
        """The rows of a batch; placed by the number of their file, of the first, and how many."""
        file, first, count = place
        moments = {role: _moments(cells, role, count, self.blanks) for role in (Role.BOOKED, Role.RELEASED, Role.NIGHT)}
        nights = np.broadcast_to(np.int32(-1 if source.night is None else source.night), count)
        if Role.NIGHT in cells:
            of_night = moments[Role.NIGHT].value
            nights = np.where(of_night == NONE, nights, of_night // DAY_SECONDS).astype(np.int32)
        return Rows(
            source=np.broadcast_to(np.int16(file), count),
            row=np.arange(first, first + count, dtype=np.int32),
            begins=np.broadcast_to(np.bool_(source.columns.booked is not None), count),
            blanked=_blanked(cells, count, self.blanks),
            booked=moments[Role.BOOKED],
            released=moments[Role.RELEASED],
            number=_hashed(cells.get(Role.NUMBER), count, self.blanks),
            person=_hashed(cells.get(Role.PERSON), count, self.blanks),
            night=nights,
            stay=_stays(cells.get(Role.STAY), count),
            facts={key: _yes_no(cells.get(key), count) for key in FACT_KEYS},
            **{role.value: _coded(cells.get(role), count, each) for role, each in self.codes.items()},
        )


def _latest(cells: pa.Array | None) -> tuple[int, int]:
    """The latest moment of a column, by either order of month and day."""
    if cells is None or not len(cells):
        return NONE, NONE
    read = Moments.of(pc.unique(cells))
    return int(read.seconds(day_first=False).max()), int(read.seconds(day_first=True).max())


def _blanked(cells: Cells, count: int, blanks: Sequence[str]) -> Bools:
    """Which rows have a word that is read as a blank cell."""
    words, found = pa.array([word for word in blanks if word], pa.string()), np.zeros(count, dtype=np.bool_)
    for each in cells.values():
        found |= as_numbers(pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(each)), words))
    return found


def _moments(cells: Cells, role: Role, count: int, blanks: Sequence[str]) -> Moments:
    if role not in cells:
        return Moments.none(count)
    read = Moments.of(cells[role], blanks)
    time = cells.get(f"{role}_time")
    return read if time is None else read.with_times(clock_times(time))


def _hashed(cells: pa.Array | None, count: int, blanks: Sequence[str]) -> Hashes:
    if cells is None:
        return np.broadcast_to(NOTHING, count)
    trimmed = pc.utf8_trim_whitespace(cells)
    texts = trimmed.to_numpy(zero_copy_only=False)
    hashes = pd.util.hash_array(texts, categorize=False)
    blank = as_numbers(pc.is_in(pc.utf8_lower(trimmed), pa.array(blanks)))
    return np.where(blank, NOTHING, np.maximum(hashes, np.uint64(1)))


def _stays(cells: pa.Array | None, count: int) -> Floats:
    if cells is None:
        return np.broadcast_to(np.nan, count)
    plain = pc.replace_substring_regex(pc.utf8_trim_whitespace(cells), '[",]', "")
    texts = pd.Series(plain.to_numpy(zero_copy_only=False), dtype=object)
    read = np.asarray(pd.to_numeric(texts, errors="coerce"), dtype=np.float64)
    none = as_numbers(pc.is_in(pc.utf8_lower(plain), pa.array((*BLANKS, *STILL_INSIDE))))
    return np.where(np.isfinite(read), read, np.where(none, np.nan, -1.0))


def _coded(cells: pa.Array | None, count: int, codes: Codes) -> NDArray[np.int32]:
    return np.broadcast_to(np.int32(0), count) if cells is None else codes.of(cells)


def _yes_no(cells: pa.Array | None, count: int) -> NDArray[np.int8]:
    if cells is None:
        return np.broadcast_to(np.int8(-1), count)
    words = pc.utf8_lower(pc.utf8_trim_whitespace(cells))
    yes = pc.is_in(words, pa.array(YES)).to_numpy(zero_copy_only=False)
    no = pc.is_in(words, pa.array(NO)).to_numpy(zero_copy_only=False)
    return np.select([yes, no], [1, 0], -1).astype(np.int8)
