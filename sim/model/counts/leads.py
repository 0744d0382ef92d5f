"""What becomes of the leads of a base scenario, the same bookings, in another one: by charge."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from sim.model.counts.count import Ints, Subject, shared_jails
from sim.model.counts.pairs import FATES, Bools, Lives, OfPairs
from sim.model.outcomes import LOST_KNOWN, LOST_UNKNOWN, Outcome


class LeadFate(StrEnum):
    """What becomes, in another scenario, of somebody who is flagged in the base; the first that holds.

    Lost counts who is handed over in the base and released before pickup in the other: so those are lost by what tells
    the scenarios apart, and not also in the base.
    """

    LOST_UNKNOWN = "lost_unknown"
    LOST_KNOWN = "lost_known"
    TRANSFERRED = "transferred"
    OTHERWISE = "otherwise"

    @property
    def is_lost(self) -> bool:
        """Whether it is a way of being lost."""
        return self in {LeadFate.LOST_UNKNOWN, LeadFate.LOST_KNOWN}


class _Leads(OfPairs):
    """Leads of the base by the place of their charge there, and by that of their fate among `LeadFate`."""

    name = "leads_by_charge"

    def zeros(self, subject: Subject) -> Ints:
        """Shape (jails, charges of the base, fates)."""
        base, _ = subject
        return np.zeros((len(shared_jails(*subject)), len(base.charge_names), len(LeadFate)), dtype=np.int64)

    def crossed(self, base: Lives, other: Lives) -> tuple[Bools, Ints]:
        """Count the leads of the base by charge and fate."""
        handed_over = base.fate == FATES.index(Outcome.TRANSFERRED)
        fate = np.select(
            [
                handed_over & np.isin(other.fate, [FATES.index(each) for each in LOST_UNKNOWN]),
                handed_over & np.isin(other.fate, [FATES.index(each) for each in LOST_KNOWN]),
                other.fate == FATES.index(Outcome.TRANSFERRED),
            ],
            range(len(LeadFate) - 1),
            default=len(LeadFate) - 1,
        )
        return base.flagged, base.charge * len(LeadFate) + fate


COUNT = _Leads()
