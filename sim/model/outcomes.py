"""How each booking ended, and the measures of a replication: each named once, here.

Tables, pictures and pages take the names, the order and the meaning of outcomes and measures from this page.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.model.caseload import Caseload
from sim.model.journeys import Journeys
from sim.model.own import own_measures
from sim.scenario.base import unknown_name
from sim.scenario.facts import Facts
from sim.scenario.schema import OFFICE_TEAMS, Scenario
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS

Bools = NDArray[np.bool_]


class OutcomeKind(Enum):
    """The kinds of outcome that are told together."""

    TRANSFERRED = "removable: ICE took custody"
    MOVED_ON = "removable: went to prison or to another agency, so neither taken by ICE nor released"
    LOST_LEAD = "removable: lost after a flag, so ICE may still seek them at large"
    LOST_MATCHED = "removable: lost and never flagged, but ICE has a match of their prints"
    LOST_UNKNOWN = "removable: lost, and ICE has no trace of them"
    OTHERS = "not removable"


@dataclass(frozen=True)
class Lived:
    """What outcomes are told by: the facts of bookings, and what custody made of them."""

    facts: Facts
    journeys: Journeys


class Outcome(StrEnum):
    """How a foreign-born booking ends: a row an outcome, in the order in which tables list them.

    Each has its name, its kind, what it means, and which bookings it may be the outcome of. Of those of removable
    people, and of those of others, the first whose condition holds is the booking's.
    """

    TRANSFERRED = ("transferred", OutcomeKind.TRANSFERRED, "ICE took custody", lambda lived: lived.journeys.transferred)
    MOVED_ON = (
        "moved_on",
        OutcomeKind.MOVED_ON,
        "went to prison or to another agency, flagged or not",
        lambda lived: lived.facts.moves_on,
    )
    RELEASED_LIFTED = (
        "released_lifted",
        OutcomeKind.LOST_LEAD,
        "flagged, then ICE itself withdrew the detainer",
        lambda lived: lived.journeys.flagged & lived.facts.lifted,
    )
    RELEASED_AFTER_FLAG = (
        "released_after_flag",
        OutcomeKind.LOST_LEAD,
        "flagged, then the hold ran out (or there was none)",
        lambda lived: lived.journeys.flagged,
    )
    RELEASED_NOT_FINGERPRINTED = (
        "released_not_fingerprinted",
        OutcomeKind.LOST_UNKNOWN,
        "no prints sent; screening did not flag",
        lambda lived: ~lived.facts.fingerprinted,
    )
    RELEASED_NO_RECORD = (
        "released_no_record",
        OutcomeKind.LOST_UNKNOWN,
        "prints sent, no federal record; screening did not flag",
        lambda lived: ~lived.facts.on_record,
    )
    RELEASED_BEFORE_MATCH = (
        "released_before_match",
        OutcomeKind.LOST_MATCHED,
        "on record, but release was due before the match arrived",
        lambda lived: ~lived.facts.asks_for_review,
    )
    RELEASED_BEFORE_REVIEW = (
        "released_before_review",
        OutcomeKind.LOST_MATCHED,
        "match arrived in custody, but no review ended in time",
        lambda lived: ~lived.journeys.review.done_in_time(lived.facts.review_seconds),
    )
    RELEASED_NO_DETAINER = (
        "released_no_detainer",
        OutcomeKind.LOST_MATCHED,
        "reviewed in time, no detainer lodged",
        lambda lived: lived.journeys.review.done_in_time(lived.facts.review_seconds),
    )
    RELEASED = ("released", OutcomeKind.OTHERS, "left on the local charge", lambda lived: ~lived.journeys.flagged)
    WRONGLY_FLAGGED = (
        "wrongly_flagged",
        OutcomeKind.OTHERS,
        "flagged, but ICE did not take custody",
        lambda lived: ~lived.journeys.transferred,
    )
    WRONGLY_TRANSFERRED = (
        "wrongly_transferred",
        OutcomeKind.OTHERS,
        "flagged, and ICE took custody",
        lambda lived: lived.journeys.transferred,
    )

    _value_: str
    kind: OutcomeKind
    meaning: str
    holds: Callable[[Lived], Bools]

    def __new__(cls, value: str, kind: OutcomeKind, meaning: str, holds: Callable[[Lived], Bools]) -> Self:
        """Make the outcome that a row describes."""
        outcome = str.__new__(cls, value)
        outcome._value_ = value
        outcome.kind, outcome.holds = kind, holds
        outcome.meaning = f"{'removable' if outcome.is_of_removable else 'not removable'}: {meaning}"
        return outcome

    @property
    def is_of_removable(self) -> bool:
        """Whether removable people end so, or others."""
        return self.kind is not OutcomeKind.OTHERS


def _of_kind(*kinds: OutcomeKind) -> tuple[Outcome, ...]:
    return tuple(outcome for outcome in Outcome if outcome.kind in kinds)


REMOVABLE_OUTCOMES = tuple(outcome for outcome in Outcome if outcome.is_of_removable)

OTHER_OUTCOMES = _of_kind(OutcomeKind.OTHERS)

LOST_UNKNOWN = _of_kind(OutcomeKind.LOST_UNKNOWN)
"""Lost, and ICE has no trace of them."""

LOST_LEADS = _of_kind(OutcomeKind.LOST_LEAD)
"""Lost leads: flagged, then released."""

LOST_MATCHED = _of_kind(OutcomeKind.LOST_MATCHED)
"""Lost and never flagged, so no leads, though ICE has a match of their prints."""

LOST_KNOWN = (*LOST_LEADS, *LOST_MATCHED)
"""Lost, but ICE has a match or a flag and may still seek them at large."""

LOST = _of_kind(OutcomeKind.LOST_LEAD, OutcomeKind.LOST_MATCHED, OutcomeKind.LOST_UNKNOWN)
"""The outcomes that add up to ``released_before_pickup``."""

HEADLINES = ("flagged", "matched", "released_before_pickup")
"""The three counts that every table shows first."""

LOST_PARTS = ("lost_leads", "lost_matched", "lost_unknown")
"""The counts that add up to ``released_before_pickup``, told wherever it is told."""


@dataclass(frozen=True)
class Ended(Lived):
    """What measures are counted from: the facts of bookings, what custody made of them, and how they ended."""

    end: Ending

    @property
    def flagged(self) -> Bools:
        """Removable, and a detainer was lodged."""
        return self.journeys.flagged & self.facts.removable


@dataclass(frozen=True)
class Measure:
    """One measure: its name, with ``_hours`` or ``_days`` in it if it is a duration, and what it counts.

    Parameters
    ----------
    adds
        Which bookings it counts, or how many seconds each adds to it; None where not only these count.
    mean_over
        The measure that counts those over whom it is a mean, if it is one.
    by_charge
        Whether it is also told of each charge.
    """

    name: str
    meaning: str
    adds: Callable[[Ended], Bools | NDArray[np.int64]] | None
    mean_over: str | None = None
    by_charge: bool = False


def _ended(*outcomes: Outcome) -> Callable[[Ended], Bools]:
    return lambda each: each.end.ended(*outcomes)


ALL_MEASURES = (
    Measure("bookings", "bookings on the counted days, all people", None),
    Measure("foreign_born", "of these, foreign-born", lambda each: np.ones(len(each.facts), dtype=np.bool_)),
    Measure("removable", "of these, subject to removal", lambda each: each.facts.removable),
    Measure(
        "flagged",
        "removable people flagged by either channel while in custody",
        lambda each: each.flagged,
        by_charge=True,
    ),
    Measure(
        "matched",
        "foreign-born people whose prints meet a federal record, whenever the match arrives",
        lambda each: each.facts.matched,
    ),
    Measure(
        "released_before_pickup",
        "removable people released before ICE took custody, flagged or not",
        _ended(*LOST),
        by_charge=True,
    ),
    Measure(
        "flagged_by_screening",
        "removable people flagged first by an interview at the jail",
        lambda each: each.flagged & each.journeys.flagged_by_screening,
    ),
    Measure(
        "flagged_by_fingerprint",
        "removable people flagged first by the review of a fingerprint match",
        lambda each: each.flagged & ~each.journeys.flagged_by_screening,
    ),
    Measure(
        "flagged_by_both",
        "removable people found by both channels (counted above under the first)",
        lambda each: each.facts.removable & each.journeys.flagged_by_both,
    ),
    Measure(
        "matched_removable", "matched people who are removable", lambda each: each.facts.matched & each.facts.removable
    ),
    Measure(
        "moved_on_after_flag",
        "flagged people who went to prison or to another agency",
        lambda each: each.end.ended(Outcome.MOVED_ON) & each.journeys.flagged,
    ),
    Measure("lost_leads", "of the people released before pickup, leads: flagged, then released", _ended(*LOST_LEADS)),
    Measure(
        "lost_matched",
        "of these, never flagged, though ICE has a match of their prints",
        _ended(*LOST_MATCHED),
    ),
    Measure("lost_unknown", "of these, people of whom ICE has no trace", _ended(*LOST_UNKNOWN)),
    Measure("lost_known", "lost people of whom ICE has a match or a flag", _ended(*LOST_KNOWN)),
    *(Measure(outcome.value, outcome.meaning, _ended(outcome)) for outcome in Outcome),
    Measure("interviewed", "foreign-born people whose interview began", lambda each: each.journeys.interview.begun),
    Measure(
        "interviewed_others",
        "of these, not removable: lawful residents and citizens",
        lambda each: each.journeys.interview.begun & ~each.facts.removable,
    ),
    Measure("reviewed", "matched people whose review began", lambda each: each.journeys.review.begun),
    Measure(
        "reviewed_others",
        "of these, not removable: lawful residents and citizens",
        lambda each: each.journeys.review.begun & ~each.facts.removable,
    ),
    Measure(
        "hold_hours",
        "hours past release due for which jails kept people for ICE",
        lambda each: np.where(each.journeys.flagged, each.end.left_at - each.facts.flagged_release_due_at, 0),
    ),
    Measure(
        "longer_days",
        "days by which a flag put off the release of people on the local charge",
        lambda each: np.where(each.journeys.flagged, each.facts.longer_seconds, 0),
    ),
    Measure(
        "longer_days_others",
        "of these, of people who are not removable",
        lambda each: np.where(each.journeys.flagged & ~each.facts.removable, each.facts.longer_seconds, 0),
    ),
    Measure(
        "interview_wait_hours",
        "mean wait from ready until the interview began, of those interviewed",
        lambda each: each.journeys.interview.waited(each.facts.ready_at),
        mean_over="interviewed",
    ),
    Measure(
        "review_wait_hours",
        "mean wait from match until the review began, of those reviewed",
        lambda each: each.journeys.review.waited(each.facts.match_at),
        mean_over="reviewed",
    ),
)
"""The measures of all bookings, in the order of the tables. Those by team and by charge follow, as ``measure.name``."""

MEASURES: dict[str, str] = {measure.name: measure.meaning for measure in ALL_MEASURES}
"""What each of `ALL_MEASURES` counts."""

WORDS: dict[str, str] = {
    Outcome.RELEASED_LIFTED: "released, detainer withdrawn",
    Outcome.RELEASED_AFTER_FLAG: "released after a flag",
    Outcome.RELEASED_NOT_FINGERPRINTED: "released, no prints sent",
    Outcome.RELEASED_NO_RECORD: "released, not on record",
    Outcome.RELEASED_BEFORE_MATCH: "released before a match",
    Outcome.RELEASED_BEFORE_REVIEW: "released before a review",
    Outcome.RELEASED_NO_DETAINER: "released, no detainer lodged",
    Outcome.WRONGLY_FLAGGED: "wrongly flagged, not taken",
    Outcome.WRONGLY_TRANSFERRED: "wrongly flagged, taken",
    "lost_matched": "matched but not flagged",
    "lost_unknown": "without a trace",
    "lost_known": "lost though known to ICE",
}
"""What outcomes and measures are called in sentences and pictures, where their names would not do."""

MEAN_WAITS = {measure.name: measure.mean_over for measure in ALL_MEASURES if measure.mean_over is not None}
"""The measures that are means, and the count of those over whom each is one."""

TEAM_MEASURES: dict[str, str] = {
    "officer_hours_on_duty": "hours on duty on the counted days",
    "officer_hours_busy": "hours at work on the counted days, overtime included",
    "officer_hours_overtime": "hours at work past the end of a shift",
}

CHARGE_MEASURES = tuple(measure.name for measure in ALL_MEASURES if measure.by_charge)

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
    """The measures of a scenario: `MEASURES`, those of its teams, its charges, its costs if any, and the user's own."""
    teams = [name for jail in scenario.jails.values() if jail.screening for name in jail.screening.teams]
    return (
        *MEASURES,
        *(f"{measure}.{team}" for team in dict.fromkeys([*teams, *OFFICE_TEAMS]) for measure in TEAM_MEASURES),
        *(f"{measure}.{charge}" for measure in CHARGE_MEASURES for charge in scenario.charge_names),
        *(COSTS if scenario.costs is not None else ()),
        *(own.name for own in own_measures()),
    )


