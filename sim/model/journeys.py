"""What became of each booking at the three lines: the result of custody, before it is counted."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.scenario.seconds import NEVER

__all__ = ["NOBODY", "Journeys"]

NOBODY = -1
"""The place of an officer where there is none."""


@dataclass(frozen=True, slots=True)
class Journeys:
    """The stages of each booking of a caseload, in its order.

    Times are model seconds, `NEVER` where a thing did not happen.

    Parameters
    ----------
    interview_started_at, interview_ended_at
        The interview; cut off at release due.
    interviewer
        Place of the officer among the jail's screening officers.
    found_by_interview_at
        When an interview ended in time and flagged the person.
    review_started_at, review_ended_at
        The review; cut off at release due.
    reviewer
        Place of the officer among the field office's reviewers.
    found_by_review_at
        When a review ended in time and flagged the person.
    pickup_started_at
        When the trip set out that collected the person.
    crew
        Place of its crew among the field office's crews.
    transferred_at
        When ICE took custody.
    """

    interview_started_at: NDArray[np.int64]
    interview_ended_at: NDArray[np.int64]
    interviewer: NDArray[np.int64]
    found_by_interview_at: NDArray[np.int64]
    review_started_at: NDArray[np.int64]
    review_ended_at: NDArray[np.int64]
    reviewer: NDArray[np.int64]
    found_by_review_at: NDArray[np.int64]
    pickup_started_at: NDArray[np.int64]
    crew: NDArray[np.int64]
    transferred_at: NDArray[np.int64]

    @classmethod
    def none(cls, bookings: int) -> Self:
        """Journeys on which nothing has happened yet."""
        return cls(
            **{
                each.name: np.full(bookings, NEVER if each.name.endswith("_at") else NOBODY, dtype=np.int64)
                for each in fields(cls)
            }
        )

    @property
    def flagged_at(self) -> NDArray[np.int64]:
        """When a detainer was lodged: by the earlier of the two channels."""
        return np.minimum(self.found_by_interview_at, self.found_by_review_at)

    @property
    def flagged(self) -> NDArray[np.bool_]:
        """A detainer was lodged, whichever channel led to it."""
        return self.flagged_at < NEVER

    @property
    def flagged_by_screening(self) -> NDArray[np.bool_]:
        """Screening was first; on a tie it has the flag."""
        return self.flagged & (self.found_by_interview_at <= self.found_by_review_at)

    @property
    def transferred(self) -> NDArray[np.bool_]:
        """ICE took custody."""
        return self.transferred_at < NEVER
