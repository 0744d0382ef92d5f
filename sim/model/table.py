"""The booking table: a row a foreign-born booking, with every fact, every stage's times and the outcome."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.caseload import Caseload
from sim.model.journeys import NOBODY, Journeys
from sim.model.office import Office
from sim.model.outcomes import Outcome
from sim.scenario.clock import Clock
from sim.scenario.duty import Officer
from sim.scenario.facts import FACTS, Fact, Facts, Form, Part
from sim.scenario.seconds import HOUR_SECONDS, NEVER


def booking_table(office: Office) -> pd.DataFrame:
    """Every foreign-born booking of a field office, warm-up and cool-down included.

    Returns
    -------
    pandas.DataFrame
        Columns ``*_at`` are local times (of the scenario's time zone, where it names one), missing where a thing did
        not happen; ``*_hours`` are hours; ``interviewed_by``, ``reviewed_by`` and ``collected_by`` name the officer.
        Facts of an interview are missing at a jail without screening.
    """
    scenario, caseload, journeys, end = office.scenario, office.caseload, office.journeys, office.end
    facts, clock = caseload.facts, scenario.clock
    names = np.array(list(scenario.jails), dtype=object)
    screened = np.array([scenario.jails[name].screening is not None for name in names])[facts.jail]
    matched_at = np.where(facts.matched, facts.match_at, NEVER)
    return pd.DataFrame(
        {
            "jail": _text(names[facts.jail]),
            "booking": facts.booking,
            "counted": end.counted,
            "booked_at": _moments(clock, facts.booked_at),
            "charge": _text(np.array(scenario.charge_names, dtype=object)[facts.charge]),
            "stay_hours": facts.stay_seconds / HOUR_SECONDS,
            "release_due_at": _moments(clock, office.release_due_at),
            **{fact.key: _fact(fact, facts, screened) for fact in FACTS},
            "interview_started_at": _moments(clock, journeys.interview.started_at),
            "interview_ended_at": _moments(clock, journeys.interview.ended_at),
            "interviewed_by": _text(_by_jail(caseload, journeys)),
            "matched_at": _moments(clock, matched_at),
            "review_started_at": _moments(clock, journeys.review.started_at),
            "review_ended_at": _moments(clock, journeys.review.ended_at),
            "reviewed_by": _text(_names(caseload.reviewers, journeys.review.officer)),
            "flagged_at": _moments(clock, journeys.flagged_at),
            "flagged_by": _text(_flagged_by(journeys)),
            "hold_ends_at": _moments(clock, np.where(journeys.flagged, caseload.hold_ends_at, NEVER)),
            "pickup_started_at": _moments(clock, journeys.pickup.started_at),
            "collected_by": _text(_named(caseload.collectors, journeys.pickup.officer)),
            "transferred_at": _moments(clock, journeys.pickup.ended_at),
            "left_at": _moments(clock, end.left_at),
            "outcome": _text(np.array(list(map(str, Outcome)), dtype=object)[end.outcome]),
        }
    )


def _fact(fact: Fact, facts: Facts, screened: NDArray[np.bool_]) -> Any:
    """Give the column of one fact, durations in hours, with nothing where nobody screens."""
    values = getattr(facts, fact.column)
    if fact.form is not Form.SHARE:
        values = values / HOUR_SECONDS
    if fact.part is not Part.SCREENING:
        return values
    return pd.arrays.BooleanArray(values, ~screened) if fact.form is Form.SHARE else np.where(screened, values, np.nan)


def _moments(clock: Clock, seconds: NDArray[np.int64]) -> pd.Series[pd.Timestamp]:
    happened = seconds < NEVER
    elapsed = pd.Series(np.where(happened, seconds, 0)).astype("timedelta64[s]")
    origin = pd.Timestamp(clock.start)
    if clock.timezone:
        origin = origin.tz_localize(clock.timezone)
    return (origin.as_unit("s") + elapsed).where(happened)


def _text(values: NDArray[np.object_]) -> pd.Series[str]:
    """Text also where nothing is given, so that files keep the kind of the column."""
    return pd.Series(values, dtype="str")


def _by_jail(caseload: Caseload, journeys: Journeys) -> NDArray[np.object_]:
    names = np.full(len(journeys.interview.officer), None, dtype=object)
    for jail, officers in caseload.interviewers.items():
        rows = caseload.rows[jail]
        names[rows] = _names(officers, journeys.interview.officer[rows])
    return names


def _names(officers: list[Officer], places: NDArray[np.int64]) -> NDArray[np.object_]:
    return _named([officer.name for officer in officers], places)


def _named(names: list[str], places: NDArray[np.int64]) -> NDArray[np.object_]:
    # The place of nobody, -1, finds the None at the end.
    assert NOBODY == -1
    return np.array([*names, None], dtype=object)[places]


def _flagged_by(journeys: Journeys) -> NDArray[np.object_]:
    channel = np.array([None, "screening", "fingerprint"], dtype=object)
    return channel[np.where(journeys.flagged_by_screening, 1, np.where(journeys.flagged, 2, 0))]
