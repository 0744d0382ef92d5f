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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import pairwise, repeat
from threading import Lock
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from sim.model.kept import KEPT, Made
from sim.model.philox import words_at
from sim.model.releases import stay_on_release_clock
from sim.scenario import special
from sim.scenario.arrays import tally
from sim.scenario.distributions import Distribution
from sim.scenario.facts import FACTS, FOREIGN_BORN, Decided, Fact, Facts, Form, Part
from sim.scenario.levels import Factors, factors_for
from sim.scenario.policy import Phases
from sim.scenario.quantities import Number
from sim.scenario.records import Records
from sim.scenario.schema import ByCharge, Jail, Scenario
from sim.scenario.seconds import HOUR_SECONDS, LONGEST_SECONDS, whole_seconds
from sim.scenario.steps import Steps
from sim.scenario.week import Arrivals

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Seconds = NDArray[np.int64]
Words = NDArray[np.uint64]
Arrays = tuple[NDArray[Any], ...]
T = TypeVar("T", np.bool_, np.int64)
V = TypeVar("V")

YEAR_HOURS = 365 * 24
"""Hours of the year in which ``bookings_per_year`` arrive."""


@dataclass(frozen=True, slots=True)
class JailBookings:
    """All bookings of one jail in some replications: facts of the foreign-born, warm-up and cool-down included.

    Parameters
    ----------
    facts
        A row a booking, replication after replication.
    replication
        Of each row the place of its replication among those drawn.
    others
        Of each replication how many others are booked on the counted days; no more is known of them.
    """

    facts: Facts
    replication: Ints
    others: Ints


def uniforms(seed: int, replication: int, jail: str, fact: str, count: int) -> Floats:
    """Draw the first `count` uniforms of one stream.

    The stream is a Philox generator whose 128-bit key is the BLAKE2b hash of the four arguments, written as JSON so
    that no two of them run together. Raw 64-bit words become multiples of 2**-53 in [0, 1), so that no release of NumPy
    can change them.
    """
    return _first_of_each([(_stream_key(seed, replication, jail, fact), count)])


def _first_of_each(streams: Iterable[tuple[int, int]]) -> Floats:
    """Draw the first uniforms of streams, one stream after another, given the key of each and how many."""
    words = []
    with _ONE_AT_A_TIME:
        for key, count in streams:
            _BEGINNING["state"]["key"] = key & 0xFFFFFFFFFFFFFFFF, key >> 64
            _PHILOX.state = _BEGINNING
            words.append(_PHILOX.random_raw(count))
    return _uniform(np.concatenate(words))


_PHILOX, _ONE_AT_A_TIME = np.random.Philox(0), Lock()
_BEGINNING: Any = _PHILOX.state
"""A generator, and its state at the beginning: to set it back there under another key costs a tenth of making one."""


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    return json.dumps(text)


def uniforms_at(seed: int, replication: int, jail: str, fact: str, keys: NDArray[np.int64]) -> Floats:
    """Draw the uniforms that stand at some keys of one stream, each whatever other keys there are."""
    return _uniform(words_at(_stream_key(seed, replication, jail, fact), keys))


def _stream_key(seed: int, replication: int, jail: str, fact: str) -> int:
    name = f"[{seed}, {replication}, {_quoted(jail)}, {_quoted(fact)}]"
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=16).digest(), "little")


def _uniform(words: Words) -> Floats:
    return (words >> np.uint64(11)).astype(np.float64) * 2.0**-53


def draw_bookings(scenario: Scenario, jail: str, *replications: int) -> JailBookings:
    """Draw the bookings of one jail in some replications, a pure function of its arguments.

    Together they cost less than one by one, and each is what it would be alone.
    """
    return _Draw(scenario, jail, replications).bookings()


_OF_BOOKING = ("bookings_per_year", "arrivals", "day_to_day_sd", "foreign_born")
"""Keys of a jail that tell who is booked and when."""

_OF_RECORDS = ("recorded", "removable", "on_record", "on_record_others")
"""Keys of a jail that tell, where it has records, who is foreign-born, and who of them is removable."""

