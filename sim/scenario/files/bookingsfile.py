"""A county's own bookings: the plain CSV file that a jail may name as its ``bookings_file``.

One row a booking. What a cell gives is taken; what it leaves blank, and every column that is not there, is drawn.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.scenario.base import unknown_name
from sim.scenario.clock import Clock
from sim.scenario.errors import Origin, Problem, ScenarioError
from sim.scenario.facts import FACTS, FOREIGN_BORN, Form
from sim.scenario.files.csvfile import csv_table
from sim.scenario.files.tree import failure
from sim.scenario.records import Column, Records
from sim.scenario.seconds import LONGEST_YEARS, whole_seconds

if TYPE_CHECKING:
    import pandas as pd

Bools = NDArray[np.bool_]
Seconds = NDArray[np.int64]

__all__ = ["DURATION_COLUMNS", "YES_NO_COLUMNS", "read_records"]

_RECORDED = (FOREIGN_BORN, *FACTS)
YES_NO_COLUMNS = tuple(fact.key for fact in _RECORDED if fact.form is Form.SHARE)
DURATION_COLUMNS = tuple(fact.key for fact in _RECORDED if fact.form is not Form.SHARE)
_OWN_COLUMNS = ("booked_at", "released_at", "stay_hours", "charge")

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?")
_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def read_records(path: Path, clock: Clock, charges: Sequence[str]) -> Records:
    """Read a bookings file, for the clock and the charges of a scenario.

    It is a CSV file in UTF-8 with a header: ``booked_at``; ``released_at`` or ``stay_hours``; ``charge``; any fact.
    Times are local, such as ``2019-07-01 13:05``.

    Raises
    ------
    ScenarioError
        With every wrong header and cell of the file, each by its line and column.
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
        booked_at, booked = self._seconds(table["booked_at"])
        self._wrong(np.flatnonzero(table["booked_at"] == ""), "booked_at", "must be given")
        columns, inside = self._stays(table, booked_at, booked)
        readers = {
            **dict.fromkeys(YES_NO_COLUMNS, self._yes_no),
            **dict.fromkeys(DURATION_COLUMNS, self._duration),
            "charge": self._charge,
        }
        columns |= {name: read(table[name]) for name, read in readers.items() if name in table}
        self._raise()
        order = np.argsort(booked_at, kind="stable")
        return Records(
            hashlib.sha256(content).hexdigest(),
            booked_at[order],
            inside[order],
            {name: column.rows(order) for name, column in columns.items()},
        )

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
        for name in dict.fromkeys(names):
            if name not in allowed:
                self._problems.append(Problem(header, name, unknown_name("column", name, allowed)))
            if names.count(name) > 1:
                self._problems.append(Problem(header, name, "the column is given twice; keep one"))
        if "booked_at" not in names:
            self._problems.append(Problem(header, "booked_at", "the column is missing, and must be given"))
        if {"released_at", "stay_hours"} <= set(names):
            self._problems.append(Problem(header, "stay_hours", "must not stand beside released_at; leave one out"))
        self._raise()

    def _stays(self, table: pd.DataFrame, booked_at: Seconds, booked: Bools) -> tuple[dict[str, Column], Seconds]:
        inside = np.zeros(len(table), dtype=np.int64)
        if "stay_hours" in table:
            return {"stay_seconds": self._duration(table["stay_hours"])}, inside
        if "released_at" not in table:
            return {}, inside
        released_at, released = self._seconds(table["released_at"], not_before=booked_at)
        stays = released_at - booked_at
        self._wrong(np.flatnonzero(released & booked & (stays < 0)), "released_at", "is before booked_at")
        last = np.concatenate([released_at[released], booked_at[booked]]).max(initial=0)
        inside = np.where(released, 0, last - booked_at)
        return {"stay_seconds": Column(stays, released)}, inside

    def _seconds(self, cells: pd.Series[str], not_before: Seconds | None = None) -> tuple[Seconds, Bools]:
        """Give the model seconds of local times, and which cells hold one."""
        import pandas as pd

        well_formed = cells.str.fullmatch(_MOMENT.pattern).to_numpy(dtype=bool)
        moments = pd.to_datetime(cells.where(well_formed), format="ISO8601", errors="coerce")
        dated = moments.notna().to_numpy()
        message = "must be a local date and time such as 2019-07-01 13:05"
        self._wrong(np.flatnonzero((cells != "").to_numpy() & ~dated), str(cells.name), message, cells)
        near = ((moments.dt.year - self._clock.start.year).abs() <= LONGEST_YEARS).to_numpy()
        message = "must be within a century of the scenario's start"
        self._wrong(np.flatnonzero(dated & ~near), str(cells.name), message, cells)
        moments = moments.where(near)
        seconds = self._elapsed(moments, first=True)
        if not_before is not None:
            seconds = np.where(seconds < not_before, self._elapsed(moments, first=False), seconds)
        return seconds, near

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
        self._wrong(np.flatnonzero(given & ~known), str(cells.name), "must be true or false", cells)
        return Column(words.map(_WORDS).eq(True).to_numpy(), given & known)

    def _duration(self, cells: pd.Series[str]) -> Column:
        import pandas as pd

        given = (cells != "").to_numpy()
        hours = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float)
        good = np.isfinite(hours) & (hours >= 0)
        self._wrong(np.flatnonzero(given & ~good), str(cells.name), "must be a number of hours, 0 or more", cells)
        return Column(whole_seconds(np.where(good, hours, 0.0)), given & good)

    def _charge(self, cells: pd.Series[str]) -> Column:
        given = (cells != "").to_numpy()
        places = cells.map({name: place for place, name in enumerate(self._charges)})
        unknown = given & places.isna().to_numpy()
        for row in np.flatnonzero(unknown):
            self._wrong(np.array([row]), "charge", unknown_name("charge", cells.iloc[row], self._charges))
        return Column(places.fillna(0).to_numpy(dtype=np.int64), given & ~unknown)

    def _wrong(self, rows: NDArray[np.intp], column: str, message: str, cells: pd.Series[str] | None = None) -> None:
        for row in rows:
            given = "" if cells is None else f", but is {cells.iloc[row]!r}"
            self._problems.append(Problem(Origin(str(self._path), self._lines[row]), column, message + given))

    def _raise(self) -> None:
        if self._problems:
            raise ScenarioError(sorted(self._problems, key=lambda each: each.origin.line or 0))
