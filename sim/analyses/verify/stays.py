"""Cases without a line: how many are in jail, who leaves before the match, and whose stay touches a shift."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import cast

import numpy as np

from sim.analyses.verify import theory
from sim.analyses.verify.verdicts import Check, Run
from sim.model.bookings import YEAR_HOURS
from sim.model.outcomes import Outcome
from sim.scenario.arrays import Ints
from sim.scenario.distributions import Constant, Exponential
from sim.scenario.schema import Scenario
from sim.scenario.seconds import DAY_SECONDS

GAPS_HOURS = {
    "nights": [16] * 28,
    "weekdays": [15] * 16 + [63] * 4,
    "holidays_off": [15] * 15 + [63] * 3 + [87],
}
"""Hours off duty by jail, gap by gap over four weeks; a Monday off joins a night to its weekend."""


def population(scenario: Scenario) -> Iterator[Check]:
    """M/G/infinity: the population of the jail."""
    [jail], [charge] = scenario.jails.values(), scenario.charges.values()
    mean = float(jail.bookings_per_year or 0) / YEAR_HOURS * theory.mean_hours(charge.stay_hours)
    yield Check("mean population", mean, lambda run: float(np.mean(_population_at_noon(run))))
    yield Check("its variance", mean, lambda run: float(np.mean((_population_at_noon(run) - mean) ** 2)))


def _population_at_noon(run: Run) -> Ints:
    """How many are in jail at noon of each counted day."""
    facts = run.office.caseload.facts
    noons = np.arange(run.office.scenario.days) * DAY_SECONDS + DAY_SECONDS // 2
    booked, released = np.sort(facts.booked_at), np.sort(facts.release_due_at)
    return np.searchsorted(booked, noons, side="right") - np.searchsorted(released, noons, side="right")


def race(scenario: Scenario) -> Iterator[Check]:
    """P(stay <= match delay) for several pairs of distributions, a charge each."""
    [jail] = scenario.jails.values()
    for name, charge in scenario.charges.items():
        share = theory.race(charge.stay_hours, jail.match_hours.of(name))
        yield Check(name.replace("_", ", "), share, partial(_share_before_match, name))


def _share_before_match(charge: str, run: Run) -> float:
    return float(np.mean(run.office.end.ended(Outcome.RELEASED_BEFORE_MATCH)[run.with_charge(charge)]))


def coverage(scenario: Scenario) -> Iterator[Check]:
    """Share of stays that touch a duty interval, by calendar and by the distribution of stays."""
    exponential = cast("Exponential", scenario.charges["exponential"].stay_hours)
    fixed = cast("Constant", scenario.charges["fixed"].stay_hours)
    bridged = {
        "exponential": theory.bridged_by_exponential(exponential.mean),
        "fixed": theory.bridged_by_fixed(fixed.hours),
    }
    cycle_hours = scenario.clock.midnight_of_day(scenario.days) / 3600
    for jail, gaps in GAPS_HOURS.items():
        for charge in scenario.charges:
            share = theory.covered_share(gaps, cycle_hours, bridged[charge])
            yield Check(f"{jail.replace('_', ' ')}, {charge}", share, partial(_share_flagged, jail, charge))


def _share_flagged(jail: str, charge: str, run: Run) -> float:
    here = run.office.caseload.facts.jail == list(run.office.scenario.jails).index(jail)
    return float(np.mean(run.office.journeys.flagged[here & run.with_charge(charge)]))