_OF_STAYS = ("stay_factor", "stay_factor_when_flagged", "release_hours")
"""Keys of a jail that tell how long people stay, besides their charge."""


class _Draw:
    """One jail's draw: its streams, and what its records give instead."""

    def __init__(self, scenario: Scenario, name: str, replications: tuple[int, ...]) -> None:
        self._scenario = scenario
        self._name = name
        self._replications = replications
        self._clock = scenario.clock
        jail = scenario.jails[name]
        self._jail = jail.phases(self._clock)
        self._phases: dict[Part, Phases[Any]] = {
            Part.JAIL: self._jail,
            Part.SCREENING: Phases(tuple(rules.screening for rules in self._jail.rules), self._jail.begins_at),
            Part.OFFICE: scenario.field_offices[jail.field_office].phases(self._clock),
        }
        self._records = scenario.records_of(name)
        digest = None if self._records is None else self._records.contents_digest
        self._levels = _YearlyFactors.of(scenario, name, replications)
        self._always_read = scenario.seed, name, replications, self._clock, scenario.charge_names, digest
        self._rows: Ints = np.zeros(0, dtype=np.int64)
        self._replication = self._charge = self._rows
        self._stays = _Stays(self._rows, self._rows)

    def bookings(self) -> JailBookings:
        booked = self._kept("bookings", self._read_by_booking(), self._booked)
        self._rows, self._replication, self._charge, booked_at, others = booked.arrays
        stays = self._stays_of(booked.number, booked_at)
        self._stays = _Stays(*stays.arrays)
        rules_of = {Decided.AT_BOOKING: booked_at, Decided.AT_RELEASE: booked_at + self._stays.flagged_seconds}
        made: dict[str, Made] = {}
        for fact in FACTS:
            removable = made.get("removable") if fact.others is not None else None
            reads = (booked.number, *self._read_by(fact, stays.number), removable and removable.number)
            made[fact.key] = self._kept(fact.key, reads, partial(self._drawn, fact, rules_of[fact.decided], removable))
        (jail,) = self._kept("jail", (booked.number, *self._scenario.jails), self._place_of_jail).arrays
        facts = Facts(
            jail=jail,
            booking=self._rows,
            booked_at=booked_at,
            charge=self._charge,
            stay_seconds=self._stays.seconds,
            flagged_stay_seconds=self._stays.flagged_seconds,
            **{fact.column: made[fact.key].arrays[0] for fact in FACTS},
        )
        return JailBookings(facts, self._replication, others)

    def _kept(self, what: str, reads: tuple[Any, ...], make: Callable[[], Arrays]) -> Made:
        """Make arrays, or find what was made of the same, by all that is read."""
        return KEPT.of((what, *self._always_read, *reads), make)

    def _read_by_booking(self) -> tuple[Any, ...]:
        """What tells who is booked, when and on which charge."""
        scenario = self._scenario
        keys = _OF_BOOKING if self._records is None else (*_OF_BOOKING, *_OF_RECORDS)
        days = scenario.warmup_days, scenario.days, scenario.cooldown_days
        levels = () if self._levels is None else self._levels.read
        return days, scenario.charge_shares, *self._jail.begins_at.tolist(), *self._values(self._jail, keys), *levels

    def _read_by(self, fact: Fact, stays: int) -> tuple[Any, ...]:
        """What tells a fact, besides who is booked and whether they are removable; `stays` stands for the stays."""
        phases = self._phases[fact.part]
        if phases.rules[0] is None:
            return ()
        keys = [given.key for given in fact.keys]
        if self._records is not None and fact.key in _OF_RECORDS:
            keys += _OF_RECORDS
        values = self._values(phases, keys)
        by_stay = fact.decided is Decided.AT_RELEASE or any(map(_has_steps, values))
        return *phases.begins_at.tolist(), *values, stays if by_stay else None

    @staticmethod
    def _values(phases: Phases[Any], keys: Iterable[str]) -> list[Any]:
        return [getattr(rules, key) for rules in phases.rules for key in keys]

    def _place_of_jail(self) -> Arrays:
        return (np.full(len(self._rows), list(self._scenario.jails).index(self._name), dtype=np.int64),)

    def _booked(self) -> Arrays:
        """Who is booked: numbers, replications, charges and times of the foreign-born, and how many others."""
        booked_at, others = self._from_profile() if self._records is None else self._from_records(self._records)
        return self._rows, self._replication, self._charge, booked_at, np.array(others, dtype=np.int64)

    def _uniforms(self, fact: str) -> Floats:
        """Draw a uniform for each row: at its key, or booking n the n-th of the stream of its replication."""
        seed, name, places = self._scenario.seed, self._name, np.arange(len(self._replications))
        ends = np.searchsorted(self._replication, places, side="right").tolist()
        numbered = [*zip(self._replications, pairwise([0, *ends]), strict=True)]
        if self._records is None:
            return _first_of_each(
                (_stream_key(seed, number, name, fact), end - begin) for number, (begin, end) in numbered
            )
        keys = self._records.keys[self._rows]
        return np.concatenate(
            [uniforms_at(seed, number, name, fact, keys[begin:end]) for number, (begin, end) in numbered]
        )

    def _stream(self, fact: str, count: int, replication: int) -> Floats:
        return uniforms(self._scenario.seed, replication, self._name, fact, count)

    def _from_profile(self) -> tuple[Seconds, list[int]]:
        """Draw booking times, charges and the counts of others from the weekly profile."""
        first, last = self._span
        hours = np.arange(first, last, HOUR_SECONDS, dtype=np.int64)
        booked_at, others = [], []
        for number, (arriving, expected_others) in zip(self._replications, self._rates(hours), strict=True):
            seconds = self._arrival_seconds(arriving, first, number)
            # The last hour may be cut short by a clock that is put forward by half an hour.
            booked_at.append(np.minimum(seconds[seconds <= last], last - 1))
            others.append(_poisson(expected_others, self._stream("others", 1, number)[0]))
        self._number([np.arange(len(each), dtype=np.int64) for each in booked_at])
        together = np.concatenate(booked_at)
        self._charge = self._charges_of(together)
        return together, others

    def _number(self, rows: Sequence[Ints]) -> None:
        """Set the rows, given for each replication."""
        self._rows = np.concatenate(rows)
        self._replication = np.repeat(np.arange(len(rows)), [len(each) for each in rows])

    @property
    def _end(self) -> int:
        """The second at which the counted days are over."""
        return self._clock.midnight_of_day(self._scenario.days)

    @property
    def _span(self) -> tuple[int, int]:
        """The seconds in which people are booked: from the warm-up to the cool-down."""
        scenario = self._scenario
        days = -scenario.warmup_days, scenario.days + scenario.cooldown_days
        return self._clock.midnight_of_day(days[0]), self._clock.midnight_of_day(days[1])

    def _rates(self, hours: Seconds) -> Iterator[tuple[Floats, float]]:
        """Of each replication, the foreign-born expected in each hour, and the others on the counted days."""
        first, _ = self._span
        patterns = [*self._usual_rates(hours)]
        counted = slice(-first // HOUR_SECONDS, (self._end - first) // HOUR_SECONDS)
        varies = any(rules.day_to_day_sd for rules in self._jail.rules)
        alike = not varies and self._levels is None
        rates = []
        day_levels = self._day_levels(hours) if varies else repeat(np.ones(1))
        for place, day_level in zip(range(1 if alike else len(self._replications)), day_levels, strict=False):
            years = self._years(hours, place)
            arriving, others = np.zeros(len(hours)), 0.0
            for per_hour, foreign_born, all_people in patterns:
                expected = per_hour * day_level
                for year, factor in years:
                    born_abroad = foreign_born * factor
                    arriving[year] += expected[year] * born_abroad
                    here = slice(max(year.start, counted.start), min(year.stop, counted.stop))
                    others += expected[here].sum() * max(0.0, all_people - born_abroad)
            rates.append((arriving, others))
        return repeat(rates[0], len(self._replications)) if alike else iter(rates)

    def _years(self, hours: Seconds, place: int) -> list[tuple[slice, float]]:
        """The hours of each year, and the factor by which a level multiplies the foreign-born of a replication then."""
        if self._levels is None:
            return [(slice(0, len(hours)), 1.0)]
        ends = [*np.searchsorted(hours, self._levels.ends_at).tolist(), len(hours)]
        years = (slice(*span) for span in pairwise([0, *ends]))
        return [*zip(years, self._levels.factors.foreign_born[place].tolist(), strict=True)]

    def _usual_rates(self, hours: Seconds) -> Iterator[tuple[Floats, float, float]]:
        """Of each pattern the bookings of a usual hour, with the shares of them that follow it: foreign-born, all."""
        week, phase = self._clock.hours_of_week(*self._span), self._jail.at(hours)
        for place, rules in enumerate(self._jail.rules):
            mix = self._mix(rules)
            for charges, arrivals in self._patterns(rules):
                per_hour = np.array(arrivals.relative)[week] * float(rules.bookings_per_year or 0) / YEAR_HOURS
                per_hour[phase != place] = 0
                share = 1.0 if len(charges) == len(mix) else np.array(self._scenario.charge_shares)[charges].sum()
                yield per_hour, mix[charges].sum(), share

    def _mix(self, rules: Jail) -> Floats:
        """The share of all bookings that are foreign-born and of each charge."""
        return np.array(self._scenario.charge_shares) * _by_charge(self._scenario, rules.foreign_born)

    def _patterns(self, rules: Jail) -> list[tuple[list[int], Arrivals]]:
        """The weekly patterns of arrivals, each with the places of the charges that follow it."""
        names = self._scenario.charge_names
        if not rules.arrivals.by_name:
            return [([*range(len(names))], rules.arrivals.of(names[0]))]
        return [([place], rules.arrivals.of(name)) for place, name in enumerate(names)]

    def _day_levels(self, hours: Seconds) -> Iterator[Floats]:
        """Of each replication, how many times the usual bookings each hour's day brings: lognormal, of mean 1."""
        sds = np.array([[float(rules.day_to_day_sd)] for rules in self._jail.rules])
        of_logarithm = np.sqrt(np.log1p(sds**2))
        midnights = self._clock.midnights(*self._span)
        phase, day = self._jail.at(hours), np.searchsorted(midnights, hours, side="right") - 1
        for number in self._replications:
            normal = special.ndtri(self._stream("day_level", len(midnights), number))
            by_phase = np.where(sds > 0, np.exp(of_logarithm * normal - of_logarithm**2 / 2), 1.0)
            yield by_phase[phase, day]

    def _charges_of(self, booked_at: Seconds) -> Ints:
        """Draw the charge of each booking, by the mix of its day and, where arrivals depend on it, of its hour."""
        charge, uniforms = np.zeros(len(booked_at), dtype=np.int64), self._uniforms("charge")
        phase = self._jail.at(booked_at)
        for place, rules in enumerate(self._jail.rules):
            mix, patterns = self._mix(rules), self._patterns(rules)
            if len(patterns) == 1:
                cases = [(phase == place, mix)]
            else:
                weeks = np.array([arrivals.relative for _, arrivals in patterns])
                hours = self._clock.hour_of_week_at(booked_at)
                cases = [((phase == place) & (hours == each), mix * weeks[:, each]) for each in np.unique(hours)]
            for here, shares in cases:
                if here.any():
                    charge[here] = _place(np.cumsum(shares / shares.sum()), uniforms[here])
        return charge

    def _arrival_seconds(self, per_hour: Floats, first: int, number: int) -> Seconds:
        """Booking times of a Poisson process whose rate is constant within each elapsed hour.

        Unit exponentials are added up and sent through the inverse of the cumulated rate; nothing is thinned.
        """
        cumulated = np.concatenate([[0.0], np.cumsum(per_hour)])
        count = int(cumulated[-1] + 10 * np.sqrt(cumulated[-1]) + 20)
        while True:
            reached = np.cumsum(-np.log1p(-self._stream("booked_at", count, number)))
            if reached[-1] >= cumulated[-1]:
                break
            count *= 2
        reached = reached[reached < cumulated[-1]]
        hour = np.searchsorted(cumulated, reached, side="right") - 1
        within = (reached - cumulated[hour]) / per_hour[hour]
        booked_at: Seconds = first + np.floor((hour + within) * HOUR_SECONDS).astype(np.int64)
        return booked_at

    def _from_records(self, records: Records) -> tuple[Seconds, list[int]]:
        """Take booking times and charges from the jail's own records, and draw who is foreign-born."""
        everyone = np.arange(len(records.booked_at), dtype=np.int64)
        self._number([everyone] * len(self._replications))
        shares = self._scenario.charge_shares
        self._charge = self._given("charge", lambda: _place(np.cumsum(shares), self._uniforms("charge")))
        booked_at, (first, last) = records.booked_at[self._rows], self._span
        foreign_born = self._fact(FOREIGN_BORN, booked_at)
        counted = (booked_at >= 0) & (booked_at < self._end)
        others = tally(self._replication[counted & ~foreign_born], len(self._replications))
        kept = foreign_born & (booked_at >= first) & (booked_at < last)
        self._rows, self._replication, self._charge = (
            each[kept] for each in (self._rows, self._replication, self._charge)
        )
        return booked_at[kept], others.tolist()

    def _stays_of(self, booked: int, booked_at: Seconds) -> Made:
        """Take or draw how long each stays, unless flagged and once flagged; what is drawn is by the release clock."""
        hours = tuple(charge.stay_hours for charge in self._scenario.charges.values())
        drawn = self._kept("stay_hours", (booked, *hours), lambda: (self._drawn_stays(),))
        reads = (drawn.number, *self._jail.begins_at.tolist(), *self._values(self._jail, _OF_STAYS))
        return self._kept("stays", reads, lambda: self._released(booked_at, *drawn.arrays))

    def _drawn_stays(self) -> Seconds:
        """How long each stays by the records or the distribution of the charge, before any rule of the jail."""
        by_charge = {name: charge.stay_hours for name, charge in self._scenario.charges.items()}
        drawn_from: ByCharge[Distribution] = ByCharge.model_construct(by_name=by_charge, otherwise=None)
        stays = self._given("stay_seconds", lambda: self._hours("stay_hours", [drawn_from], np.zeros_like(self._rows)))
        return stays if self._records is None else self._still_inside(self._records, stays)

    def _released(self, booked_at: Seconds, stays: Seconds) -> Arrays:
        """How long each stays by the rules of the jail: unless flagged, and once flagged."""
        names, phase = self._scenario.charge_names, self._jail.at(booked_at)
        is_drawn = np.ones(len(stays), dtype=np.bool_) if self._records is None else ~self._is_recorded(self._records)

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
                hours = [rules.release_hours.of(charge) for charge in names]
                for each in dict.fromkeys(hours):
                    alike = np.array([other == each for other in hours])
                    here = is_drawn & (phase == place) & alike[self._charge]
                    released[here] = stay_on_release_clock(self._clock, each.weights, booked_at[here], seconds[here])
            return released

        stays = times("stay_factor", stays)
        when_flagged = times("stay_factor_when_flagged", stays)
        unflagged = on_release_clock(stays)
        return unflagged, unflagged if when_flagged is stays else on_release_clock(when_flagged)

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

    def _drawn(self, fact: Fact, when: Seconds, removable: Made | None) -> Arrays:
        return (self._fact(fact, when, None if removable is None else removable.arrays[0]),)

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

    def _limits(self, fact: Fact, when: Seconds, removable: Bools | None) -> Floats | float:
        """The share of each row, or of all: by charge; of those not removable another, where that is given."""
        if self._records is not None and fact.key in ("foreign_born", "removable"):
            return self._as_recorded(self._records, fact.key, when)
        shares, *of_others = (self._shares(fact.part, given.key, when) for given in fact.keys)
        if fact.key == "removable" and self._levels is not None:
            return shares * self._levels.of_removable(self._replication, when)
        return shares if removable is None or not of_others else np.where(removable, shares, of_others[0])

    def _as_recorded(self, records: Records, fact: str, when: Seconds) -> Floats:
        """The share of foreign-born, or of these the share of removable people, among those of whom the same is known.

        Only foreign-born people are recorded as such, are on record or are removable; so Bayes' rule.
        """
        known = partial(self._likelihood, records)

        def share(key: str) -> Floats:
            return np.broadcast_to(self._shares(Part.JAIL, key, when), self._rows.shape)

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

    def _shares(self, part: Part, key: str, when: Seconds) -> Floats | float:
        """The share of each row, by its charge and stay, and by the rules of its day; one where it is that of all."""
        phases, names = self._phases[part], self._scenario.charge_names
        by_phase = [getattr(rules, key) for rules in phases.rules]
        if (share := _alike(by_phase)) is not None and not isinstance(share, Steps):
            return float(share)
        values = [[each.of(name) for name in names] for each in by_phase]
        shares = np.array([[0.0 if isinstance(each, Steps) else float(each) for each in row] for row in values])
        phase = phases.at(when)
        found: Floats = shares[0].take(self._charge) if len(shares) == 1 else shares[phase, self._charge]
        for place, charge in np.argwhere([[isinstance(each, Steps) for each in row] for row in values]).tolist():
            here = (phase == place) & (self._charge == charge)
            found[here] = values[place][charge].shares(self._stays.seconds[here])
        return found

    def _yes_no(self, fact: Fact, limits: Floats | float) -> Bools:
        """Say yes to these shares; nothing is drawn where all are certain."""
        certain = np.equal(limits, 1)
        if (certain | np.equal(limits, 0)).all():
            return np.broadcast_to(certain, self._rows.shape).copy()
        return self._uniforms(fact.stream or fact.key) < limits

    def _hours(self, fact: str, by_phase: Sequence[ByCharge[Distribution]], phase: Ints) -> Seconds:
        """Inverse CDF of each row's distribution, in whole seconds."""
        probabilities = self._uniforms(fact)
        if (alike := _alike(by_phase)) is not None:
            return alike.seconds(probabilities)
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


@dataclass(frozen=True, eq=False)
class _YearlyFactors:
    """What the levels of a jail make of its shares: factors of shape (replications, years)."""

    ends_at: Seconds
    """The second at which each year but the last is over."""

    factors: Factors

    @classmethod
    def of(cls, scenario: Scenario, jail: str, replications: Sequence[int]) -> _YearlyFactors | None:
        """The factors of some replications; None where nothing is said of levels."""
        taken = scenario.levels_taken(jail, replications)
        if taken is None:
            return None
        ends_at = [scenario.clock.midnight(date(year, 1, 1)) for year in taken.years[1:]]
        highest = max(map(float, _by_charge(scenario, scenario.jails[jail].removable)))
        factors = factors_for(taken.per_year, scenario.usual_leads_per_year(jail), highest)
        return cls(np.array(ends_at, dtype=np.int64), factors)

    @property
    def read(self) -> tuple[bytes, ...]:
        """What stands for all of it."""
        return self.ends_at.tobytes(), self.factors.foreign_born.tobytes(), self.factors.removable.tobytes()

    def of_removable(self, replication: Ints, when: Seconds) -> Floats:
        """The factor of each row's share of removable people, by the place of its replication."""
        factors: Floats = self.factors.removable[replication, np.searchsorted(self.ends_at, when, side="right")]
        return factors


def _alike(by_phase: Sequence[ByCharge[V]]) -> V | None:
    """The value that holds whatever the charge and the day; None where there is no such one."""
    return by_phase[0].otherwise if len(by_phase) == 1 and not by_phase[0].by_name else None


def _has_steps(value: Any) -> bool:
    """Whether a share depends on the length of stay."""
    return isinstance(value, ByCharge) and any(
        isinstance(each, Steps) for each in (*value.by_name.values(), value.otherwise)
    )


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
