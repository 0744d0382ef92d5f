"""One replication of one or several scenarios: the same bookings through each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count

import pandas as pd

from sim.model.checks import check_measures
from sim.model.counts.count import Ints, Reduction, Subject, shared_jails
from sim.model.counts.measures import COUNT as MEASURES
from sim.model.counts.measures import measures
from sim.model.counts.registry import counts
from sim.model.office import Engine, Office, offices_of, run
from sim.model.table import booking_table
from sim.scenario.schema import Scenario
from sim.study.pairing import Floats

__all__ = [
    "Part",
    "Replication",
    "joined",
    "joined_measures",
    "labels",
    "office_groups",
    "replicate",
    "replicate_part",
    "replicate_part_with_bookings",
    "tally_part",
]

NO_BOOKINGS = pd.DataFrame()


@dataclass(frozen=True)
class Replication:
    """What one replication leaves behind.

    Parameters
    ----------
    measures
        Of each scenario: a row a jail, then one for all; a column a measure, in the order of `measure_names`.
    counts
        By name, of each subject of a `Reduction` its array.
    bookings
        ``scenario, replication`` and the booking table; empty unless it was asked for.
    """

    measures: tuple[Floats, ...]
    counts: Mapping[str, tuple[Ints, ...]]
    bookings: pd.DataFrame


def labels(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """Name scenarios as results tell them apart: by their names; one that comes again is numbered."""
    unique: list[str] = []
    for scenario in scenarios:
        names = chain([scenario.name], (f"{scenario.name} ({number})" for number in count(2)))
        unique.append(next(name for name in names if name not in unique))
    return tuple(unique)


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
    counts
        By name, of each subject of a `Reduction` the rows of its array for the jails of the group.
    bookings
        Of each scenario its booking table, if it was asked for.
    """

    counts: Mapping[str, tuple[Ints, ...]]
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
    return _part(scenarios, group, _runs(scenarios, replication, group, engine))


def replicate_part_with_bookings(
    scenarios: Sequence[Scenario], replication: int, group: Sequence[str], engine: Engine
) -> Part:
    """Run one replication at one group of field offices, and keep the booking tables too.

    Raises
    ------
    IdentityError
        If the result contradicts itself.
    """
    runs = _runs(scenarios, replication, group, engine)
    tables = [pd.concat([booking_table(office) for office in offices] or [NO_BOOKINGS]) for offices in runs]
    for table, label in zip(tables, labels(scenarios), strict=True):
        table.insert(0, "scenario", label)
        table.insert(1, "replication", replication)
    return replace(_part(scenarios, group, runs), bookings=tuple(tables))


def tally_part(
    scenarios: Sequence[Scenario], replication: int, group: Sequence[str], engine: Engine
) -> tuple[Ints, ...]:
    """Run one replication at one group of field offices, and only count what measures need.

    Raises
    ------
    IdentityError
        If the result contradicts itself.
    """
    return _counted(MEASURES, scenarios, group, _runs(scenarios, replication, group, engine))


def joined(scenarios: Sequence[Scenario], replication: int, parts: Sequence[Part]) -> Replication:
    """Put the parts of a replication together, in the order of `office_groups`.

    Raises
    ------
    IdentityError
        If the counts contradict each other.
    """
    by_name = {name: [part.counts[name] for part in parts] for name in counts()}
    return Replication(
        measures=joined_measures(scenarios, replication, by_name.pop(MEASURES.name)),
        counts={name: _together(counts()[name], scenarios, by_group) for name, by_group in by_name.items()},
        bookings=_stacked(parts),
    )


def joined_measures(
    scenarios: Sequence[Scenario], replication: int, tallies: Sequence[tuple[Ints, ...]]
) -> tuple[Floats, ...]:
    """The measures of each scenario, from what `tally_part` gives of each group, in the order of `office_groups`.

    Raises
    ------
    IdentityError
        If the counts contradict each other.
    """
    together = _together(MEASURES, scenarios, tallies)
    tables = tuple(measures(scenario, tallied) for scenario, tallied in zip(scenarios, together, strict=True))
    for scenario, table in zip(scenarios, tables, strict=True):
        check_measures(scenario, replication, table)
    return tables


def _runs(scenarios: Sequence[Scenario], replication: int, group: Sequence[str], engine: Engine) -> list[list[Office]]:
    """Run, in each scenario, the field offices of a group that have jails there."""
    return [
        [run(scenario, office, replication, engine) for office in group if office in offices_of(scenario)]
        for scenario in scenarios
    ]


def _part(scenarios: Sequence[Scenario], group: Sequence[str], runs: Sequence[list[Office]]) -> Part:
    return Part({name: _counted(count, scenarios, group, runs) for name, count in counts().items()})


def _counted(
    reduction: Reduction, scenarios: Sequence[Scenario], group: Sequence[str], runs: Sequence[list[Office]]
) -> tuple[Ints, ...]:
    """Of each subject of a reduction the rows for the jails of a group."""
    found = []
    for subject, offices in zip(reduction.subjects(scenarios), reduction.subjects(runs), strict=True):
        whole = reduction.together(subject, offices)
        found.append(whole[_rows(subject, group, len(whole))])
    return tuple(found)


def _together(
    reduction: Reduction, scenarios: Sequence[Scenario], by_group: Sequence[tuple[Ints, ...]]
) -> tuple[Ints, ...]:
    """Of each subject of a reduction the array of all jails, from the rows of each group."""
    groups = office_groups(scenarios)
    together = []
    for place, subject in enumerate(reduction.subjects(scenarios)):
        whole = reduction.zeros(subject)
        for group, rows in zip(groups, by_group, strict=True):
            whole[_rows(subject, group, len(whole))] += rows[place]
        together.append(whole)
    return tuple(together)


def _rows(subject: Subject, group: Sequence[str], count: int) -> list[int]:
    """The rows of a group's jails among those of a subject, and those of field offices as a whole."""
    jails = shared_jails(*subject)
    here = [
        row
        for row, jail in enumerate(jails)
        if any(jail in each.jails and each.jails[jail].field_office in group for each in subject)
    ]
    return [*here, *range(len(jails), count)]


def _stacked(parts: Sequence[Part]) -> pd.DataFrame:
    """The booking tables of all parts, scenario by scenario."""
    by_scenario = zip(*(part.bookings for part in parts), strict=True)
    tables = [table for tables in by_scenario for table in tables if len(table)]
    return pd.concat(tables, ignore_index=True) if tables else NO_BOOKINGS
