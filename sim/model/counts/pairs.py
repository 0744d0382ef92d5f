"""Bookings of a base scenario and the same bookings in another: what each is, and what became of it in both."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from sim.model.counts.count import Ints, Reduction, Subject, T, shared_jails
from sim.model.office import Office
from sim.model.outcomes import Ended, Outcome
from sim.scenario.arrays import tally

Bools = NDArray[np.bool_]

NOT_BOOKED = "not_booked"
"""The other scenario has no such booking on its counted days."""

NOT_REMOVABLE = "not_removable"
"""In the other scenario the person is not removable."""

FATES = (*map(str, Outcome), NOT_REMOVABLE, NOT_BOOKED)
"""What may become of a booking."""


@dataclass(frozen=True)
class Lives:
    """The counted bookings of one jail, replication after replication.

    Parameters
    ----------
    replication
        The place of its replication.
    known_by
        The number of the booking, or the key of its record: the same in every scenario.
    fate
        What became of it, as a place among `FATES`.
    charge
        The place of the charge among the scenario's.
    flagged
        Whether a removable person was flagged.
    """

    replication: Ints
    known_by: Ints
    fate: Ints
    charge: Ints
    flagged: Bools

    @classmethod
    def none(cls) -> Lives:
        """The bookings of a jail that a scenario does not have."""
        nothing = np.zeros(0, dtype=np.int64)
        return cls(nothing, nothing, nothing, nothing, nothing.astype(np.bool_))

    def among(self, replication: Ints, known_by: Ints) -> Lives:
        """The same among more bookings, of which those that are not here are not booked."""
        fate, charge = np.full(len(known_by), FATES.index(NOT_BOOKED)), np.zeros(len(known_by), dtype=np.int64)
        flagged = np.zeros(len(known_by), dtype=np.bool_)
        places = np.concatenate(
            [
                begin + np.searchsorted(known_by[begin:end], self.known_by[self.replication == place])
                for place, (begin, end) in _parts_of(replication)
            ]
        )
        fate[places], charge[places], flagged[places] = self.fate, self.charge, self.flagged
        return Lives(replication, known_by, fate, charge, flagged)


class OfPairs(Reduction):
    """Reduces the field offices of the base and of another scenario together, booking by booking."""

    def subjects(self, of_scenarios: Sequence[T]) -> list[tuple[T, ...]]:
        """An array a scenario but the base, which is one of each pair."""
        return [(of_scenarios[0], other) for other in of_scenarios[1:]]

    def together(self, subject: Subject, offices: Sequence[Sequence[Office]]) -> Ints:
        """Pair the bookings of field offices in the base with those in the other scenario."""
        base, other = map(_lives, offices)
        of_one = self.zeros(subject)
        replications = max((len(each.caseload.replications) for each in chain.from_iterable(offices)), default=1)
        counts = np.zeros((replications, *of_one.shape), dtype=np.int64)
        for row, jail in enumerate(shared_jails(*subject)):
            if jail in base or jail in other:
                here, there = _aligned(*(each.get(jail, Lives.none()) for each in (base, other)))
                which, cells = self.crossed(here, there)
                cells = (here.replication * of_one[row].size + cells)[which]
                counts[:, row] = tally(cells, replications * of_one[row].size).reshape(replications, *of_one[row].shape)
        return counts

    @abstractmethod
    def crossed(self, base: Lives, other: Lives) -> tuple[Bools, Ints]:
        """Of the bookings of one jail, given for both scenarios in the same order, which count, and in which cell."""


def _parts_of(replication: Ints) -> Iterator[tuple[int, tuple[int, int]]]:
    """Where the rows of each replication begin and end."""
    return enumerate(pairwise([0, *np.cumsum(tally(replication)).tolist()]))


def _aligned(here: Lives, there: Lives) -> tuple[Lives, Lives]:
    """Put the bookings of a jail in two scenarios in the same order; mostly they are."""
    if np.array_equal(here.known_by, there.known_by) and np.array_equal(here.replication, there.replication):
        return here, there
    last = max(here.replication.max(initial=-1), there.replication.max(initial=-1))
    known_by = [
        np.union1d(*(each.known_by[each.replication == place] for each in (here, there))) for place in range(last + 1)
    ]
    replication = np.repeat(np.arange(last + 1), [len(each) for each in known_by])
    together = np.concatenate(known_by)
    return here.among(replication, together), there.among(replication, together)


def _lives(offices: Sequence[Office]) -> dict[str, Lives]:
    """The lives at each jail of some field offices."""
    by_jail = {}
    for office in offices:
        facts, end, jails = office.caseload.facts, office.end, list(office.scenario.jails)
        fate = np.where(facts.removable, end.outcome, FATES.index(NOT_REMOVABLE))
        flagged = Ended(facts, office.journeys, end).flagged
        for jail, rows in office.caseload.rows.items():
            here = rows.start + np.flatnonzero(end.counted[rows])
            number, records = facts.booking[here], office.scenario.records_of(jails[jail])
            # Two files of records are told apart by a row: its number is another's in the other.
            known_by = number if records is None else records.keys[number]
            replication = office.caseload.replication[here]
            by_jail[jails[jail]] = Lives(replication, known_by, fate[here], facts.charge[here], flagged[here])
    return by_jail
