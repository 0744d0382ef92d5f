"""What a study needs, told before it runs, so that nobody waits for days or fills a machine by a slip of the hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.model.office import Engine
from sim.scenario.duty import officer_count
from sim.scenario.levels import MEAN
from sim.scenario.schema import Jail, Scenario

MOST_RUNS, MOST_TOGETHER = 1_000_000, 2_000_000_000
MOST_BOOKINGS, MOST_OFFICERS = 10_000_000, 10_000
"""Runs of a study; foreign-born bookings of all of them, and of one; its officers. More must be asked for twice."""

_BYTES_A_BOOKING = 1_000
_SECONDS_A_BOOKING = {Engine.SIMPY: 130e-6, Engine.STAGED: 25e-6}
_DAYS_PER_YEAR = 365
_HOUR_SECONDS, _DAY_HOURS = 3600, 24


@dataclass(frozen=True)
class Needs:
    """What a study needs.

    Parameters
    ----------
    runs
        Replications of a scenario, at all points together.
    bookings
        Foreign-born bookings of one run, as expected; of several kinds of runs, the most.
    officers
        Of one run.
    """

    runs: int
    bookings: float = 0.0
    officers: int = 0

    @property
    def is_much(self) -> bool:
        """Whether it is so much that it must be asked for twice."""
        together = self.runs * self.bookings
        return (
            self.runs > MOST_RUNS
            or together > MOST_TOGETHER
            or self.bookings > MOST_BOOKINGS
            or self.officers > MOST_OFFICERS
        )

    def and_those_of(self, other: Needs) -> Needs:
        """The needs of both studies together."""
        return Needs(self.runs + other.runs, max(self.bookings, other.bookings), max(self.officers, other.officers))

    def in_words(self, engine: Engine, jobs: int) -> str:
        """Tell what it needs: runs, bookings, officers, memory, and about how long it takes."""
        return ", ".join(self._parts(engine, jobs))

    def _parts(self, engine: Engine, jobs: int) -> Iterator[str]:
        yield f"{self.runs:,} runs"
        if self.officers > MOST_OFFICERS:
            yield f"{self.officers:,} officers, of whom each booking may look at all"
        if self.bookings:
            memory = self.bookings * _BYTES_A_BOOKING * min(jobs, self.runs)
            hours = self.runs * self.bookings * _SECONDS_A_BOOKING[engine] / jobs / _HOUR_SECONDS
            yield f"about {self.bookings:,.0f} foreign-born bookings each"
            yield f"{_gigabytes(memory)} of memory"
            yield f"{_long(hours)} with the engine {engine} in {jobs} process{'es' if jobs > 1 else ''}"


def needs_of(scenarios: Sequence[Scenario], replications: int) -> Needs:
    """Tell what replications of each of some scenarios need.

    Raises
    ------
    ValueError
        If a scenario has fewer draws of its levels than replications.
    """
    for each in scenarios:
        if each.level_draws is not None and replications > each.level_draws:
            told = f"{replications} replications are more than the {each.level_draws} draws of {each.levels_file}"
            raise ValueError(f"{each.name!r}: {told}; take fewer, or --set levels={MEAN}")
    return Needs(
        runs=replications * len(scenarios),
        bookings=max(expected_bookings(each, tuple(each.field_offices)) for each in scenarios),
        officers=max(map(officer_count, scenarios)),
    )


def expected_bookings(scenario: Scenario, offices: Sequence[str]) -> float:
    """Foreign-born bookings expected in a run at some field offices."""
    return sum(expected_by_jail(scenario, offices))


def expected_by_jail(scenario: Scenario, offices: Sequence[str]) -> list[float]:
    """Foreign-born bookings expected in a run at each jail of some field offices."""
    jails = ((name, jail) for name, jail in scenario.jails.items() if jail.field_office in offices)
    return [_bookings_of(scenario, name, jail) for name, jail in jails]


def _bookings_of(scenario: Scenario, name: str, jail: Jail) -> float:
    """The foreign-born bookings of a jail; of the periods of its policy as if the busiest lasted throughout."""
    records = scenario.records_of(name)
    days = scenario.warmup_days + scenario.days + scenario.cooldown_days
    shares = [*zip(scenario.charge_names, scenario.charge_shares, strict=True)]

    levels = scenario.mean_levels(name)
    usual = scenario.usual_leads_per_year(name)
    factor = max(1.0, float(levels.per_year.max()) / usual) if levels is not None and usual else 1.0

    def bookings(rules: Jail) -> float:
        everyone = (rules.bookings_per_year or 0) * days / _DAYS_PER_YEAR if records is None else len(records.booked_at)
        return factor * everyone * sum(share * rules.foreign_born.of(charge) for charge, share in shares)

    return max(map(bookings, jail.phases(scenario.clock).rules))


def _gigabytes(memory_bytes: float) -> str:
    return f"about {memory_bytes / 1e9:,.1f} GB" if memory_bytes >= 1e8 else "less than 0.1 GB"


def _long(hours: float) -> str:
    if hours < 1:
        return "less than an hour"
    return f"about {hours:,.0f} hours" if hours < 3 * _DAY_HOURS else f"about {hours / _DAY_HOURS:,.0f} days"
