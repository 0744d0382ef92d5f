"""What the records of a jail come to: rates, hours, stays and shares, without a row of theirs."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.records.classing import Reasons
from sim.records.grouping import Bookings
from sim.records.hours import NO_HOURS, with_hours
from sim.records.mapping import Cohort, Mapping
from sim.records.packing import chosen
from sim.records.pieces import counted, days_of, pieces
from sim.records.rosters import Nights
from sim.records.rows import Source, Told
from sim.records.stays import FEWEST_ENDED, Quantiles, Spells, quantiles_of, shares_by_stay
from sim.records.times import (
    STATED_BOOKED,
    STATED_RELEASED,
    Profile,
    profile_of,
    profile_of_days,
)
from sim.scenario.arrays import Bools, Ints
from sim.scenario.facts import FACTS
from sim.scenario.seconds import DAY_SECONDS
from sim.sheets.account import Account

YEAR_DAYS = 365


@dataclass(frozen=True)
class Period:
    """The days whose bookings are counted, in days since 1970, both included."""

    first: int
    last: int

    @property
    def days(self) -> int:
        """How many there are."""
        return self.last - self.first + 1

    @property
    def dates(self) -> tuple[date, date]:
        """The first and the last."""
        return _date(self.first), _date(self.last)

    def holds(self, days: NDArray[Any]) -> Bools:
        """Which days are of it."""
        return (days >= self.first) & (days <= self.last)


@dataclass(frozen=True)
class ChargeRecords:
    """What the records say of a charge: its share of bookings, and its stays, None where too few ended."""

    name: str
    bookings: int
    share: float
    stays: Quantiles | None


@dataclass(frozen=True, eq=False, repr=False)
class CountyRecords:
    """What the records of a jail come to; it holds nobody's row.

    Parameters
    ----------
    mapping
        All that was said of the export, and settled by it: with it the same files give the same again.
    sources
        How each file was read.
    account
        What became of every row.
    bookings
        How many bookings the records have, and of these how many lie in the period.
    days_without, gaps
        Days of the period without any: how many, and which follow one another.
    per_year, per_year_ends
        Bookings per 365 days, and the ends of its 95 % interval by chance.
    day_to_day_sd
        Spread of days' levels about their mean of 1, beyond chance, and its standard error.
    told_by
        How many rows' charge was told by what.
    stays
        Of all charges together.
    open, unknown
        How many were still inside, and of how many the stay is not known.
    moves_on
        Share that went to prison or another agency, by the hours of the stay; None where no reason is given.
    facts
        Shares of yes-or-no facts, as a scenario has them.
    people_implied, people_seen
        In jail on an average day: bookings a day times the mean stay, and as counted; None where that is not known.
    at_midnight
        The share of bookings and of releases at 00:00.
    charges_to_edit, reasons_to_edit
        Lists for people to fill in, as CSV.
    assumed, remarks
        What is assumed, and what to know.
    bookings_made
        The bookings, for ``--keep-bookings`` alone, which moves them.
    """

    mapping: Mapping
    sources: tuple[Source, ...]
    account: Account
    bookings: int
    counted: int
    period: Period
    days_without: int
    gaps: tuple[Period, ...]
    per_year: float
    per_year_ends: tuple[float, float]
    arrivals: Profile
    releases: Profile | None
    day_to_day_sd: tuple[float, float]
    charges: tuple[ChargeRecords, ...]
    told_by: MappingType[str, int]
    untold: int
    stays: Quantiles | None
    open: int
    unknown: int
    moves_on: MappingType[float, float] | None
    facts: MappingType[str, float]
    people_seen: float | None
    at_midnight: tuple[float, float | None]
    charges_to_edit: str | None
    reasons_to_edit: str | None
    assumed: tuple[str, ...]
    remarks: tuple[str, ...]
    bookings_made: Bookings

    def __repr__(self) -> str:
        first, last = self.period.dates
        return f"<{type(self).__name__}: {self.counted:,} bookings from {first} to {last}>"

    @property
    def base(self) -> Path | None:
        """The scenario of whose charges they are, if one was given."""
        return None if self.mapping.scenario is None else Path(self.mapping.scenario)

    @property
    def mean_hours(self) -> float | None:
        """The mean stay, each charge by its share; None where no stays are known."""
        if self.stays is None:
            return None
        return sum(each.share * (each.stays or self.stays).mean_hours for each in self.charges)

    @property
    def mean_error(self) -> float | None:
        """The standard error of the mean stay, as a part of it; None where no stays are known."""
        return None if self.stays is None else self.stays.sd_hours / self.stays.mean_hours / self.stays.ended**0.5

    @property
    def people_implied(self) -> float | None:
        """People in jail on an average day by Little's law; None where no stays are known."""
        mean = self.mean_hours
        return None if mean is None else self.per_year / YEAR_DAYS * mean / 24


