"""Which days of a run a jail's own records cover, and how many of their bookings it counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.scenario.arrays import Bools, Ints, tally
from sim.scenario.clock import Clock
from sim.scenario.records import Records
from sim.scenario.schema import Scenario
from sim.scenario.seconds import DAY_SECONDS

MOST_UNCOVERED = 0.05
"""The share of counted days that records may leave out."""

_FEWEST = 20
_EXPECTED = 20
"""A time without bookings is not covered where so many would be expected."""


@dataclass(frozen=True)
class Coverage:
    """What the records of a jail are for a run.

    Parameters
    ----------
    rows, counted, outside, open, repeated
        Bookings: all; those on the counted days; those on no day of the run, warm-up and cool-down included; those
        that have not ended; those with the booking and the release of one before.
    first, last
        The days of the first and the last of all.
    days_without
        Counted days without any.
    uncovered, uncovered_warmup, uncovered_cooldown
        Days of the run that lie before the first or after the last booking, or in a gap: a time without bookings in
        which 20 would be expected.
    longest
        The longest time without a gap, from its first to its last day.
    """

    rows: int
    counted: int
    outside: int
    open: int
    repeated: int
    first: date
    last: date
    days_without: int
    uncovered: int
    uncovered_warmup: int
    uncovered_cooldown: int
    longest: tuple[date, date]

    def record(self) -> dict[str, Any]:
        """For ``run.json``."""
        numbers = {name: value for name, value in vars(self).items() if isinstance(value, int)}
        return {"first": str(self.first), "last": str(self.last), **numbers}


def coverage_of(records: Records, scenario: Scenario) -> Coverage:
    """Tell which days of a scenario's run the records of a jail cover; there must be some."""
    clock, days = scenario.clock, scenario.days
    warmup_days, cooldown_days = scenario.warmup_days, scenario.cooldown_days
    day = _days(records.booked_at, clock)
    first, last = int(day[0]), int(day[-1])
    begin, end = min(first, -warmup_days), max(last + 1, days + cooldown_days)
    each = tally(day - begin, end - begin)
    numbers = np.arange(begin, end)
    uncovered = _gaps(each, records.booked_at)
    of_file = (numbers >= first) & (numbers <= last)
    begins, ends = _stretches(of_file & ~uncovered)
    longest = int(np.argmax(ends - begins))
    counted = (numbers >= 0) & (numbers < days)
    of_run = (numbers >= -warmup_days) & (numbers < days + cooldown_days)

    def date_of(place: int) -> date:
        return clock.start + timedelta(days=begin + place)

    return Coverage(
        rows=len(day),
        counted=int(each[counted].sum()),
        outside=int(each[~of_run].sum()),
        open=int((records.inside_seconds > 0).sum()),
        repeated=records.repeated,
        first=date_of(first - begin),
        last=date_of(last - begin),
        days_without=int((each[counted] == 0).sum()),
        uncovered=int(uncovered[counted].sum()),
        uncovered_warmup=int(uncovered[of_run & (numbers < 0)].sum()),
        uncovered_cooldown=int(uncovered[of_run & (numbers >= days)].sum()),
        longest=(date_of(int(begins[longest])), date_of(int(ends[longest]) - 1)),
    )


def uncovered(coverage: Coverage | None, scenario: Scenario) -> Iterator[str]:
    """Say why a run cannot count on the records, and which run could."""
    if coverage is None:
        yield "has no booking"
        return
    first, last = coverage.longest
    could = (
        f"it covers {first} to {last}: set start: {first}, days: {(last - first).days + 1} or what lies within, or "
        "name a file that covers the days"
    )
    asked = f"the {scenario.days} counted days from {scenario.start}"
    if not coverage.counted:
        yield f"has no booking on {asked}; {could}"
    elif coverage.uncovered > MOST_UNCOVERED * scenario.days:
        covered = scenario.days - coverage.uncovered
        yield f"covers only {covered} of {asked}, so that counts would be too low; {could}"


def half_covered(coverage: Coverage, scenario: Scenario) -> Iterator[str]:
    """Say which days of a run the records lack that count on them."""
    for missing, days, which, so in (
        (coverage.uncovered, scenario.days, "counted", "and count as days without bookings"),
        (coverage.uncovered_warmup, scenario.warmup_days, "warm-up", _NO_WARMUP),
        (coverage.uncovered_cooldown, scenario.cooldown_days, "cool-down", _NO_COOLDOWN),
    ):
        if missing:
            yield f"{missing} of the {days} {which} days are not covered, {so}"


_NO_WARMUP = (
    "so that lines are shorter at first than they would be; start later, or set warmup_days to those that are covered"
)
_NO_COOLDOWN = (
    "so that the last bookings counted wait behind too few others; count fewer days, or set cooldown_days to those "
    "that are covered"
)


def _days(seconds: Ints, clock: Clock) -> Ints:
    """The day of each model second on the wall, 0 being that of the start."""
    if clock.timezone is None:
        return seconds // DAY_SECONDS
    edges = range(int(seconds[0] // DAY_SECONDS) - 1, int(seconds[-1] // DAY_SECONDS) + 3)
    midnights = np.array([clock.midnight_of_day(number) for number in edges])
    return np.searchsorted(midnights, seconds, side="right") - 1 + edges.start


def _gaps(each: Ints, booked_at: Ints) -> Bools:
    """Which days lie in a time without bookings in which there should be some; of too few bookings nothing is known."""
    gaps = np.zeros(len(each), dtype=bool)
    if len(booked_at) >= _FEWEST:
        # Half of the times between bookings of a Poisson process are shorter than log(2) of their mean.
        usual_days = float(np.median(np.diff(booked_at))) / log(2) / DAY_SECONDS
        for begin, end in zip(*_stretches(each == 0), strict=True):
            gaps[begin:end] = end - begin >= _EXPECTED * usual_days
    return gaps


def _stretches(which: Bools) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where stretches of true begin, and end."""
    edges = np.diff(np.concatenate([[False], which, [False]]).astype(int))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
