"""Dates and times as they are printed, in many ways, as seconds on the wall clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.records.packing import joined
from sim.scenario.arrays import Bools, Ints
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS

NONE = int(np.iinfo(np.int64).min)
"""The second of what is no moment."""

NO_ZONE = int(np.iinfo(np.int16).min)
"""The offset of a moment that names no time zone."""

BLANKS = ("", "null", "n/a", "na", "none", "nan", "nat", "-", "--", "\\n", "(null)", "#n/a", ".", "unknown")
"""What is written where nothing is known."""

STILL_INSIDE = ("in custody", "still in custody", "active", "incarcerated", "inside", "not released", "open", "current")
"""What is written in the place of a release for people who are inside."""

ZONES = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "AST": -240,
    "EST": -300,
    "EDT": -240,
    "CST": -360,
    "CDT": -300,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
    "AKST": -540,
    "AKDT": -480,
    "HST": -600,
}
"""Minutes that a written time zone is ahead of UTC."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = (
    r"(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[AaPp])?\.?(?:[Mm]\.?)?"
    r"(?:\s*(?P<zone>[A-Za-z]{1,4}|[+-]\d{2}:?\d{2}))?"
)
_DATE = (
    r"(?:[A-Za-z]{3,9},? )?(?:"
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"|(?P<first>\d{1,2})[-/.](?P<then>\d{1,2})[-/.](?P<last>\d{4}|\d{2})"
    r"|(?P<compact>\d{8})|(?P<serial>\d{5}(?:\.\d+)?)"
    r"|(?P<word_day>\d{1,2})[- ](?P<word>[A-Za-z]{3,9})[- ,]+(?P<word_year>\d{4}|\d{2})"
    r"|(?P<name>[A-Za-z]{3,9})\.? (?P<name_day>\d{1,2}),? (?P<name_year>\d{4})"
    r")"
)
_MOMENT = rf"^\s*{_DATE}(?:(?:T|,?\s+|:){_TIME})?\s*$"
_CLOCK = rf"^\s*(?:(?:1900-01-0[01]|1899-12-3[01])[ T])?{_TIME}\s*$"
_SHORT_YEARS_FROM = 69
_EXCEL_OF_1970 = 25_569
"""The day number that Excel has for 1 January 1970."""


class Order(IntEnum):
    """By which order of month and day a cell is a date."""

    EITHER = 0
    """It does not matter, or it is none."""
    MONTH_FIRST = 1
    DAY_FIRST = 2
    DIFFERENT = 3
    """By both, and they are different days."""


