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

import holidays
import numpy as np
from numpy.typing import NDArray

from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS, Seconds

__all__ = ["Clock", "federal_holidays"]


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

    def hours_of_week(self, first_second: int, last_second: int) -> NDArray[np.int64]:
        """Hour of the week on the wall, Monday 00:00 being 0, of each elapsed hour of [first_second, last_second)."""
        return _hours_of_week(self, first_second, last_second)

    def hour_of_week_at(self, seconds: Seconds) -> NDArray[np.int64]:
        """Hour of the week on the wall, Monday 00:00 being 0, of each model second."""
        if len(seconds) == 0:
            return np.zeros(0, dtype=np.int64)
        # Whole years of days, so that the table is found again.
        first = self.midnight_of_day(min(0, int(seconds.min()) // _YEAR_SECONDS * 366))
        table = self.hours_of_week(first, -(-int(seconds.max() + 1) // _YEAR_SECONDS) * _YEAR_SECONDS)
        hours: NDArray[np.int64] = table[(seconds - first) // HOUR_SECONDS]
        return hours


_YEAR_SECONDS = 366 * DAY_SECONDS


@lru_cache(maxsize=64)
def _hours_of_week(clock: Clock, first_second: int, last_second: int) -> NDArray[np.int64]:
    days = list(clock.days(first_second, last_second))
    before = (first_second - clock.midnight(days[0])) // HOUR_SECONDS
    hours = np.concatenate([_hours_of_day(clock, day) for day in days])[before:]
    hours = hours[: -(-(last_second - first_second) // HOUR_SECONDS)]
    hours.setflags(write=False)
    return hours


def _hours_of_day(clock: Clock, day: date) -> NDArray[np.int64]:
    begins, ends = clock.midnight(day), clock.midnight(day + timedelta(days=1))
    if ends - begins == DAY_SECONDS:
        return day.weekday() * 24 + np.arange(24)
    hours = [clock.moment_at(second).hour for second in range(begins, ends, HOUR_SECONDS)]
    return day.weekday() * 24 + np.array(hours, dtype=np.int64)


@lru_cache(maxsize=512)
def federal_holidays(year: int) -> frozenset[date]:
    """Federal holidays of a year on the days on which they are observed (5 U.S.C. 6103).

    A holiday that falls on a Saturday is observed on the Friday before, one on a Sunday on the Monday after; so no
    observed holiday is on a weekend, and an observance may fall in the year before its holiday.
    """
    around = holidays.country_holidays("US", years=range(year - 1, year + 2), observed=True)
    return frozenset(day for day in around if day.year == year and day.weekday() < 5)
