"""A wall-clock axis of model seconds that leaves out long spans in which nothing happens."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sim.scenario.clock import Clock
from sim.scenario.duty import joined_intervals
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS

_WHOLE_SECONDS = 5 * DAY_SECONDS
"""Up to this length nothing is left out."""

_BREAK_INCHES = 0.42
_TICK_INCHES = 0.5
_STEPS_HOURS = (0.25, 0.5, 1, 2, 3, 6, 12, 24)


@dataclass(frozen=True)
class BrokenAxis:
    """Pieces of model seconds next to each other, with a break between any two.

    Pieces are spans [first, last] that are shown, in order and apart; the width is that of all of them in inches.
    """

    pieces: tuple[tuple[int, int], ...]
    width: float
    clock: Clock

    @classmethod
    def around(cls, moments: Iterable[int], width: float, clock: Clock) -> BrokenAxis:
        """Show all moments with room around them; a long stretch without any is left out."""
        ordered = sorted(moments)
        length = max(ordered[-1] - ordered[0], HOUR_SECONDS)
        room, least = (length // 20, length) if length <= _WHOLE_SECONDS else (DAY_SECONDS // 2, DAY_SECONDS // 2)
        near = joined_intervals((moment - room, moment + room + least) for moment in ordered)
        return cls(tuple((first, last - least) for first, last in near), width, clock)

    @property
    def inches_per_second(self) -> float:
        """Scale of every piece."""
        shown = sum(last - first for first, last in self.pieces)
        return (self.width - _BREAK_INCHES * (len(self.pieces) - 1)) / shown

    def at(self, second: int) -> float:
        """Inches at which a model second lies; what is left out lies in the middle of its break."""
        inches = 0.0
        for first, last in self.pieces:
            if second < first:
                return max(inches - _BREAK_INCHES / 2, 0.0)
            if second <= last:
                return inches + (second - first) * self.inches_per_second
            inches += (last - first) * self.inches_per_second + _BREAK_INCHES
        return self.width

    def breaks(self) -> Iterator[tuple[float, float, int]]:
        """Each break: from and to in inches, and the seconds that it leaves out."""
        for (_, last), (first, _) in zip(self.pieces, self.pieces[1:], strict=False):
            yield self.at(last), self.at(first), first - last

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Times of day that fit below the axis, midnight among them: where in inches, and what is written."""
        fitting = (hours for hours in _STEPS_HOURS if hours * HOUR_SECONDS * self.inches_per_second >= _TICK_INCHES)
        step = timedelta(hours=next(fitting, _STEPS_HOURS[-1]))
        steps = [n * step for n in range(timedelta(days=1) // step)]
        for first, last in self.pieces:
            days = self.clock.days(first, last + 1)
            for moment in (datetime.combine(day, time()) + since for day in days for since in steps):
                second = self.clock.second_at(moment)
                if first <= second <= last and 0.15 <= self.at(second) <= self.width - 0.1:
                    yield self.at(second), f"{moment:%H:%M}"

    def day_names(self) -> Iterator[tuple[float, str]]:
        """The days, each named where it begins to be shown; none so near the next that they would touch."""
        for first, last in self.pieces:
            for day in self.clock.days(first, last):
                begin = max(first, self.clock.midnight(day))
                end = min(last, self.clock.midnight(day + timedelta(days=1)))
                room = (end - begin) * self.inches_per_second
                if room >= 0.32:
                    yield self.at(begin), f"{day:%a} {day.day} {day:%b}" if room >= 0.75 else f"{day:%a}"

    def midnights(self) -> Iterator[float]:
        """Where days begin, in inches."""
        for first, last in self.pieces:
            midnights = map(self.clock.midnight, self.clock.days(first, last))
            yield from (self.at(midnight) for midnight in midnights if first < midnight < last)

    def spans(self, begins: time, ends: time, weekdays: Collection[int] = range(7)) -> Iterator[tuple[float, float]]:
        """What is shown of the spans from a time of some weekdays to one of the next day, in inches."""
        for shown_from, shown_to in self.pieces:
            for day in self.clock.days(shown_from - DAY_SECONDS, shown_to):
                first = max(self.clock.second_at(datetime.combine(day, begins)), shown_from)
                last = min(self.clock.second_at(datetime.combine(day + timedelta(days=1), ends)), shown_to)
                if first < last and day.weekday() in weekdays:
                    yield self.at(first), self.at(last)
