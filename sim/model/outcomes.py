"""How each booking ended, and the measures of a replication: each named once, here.

Tables, pictures and pages take the names, the order and the meaning of outcomes and measures from this page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from sim.model.caseload import Caseload
from sim.model.journeys import Journeys
from sim.scenario.schema import OFFICE_TEAMS, Scenario

__all__ = [
    "CHARGE_MEASURES",
    "COSTS",
    "HEADLINES",
    "LOST",
    "LOST_KNOWN",
    "LOST_UNKNOWN",
    "MEAN_WAITS",
    "MEASURES",
    "OUTCOMES",
    "PER_OFFICER_YEAR",
    "PER_RESIDENTS",
    "REMOVABLE_OUTCOMES",
    "TEAM_MEASURES",
    "Ending",
    "Outcome",
    "absent_value",
    "ending",
    "is_count",
    "meaning_of",
    "measure_names",
]


class Outcome(StrEnum):
    """How a foreign-born booking ends; the first seven are of removable people."""

    TRANSFERRED = "transferred"
    RELEASED_AFTER_FLAG = "released_after_flag"
    RELEASED_NOT_FINGERPRINTED = "released_not_fingerprinted"
    RELEASED_NO_RECORD = "released_no_record"
    RELEASED_BEFORE_MATCH = "released_before_match"
    RELEASED_BEFORE_REVIEW = "released_before_review"
    RELEASED_NO_DETAINER = "released_no_detainer"
    RELEASED = "released"
    WRONGLY_FLAGGED = "wrongly_flagged"
    WRONGLY_TRANSFERRED = "wrongly_transferred"


OUTCOMES: dict[Outcome, str] = {
    Outcome.TRANSFERRED: "removable: ICE took custody",
    Outcome.RELEASED_AFTER_FLAG: "removable: flagged, then the hold ran out (or there was none)",
    Outcome.RELEASED_NOT_FINGERPRINTED: "removable: no prints sent; screening did not flag",
    Outcome.RELEASED_NO_RECORD: "removable: prints sent, no federal record; screening did not flag",
    Outcome.RELEASED_BEFORE_MATCH: "removable: on record, but release was due before the match arrived",
    Outcome.RELEASED_BEFORE_REVIEW: "removable: match arrived in custody, but no review ended in time",
    Outcome.RELEASED_NO_DETAINER: "removable: reviewed in time, no detainer lodged",
    Outcome.RELEASED: "not removable: released on the local charge",
    Outcome.WRONGLY_FLAGGED: "not removable: flagged, then released",
    Outcome.WRONGLY_TRANSFERRED: "not removable: flagged, and ICE took custody",
}
"""What each outcome means, in the order in which tables list them."""

REMOVABLE_OUTCOMES = tuple(OUTCOMES)[:7]

LOST = REMOVABLE_OUTCOMES[1:]
"""The outcomes that add up to ``released_before_pickup``."""

LOST_UNKNOWN = (Outcome.RELEASED_NOT_FINGERPRINTED, Outcome.RELEASED_NO_RECORD)
"""Lost, and ICE has no trace of them."""

LOST_KNOWN = tuple(outcome for outcome in LOST if outcome not in LOST_UNKNOWN)
"""Lost, but ICE has a match or a flag and may still seek them at large."""

HEADLINES = ("flagged", "matched", "released_before_pickup")
"""The three counts that every table shows first."""

MEASURES: dict[str, str] = {
    "bookings": "bookings on the counted days, all people",
    "foreign_born": "of these, foreign-born",
    "removable": "of these, subject to removal",
    "flagged": "removable people flagged by either channel while in custody",
    "matched": "foreign-born people whose prints meet a federal record, whenever the match arrives",
    "released_before_pickup": "removable people released before ICE took custody, flagged or not",
    "flagged_by_screening": "removable people flagged first by an interview at the jail",
    "flagged_by_fingerprint": "removable people flagged first by the review of a fingerprint match",
    "flagged_by_both": "removable people found by both channels (counted above under the first)",
    "matched_removable": "matched people who are removable",
    "lost_known": "lost people of whom ICE has a match or a flag",
    "lost_unknown": "lost people of whom ICE has no trace",
    **{outcome.value: meaning for outcome, meaning in OUTCOMES.items()},
    "interviewed": "foreign-born people whose interview began",
    "interviewed_others": "of these, not removable: lawful residents and citizens",
    "reviewed": "matched people whose review began",
    "reviewed_others": "of these, not removable: lawful residents and citizens",
    "hold_hours": "hours past release due for which jails kept people for ICE",
    "interview_wait_hours": "mean wait from ready until the interview began, of those interviewed",
    "review_wait_hours": "mean wait from match until the review began, of those reviewed",
}
"""What each measure counts, in the order of the tables. Measures by team and by charge follow, as ``measure.name``."""

MEAN_WAITS = {"interview_wait_hours": "interviewed", "review_wait_hours": "reviewed"}
"""The measures that are means, and the count of those over whom each is one."""

TEAM_MEASURES: dict[str, str] = {
    "officer_hours_on_duty": "hours on duty on the counted days",
    "officer_hours_busy": "hours at work on the counted days, overtime included",
    "officer_hours_overtime": "hours at work past the end of a shift",
}

CHARGE_MEASURES = ("flagged", "released_before_pickup")

PER_RESIDENTS: dict[str, str] = {
    f"{measure}_per_100000": f"{measure.replace('_', ' ')}, per 100,000 residents and year" for measure in HEADLINES
}
"""The headline counts as rates, of groups of jails whose residents are known."""

PER_OFFICER_YEAR: dict[str, str] = {
    f"{measure}_per_officer_year": f"{measure.replace('_', ' ')}, per 2,080 hours of screening officers on duty"
    for measure in ("interviewed", "flagged_by_screening")
}
"""What an officer of a screening team does in a working year: 52 weeks of 40 hours (5 U.S.C. 6101)."""

COSTS: dict[str, str] = {
    "cost_gross": "dollars the county pays for screening officers, people held for ICE and the screening programme",
    "cost_reimbursed": "dollars it is given back for people held",
    "cost_net": "dollars it pays, less those it is given back",
}
"""The measures of money, which only a scenario with costs has."""


def measure_names(scenario: Scenario) -> tuple[str, ...]:
    """The measures of a scenario: `MEASURES`, then those of its teams, its charges, and its costs if any."""
    teams = [
        name
        for jail in scenario.jails.values()
        for name in (jail.screening.teams if jail.screening is not None else ())
    ]
    return (
        *MEASURES,
        *(f"{measure}.{team}" for team in dict.fromkeys([*teams, *OFFICE_TEAMS]) for measure in TEAM_MEASURES),
        *(f"{measure}.{charge}" for measure in CHARGE_MEASURES for charge in scenario.charge_names),
        *(COSTS if scenario.costs is not None else ()),
    )


def meaning_of(measure: str) -> str:
    """Say what a measure counts, by team or by charge too."""
    name, _, part = measure.partition(".")
    for meanings in (COSTS, PER_RESIDENTS, PER_OFFICER_YEAR):
        if name in meanings:
            return meanings[name]
    if name in TEAM_MEASURES:
        return f"{part}: {TEAM_MEASURES[name]}"
    return MEASURES[name] + (f"; charge: {part}" if part else "")


def is_count(measure: str) -> bool:
    """Whether a measure is a count, so a whole number in every replication."""
    return "_hours" not in measure and not any(measure in each for each in (COSTS, PER_RESIDENTS, PER_OFFICER_YEAR))


def absent_value(measure: str) -> float:
    """What a measure is where a scenario, or a jail, does not have it: a count 0, a mean wait or a cost NaN."""
    return math.nan if measure in MEAN_WAITS or measure in COSTS else 0.0


@dataclass(frozen=True)
class Ending:
    """How each booking of a caseload ended, a value a row.

    Parameters
    ----------
    outcome
        Place among `OUTCOMES`.
    left_at
        Model second at which the person left the jail.
    counted
        Booked on a counted day.
    """

    outcome: NDArray[np.int64]
    left_at: NDArray[np.int64]
    counted: NDArray[np.bool_]

    def ended(self, *outcomes: Outcome) -> NDArray[np.bool_]:
        """Which bookings ended in one of these ways."""
        among = np.zeros(len(OUTCOMES), dtype=np.bool_)
        among[[_CODES[outcome] for outcome in outcomes]] = True
        ended: NDArray[np.bool_] = among[self.outcome]
        return ended


_CODES = {outcome: code for code, outcome in enumerate(OUTCOMES)}


def ending(scenario: Scenario, caseload: Caseload, journeys: Journeys) -> Ending:
    """Tell how each booking of a caseload ended."""
    facts = caseload.facts
    reviewed = journeys.review.done_in_time(facts.review_seconds)
    # The first condition that holds decides.
    removable = {
        Outcome.TRANSFERRED: journeys.transferred,
        Outcome.RELEASED_AFTER_FLAG: journeys.flagged,
        Outcome.RELEASED_NOT_FINGERPRINTED: ~facts.fingerprinted,
        Outcome.RELEASED_NO_RECORD: ~facts.on_record,
        Outcome.RELEASED_BEFORE_MATCH: ~facts.asks_for_review,
        Outcome.RELEASED_BEFORE_REVIEW: ~reviewed,
        Outcome.RELEASED_NO_DETAINER: reviewed,
    }
    others = {
        Outcome.WRONGLY_TRANSFERRED: journeys.transferred,
        Outcome.WRONGLY_FLAGGED: journeys.flagged,
        Outcome.RELEASED: ~journeys.flagged,
    }
    end = scenario.clock.midnight_of_day(scenario.days)
    return Ending(
        outcome=np.where(facts.removable, _first(removable), _first(others)),
        left_at=np.select(
            [journeys.transferred, journeys.flagged],
            [journeys.pickup.ended_at, caseload.hold_ends_at],
            default=facts.release_due_at,
        ),
        counted=(facts.booked_at >= 0) & (facts.booked_at < end),
    )


def _first(conditions: Mapping[Outcome, NDArray[np.bool_]]) -> NDArray[np.int64]:
    return np.select(list(conditions.values()), [_CODES[outcome] for outcome in conditions])
