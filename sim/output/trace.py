"""One booking's life, event by event, in the words of the model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from sim.model.caseload import draw_caseload
from sim.model.outcomes import OUTCOMES, Outcome, ending
from sim.model.table import booking_table
from sim.scenario.base import unknown_name
from sim.scenario.schema import Scenario
from sim.study.replication import ENGINES, Engine

__all__ = ["BookingNotFoundError", "booking_life", "life_in_words"]


class BookingNotFoundError(ValueError):
    """No such booking."""


def booking_life(scenario: Scenario, booking: str, replication: int, engine: Engine = Engine.SIMPY) -> pd.Series[Any]:
    """Run one replication and give one row of its booking table.

    Parameters
    ----------
    scenario
        The scenario.
    booking
        ``JAIL/NUMBER``, or the number alone where there is one jail.
    replication
        Which replication, from 0.
    engine
        How to compute custody.

    Raises
    ------
    BookingNotFoundError
        If there is no such jail, or no foreign-born booking of that number.
    """
    jail, _, number = booking.rpartition("/")
    names = list(scenario.jails)
    if not jail and len(names) > 1:
        raise BookingNotFoundError(f"the scenario has several jails; give JAIL/NUMBER, such as {names[0]}/{number}")
    jail = jail or names[0]
    if jail not in names:
        raise BookingNotFoundError(unknown_name("jail", jail, names))
    if not number.isdecimal():
        raise BookingNotFoundError(f"{number!r} is not a booking number")
    caseload = draw_caseload(scenario, scenario.jails[jail].field_office, replication)
    journeys = ENGINES[engine](caseload)
    table = booking_table(scenario, caseload, journeys, ending(scenario, caseload, journeys))
    here = table[table["jail"] == jail]
    found = here[here["booking"] == int(number)]
    if found.empty:
        most = f"numbers run from {here['booking'].min()} to {here['booking'].max()}" if len(here) else "there is none"
        raise BookingNotFoundError(
            f"jail {jail} has no foreign-born booking {number} in replication {replication} ({most}; "
            "bookings of others are only counted)"
        )
    return found.iloc[0]


_EVENTS = (
    ("booked_at", "booked"),
    ("matched_at", "fingerprint match reaches the field office"),
    ("interview_started_at", "interview begins"),
    ("interview_ended_at", "interview ends"),
    ("review_started_at", "review of the match begins"),
    ("review_ended_at", "review ends"),
    ("flagged_at", "flagged: a detainer is lodged"),
    ("pickup_started_at", "crew sets out"),
    ("release_due_at", "release is due on the local charge"),
    ("hold_ends_at", "the hold runs out"),
    ("transferred_at", "ICE takes custody"),
    ("left_at", "leaves the jail"),
)
_BY = {
    "interview_started_at": "interviewed_by",
    "review_started_at": "reviewed_by",
    "pickup_started_at": "collected_by",
}


def life_in_words(life: pd.Series[Any]) -> Iterator[str]:
    """Tell a booking's life in order of time, its facts first and its outcome last."""
    yes = [name for name in ("removable", "discloses", "fingerprinted", "on_record", "honoured") if life[name]]
    yield f"Booking {life['jail']}/{life['booking']}: {life['charge']}; {', '.join(yes) or 'no fact holds'}"
    events = [(life[column], place, column, words) for place, (column, words) in enumerate(_EVENTS)]
    for at, _, column, words in sorted(event for event in events if not pd.isna(event[0]) and _is_told(life, event[2])):
        who = f" ({life[_BY[column]]})" if column in _BY else ""
        channel = f" by {life['flagged_by']}" if column == "flagged_at" else ""
        yield f"{at:%a %Y-%m-%d %H:%M:%S}  {words}{channel}{who}"
    outcome = Outcome(str(life["outcome"]))
    yield f"Outcome: {outcome}: {OUTCOMES[outcome]}"


def _is_told(life: pd.Series[Any], column: str) -> bool:
    """The end of a hold is news only where nobody came."""
    return column != "hold_ends_at" or pd.isna(life["transferred_at"])
