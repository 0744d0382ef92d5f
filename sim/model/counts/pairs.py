"""Bookings of a base scenario and the same bookings in another: what each is, and what became of it in both."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.model.counts.count import Ints, Reduction, Subject, T, shared_jails
from sim.model.office import Office
from sim.model.outcomes import Ended, Outcome

__all__ = ["FATES", "NOT_BOOKED", "NOT_REMOVABLE", "Lives", "OfPairs"]

Bools = NDArray[np.bool_]

NOT_BOOKED = "not_booked"
"""The other scenario has no such booking on its counted days."""

NOT_REMOVABLE = "not_removable"
"""In the other scenario the person is not removable."""

FATES = (*map(str, Outcome), NOT_REMOVABLE, NOT_BOOKED)
"""What may become of a booking."""


@dataclass(frozen=True)
class Lives:
    """The counted bookings of one jail.

    Parameters
    ----------
    known_by
        The number of the booking, or the key of its record: the same in every scenario.
    fate
        What became of it, as a place among `FATES`.
    charge
        The place of the charge among the scenario's.
    flagged
        Whether a removable person was flagged.
    """

    known_by: Ints
    fate: Ints
    charge: Ints
    flagged: Bools

    @classmethod
    def none(cls) -> Lives:
        """The bookings of a jail that a scenario does not have."""
        nothing = np.zeros(0, dtype=np.int64)
        return cls(nothing, nothing, nothing, nothing.astype(np.bool_))

    def among(self, known_by: Ints) -> Lives:
        """The same among more bookings, of which those that are not here are not booked."""
        fate, charge = np.full(len(known_by), FATES.index(NOT_BOOKED)), np.zeros(len(known_by), dtype=np.int64)
        flagged = np.zeros(len(known_by), dtype=np.bool_)
        places = np.searchsorted(known_by, self.known_by)
        fate[places], charge[places], flagged[places] = self.fate, self.charge, self.flagged
        return replace(self, known_by=known_by, fate=fate, charge=charge, flagged=flagged)


class OfPairs(Reduction):
    """Reduces the field offices of the base and of another scenario together, booking by booking."""

    def subjects(self, of_scenarios: Sequence[T]) -> list[tuple[T, ...]]:
        """An array a scenario but the base, which is one of each pair."""
        return [(of_scenarios[0], other) for other in of_scenarios[1:]]

    def together(self, subject: Subject, offices: Sequence[Sequence[Office]]) -> Ints:
        """Pair the bookings of field offices in the base with those in the other scenario."""
        base, other = map(_lives, offices)
        counts = self.zeros(subject)
        for row, jail in enumerate(shared_jails(*subject)):
            if jail in base or jail in other:
                here, there = _aligned(*(each.get(jail, Lives.none()) for each in (base, other)))
                counts[row] = self.crossed(here, there, counts[row].shape)
        return counts

    @abstractmethod
    def crossed(self, base: Lives, other: Lives, shape: tuple[int, ...]) -> Ints:
        """Count the bookings of one jail, given for both scenarios in the same order, in an array of this shape."""


def _aligned(here: Lives, there: Lives) -> tuple[Lives, Lives]:
    """Put the bookings of a jail in two scenarios in the same order; mostly they are."""
    if np.array_equal(here.known_by, there.known_by):
        return here, there
    known_by = np.union1d(here.known_by, there.known_by)
    return here.among(known_by), there.among(known_by)


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
            by_jail[jails[jail]] = Lives(known_by, fate[here], facts.charge[here], flagged[here])
    return by_jail
