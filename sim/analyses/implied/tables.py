"""What a scenario implies and a county can check against its own figures, as a table and in sentences."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analyses.implied.queues import LINES, Asked
from sim.analyses.implied.sample import Measured, Sample, sampled
from sim.analyses.implied.stays import Stays, stays_of
from sim.model.bookings import YEAR_HOURS
from sim.output.names import readable
from sim.output.numbers import number, share
from sim.output.tables import Column, Note, Table
from sim.scenario.schema import ALL_JAILS, OFFICE_TEAMS, Scenario

__all__ = ["Quantity", "implied", "quantities", "queues_in_words"]

Floats = NDArray[np.float64]

_YEAR_DAYS = YEAR_HOURS / 24


@dataclass(frozen=True)
class Quantity:
    """One thing that a scenario implies: of all its jails, and of the jail or field office with the least and the most.

    Parameters
    ----------
    quantity
        For machines, such as ``mean_stay``.
    words
        For people.
    unit
        ``people``, ``days``, ``a year`` or ``share``.
    value, low, high
        NaN where there is nobody of whom to tell it.
    """

    quantity: str
    words: str
    unit: str
    value: float
    low: float
    high: float


def implied(scenario: Scenario) -> list[Table | Note]:
    """Tell what a scenario implies: a table, and what to make of its lines.

    Raises
    ------
    IdentityError
        If the run that tells of the officers contradicts itself.
    """
    sample = sampled(scenario)
    rows = [asdict(each) for each in quantities(scenario, sample)]
    data = pd.DataFrame(rows, columns=list(Quantity.__dataclass_fields__))
    data.insert(0, "scenario", scenario.name)
    value = "All jails" if len(scenario.jails) > 1 else ""
    columns = [Column("What this implies", ("words",), justify="left"), _column(value, "value")]
    if len(scenario.jails) > 1:
        columns += [_column("Least", "low"), _column("Most", "high")]
    return [Table("implied", "", data, tuple(columns)), *map(Note, _sentences(scenario, sample))]


def _column(heading: str, name: str) -> Column:
    return Column(heading, (name, "unit"), shown=_shown)


def _shown(value: float, unit: str) -> str:
    if math.isnan(value):
        return "-"
    if unit == "share":
        return share(value)
    return number(value) if unit == "people" else f"{number(value)} {unit}"


def quantities(scenario: Scenario, sample: Sample | None) -> Iterator[Quantity]:
    """Tell everything that a scenario implies; of interviews, flags and officers only where there is a sample."""
    yield from _of_stays({jail: stays_of(scenario, jail) for jail in scenario.jails})
    if sample is not None:
        yield from _of_people(scenario, sample)
        yield from _of_officers(scenario, sample)


def _of_stays(stays: Mapping[str, Stays]) -> Iterator[Quantity]:
    bookings = np.array([each.bookings_per_day for each in stays.values()])

    def mean(quantity: str, words: str, unit: str, values: Sequence[float]) -> Quantity:
        return _weighed(quantity, words, unit, np.array(values), bookings)

    people = np.array([each.mean_people for each in stays.values()])
    yield Quantity("people_in_jail", "People in jail on an average day", "people", people.sum(), *_range(people))
    yield mean("mean_stay", "Mean stay", "days", [each.mean_hours / 24 for each in stays.values()])
    for hours in (24, 48, 72):
        within = [each.share_within(hours) for each in stays.values()]
        yield mean(f"released_within_{hours}_hours", f"Released within {hours} hours", "share", within)
    weeks = np.array([each.by_hour_of_week for each in stays.values()]).reshape(-1, 7, 24)
    office_hours = weeks[:, :5, 8:17].sum(axis=(1, 2)).tolist()
    yield mean("released_in_office_hours", "Released Mon to Fri, 08 to 17", "share", office_hours)
    yield mean("released_at_weekends", "Released at weekends", "share", weeks[:, 5:].sum(axis=(1, 2)).tolist())


def _weighed(quantity: str, words: str, unit: str, values: Floats, weights: Floats) -> Quantity:
    """A mean over places by weights, of those that have a value; alike where all weights are 0."""
    known = ~np.isnan(values)
    counted = weights[known] if weights[known].any() else np.ones(int(known.sum()))
    value = float(np.average(values[known], weights=counted)) if known.any() else math.nan
    return Quantity(quantity, words, unit, value, *_range(values[known]))


def _range(values: Floats) -> tuple[float, float]:
    return (float(values.min()), float(values.max())) if len(values) else (math.nan, math.nan)


def _of_people(scenario: Scenario, sample: Sample) -> Iterator[Quantity]:
    def each(of: Callable[[Measured], float]) -> tuple[float, float, float]:
        return of(sample.of_jails[ALL_JAILS]), *_range(np.array([of(sample.of_jails[jail]) for jail in scenario.jails]))

    kept = each(lambda measured: (measured["hold_hours"] / 24 + measured["longer_days"]) / sample.days)
    yield Quantity("people_kept_for_ice", "More people, kept for ICE", "people", *kept)
    for measure, words in (("interviewed", "Interviews"), ("flagged", "Removable people flagged")):
        yearly = each(lambda measured, name=measure: measured[name] * _YEAR_DAYS / sample.days)  # type: ignore[misc]
        yield Quantity(measure, words, "a year", *yearly)


def _of_officers(scenario: Scenario, sample: Sample) -> Iterator[Quantity]:
    """How much of their time on duty teams are at work, of those that are ever on duty."""
    screening = dict.fromkeys(
        team for jail in scenario.jails.values() if jail.screening is not None for team in jail.screening.teams
    )
    jails = [sample.of_jails[jail] for jail in scenario.jails]
    for teams, places in ((tuple(screening), jails), (OFFICE_TEAMS, [*sample.of_offices.values()])):
        for team in teams:
            on_duty, busy = (
                np.array([each[f"officer_hours_{what}.{team}"] for each in places]) for what in ("on_duty", "busy")
            )
            if on_duty.any():
                at_work = np.divide(busy, on_duty, out=np.full(len(places), np.nan), where=on_duty > 0)
                words = f"{readable(team)} at work while on duty"
                yield _weighed(f"time_at_work.{team}", words, "share", at_work, on_duty)
    if sample.seats.offered:
        taken = sample.seats.taken / sample.seats.offered
        yield Quantity("seats_taken.rounds", "Seats of rounds taken", "share", taken, math.nan, math.nan)


_FEWEST, _SHARE, _HOURS = 5, 0.01, 1.0
"""A queue binds at a place that crowds out so many people, and so large a share of those who ask; or where these wait
so long in the mean for officers on duty to be free."""


def _sentences(scenario: Scenario, sample: Sample | None) -> Iterator[str]:
    if sample is None:
        yield "It is too large to be run here: a run tells of interviews, flags and officers."
        return
    if sample.days < scenario.days:
        yield f"Interviews, flags and officers are those of the first {sample.days} of {scenario.days:,} counted days."
    yield queues_in_words(sample.asked)


def queues_in_words(asked: Sequence[Asked]) -> str:
    """Say at which lines a queue binds, and what the scenario tests where none does."""
    if not any(each.people for each in asked):
        return "Nobody asks for an interview, a review or a pickup, so no line has a queue."
    binding = {line: each for line in LINES if (each := [one for one in asked if one.line == line and _binds(one)])}
    if not binding:
        return (
            "No queue binds: of those who ask for an interview, a review or a pickup, fewer than 1 in 100 leave "
            "without one because of others, for whom they wait less than an hour in the mean. So this scenario tests "
            "delays, not capacity: other hours of duty may change its results, more officers at the same hours hardly."
        )
    where = "; ".join(_where(line, each, asked) for line, each in binding.items())
    return f"A queue binds, so that more officers at the same hours, or seats, would change the results: {where}."


def _binds(one: Asked) -> bool:
    crowds_out = one.crowded_out >= max(_FEWEST, _SHARE * one.people)
    return crowds_out or (one.people >= _FEWEST and one.behind_hours >= _HOURS * one.people)


def _where(line: str, binding: Sequence[Asked], asked: Sequence[Asked]) -> str:
    people, crowded_out, behind_hours = (
        sum(getattr(each, name) for each in binding) for name in ("people", "crowded_out", "behind_hours")
    )
    places = sum(each.line == line for each in asked)
    there = (
        f" at {len(binding)} of {places} {'jails' if line == 'interview' else 'field offices'}" if places > 1 else ""
    )
    return (
        f"of those who ask for {LINES[line]}{there}, {share(crowded_out, people)} leave without one because of others, "
        f"for whom they wait {number(behind_hours / people)} hours in the mean"
    )
