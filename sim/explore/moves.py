"""Where people of one jail are at each moment of their stay, and how they go from place to place, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Self

import numpy as np

from sim.analyses.trace.life import Life
from sim.analyses.trace.reasons import NOT_FLAGGED, missing_from
from sim.analyses.trace.telling import duration, events_of
from sim.model.office import Office
from sim.model.outcomes import LOST_LEADS, LOST_MATCHED, LOST_UNKNOWN, Outcome
from sim.output.names import meaning
from sim.scenario.arrays import Ints


class Place(StrEnum):
    """Where a person may be: a row a place, in the order of a stay, each with its words."""

    NOT_YET = ("not_yet", "not yet booked")
    GONE = ("gone", "left the jail before the evening")
    INTAKE = ("intake", "booked, at intake")
    WAITS_FOR_INTERVIEW = ("waits_for_interview", "waits for an interview")
    INTERVIEW = ("interview", "is interviewed")
    IN_JAIL = ("in_jail", "in jail, in no line")
    WAITS_FOR_REVIEW = ("waits_for_review", "match is with ICE, waits for review")
    REVIEW = ("review", "match is reviewed")
    FLAGGED = ("flagged", "flagged: a detainer is lodged")
    WAITS_FOR_PICKUP = ("waits_for_pickup", "flagged, a pickup is asked for")
    HELD = ("held", "held for ICE past release")
    TAKEN = ("taken", "ICE took custody")
    MOVED_ON = ("moved_on", "went to prison or to another agency")
    LOST_LEAD = ("lost_lead", "lost after a flag")
    LOST_MATCHED = ("lost_matched", "lost, matched but not flagged")
    LOST_UNKNOWN = ("lost_unknown", "lost without a trace")
    RELEASED = ("released", "released, not removable")

    words: str

    def __new__(cls, value: str, words: str) -> Self:
        """Make the place that a row describes."""
        place = str.__new__(cls, value)
        place._value_ = value
        place.words = words
        return place


LOST_PLACES = (Place.LOST_LEAD, Place.LOST_MATCHED, Place.LOST_UNKNOWN)
"""Where removable people are who left before pickup."""

_ENDS = {
    **dict.fromkeys(Outcome, Place.RELEASED),
    **dict.fromkeys((Outcome.TRANSFERRED, Outcome.WRONGLY_TRANSFERRED), Place.TAKEN),
    Outcome.MOVED_ON: Place.MOVED_ON,
    **dict.fromkeys(LOST_LEADS, Place.LOST_LEAD),
    **dict.fromkeys(LOST_MATCHED, Place.LOST_MATCHED),
    **dict.fromkeys(LOST_UNKNOWN, Place.LOST_UNKNOWN),
}


@dataclass(frozen=True)
class Stay:
    """One booking's life in the jail, with the moments at which intake and the charge let the person go on.

    Parameters
    ----------
    life
        As it is traced.
    ready_at
        Model second at which intake is over.
    unflagged_due_at
        Model second at which release would be due without a flag.
    """

    life: Life
    ready_at: int
    unflagged_due_at: int

    @property
    def end(self) -> Place:
        """Where the person is once they have left."""
        return _ENDS[self.life.outcome]

    @property
    def meaning(self) -> str:
        """What became of the person, in a few words."""
        return meaning(self.life.outcome)

    @property
    def reasons(self) -> dict[str, str]:
        """Of what might have happened, why it did not."""
        return {name: why for name, why in missing_from(self.life).items() if why and why != NOT_FLAGGED}

    def place_at(self, second: int) -> Place:
        """Where the person is once all of a model second has happened."""
        life = self.life
        if second < life.booked_at:
            return Place.NOT_YET
        if second >= life.left_at:
            return self.end
        if _past(life.flagged_at, second):
            if second >= life.release_due_at:
                return Place.HELD
            return Place.WAITS_FOR_PICKUP if _past(life.pickup.joined_at, second) else Place.FLAGGED
        return next(self._lines_at(second), None) or (
            Place.INTAKE if second < min(self.ready_at, self.unflagged_due_at) else Place.IN_JAIL
        )

    def _lines_at(self, second: int) -> Iterator[Place]:
        """Where the person is by the two lines that may flag them: with an officer, or in the line joined last."""
        work = (
            (self.life.interview, Place.INTERVIEW, Place.WAITS_FOR_INTERVIEW),
            (self.life.review, Place.REVIEW, Place.WAITS_FOR_REVIEW),
        )
        for line, served, _ in work:
            if _past(line.began_at, second) and not _past(line.ended_at, second):
                yield served
        waits = [
            (line.joined_at, waiting)
            for line, _, waiting in work
            if line.joined_at is not None and line.joined_at <= second and not _past(line.waited_until, second)
        ]
        yield from (waiting for _, waiting in sorted(waits, reverse=True))

    def told(self) -> list[tuple[int, str]]:
        """What happens in the stay, a model second each and its words, in order of time."""
        events = [(event.at, event.words) for event in events_of(self.life)]
        if self.life.interview.joined_at is None and self.ready_at < self.unflagged_due_at:
            over = f"intake is over; no interview: {missing_from(self.life)['interview']}"
            events = sorted([*events, (self.ready_at, over)], key=lambda event: event[0])
        return [(at, "; ".join(self._words(at, words))) for at, words in groupby(events, key=lambda event: event[0])]

    def _words(self, second: int, events: Iterable[tuple[int, str]]) -> Iterator[str]:
        yield from (words for _, words in events)
        if second == self.life.left_at and self.life.outcome != Outcome.TRANSFERRED:
            yield self.meaning

    def left_in_words(self) -> str:
        """When the person leaves, and what becomes of them."""
        moment, stayed = self.life.moment(self.life.left_at), duration(self.life.left_at - self.life.booked_at)
        return f"leaves the jail on {moment:%a %d %b %H:%M}, {stayed} after booking; {self.meaning}"


def places_between_events(office: Office, rows: Ints, second: int) -> Counter[Place]:
    """Count where people are of whom nobody is with an officer, as `Stay.place_at` says of each; for many at once."""
    facts, joined, flagged_at = office.caseload.facts, office.joined, office.journeys.flagged_at[rows]
    interview, review, pickup = (getattr(joined, name)[rows] for name in ("interview", "review", "pickup"))
    began = {name: getattr(office.journeys, name).started_at[rows] for name in ("interview", "review")}
    due, unflagged_due = office.release_due_at[rows], facts.release_due_at[rows]
    waits_for_interview = (interview <= second) & (began["interview"] > second) & (unflagged_due > second)
    waits_for_review = (review <= second) & (began["review"] > second) & (unflagged_due > second)
    is_flagged = flagged_at <= second
    holds = {
        Place.HELD: is_flagged & (due <= second),
        Place.WAITS_FOR_PICKUP: is_flagged & (pickup <= second),
        Place.FLAGGED: is_flagged,
        Place.WAITS_FOR_REVIEW: waits_for_review & ~(waits_for_interview & (interview > review)),
        Place.WAITS_FOR_INTERVIEW: waits_for_interview,
        Place.INTAKE: np.minimum(facts.ready_at[rows], unflagged_due) > second,
    }
    places = (*holds, Place.IN_JAIL)
    found = np.select(list(holds.values()), range(len(holds)), default=len(holds))
    return Counter(places[each] for each in found.tolist())


def _past(moment: int | None, second: int) -> bool:
    return moment is not None and moment <= second
