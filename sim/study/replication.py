"""One replication of one or several scenarios: the same bookings through each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import chain, count

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.caseload import draw_caseload
from sim.model.checks import check_journeys, check_measures
from sim.model.custody import simulate
from sim.model.outcomes import OUTCOMES, add_up, ending, tally
from sim.model.table import booking_table
from sim.model.week import week_counts
from sim.scenario.schema import ALL_JAILS, Scenario

__all__ = ["NOT_BOOKED", "NOT_REMOVABLE", "Replication", "labels", "replicate"]

NOT_BOOKED = "not_booked"
"""In transitions: the other scenario has no such booking on its counted days."""

NOT_REMOVABLE = "not_removable"
"""In transitions: in the other scenario the person is not removable."""


@dataclass(frozen=True)
class Replication:
    """What one replication leaves behind.

    Parameters
    ----------
    measures
        ``scenario, replication, jail`` and a column a measure.
    week
        ``scenario, replication, jail, hour_of_week`` and counts.
    transitions
        ``base, other, replication, jail, outcome_in_base, outcome_in_other, bookings``: removable bookings by what
        became of the same booking in the first scenario and in another; empty for a single scenario.
    bookings
        ``scenario, replication`` and the booking table; empty unless it was asked for.
    """

    measures: pd.DataFrame
    week: pd.DataFrame
    transitions: pd.DataFrame
    bookings: pd.DataFrame

    @classmethod
    def joined(cls, parts: Sequence[Replication]) -> Replication:
        """Several replications, one under another, in their order."""
        return cls(**{each.name: _stacked([getattr(part, each.name) for part in parts]) for each in fields(cls)})


def _stacked(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put tables one under another; those without rows would only blur the kinds of the columns."""
    return pd.concat([table for table in tables if len(table)] or tables[:1], ignore_index=True)


def labels(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """Name scenarios as results tell them apart: by their names; one that comes again is numbered."""
    unique: list[str] = []
    for scenario in scenarios:
        names = chain([scenario.name], (f"{scenario.name} ({number})" for number in count(2)))
        unique.append(next(name for name in names if name not in unique))
    return tuple(unique)


def replicate(scenarios: Sequence[Scenario], replication: int, *, keep_bookings: bool = False) -> Replication:
    """Run one replication, a pure function of its arguments.

    Raises
    ------
    IdentityError
        If the result contradicts itself.
    """
    runs = [_run(scenario, replication, keep_bookings=keep_bookings) for scenario in scenarios]
    names = labels(scenarios)

    def told_apart(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
        for name, table in zip(names, tables, strict=True):
            table.insert(0, "scenario", name)
            table.insert(1, "replication", replication)
        return _stacked(tables)

    # A team or a charge that one scenario does not have counts 0 there.
    columns = list(dict.fromkeys(column for run in runs for column in run.measures))
    measures = [run.measures.reindex(columns=columns, fill_value=0).reset_index() for run in runs]
    transitions = [
        _transitions(runs[0], run).assign(base=names[0], other=name, replication=replication)
        for run, name in zip(runs[1:], names[1:], strict=True)
    ]
    order = ["base", "other", "replication", "jail", "outcome_in_base", "outcome_in_other", "bookings"]
    return Replication(
        measures=told_apart(measures),
        week=told_apart([run.week for run in runs]),
        transitions=_stacked(transitions)[order] if transitions else pd.DataFrame(columns=order),
        bookings=told_apart([run.bookings for run in runs]) if keep_bookings else pd.DataFrame(),
    )


@dataclass(frozen=True)
class _Fates:
    """The counted bookings of one jail: their numbers, and what became of each."""

    booking: NDArray[np.int64]
    fate: NDArray[np.int64]


@dataclass(frozen=True)
class _Run:
    measures: pd.DataFrame
    week: pd.DataFrame
    bookings: pd.DataFrame
    fates: dict[str, _Fates]


_FATES = (*map(str, OUTCOMES), NOT_REMOVABLE, NOT_BOOKED)


def _run(scenario: Scenario, replication: int, *, keep_bookings: bool) -> _Run:
    names = list(scenario.jails)
    tallies, weeks, tables, fates = [], [], [], {}
    for office in dict.fromkeys(jail.field_office for jail in scenario.jails.values()):
        caseload = draw_caseload(scenario, office, replication)
        journeys = simulate(caseload)
        end = ending(scenario, caseload, journeys)
        check_journeys(scenario, replication, caseload, journeys, end)
        tallies.append(tally(scenario, caseload, journeys, end))
        weeks.append(week_counts(scenario, caseload, end))
        if keep_bookings:
            tables.append(booking_table(scenario, caseload, journeys, end))
        fate = np.where(caseload.facts.removable, end.outcome, _FATES.index(NOT_REMOVABLE))
        for jail in caseload.travel_seconds:
            rows = end.counted & (caseload.facts.jail == jail)
            fates[names[jail]] = _Fates(caseload.facts.booking[rows], fate[rows])
    measures = add_up(scenario, tallies)
    check_measures(scenario, replication, measures)
    bookings = _stacked(tables) if tables else pd.DataFrame()
    return _Run(measures, pd.concat(weeks, ignore_index=True), bookings, fates)


def _transitions(base: _Run, other: _Run) -> pd.DataFrame:
    nobody = _Fates(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    jails = dict.fromkeys([*base.fates, *other.fates])
    per_jail = {jail: _crossed(base.fates.get(jail, nobody), other.fates.get(jail, nobody)) for jail in jails}
    per_jail[ALL_JAILS] = np.sum(list(per_jail.values()), axis=0)
    rows = [
        {
            "jail": jail,
            "outcome_in_base": _FATES[before],
            "outcome_in_other": _FATES[after],
            "bookings": int(counts[before, after]),
        }
        for jail, counts in per_jail.items()
        for before, after in np.argwhere(counts)
    ]
    return pd.DataFrame(rows, columns=["jail", "outcome_in_base", "outcome_in_other", "bookings"])


def _crossed(base: _Fates, other: _Fates) -> NDArray[np.int64]:
    """Count bookings that are removable in at least one of two scenarios, by what became of them in each."""
    everyone = np.union1d(base.booking, other.booking)
    before, after = (np.full(len(everyone), _FATES.index(NOT_BOOKED), dtype=np.int64) for _ in range(2))
    before[np.searchsorted(everyone, base.booking)] = base.fate
    after[np.searchsorted(everyone, other.booking)] = other.fate
    removable = (before < len(OUTCOMES)) | (after < len(OUTCOMES))
    counts = np.zeros((len(_FATES), len(_FATES)), dtype=np.int64)
    np.add.at(counts, (before[removable], after[removable]), 1)
    return counts
