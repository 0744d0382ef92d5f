"""Rows made into bookings: repeats left out, rows of one booking put together, every row accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.records.classing import Classes, Descriptions
from sim.records.columns import FACT_KEYS, Role
from sim.records.export import Export
from sim.records.fates import BLANKED, Ledger, Page
from sim.records.mapping import Mapping, NoRelease
from sim.records.moments import NONE
from sim.records.packing import Packed, packed_apart, sorted_by, unpacked
from sim.records.pieces import days_of, midnight_share
from sim.records.rows import NOTHING, Hashes, Rows, Told
from sim.records.zones import instants
from sim.scenario.arrays import Bools, Floats, Ints
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS
from sim.sheets.account import Account, Fate

LONGEST_STAY_SECONDS = 10 * 366 * DAY_SECONDS
EARLIEST_SECONDS = 315_532_800
LATEST_SECONDS = 4_102_444_800
"""1980 and 2100: releases before and after stand for none."""

_MOST_REUSED, _FEWEST_JUDGED = 0.05, 20

Codes = NDArray[np.unsignedinteger[Any] | np.signedinteger[Any]]


@dataclass(frozen=True, eq=False)
class Bookings:
    """Bookings, a value each; nothing in them says whose they are.

    Parameters
    ----------
    booked, released
        Seconds on the wall since 1970; `NONE` where there is no release.
    stay_seconds
        Until release, or as long as the person is known to have been inside.
    ended
        Whether it is until release.
    known
        Whether anything is known of the stay.
    entry_seconds
        From which second of the stay on its end would have been told.
    charge
        Place among the scenario's charges.
    description, reason
        Codes of `Told.charges` and `Told.reasons`.
    facts
        By key 1 for yes, 0 for no, -1 where nothing is told.
    booked_hours_known, released_hours_known
        Whether times of day are the records' own.
    """

    booked: Ints
    released: Ints
    stay_seconds: Ints
    ended: Bools
    known: Bools
    entry_seconds: Ints
    charge: NDArray[np.int16]
    charge_told: Bools
    description: Codes
    reason: Codes
    facts: MappingType[str, NDArray[np.int8]]
    booked_hours_known: bool = True
    released_hours_known: bool = True

    def __len__(self) -> int:
        return len(self.booked)

    @property
    def stay_hours(self) -> Floats:
        """Stays in hours."""
        return self.stay_seconds / HOUR_SECONDS

    @property
    def booked_day(self) -> NDArray[np.int32]:
        """Days since 1970."""
        return days_of(self.booked)


@dataclass(frozen=True, eq=False)
class Made:
    """Bookings that were made of rows, what became of these, and by what their charges were told."""

    bookings: Bookings
    account: Account
    told_by: MappingType[str, int]


@dataclass(frozen=True, eq=False)
class Times:
    """When rows were booked and released, as the mapping has it; `NONE` of what is not told."""

    booked: Ints
    booked_at: Ints
    released: Ints
    released_at: Ints
    inside: Bools
    stand_in: Bools

    @classmethod
    def of(cls, rows: Rows, told: Told, mapping: Mapping) -> Times:
        """Place the moments of all rows in time; a release that stands for none is none."""
        how: dict[str, Any] = {"day_first": mapping.day_is_first, "zone": mapping.zone, "meaning": mapping.zone_written}
        booked = instants(rows.booked, **how)
        released = instants(rows.released, **how, not_before=booked.elapsed)
        if not mapping.short_years:
            booked, released = booked.without(rows.booked.short_year), released.without(rows.released.short_year)
        wall, at = released.wall, released.elapsed
        if mapping.stay_unit is not None and Role.STAY in told.has and Role.RELEASED not in told.has:
            lasted = np.isfinite(rows.stay) & (rows.stay >= 0) & (booked.elapsed != NONE)
            seconds = np.rint(np.where(lasted, rows.stay, 0) * mapping.stay_unit.seconds)
            seconds = np.minimum(seconds, 2 * LONGEST_STAY_SECONDS).astype(np.int64)
            wall = np.where(lasted, booked.wall + seconds, NONE)
            at = np.where(lasted, booked.elapsed + seconds, NONE)
        stand_in = stand_ins(booked.wall, wall, taken_at(told, mapping))
        inside = rows.released.inside | (stand_in & (mapping.stand_in_release is NoRelease.INSIDE))
        return cls(
            booked.wall, booked.elapsed, np.where(stand_in, NONE, wall), np.where(stand_in, NONE, at), inside, stand_in
        )


def stand_ins(booked: Ints, released: Ints, taken: int | None) -> Bools:
    """Which releases stand for none: before 1980, over ten years after the booking, or after the export was taken."""
    there = released != NONE
    known = booked != NONE
    late = known & (released - np.where(known, booked, 0) > LONGEST_STAY_SECONDS)
    future = np.full(len(released), False) if taken is None else released > taken + DAY_SECONDS
    strange: Bools = there & ((released < EARLIEST_SECONDS) | (released > LATEST_SECONDS) | late | future)
    return strange


def taken_at(told: Told, mapping: Mapping) -> int | None:
    """When the export was taken, in wall seconds, if that is known."""
    if mapping.extracted is not None:
        return int(np.datetime64(mapping.extracted, "s").astype(np.int64))
    stamp = told.extracted[mapping.day_is_first]
    return stamp if stamp != NONE else None


def bookings_of_rows(export: Export, mapping: Mapping, classes: Classes) -> Made:
    """Make the bookings, where a row is a booking, a charge of one, or more about one, and account for the rows.

    Raises
    ------
    ValueError
        If numbers of bookings are people's.
    """
    grouping = Grouping(export.told, mapping, classes)
    parts = [packed_apart(grouping.bookings(rows)) for rows in export.given_away(grouping.keys)]
    grouping.check_reused()
    order = np.argsort(unpacked([part.pop("place") for part in parts], np.dtype(np.int64)))
    made = put_together(parts, order, export.told)
    made = replace(
        made,
        booked_hours_known=_hours_known(made.booked),
        released_hours_known=_hours_known(made.released[made.ended]),
    )
    return Made(made, grouping.ledger.account(len(made)), dict(grouping.told_by))


@dataclass
class Grouping:
    """The way from rows to bookings, a part of the rows at a time."""

    told: Told
    mapping: Mapping
    classes: Classes
    ledger: Ledger = field(init=False)
    told_by: Counter[str] = field(default_factory=Counter)
    _numbers: int = 0
    _reused: int = 0

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.told)

    @cached_property
    def taken(self) -> int | None:
        """When the export was taken."""
        return taken_at(self.told, self.mapping)

    @cached_property
    def descriptions(self) -> Descriptions:
        """What each text tells."""
        return self.classes.descriptions(self.told)

    def numbers(self, rows: Rows) -> Hashes:
        """What rows of one booking have in common; `NOTHING` of those that nothing tells."""
        if not self.mapping.by_person_and_time:
            return rows.number
        together = combined((rows.person, rows.booked.value))
        return np.where((rows.person == NOTHING) | (rows.booked.value == NONE), NOTHING, together)

    def keys(self, rows: Rows) -> Hashes:
        """What rows have in common that are of one booking, or repeat one another."""
        numbers = self.numbers(rows)
        apart = numbers == NOTHING
        return np.where(apart, combined(_read(rows)), numbers) if apart.any() else numbers

    def bookings(self, rows: Rows) -> dict[str, NDArray[Any]]:
        """The bookings of some rows, by the fields of `Bookings`, and the places of their first rows."""
        times = Times.of(rows, self.told, self.mapping)
        page = Page(rows, self.ledger)
        self._unusable(page, times)
        if self.mapping.drop_repeats:
            page.take(_repeats(page), Fate.MERGED, "repeats another row (drop_repeats)")
        groups = self._groups(page, times)
        classes, told_by = self.descriptions.of(rows)
        self.told_by.update(told_by)
        return self._made(page, times, groups, classes)

    def check_reused(self) -> None:
        """Refuse numbers that are people's rather than bookings'."""
        always_one = self._numbers == self._reused == 1 and self.told.counts.numbered >= _FEWEST_JUDGED
        if always_one or self._reused > max(1, _MOST_REUSED * self._numbers):
            header = next(s for s in self._headers(Role.NUMBER))
            raise ValueError(
                f"{self._reused:,} of {self._numbers:,} values of {header!r} stand with bookings on several days, so "
                "it tells people apart, not bookings; say --answer columns.number=none, or name the right column"
            )

    def _unusable(self, page: Page, times: Times) -> None:
        rows, begins = page.rows, page.rows.begins
        empty = rows.booked.blank & rows.released.blank & (rows.number == NOTHING) & (rows.charge == 0)
        page.take(empty & np.isnan(rows.stay), Fate.LEFT_OUT, "nothing that is read stands in it")
        page.take(begins & rows.booked.blank, Fate.LEFT_OUT, "the booking has no date")
        page.take(begins & (times.booked == NONE), Fate.LEFT_OUT, "the booking's date cannot be read")
        never = (times.booked < EARLIEST_SECONDS) | (times.booked > LATEST_SECONDS)
        page.take(begins & never, Fate.LEFT_OUT, "the booking is before 1980 or after 2100")
        unread = ~rows.released.blank & ~rows.released.inside & (times.released == NONE) & ~times.stand_in
        page.take(unread, Fate.LEFT_OUT, "the release's date cannot be read")
        if Role.RELEASED not in self.told.has:
            page.take(rows.stay < 0, Fate.LEFT_OUT, "the stay is no length of time")
        before = (times.released != NONE) & (times.booked != NONE) & (times.released_at < times.booked_at)
        if not (self.told.counts.released_timed and self.told.counts.booked_timed):
            before &= times.released // DAY_SECONDS < times.booked // DAY_SECONDS
        page.take(before, Fate.LEFT_OUT, "the release is before the booking")
        if self.taken is not None:
            late = (times.booked != NONE) & (times.booked > self.taken + DAY_SECONDS)
            page.take(late, Fate.LEFT_OUT, "booked after the export was taken")
        page.repair(rows.blanked, BLANKED)
        page.repair(times.stand_in, "a release that stands for none")
        page.repair(rows.booked.short_year | rows.released.short_year, "a year of two digits (short_years)")
        if self.mapping.split_lists:
            several = self.descriptions.several[rows.charge]
            page.repair(several, "several charges in a cell, taken apart (split_lists)")
        if self.mapping.charge_suffixes:
            lettered = self.descriptions.lettered[rows.charge]
            page.repair(lettered, "letters of severity behind a charge (charge_suffixes)")

    def _groups(self, page: Page, times: Times) -> NDArray[np.int64]:
        """Of each row the number of its booking; -1 of those that have none."""
        rows, numbers = page.rows, self.numbers(page.rows)
        groups = np.arange(len(rows), dtype=np.int64)
        numbered = (numbers != NOTHING) & page.left
        if numbered.any():
            _, first, place = np.unique(numbers[numbered], return_index=True, return_inverse=True)
            groups[numbered] = np.flatnonzero(numbered)[first][place]
        has_booking = np.zeros(len(rows), dtype=np.bool_)
        has_booking[groups[page.left & rows.begins]] = True
        page.take(~has_booking[groups], Fate.LEFT_OUT, "no row tells the booking that it belongs to")
        which = numbered & rows.begins & page.left
        if which.any():
            day = pd.Series(times.booked[which] // DAY_SECONDS).groupby(groups[which])
            apart = day.max() - day.min() > 1
            self._numbers += len(apart)
            self._reused += int(apart.sum())
        return groups

    def _headers(self, role: Role) -> list[str]:
        headers = [columns.headers.get(role) for columns in self.mapping.tables]
        return [header for header in headers if header]

    def _made(self, page: Page, times: Times, groups: Ints, classes: NDArray[np.int16]) -> dict[str, NDArray[Any]]:
        """The bookings: of several rows the first booking, the latest release, the most serious charge."""
        keep = np.flatnonzero(page.left)
        frame = pd.DataFrame(
            {
                "group": groups[keep],
                "booked": np.where(times.booked_at[keep] == NONE, np.iinfo(np.int64).max, times.booked_at[keep]),
                "row": keep,
            }
        )
        first = frame.sort_values(["group", "booked", "row"], kind="stable").drop_duplicates("group")
        lead, order = first["row"].to_numpy(), first["group"].to_numpy()
        place = np.searchsorted(order, groups[keep])
        latest = np.full(len(order), NONE)
        np.maximum.at(latest, place, times.released_at[keep])
        most = np.full(len(order), self.classes.unknown, dtype=np.int16)
        np.minimum.at(most, place, classes[keep])
        merged = page.left.copy()
        merged[lead] = False
        page.take(merged, Fate.MERGED, "another row of the same booking")
        return {
            "place": page.rows.places[order],
            "charge": np.where(most == self.classes.unknown, np.int16(self.classes.other), most),
            "charge_told": most != self.classes.unknown,
            **self._stays(times, lead, latest, _any(times.inside[keep], place, len(order))),
            **_told(page.rows, lead, place, keep),
        }

    def _stays(self, times: Times, lead: Ints, latest: Ints, inside: Bools) -> dict[str, NDArray[Any]]:
        at, booked = times.booked_at[lead], times.booked[lead]
        ended = latest != NONE
        stays_told = bool(self.told.has & {Role.RELEASED, Role.STAY})
        open_inside = ~ended & (inside | (stays_told & (self.mapping.blank_release is NoRelease.INSIDE)))
        until = booked if self.taken is None else np.maximum(self.taken, booked)
        same = ended & (times.released_at[lead] == latest)
        lasted = np.where(ended, latest - at, 0)
        return {
            "booked": booked,
            "released": np.where(same, times.released[lead], np.where(ended, booked + lasted, NONE)),
            "stay_seconds": np.where(ended, lasted, np.where(open_inside, until - booked, 0)),
            "ended": ended,
            "known": ended | open_inside,
            "entry_seconds": np.zeros(len(lead), dtype=np.int64),
        }


def _told(rows: Rows, lead: Ints, place: Ints, keep: Ints) -> dict[str, NDArray[Any]]:
    """What else any row of a booking tells of it."""
    reason = np.zeros(len(lead), dtype=np.int32)
    np.maximum.at(reason, place, rows.reason[keep])
    facts = {key: np.full(len(lead), -1, dtype=np.int8) for key in FACT_KEYS}
    for key, values in facts.items():
        np.maximum.at(values, place, rows.facts[key][keep])
    return {"description": rows.charge[lead], "reason": reason, **facts}


def _any(which: Bools, place: Ints, many: int) -> Bools:
    found = np.zeros(many, dtype=np.bool_)
    found[place[which]] = True
    return found


def _read(rows: Rows) -> list[NDArray[Any]]:
    """All that is read of rows, as numbers."""
    times = [rows.booked.value, rows.released.value, rows.stay.view(np.int64)]
    return [*times, rows.number, rows.person, rows.charge, rows.severity, rows.reason, *rows.facts.values()]


def _repeats(page: Page) -> Bools:
    """Rows that repeat another in all that is read, and that are not two people's by chance."""
    rows = page.rows
    tells_apart = (rows.number != NOTHING) | (rows.person != NOTHING) | rows.booked.timed
    repeats: Bools = tells_apart & page.left & pd.Index(combined([*_read(rows), ~page.left])).duplicated()
    return repeats


def put_together(parts: Sequence[dict[str, Packed]], order: Ints | None, told: Told) -> Bookings:
    """The bookings of several parts, whose own are given away on the way; in another order, if one is given."""
    codes = {"description": len(told.charges), "reason": len(told.reasons)}
    made: dict[str, Any] = {}
    for name in list(parts[0]):
        kind = np.min_scalar_type(codes[name]) if name in codes else parts[0][name].kind
        whole = unpacked([part.pop(name) for part in parts], kind)
        made[name] = whole if order is None else sorted_by(whole, order)
    facts = {key: made.pop(key) for key in FACT_KEYS}
    return Bookings(facts=facts, **made)


def combined(columns: Sequence[NDArray[Any]]) -> NDArray[np.uint64]:
    """A hash of each row of some columns."""
    mixed = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        mixed ^= column.astype(np.uint64)
        # The finaliser of SplitMix64, so that no two columns cancel out.
        mixed ^= mixed >> np.uint64(30)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(27)
        mixed *= np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return mixed


def _hours_known(wall: Ints) -> bool:
    """Whether times of day are told: nine in ten moments at 00:00 are days."""
    return midnight_share(wall) < 0.9
