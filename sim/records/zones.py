"""Wall-clock times as elapsed seconds: nights of 23 and 25 hours, and time zones written behind a time."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from sim.records.mapping import ZoneMeaning
from sim.records.moments import NO_ZONE, NONE, Moments
from sim.scenario.arrays import Bools, Ints

_FAR = 7_200_000_000
"""Seconds from 1970 to 2198: what is later, or as early, is no time of a booking, and no zone's clocks are known."""


@dataclass(frozen=True)
class Instants:
    """Moments on the wall and as elapsed seconds (UTC); `NONE` of none."""

    wall: Ints
    elapsed: Ints

    def without(self, which: Bools) -> Instants:
        """The same, of which some are none."""
        return Instants(np.where(which, NONE, self.wall), np.where(which, NONE, self.elapsed))


def instants(
    moments: Moments,
    *,
    day_first: bool,
    zone: ZoneInfo | None,
    meaning: ZoneMeaning | None,
    not_before: Ints | None = None,
) -> Instants:
    """Place moments in time.

    A time that occurs twice is the one that a written zone says, else the first, unless that is before `not_before`; a
    time that is skipped is put forward.
    """
    wall = moments.seconds(day_first=day_first)
    if zone is None:
        return Instants(wall, wall)
    there = wall != NONE
    tagged = (moments.zone != NO_ZONE) & there
    said = wall - moments.zone.astype(np.int64) * 60
    first, second = (_elapsed(wall, there, zone, first=each) for each in (True, False))
    elapsed = np.where(tagged & (said == second), second, first)
    if not_before is not None:
        elapsed = np.where(there & ~tagged & (elapsed < not_before), second, elapsed)
    if meaning is not ZoneMeaning.WALL_CLOCK:
        elapsed = np.where(tagged, said, elapsed)
        wall = np.where(tagged, _wall(said, tagged, zone), wall)
    return Instants(wall, np.where(there, elapsed, NONE))


def zones_differ(moments: Moments, *, day_first: bool, zone: ZoneInfo | None) -> Bools:
    """Of which moments the written zone is not that of the season."""
    if zone is None or not (moments.zone != NO_ZONE).any():
        return np.zeros(len(moments), dtype=np.bool_)
    wall = moments.seconds(day_first=day_first)
    there = wall != NONE
    said = wall - moments.zone.astype(np.int64) * 60
    first, second = (_elapsed(wall, there, zone, first=each) for each in (True, False))
    differ: Bools = (moments.zone != NO_ZONE) & there & (said != first) & (said != second)
    return differ


def _elapsed(wall: Ints, there: Bools, zone: ZoneInfo, *, first: bool) -> Ints:
    there = there & (np.abs(wall) < _FAR)
    stamps = pd.DatetimeIndex(np.where(there, wall, 0).astype("datetime64[s]"))
    placed = stamps.tz_localize(zone, ambiguous=np.full(len(stamps), first), nonexistent="shift_forward")
    return np.where(
        there, placed.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]").astype(np.int64), NONE
    )


def _wall(elapsed: Ints, there: Bools, zone: ZoneInfo) -> Ints:
    stamps = pd.DatetimeIndex(np.where(there, elapsed, 0).astype("datetime64[s]")).tz_localize("UTC")
    return stamps.tz_convert(zone).tz_localize(None).to_numpy().astype("datetime64[s]").astype(np.int64)
