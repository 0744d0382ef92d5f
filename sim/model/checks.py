"""Identities that every replication must satisfy, to the unit; asserted on every run."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.caseload import Caseload
from sim.model.journeys import NOBODY, Journeys
from sim.model.outcomes import LOST, LOST_KNOWN, LOST_UNKNOWN, REMOVABLE_OUTCOMES, Ending, is_count
from sim.scenario.schema import ALL_JAILS, Scenario

__all__ = ["IdentityError", "check_journeys", "check_measures"]


class IdentityError(RuntimeError):
    """A replication that contradicts itself: a fault of the model, never of a scenario."""


def check_journeys(
    scenario: Scenario, replication: int, caseload: Caseload, journeys: Journeys, end: Ending
) -> None:
    """Check the life of every booking of a caseload.

    Raises
    ------
    IdentityError
        Naming scenario, seed, replication, jail, booking and time of the first booking that is wrong.
    """
    facts, due = caseload.facts, caseload.facts.release_due_at
    interviewed, reviewed = journeys.interviewer != NOBODY, journeys.reviewer != NOBODY
    never: dict[str, NDArray[np.bool_]] = {
        "interviewed before being ready": interviewed
        & (journeys.interview_started_at < facts.booked_at + facts.intake_seconds),
        "interviewed at or after release was due": interviewed & (journeys.interview_started_at >= due),
        "reviewed before the match": reviewed & (journeys.review_started_at < facts.booked_at + facts.match_seconds),
        "reviewed at or after release was due": reviewed & (journeys.review_started_at >= due),
        "reviewed though screening had flagged": reviewed
        & (journeys.found_by_interview_at <= journeys.review_started_at),
        "flagged after release was due": journeys.flagged & (journeys.flagged_at > due),
        "collected unflagged": journeys.transferred & ~journeys.flagged,
        "collected before release was due": journeys.transferred & (journeys.transferred_at < due),
        "collected after the hold": journeys.transferred & (journeys.transferred_at > caseload.hold_ends_at),
        "gone before release was due": end.left_at < due,
    }
    for what, wrong in never.items():
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            jail = list(scenario.jails)[int(facts.jail[row])]
            raise IdentityError(
                f"scenario {scenario.name!r}, seed {scenario.seed}, replication {replication}: booking "
                f"{jail}/{facts.booking[row]}, booked at second {facts.booked_at[row]}, was {what}"
            )


def check_measures(scenario: Scenario, replication: int, measures: pd.DataFrame) -> None:
    """Check that the measures of a replication add up.

    Raises
    ------
    IdentityError
        Naming scenario, seed, replication, and the sums that differ.
    """
    sums = {
        "removable": REMOVABLE_OUTCOMES,
        "flagged": ("transferred", "released_after_flag"),
        "released_before_pickup": LOST,
        "lost_known": LOST_KNOWN,
        "lost_unknown": LOST_UNKNOWN,
    }
    parts = {name: [str(part) for part in parts] for name, parts in sums.items()}
    parts["flagged "] = ["flagged_by_screening", "flagged_by_fingerprint"]
    parts["foreign_born"] = ["removable", "released", "wrongly_flagged", "wrongly_transferred"]
    for measure in ("flagged", "released_before_pickup"):
        parts[f"{measure}  "] = [f"{measure}.{charge}" for charge in scenario.charge_names]
    for name, addends in parts.items():
        total = measures[name.strip()]
        _assert_equal(scenario, replication, f"{name.strip()} = {' + '.join(addends)}", total, measures[addends].sum(axis=1))
    counts = [name for name in measures.columns if is_count(name)]
    jails = measures.loc[list(scenario.jails), counts].sum()
    _assert_equal(scenario, replication, "jails add up to all", measures.loc[ALL_JAILS, counts], jails)


def _assert_equal(
    scenario: Scenario, replication: int, identity: str, left: pd.Series[int], right: pd.Series[int]
) -> None:
    if not (left == right).all():
        where = left.index[left != right][0]
        raise IdentityError(
            f"scenario {scenario.name!r}, seed {scenario.seed}, replication {replication}, {where}: "
            f"{identity} does not hold ({left[where]} against {right[where]})"
        )
