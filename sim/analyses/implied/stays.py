"""How long people stay at a jail, and when they walk out, as its scenario says it, without a simulation.

It is of all whom the jail books, and of the local charge alone: what flags and holds for ICE add is not in it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

import numpy as np

from sim.model.bookings import YEAR_HOURS, draw_bookings
from sim.model.releases import stay_on_release_clock
from sim.scenario.arrays import Bools, Floats, Ints
from sim.scenario.clock import Clock
from sim.scenario.distributions import Distribution
from sim.scenario.records import Records
from sim.scenario.schema import Jail, Scenario
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS, LONGEST_HOURS, Seconds, whole_seconds
from sim.scenario.week import WEEK_HOURS

__all__ = [
    "Stays",
    "mean_people_in_jail",
    "mean_stay_days",
    "share_released_by_hour_of_week",
    "share_released_within_hours",
    "stays_of",
]


_DAY_HOURS = 24
_WEEK_SECONDS = WEEK_HOURS * HOUR_SECONDS


def mean_people_in_jail(scenario: Scenario, jail: str) -> float:
    """How many people are in a jail on an average day: bookings a day times the mean stay (Little's law).

    Whom a flag or a hold keeps for ICE is in it only until release is due on the local charge.
    """
    return stays_of(scenario, jail).mean_people


def mean_stay_days(scenario: Scenario, jail: str) -> float:
    """Mean time in days from booking until release is due on the local charge; NaN where nobody is ever booked."""
    return stays_of(scenario, jail).mean_hours / _DAY_HOURS


def share_released_within_hours(scenario: Scenario, jail: str, hours: float) -> float:
    """Share of all bookings whose release is due at most so many hours after booking; NaN where nobody is booked."""
    return stays_of(scenario, jail).share_within(hours)


def share_released_by_hour_of_week(scenario: Scenario, jail: str) -> Floats:
    """Share of all releases that are due in each of the 168 hours of the week on the wall, from Monday 00:00 on."""
    return stays_of(scenario, jail).by_hour_of_week


class Stays(ABC):
    """The stays of all whom a jail books: of those of the counted days, as if these were whole weeks.

    Shares and means exist also where `bookings_per_day` is 0; NaN where nothing tells of any booking.
    """

    bookings_per_day: float

    @property
    @abstractmethod
    def mean_hours(self) -> float:
        """Mean from booking until release is due."""

    @abstractmethod
    def share_within(self, hours: float) -> float:
        """Share whose release is due at most so many hours after booking."""

    @property
    @abstractmethod
    def by_hour_of_week(self) -> Floats:
        """Share of releases in each hour of the week."""

    @property
    def mean_people(self) -> float:
        """People in jail on an average day."""
        return self.bookings_per_day * self.mean_hours / _DAY_HOURS if self.bookings_per_day else 0.0


def stays_of(scenario: Scenario, jail: str) -> Stays:
    """The stays at a jail: of its own records where it has some, else as its rules give them."""
    records = scenario.records_of(jail)
    return _by_rules(scenario, jail) if records is None else _recorded(scenario, jail, records)


@dataclass(frozen=True)
class _Group:
    """People alike: when in the week they are booked, how long they stay, and on which release clock."""

    stay: Distribution = field(compare=False)
    told: str
    """What tells distributions apart, which cannot be hashed."""

    factor: float
    arrivals: tuple[float, ...]
    pace: tuple[int, ...]


@dataclass(frozen=True)
class _ByRules(Stays):
    """Stays by the rules of a jail: groups of people, with the share of each among all bookings."""

    bookings_per_day: float
    groups: tuple[tuple[float, _Group], ...]

    @property
    def mean_hours(self) -> float:
        """Mean from booking until release is due."""
        return self._mean(_mean_hours)

    def share_within(self, hours: float) -> float:
        """Share whose release is due at most so many hours after booking."""
        return self._mean(lambda group: _share_within(group, hours))

    @property
    def by_hour_of_week(self) -> Floats:
        """Share of releases in each hour of the week."""
        shares: Floats = np.sum([share * _by_hour_of_week(group) for share, group in self.groups], axis=0)
        return shares

    def _mean(self, of: Callable[[_Group], float]) -> float:
        return sum(share * of(group) for share, group in self.groups)


def _by_rules(scenario: Scenario, name: str) -> _ByRules:
    phases = scenario.jails[name].phases(scenario.clock)
    end = scenario.clock.midnight_of_day(scenario.days)
    holds = np.diff(np.clip([*phases.begins_at, end], 0, end)) / end
    per_day = [float(rules.bookings_per_year or 0) * _DAY_HOURS / YEAR_HOURS for rules in phases.rules]
    booked = holds * per_day
    # Where nobody is booked, stays are told as if people came at the same rate in every period.
    weights = booked / booked.sum() if booked.any() else holds
    groups = [
        (float(weight * share), group)
        for weight, rules in zip(weights, phases.rules, strict=True)
        for share, group in _groups(scenario, rules)
        if weight * share > 0
    ]
    return _ByRules(float(booked.sum()), tuple(groups))


def _groups(scenario: Scenario, rules: Jail) -> Iterator[tuple[float, _Group]]:
    """Those of each charge under the same rules, with the share of the charge."""
    for (name, charge), share in zip(scenario.charges.items(), scenario.charge_shares, strict=True):
        yield (
            share,
            _Group(
                stay=charge.stay_hours,
                told=repr(charge.stay_hours),
                factor=float(rules.stay_factor.of(name)),
                arrivals=tuple(each / WEEK_HOURS for each in rules.arrivals.of(name).relative),
                pace=(1,) * WEEK_HOURS if rules.release_hours is None else tuple(rules.release_hours.of(name).weights),
            ),
        )


@lru_cache(maxsize=256)
def _mean_hours(group: _Group) -> float:
    """The mean stay drawn, in closed form, and what the release clock adds to it on the nodes."""
    drawn = group.factor * group.stay.mean_hours(min(LONGEST_HOURS, LONGEST_HOURS / group.factor))
    nodes = _nodes(group)
    return drawn + float(((nodes.stay_seconds - nodes.drawn_seconds).mean(axis=1) * nodes.weights).sum() / HOUR_SECONDS)


@lru_cache(maxsize=2048)
def _share_within(group: _Group, hours: float) -> float:
    """The share in closed form, given when they are booked; by the release clock stays of that length are over."""
    booked_at, weights = _booked(group)
    pace = np.array(group.pace, dtype=np.int64)
    advanced = np.concatenate([[0], np.cumsum(pace * HOUR_SECONDS)])

    def clock(seconds: Seconds) -> Seconds:
        weeks, second = np.divmod(seconds, _WEEK_SECONDS)
        hour = second // HOUR_SECONDS
        units: Seconds = weeks * advanced[-1] + advanced[hour] + (second - hour * HOUR_SECONDS) * pace[hour]
        return units

    units = clock(booked_at + whole_seconds(hours)) - clock(booked_at)
    longest_seconds = units * WEEK_HOURS // int(pace.sum())
    # A stay counts as over at the second to which it is rounded.
    shares = group.stay.cdf((longest_seconds + 0.5) / HOUR_SECONDS / group.factor)
    return float((shares * weights).sum())


@lru_cache(maxsize=256)
def _by_hour_of_week(group: _Group) -> Floats:
    nodes = _nodes(group)
    hours = (nodes.booked_at[:, np.newaxis] + nodes.stay_seconds) // HOUR_SECONDS % WEEK_HOURS
    weights = np.broadcast_to(nodes.weights[:, np.newaxis] / hours.shape[1], hours.shape)
    return np.bincount(hours.ravel(), weights=weights.ravel(), minlength=WEEK_HOURS).astype(np.float64)


_BOOKED_AN_HOUR, _STAYS = 4, 400
"""Nodes of the integrals over when people are booked and how long they stay."""


@dataclass(frozen=True)
class _Nodes:
    """Bookings in a week, a row each, with their weights, and stays of evenly spread probabilities, a column each."""

    booked_at: Seconds
    weights: Floats
    drawn_seconds: Seconds
    stay_seconds: Seconds


@lru_cache(maxsize=8)
def _nodes(group: _Group) -> _Nodes:
    booked_at, weights = _booked(group)
    probabilities = (np.arange(_STAYS) + 0.5) / _STAYS
    drawn = whole_seconds(group.factor * group.stay.quantile(probabilities))
    # In a whole week the release clock advances as far as any other.
    weeks, rest = np.divmod(drawn, _WEEK_SECONDS)
    walked = stay_on_release_clock(_A_WEEK, group.pace, booked_at[:, np.newaxis], rest)
    return _Nodes(booked_at, weights, drawn, weeks * _WEEK_SECONDS + walked)


_A_WEEK = Clock(date(2024, 1, 1))
"""A clock that begins on a Monday, in a week in which no clock is changed."""


def _booked(group: _Group) -> tuple[Seconds, Floats]:
    """When people are booked, in seconds of the week, and the weights of these moments."""
    between = HOUR_SECONDS // _BOOKED_AN_HOUR
    booked_at = np.arange(WEEK_HOURS * _BOOKED_AN_HOUR, dtype=np.int64) * between + between // 2
    return booked_at, np.repeat(group.arrivals, _BOOKED_AN_HOUR) / _BOOKED_AN_HOUR


@dataclass(frozen=True)
class _Recorded(Stays):
    """Stays of the counted bookings of a jail's own records; those that the records do not tell are drawn once."""

    bookings_per_day: float
    stay_seconds: Seconds
    hour_of_week: Ints

    @property
    def mean_hours(self) -> float:
        """Mean from booking until release is due."""
        return _mean(self.stay_seconds / HOUR_SECONDS)

    def share_within(self, hours: float) -> float:
        """Share whose release is due at most so many hours after booking."""
        return _mean(self.stay_seconds <= whole_seconds(hours))

    @property
    def by_hour_of_week(self) -> Floats:
        """Share of releases in each hour of the week."""
        counts = np.bincount(self.hour_of_week, minlength=WEEK_HOURS)
        return counts / counts.sum() if counts.any() else np.full(WEEK_HOURS, np.nan)


def _mean(values: Floats | Bools) -> float:
    return float(values.mean()) if len(values) else np.nan


def _recorded(scenario: Scenario, name: str, records: Records) -> _Recorded:
    facts = draw_bookings(_everyone_drawn(scenario, name, records), name, 0).facts
    clock = scenario.clock
    counted = (facts.booked_at >= 0) & (facts.booked_at < clock.midnight_of_day(scenario.days))
    return _Recorded(
        bookings_per_day=float(counted.sum()) / (clock.midnight_of_day(scenario.days) / DAY_SECONDS),
        stay_seconds=facts.stay_seconds[counted],
        hour_of_week=clock.hour_of_week_at(facts.release_due_at[counted]),
    )


def _everyone_drawn(scenario: Scenario, name: str, records: Records) -> Scenario:
    """A scenario in which the model draws all bookings of a jail, and not those of foreign-born people alone."""
    jail = scenario.jails[name]
    policy = [change.model_copy(update={"foreign_born": 1}) for change in jail.policy]
    everyone = jail.model_copy(update={"foreign_born": 1, "policy": policy})
    columns = {key: column for key, column in records.columns.items() if key in ("charge", "stay_seconds")}
    of_all = scenario.model_copy(update={"jails": {**scenario.jails, name: everyone}})
    return of_all.read_from(scenario.files, {name: replace(records, columns=columns)})
