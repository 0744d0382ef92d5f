"""One replication of one or several scenarios: the same bookings through each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import TYPE_CHECKING

import numpy as np

from sim.model.checks import check_measures
from sim.model.counts.count import Ints, Reduction, Subject, shared_jails
from sim.model.counts.measures import COUNT as MEASURES
from sim.model.counts.measures import measures
from sim.model.counts.registry import counts
from sim.model.office import Engine, Office, offices_of, run_together
from sim.scenario.schema import Scenario
from sim.study.needs import expected_by_jail
from sim.study.pairing import Floats

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Replication:
    """What one replication leaves behind.

    Parameters
    ----------
    measures
        Of each scenario: a row a jail, then one for all; a column a measure, in the order of `measure_names`.
    counts
        By name, of each subject of a `Reduction` its array.
    booking_tables
        Of each scenario and field office; none unless they were asked for.
    """

    measures: tuple[Floats, ...]
    counts: Mapping[str, tuple[Ints, ...]]
    booking_tables: tuple[pd.DataFrame, ...]

    @property
    def bookings(self) -> pd.DataFrame:
        """``scenario, replication`` and the booking table as it may be kept; empty unless it was asked for."""
        import pandas as pd

        tables = [table for table in self.booking_tables if len(table)]
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


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

    By name, of each subject of a `Reduction` the rows of its array for the jails of the group; and of each scenario its
    booking table, if it was asked for.
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
    parts = [
        replicate_parts(scenarios, (replication,), group, engine, keep_bookings=keep_bookings)[0]
        for group in office_groups(scenarios)
    ]
    return joined(scenarios, [replication], [parts])[0]


def replicate_parts(
    scenarios: Sequence[Scenario],
    replications: Sequence[int],
    group: Sequence[str],
    engine: Engine,
    *,
    keep_bookings: bool,
) -> list[Part]:
    """Run replications at one group of field offices together, and count of each all that is counted.

    Raises
    ------
    IdentityError
        If the result contradicts itself.
    """
    runs = run_group(scenarios, replications, group, engine)
    by_name = {name: counted(each, scenarios, group, runs, len(replications)) for name, each in counts().items()}
    parts = []
    for place, replication in enumerate(replications):
        told = zip(labels(scenarios), runs, strict=True) if keep_bookings else ()
        tables = tuple(_bookings(label, replication, [each.only(place) for each in offices]) for label, offices in told)
        parts.append(Part({name: of_each[place] for name, of_each in by_name.items()}, tables))
    return parts


_AT_A_JAIL, _AT_ALL_JAILS = 30_000, 150_000
"""Foreign-born bookings that go through the model at once. Draws, which take the longest, are by jail: of more the
arrays leave the fast memory. At all jails of a group more would fill the memory."""


def most_together(scenarios: Sequence[Scenario], group: Sequence[str], engine: Engine) -> int:
    """How many replications of a group of field offices go through the model together; in SimPy one by one."""
    if engine is Engine.SIMPY:
        return 1
    by_jail = [expected_by_jail(each, group) for each in scenarios]
    busiest, all_jails = max(chain.from_iterable(by_jail), default=0.0), max(map(sum, by_jail))
    return max(1, int(min(_AT_A_JAIL / max(1.0, busiest), _AT_ALL_JAILS / max(1.0, all_jails))))


def run_group(
    scenarios: Sequence[Scenario], replications: Sequence[int], group: Sequence[str], engine: Engine
) -> list[list[Office]]:
    """Run replications, in each scenario, at the field offices of a group that have jails there.

    Raises
    ------
    IdentityError
        If the result contradicts itself.
    """
    return [
        [run_together(scenario, office, replications, engine) for office in group if office in offices_of(scenario)]
        for scenario in scenarios
    ]


def joined(
    scenarios: Sequence[Scenario], replications: Sequence[int], parts: Sequence[Sequence[Part]]
) -> list[Replication]:
    """Put the parts of replications together, of each given in the order of `office_groups`.

    Raises
    ------
    IdentityError
        If the counts contradict each other.
    """
    by_name = {name: [[part.counts[name] for part in of_one] for of_one in parts] for name in counts()}
    tables = joined_measures(scenarios, replications, by_name.pop(MEASURES.name))
    together = {name: _together(counts()[name], scenarios, tallies) for name, tallies in by_name.items()}
    return [
        Replication(
            measures=tuple(of_scenario[place] for of_scenario in tables),
            counts={name: tuple(of_subject[place] for of_subject in arrays) for name, arrays in together.items()},
            booking_tables=tuple(chain.from_iterable(zip(*(part.bookings for part in of_one), strict=True))),
        )
        for place, of_one in enumerate(parts)
    ]


def joined_measures(
    scenarios: Sequence[Scenario], replications: Sequence[int], tallies: Sequence[Sequence[tuple[Ints, ...]]]
) -> tuple[Floats, ...]:
    """The measures of each scenario, a table a replication, stacked.

    Parameters
    ----------
    scenarios, replications
        What was run.
    tallies
        Of each replication, for each of `office_groups`, the tallies of each scenario.

    Raises
    ------
    IdentityError
        If the counts contradict each other.
    """
    together = _together(MEASURES, scenarios, tallies)
    tables = tuple(measures(scenario, tallied) for scenario, tallied in zip(scenarios, together, strict=True))
    for scenario, table in zip(scenarios, tables, strict=True):
        check_measures(scenario, replications, table)
    return tables


def _bookings(label: str, replication: int, offices: Sequence[Office]) -> pd.DataFrame:
    import pandas as pd

    from sim.model.disguise import told_table

    table = pd.concat([told_table(office) for office in offices] or [pd.DataFrame()])
    table.insert(0, "scenario", label)
    table.insert(1, "replication", replication)
    return table


def counted(
    reduction: Reduction,
    scenarios: Sequence[Scenario],
    group: Sequence[str],
    runs: Sequence[list[Office]],
    replications: int,
) -> list[tuple[Ints, ...]]:
    """Of each of some replications, and each subject of a reduction, the rows for the jails of a group."""
    by_subject = []
    for subject, offices in zip(reduction.subjects(scenarios), reduction.subjects(runs), strict=True):
        wholes = reduction.together(subject, offices)
        rows = wholes[:, _rows(subject, group, wholes.shape[1])]
        by_subject.append(np.broadcast_to(rows, (replications, *rows.shape[1:])))
    return [tuple(each[place] for each in by_subject) for place in range(replications)]


def _together(
    reduction: Reduction, scenarios: Sequence[Scenario], replications: Sequence[Sequence[tuple[Ints, ...]]]
) -> tuple[Ints, ...]:
    """Of each subject of a reduction the arrays of all jails, one a replication, from the rows of each group."""
    groups = office_groups(scenarios)
    together = []
    for place, subject in enumerate(reduction.subjects(scenarios)):
        of_one = reduction.zeros(subject)
        whole = np.zeros((len(replications), *of_one.shape), dtype=np.int64)
        for number, group in enumerate(groups):
            rows = np.stack([by_group[number][place] for by_group in replications])
            whole[:, _rows(subject, group, len(of_one))] += rows
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