@dataclass(frozen=True, eq=False)
class Moments:
    """The cells of a column of moments, a row each.

    Parameters
    ----------
    value
        Wall seconds since 1970, by the order that gives a date, the month first where both do; `NONE` of no date.
    order
        As `Order`.
    timed
        Whether the cell has a time of day.
    zone
        Minutes that the cell's own time zone is ahead of UTC; `NO_ZONE` of none.
    blank, inside
        Whether nothing stands there, or a word for people who are inside.
    short_year
        Whether the year has two digits.
    """

    value: Ints
    order: np.ndarray[Any, np.dtype[np.uint8]]
    timed: Bools
    zone: np.ndarray[Any, np.dtype[np.int16]]
    blank: Bools
    inside: Bools
    short_year: Bools

    def __len__(self) -> int:
        return len(self.blank)

    @classmethod
    def of(cls, cells: pa.Array, blanks: Sequence[str] = BLANKS) -> Self:
        """Read cells, of which some words are blank."""
        low = pc.utf8_lower(pc.utf8_trim_whitespace(cells))
        blank = _bools(pc.is_in(low, pa.array(blanks)))
        inside = _bools(pc.is_in(low, pa.array(STILL_INSIDE)))
        part = _Parts.of(cells, _MOMENT)
        of_day, timed, zone = part.time_of_day()
        month_first, day_first, short = part.days()
        serial = part.serial_seconds()
        of_day, timed = np.where(serial > 0, serial % DAY_SECONDS, of_day), timed | (serial % DAY_SECONDS > 0)
        value = np.where(month_first == NONE, day_first, month_first)
        order = np.select(
            [month_first == day_first, day_first == NONE, month_first == NONE],
            [Order.EITHER, Order.MONTH_FIRST, Order.DAY_FIRST],
            Order.DIFFERENT,
        ).astype(np.uint8)
        there = (value != NONE) & (of_day >= 0)
        value = np.where(there, np.where(there, value, 0) * DAY_SECONDS + of_day, NONE)
        return cls(value, np.where(there, order, 0).astype(np.uint8), timed & there, zone, blank, inside, short)

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Those of several batches, one after another."""
        return cls(*(joined([getattr(part, each.name) for part in parts]) for each in fields(cls)))

    @classmethod
    def none(cls, count: int) -> Self:
        """Blank cells."""
        no, yes = (np.broadcast_to(np.bool_(each), count) for each in (False, True))
        value, order = np.broadcast_to(np.int64(NONE), count), np.broadcast_to(np.uint8(0), count)
        return cls(value, order, no, np.broadcast_to(np.int16(NO_ZONE), count), yes, no, no)

    def with_times(self, times: Moments) -> Moments:
        """Dates with the times of day of another column, as `clock_times` reads them."""
        has = times.timed & ~self.timed & (self.value != NONE)
        value = np.where(has, self.value + np.where(has, times.value, 0), self.value)
        zone = np.where(has, times.zone, self.zone).astype(np.int16)
        return replace(self, value=value, timed=self.timed | has, zone=zone)

    @property
    def orders_differ(self) -> Bools:
        """Of which cells it matters whether the day is first."""
        differ: Bools = self.order == Order.DIFFERENT
        return differ

    def seconds(self, *, day_first: bool) -> Ints:
        """Wall seconds; `NONE` of what is no moment."""
        other = self.order == (Order.MONTH_FIRST if day_first else Order.DAY_FIRST)
        seconds = np.where(other, NONE, self.value)
        if day_first and self.orders_differ.any():
            seconds[self.orders_differ] = _swapped(self.value[self.orders_differ])
        return seconds


def _swapped(seconds: Ints) -> Ints:
    """Moments with the number of their month and that of their day swapped."""
    days, of_day = np.divmod(seconds, DAY_SECONDS)
    month = days.astype("datetime64[D]").astype("datetime64[M]")
    day = days - month.astype("datetime64[D]").astype(np.int64)
    year = month.astype("datetime64[Y]").astype("datetime64[M]")
    swapped = (year + day).astype("datetime64[D]").astype(np.int64) + (month - year).astype(np.int64)
    return np.asarray(swapped * DAY_SECONDS + of_day, dtype=np.int64)


def clock_times(cells: pa.Array) -> Moments:
    """Read times of day alone, such as ``13:05``, ``1305`` or ``1:05 PM``, as seconds since midnight."""
    of_day, timed, zone = _Parts.of(cells, _CLOCK).time_of_day()
    timed &= of_day >= 0
    seconds = np.where(timed, of_day, NONE)
    no = np.zeros(len(seconds), dtype=np.bool_)
    return Moments(seconds, no.astype(np.uint8), timed, zone, ~timed, no, no)


def looks_like_moments(cells: Sequence[str]) -> bool:
    """Whether nine in ten cells are dates, by either order."""
    if not cells:
        return False
    read = Moments.of(pa.array(cells, pa.string()))
    dated = read.value != NONE
    told = ~read.blank & ~read.inside
    return bool(dated.sum() >= 0.9 * told.sum()) and bool(dated.any())


def looks_like_times(cells: Sequence[str]) -> bool:
    """Whether nine in ten cells are times of day alone."""
    return bool(cells) and float(clock_times(pa.array(cells, pa.string())).timed.mean()) >= 0.9


@dataclass(frozen=True, eq=False)
class _Parts:
    """What a pattern finds in each cell, by the names of its groups."""

    found: pa.StructArray
    count: int

    @classmethod
    def of(cls, cells: pa.Array, pattern: str) -> Self:
        return cls(pc.extract_regex(cells, pattern), len(cells))

    def text(self, name: str) -> pa.Array:
        return pc.fill_null(pc.struct_field(self.found, [self._place(name)]), "")

    def number(self, name: str) -> Ints:
        """The number of a group; -1 where it is not there."""
        text = self.text(name)
        given = pc.not_equal(text, "")
        return _numbers(pc.cast(pc.if_else(given, text, "-1"), pa.int64()))

    def month(self, name: str) -> Ints:
        """The number of the month that a group names; 0 of none."""
        months = pc.index_in(pc.utf8_slice_codeunits(pc.utf8_lower(self.text(name)), 0, 3), pa.array(_MONTHS))
        return _numbers(pc.add(pc.fill_null(months, -1), 1)).astype(np.int64)

    def days(self) -> tuple[Ints, Ints, Bools]:
        """Days since 1970 with the month first and with the day first, `NONE` of none; whether the year is short."""
        ordered, of_word, named = (self.number(name) > 0 for name in ("first", "word_day", "name_day"))
        last, word_year, compact = self.number("last"), self.number("word_year"), self.number("compact")
        rest = [of_word, named, compact > 0]
        years = [_full(last), _full(word_year), self.number("name_year"), compact // 10_000]
        year = np.select([ordered, *rest], years, self.number("year"))
        serial = self.serial_seconds() // DAY_SECONDS
        month = np.select(rest, [self.month("word"), self.month("name"), compact // 100 % 100], self.number("month"))
        day = np.select(rest, [self.number("word_day"), self.number("name_day"), compact % 100], self.number("day"))
        one, other = self.number("first"), self.number("then")
        month_first = _days(year, np.where(ordered, one, month), np.where(ordered, other, day))
        day_first = _days(year, np.where(ordered, other, month), np.where(ordered, one, day))
        short = ordered & (last < 100) | of_word & (word_year < 100)
        of_excel = serial > 0
        return np.where(of_excel, serial, month_first), np.where(of_excel, serial, day_first), short

    def serial_seconds(self) -> Ints:
        """Seconds since 1970 of day numbers of Excel, such as 45436.5; 0 of what is none, or before 1970."""
        text = self.text("serial")
        days = pc.cast(pc.if_else(pc.not_equal(text, ""), text, "0"), pa.float64())
        seconds = np.rint((np.asarray(days) - _EXCEL_OF_1970) * 1440).astype(np.int64) * 60
        return np.asarray(np.maximum(seconds, 0), dtype=np.int64)

    def time_of_day(self) -> tuple[Ints, Bools, np.ndarray[Any, np.dtype[np.int16]]]:
        """Seconds since midnight, -1 of no time that there is; whether one is given; minutes ahead of UTC."""
        hour, minute, second = (self.number(name) for name in ("hour", "minute", "second"))
        half = pc.utf8_lower(self.text("half"))
        pm, am = _bools(pc.equal(half, "p")), _bools(pc.equal(half, "a"))
        timed = hour >= 0
        wrong = (hour > 24) | (minute > 59) | (second > 60) | ((pm | am) & ((hour > 12) | (hour == 0)))
        wrong |= (hour == 24) & ((minute > 0) | (second > 0))
        hour = np.where(pm & (hour < 12), hour + 12, np.where(am & (hour == 12), 0, hour))
        seconds = hour * HOUR_SECONDS + minute * 60 + np.clip(second, 0, 59)
        return np.where(timed, np.where(wrong, -1, seconds), 0), timed, self._zones()

    def _zones(self) -> np.ndarray[Any, np.dtype[np.int16]]:
        """Minutes ahead of UTC; letters that are no known zone count as none."""
        encoded = pc.dictionary_encode(self.text("zone"))
        minutes = [_zone_minutes(text) for text in encoded.dictionary.to_pylist()]
        return np.array(minutes or [NO_ZONE], dtype=np.int16)[_numbers(encoded.indices)]

    def _place(self, name: str) -> int:
        return int(self.found.type.get_field_index(name))


def _zone_minutes(text: str) -> int:
    if text[:1] in {"+", "-"}:
        digits = text[1:].replace(":", "")
        return (1 if text[0] == "+" else -1) * (60 * int(digits[:2]) + int(digits[2:]))
    return ZONES.get(text.upper(), NO_ZONE)


def _full(year: Ints) -> Ints:
    """Years of two digits in full, from 1969 to 2068."""
    return np.where((year >= 0) & (year < 100), year + np.where(year < _SHORT_YEARS_FROM, 2000, 1900), year)


def _days(year: Ints, month: Ints, day: Ints) -> Ints:
    """Days since 1970; `NONE` where there is no such day."""
    good = (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1)
    months = np.where(good, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    first = months.astype("datetime64[D]").astype(np.int64)
    days_in_month = (months + 1).astype("datetime64[D]").astype(np.int64) - first
    return np.where(good & (day <= days_in_month), first + day - 1, NONE)


def _numbers(array: pa.Array) -> Ints:
    return np.asarray(array.to_numpy(zero_copy_only=False), dtype=np.int64)


def _bools(array: pa.Array) -> Bools:
    return np.asarray(array.to_numpy(zero_copy_only=False), dtype=np.bool_)
