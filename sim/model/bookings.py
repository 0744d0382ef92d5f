"""Chance: a booking's own facts, drawn once, before any queue, and never changed by one.

This is the only place where random numbers are drawn. Each fact of each jail has a stream of its own, keyed by seed,
replication, jail and fact, and nothing else; booking number n takes the n-th uniform of each stream and turns it into
the fact by inversion. So the same booking lives through every scenario (common random numbers), and a changed parameter
moves its own fact and leaves every other as it was. A booking of a jail's own records takes the uniform that stands at
its own key, its second and charge, so that a row more or less leaves every other booking as it was.

Only foreign-born bookings are drawn: the others never meet a queue, so they are counted by one Poisson draw.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.model.philox import words_at
from sim.model.releases import stay_on_release_clock
from sim.scenario.distributions import Distribution
from sim.scenario.facts import FACTS, FOREIGN_BORN, Decided, Fact, Facts, Form, Part
from sim.scenario.policy import Phases
from sim.scenario.quantities import Number
from sim.scenario.records import Records
from sim.scenario.schema import ByCharge, Jail, Scenario
from sim.scenario.seconds import HOUR_SECONDS, LONGEST_SECONDS, whole_seconds
from sim.scenario.steps import Steps
from sim.scenario.week import Arrivals

__all__ = ["YEAR_HOURS", "JailBookings", "draw_bookings", "uniforms", "uniforms_at"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Seconds = NDArray[np.int64]
T = TypeVar("T", np.bool_, np.int64)

YEAR_HOURS = 365 * 24
"""Hours of the year in which ``bookings_per_year`` arrive."""


@dataclass(frozen=True, slots=True)
class JailBookings:
    """All bookings of one jail in one replication: facts of the foreign-born, warm-up and cool-down included.

    Of the others it is only known how many are booked on the counted days.
    """

    facts: Facts
    others: int


def uniforms(seed: int, replication: int, jail: str, fact: str, count: int) -> Floats:
    """Draw the first `count` uniforms of one stream.

    The stream is a Philox generator whose 128-bit key is the BLAKE2b hash of the four arguments, written as JSON so
    that no two of them run together. Raw 64-bit words become multiples of 2**-53 in [0, 1), so that no release of NumPy
    can change them.
    """
    return _uniform(np.random.Philox(key=_stream_key(seed, replication, jail, fact)).random_raw(count))


def uniforms_at(seed: int, replication: int, jail: str, fact: str, keys: NDArray[np.int64]) -> Floats:
    """Draw the uniforms that stand at some keys of one stream, each whatever other keys there are."""
    return _uniform(words_at(_stream_key(seed, replication, jail, fact), keys))


def _stream_key(seed: int, replication: int, jail: str, fact: str) -> int:
    name = json.dumps([seed, replication, jail, fact])
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=16).digest(), "little")


def _uniform(words: NDArray[np.uint64]) -> Floats:
    return (words >> np.uint64(11)).astype(np.float64) * 2.0**-53


def draw_bookings(scenario: Scenario, jail: str, replication: int) -> JailBookings:
    """Draw the bookings of one jail in one replication, a pure function of its arguments."""
    return _Draw(scenario, jail, replication).bookings()


class _Draw:
    """One jail's draw: its streams, and what its records give instead."""

    def __init__(self, scenario: Scenario, name: str, replication: int) -> None:
        self._scenario = scenario
        self._name = name
        self._replication = replication
        self._clock = scenario.clock
        jail = scenario.jails[name]
        self._jail = jail.phases(self._clock)
        self._phases: dict[Part, Phases[Any]] = {
            Part.JAIL: self._jail,
            Part.SCREENING: Phases(tuple(rules.screening for rules in self._jail.rules), self._jail.begins_at),
            Part.OFFICE: scenario.field_offices[jail.field_office].phases(self._clock),
        }
        self._records = scenario.records_of(name)
        self._rows: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._charge: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._stays = _Stays(self._rows, self._rows)

    def bookings(self) -> JailBookings:
        others, booked_at = self._from_profile() if self._records is None else self._from_records(self._records)
        self._stays = self._stays_of(booked_at)
        rules_of = {Decided.AT_BOOKING: booked_at, Decided.AT_RELEASE: booked_at + self._stays.flagged_seconds}
        columns: dict[str, NDArray[Any]] = {}
        for fact in FACTS:
            columns[fact.column] = self._fact(fact, rules_of[fact.decided], columns.get("removable"))
        facts = Facts(
            jail=np.full(len(booked_at), list(self._scenario.jails).index(self._name), dtype=np.int64),
            booking=self._rows,
            booked_at=booked_at,
            charge=self._charge,
            stay_seconds=self._stays.seconds,
            flagged_stay_seconds=self._stays.flagged_seconds,
            **columns,
        )
        return JailBookings(facts, others)

    def _uniforms(self, fact: str) -> Floats:
        """Draw a uniform for each row: at its key, or booking n the n-th of the stream, whichever bookings are rows."""
        if self._records is not None:
            keys = self._records.keys[self._rows]
            return uniforms_at(self._scenario.seed, self._replication, self._name, fact, keys)
        count = int(self._rows.max(initial=-1)) + 1
        return self._stream(fact, count)[self._rows]

    def _stream(self, fact: str, count: int) -> Floats:
        return uniforms(self._scenario.seed, self._replication, self._name, fact, count)

    def _from_profile(self) -> tuple[int, Seconds]:
        """Draw booking times, charges and the count of others from the weekly profile."""
        scenario, clock = self._scenario, self._clock
        first = clock.midnight_of_day(-scenario.warmup_days)
        last = clock.midnight_of_day(scenario.days + scenario.cooldown_days)
        week = clock.hours_of_week(first, last)
        hours = first + np.arange(len(week)) * HOUR_SECONDS
        counted = slice(-first // HOUR_SECONDS, (clock.midnight_of_day(scenario.days) - first) // HOUR_SECONDS)
        phase, level = self._jail.at(hours), self._levels(first, last, hours)
        arriving, others = np.zeros(len(week)), 0.0
        for place, rules in enumerate(self._jail.rules):
            mix = self._mix(rules)
            for charges, arrivals in self._patterns(rules):
                per_hour = np.array(arrivals.relative)[week] * float(rules.bookings_per_year or 0) / YEAR_HOURS * level
                per_hour[phase != place] = 0
                share = 1.0 if len(charges) == len(mix) else np.array(scenario.charge_shares)[charges].sum()
                arriving += per_hour * mix[charges].sum()
                others += per_hour[counted].sum() * (share - mix[charges].sum())
        booked_at = self._arrival_seconds(arriving, first)
        # The last hour may be cut short by a clock that is put forward by half an hour.
        booked_at = np.minimum(booked_at[booked_at <= last], last - 1)
        self._rows = np.arange(len(booked_at), dtype=np.int64)
        self._charge = self._charges_of(booked_at)
        return _poisson(others, self._stream("others", 1)[0]), booked_at

    def _mix(self, rules: Jail) -> Floats:
        """The share of all bookings that are foreign-born and of each charge."""
        return np.array(self._scenario.charge_shares) * _by_charge(self._scenario, rules.foreign_born)

    def _patterns(self, rules: Jail) -> list[tuple[list[int], Arrivals]]:
        """The weekly patterns of arrivals, each with the places of the charges that follow it."""
        names = self._scenario.charge_names
        if not rules.arrivals.by_name:
            return [([*range(len(names))], rules.arrivals.of(names[0]))]
        return [([place], rules.arrivals.of(name)) for place, name in enumerate(names)]

    def _levels(self, first: int, last: int, hours: Seconds) -> Floats:
        """How many times as many bookings as usual each hour's day brings: lognormal, of mean 1."""
        sds = np.array([float(rules.day_to_day_sd) for rules in self._jail.rules])[self._jail.at(hours)]
        if not sds.any():
            return np.ones(len(hours))
        midnights = self._clock.midnights(first, last)
        day = np.searchsorted(midnights, hours, side="right") - 1
        of_logarithm = np.sqrt(np.log1p(sds**2))
        normal = special.ndtri(self._stream("day_level", len(midnights)))[day]
        return np.where(sds > 0, np.exp(of_logarithm * normal - of_logarithm**2 / 2), 1.0)

    def _charges_of(self, booked_at: Seconds) -> NDArray[np.int64]:
        """Draw the charge of each booking, by the mix of its day and, where arrivals depend on it, of its hour."""
        charge, uniforms = np.zeros(len(booked_at), dtype=np.int64), self._uniforms("charge")
        phase, hours = self._jail.at(booked_at), self._clock.hour_of_week_at(booked_at)
        for place, rules in enumerate(self._jail.rules):
            mix, patterns = self._mix(rules), self._patterns(rules)
            if len(patterns) == 1:
                cases = [(phase == place, mix)]
            else:
                weeks = np.array([arrivals.relative for _, arrivals in patterns])
                cases = [((phase == place) & (hours == each), mix * weeks[:, each]) for each in np.unique(hours)]
            for here, shares in cases:
                if here.any():
                    charge[here] = _place(np.cumsum(shares / shares.sum()), uniforms[here])
        return charge

    def _arrival_seconds(self, per_hour: Floats, first: int) -> Seconds:
        """Booking times of a Poisson process whose rate is constant within each elapsed hour.

        Unit exponentials are added up and sent through the inverse of the cumulated rate; nothing is thinned.
        """
        cumulated = np.concatenate([[0.0], np.cumsum(per_hour)])
        count = int(cumulated[-1] + 10 * np.sqrt(cumulated[-1]) + 20)
        while True:
            reached = np.cumsum(-np.log1p(-self._stream("booked_at", count)))
            if reached[-1] >= cumulated[-1]:
                break
            count *= 2
        reached = reached[reached < cumulated[-1]]
        hour = np.searchsorted(cumulated, reached, side="right") - 1
        within = (reached - cumulated[hour]) / per_hour[hour]
        booked_at: Seconds = first + np.floor((hour + within) * HOUR_SECONDS).astype(np.int64)
        return booked_at

    def _from_records(self, records: Records) -> tuple[int, Seconds]:
        """Take booking times and charges from the jail's own records, and draw who is foreign-born."""
        scenario, clock = self._scenario, self._clock
        first = clock.midnight_of_day(-scenario.warmup_days)
        end = clock.midnight_of_day(scenario.days)
        last = clock.midnight_of_day(scenario.days + scenario.cooldown_days)
        everyone = np.arange(len(records.booked_at), dtype=np.int64)
        self._rows = everyone
        self._charge = self._given(
            "charge", lambda: _place(np.cumsum(scenario.charge_shares), self._uniforms("charge"))
        )
        foreign_born = self._fact(FOREIGN_BORN, records.booked_at)
        counted = (records.booked_at >= 0) & (records.booked_at < end)
        kept = foreign_born & (records.booked_at >= first) & (records.booked_at < last)
        self._rows, self._charge = everyone[kept], self._charge[kept]
        return int((counted & ~foreign_born).sum()), records.booked_at[kept]

    def _stays_of(self, booked_at: Seconds) -> _Stays:
        """Take or draw how long each stays; what is drawn runs on the jail's release clock."""
        names = self._scenario.charge_names
        by_charge = {name: charge.stay_hours for name, charge in self._scenario.charges.items()}
        drawn_from: ByCharge[Distribution] = ByCharge.model_construct(by_name=by_charge, otherwise=None)
        stays = self._given("stay_seconds", lambda: self._hours("stay_hours", [drawn_from], np.zeros_like(self._rows)))
        is_drawn = np.ones(len(stays), dtype=np.bool_)
        if self._records is not None:
            stays = self._still_inside(self._records, stays)
            is_drawn = ~self._is_recorded(self._records)
        phase = self._jail.at(booked_at)

        def times(key: str, seconds: Seconds) -> Seconds:
            factors = np.array([_by_charge(self._scenario, getattr(rules, key)) for rules in self._jail.rules])
            if (factors == 1).all():
                return seconds
            multiplied = np.rint(np.minimum(seconds * factors[phase, self._charge], LONGEST_SECONDS))
            return cast("Seconds", multiplied.astype(np.int64))

        def on_release_clock(seconds: Seconds) -> Seconds:
            released = seconds.copy()
            for place, rules in enumerate(self._jail.rules):
                if rules.release_hours is None:
                    continue
                for number, charge in enumerate(names):
                    here = is_drawn & (phase == place) & (self._charge == number)
                    weights = rules.release_hours.of(charge).weights
                    released[here] = stay_on_release_clock(self._clock, weights, booked_at[here], seconds[here])
            return released

        stays = times("stay_factor", stays)
        when_flagged = times("stay_factor_when_flagged", stays)
        unflagged = on_release_clock(stays)
        return _Stays(unflagged, unflagged if when_flagged is stays else on_release_clock(when_flagged))

    def _is_recorded(self, records: Records) -> Bools:
        """Whose stay the records tell, or of whom they tell that it goes on."""
        column = records.columns.get("stay_seconds")
        given = np.zeros(len(self._rows), dtype=np.bool_) if column is None else column.given[self._rows]
        return given | (records.inside_seconds[self._rows] > 0)

    def _still_inside(self, records: Records, stays: Seconds) -> Seconds:
        """Draw the stays of those whom the records leave inside, given that they go on past the file's last time."""
        inside = records.inside_seconds[self._rows]
        probabilities = self._uniforms("stay_hours")
        stays = stays.copy()
        for place, charge in enumerate(self._scenario.charges.values()):
            rows = (self._charge == place) & (inside > 0)
            at_least = inside[rows] / HOUR_SECONDS
            passed = charge.stay_hours.cdf(at_least)
            beyond = np.minimum(passed + probabilities[rows] * (1 - passed), np.nextafter(1.0, 0.0))
            stays[rows] = whole_seconds(np.maximum(charge.stay_hours.quantile(beyond), at_least))
        return stays

    def _fact(self, fact: Fact, when: Seconds, removable: Bools | None = None) -> NDArray[Any]:
        """Take or draw one fact of each row by the rules of a day; where nobody screens, interviews find nobody."""
        phases = self._phases[fact.part]
        if phases.rules[0] is None:
            return np.full(len(self._rows), 0, bool) if fact.form is Form.SHARE else np.ones(len(self._rows), np.int64)
        if fact.form is Form.SHARE:
            return self._given(fact.key, lambda: self._yes_no(fact, self._limits(fact, when, removable)))
        hours = [getattr(rules, fact.key) for rules in phases.rules]
        seconds = self._given(fact.key, lambda: self._hours(fact.key, hours, phases.at(when)))
        return np.maximum(seconds, 1) if fact.form is Form.WORK else seconds

    def _limits(self, fact: Fact, when: Seconds, removable: Bools | None) -> Floats:
        """The share of each row: by charge; of those not removable another, where that is given."""
        if self._records is not None and fact.key in ("foreign_born", "removable"):
            return self._as_recorded(self._records, fact.key, when)
        shares, *of_others = (self._shares(fact.part, given.key, when) for given in fact.keys)
        return shares if removable is None or not of_others else np.where(removable, shares, of_others[0])

    def _as_recorded(self, records: Records, fact: str, when: Seconds) -> Floats:
        """The share of foreign-born, or of these the share of removable people, among those of whom the same is known.

        Only foreign-born people are recorded as such, are on record or are removable; so Bayes' rule.
        """
        known = partial(self._likelihood, records)

        def share(key: str) -> Floats:
            return self._shares(Part.JAIL, key, when)

        sought = share("removable") * known("removable", 1) * known("on_record", share("on_record"))
        others = (1 - share("removable")) * known("removable", 0) * known("on_record", share("on_record_others"))
        if fact == "removable":
            return _part_of(sought, others, otherwise=share("removable"))
        foreign_born = share("foreign_born") * known("recorded", share("recorded")) * (sought + others)
        return _part_of(foreign_born, 1 - share("foreign_born"), otherwise=share("foreign_born"))

    def _likelihood(self, records: Records, fact: str, share: Floats | float) -> Floats | float:
        """How likely what the records give of a fact is where a share has it; certain where they give nothing."""
        column = records.columns.get(fact)
        if column is None:
            return 1.0
        known = column.rows(self._rows)
        return np.where(known.given, np.where(known.values, share, 1 - share), 1.0)

    def _shares(self, part: Part, key: str, when: Seconds) -> Floats:
        """The share of each row, by its charge and stay, and by the rules of its day."""
        phases, names = self._phases[part], self._scenario.charge_names
        values = [[getattr(rules, key).of(name) for name in names] for rules in phases.rules]
        phase = phases.at(when)
        shares = np.array([[0.0 if isinstance(each, Steps) else float(each) for each in row] for row in values])
        found: Floats = shares[phase, self._charge]
        for place, charge in np.argwhere([[isinstance(each, Steps) for each in row] for row in values]).tolist():
            here = (phase == place) & (self._charge == charge)
            found[here] = values[place][charge].shares(self._stays.seconds[here])
        return found

    def _yes_no(self, fact: Fact, limits: Floats) -> Bools:
        """Say yes to these shares; nothing is drawn where all are certain."""
        certain: Bools = limits == 1
        return certain if np.isin(limits, (0, 1)).all() else self._uniforms(fact.stream or fact.key) < limits

    def _hours(self, fact: str, by_phase: Sequence[ByCharge[Distribution]], phase: NDArray[np.int64]) -> Seconds:
        """Inverse CDF of each row's distribution, in whole seconds."""
        probabilities = self._uniforms(fact)
        if len(by_phase) == 1 and by_phase[0].otherwise is not None and not by_phase[0].by_name:
            return by_phase[0].otherwise.seconds(probabilities)
        seconds = np.empty(len(probabilities), dtype=np.int64)
        for place, hours in enumerate(by_phase):
            for number, charge in enumerate(self._scenario.charge_names):
                rows = (phase == place) & (self._charge == number)
                seconds[rows] = hours.of(charge).seconds(probabilities[rows])
        return seconds

    def _given(self, fact: str, draw: Callable[[], NDArray[T]]) -> NDArray[T]:
        """Take what the jail's records give of a fact, and draw the rest."""
        column = None if self._records is None else self._records.columns.get(fact)
        if column is None:
            return draw()
        values, given = cast("NDArray[T]", column.values[self._rows]), column.given[self._rows]
        return values if given.all() else np.where(given, values, draw())


@dataclass(frozen=True)
class _Stays:
    """How long each row stays unless flagged, and once flagged."""

    seconds: Seconds
    flagged_seconds: Seconds


def _by_charge(scenario: Scenario, value: ByCharge[Number]) -> Floats:
    return np.array([float(value.of(charge)) for charge in scenario.charge_names])


def _part_of(part: Floats, rest: Floats, *, otherwise: Floats) -> Floats:
    """The part's share of both, where there is any of them."""
    whole = part + rest
    return np.divide(part, whole, out=otherwise.copy(), where=whole > 0)


def _place(cumulated: Floats, probabilities: Floats) -> NDArray[np.int64]:
    """Place of the first charge whose cumulated share exceeds the probability."""
    places = np.searchsorted(cumulated, probabilities, side="right")
    # A probability above a sum that rounds to less than 1 belongs to the last charge that has a share.
    last = int(np.flatnonzero(np.diff(cumulated, prepend=0.0) > 0)[-1])
    return np.minimum(places, last).astype(np.int64)


def _poisson(mean: float, probability: float) -> int:
    """Inverse CDF of the Poisson distribution."""
    if mean <= 0:
        return 0
    count = max(0, int(np.ceil(special.pdtrik(probability, mean))))
    while count > 0 and special.pdtr(count - 1, mean) >= probability:
        count -= 1
    while special.pdtr(count, mean) < probability:
        count += 1
    return count
