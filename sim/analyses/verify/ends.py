"""Cases of the end of a stay: in which hours people walk out, who goes elsewhere, and whom rounds collect."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import cast

import numpy as np

from sim.analyses.verify import theory
from sim.analyses.verify.verdicts import Check, Run
from sim.model.bookings import YEAR_HOURS
from sim.model.outcomes import Outcome
from sim.scenario.distributions import Exponential
from sim.scenario.schema import Scenario
from sim.scenario.steps import Steps
from sim.scenario.week import WEEK_HOURS


def release_clock(scenario: Scenario) -> Iterator[Check]:
    """Shares of releases by the hour of the week in which they are due."""
    [jail] = scenario.jails.values()
    stay = cast("Exponential", scenario.charges["any"].stay_hours)
    assert jail.release_hours is not None
    weights = np.array(jail.release_hours.of("any").weights, dtype=np.float64)
    shares = theory.released_by_hour(1, weights / weights.mean() / float(stay.mean))
    hours = np.arange(WEEK_HOURS)
    told = {
        "weekdays, 08 to 17": (hours < 120) & (hours % 24 >= 8) & (hours % 24 < 17),
        "weekdays, other hours": (hours < 120) & ((hours % 24 < 8) | (hours % 24 >= 17)),
        "Monday, 08 to 09": hours == 8,
        "weekends": hours >= 120,
    }
    for name, among in told.items():
        yield Check(
            f"share released, {name}", float(shares[among].sum()), partial(_share_released, np.flatnonzero(among))
        )


def _share_released(hours: np.ndarray[tuple[int], np.dtype[np.int64]], run: Run) -> float:
    """Of the releases on counted days, those due in some hours of the week."""
    due, clock = run.office.caseload.facts.release_due_at, run.office.scenario.clock
    counted = due[(due > 0) & (due <= clock.midnight_of_day(run.office.scenario.days))]
    # Release is due at the end of the second in which the last unit is counted.
    return float(np.isin(clock.hour_of_week_at(counted - 1), hours).mean())


def thinning(scenario: Scenario) -> Iterator[Check]:
    """Shares of how flagged people end."""
    [jail] = scenario.jails.values()
    stay = cast("Exponential", scenario.charges["any"].stay_hours)
    steps, lifted = cast("Steps", jail.moves_on.of("any")).by_stay_hours, float(jail.lifted.of("any"))
    hours = np.array([*sorted(steps), np.inf])
    within = -np.diff(np.exp(-hours / float(stay.mean)))
    moved = float(within @ [float(steps[hour]) for hour in sorted(steps)])
    ends = {
        Outcome.MOVED_ON: moved,
        Outcome.RELEASED_LIFTED: (1 - moved) * lifted,
        Outcome.TRANSFERRED: (1 - moved) * (1 - lifted),
    }
    for outcome, share in ends.items():
        yield Check(f"share {outcome.replace('_', ' ')}", share, partial(_share, outcome))


def _share(outcome: Outcome, run: Run, jail: str | None = None) -> float:
    return run.measure(outcome, jail) / run.measure("removable", jail)


def rounds(scenario: Scenario) -> Iterator[Check]:
    """Whom rounds collect, of those whose release is due at any second of the day alike."""
    closing, few = scenario.field_offices["office"].rounds
    hold = float(scenario.jails["closing"].hold_hours.of("any"))
    in_time = (hold - float(closing.closes_hours)) / 24
    yield Check("share collected, list closed", in_time, partial(_share, Outcome.TRANSFERRED, jail="closing"))
    a_day = float(scenario.jails["few_seats"].bookings_per_year or 0) / YEAR_HOURS * 24
    seated = theory.mean_of_lesser(a_day, int(few.seats)) / a_day
    yield Check("share collected, few seats", seated, partial(_share, Outcome.TRANSFERRED, jail="few_seats"))
