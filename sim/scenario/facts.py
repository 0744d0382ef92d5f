"""The facts of a booking: what a scenario says of them, and what they are once drawn.

A new fact is a row of `FACTS` and a column of `Facts`, beside its key in the schema and the rule that uses it. From the
row follow its draw and stream, its columns in bookings files and in the booking table, the check that its stream is
independent, its place in the register of keys with the pages made of that, and its line in the starter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from enum import Enum, StrEnum
from functools import partial

import numpy as np

from sim.scenario.arrays import Bools, Ints
from sim.scenario.seconds import Seconds


class Part(StrEnum):
    """The part of a scenario that gives a fact; ``*`` stands for any name."""

    JAIL = "jails.*"
    SCREENING = "jails.*.screening"
    OFFICE = "field_offices.*"


class Form(Enum):
    """What a fact is: yes for a share of bookings, a time, or a length of work, which lasts at least one second."""

    SHARE = "share"
    DURATION = "duration"
    WORK = "work"


class Decided(Enum):
    """By which day's rules a fact is decided: the day of booking, or that on which release is due."""

    AT_BOOKING = "booking"
    AT_RELEASE = "release due"


@dataclass(frozen=True)
class Given:
    """A key by which a scenario gives a fact, with what `lostleads explain` says of it.

    The starter has its value there with the comment, nothing where it is left out; the default is None if a file must
    give it. It is called by its `words` in a sentence, where its name would not do.
    """

    key: str
    meaning: str
    starter: str
    default: float | None = None
    words: str = ""


@dataclass(frozen=True)
class Fact(Given):
    """One fact of a booking, by the key that gives it: of removable people only, if there are `others`.

    The name of the key is that of the fact, of its columns in files and, unless `stream` names another, of its stream.
    What `lostleads validate` says of it, and of facts told with it, is `told`; keys of the part stand in braces.

    Parameters
    ----------
    implies
        Facts, named before it in `FACTS`, that hold of whoever is recorded as having this one, unless the record says
        otherwise.
    tells_of_some
        Recorded of some bookings only, it is of foreign-born people, so the record must say who they are.
    """

    part: Part = Part.JAIL
    form: Form = Form.SHARE
    others: Given | None = None
    decided: Decided = Decided.AT_BOOKING
    told: str = ""
    stream: str = ""
    implies: tuple[str, ...] = ()
    tells_of_some: bool = False

    @property
    def column(self) -> str:
        """Name of its column in `Facts`, where durations are seconds."""
        return self.key.replace("_hours", "_seconds")

    @property
    def unit(self) -> str:
        """The unit of its keys."""
        return "share" if self.form is Form.SHARE else "hours"

    @property
    def keys(self) -> tuple[Given, ...]:
        """All keys that give it."""
        return (self,) if self.others is None else (self, self.others)


FOREIGN_BORN = Fact(
    "foreign_born",
    "share of bookings that are foreign-born",
    '{value: 0.12, low: 0.06, high: 0.2, why: "assumption: a placeholder; count them in your jail"}',
    words="foreign-born",
    told="Foreign-born are {foreign_born} of bookings, removable {removable} of these.",
)
"""Of all bookings; the others are of the foreign-born ones alone."""

_hours = partial(Fact, form=Form.DURATION)
_work = partial(Fact, form=Form.WORK)

