"""Which questions an export raises, and what it answers by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.records.columns import Role
from sim.records.grouping import stand_ins, taken_at
from sim.records.mapping import COHORTS, Cohort, Mapping, NoRelease, StayUnit, ZoneMeaning
from sim.records.moments import Order
from sim.records.questions import Question
from sim.records.rows import Rows
from sim.records.zones import zones_differ
from sim.scenario.arrays import Bools

_DECISIVE = 0.99
_YES_NO = ("true", "false")

_COHORT = Question(
    "cohort",
    "of whom the export is: " + "; ".join(f"{key.value}, {meaning}" for key, meaning in COHORTS.items()),
    tuple(Cohort),
)
_TIMEZONE = Question(
    "timezone",
    "where the clocks hang, for the nights on which they are put forward or back",
    ("an IANA name such as America/New_York", "none (clocks are never changed)"),
)


def told_by_rows(rows: Rows, mapping: Mapping) -> Mapping:
    """What the rows themselves settle: the order of day and month, and the unit of stays that a header names."""
    settled: dict[str, Any] = {}
    if mapping.day_first is None and (order := _order(rows)) is not None:
        settled["day_first"] = order
    if mapping.stay_unit is None and (unit := _unit(mapping)) is not None:
        settled["stay_unit"] = unit
    return mapping.model_copy(update=settled) if settled else mapping


def always_asked(mapping: Mapping) -> Iterator[Question]:
    """What no export tells."""
    if mapping.cohort is None:
        yield _COHORT
    if mapping.timezone is None:
        yield _TIMEZONE


def raised(rows: Rows, mapping: Mapping) -> Iterator[Question]:
    """What must be said of these rows before they can be bookings."""
    yield from always_asked(mapping)
    if mapping.day_first is None and _ambiguous(rows).any():
        yield Question("day_first", f"{_both(rows)}; is 03/04 the third of April", _YES_NO)
    if Role.STAY in rows.has and Role.RELEASED not in rows.has and mapping.stay_unit is None:
        yield Question("stay_unit", "in what stays are counted", tuple(StayUnit))
    if mapping.cohort is Cohort.INSIDE_DURING and mapping.covers_from is None:
        yield Question(
            "covers_from", "from which day on the export has everybody who was inside", ("a date such as 2023-01-01",)
        )
    if mapping.cohort not in {Cohort.RELEASED_IN, Cohort.NIGHTLY_ROSTERS, Cohort.INSIDE_ON_A_DAY}:
        yield from _of_releases(rows, mapping)
    yield from _of_zones(rows, mapping)


def _of_releases(rows: Rows, mapping: Mapping) -> Iterator[Question]:
    if not rows.has & {Role.RELEASED, Role.STAY}:
        return
    blank = rows.released.blank & np.isnan(rows.stay) & rows.tells_bookings[rows.source] & ~rows.booked.blank
    if blank.any() and mapping.blank_release is None:
        why = f"{int(blank.sum()):,} of {len(rows):,} rows have no release: are these people still inside"
        yield Question("blank_release", why, tuple(NoRelease))
    booked = rows.booked.seconds(day_first=mapping.day_is_first)
    released = rows.released.seconds(day_first=mapping.day_is_first)
    taken = taken_at(rows, mapping)
    strange = stand_ins(booked, released, taken)
    if strange.any() and mapping.stand_in_release is None:
        why = (
            f"{int(strange.sum()):,} releases are before 1980, over ten years after the booking or after the export: "
            "what do they stand for"
        )
        yield Question("stand_in_release", why, tuple(NoRelease))
    may_be_inside = rows.released.inside.any() or (blank.any() and mapping.blank_release is not NoRelease.UNKNOWN)
    may_be_inside |= strange.any() and mapping.stand_in_release is not NoRelease.UNKNOWN
    if may_be_inside and taken is None:
        why = "when the export was taken: who has no release was inside until then"
        yield Question("extracted", why, ("a date or time such as 2024-11-14 15:22",))


def _of_zones(rows: Rows, mapping: Mapping) -> Iterator[Question]:
    if mapping.zone_written is not None or mapping.timezone is None:
        return
    differ = sum(
        int(zones_differ(each, day_first=mapping.day_is_first, zone=mapping.zone).sum())
        for each in (rows.booked, rows.released)
    )
    if differ:
        why = (
            f"{differ:,} times have a time zone behind them that is not that of their season: is it meant "
            f"(literal), or is "
            "the time that of the clock on the wall (wall_clock)"
        )
        yield Question("zone_written", why, tuple(ZoneMeaning))


def _ambiguous(rows: Rows) -> Bools:
    """Which rows have a date that either order of day and month makes another."""
    return rows.booked.orders_differ | rows.released.orders_differ


def _decided(rows: Rows) -> tuple[int, int]:
    """How many dates can only be day first, and how many only month first."""
    orders = np.concatenate([rows.booked.order, rows.released.order])
    return int((orders == Order.DAY_FIRST).sum()), int((orders == Order.MONTH_FIRST).sum())


def _order(rows: Rows) -> bool | None:
    """Whether the day is first, where at least 99 in 100 of the dates that can tell agree."""
    day_first, month_first = _decided(rows)
    decisive = day_first + month_first
    if not decisive:
        return None
    if day_first >= _DECISIVE * decisive:
        return True
    return False if month_first >= _DECISIVE * decisive else None


def _both(rows: Rows) -> str:
    day_first, month_first = _decided(rows)
    if not day_first + month_first:
        return "all dates can be read by either order of day and month"
    return f"{day_first:,} dates can only have the day first, and {month_first:,} only the month"


def _unit(mapping: Mapping) -> StayUnit | None:
    """The unit that the header of stays names."""
    for table in mapping.tables:
        for unit in StayUnit if table.stay else ():
            if unit.value[:-1] in str(table.stay).lower():
                return unit
    return None


def nearly_all_open(rows: Rows) -> bool:
    """Whether a column of releases is there, and nothing in it."""
    begins = rows.tells_bookings[rows.source]
    given = ~rows.released.blank & ~rows.released.inside
    return Role.RELEASED in rows.has and not given.any() and bool(begins.sum() >= 20)