@dataclass(frozen=True)
class Estimation:
    """The way from bookings to what they come to."""

    mapping: Mapping
    told: Told
    bookings: Bookings
    names: tuple[str, ...]
    nights: Nights | None
    taken: int | None
    reasons: Reasons

    def prepared(self) -> Self:
        """Give hours to days, and entry times to those who were inside before the period.

        Raises
        ------
        ValueError
            If hours are not known, and are not to be assumed.
        """
        bookings, mapping = self.bookings, self.mapping
        if not (bookings.booked_hours_known and bookings.released_hours_known) and not mapping.assume_hours:
            raise ValueError(NO_HOURS)
        if mapping.cohort is Cohort.INSIDE_DURING and mapping.covers_from is not None:
            begins = int(np.datetime64(mapping.covers_from, "s").astype(np.int64))
            bookings = replace(bookings, entry_seconds=np.maximum(begins - bookings.booked, 0))
        return replace(self, bookings=with_hours(bookings))

    @property
    def period(self) -> Period:
        """The days whose bookings are all there."""
        mapping = self.mapping
        if self.nights is not None:
            return Period(self.nights.first + 1, max(self.nights.first + 1, self.nights.last - 1))
        if mapping.cohort is Cohort.RELEASED_IN:
            left = days_of(self.bookings.released[self.bookings.ended])
            return Period(int(left.min()), int(left.max()))
        day = self.bookings.booked_day
        first, last = int(day.min()), int(day.max())
        if mapping.cohort is Cohort.INSIDE_DURING and mapping.covers_from is not None:
            first = int(np.datetime64(mapping.covers_from, "D").astype(np.int64))
        if self.taken is not None and last >= self.taken // DAY_SECONDS > first:
            # Of the day on which the export was taken the rest is missing.
            last = self.taken // DAY_SECONDS - 1
        return Period(first, max(first, last))

    def counted_days(self, period: Period) -> NDArray[np.int32]:
        """The days of what is counted: of bookings, in an export of releases those of releases."""
        if self.mapping.cohort is Cohort.RELEASED_IN:
            return days_of(self.bookings.released[self.bookings.ended])
        day = self.bookings.booked_day
        return day[period.holds(day)]

    def spells(self, charge: int | None = None) -> Spells:
        """The stays of a charge, or of all, of which something is known."""
        each = self.bookings
        which = each.known if charge is None else each.known & (each.charge == charge)
        return Spells.counted(each.stay_seconds[which], each.ended[which], chosen(each.entry_seconds, which))

    def charges(self, all_stays: Quantiles | None, among: Bools) -> tuple[ChargeRecords, ...]:
        """Each charge, in the order of the scenario; shares are of some bookings, and add up to 1."""
        among = among if among.any() else np.ones(len(self.bookings), dtype=np.bool_)
        counts = np.bincount(self.bookings.charge[among], minlength=len(self.names))
        shares = _adding_up(counts / max(1, counts.sum()))
        found = []
        for place, name in enumerate(self.names):
            stays = quantiles_of(self.spells(place))
            if stays is None and all_stays is not None:
                stays = replace(all_stays, pooled=True)
            found.append(ChargeRecords(name, int(counts[place]), shares[place], stays))
        return tuple(found)

    def moves_on(self) -> dict[float, float] | None:
        """The share of ended stays that ended elsewhere, by their length."""
        which = self.bookings.ended & self.bookings.known
        if "reason" not in self.told.has or which.sum() < FEWEST_ENDED or not self.bookings.reason[which].any():
            return None
        moved = self.reasons.moved(self.told.reasons)[self.bookings.reason]
        return shares_by_stay(self.bookings.stay_hours[which], moved[which])

    def people_seen(self, period: Period) -> float | None:
        """People in jail on an average day as the records or another count show it."""
        if self.mapping.people_inside is not None:
            return float(self.mapping.people_inside)
        if self.nights is not None:
            return self.nights.people
        if self.mapping.cohort is not Cohort.INSIDE_DURING:
            return None
        each, inside = self.bookings, 0
        begin, end = period.first * DAY_SECONDS, (period.last + 1) * DAY_SECONDS
        for some in pieces(len(each)):
            booked, lasted = each.booked[some], each.stay_seconds[some]
            there = np.clip(booked + lasted, begin, end) - np.clip(booked, begin, end)
            inside += int(there[each.known[some]].sum())
        return inside / (end - begin)

    def releases(self) -> Profile | None:
        """Hours of releases; None where none are known."""
        left = self.bookings.released[self.bookings.ended]
        if not len(left):
            return None
        if not self.bookings.released_hours_known:
            return profile_of_days(left, STATED_RELEASED)
        return profile_of(left, STATED_RELEASED)

    def facts(self) -> dict[str, float]:
        """Shares of facts, each among those of whom it is asked, with what they imply."""
        told = {key: values.copy() for key, values in self.bookings.facts.items()}
        for fact in reversed(FACTS):
            for implied in fact.implies if fact.key in told else ():
                if implied in told:
                    told[implied] = np.where((told[fact.key] == 1) & (told[implied] < 0), 1, told[implied])
        shares = {}
        for key, among in _AMONG.items():
            which = told[key] >= 0
            if among is not None:
                which &= told[among] == 1
            if which.any():
                shares[key] = round(float((told[key][which] == 1).mean()), 4)
        return shares


