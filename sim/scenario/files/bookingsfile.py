"""A county's own bookings: the plain CSV file that a jail may name as its ``bookings_file``.

One row a booking. What a cell gives is taken; what it leaves blank, and every column that is not there, is drawn. No
message tells what stands in a cell: a line, a column and the kind of fault must do.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.scenario.arrays import Bools
from sim.scenario.base import unknown_name
from sim.scenario.clock import Clock
from sim.scenario.errors import Origin, Problem, ScenarioError
from sim.scenario.facts import FACTS, FOREIGN_BORN, Fact, Form
from sim.scenario.files.bookingsrules import LONGEST_STAY_YEARS, Times, refusals, remarks, strays
from sim.scenario.files.csvfile import csv_table
from sim.scenario.files.tree import failure
from sim.scenario.records import Column, Records
from sim.scenario.seconds import DAY_SECONDS, LONGEST_YEARS, Seconds, whole_seconds

if TYPE_CHECKING:
    import pandas as pd


_RECORDED = (FOREIGN_BORN, *FACTS)
YES_NO_COLUMNS = tuple(fact.key for fact in _RECORDED if fact.form is Form.SHARE)
DURATION_COLUMNS = tuple(fact.key for fact in _RECORDED if fact.form is not Form.SHARE)
_OWN_COLUMNS = ("booked_at", "released_at", "stay_hours", "charge")

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?")
_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_UNKNOWN = "unknown"
_LONGEST_STAY_SECONDS = LONGEST_STAY_YEARS * 366 * DAY_SECONDS
_TOO_LONG = (
    f"is more than {LONGEST_STAY_YEARS} years after booked_at, as if it stood for no date; leave it blank for who is "
    f"still inside, or write '{_UNKNOWN}'"
)


def read_records(path: Path, clock: Clock, charges: Sequence[str]) -> Records:
    """Read a bookings file, for the clock and the charges of a scenario.

    It is a CSV file in UTF-8 with a header: ``booked_at``; ``released_at`` or ``stay_hours``; ``charge``; any fact.
    Times are local, such as ``2019-07-01 13:05``.

    Raises
    ------
    ScenarioError
        With every wrong header and cell of the file, each by its line and column, or why it is no list of bookings.
    """
    return _Reader(path, clock, charges).read()


class _Reader:
    def __init__(self, path: Path, clock: Clock, charges: Sequence[str]) -> None:
        self._path = path
        self._clock = clock
        self._charges = list(charges)
        self._lines: list[int] = []
        self._problems: list[Problem] = []

    def read(self) -> Records:
        content = self._content()
        table = self._table(content)
        booked, booked_at, is_booked = self._seconds(table["booked_at"])
        self._wrong((table["booked_at"] == "").to_numpy(), "booked_at", "must be given")
        self._wrong(is_booked & strays(booked_at, is_booked), "booked_at", _STRAY)
        columns, inside, released = self._stays(table, booked_at, is_booked)
        readers = {
            **dict.fromkeys(YES_NO_COLUMNS, self._yes_no),
            **dict.fromkeys(DURATION_COLUMNS, self._duration),
            "charge": self._charge,
        }
        columns |= {name: read(table[name]) for name, read in readers.items() if name in table}
        self._check_birth(columns)
        self._raise()
        times = Times(booked, booked_at, released, columns.get("stay_seconds"), inside, "stay_hours" in table, table)
        self._problems += [Problem(Origin(str(self._path)), column, why) for column, why in refusals(times)]
        self._raise()
        columns = _completed(columns, len(table))
        order = np.argsort(booked_at, kind="stable")
        return Records(
            hashlib.sha256(content).hexdigest(),
            booked_at[order],
            inside[order],
            {name: column.rows(order) for name, column in columns.items()},
            int((times.repeated & times.known).sum()),
            tuple(f"{self._path}: {remark}" for remark in remarks(times)),
        )

    def _check_birth(self, columns: Mapping[str, Column]) -> None:
        """Refuse what only foreign-born people have, of others, and of some bookings whose birth is not told."""
        nothing = Column.blank(len(self._lines))
        birth = columns.get(FOREIGN_BORN.key, nothing)
        for fact in FACTS:
            if fact.implies:
                self._wrong(_told(fact, columns) & birth.given & ~birth.holds, fact.key, _NOT_OF_OTHERS)
        known = _completed(columns, len(self._lines)).get(FOREIGN_BORN.key, nothing).given
        for fact in FACTS:
            told = _told(fact, columns)
            if fact.tells_of_some and not told.all():
                self._wrong(told & ~known, fact.key, _BIRTH_NEEDED)

    def _content(self) -> bytes:
        try:
            return self._path.read_bytes()
        except OSError as error:
            raise failure(Origin(str(self._path)), f"cannot be read: {error.strerror}") from None

    def _table(self, content: bytes) -> pd.DataFrame:
        import pandas as pd

        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise failure(Origin(str(self._path)), "is not text in UTF-8") from None
        table = csv_table(text, str(self._path))
        self._check_header(table.header)
        self._problems += table.uneven
        self._lines = [line for line, _ in table.rows]
        return pd.DataFrame([cells for _, cells in table.rows], columns=table.header, dtype=str)

    def _check_header(self, names: list[str]) -> None:
        allowed = (*_OWN_COLUMNS, *YES_NO_COLUMNS, *DURATION_COLUMNS)
        header = Origin(str(self._path), 1)
        if "booked_at" not in names:
            # What stands in the first line may be somebody's record.
            message = f"no column of the first line is named booked_at; a header is needed, of {', '.join(allowed)}"
            raise ScenarioError([Problem(header, "booked_at", message)])
        for place, name in enumerate(names, start=1):
            if name not in allowed:
                self._problems.append(_unknown_column(header, place, name, allowed))
            elif names.index(name) < place - 1:
                self._problems.append(Problem(header, name, "the column is given twice; keep one"))
        if {"released_at", "stay_hours"} <= set(names):
            self._problems.append(Problem(header, "stay_hours", "must not stand beside released_at; leave one out"))
        self._raise()

    def _stays(
        self, table: pd.DataFrame, booked_at: Seconds, booked: Bools
    ) -> tuple[dict[str, Column], Seconds, pd.Series[pd.Timestamp] | None]:
        """Give the stays, how long who is still inside has been, and the local times of release."""
        inside = np.zeros(len(table), dtype=np.int64)
        if "stay_hours" in table:
            stays = self._duration(table["stay_hours"])
            seconds = np.where(stays.given, stays.values, 0)
            self._wrong(seconds > _LONGEST_STAY_SECONDS, "stay_hours", _LONG_STAY)
            return {"stay_seconds": stays}, inside, None
        if "released_at" not in table:
            return {}, inside, None
        unknown = (table["released_at"].str.lower() == _UNKNOWN).to_numpy(dtype=bool)
        moments, released_at, released = self._seconds(table["released_at"].mask(unknown, ""), not_before=booked_at)
        lasted = released_at - booked_at
        self._wrong(released & booked & (lasted < 0), "released_at", "is before booked_at")
        self._wrong(released & booked & (lasted > _LONGEST_STAY_SECONDS), "released_at", _TOO_LONG)
        last = np.concatenate([released_at[released], booked_at[booked]]).max(initial=0)
        # Who is booked at the last time itself is inside, too.
        inside = np.where(released | unknown, 0, np.maximum(last - booked_at, 1))
        return {"stay_seconds": Column(np.where(released, lasted, 0), released)}, inside, moments

    def _seconds(
        self, cells: pd.Series[str], not_before: Seconds | None = None
    ) -> tuple[pd.Series[pd.Timestamp], Seconds, Bools]:
        """Give local times, their model seconds, and which cells hold one."""
        import pandas as pd

        well_formed = cells.str.fullmatch(_MOMENT.pattern).to_numpy(dtype=bool)
        moments = pd.to_datetime(cells.where(well_formed), format="ISO8601", errors="coerce")
        dated = moments.notna().to_numpy()
        message = "must be a local date and time such as 2019-07-01 13:05"
        self._wrong((cells != "").to_numpy() & ~dated, str(cells.name), message)
        near = ((moments.dt.year - self._clock.start.year).abs() <= LONGEST_YEARS).to_numpy()
        self._wrong(dated & ~near, str(cells.name), "must be within a century of the scenario's start")
        moments = moments.where(near)
        seconds = self._elapsed(moments, first=True)
        if not_before is not None:
            seconds = np.where(seconds < not_before, self._elapsed(moments, first=False), seconds)
        return moments, seconds, near

    def _elapsed(self, moments: pd.Series[pd.Timestamp], *, first: bool) -> Seconds:
        """Give model seconds: of a time that occurs twice the first or the second; a skipped one is put forward."""
        import pandas as pd

        origin = pd.Timestamp(self._clock.start)
        if self._clock.timezone:
            ambiguous = np.full(len(moments), first)
            moments = moments.dt.tz_localize(self._clock.timezone, ambiguous=ambiguous, nonexistent="shift_forward")
            origin = origin.tz_localize(self._clock.timezone)
        seconds = (moments - origin).dt.total_seconds().fillna(0).to_numpy()
        return np.rint(seconds).astype(np.int64)

    def _yes_no(self, cells: pd.Series[str]) -> Column:
        words = cells.str.lower()
        given = (cells != "").to_numpy()
        known = words.isin(list(_WORDS)).to_numpy()
        self._wrong(given & ~known, str(cells.name), "must be true or false")
        return Column(words.map(_WORDS).eq(True).to_numpy(), given & known)

    def _duration(self, cells: pd.Series[str]) -> Column:
        import pandas as pd

        given = (cells != "").to_numpy()
        hours = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float)
        good = np.isfinite(hours) & (hours >= 0)
        self._wrong(given & ~good, str(cells.name), "must be a number of hours, 0 or more")
        return Column(whole_seconds(np.where(good, hours, 0.0)), given & good)

    def _charge(self, cells: pd.Series[str]) -> Column:
        given = (cells != "").to_numpy()
        places = cells.map({name: place for place, name in enumerate(self._charges)})
        unknown = given & places.isna().to_numpy()
        self._wrong(unknown, "charge", f"must be a charge of the scenario ({', '.join(self._charges)})")
        return Column(places.fillna(0).to_numpy(dtype=np.int64), given & ~unknown)

    def _wrong(self, rows: Bools, column: str, message: str) -> None:
        source = str(self._path)
        self._problems += [Problem(Origin(source, self._lines[row]), column, message) for row in np.flatnonzero(rows)]

    def _raise(self) -> None:
        if self._problems:
            raise ScenarioError(sorted(self._problems, key=lambda each: each.origin.line or 0))


_STRAY = "is more than a year from every other booking; mend it, or take the row out"
_LONG_STAY = f"is more than {LONGEST_STAY_YEARS} years; leave it blank where it is not known"
_NOT_OF_OTHERS = "is true, but foreign_born is false, and only foreign-born people have it; one of them is wrong"
_BIRTH_NEEDED = (
    "is given of some bookings only, so foreign_born must be given with it (or what only foreign-born people have); "
    "who they are would be drawn otherwise, and this cell be lost"
)


def _unknown_column(header: Origin, place: int, name: str, allowed: Sequence[str]) -> Problem:
    if re.fullmatch(r"[A-Za-z][A-Za-z_]*", name):
        return Problem(header, name, unknown_name("column", name, allowed))
    return Problem(header, f"column {place}", f"has an unknown name (allowed: {', '.join(allowed)})")


def _told(fact: Fact, columns: Mapping[str, Column]) -> Bools | np.bool_:
    """Of which bookings a fact is told: that it holds, or its duration."""
    if fact.key not in columns:
        return np.bool_(False)
    column = columns[fact.key]
    return column.holds if fact.form is Form.SHARE else column.given


def _completed(columns: Mapping[str, Column], count: int) -> dict[str, Column]:
    """Put in what recorded facts imply, where the records say nothing of it."""
    completed = dict(columns)
    for fact in reversed(FACTS):
        told = _told(fact, completed)
        for implied in fact.implies if told.any() else ():
            before = completed.get(implied, Column.blank(count))
            new = told & ~before.given
            completed[implied] = Column(before.holds | new, before.given | new)
    return completed
