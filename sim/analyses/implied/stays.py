"""How long people stay at a jail, and when they walk out, as its scenario says it, without a simulation.

It is of all whom the jail books, and of the local charge alone: what flags and holds for ICE add is not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

import numpy as np

from sim.model.bookings import YEAR_HOURS, draw_bookings
from sim.model.releases import stay_on_release_clock
from sim.scenario.arrays import Bools, Floats, tally, tally_of
from sim.scenario.clock import Clock
from sim.scenario.distributions import Distribution
from sim.scenario.records import Records
from sim.scenario.schema import Jail, Scenario
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS, LONGEST_HOURS, Seconds, whole_seconds
from sim.scenario.week import WEEK_HOURS

_DAY_HOURS = 24
_WEEK_SECONDS = WEEK_HOURS * HOUR_SECONDS


@dataclass(frozen=True)
class Stays:
    """The stays of all whom a jail books: of those of the counted days, as if these were whole weeks.

    Means and shares exist also where `bookings_per_day` is 0; NaN where nothing tells of any booking.

    Parameters
    ----------
    mean_hours
        Mean from booking until release is due on the local charge.
    share_within
        Gives the share whose release is due at most so many hours after booking.
    by_hour_of_week
        Gives the share of releases in each of the 168 hours of the week on the wall, from Monday 00:00 on.
    """

    bookings_per_day: float
    mean_hours: float
    share_within: Callable[[float], float]
    by_hour_of_week: Callable[[], Floats]

    @property
    def mean_people(self) -> float:
        """People in jail on an average day: bookings a day times the mean stay (Little's law)."""
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


def _by_rules(scenario: Scenario, name: str) -> Stays:
    """Stays by the rules of a jail: of groups of people, with the share of each among all bookings."""
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
    return Stays(
        bookings_per_day=float(booked.sum()),
        mean_hours=sum(share * _mean_hours(group) for share, group in groups),
        share_within=lambda hours: sum(share * _share_within(group, hours) for share, group in groups),
        by_hour_of_week=lambda: np.sum([share * _by_hour_of_week(group) for share, group in groups], axis=0),
    )


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
    return tally_of(weights.ravel(), hours.ravel(), WEEK_HOURS)


_BOOKED_AN_HOUR, _STAYS = 1, 400
"""Nodes of the integrals over when people are booked and how long they stay.

More moments of booking bring figures no nearer to those of sixteen times as many nodes: both are within 0.3 %, which
is due to the stays.
"""


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


def _mean(values: Floats | Bools) -> float:
    return float(values.mean()) if len(values) else np.nan


def _recorded(scenario: Scenario, name: str, records: Records) -> Stays:
    """Stays of the counted bookings of a jail's own records; those that the records do not tell are drawn once."""
    facts = draw_bookings(_everyone_drawn(scenario, name, records), name, 0).facts
    clock = scenario.clock
    counted = (facts.booked_at >= 0) & (facts.booked_at < clock.midnight_of_day(scenario.days))
    stays, left = facts.stay_seconds[counted], clock.hour_of_week_at(facts.release_due_at[counted])
    return Stays(
        bookings_per_day=float(counted.sum()) / (clock.midnight_of_day(scenario.days) / DAY_SECONDS),
        mean_hours=_mean(stays / HOUR_SECONDS),
        share_within=lambda hours: _mean(stays <= whole_seconds(hours)),
        by_hour_of_week=lambda: tally(left, WEEK_HOURS) / (len(left) or np.nan),
    )


def _everyone_drawn(scenario: Scenario, name: str, records: Records) -> Scenario:
    """A scenario in which the model draws all bookings of a jail, and not those of foreign-born people alone."""
    jail = scenario.jails[name]
    policy = [change.model_copy(update={"foreign_born": 1}) for change in jail.policy]
    everyone = jail.model_copy(update={"foreign_born": 1, "policy": policy})
    columns = {key: column for key, column in records.columns.items() if key in ("charge", "stay_seconds")}
    of_all = scenario.model_copy(update={"jails": {**scenario.jails, name: everyone}})
    return of_all.read_from(scenario.files, {name: replace(records, columns=columns)})
