"""The release clock: in which hours of the week people walk out, whatever their length of stay."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.scenario.clock import Clock
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS, Seconds
from sim.scenario.week import WEEK_HOURS


def stay_on_release_clock(clock: Clock, weights: Sequence[int], booked_at: Seconds, stay_seconds: Seconds) -> Seconds:
    """How long people stay whose stay runs on a release clock.

    In hour h of the week, on the wall, the clock advances by that hour's weight each second. Release is due at the
    first whole second by which it has advanced, since booking, by at least the stay times the mean weight, rounded up.
    So equal weights leave every stay as it is, and nobody walks out in an hour of weight 0.

    Parameters
    ----------
    clock
        The wall clock.
    weights
        168 whole numbers from Monday 00:00, not all 0.
    booked_at, stay_seconds
        Model seconds of the bookings, and the stays drawn, of shapes that go together.

    Returns
    -------
    numpy.ndarray
        Whole seconds from booking until release is due.
    """
    if len(set(weights)) == 1 or 0 in (booked_at.size, stay_seconds.size):
        return np.broadcast_to(stay_seconds, np.broadcast_shapes(booked_at.shape, stay_seconds.shape))
    first = clock.midnight(clock.moment_at(int(booked_at.min())).date())
    per_second, whole = np.array(weights, dtype=np.int64), sum(weights)
    wanted = -(-stay_seconds * whole // WEEK_HOURS)
    # As long as the longest stay, and a week more, in whole years so that the hours are found again.
    years = -(-(int((booked_at + stay_seconds).max()) - first + 8 * DAY_SECONDS) // _YEAR_SECONDS)
    while True:
        pace = per_second[clock.hours_of_week(first, first + years * _YEAR_SECONDS)]
        advanced = np.concatenate([[0], np.cumsum(pace * HOUR_SECONDS)])
        hour = (booked_at - first) // HOUR_SECONDS
        target = advanced[hour] + (booked_at - first - hour * HOUR_SECONDS) * pace[hour] + wanted
        if advanced[-1] >= target.max():
            break
        years *= 2
    last = np.searchsorted(advanced, target, side="left") - 1
    # A target that is not there at booking is reached in an hour of some weight.
    due_at = first + last * HOUR_SECONDS + -(-(target - advanced[last]) // np.maximum(pace[last], 1))
    return np.where(wanted == 0, 0, due_at - booked_at)


_YEAR_SECONDS = 366 * DAY_SECONDS
