"""The scenario's clock: whole seconds since 00:00 of its start, and what they are on the wall.

Without a time zone every day has 24 hours. With one, seconds are elapsed time and the wall clock follows the zone, so
the nights on which it is put forward or back have 23 or 25 hours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from sim.scenario.alone import imported_alone
from sim.scenario.arrays import Ints
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS, Seconds


@dataclass(frozen=True)
class Clock:
    """Wall-clock time of a scenario against the model's whole seconds.

    Second 0 is 00:00 of the start, the first counted day. A time zone has an IANA name; without one local standard time
    holds throughout.
    """

    start: date
    timezone: str | None = None

    @cached_property
    def _zone(self) -> ZoneInfo | None:
        return ZoneInfo(self.timezone) if self.timezone else None

    @cached_property
    def _origin(self) -> datetime:
        return datetime.combine(self.start, time(), tzinfo=self._zone)

    @cached_property
    def _origin_timestamp(self) -> float:
        return self._origin.timestamp()

    def second_at(self, moment: datetime) -> int:
        """Model second of a wall-clock time; of a time that occurs twice, the first (unless ``fold=1``)."""
        if self._zone is None:
            return round((moment - self._origin).total_seconds())
        return round(moment.replace(tzinfo=self._zone).timestamp() - self._origin_timestamp)

    def moment_at(self, second: int) -> datetime:
        """Wall-clock time of a model second; aware where the scenario names a time zone."""
        if self._zone is None:
            return self._origin + timedelta(seconds=int(second))
        return datetime.fromtimestamp(self._origin_timestamp + int(second), self._zone)

    def midnight(self, day: date) -> int:
        """Model second at which `day` begins."""
        return self.second_at(datetime.combine(day, time()))

    def midnight_of_day(self, number: int) -> int:
        """Model second at which the day begins that is `number` days after the start."""
        return self.midnight(self.start + timedelta(days=number))

    def days(self, first_second: int, last_second: int) -> Iterator[date]:
        """Every day that has a second in [first_second, last_second)."""
        day = self.moment_at(first_second).date()
        while self.midnight(day) < last_second:
            yield day
            day += timedelta(days=1)

    def midnights(self, first_second: int, last_second: int) -> Seconds:
        """Model second at which each of `days` begins; not to be changed."""
        return _midnights(self, first_second, last_second)

    def hours_of_week(self, first_second: int, last_second: int) -> Ints:
        """Hour of the week on the wall at the begin of each elapsed hour of [first_second, last_second).

        The array is kept for those who ask again, and not to be changed.
        """
        return _hours_of_week(self, first_second, last_second)

    def hour_of_week_at(self, seconds: Seconds) -> Ints:
        """Hour of the week on the wall, Monday 00:00 being 0, of each model second."""
        since_monday = self.start.weekday() * DAY_SECONDS + seconds
        if self._zone is not None and len(seconds):
            # Whole years of days, so that the changes are found again.
            first, last = int(seconds.min()) // _YEAR_SECONDS, int(seconds.max()) // _YEAR_SECONDS + 1
            changed_at, put_forward = _changes(self, first * _YEAR_SECONDS, last * _YEAR_SECONDS)
            since_monday = since_monday + put_forward[np.searchsorted(changed_at, seconds, side="right")]
        hours: Ints = since_monday // HOUR_SECONDS % _WEEK_HOURS
        return hours

    def put_forward_at(self, second: int) -> int:
        """By how many seconds the clocks on the wall are ahead of those at the start."""
        ahead = self.moment_at(second).utcoffset()
        before = self._origin.utcoffset()
        return 0 if ahead is None or before is None else round((ahead - before).total_seconds())


_YEAR_SECONDS = 366 * DAY_SECONDS
_WEEK_HOURS = 7 * 24


@lru_cache(maxsize=8)
def _hours_of_week(clock: Clock, first_second: int, last_second: int) -> Ints:
    # Eight spans of a century are fifty megabytes.
    hours = clock.hour_of_week_at(np.arange(first_second, last_second, HOUR_SECONDS, dtype=np.int64))
    hours.setflags(write=False)
    return hours


@lru_cache(maxsize=64)
def _midnights(clock: Clock, first_second: int, last_second: int) -> Seconds:
    midnights = np.array([clock.midnight(day) for day in clock.days(first_second, last_second)], dtype=np.int64)
    midnights.setflags(write=False)
    return midnights


@lru_cache(maxsize=64)
def _changes(clock: Clock, first_second: int, last_second: int) -> tuple[Ints, Ints]:
    """Seconds at which clocks are changed, once a day at most, and how far ahead they are before and after."""
    changed_at, ahead = [], [clock.put_forward_at(first_second)]
    for second in range(first_second, last_second, DAY_SECONDS):
        before, after = second, second + DAY_SECONDS
        if clock.put_forward_at(after) == ahead[-1]:
            continue
        while after - before > 1:
            middle = (before + after) // 2
            before, after = (middle, after) if clock.put_forward_at(middle) == ahead[-1] else (before, middle)
        changed_at.append(after)
        ahead.append(clock.put_forward_at(after))
    return np.array(changed_at, dtype=np.int64), np.array(ahead, dtype=np.int64)


@lru_cache(maxsize=512)
def federal_holidays(year: int) -> frozenset[date]:
    """Federal holidays of a year on the days on which they are observed (5 U.S.C. 6103).

    A holiday that falls on a Saturday is observed on the Friday before, one on a Sunday on the Monday after; so no
    observed holiday is on a weekend, and an observance may fall in the year before its holiday.
    """
    # Many a scenario can do without.
    country = imported_alone("holidays.countries.united_states", "holidays", "holidays.countries")
    around = country.US(years=range(year - 1, year + 2), observed=True)
    return frozenset(day for day in around if day.year == year and day.weekday() < 5)
