"""What may be told of single bookings of a jail's own records: moved in time and renumbered; no row is a person.

Each is moved to a week of the run, by up to two hours within it, and all that happens to it is stretched by up to a
tenth. The key is the file itself, which no result holds, so whoever has results alone cannot undo it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.model.office import Office
from sim.model.philox import words_at
from sim.model.table import booking_table
from sim.scenario.records import Records
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS, NEVER, Seconds

if TYPE_CHECKING:
    import pandas as pd

S = TypeVar("S", bound=object)

NO_PERSON = (
    "No row is a person: bookings of a jail's own records are moved to other weeks, by hours and in length, and "
    "renumbered; who they are and what becomes of them is drawn."
)

_WEEK_SECONDS = 7 * DAY_SECONDS
JITTER_SECONDS = 2 * HOUR_SECONDS
STRETCH = 0.1


@dataclass(frozen=True)
class Disguise:
    """How the bookings of an office are told, a value a row of its facts; those that are no records as they are.

    Parameters
    ----------
    booked_at, told_booked_at
        The second of the booking, and that which is told.
    stretch
        By what all that follows is longer.
    number
        The booking's number as told.
    """

    booked_at: Seconds
    told_booked_at: Seconds
    stretch: NDArray[np.float64]
    number: NDArray[np.int64]

    @classmethod
    def of(cls, office: Office) -> Disguise:
        """The disguise of all rows of an office, whatever the replication."""
        facts, scenario = office.caseload.facts, office.scenario
        told, stretch, number = facts.booked_at.copy(), np.ones(len(facts)), facts.booking.copy()
        names, begins_at = list(scenario.jails), office.caseload.begins_at
        ends_at = scenario.clock.midnight_of_day(scenario.days + scenario.cooldown_days)
        weeks = max(1, (ends_at - begins_at) // _WEEK_SECONDS)
        for jail, rows in office.caseload.rows.items():
            records = scenario.records_of(names[jail])
            if records is None:
                continue
            since = facts.booked_at[rows] - begins_at
            week = np.floor(_chance(records, "week")[facts.booking[rows]] * weeks).astype(np.int64)
            jitter = np.rint((_chance(records, "hours")[facts.booking[rows]] * 2 - 1) * JITTER_SECONDS)
            moved = week * _WEEK_SECONDS + since % _WEEK_SECONDS + jitter.astype(np.int64)
            told[rows] = begins_at + np.maximum(moved, 0)
            stretch[rows] = 1 + STRETCH * (2 * _chance(records, "length")[facts.booking[rows]] - 1)
            number[rows] = np.argsort(np.argsort(_chance(records, "number")))[facts.booking[rows]]
        return cls(facts.booked_at, told, stretch, number)

    def seconds(self, seconds: Seconds) -> Seconds:
        """Tell a moment of each row."""
        moved = self.told_booked_at + self.lengths(np.where(seconds < NEVER, seconds - self.booked_at, 0))
        return np.where(seconds < NEVER, moved, NEVER)

    def lengths(self, seconds: Seconds) -> Seconds:
        """Tell a duration of each row."""
        stretched: Seconds = np.floor(seconds * self.stretch).astype(np.int64)
        return stretched

    def second(self, row: int, second: int) -> int:
        """Tell one moment of one row; what comes first still does."""
        return int(self.told_booked_at[row]) + int(np.floor((second - self.booked_at[row]) * self.stretch[row]))


def _chance(records: Records, what: str) -> NDArray[np.float64]:
    key = hashlib.blake2b(f"{what} {records.digest}".encode(), digest_size=16).digest()
    return (words_at(int.from_bytes(key, "little"), records.keys) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def disguised(office: Office) -> Office:
    """The office as it may be told booking by booking; the same where no jail has records."""
    scenario, caseload = office.scenario, office.caseload
    names = list(scenario.jails)
    if not any(scenario.records_of(names[jail]) for jail in caseload.rows):
        return office
    disguise = Disguise.of(office)
    facts = caseload.facts
    lengths: dict[str, Any] = {
        each.name: disguise.lengths(getattr(facts, each.name))
        for each in fields(facts)
        if each.name.endswith("_seconds")
    }
    told = replace(facts, booking=disguise.number, booked_at=disguise.told_booked_at, **lengths)
    return replace(
        office,
        caseload=_moved(replace(caseload, facts=told), disguise),
        journeys=replace(
            office.journeys,
            **{each.name: _moved(getattr(office.journeys, each.name), disguise) for each in fields(office.journeys)},
        ),
        end=_moved(office.end, disguise),
    )


def _moved(part: S, disguise: Disguise) -> S:
    """A part of an office whose moments, the columns that end in ``_at``, are told."""
    moments = {
        each.name: disguise.seconds(getattr(part, each.name))
        for each in fields(part)  # type: ignore[arg-type]
        if each.name.endswith("_at") and isinstance(getattr(part, each.name), np.ndarray)
    }
    return replace(part, **moments)  # type: ignore[type-var]


def told_table(office: Office) -> pd.DataFrame:
    """The booking table as it may be kept; of records in the order of their new numbers, not of time."""
    told = disguised(office)
    table = booking_table(told)
    return table if told is office else table.sort_values(["jail", "booking"], ignore_index=True)