def unknown_measure(name: str, measures: Iterable[str]) -> str:
    """Say that nothing of that name is counted, and whether it is an input instead."""
    from sim.scenario.register import register

    told = unknown_name("measure", name, measures)
    is_input = any(name.rpartition(".")[2] == key.rpartition(".")[2] for key in register().keys)
    return f"{told}; {name!r} is an input, which --set gives" if is_input else told


def meaning_of(measure: str) -> str:
    """Say what a measure counts, by team or by charge too."""
    name, _, part = measure.partition(".")
    for meanings in (COSTS, PER_RESIDENTS, PER_OFFICER_YEAR):
        if name in meanings:
            return meanings[name]
    if name in TEAM_MEASURES:
        return f"{part}: {TEAM_MEASURES[name]}"
    if name not in MEASURES:
        # The user's own; where results are read, it need not be known any more.
        return next((own.meaning for own in own_measures() if own.name == name), "a measure of the user's own")
    return MEASURES[name] + (f"; charge: {part}" if part else "")


def is_count(measure: str) -> bool:
    """Whether a measure is a count, so a whole number in every replication."""
    rates = any(measure in each for each in (COSTS, PER_RESIDENTS, PER_OFFICER_YEAR))
    return unit_seconds(measure) is None and not rates


def unit_seconds(measure: str) -> int | None:
    """How many seconds the unit of a duration has, as its name says; None where a measure is none."""
    name = measure.partition(".")[0]
    return next((seconds for unit, seconds in _UNITS.items() if unit in name), None)