FACTS = (
    Fact(
        "removable",
        "share of foreign-born bookings subject to removal",
        '{value: 0.336, low: 0.2, high: 0.5, why: "assumption: as fitted to Gwinnett County, Georgia"}',
        implies=("foreign_born",),
    ),
    Fact(
        "recorded",
        "share whose birthplace stands on the booking record, so are put forward for an interview",
        '{value: 0.95, low: 0.85, high: 1.0, why: "assumption: nothing is published; ask your jail"}',
        # The stream keeps the name that the fact once had, so that it stays the same numbers.
        stream="discloses",
        implies=("foreign_born",),
    ),
    Fact(
        "cleared",
        "share of those not removable whom records show to be citizens or lawful, so that nobody interviews them",
        '{value: 0.65, low: 0.4, high: 0.85, why: "assumption: as fitted to Gwinnett County, Georgia"}',
        part=Part.SCREENING,
        default=0,
        implies=("recorded",),
    ),
    Fact(
        "sought",
        "share of removable people whom ICE's priorities seek; no other is flagged, interviewed or not",
        "",
        part=Part.OFFICE,
        default=1,
        implies=("removable",),
    ),
    _hours(
        "intake_hours",
        "from booking until ready for an interview",
        '{value: 1.5, low: 0.5, high: 2.5, why: "assumption: ask your jail"}',
    ),
    _work(
        "interview_hours",
        "length of an interview",
        '{gamma: {mean: {value: 0.5, low: 0.25, high: 2.0}, sd: 0.25}, why: "assumption: nothing is published"}',
        part=Part.SCREENING,
        told="Screening on site: {recorded} are on record as foreign-born and are ready for an interview after "
        "{intake_hours}; it lasts {interview_hours}, finds {detected} of removable people and wrongly {wrongly_flags} "
        "of others.",
        tells_of_some=True,
    ),
    Fact(
        "detected",
        "share of interviews of removable people, ended in time, that find them removable",
        '{value: 0.9, low: 0.75, high: 0.98, why: "assumption: nothing is published"}',
        part=Part.SCREENING,
        others=Given(
            "wrongly_flags",
            "share of interviews of others, ended in time, that wrongly flag them",
            '{value: 0.009, low: 0.0008, high: 0.039, why: "assumption: citizens among detainers elsewhere"}',
            words="wrongly flagged",
        ),
        implies=("recorded", "removable"),
    ),
    Fact(
        "fingerprinted",
        "share whose prints are taken and sent",
        '{value: 0.95, low: 0.9, high: 0.99, why: "assumption: as in Virginia, where 6.1 % of charges lack prints"}',
        told="Prints are taken of {fingerprinted}; on record are {on_record} of removable people and "
        "{on_record_others} of others; a match arrives after {match_hours}.",
    ),
    Fact(
        "on_record",
        "share of removable people whom the federal databases know",
        '{value: 0.6, low: 0.4, high: 0.8, why: "assumption: between Fairfax County, 0.57, and Texas, up to 0.69"}',
        others=Given(
            "on_record_others",
            "share of other foreign-born people whom the federal databases know",
            '{value: 0.2, low: 0.1, high: 0.4, why: "assumption: 29 % of matches in Texas were of lawful residents"}',
            words="of others on record",
        ),
        implies=("foreign_born",),
    ),
    _hours(
        "match_hours",
        "from booking until the match reaches the field office",
        '{gamma: {mean: {value: 18, low: 8, high: 28}, sd: 9}, why: "assumption: as in Pierce County, Washington"}',
        tells_of_some=True,
    ),
    _work(
        "review_hours",
        "length of a review",
        '{exponential: {mean: {value: 0.5, low: 0.25, high: 1.0}}, why: "assumption: nothing is published"}',
        part=Part.OFFICE,
        told="a review lasts {review_hours} and ends in a detainer for {detainer} of removable people, wrongly for "
        "{wrongly_detains} of others.",
        tells_of_some=True,
    ),
    Fact(
        "detainer",
        "share of reviews of removable people, ended in time, that end in a detainer",
        '{value: 0.85, low: 0.7, high: 1.0, why: "assumption: nothing is published"}',
        words="of reviews with a detainer",
        part=Part.OFFICE,
        others=Given(
            "wrongly_detains",
            "share of reviews of others, ended in time, that wrongly end in a detainer",
            '{value: 0.002, low: 0.0, high: 0.01, why: "assumption: nothing is published"}',
            words="wrongly detained",
        ),
        implies=("fingerprinted", "on_record", "removable"),
    ),
    Fact(
        "moves_on",
        "share who at release due go to prison or to another agency rather than home, by their length of stay",
        "",
        words="moving on",
        default=0,
    ),
    Fact(
        "lifted",
        "share of detainers that ICE itself withdraws before release",
        '{value: 0.11, low: 0.04, high: 0.22, why: "assumption: as in 22 jails elsewhere, 2007 to 2015"}',
        default=0,
        tells_of_some=True,
    ),
    Fact(
        "spared",
        "share of those whom no round collects for whom the field office can spare a crew",
        "",
        part=Part.OFFICE,
        decided=Decided.AT_RELEASE,
        default=1,
        tells_of_some=True,
    ),
    Fact(
        "honoured",
        "share of detainers for which the jail keeps the person",
        '{value: 1.0, why: "assumption: the policy of your jail decides"}',
        decided=Decided.AT_RELEASE,
        default=1,
        told="Detainers are honoured for {honoured}, for {hold_hours} hours ({hold_clock} clock); a crew is there "
        "{travel_hours} hours after it sets out.",
        tells_of_some=True,
    ),
)
"""The facts of foreign-born bookings, in the order of the booking table."""


