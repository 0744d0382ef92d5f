"""One replication of one or several scenarios: the same bookings through each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, count

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.caseload import Caseload
from sim.model.checks import check_measures
from sim.model.counts.measures import measures, tally
from sim.model.counts.months import MONTH_COUNTS, month_counts, months_of
from sim.model.counts.week import WEEK_COUNTS, WEEK_HOURS, week_counts
from sim.model.office import Engine, Office, offices_of, run
from sim.model.outcomes import OUTCOMES, Ending, measure_names
from sim.model.table import booking_table
from sim.scenario.schema import Scenario

__all__ = [
    "FATES",
    "NOT_BOOKED",
    "NOT_REMOVABLE",
    "Part",
    "Replication",
    "joined",
    "joined_measures",
    "labels",
    "office_groups",
    "replicate",
    "replicate_part",
    "replicate_part_with_bookings",
    "shared_jails",
    "tally_part",
]

NOT_BOOKED = "not_booked"
"""In transitions: the other scenario has no such booking on its counted days."""

NOT_REMOVABLE = "not_removable"
"""In transitions: in the other scenario the person is not removable."""

FATES = (*map(str, OUTCOMES), NOT_REMOVABLE, NOT_BOOKED)
"""What a transition may lead from and to."""


NO_BOOKINGS = pd.DataFrame()


@dataclass(frozen=True)
class Replication:
    """What one replication leaves behind.

    Parameters
    ----------
    measures
        Of each scenario: a row a jail, then one for all; a column a measure, in the order of `measure_names`.
    week
        Of each scenario: counts by jail and hour of the week; shape (jails, 168, 2).
    months
        Of each scenario: counts by jail and month of booking; shape (jails, months, 5).
    transitions
        Of each scenario but the first, the base: removable bookings by jail (of `shared_jails`), and by what became of
        the same booking in the base and here, as places among `FATES`; shape (jails, fates, fates).
    bookings
        ``scenario, replication`` and the booking table; empty unless it was asked for.
    """

    measures: tuple[NDArray[np.float64], ...]
    week: tuple[NDArray[np.int64], ...]
    months: tuple[NDArray[np.int64], ...]
    transitions: tuple[NDArray[np.int64], ...]
    bookings: pd.DataFrame


def labels(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """Name scenarios as results tell them apart: by their names; one that comes again is numbered."""
    unique: list[str] = []
    for scenario in scenarios:
        names = chain([scenario.name], (f"{scenario.name} ({number})" for number in count(2)))
        unique.append(next(name for name in names if name not in unique))
    return tuple(unique)


def shared_jails(base: Scenario, other: Scenario) -> tuple[str, ...]:
    """The jails of two scenarios: those of the base, then those that only the other has."""
    return tuple(dict.fromkeys([*base.jails, *other.jails]))


def office_groups(scenarios: Sequence[Scenario]) -> tuple[tuple[str, ...], ...]:
    """The field offices with jails, parted into groups that share no jail in any scenario.

    A group runs by itself. It is a single office, unless a jail changes its field office from one scenario to another.
    """
    groups: list[list[str]] = []
    for jail in dict.fromkeys(name for scenario in scenarios for name in scenario.jails):
        offices = [scenario.jails[jail].field_office for scenario in scenarios if jail in scenario.jails]
        touched = [group for group in groups if not set(group).isdisjoint(offices)]
        groups = [group for group in groups if group not in touched]
        groups.append(list(dict.fromkeys([*chain.from_iterable(touched), *offices])))
    return tuple(map(tuple, groups))


@dataclass(frozen=True)
class Part:
    """What one replication leaves behind at one group of field offices.

    Parameters
    ----------
    tallies
        Of each scenario: a row a jail of the group, then one for the field offices; see `tally`.
    week
        Of each scenario: counts by jail of the group and hour of the week.
    months
        Of each scenario: counts by jail of the group and month of booking.
    transitions
        Of each scenario but the first: as in a `Replication`, for the jails of the group.
    bookings
        Of each scenario its booking table, if it was asked for.
    """

    tallies: tuple[NDArray[np.int64], ...]
    week: tuple[NDArray[np.int64], ...]
    months: tuple[NDArray[np.int64], ...]
    transitions: tuple[NDArray[np.int64], ...]
    bookings: tuple[pd.DataFrame, ...] = ()


def replicate(
    scenarios: Sequence[Scenario], replication: int, *, engine: Engine = Engine.SIMPY, keep_bookings: bool = False
) -> Replication:
    """Run one replication, a pure function of its arguments.

    Raises
    ------
    IdentityError
        If the result contradicts itself.
    """
    run_part = replicate_part_with_bookings if keep_bookings else replicate_part
    groups = office_groups(scenarios)
    return joined(scenarios, replication, [run_part(scenarios, replication, group, engine) for group in groups])


def replicate_part(scenarios: Sequence[Scenario], replication: int, group: Sequence[str], engine: Engine) -> Part:
    """Run one replication at one group of field offices.

    Raises
    ------
    IdentityError
        If the result contradicts itself.
    """
    return _part(scenarios, group, [_run(scenario, replication, group, engine) for scenario in scenarios])


def replicate_part_with_bookings(
    scenarios: Sequence[Scenario], replication: int, group: Sequence[str], engine: Engine
) -> Part:
    """Run one replication at one group of field offices, and keep the booking tables too.

    Raises
    ------
    IdentityError
        If the result contradicts itself.
    """
    runs = [_run(scenario, replication, group, engine) for scenario in scenarios]
    tables = [pd.concat([booking_table(office) for office in offices] or [NO_BOOKINGS]) for offices in runs]
    for table, label in zip(tables, labels(scenarios), strict=True):
        table.insert(0, "scenario", label)
        table.insert(1, "replication", replication)
    return replace(_part(scenarios, group, runs), bookings=tuple(tables))


def tally_part(
    scenarios: Sequence[Scenario], replication: int, group: Sequence[str], engine: Engine
) -> tuple[NDArray[np.int64], ...]:
    """Run one replication at one group of field offices, and only count: the tallies of a `Part`.

    Raises
    ------
    IdentityError
        If the result contradicts itself.
    """
    return tuple(_tally(scenario, group, _run(scenario, replication, group, engine)) for scenario in scenarios)


def joined(scenarios: Sequence[Scenario], replication: int, parts: Sequence[Part]) -> Replication:
    """Put the parts of a replication together, in the order of `office_groups`.

    Raises
    ------
    IdentityError
        If the counts contradict each other.
    """
    groups = office_groups(scenarios)
    tallies = [[part.tallies[place] for part in parts] for place in range(len(scenarios))]
    transitions = []
    for place, other in enumerate(scenarios[1:]):
        jails = {jail: row for row, jail in enumerate(shared_jails(scenarios[0], other))}
        crossed = np.zeros((len(jails), len(FATES), len(FATES)), dtype=np.int64)
        for group, part in zip(groups, parts, strict=True):
            crossed[[jails[jail] for jail in _jails_of(scenarios[0], other, group)]] = part.transitions[place]
        transitions.append(crossed)
    return Replication(
        measures=joined_measures(scenarios, replication, tallies),
        week=_by_jail(scenarios, [part.week for part in parts]),
        months=_by_jail(scenarios, [part.months for part in parts]),
        transitions=tuple(transitions),
        bookings=_stacked(parts),
    )


def _by_jail(
    scenarios: Sequence[Scenario], by_group: Sequence[tuple[NDArray[np.int64], ...]]
) -> tuple[NDArray[np.int64], ...]:
    """Of each scenario the counts of all its jails, from those of the jails of each group."""
    groups = office_groups(scenarios)
    together = []
    for place, scenario in enumerate(scenarios):
        counts = np.zeros((len(scenario.jails), *by_group[0][place].shape[1:]), dtype=np.int64)
        for group, of_group in zip(groups, by_group, strict=True):
            counts[_places(scenario, group)] = of_group[place]
        together.append(counts)
    return tuple(together)


def _stacked(parts: Sequence[Part]) -> pd.DataFrame:
    """The booking tables of all parts, scenario by scenario."""
    by_scenario = zip(*(part.bookings for part in parts), strict=True)
    tables = [table for tables in by_scenario for table in tables if len(table)]
    return pd.concat(tables, ignore_index=True) if tables else NO_BOOKINGS


def joined_measures(
    scenarios: Sequence[Scenario], replication: int, tallies: Sequence[Sequence[NDArray[np.int64]]]
) -> tuple[NDArray[np.float64], ...]:
    """The measures of each scenario from its tallies by group of field offices, in the order of `office_groups`.

    Raises
    ------
    IdentityError
        If the counts contradict each other.
    """
    groups = office_groups(scenarios)
    tables = []
    for scenario, by_group in zip(scenarios, tallies, strict=True):
        counts = np.zeros((len(scenario.jails) + 1, by_group[0].shape[1]), dtype=np.int64)
        for group, tallied in zip(groups, by_group, strict=True):
            counts[[*_places(scenario, group), -1]] += tallied
        table = measures(scenario, counts)
        check_measures(scenario, replication, table)
        tables.append(table)
    return tuple(tables)


def _run(scenario: Scenario, replication: int, group: Sequence[str], engine: Engine) -> list[Office]:
    """Run the field offices of a group that have jails in this scenario."""
    with_jails = offices_of(scenario)
    return [run(scenario, office, replication, engine) for office in group if office in with_jails]


def _part(scenarios: Sequence[Scenario], group: Sequence[str], runs: Sequence[list[Office]]) -> Part:
    fates = [
        {
            name: _fates(office.caseload, office.end, jail)
            for office in offices
            for jail, name in enumerate(scenario.jails)
            if jail in office.caseload.rows
        }
        for scenario, offices in zip(scenarios, runs, strict=True)
    ]
    return Part(
        tallies=tuple(_tally(scenario, group, offices) for scenario, offices in zip(scenarios, runs, strict=True)),
        week=tuple(
            sum((week_counts(scenario, office.caseload, office.end) for office in offices), start=_no_week(scenario))[
                _places(scenario, group)
            ]
            for scenario, offices in zip(scenarios, runs, strict=True)
        ),
        months=tuple(
            sum(
                (month_counts(scenario, office.caseload, office.journeys, office.end) for office in offices),
                start=_no_months(scenario),
            )[_places(scenario, group)]
            for scenario, offices in zip(scenarios, runs, strict=True)
        ),
        transitions=tuple(
            np.stack(
                [
                    _crossed(fates[0].get(jail, _NOBODY), there.get(jail, _NOBODY))
                    for jail in _jails_of(scenarios[0], other, group)
                ]
            )
            for other, there in zip(scenarios[1:], fates[1:], strict=True)
        ),
    )


def _no_week(scenario: Scenario) -> NDArray[np.int64]:
    return np.zeros((len(scenario.jails), WEEK_HOURS, len(WEEK_COUNTS)), dtype=np.int64)


def _no_months(scenario: Scenario) -> NDArray[np.int64]:
    return np.zeros((len(scenario.jails), len(months_of(scenario)), len(MONTH_COUNTS)), dtype=np.int64)


def _tally(scenario: Scenario, group: Sequence[str], offices: Sequence[Office]) -> NDArray[np.int64]:
    counts = np.zeros((len(scenario.jails) + 1, len(measure_names(scenario))), dtype=np.int64)
    for office in offices:
        counts += tally(scenario, office.caseload, office.journeys, office.end)
    return counts[[*_places(scenario, group), -1]]


def _places(scenario: Scenario, group: Sequence[str]) -> list[int]:
    """The places of a group's jails among those of a scenario."""
    return [place for place, jail in enumerate(scenario.jails.values()) if jail.field_office in group]


