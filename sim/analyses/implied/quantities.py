"""The numbers that a scenario implies and a county can check against its own figures."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analyses.implied.queues import LINES
from sim.analyses.implied.sample import Sample
from sim.analyses.implied.stays import Stays, stays_of
from sim.model.bookings import YEAR_HOURS
from sim.output.names import readable
from sim.scenario.arrays import Floats
from sim.scenario.schema import ALL_JAILS, OFFICE_TEAMS, Scenario

_YEAR_DAYS = YEAR_HOURS / 24


@dataclass(frozen=True)
class Quantity:
    """One thing that a scenario implies: of all its jails, and of the jail or field office with the least and the most.

    It has a name for machines, such as ``mean_stay``, and words for people; its unit is ``people``, ``days``,
    ``hours``, ``a year`` or ``share``. Values are NaN where there is nobody of whom to tell it.
    """

    quantity: str
    words: str
    unit: str
    value: float
    low: float
    high: float


def of_stays(scenario: Scenario) -> Iterator[Quantity]:
    """Tell who is in jail, and when people walk out, on the local charge."""
    stays: Mapping[str, Stays] = {jail: stays_of(scenario, jail) for jail in scenario.jails}
    bookings = np.array([each.bookings_per_day for each in stays.values()])

    def mean(quantity: str, words: str, unit: str, values: Sequence[float]) -> Quantity:
        return _mean(quantity, words, unit, np.array(values), bookings)

    people = np.array([each.mean_people for each in stays.values()])
    yield Quantity("people_in_jail", "People in jail on an average day", "people", people.sum(), *_range(people))
    yield mean("mean_stay", "Mean stay", "days", [each.mean_hours / 24 for each in stays.values()])
    for hours in (24, 48, 72):
        within = [each.share_within(hours) for each in stays.values()]
        yield mean(f"released_within_{hours}_hours", f"Released within {hours} hours", "share", within)
    weeks = np.array([each.by_hour_of_week() for each in stays.values()]).reshape(-1, 7, 24)
    office_hours = weeks[:, :5, 8:17].sum(axis=(1, 2)).tolist()
    yield mean("released_in_office_hours", "Released Mon to Fri, 08 to 17", "share", office_hours)
    yield mean("released_at_weekends", "Released at weekends", "share", weeks[:, 5:].sum(axis=(1, 2)).tolist())


def of_people(sample: Sample) -> Iterator[Quantity]:
    """Tell of the people whom ICE hears of or keeps, in one run."""

    def measured(measure: str) -> Floats:
        return np.array([sample.of_jails[jail][measure] for jail in sample.of_jails])

    def of_all(quantity: str, words: str, unit: str, values: Floats) -> Quantity:
        *by_jail, value = values
        return Quantity(quantity, words, unit, value, *_range(np.array(by_jail)))

    kept = (measured("hold_hours") / 24 + measured("longer_days")) / sample.days
    yield of_all("people_kept_for_ice", "More people, kept for ICE", "people", kept)
    years = sample.days / _YEAR_DAYS
    yield of_all("interviewed", "Interviews", "a year", measured("interviewed") / years)
    yield of_all("flagged", "Removable people flagged", "a year", measured("flagged") / years)


def of_officers(scenario: Scenario, sample: Sample) -> Iterator[Quantity]:
    """Tell how much of their time on duty teams are at work, of those that are ever on duty, in one run."""
    screening = [jail.screening for jail in scenario.jails.values() if jail.screening is not None]
    jails = [measured for jail, measured in sample.of_jails.items() if jail != ALL_JAILS]
    offices = list(sample.of_offices.values())
    places = {team: jails for each in screening for team in each.teams} | dict.fromkeys(OFFICE_TEAMS, offices)
    for team, measured in places.items():
        on_duty, busy = (
            np.array([each[f"officer_hours_{what}.{team}"] for each in measured]) for what in ("on_duty", "busy")
        )
        if on_duty.any():
            words = f"{readable(team)} at work while on duty"
            yield _mean(f"time_at_work.{team}", words, "share", _ratio(busy, on_duty), on_duty)
    if sample.seats.offered:
        taken = sample.seats.taken / sample.seats.offered
        yield Quantity("seats_taken.rounds", "Seats of rounds taken", "share", taken, math.nan, math.nan)


def of_lines(sample: Sample) -> Iterator[Quantity]:
    """Tell of each line what others cost those who asked there, in one run."""
    for line, what in LINES.items():
        here = [each for each in sample.asked if each.line == line]
        people, crowded_out, behind_hours = np.array(
            [(each.people, each.crowded_out, each.behind_hours) for each in here], dtype=np.float64
        ).T
        if people.any():
            words = f"Left without {what} because of others"
            yield _mean(f"crowded_out.{line}", words, "share", _ratio(crowded_out, people), people)
            words = f"Mean wait for others before {what}"
            yield _mean(f"wait_for_others.{line}", words, "hours", _ratio(behind_hours, people), people)


def _ratio(part: Floats, whole: Floats) -> Floats:
    ratio: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return ratio


def _mean(quantity: str, words: str, unit: str, values: Floats, weights: Floats) -> Quantity:
    """A mean over places by weights, of those that have a value; alike where all weights are 0."""
    known = ~np.isnan(values)
    counted = weights[known] if weights[known].any() else np.ones(int(known.sum()))
    value = float(np.average(values[known], weights=counted)) if known.any() else math.nan
    return Quantity(quantity, words, unit, value, *_range(values[known]))


def _range(values: Floats) -> tuple[float, float]:
    return (float(values.min()), float(values.max())) if len(values) else (math.nan, math.nan)