def given_in(part: Part) -> Iterator[tuple[Fact, Given]]:
    """List the keys of one part of a scenario, each with the fact that it gives."""
    return ((fact, given) for fact in (FOREIGN_BORN, *FACTS) if fact.part is part for given in fact.keys)


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of foreign-born bookings, one row a booking, in the order of jail and booking number."""

    jail: Ints = field(metadata={"is": "Place of the jail among the scenario's jails"})
    booking: Ints = field(metadata={"is": "Booking number within the jail, from 0"})
    booked_at: Seconds = field(metadata={"is": "Model second of the booking"})
    charge: Ints = field(metadata={"is": "Place of the most serious charge among the scenario's charges"})
    stay_seconds: Seconds = field(
        metadata={"is": "From booking until the person would walk out on the local charge, if not flagged"}
    )
    flagged_stay_seconds: Seconds = field(metadata={"is": "The same of a person who is flagged"})
    removable: Bools = field(metadata={"is": "Subject to removal"})
    recorded: Bools = field(
        metadata={"is": "The birthplace stands on the booking record, so the person is put forward for an interview"}
    )
    cleared: Bools = field(
        metadata={"is": "If not removable, records show a citizen or a lawful resident, so nobody interviews them"}
    )
    sought: Bools = field(metadata={"is": "If removable, ICE's priorities seek such a person"})
    intake_seconds: Seconds = field(metadata={"is": "From booking until ready for an interview"})
    interview_seconds: Seconds = field(metadata={"is": "Length of the interview; at least one second"})
    detected: Bools = field(
        metadata={"is": "The interview finds a removable person removable; of others, whether it wrongly does"}
    )
    fingerprinted: Bools = field(metadata={"is": "Prints are taken and sent"})
    on_record: Bools = field(metadata={"is": "The federal databases know this person"})
    match_seconds: Seconds = field(metadata={"is": "From booking until the match reaches the field office"})
    review_seconds: Seconds = field(metadata={"is": "Length of the review; at least one second"})
    detainer: Bools = field(
        metadata={"is": "The review of a removable person ends in a detainer; of others, whether it wrongly does"}
    )
    moves_on: Bools = field(metadata={"is": "At release due goes to prison or to another agency"})
    lifted: Bools = field(metadata={"is": "ICE itself would withdraw a detainer before release"})
    spared: Bools = field(metadata={"is": "The field office can spare a crew where no round collects the person"})
    honoured: Bools = field(metadata={"is": "The jail keeps the person for ICE"})

    def __len__(self) -> int:
        return len(self.booking)

    @property
    def release_due_at(self) -> Seconds:
        """When the person would walk out on the local charge, if not flagged."""
        return self.booked_at + self.stay_seconds

    @property
    def flagged_release_due_at(self) -> Seconds:
        """When the person would walk out on the local charge, once flagged: no sooner."""
        return self.booked_at + self.flagged_stay_seconds

    @property
    def longer_seconds(self) -> Seconds:
        """By how much a flag puts release off."""
        return self.flagged_stay_seconds - self.stay_seconds

    @property
    def ready_at(self) -> Seconds:
        """When intake is over, so that an interview may begin."""
        return self.booked_at + self.intake_seconds

    @property
    def match_at(self) -> Seconds:
        """When the match reaches the field office, of those who have one."""
        return self.booked_at + self.match_seconds

    @property
    def asks_for_interview(self) -> Bools:
        """Put forward for an interview before release is due."""
        return self.recorded & ~self.is_cleared & (self.ready_at < self.release_due_at)

    @property
    def is_cleared(self) -> Bools:
        """Set aside by records without an interview: of those who are not removable."""
        return self.cleared & ~self.removable

    @property
    def interview_flags(self) -> Bools:
        """An interview that ends in time leads to a detainer."""
        return self.detected & (self.sought | ~self.removable)

    @property
    def review_flags(self) -> Bools:
        """A review that ends in time leads to a detainer."""
        return self.detainer & (self.sought | ~self.removable)

    @property
    def wants_pickup(self) -> Bools:
        """Once flagged, is there for ICE to collect: neither goes elsewhere, nor has the detainer withdrawn."""
        return ~self.moves_on & ~self.lifted

    @property
    def asks_for_review(self) -> Bools:
        """Put before the reviewers by a match that arrives before release is due."""
        return self.matched & (self.match_at < self.release_due_at)

    @property
    def matched(self) -> Bools:
        """The prints meet a federal record, whenever the match arrives."""
        return self.fingerprinted & self.on_record

    @classmethod
    def joined(cls, parts: Sequence[Facts]) -> Facts:
        """Put the rows of several jails one after another."""
        if len(parts) == 1:
            return parts[0]
        columns = {each.name: np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(cls)}
        return cls(**columns)
