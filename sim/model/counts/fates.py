"""What becomes of the same booking in two scenarios."""

from __future__ import annotations

import numpy as np

from sim.model.counts.count import Ints, Subject, shared_jails
from sim.model.counts.pairs import FATES, Bools, Lives, OfPairs
from sim.model.outcomes import Outcome


class _Transitions(OfPairs):
    """Removable bookings by what became of the same booking in the base and in another scenario, places in `FATES`."""

    name = "transitions"

    def zeros(self, subject: Subject) -> Ints:
        """Shape (jails, fates, fates)."""
        return np.zeros((len(shared_jails(*subject)), len(FATES), len(FATES)), dtype=np.int64)

    def crossed(self, base: Lives, other: Lives) -> tuple[Bools, Ints]:
        """Count bookings that are removable in at least one of two scenarios, by what became of them in each."""
        removable = (base.fate < len(Outcome)) | (other.fate < len(Outcome))
        return removable, base.fate * len(FATES) + other.fate


COUNT = _Transitions()
