"""Days without hours: a time of day for each, by a stated profile, always the same for the same records."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.records.grouping import Bookings
from sim.records.moments import NONE
from sim.records.times import STATED_BOOKED, STATED_RELEASED, assumed_seconds
from sim.scenario.seconds import DAY_SECONDS

NO_HOURS = (
    "times of day are not told (nine in ten are at 00:00 or have none), and assume_hours is false; ask for an export "
    "with times, or leave assume_hours out"
)

_SEED = 287


def with_hours(bookings: Bookings) -> Bookings:
    """Give hours to bookings and releases that have none; stays follow."""
    if bookings.booked_hours_known and bookings.released_hours_known:
        return bookings
    uniforms = np.random.default_rng(_SEED).random((2, len(bookings)))
    booked = bookings.booked
    if not bookings.booked_hours_known:
        booked = assumed_seconds(booked // DAY_SECONDS, STATED_BOOKED, uniforms[0])
    left = np.where(bookings.ended, bookings.released, 0)
    if not bookings.released_hours_known:
        left = assumed_seconds(left // DAY_SECONDS, STATED_RELEASED, uniforms[1])
    # Who leaves on the day of booking does so between then and midnight.
    rest = (booked // DAY_SECONDS + 1) * DAY_SECONDS - booked
    left = np.where(left <= booked, booked + np.ceil(rest * uniforms[1]).astype(np.int64), left)
    lasted = np.where(bookings.ended, left - booked, bookings.booked + bookings.stay_seconds - booked)
    entry = np.where(bookings.entry_seconds > 0, bookings.booked + bookings.entry_seconds - booked, 0)
    return replace(
        bookings,
        booked=booked,
        released=np.where(bookings.ended, left, NONE),
        stay_seconds=np.maximum(lasted, 1),
        entry_seconds=np.maximum(entry, 0),
    )
