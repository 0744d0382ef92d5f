"""Rows made into bookings: repeats left out, rows of one booking put together, every row accounted for."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.records.classing import Classes
from sim.records.columns import FACT_KEYS, Role
from sim.records.mapping import Mapping, NoRelease
from sim.records.moments import NONE
from sim.records.rows import NOTHING, Hashes, Rows
from sim.records.severity import of_suffixes, pieces
from sim.records.zones import instants
from sim.scenario.arrays import Bools, Floats, Ints
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS
from sim.sheets.account import Account, Entry, Fate

MOST_LINES = 5
LONGEST_STAY_SECONDS = 10 * 366 * DAY_SECONDS
EARLIEST_SECONDS = 315_532_800
LATEST_SECONDS = 4_102_444_800
"""1980 and 2100: releases before and after stand for none."""

_MOST_REUSED = 0.05


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
        Codes of `Rows.charges` and `Rows.reasons`.
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
    charge: Ints
    charge_told: Bools
    description: NDArray[np.int32]
    reason: NDArray[np.int32]
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
    def booked_day(self) -> Ints:
        """Days since 1970."""
        return self.booked // DAY_SECONDS


@dataclass
class Ledger:
    """Keeps account of rows while they become bookings: those that are left, and what became of the others."""

    rows: Rows
    left: Bools = field(init=False)
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left = np.ones(len(self.rows), dtype=np.bool_)
        if self.rows.uneven:
            where = [
                f"{stream.layout.path.name}:{line}" for stream in self.rows.streams for line in sorted(stream.uneven)
            ]
            reason = "has too few or too many cells"
            self.entries.append(Entry(Fate.LEFT_OUT, reason, self.rows.uneven, tuple(where[:MOST_LINES])))

    def take(self, which: Bools, fate: Fate, reason: str) -> None:
        """Give rows that are left a fate."""
        which = which & self.left
        if which.any():
            self.entries.append(Entry(fate, reason, int(which.sum()), tuple(self.rows.lines(which, MOST_LINES))))
            self.left &= ~which

    def repair(self, which: Bools, reason: str) -> None:
        """Note what was read as something else."""
        which = which & self.left
        if which.any():
            self.entries.append(
                Entry(Fate.REPAIRED, reason, int(which.sum()), tuple(self.rows.lines(which, MOST_LINES)))
            )

    def account(self, records: int) -> Account:
        """All rows, accounted for."""
        return Account(len(self.rows) + self.rows.uneven, records, tuple(self.entries))


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
    def of(cls, rows: Rows, mapping: Mapping) -> Times:
        """Place the moments of all rows in time; a release that stands for none is none."""
        how: dict[str, Any] = {"day_first": mapping.day_is_first, "zone": mapping.zone, "meaning": mapping.zone_written}
        booked = instants(rows.booked, **how)
        released = instants(rows.released, **how, not_before=booked.elapsed)
        if not mapping.short_years:
            booked, released = booked.without(rows.booked.short_year), released.without(rows.released.short_year)
        wall, at = released.wall, released.elapsed
        if mapping.stay_unit is not None and Role.STAY in rows.has and Role.RELEASED not in rows.has:
            lasted = np.isfinite(rows.stay) & (rows.stay >= 0) & (booked.elapsed != NONE)
            seconds = np.rint(np.where(lasted, rows.stay, 0) * mapping.stay_unit.seconds).astype(np.int64)
            wall = np.where(lasted, booked.wall + seconds, NONE)
            at = np.where(lasted, booked.elapsed + seconds, NONE)
        stand_in = stand_ins(booked.wall, wall, taken_at(rows, mapping))
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


def taken_at(rows: Rows, mapping: Mapping) -> int | None:
    """When the export was taken, in wall seconds, if that is known."""
    if mapping.extracted is not None:
        return int(np.datetime64(mapping.extracted, "s").astype(np.int64))
    stamp = rows.extracted[mapping.day_is_first]
    return stamp if stamp != NONE else None


@dataclass
class Grouping:
    """The way from rows to bookings, where a row is a booking, a charge of one, or more about one."""

    rows: Rows
    mapping: Mapping
    classes: Classes
    ledger: Ledger = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.rows)

    @cached_property
    def times(self) -> Times:
        """When rows were booked and released."""
        return Times.of(self.rows, self.mapping)

    @cached_property
    def numbers(self) -> Hashes:
        """What rows of one booking have in common; `NOTHING` of those that nothing tells."""
        rows = self.rows
        if not self.mapping.by_person_and_time:
            return rows.number
        together = combined((rows.person, rows.booked.value))
        return np.where((rows.person == NOTHING) | (rows.booked.value == NONE), NOTHING, together)

    @cached_property
    def begins(self) -> Bools:
        """Which rows are of files that tell bookings; those of others tell more about them."""
        begins: Bools = self.rows.tells_bookings[self.rows.source]
        return begins

    def bookings(self) -> tuple[Bookings, Account]:
        """Make the bookings, and account for the rows."""
        self._unusable()
        if self.mapping.drop_repeats:
            self.ledger.take(self._repeats(), Fate.MERGED, "repeats another row (drop_repeats)")
        groups = self._groups()
        made = self._made(groups)
        return made, self.ledger.account(len(made))

    def _unusable(self) -> None:
        rows, times, ledger = self.rows, self.times, self.ledger
        empty = rows.booked.blank & rows.released.blank & (rows.number == NOTHING) & (rows.charge == 0)
        ledger.take(empty & np.isnan(rows.stay), Fate.LEFT_OUT, "nothing that is read stands in it")
        ledger.take(self.begins & rows.booked.blank, Fate.LEFT_OUT, "the booking has no date")
        ledger.take(self.begins & (times.booked == NONE), Fate.LEFT_OUT, "the booking's date cannot be read")
        unread = ~rows.released.blank & ~rows.released.inside & (times.released == NONE) & ~times.stand_in
        ledger.take(unread, Fate.LEFT_OUT, "the release's date cannot be read")
        before = (times.released != NONE) & (times.booked != NONE) & (times.released_at < times.booked_at)
        if self._dated_only:
            before &= times.released // DAY_SECONDS < times.booked // DAY_SECONDS
        ledger.take(before, Fate.LEFT_OUT, "the release is before the booking")
        taken = taken_at(rows, self.mapping)
        if taken is not None:
            late = (times.booked != NONE) & (times.booked > taken + DAY_SECONDS)
            ledger.take(late, Fate.LEFT_OUT, "booked after the export was taken")
        ledger.repair(times.stand_in, "a release that stands for none")
        ledger.repair(rows.booked.short_year | rows.released.short_year, "a year of two digits (short_years)")
        if self.mapping.split_lists:
            several = np.array([len(pieces(text)) > 1 for text in rows.charges], dtype=np.bool_)[rows.charge]
            ledger.repair(several, "several charges in a cell, taken apart (split_lists)")
        if self.mapping.charge_suffixes:
            lettered = np.array([of_suffixes(text) > 0 for text in rows.charges], dtype=np.bool_)[rows.charge]
            ledger.repair(lettered, "letters of severity behind a charge (charge_suffixes)")

    @cached_property
    def _dated_only(self) -> bool:
        return not (self.rows.released.timed.any() and self.rows.booked.timed.any())

    def _repeats(self) -> Bools:
        """Rows that repeat another in all that is read, and that are not two people's by chance."""
        rows = self.rows
        tells_apart = (rows.number != NOTHING) | (rows.person != NOTHING) | rows.booked.timed
        read: tuple[NDArray[Any], ...] = (
            *(
                rows.booked.value,
                rows.released.value,
                rows.number,
                rows.person,
                rows.charge,
                rows.severity,
                rows.reason,
            ),
            *(rows.stay.view(np.int64), ~self.ledger.left, *rows.facts.values()),
        )
        repeats: Bools = tells_apart & self.ledger.left & pd.Index(combined(read)).duplicated()
        return repeats

    def _groups(self) -> NDArray[np.int64]:
        """Of each row the number of its booking; -1 of those that have none."""
        rows, ledger = self.rows, self.ledger
        groups = np.arange(len(rows), dtype=np.int64)
        numbered = (self.numbers != NOTHING) & ledger.left
        if numbered.any():
            _, first, place = np.unique(self.numbers[numbered], return_index=True, return_inverse=True)
            groups[numbered] = np.flatnonzero(numbered)[first][place]
        has_booking = np.zeros(len(rows), dtype=np.bool_)
        has_booking[groups[ledger.left & self.begins]] = True
        ledger.take(~has_booking[groups], Fate.LEFT_OUT, "no row tells the booking that it belongs to")
        self._check_reused(groups, numbered & self.begins & ledger.left)
        return groups

    def _check_reused(self, groups: NDArray[np.int64], which: Bools) -> None:
        """Refuse numbers that are people's rather than bookings'."""
        if not which.any():
            return
        day = pd.Series(self.times.booked[which] // DAY_SECONDS).groupby(groups[which])
        apart = day.max() - day.min() > 1
        if apart.sum() > max(1, _MOST_REUSED * len(apart)):
            header = next(s for s in self._headers(Role.NUMBER))
            raise ValueError(
                f"{apart.sum():,} of {len(apart):,} values of {header!r} stand with bookings on several days, so it "
                f"tells "
                "people apart, not bookings; say --answer columns.number=none, or name the right column"
            )

    def _headers(self, role: Role) -> list[str]:
        headers = [columns.headers.get(role) for columns in self.mapping.tables]
        return [header for header in headers if header]

    def _made(self, groups: NDArray[np.int64]) -> Bookings:
        """The bookings: of several rows the first booking, the latest release, the most serious charge."""
        rows, times, left = self.rows, self.times, self.ledger.left
        classes, _ = self.classes.of(rows)
        keep = np.flatnonzero(left)
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
        most = np.full(len(order), self.classes.unknown, dtype=np.int64)
        np.minimum.at(most, place, classes[keep])
        merged = left.copy()
        merged[lead] = False
        self.ledger.take(merged, Fate.MERGED, "another row of the same booking")
        return self._placed(lead, latest, most, place, keep)

    def _placed(self, lead: Ints, latest: Ints, most: Ints, place: Ints, keep: Ints) -> Bookings:
        rows, times = self.rows, self.times
        reason = np.zeros(len(lead), dtype=np.int32)
        np.maximum.at(reason, place, rows.reason[keep])
        facts = {key: np.full(len(lead), -1, dtype=np.int8) for key in FACT_KEYS}
        for key, values in facts.items():
            np.maximum.at(values, place, rows.facts[key][keep])
        inside = np.zeros(len(lead), dtype=np.bool_)
        np.logical_or.at(inside, place, times.inside[keep])
        at = times.booked_at[lead]
        ended = latest != NONE
        taken = taken_at(rows, self.mapping)
        stays_told = bool(rows.has & {Role.RELEASED, Role.STAY})
        open_inside = ~ended & (inside | (stays_told & (self.mapping.blank_release is NoRelease.INSIDE)))
        until = times.booked[lead] if taken is None else np.maximum(taken, times.booked[lead])
        wall_stay = until - times.booked[lead]
        wall_release = np.where(ended, times.booked[lead] + np.where(ended, latest - at, 0), NONE)
        same = ended & (times.released_at[lead] == latest)
        return Bookings(
            booked=times.booked[lead],
            released=np.where(same, times.released[lead], wall_release),
            stay_seconds=np.where(ended, latest - at, np.where(open_inside, wall_stay, 0)),
            ended=ended,
            known=ended | open_inside,
            entry_seconds=np.zeros(len(lead), dtype=np.int64),
            charge=np.where(most == self.classes.unknown, self.classes.other, most),
            charge_told=most != self.classes.unknown,
            description=rows.charge[lead],
            reason=reason,
            facts=facts,
            booked_hours_known=_hours_known(times.booked[lead]),
            released_hours_known=_hours_known(np.where(same, times.released[lead], wall_release)[ended]),
        )


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
    return not len(wall) or float((wall % DAY_SECONDS == 0).mean()) < 0.9
