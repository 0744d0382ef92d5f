"""What became of each booking at the three lines: the result of custody, before it is counted."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.model.rows import rows_of
from sim.scenario.seconds import NEVER, Seconds

NOBODY = -1
"""The place of an officer where there is none."""

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Stage:
    """What one line did for each booking of a caseload, in its order.

    Times are model seconds, `NEVER` where a thing did not happen.

    Parameters
    ----------
    officer
        Place of the officer, or the crew, among those of the line; `NOBODY` where there was none.
    started_at
        When the interview or the review began, or the trip set out that collected the person.
    ended_at
        When the interview or the review ended, at release due at the latest, or ICE took custody.
    """

    officer: NDArray[np.int64]
    started_at: Seconds
    ended_at: Seconds

    @classmethod
    def none(cls, bookings: int) -> Self:
        """A stage that nobody has come to yet."""
        nothing = {each.name: NOBODY if each.name == "officer" else NEVER for each in fields(cls)}
        return cls(**{name: np.full(bookings, value, dtype=np.int64) for name, value in nothing.items()})

    @property
    def begun(self) -> Bools:
        """An officer took the person, or a crew collected them."""
        begun: Bools = self.officer != NOBODY
        return begun

    def waited(self, since: Seconds) -> Seconds:
        """How long each waited since a moment of their own until it began; 0 where it did not."""
        return np.where(self.begun, self.started_at - since, 0)


@dataclass(frozen=True, slots=True)
class Finding(Stage):
    """Interviews or reviews, which may flag people.

    Parameters
    ----------
    found_at
        When the work ended in time and flagged the person, whichever channel was first.
    """

    found_at: Seconds

    def done_in_time(self, seconds: Seconds) -> Bools:
        """Which were begun, and not cut off by release, where each takes so many seconds."""
        done: Bools = self.begun & (self.ended_at - self.started_at == seconds)
        return done


@dataclass(frozen=True, slots=True)
class Journeys:
    """The stages of each booking of a caseload, in its order."""

    interview: Finding
    review: Finding
    pickup: Stage

    @classmethod
    def none(cls, bookings: int) -> Self:
        """Journeys on which nothing has happened yet."""
        return cls(interview=Finding.none(bookings), review=Finding.none(bookings), pickup=Stage.none(bookings))

    def only(self, rows: Bools) -> Journeys:
        """The journeys of some bookings."""
        return Journeys(**{each.name: rows_of(getattr(self, each.name), rows) for each in fields(self)})

    def write(self, rows: Bools, journeys: Journeys) -> None:
        """Write the journeys of some bookings."""
        for stage in fields(self):
            written, ours = getattr(journeys, stage.name), getattr(self, stage.name)
            for column in fields(ours):
                getattr(ours, column.name)[rows] = getattr(written, column.name)

    @property
    def flagged_at(self) -> Seconds:
        """When a detainer was lodged: by the earlier of the two channels."""
        return np.minimum(self.interview.found_at, self.review.found_at)

    @property
    def flagged(self) -> Bools:
        """A detainer was lodged, whichever channel led to it."""
        return self.flagged_at < NEVER

    @property
    def flagged_by_screening(self) -> Bools:
        """Screening was first; on a tie it has the flag."""
        return self.flagged & (self.interview.found_at <= self.review.found_at)

    @property
    def flagged_by_both(self) -> Bools:
        """Each channel found the person, though one was first."""
        return np.maximum(self.interview.found_at, self.review.found_at) < NEVER

    @property
    def transferred(self) -> Bools:
        """ICE took custody."""
        return self.pickup.begun
