"""Which questions an export raises, and what it answers by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.records.columns import Role
from sim.records.export import Export
from sim.records.grouping import stand_ins, taken_at
from sim.records.mapping import COHORTS, Cohort, Mapping, NoRelease, StayUnit, ZoneMeaning
from sim.records.questions import Question
from sim.records.rows import Counts, Told
from sim.records.zones import zones_differ

_DECISIVE = 0.99
_FEWEST_JUDGED = 20
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


def told_by_rows(told: Told, mapping: Mapping) -> Mapping:
    """What the rows themselves settle: the order of day and month, and the unit of stays that a header names."""
    settled: dict[str, Any] = {}
    if mapping.day_first is None and (order := _order(told.counts)) is not None:
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


def raised(export: Export, mapping: Mapping) -> Iterator[Question]:
    """What must be said of these rows before they can be bookings."""
    yield from always_asked(mapping)
    told = export.told
    if mapping.day_first is None and told.counts.either_order:
        yield Question("day_first", f"{_both(told.counts)}; is 03/04 the third of April", _YES_NO)
    if Role.STAY in told.has and Role.RELEASED not in told.has and mapping.stay_unit is None:
        yield Question("stay_unit", "in what stays are counted", tuple(StayUnit))
    if mapping.cohort is Cohort.INSIDE_DURING and mapping.covers_from is None:
        yield Question(
            "covers_from", "from which day on the export has everybody who was inside", ("a date such as 2023-01-01",)
        )
    if mapping.cohort not in {Cohort.RELEASED_IN, Cohort.NIGHTLY_ROSTERS, Cohort.INSIDE_ON_A_DAY}:
        yield from _of_releases(export, mapping)
    yield from _of_zones(export, mapping)


def _of_releases(export: Export, mapping: Mapping) -> Iterator[Question]:
    told, counts = export.told, export.told.counts
    if not told.has & {Role.RELEASED, Role.STAY}:
        return
    if counts.blank and mapping.blank_release is None:
        why = f"{counts.blank:,} of {told.rows:,} rows have no release: are these people still inside"
        yield Question("blank_release", why, tuple(NoRelease))
    taken = taken_at(told, mapping)
    strange = _strange(export, mapping, taken)
    if strange and mapping.stand_in_release is None:
        why = (
            f"{strange:,} releases are before 1980, over ten years after the booking or after the export: "
            "what do they stand for"
        )
        yield Question("stand_in_release", why, tuple(NoRelease))
    may_be_inside = counts.inside or (counts.blank and mapping.blank_release is not NoRelease.UNKNOWN)
    if (may_be_inside or (strange and mapping.stand_in_release is not NoRelease.UNKNOWN)) and taken is None:
        why = "when the export was taken: who has no release was inside until then"
        yield Question("extracted", why, ("a date or time such as 2024-11-14 15:22",))


def _strange(export: Export, mapping: Mapping, taken: int | None) -> int:
    """How many releases stand for none."""
    strange = 0
    for rows in export.batches() if Role.RELEASED in export.told.has else ():
        booked, released = (each.seconds(day_first=mapping.day_is_first) for each in (rows.booked, rows.released))
        strange += int(stand_ins(booked, released, taken).sum())
    return strange


def _of_zones(export: Export, mapping: Mapping) -> Iterator[Question]:
    if mapping.zone_written is not None or mapping.timezone is None or not export.told.counts.zoned:
        return
    differ = sum(
        int(zones_differ(each, day_first=mapping.day_is_first, zone=mapping.zone).sum())
        for rows in export.batches()
        for each in (rows.booked, rows.released)
    )
    if differ:
        why = (
            f"{differ:,} times have a time zone behind them that is not that of their season: is it meant (literal), "
            "or is the time that of the clock on the wall (wall_clock)"
        )
        yield Question("zone_written", why, tuple(ZoneMeaning))


def _order(counts: Counts) -> bool | None:
    """Whether the day is first, where at least 99 in 100 of the dates that can tell agree."""
    decisive = counts.day_first + counts.month_first
    if not decisive:
        return None
    if counts.day_first >= _DECISIVE * decisive:
        return True
    return False if counts.month_first >= _DECISIVE * decisive else None


def _both(counts: Counts) -> str:
    if not counts.day_first + counts.month_first:
        return "all dates can be read by either order of day and month"
    return f"{counts.day_first:,} dates can only have the day first, and {counts.month_first:,} only the month"


def _unit(mapping: Mapping) -> StayUnit | None:
    """The unit that the header of stays names."""
    for table in mapping.tables:
        for unit in StayUnit if table.stay else ():
            if unit.value[:-1] in str(table.stay).lower():
                return unit
    return None


def nearly_all_open(told: Told) -> bool:
    """Whether a column of releases is there, and nothing in it."""
    return Role.RELEASED in told.has and not told.counts.released and told.counts.begin >= _FEWEST_JUDGED
