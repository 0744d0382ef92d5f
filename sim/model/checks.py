"""Identities that every replication must satisfy, to the unit; asserted on every run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.caseload import Caseload
from sim.model.journeys import NOBODY, Journeys
from sim.model.outcomes import CHARGE_MEASURES, LOST, LOST_KNOWN, LOST_UNKNOWN, REMOVABLE_OUTCOMES, Ending, is_count
from sim.scenario.schema import ALL_JAILS, Scenario

__all__ = ["IdentityError", "check_journeys", "check_measures"]


class IdentityError(RuntimeError):
    """A replication that contradicts itself: a fault of the model, never of a scenario."""


def check_journeys(scenario: Scenario, replication: int, caseload: Caseload, journeys: Journeys, end: Ending) -> None:
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
    sums: list[tuple[str, Sequence[str]]] = [
        ("removable", REMOVABLE_OUTCOMES),
        ("foreign_born", ("removable", "released", "wrongly_flagged", "wrongly_transferred")),
        ("flagged", ("transferred", "released_after_flag")),
        ("flagged", ("flagged_by_screening", "flagged_by_fingerprint")),
        ("released_before_pickup", LOST),
        ("lost_known", LOST_KNOWN),
        ("lost_unknown", LOST_UNKNOWN),
        *((measure, [f"{measure}.{charge}" for charge in scenario.charge_names]) for measure in CHARGE_MEASURES),
    ]
    for total, parts in sums:
        identity = f"{total} = {' + '.join(parts)}"
        _assert_equal(scenario, replication, identity, measures[total], measures[[*map(str, parts)]].sum(axis=1))
    counts = measures[[name for name in measures.columns if is_count(name)]].T
    jails = counts[list(scenario.jails)].sum(axis=1)
    _assert_equal(scenario, replication, "jails add up to all", counts[ALL_JAILS], jails)


def _assert_equal(
    scenario: Scenario, replication: int, identity: str, left: pd.Series[int], right: pd.Series[int]
) -> None:
    if not (left == right).all():
        where = left.index[left != right][0]
        raise IdentityError(
            f"scenario {scenario.name!r}, seed {scenario.seed}, replication {replication}, {where}: "
            f"{identity} does not hold ({left[where]} against {right[where]})"
        )
