"""A wall-clock axis of model seconds that leaves out long spans in which nothing happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sim.scenario.clock import Clock
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS

__all__ = ["BrokenAxis", "Tick"]

_WHOLE_SECONDS = 5 * DAY_SECONDS
"""Up to this length nothing is left out."""

_BREAK_INCHES = 0.42
_TICK_INCHES = 0.5
_STEPS_HOURS = (0.25, 0.5, 1, 2, 3, 6, 12, 24)

NIGHT_BEGINS, NIGHT_ENDS = time(20), time(6)


@dataclass(frozen=True)
class Tick:
    """A time of day on the axis: where in inches, and what is written."""

    inches: float
    text: str


@dataclass(frozen=True)
class BrokenAxis:
    """Pieces of model seconds next to each other, with a break between any two.

    Parameters
    ----------
    pieces
        Spans [first, last] that are shown, in order and apart.
    width
        Inches from the begin of the first piece to the end of the last.
    clock
        What model seconds are on the wall.
    """

    pieces: tuple[tuple[int, int], ...]
    width: float
    clock: Clock

    @classmethod
    def around(cls, moments: Iterable[int], width: float, clock: Clock) -> BrokenAxis:
        """Show all moments with room around them; a long stretch without any is left out."""
        ordered = sorted(set(moments))
        length = max(ordered[-1] - ordered[0], HOUR_SECONDS)
        if length <= _WHOLE_SECONDS:
            room = max(length // 20, 60)
            return cls(((ordered[0] - room, ordered[-1] + room),), width, clock)
        room = DAY_SECONDS // 2
        pieces: list[tuple[int, int]] = []
        for moment in ordered:
            first, last = moment - room, moment + room
            if pieces and first <= pieces[-1][1] + DAY_SECONDS // 2:
                pieces[-1] = (pieces[-1][0], last)
            else:
                pieces.append((first, last))
        return cls(tuple(pieces), width, clock)

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

    def ticks(self) -> list[Tick]:
        """Times of day that fit below the axis, midnight among them."""
        step = self._step_hours()
        return [
            Tick(self.at(second), f"{moment:%H:%M}") for second, moment in self._grid(step) if self._is_shown(second)
        ]

    def day_names(self) -> list[Tick]:
        """The days, each named where it begins to be shown; none so near the next that they would touch."""
        named: list[Tick] = []
        for first, last in self.pieces:
            for day in self.clock.days(first, last):
                begin = max(first, self.clock.midnight(day))
                end = min(last, self.clock.midnight(day + timedelta(days=1)))
                room = (end - begin) * self.inches_per_second
                text = f"{day:%a} {day.day} {day:%b}"
                if room >= 0.75:
                    named.append(Tick(self.at(begin), text))
                elif room >= 0.32:
                    named.append(Tick(self.at(begin), f"{day:%a}"))
        return named

    def midnights(self) -> list[float]:
        """Where days begin, in inches."""
        return [
            self.at(self.clock.midnight(day))
            for first, last in self.pieces
            for day in self.clock.days(first, last)
            if first < self.clock.midnight(day) < last
        ]

    def nights(self) -> Iterator[tuple[float, float]]:
        """From and to in inches of every night."""
        for first, last in self.pieces:
            for day in self.clock.days(first - DAY_SECONDS, last):
                begins = self.clock.second_at(datetime.combine(day, NIGHT_BEGINS))
                ends = self.clock.second_at(datetime.combine(day + timedelta(days=1), NIGHT_ENDS))
                yield from self._cut(begins, ends, (first, last))

    def weekends(self) -> Iterator[tuple[float, float]]:
        """From and to in inches of every Saturday and Sunday."""
        for first, last in self.pieces:
            for day in self.clock.days(first, last):
                if day.weekday() >= 5:
                    midnights = (self.clock.midnight(day), self.clock.midnight(day + timedelta(days=1)))
                    yield from self._cut(*midnights, (first, last))

    def _cut(self, begins: int, ends: int, piece: tuple[int, int]) -> Iterator[tuple[float, float]]:
        first, last = max(begins, piece[0]), min(ends, piece[1])
        if first < last:
            yield self.at(first), self.at(last)

    def _is_shown(self, second: int) -> bool:
        return any(first <= second <= last for first, last in self.pieces)

    def _step_hours(self) -> float:
        """The smallest step at which times of day do not touch."""
        fits: Sequence[float] = [
            step for step in _STEPS_HOURS if step * HOUR_SECONDS * self.inches_per_second >= _TICK_INCHES
        ]
        return fits[0] if fits else _STEPS_HOURS[-1]

    def _grid(self, step_hours: float) -> Iterator[tuple[int, datetime]]:
        steps = round(24 / step_hours)
        days = dict.fromkeys(day for first, last in self.pieces for day in self.clock.days(first, last + 1))
        for day in days:
            for number in range(steps):
                moment = datetime.combine(day, time()) + timedelta(hours=number * step_hours)
                yield self.clock.second_at(moment), moment
