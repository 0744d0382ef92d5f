"""Cases of chance itself: the weekly profile, the distributions, and the independence of the streams."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from scipy import stats

from sim.analyses.verify import theory
from sim.analyses.verify.verdicts import Check, Run
from sim.model.bookings import YEAR_HOURS, draw_bookings
from sim.model.counts.week import COUNT, WEEK_HOURS
from sim.scenario.arrays import Floats
from sim.scenario.distributions import Constant, Distribution
from sim.scenario.facts import FACTS, FOREIGN_BORN, Facts, Form, Part, given_in
from sim.scenario.schema import Scenario
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS
from sim.scenario.staff import DAYS

SUNDAY = 6 * 24
"""The first hour of Sunday, in which night clocks are put forward or back."""


def weekly_profile(scenario: Scenario) -> Iterator[Check]:
    """Counts by hour of the week against the profile, by Pearson's chi-square with known means."""
    [jail] = scenario.jails.values()
    weeks = np.full(WEEK_HOURS, scenario.days / 7)
    weeks[SUNDAY + 2] -= 1
    weeks[SUNDAY + 1] += 1
    arrivals = jail.arrivals.of(scenario.charge_names[0])
    weights = np.outer([arrivals.by_day[day] for day in DAYS], arrivals.by_hour).ravel()
    expected = weeks * weights / weights.mean() * float(jail.bookings_per_year or 0) / YEAR_HOURS

    def chi_square(run: Run) -> float:
        booked = COUNT.of(run.office)[0, 0, :, 0]
        return float(np.sum((booked - expected) ** 2 / expected))

    yield Check("chi-square", WEEK_HOURS, chi_square)
    yield Check("bookings in 52 weeks", float(expected.sum()), lambda run: run.measure("bookings"))


def day_to_day(scenario: Scenario) -> Iterator[Check]:
    """Mean and variance of the counts of days."""
    [jail] = scenario.jails.values()
    mean = float(jail.bookings_per_year or 0) / 365

    def counts(run: Run) -> Floats:
        facts, end = run.office.caseload.facts, run.office.end
        days = facts.booked_at[end.counted] // DAY_SECONDS
        return np.bincount(days, minlength=scenario.days).astype(np.float64)

    yield Check("bookings a day", mean, lambda run: float(np.mean(counts(run))))
    variance = mean + (mean * float(jail.day_to_day_sd)) ** 2
    yield Check("their variance", variance, lambda run: float(np.mean((counts(run) - mean) ** 2)))


def distributions(scenario: Scenario) -> Iterator[Check]:
    """Moments and deciles of the stays drawn, a charge a distribution."""
    for place, (name, charge) in enumerate(scenario.charges.items()):
        yield from _draws(name, charge.stay_hours, place)


def _draws(name: str, stay: Distribution, charge: int) -> Iterator[Check]:
    mean = theory.mean_hours(stay)

    def hours(run: Run) -> Floats:
        facts = run.office.caseload.facts
        drawn: Floats = facts.stay_seconds[facts.charge == charge] / HOUR_SECONDS
        return drawn

    yield Check(f"{name}, mean, h", mean, lambda run: float(np.mean(hours(run))))
    if isinstance(stay, Constant):
        return
    edges = [theory.ppf(stay, tenth / 10) for tenth in range(1, 10)]

    def chi_square(run: Run) -> float:
        counts = np.bincount(np.searchsorted(edges, hours(run)), minlength=10)
        expected = counts.sum() / 10
        return float(np.sum((counts - expected) ** 2) / expected)

    yield Check(f"{name}, variance, h2", theory.variance(stay), lambda run: float(np.mean((hours(run) - mean) ** 2)))
    yield Check(f"{name}, chi-square", 9, chi_square)


STREAM_LENGTH = 5000
"""Bookings whose facts are compared; every jail has more."""

LONGEST_HOURS = 100
YES_NO = tuple(fact.column for fact in FACTS if fact.form is Form.SHARE)
DURATIONS = ("stay_seconds", *(fact.column for fact in FACTS if fact.form is not Form.SHARE))

EVERY_FACT_VARIES = tuple(
    f"{part}.{given.key}={0.5 if fact.form is Form.SHARE else f'{{uniform: {{low: 0, high: {LONGEST_HOURS}}}}}'}"
    for part in Part
    for fact, given in given_in(part)
    if fact is not FOREIGN_BORN
)
"""Settings by which the uniforms behind the facts can be told from them: shares one half, durations uniform."""


def streams(scenario: Scenario) -> Iterator[Check]:
    """Correlations of the facts with one another, with earlier bookings, between jails and between replications.

    Facts are brought to the mean 0 and the variance 1. The correlation r of n independent pairs then has the mean 0 and
    the variance 1/n, exactly, so n r^2 has the mean 1.
    """
    jail, other_jail = scenario.jails

    def facts(run: Run) -> Floats:
        return _standardised(scenario, jail, run.office.replication)

    def among_facts(run: Run) -> float:
        return float(np.mean([_n_r_squared(one, other) for one, other in combinations(facts(run), 2)]))

    def with_earlier(run: Run) -> float:
        lags = range(1, 6)
        return float(np.mean([_n_r_squared(fact[lag:], fact[:-lag]) for fact in facts(run) for lag in lags]))

    def between(run: Run, jail: str, replication: int) -> float:
        others = _standardised(scenario, jail, replication)
        return float(np.mean([_n_r_squared(one, other) for one, other in zip(facts(run), others, strict=True)]))

    def uniformity(run: Run) -> float:
        durations = facts(run)[: 1 + len(DURATIONS)] / np.sqrt(12) + 0.5
        return float(np.mean([stats.kstest(fact, "uniform").pvalue for fact in durations]))

    yield Check("n r2 among facts", 1, among_facts)
    yield Check("n r2, lags 1 to 5", 1, with_earlier)
    yield Check("n r2 between jails", 1, lambda run: between(run, other_jail, run.office.replication))
    # Replications beyond those of the case, so that no two comparisons share one.
    yield Check(
        "n r2 between replications", 1, lambda run: between(run, jail, run.office.replication + scenario.replications)
    )
    yield Check("Kolmogorov-Smirnov p", 0.5, uniformity)


def _n_r_squared(one: Floats, other: Floats) -> float:
    return float(one @ other) ** 2 / len(one)


def _standardised(scenario: Scenario, jail: str, replication: int) -> Floats:
    """Give the facts of a jail's first bookings, a row each, brought to the mean 0 and the variance 1."""
    facts: Facts = draw_bookings(scenario, jail, replication).facts
    gaps = np.diff(facts.booked_at, prepend=0) / HOUR_SECONDS
    per_hour = float(scenario.jails[jail].bookings_per_year or 0) / YEAR_HOURS
    uniform = [
        -np.expm1(-gaps * per_hour),
        *(getattr(facts, name) / (LONGEST_HOURS * HOUR_SECONDS) for name in DURATIONS),
    ]
    halves = [facts.charge, *(getattr(facts, name) for name in YES_NO)]
    return np.array(
        [np.sqrt(12) * (each[:STREAM_LENGTH] - 0.5) for each in uniform]
        + [2.0 * each[:STREAM_LENGTH] - 1 for each in halves]
    )
