"""The interview line and the review line against Ciw, another simulator, booking by booking and to the second.

Ciw gets the drawn facts (when each person asks, how long the work on them takes, when they are gone) and the officers'
calendars, written here anew from the hours of the week; it gets nothing that the model has computed.

Compared, with ``==``: who is served, when the work starts and when it ends, under

- first come, first served, in the order of jail and booking for those who ask at the same second;
- a team of several officers; a calendar that steps to zero and back, by day and by week; half-open shifts; work that is
  finished past the end of a shift, while nothing more is begun;
- people who have gone passed over at no cost: release due in both lines, that second excluded, and at reviews a flag by
  screening, as Ciw's own interviews have it;
- work that release cuts off: at each start Ciw asks for the length, and is told what is left until release if less.

Not compared, for Ciw has no such rules or other ones: which officer serves (Ciw's are alike); calendars that step
between two numbers above zero, or work that runs into the next shift (Ciw sends a whole set home and brings a new one);
several jails; the pickup line.

Ciw decides by lot, or by its own order, what comes first of several things at one instant. So a shift of whole seconds
ends half a second early there, and people are gone half a second early: no whole second lies between, and every tie
that is left (someone asks as an officer is freed, as a shift begins or as another asks) has the same start in either
order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ciw
import numpy as np
import pytest

from sim.model.caseload import Caseload, draw_caseload
from sim.model.journeys import Journeys
from sim.model.office import ENGINES
from sim.scenario.records import Column, Records
from sim.scenario.schema import Scenario
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS, NEVER
from tests.support import WEEKDAYS, small

HALF_A_SECOND = 0.5
DAYS_OF_WEEK = [*WEEKDAYS, "sat", "sun"]
QUARTER = HOUR_SECONDS // 4


@dataclass(frozen=True)
class Calendar:
    """A team whose officers are all on duty at the same hours."""

    officers: int
    opens: int
    closes: int
    days: Sequence[str] = tuple(DAYS_OF_WEEK)

    def shift(self) -> dict[str, Any]:
        """The team as a shift of a scenario."""
        hours = f"{self.opens:02}:00-{self.closes:02}:00"
        return {"officers": self.officers, "days": list(self.days), "hours": hours, "federal_holidays": "on"}

    def schedule(self) -> ciw.Schedule:
        """The team as a Ciw schedule of a week that begins on a Monday."""
        on_duty, until = [], []
        for day in (DAYS_OF_WEEK.index(name) for name in self.days):
            midnight = day * DAY_SECONDS
            on_duty += [0, self.officers]
            until += [midnight + self.opens * HOUR_SECONDS, midnight + self.closes * HOUR_SECONDS - HALF_A_SECOND]
        return ciw.Schedule(numbers_of_servers=[*on_duty, 0], shift_end_dates=[*until, 7 * DAY_SECONDS])


class OfPerson(ciw.dists.Distribution):
    """A duration that depends on who it is about, by the order of asking, and on the time."""

    def __init__(self, seconds: Sequence[int], until: Sequence[float]) -> None:
        self.seconds = seconds
        self.until = until

    def sample(self, t: Any = None, ind: Any = None) -> float:
        """Say how long it lasts: its length, or what is left of the time if less."""
        person = ind.id_number - 1
        return min(self.seconds[person], self.until[person] - t)


@dataclass(frozen=True)
class Served:
    """When the work on each booking started and ended; `NEVER` where there was none."""

    started_at: np.ndarray
    ended_at: np.ndarray


def served_by_ciw(
    team: Calendar, begins_at: int, asks_at: np.ndarray, gone_at: np.ndarray, seconds: np.ndarray, due: np.ndarray
) -> Served:
    """Let Ciw serve those who are not gone when they ask; a value a booking, `gone_at` below 0 for who never asks."""
    rows = np.flatnonzero(asks_at < gone_at)
    rows = rows[np.argsort(asks_at[rows], kind="stable")]
    asks = asks_at[rows] - begins_at
    gone = (gone_at[rows] - begins_at - HALF_A_SECOND).tolist()
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*np.diff(asks, prepend=0).tolist(), float("inf")])],
        service_distributions=[OfPerson(seconds[rows].tolist(), (due[rows] - begins_at).tolist())],
        reneging_time_distributions=[OfPerson([NEVER] * len(rows), gone)],
        number_of_servers=[team.schedule()],
        routing=[[0.0]],
    )
    ciw.seed(1)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(int(max(gone)) + 8 * DAY_SECONDS)
    started_at, ended_at = (np.full(len(asks_at), NEVER, dtype=np.int64) for _ in range(2))
    records = simulation.get_all_records(only=["service", "renege"])
    assert sorted(record.id_number for record in records) == list(range(1, len(rows) + 1))
    for record in records:
        if record.record_type == "service":
            row = rows[record.id_number - 1]
            assert record.service_start_date == int(record.service_start_date)
            started_at[row] = begins_at + int(record.service_start_date)
            ended_at[row] = begins_at + int(record.service_end_date)
    return Served(started_at, ended_at)


def custody_by_ciw(caseload: Caseload, screeners: Calendar, office: Calendar) -> tuple[Served, Served]:
    """Both lines of an office with one jail: the interviews, then the reviews that are left."""
    facts, due = caseload.facts, caseload.facts.release_due_at
    gone_at = np.where(facts.recorded, due, -NEVER)
    ready_at = facts.booked_at + facts.intake_seconds
    interviews = served_by_ciw(screeners, caseload.begins_at, ready_at, gone_at, facts.interview_seconds, due)
    done = (interviews.started_at < NEVER) & (interviews.ended_at - interviews.started_at == facts.interview_seconds)
    flagged_at = np.where(done & facts.detected, interviews.ended_at, NEVER)
    gone_at = np.where(facts.matched, np.minimum(due, flagged_at), -NEVER)
    match_at = facts.booked_at + facts.match_seconds
    reviews = served_by_ciw(office, caseload.begins_at, match_at, gone_at, facts.review_seconds, due)
    return interviews, reviews


TEAMS = {
    "officers to spare": (Calendar(5, 8, 17), Calendar(4, 9, 17, WEEKDAYS)),
    "officers enough": (Calendar(3, 7, 19), Calendar(2, 8, 18, WEEKDAYS)),
    "too few officers": (Calendar(1, 8, 17), Calendar(1, 9, 21, ["tue", "thu", "sat"])),
    "one officer against many": (Calendar(1, 0, 12), Calendar(6, 12, 13)),
}


def county(seed: int, screeners: Calendar, office: Calendar, changes: dict[str, Any] | None = None) -> Scenario:
    """A county whose week begins on Monday 24 June 2019; no work lasts into the next shift."""
    return small(
        {
            "seed": seed,
            "charges.misdemeanor.stay_hours": {"gamma": {"mean": 20, "sd": 30}},
            "jails.county.bookings_per_year": 60_000,
            "jails.county.on_record_others": 0.6,
            "jails.county.screening.interview_hours": {"uniform": {"low": 0.2, "high": 1.4}},
            "jails.county.screening.teams.deputies.shifts": [screeners.shift()],
            "field_offices.city.review_hours": {"uniform": {"low": 0, "high": 3}},
            "field_offices.city.reviewers": [office.shift()],
            **(changes or {}),
        }
    )


def assert_equal(scenario: Scenario, screeners: Calendar, office: Calendar) -> tuple[Caseload, Journeys]:
    """Compare Ciw with every engine, and give what became of the bookings."""
    caseload = draw_caseload(scenario, "city", 0)
    interviews, reviews = custody_by_ciw(caseload, screeners, office)
    for engine in ENGINES.values():
        journeys = engine(caseload)
        assert (journeys.interview.started_at == interviews.started_at).all()
        assert (journeys.interview.ended_at == interviews.ended_at).all()
        assert (journeys.review.started_at == reviews.started_at).all()
        assert (journeys.review.ended_at == reviews.ended_at).all()
    return caseload, journeys


def people(caseload: Caseload, journeys: Journeys) -> dict[str, int]:
    """How many people met each rule that is compared."""
    facts, due = caseload.facts, caseload.facts.release_due_at
    counts = {}
    for line, put_forward, wait, started_at, ended_at, seconds in (
        (
            "interview",
            facts.recorded,
            facts.intake_seconds,
            journeys.interview.started_at,
            journeys.interview.ended_at,
            facts.interview_seconds,
        ),
        (
            "review",
            facts.matched,
            facts.match_seconds,
            journeys.review.started_at,
            journeys.review.ended_at,
            facts.review_seconds,
        ),
    ):
        asks = put_forward & (facts.booked_at + wait < due)
        served = started_at < NEVER
        counts[f"ask for {line}"] = int(asks.sum())
        counts[f"{line} held"] = int(served.sum())
        counts[f"gone before {line}"] = int((asks & ~served).sum())
        counts[f"{line} cut off"] = int((served & (ended_at - started_at < seconds)).sum())
    return counts


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("teams", TEAMS.values(), ids=TEAMS)
def test_interviews_and_reviews_are_those_of_ciw(teams, seed):
    counts = people(*assert_equal(county(seed, *teams), *teams))
    assert min(counts["ask for interview"], counts["ask for review"]) > 1000
    assert min(counts.values()) > 0


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("teams", TEAMS.values(), ids=TEAMS)
def test_they_are_those_of_ciw_when_everything_happens_on_quarter_hours(teams, seed):
    changes = {
        "jails.county.bookings_per_year": None,
        "jails.county.bookings_file": "on_a_grid.csv",
        "jails.county.foreign_born": 1,
        "jails.county.intake_hours": 0.5,
        "jails.county.match_hours": 1.25,
        "jails.county.screening.interview_hours": {"mixture": [{"share": 0.5, "of": 0.25}, {"share": 0.5, "of": 0.75}]},
        "field_offices.city.review_hours": 1.5,
    }
    chance = np.random.default_rng(seed)
    many = 2600
    booked_at = np.sort(chance.integers(0, 60 * 96, many)) * QUARTER
    stays = Column(chance.geometric(1 / 50, many) * QUARTER, np.ones(many, dtype=np.bool_))
    records = Records("on a grid", booked_at, np.zeros(many, dtype=np.int64), {"stay_seconds": stays})
    scenario = county(seed, *teams, changes).read_from((), {"county": records})
    counts = people(*assert_equal(scenario, *teams))
    assert min(counts["ask for interview"], counts["ask for review"]) > 1000
    assert min(counts.values()) > 0
