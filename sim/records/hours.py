"""Days without hours: a time of day for each, by a stated profile, always the same for the same records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from sim.records.grouping import Bookings
from sim.records.moments import NONE
from sim.records.pieces import pieces
from sim.records.times import STATED_BOOKED, STATED_RELEASED, assumed_seconds
from sim.scenario.arrays import Floats, Ints
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
    # The numbers drawn for releases come behind those for all bookings.
    bit_generators = np.random.PCG64(_SEED), np.random.PCG64(_SEED).advance(len(bookings))
    draws = [np.random.Generator(each) for each in bit_generators]
    given: dict[str, Any] = {name: np.empty(len(bookings), dtype=np.int64) for name in _CHANGED}
    for some in pieces(len(bookings)):
        piece = replace(bookings, **{each.name: getattr(bookings, each.name)[some] for each in _columns()})
        uniforms = [each.random(len(piece)) for each in draws]
        for name, values in _with_hours(piece, uniforms).items():
            given[name][some] = values
    return replace(bookings, **given)


_CHANGED = ("booked", "released", "stay_seconds", "entry_seconds")


def _columns() -> list[Any]:
    return [
        each for each in fields(Bookings) if each.name not in {"facts", "booked_hours_known", "released_hours_known"}
    ]


def _with_hours(bookings: Bookings, uniforms: Sequence[Floats]) -> dict[str, Ints]:
    """What changes of some bookings."""
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
    return {
        "booked": booked,
        "released": np.where(bookings.ended, left, NONE),
        "stay_seconds": np.maximum(lasted, 1),
        "entry_seconds": np.maximum(entry, 0),
    }