_UNITS = {"_hours": HOUR_SECONDS, "_days": DAY_SECONDS}


def absent_value(measure: str) -> float:
    """What a measure is where a scenario, or a jail, does not have it: a count 0, a mean wait or a cost NaN."""
    return math.nan if measure in MEAN_WAITS or measure in COSTS else 0.0


@dataclass(frozen=True)
class Ending:
    """How each booking of a caseload ended, a value a row.

    The place of its outcome among the members of `Outcome`, the model second at which the person left the jail, and
    whether they were booked on a counted day.
    """

    outcome: NDArray[np.int64]
    left_at: NDArray[np.int64]
    counted: Bools

    def ended(self, *outcomes: Outcome) -> Bools:
        """Which bookings ended in one of these ways."""
        if len(outcomes) == 1:
            only: Bools = self.outcome == _CODES[outcomes[0]]
            return only
        among = np.zeros(len(Outcome), dtype=np.bool_)
        among[[_CODES[outcome] for outcome in outcomes]] = True
        ended: Bools = among[self.outcome]
        return ended


_CODES = {outcome: code for code, outcome in enumerate(Outcome)}


def ending(scenario: Scenario, caseload: Caseload, journeys: Journeys) -> Ending:
    """Tell how each booking of a caseload ended."""
    facts, lived = caseload.facts, Lived(caseload.facts, journeys)
    end = scenario.clock.midnight_of_day(scenario.days)
    return Ending(
        outcome=np.select(
            [(facts.removable == each.is_of_removable) & each.holds(lived) for each in Outcome], range(len(Outcome))
        ),
        left_at=np.select(
            [journeys.transferred, journeys.flagged],
            [journeys.pickup.ended_at, caseload.hold_ends_at],
            default=facts.release_due_at,
        ),
        counted=(facts.booked_at >= 0) & (facts.booked_at < end),
    )