_AMONG: dict[str, str | None] = {
    "foreign_born": None,
    "removable": "foreign_born",
    "recorded": "foreign_born",
    "on_record": "removable",
    "fingerprinted": None,
}
"""Facts of a jail that records may tell, and of whom a scenario's share is."""


def day_counts(days: NDArray[Any], period: Period) -> Ints:
    """How many bookings each day of the period has."""
    return counted(days, period.days, lambda some: some - period.first)


def gaps_of(counts: Ints, period: Period) -> tuple[Period, ...]:
    """The days of a period on which nothing is counted, those in a row together."""
    empty = np.concatenate([[False], counts == 0, [False]])
    begins, ends = np.flatnonzero(empty[1:] & ~empty[:-1]), np.flatnonzero(~empty[1:] & empty[:-1])
    return tuple(Period(period.first + int(a), period.first + int(b) - 1) for a, b in zip(begins, ends, strict=True))


def per_year(counts: Ints) -> tuple[float, tuple[float, float]]:
    """Bookings per 365 days, with a 95 % interval by how much days differ."""
    mean = float(counts.mean())
    by_days = float(counts.std(ddof=1)) / len(counts) ** 0.5 if len(counts) > 1 else mean
    error = 1.96 * max(by_days, (mean / len(counts)) ** 0.5)
    return mean * YEAR_DAYS, (max(0.0, mean - error) * YEAR_DAYS, (mean + error) * YEAR_DAYS)


def arrivals_of(bookings: Bookings, counted: Bools) -> Profile:
    """Hours of bookings."""
    if not bookings.booked_hours_known:
        return profile_of_days(bookings.booked[counted], STATED_BOOKED)
    return profile_of(bookings.booked[counted], STATED_BOOKED)


def _adding_up(shares: np.ndarray) -> list[float]:
    """Shares of four digits that add up to 1."""
    rounded = [round(float(share), 4) for share in shares]
    rounded[int(np.argmax(shares))] += 1 - sum(rounded)
    return [round(share, 4) for share in rounded]


def _date(days: int) -> date:
    return date(1970, 1, 1) + timedelta(days=days)
