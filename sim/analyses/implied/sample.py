"""One run of a scenario, short enough to be waited for: how busy its officers are, and whether anybody queues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.analyses.implied.queues import Asked, asked
from sim.model.counts.count import Ints
from sim.model.counts.measures import COUNT, measures
from sim.model.office import Engine, Office, offices_of, run
from sim.model.outcomes import measure_names
from sim.scenario.schema import ALL_JAILS, Scenario
from sim.study.needs import Needs, needs_of

Measured = Mapping[str, float]
"""The value of each measure."""

MOST_BOOKINGS, _MOST_DAYS, _MOST_OFFICERS = 60_000, 2_000, 2_000
"""Foreign-born bookings, days and officers of a run that is waited for."""

_DAYS_AROUND = 14


@dataclass(frozen=True)
class Seats:
    """Seats of rounds that came on counted days, at all jails, and how many were taken."""

    offered: int
    taken: int


@dataclass(frozen=True)
class Sample:
    """What one run gave: measures by jail (and of all) and by field office, who asked at its lines, and seats.

    It has `days` counted days; the scenario may have more.
    """

    days: int
    of_jails: Mapping[str, Measured]
    of_offices: Mapping[str, Measured]
    asked: tuple[Asked, ...]
    seats: Seats


def sampled(scenario: Scenario) -> Sample | None:
    """Run replication 0 of a scenario, or of its first weeks if it is long; None where even these are too much.

    Levels are taken at their mean.

    Raises
    ------
    IdentityError
        If the result contradicts itself.
    """
    short = shortened(scenario.at_mean_levels)
    if _is_too_much(needs_of([short], 1)):
        return None
    whole = COUNT.zeros((short,))
    of_offices: dict[str, Measured] = {}
    lines: list[Asked] = []
    seats: list[Seats] = []
    for name in offices_of(short):
        office = run(short, name, 0, Engine.STAGED)
        (tallies,) = COUNT.of(office)
        whole += tallies
        of_offices[name] = _measured(short, tallies, [-1])[ALL_JAILS]
        lines += asked(office)
        seats.append(_seats(office))
    everywhere = range(len(short.jails) + 1)
    return Sample(short.days, _measured(short, whole, everywhere), of_offices, tuple(lines), _together(seats))


def _is_too_much(needs: Needs) -> bool:
    return needs.bookings > 4 * MOST_BOOKINGS or needs.officers > _MOST_OFFICERS


def shortened(scenario: Scenario) -> Scenario:
    """A scenario with as many of its days as are waited for: all, or whole weeks of them."""
    all_days = scenario.warmup_days + scenario.days + scenario.cooldown_days
    bookings = needs_of([scenario], 1).bookings
    few_enough = _MOST_DAYS if bookings <= MOST_BOOKINGS else int(MOST_BOOKINGS / bookings * all_days)
    if all_days <= few_enough or scenario.records:
        return scenario
    around = {name: min(getattr(scenario, name), _DAYS_AROUND) for name in ("warmup_days", "cooldown_days")}
    weeks = max(1, (few_enough - sum(around.values())) // 7)
    return scenario.model_copy(update={**around, "days": min(scenario.days, 7 * weeks)})


def _measured(scenario: Scenario, tallies: Ints, rows: Iterable[int]) -> dict[str, Measured]:
    """The measures in some rows of tallies, by jail; the last is of all."""
    names, places, table = measure_names(scenario), (*scenario.jails, ALL_JAILS), measures(scenario, tallies)
    return {places[row]: dict(zip(names, table[row].tolist(), strict=True)) for row in rows}


def _seats(office: Office) -> Seats:
    end, caseload = office.scenario.clock.midnight_of_day(office.scenario.days), office.caseload
    offered = sum(
        int(rounds.seats[(rounds.arrives_at >= 0) & (rounds.arrives_at < end)].sum())
        for rounds in caseload.rounds.values()
    )
    there_at = office.journeys.pickup.ended_at
    return Seats(offered, int(np.count_nonzero(office.by_round & (there_at >= 0) & (there_at < end))))


def _together(seats: Iterable[Seats]) -> Seats:
    each = list(seats)
    return Seats(sum(one.offered for one in each), sum(one.taken for one in each))
