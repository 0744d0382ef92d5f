"""What a bookings file is: the rules by which a file that is no list of bookings is refused, or looked at askance.

`docs/scenario-files.md` states them. Files of fewer than `FEWEST` bookings are too small to be judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.scenario.arrays import Bools
from sim.scenario.records import Column
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS, Seconds

if TYPE_CHECKING:
    import pandas as pd

FEWEST = 20
LONGEST_STAY_YEARS = 10

_MOST_STRAY = 0.01
_MOST_REPEATED, _MOST_AT_ONE_TIME = 0.01, 0.25
_MIDNIGHT, _SOME_MIDNIGHT = 0.9, 0.1
_INSIDE_AT_ONCE = 2 / 3
_SHORT_STAY_HOURS = 4
_YEAR_SECONDS = 366 * DAY_SECONDS
_OLD_SECONDS, _MOST_OLD_OPEN = 183 * DAY_SECONDS, 0.05
_CROWDED = 5


@dataclass(frozen=True)
class Times:
    """The rows of a bookings file: their local times (no ``released`` where it has no such column), and all cells.

    Parameters
    ----------
    booked_at
        Model seconds.
    stays
        How long they lasted, if the file tells.
    inside
        How long who is still inside has been, else 0.
    in_hours
        The file tells stays in hours.
    """

    booked: pd.Series[pd.Timestamp]
    booked_at: Seconds
    released: pd.Series[pd.Timestamp] | None
    stays: Column | None
    inside: Seconds
    in_hours: bool
    cells: pd.DataFrame

    def __len__(self) -> int:
        return len(self.booked_at)

    @property
    def known(self) -> Bools:
        """Whose stay is known."""
        return np.zeros(len(self), dtype=np.bool_) if self.stays is None else self.stays.given

    @property
    def stay_seconds(self) -> Seconds:
        """The known stays, 0 of the others."""
        return np.zeros(len(self), dtype=np.int64) if self.stays is None else np.where(self.known, self.stays.values, 0)

    @cached_property
    def repeated(self) -> Bools:
        """Which rows have the booking and the release, or of unknown stays the booking, of a row before."""
        import pandas as pd

        spans = pd.DataFrame({"booked_at": self.booked_at, "known": self.known, "stay": self.stay_seconds})
        return spans.duplicated().to_numpy()


def strays(booked_at: Seconds, is_booked: Bools) -> Bools:
    """Which of a few bookings, at most one in a hundred, are more than a year from all others."""
    if is_booked.sum() < FEWEST:
        return np.zeros(len(booked_at), dtype=np.bool_)
    at = np.sort(booked_at[is_booked])
    far = np.flatnonzero(np.diff(at) > _YEAR_SECONDS) + 1
    begins, ends = np.array([0, *far]), np.array([*far, len(at)])
    largest = int(np.argmax(ends - begins))
    stray = (booked_at < at[begins[largest]]) | (booked_at > at[ends[largest] - 1])
    few = (stray & is_booked).sum() <= max(1, _MOST_STRAY * len(at))
    return stray if few else np.zeros(len(stray), dtype=np.bool_)


def refusals(times: Times) -> Iterator[tuple[str, str]]:
    """Say why a file is no list of bookings: the column, and what to do."""
    if len(times) < FEWEST:
        return
    stays = "stay_hours" if times.in_hours else "released_at"
    for column, moments in (("booked_at", times.booked), ("released_at", times.released)):
        if moments is not None and _midnight_share(moments) >= _MIDNIGHT:
            yield column, _NO_TIME_OF_DAY
    yield from (("booked_at", why) for why in _repeats(times))
    if times.in_hours and times.known.sum() >= FEWEST:
        half = float(np.median(times.stay_seconds[times.known])) / HOUR_SECONDS
        if half < _SHORT_STAY_HOURS:
            yield stays, _IN_DAYS
    if _most_inside(times) >= _INSIDE_AT_ONCE:
        yield stays, _ROSTER


_NO_TIME_OF_DAY = (
    "nine in ten or more are at 00:00, so the time of day is not known, and holds and waits would be wrong by hours; "
    "give the times, or no bookings_file but bookings_per_year and arrivals"
)
_IN_DAYS = (
    f"half of the stays are under {_SHORT_STAY_HOURS} hours, as if they were days; give hours, or, if they are, "
    "released_at in their place"
)
_ROSTER = (
    "two thirds of the rows or more are inside at one moment, so this is a roster of people, not the bookings of a "
    "time: it lacks those who left before. Give every booking of a time with its release; only of a file that does "
    "hold every booking may the releases be left out, so that the scenario's stays are drawn"
)


def _midnight_share(moments: pd.Series[pd.Timestamp]) -> float:
    known = moments.dropna()
    return float((known == known.dt.normalize()).mean()) if len(known) >= FEWEST else 0.0


def _repeats(times: Times) -> Iterator[str]:
    exact = int(times.cells.duplicated().sum())
    for which, most, same in (
        (times.known, _MOST_REPEATED, "booking and release"),
        (~times.known, _MOST_AT_ONE_TIME, "booking"),
    ):
        many = int((times.repeated & which).sum())
        if many > most * which.sum():
            yield (
                f"{many:,} of {which.sum():,} rows have the time of {same} of another, {exact:,} repeat another whole: "
                "a row must be a booking, not a charge, a court date or a bond; keep one row of each, with its most "
                "serious charge"
            )


def _most_inside(times: Times) -> float:
    """The greatest share of rows inside at one moment, of those of whom it is known."""
    told = times.known | (times.inside > 0)
    if told.sum() < FEWEST:
        return 0.0
    begins = np.sort(times.booked_at[told])
    lasts = np.where(times.known, times.stay_seconds, times.inside)
    ends = np.sort((times.booked_at + lasts)[told])
    inside = np.arange(1, len(begins) + 1) - np.searchsorted(ends, begins)
    return float(inside.max() / len(begins))


def remarks(times: Times) -> Iterator[str]:
    """Say what about a list of bookings may be wrong."""
    if len(times) < FEWEST:
        yield f"has {len(times)} bookings, too few to tell whether it is a list of bookings and which days it covers"
        return
    if many := int((times.repeated & times.known).sum()):
        yield f"{many:,} rows have the times of a row before, and count as bookings of their own; take repeats out"
    for column, moments in (("booked_at", times.booked), ("released_at", times.released)):
        if moments is not None and (share := _midnight_share(moments)) >= _SOME_MIDNIGHT:
            yield f"{column}: {share:.0%} are at 00:00, as if their time of day were not known"
    if many := int((times.stay_seconds > _YEAR_SECONDS).sum()):
        yield f"{many:,} stays are longer than a year; mend them if a release is mistyped or stands for none"
    yield from _open(times)
    yield from _crowded(times)


def _open(times: Times) -> Iterator[str]:
    is_open = times.inside > 0
    if not is_open.any():
        return
    last = int((times.booked_at + np.maximum(times.stay_seconds, times.inside)).max())
    if last - int(times.booked_at.max()) > _YEAR_SECONDS:
        yield (
            f"the last release is more than a year after the last booking; the {is_open.sum():,} bookings without a "
            "release count as inside until then"
        )
    old = last - times.booked_at > _OLD_SECONDS
    if (is_open & old).sum() > _MOST_OLD_OPEN * old.sum():
        yield (
            f"{(is_open & old).sum():,} of {old.sum():,} bookings older than half a year have no release, and count as "
            "still inside; write 'unknown' in released_at where the release is not known"
        )


def _crowded(times: Times) -> Iterator[str]:
    each = times.booked.dt.normalize().value_counts()
    usual = float(each.median())
    crowded = each[each > max(_CROWDED * usual, FEWEST)].sort_index()
    if len(crowded):
        yield (
            f"{len(crowded):,} days have more than five times the bookings of the usual day ({usual:g}), the first "
            f"{crowded.index[0]:%Y-%m-%d} with {crowded.iloc[0]:,}; mend them if bookings were entered together"
        )
