"""How each booking ended, and the measures of a replication: each named once, here.

Tables, pictures and pages take the names, the order and the meaning of outcomes and measures from this page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.caseload import Caseload
from sim.model.effort import Effort, efforts
from sim.model.journeys import NOBODY, Journeys
from sim.scenario.clock import HOUR_SECONDS, Clock
from sim.scenario.schema import ALL_JAILS, OFFICE_TEAMS, Scenario

__all__ = [
    "HEADLINES",
    "LOST",
    "LOST_KNOWN",
    "LOST_UNKNOWN",
    "MEAN_WAITS",
    "MEASURES",
    "OUTCOMES",
    "Ending",
    "Outcome",
    "add_up",
    "ending",
    "is_count",
    "meaning_of",
    "tally",
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

TEAM_MEASURES: dict[str, str] = {
    "officer_hours_on_duty": "hours on duty on the counted days",
    "officer_hours_busy": "hours at work on the counted days, overtime included",
    "officer_hours_overtime": "hours at work past the end of a shift",
}

CHARGE_MEASURES = ("flagged", "released_before_pickup")

MEAN_WAITS = {"interview_wait_hours": "interviewed", "review_wait_hours": "reviewed"}
"""The measures that are means, and the count of those over whom each is one."""


def meaning_of(measure: str) -> str:
    """Say what a measure counts, by team or by charge too."""
    name, _, part = measure.partition(".")
    if name in TEAM_MEASURES:
        return f"{part}: {TEAM_MEASURES[name]}"
    return MEASURES[name] + (f"; charge: {part}" if part else "")


def is_count(measure: str) -> bool:
    """Whether a measure is a count, so a whole number in every replication."""
    return "_hours" not in measure


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
        return np.isin(self.outcome, [_CODES[outcome] for outcome in outcomes])


_CODES = {outcome: code for code, outcome in enumerate(OUTCOMES)}


def ending(scenario: Scenario, caseload: Caseload, journeys: Journeys) -> Ending:
    """Tell how each booking of a caseload ended."""
    facts = caseload.facts
    in_time = facts.booked_at + facts.match_seconds < facts.release_due_at
    reviewed = (journeys.reviewer != NOBODY) & (
        journeys.review_ended_at - journeys.review_started_at == facts.review_seconds
    )
    # The first condition that holds decides.
    removable = {
        Outcome.TRANSFERRED: journeys.transferred,
        Outcome.RELEASED_AFTER_FLAG: journeys.flagged,
        Outcome.RELEASED_NOT_FINGERPRINTED: ~facts.fingerprinted,
        Outcome.RELEASED_NO_RECORD: ~facts.on_record,
        Outcome.RELEASED_BEFORE_MATCH: ~in_time,
        Outcome.RELEASED_BEFORE_REVIEW: ~reviewed,
        Outcome.RELEASED_NO_DETAINER: reviewed,
    }
    others = {
        Outcome.WRONGLY_TRANSFERRED: journeys.transferred,
        Outcome.WRONGLY_FLAGGED: journeys.flagged,
        Outcome.RELEASED: ~journeys.flagged,
    }
    end = Clock.of(scenario).midnight_of_day(scenario.days)
    return Ending(
        outcome=np.where(facts.removable, _first(removable), _first(others)),
        left_at=np.select(
            [journeys.transferred, journeys.flagged],
            [journeys.transferred_at, caseload.hold_ends_at],
            default=facts.release_due_at,
        ),
        counted=(facts.booked_at >= 0) & (facts.booked_at < end),
    )


def _first(conditions: Mapping[Outcome, NDArray[np.bool_]]) -> NDArray[np.int64]:
    return np.select(list(conditions.values()), [_CODES[outcome] for outcome in conditions])


def tally(scenario: Scenario, caseload: Caseload, journeys: Journeys, end: Ending) -> pd.DataFrame:
    """Count a caseload, in whole people and whole seconds, so that tallies of field offices and jails add up exactly.

    Returns
    -------
    pandas.DataFrame
        Index: the jails of the field office and, for what only the office as a whole has, the office in brackets.
    """
    names = list(scenario.jails)
    jails = list(caseload.travel_seconds)
    columns = {
        name: _per_jail(values[end.counted], caseload.facts.jail[end.counted], len(names))
        for name, values in _quantities(scenario, caseload, journeys, end).items()
    }
    table = pd.DataFrame(columns, index=pd.Index(names, name="jail")).iloc[jails]
    table.insert(0, "bookings", table["foreign_born"] + [caseload.others[jail] for jail in jails])
    spent = pd.concat(_effort_row(names, effort, caseload.office) for effort in efforts(scenario, caseload, journeys))
    return table.join(spent.groupby(level="jail", sort=False).sum(), how="outer").fillna(0).astype(np.int64)


def _quantities(
    scenario: Scenario, caseload: Caseload, journeys: Journeys, end: Ending
) -> dict[str, NDArray[np.bool_] | NDArray[np.int64]]:
    facts = caseload.facts
    removable, flagged = facts.removable, journeys.flagged & facts.removable
    screened, lost = journeys.flagged_by_screening, end.ended(*LOST)
    interviewed, reviewed = journeys.interviewer != NOBODY, journeys.reviewer != NOBODY
    both = np.maximum(journeys.found_by_interview_at, journeys.found_by_review_at)
    interview_wait = journeys.interview_started_at - facts.booked_at - facts.intake_seconds
    review_wait = journeys.review_started_at - facts.booked_at - facts.match_seconds
    return {
        "foreign_born": np.ones(len(facts), dtype=np.bool_),
        "removable": removable,
        "flagged": flagged,
        "matched": facts.matched,
        "released_before_pickup": lost,
        "flagged_by_screening": flagged & screened,
        "flagged_by_fingerprint": flagged & ~screened,
        "flagged_by_both": flagged & (both < np.iinfo(np.int64).max),
        "matched_removable": facts.matched & removable,
        "lost_known": end.ended(*LOST_KNOWN),
        "lost_unknown": end.ended(*LOST_UNKNOWN),
        **{outcome.value: end.ended(outcome) for outcome in OUTCOMES},
        "interviewed": interviewed,
        "interviewed_others": interviewed & ~removable,
        "reviewed": reviewed,
        "reviewed_others": reviewed & ~removable,
        "hold_seconds": end.left_at - facts.release_due_at,
        "interview_wait_seconds": np.where(interviewed, interview_wait, 0),
        "review_wait_seconds": np.where(reviewed, review_wait, 0),
        **{
            f"{measure}.{charge}": of_all & (facts.charge == place)
            for measure, of_all in (("flagged", flagged), ("released_before_pickup", lost))
            for place, charge in enumerate(scenario.charge_names)
        },
    }


def _per_jail(values: NDArray[np.bool_] | NDArray[np.int64], jail: NDArray[np.int64], jails: int) -> NDArray[np.int64]:
    totals = np.zeros(jails, dtype=np.int64)
    np.add.at(totals, jail, values)
    return totals


def _effort_row(names: list[str], effort: Effort, office: str) -> pd.DataFrame:
    place = f"[{office}]" if effort.jail is None else names[effort.jail]
    seconds = {
        f"officer_seconds_on_duty.{effort.team}": effort.on_duty_seconds,
        f"officer_seconds_busy.{effort.team}": effort.busy_seconds,
        f"officer_seconds_overtime.{effort.team}": effort.overtime_seconds,
    }
    return pd.DataFrame(seconds, index=pd.Index([place], name="jail"), dtype=np.int64)


def add_up(scenario: Scenario, tallies: list[pd.DataFrame]) -> pd.DataFrame:
    """Make the measures of one replication from the tallies of its field offices.

    Returns
    -------
    pandas.DataFrame
        Index: the scenario's jails in order, then `ALL_JAILS`; a column a measure, in the order of `MEASURES`, with
        measures by team and by charge behind. Counts are whole; means over nobody are missing.
    """
    together = pd.concat(tallies).fillna(0).astype(np.int64)
    jails = together.loc[list(scenario.jails)]
    everything = pd.DataFrame(together.sum()).T.set_axis([ALL_JAILS])
    table = pd.concat([jails, everything]).rename_axis("jail")
    measures = pd.DataFrame(index=table.index)
    for name in MEASURES:
        measures[name] = table[name] if is_count(name) else table[name.replace("_hours", "_seconds")] / HOUR_SECONDS
    for wait, stage in MEAN_WAITS.items():
        measures[wait] = measures[wait] / measures[stage].where(measures[stage] > 0)
    for column in table.columns:
        name, _, part = column.partition(".")
        if name.startswith("officer_seconds"):
            hours = table[column] / HOUR_SECONDS
            # An office's officers are on duty for all its jails; only the total can say for how long.
            shared = part in OFFICE_TEAMS and "on_duty" in name
            measures[column.replace("seconds", "hours")] = hours.where(hours.index == ALL_JAILS) if shared else hours
    for measure in CHARGE_MEASURES:
        for charge in scenario.charge_names:
            measures[f"{measure}.{charge}"] = table[f"{measure}.{charge}"]
    return measures