def _jails_of(base: Scenario, other: Scenario, group: Sequence[str]) -> list[str]:
    """A group's jails among the shared ones of two scenarios."""
    return [
        name
        for name in shared_jails(base, other)
        if any(name in each.jails and each.jails[name].field_office in group for each in (base, other))
    ]


@dataclass(frozen=True)
class _Fates:
    """The counted bookings of one jail: their numbers, and what became of each as a place among `FATES`."""

    booking: NDArray[np.int64]
    fate: NDArray[np.int64]


_NOBODY = _Fates(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def _fates(caseload: Caseload, end: Ending, jail: int) -> _Fates:
    rows = caseload.rows[jail]
    counted = end.counted[rows]
    fate = np.where(caseload.facts.removable[rows], end.outcome[rows], FATES.index(NOT_REMOVABLE))
    return _Fates(caseload.facts.booking[rows][counted], fate[counted])


def _crossed(base: _Fates, other: _Fates) -> NDArray[np.int64]:
    """Count bookings that are removable in at least one of two scenarios, by what became of them in each."""
    size = int(max(base.booking.max(initial=-1), other.booking.max(initial=-1))) + 1
    before, after = (np.full(size, FATES.index(NOT_BOOKED), dtype=np.int64) for _ in range(2))
    before[base.booking], after[other.booking] = base.fate, other.fate
    removable = (before < len(OUTCOMES)) | (after < len(OUTCOMES))
    cells = before[removable] * len(FATES) + after[removable]
    return np.bincount(cells, minlength=len(FATES) ** 2).reshape(len(FATES), len(FATES))
