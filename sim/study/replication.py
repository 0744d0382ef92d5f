"""One replication of one or several scenarios: the same bookings through each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, count

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.caseload import Caseload, draw_caseload
from sim.model.checks import check_journeys, check_measures
from sim.model.custody import simulate
from sim.model.journeys import Journeys
from sim.model.measures import measures, tally
from sim.model.outcomes import OUTCOMES, Ending, ending
from sim.model.staged import simulate_staged
from sim.model.table import booking_table
from sim.model.week import week_counts
from sim.scenario.schema import Scenario

__all__ = [
    "ENGINES",
    "FATES",
    "NOT_BOOKED",
    "NOT_REMOVABLE",
    "Engine",
    "Replication",
    "labels",
    "replicate",
    "shared_jails",
]

NOT_BOOKED = "not_booked"
"""In transitions: the other scenario has no such booking on its counted days."""

NOT_REMOVABLE = "not_removable"
"""In transitions: in the other scenario the person is not removable."""

FATES = (*map(str, OUTCOMES), NOT_REMOVABLE, NOT_BOOKED)
"""What a transition may lead from and to."""


NO_BOOKINGS = pd.DataFrame()


class Engine(StrEnum):
    """How custody is computed; the results are the same to the second."""

    SIMPY = "simpy"
    STAGED = "staged"


ENGINES: Mapping[Engine, Callable[[Caseload], Journeys]] = {Engine.SIMPY: simulate, Engine.STAGED: simulate_staged}
"""What each engine is: a pure function of a caseload."""


@dataclass(frozen=True)
class Replication:
    """What one replication leaves behind.

    Parameters
    ----------
    measures
        Of each scenario: a row a jail, then one for all; a column a measure, in the order of `measure_names`.
    week
        Of each scenario: counts by jail and hour of the week; shape (jails, 168, 2).
    transitions
        Of each scenario but the first, the base: removable bookings by jail (of `shared_jails`), and by what became of
        the same booking in the base and here, as places among `FATES`; shape (jails, fates, fates).
    bookings
        ``scenario, replication`` and the booking table; empty unless it was asked for.
    """

    measures: tuple[NDArray[np.float64], ...]
    week: tuple[NDArray[np.int64], ...]
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


def replicate(
    scenarios: Sequence[Scenario], replication: int, *, engine: Engine = Engine.SIMPY, keep_bookings: bool = False
) -> Replication:
    """Run one replication, a pure function of its arguments.

    Raises
    ------
    IdentityError
        If the result contradicts itself.
    """
    runs = [_run(scenario, replication, engine, keep_bookings=keep_bookings) for scenario in scenarios]
    base = scenarios[0]
    return Replication(
        measures=tuple(run.measures for run in runs),
        week=tuple(run.week for run in runs),
        transitions=tuple(
            np.stack([_crossed(runs[0].fates.get(jail, _NOBODY), run.fates.get(jail, _NOBODY)) for jail in jails])
            for run, jails in zip(runs[1:], (shared_jails(base, other) for other in scenarios[1:]), strict=True)
        ),
        bookings=_stacked([run.bookings for run in runs], scenarios, replication) if keep_bookings else NO_BOOKINGS,
    )


def _stacked(tables: Sequence[pd.DataFrame], scenarios: Sequence[Scenario], replication: int) -> pd.DataFrame:
    for table, label in zip(tables, labels(scenarios), strict=True):
        table.insert(0, "scenario", label)
        table.insert(1, "replication", replication)
    return pd.concat(tables, ignore_index=True)


@dataclass(frozen=True)
class _Fates:
    """The counted bookings of one jail: their numbers, and what became of each as a place among `FATES`."""

    booking: NDArray[np.int64]
    fate: NDArray[np.int64]


_NOBODY = _Fates(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


@dataclass(frozen=True)
class _Run:
    """One scenario's part of a replication."""

    measures: NDArray[np.float64]
    week: NDArray[np.int64]
    bookings: pd.DataFrame
    fates: dict[str, _Fates]


def _run(scenario: Scenario, replication: int, engine: Engine, *, keep_bookings: bool) -> _Run:
    names = list(scenario.jails)
    tallies, weeks, tables = [], [], []
    fates: dict[str, _Fates] = {}
    for office in dict.fromkeys(jail.field_office for jail in scenario.jails.values()):
        caseload = draw_caseload(scenario, office, replication)
        journeys = ENGINES[engine](caseload)
        end = ending(scenario, caseload, journeys)
        check_journeys(scenario, replication, caseload, journeys, end)
        tallies.append(tally(scenario, caseload, journeys, end))
        weeks.append(week_counts(scenario, caseload, end))
        if keep_bookings:
            tables.append(booking_table(scenario, caseload, journeys, end))
        fates |= {names[jail]: _fates(caseload, end, jail) for jail in caseload.rows}
    table = measures(scenario, np.sum(tallies, axis=0))
    check_measures(scenario, replication, table)
    return _Run(table, np.sum(weeks, axis=0), pd.concat(tables) if tables else NO_BOOKINGS, fates)


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
