"""What becomes of the same booking in two scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.model.counts.count import Ints, Reduction, Subject, T, shared_jails
from sim.model.office import Office
from sim.model.outcomes import Outcome

__all__ = ["COUNT", "FATES", "NOT_BOOKED", "NOT_REMOVABLE"]

NOT_BOOKED = "not_booked"
"""The other scenario has no such booking on its counted days."""

NOT_REMOVABLE = "not_removable"
"""In the other scenario the person is not removable."""

FATES = (*map(str, Outcome), NOT_REMOVABLE, NOT_BOOKED)
"""What a transition may lead from and to."""


class _Transitions(Reduction):
    """Removable bookings by what became of the same booking in the base and in another scenario, places in `FATES`."""

    name = "transitions"

    def subjects(self, of_scenarios: Sequence[T]) -> list[tuple[T, ...]]:
        """An array a scenario but the base, which is one of each pair."""
        return [(of_scenarios[0], other) for other in of_scenarios[1:]]

    def zeros(self, subject: Subject) -> Ints:
        """Shape (jails, fates, fates)."""
        return np.zeros((len(shared_jails(*subject)), len(FATES), len(FATES)), dtype=np.int64)

    def together(self, subject: Subject, offices: Sequence[Sequence[Office]]) -> Ints:
        """Pair the bookings of field offices in the base with those in the other scenario."""
        base, other = map(_fates, offices)
        crossed = self.zeros(subject)
        for row, jail in enumerate(shared_jails(*subject)):
            if jail in base or jail in other:
                crossed[row] = _crossed(base.get(jail, _NOBODY), other.get(jail, _NOBODY))
        return crossed


@dataclass(frozen=True)
class _Fates:
    """The counted bookings of one jail: what each is known by, and what became of it as a place among `FATES`."""

    known_by: Ints
    fate: Ints


_NOBODY = _Fates(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def _fates(offices: Sequence[Office]) -> dict[str, _Fates]:
    """The fates at each jail of some field offices."""
    by_jail = {}
    for office in offices:
        facts, end, jails = office.caseload.facts, office.end, list(office.scenario.jails)
        fate = np.where(facts.removable, end.outcome, FATES.index(NOT_REMOVABLE))
        for jail, rows in office.caseload.rows.items():
            counted = end.counted[rows]
            number, records = facts.booking[rows][counted], office.scenario.records_of(jails[jail])
            # Two files of records are told apart by a row: its number is another's in the other.
            known_by = number if records is None else records.keys[number]
            by_jail[jails[jail]] = _Fates(known_by, fate[rows][counted])
    return by_jail


def _crossed(base: _Fates, other: _Fates) -> Ints:
    """Count bookings that are removable in at least one of two scenarios, by what became of them in each."""
    known_by = np.union1d(base.known_by, other.known_by)
    before, after = (np.full(len(known_by), FATES.index(NOT_BOOKED), dtype=np.int64) for _ in range(2))
    before[np.searchsorted(known_by, base.known_by)] = base.fate
    after[np.searchsorted(known_by, other.known_by)] = other.fate
    removable = (before < len(Outcome)) | (after < len(Outcome))
    cells = before[removable] * len(FATES) + after[removable]
    return np.bincount(cells, minlength=len(FATES) ** 2).reshape(len(FATES), len(FATES))


COUNT = _Transitions()
