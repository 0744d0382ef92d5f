"""Identities that every replication must satisfy, to the unit; asserted on every run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from sim.model.caseload import Caseload
from sim.model.journeys import Journeys
from sim.model.outcomes import (
    CHARGE_MEASURES,
    LOST,
    LOST_KNOWN,
    LOST_LEADS,
    LOST_MATCHED,
    LOST_PARTS,
    LOST_UNKNOWN,
    OTHER_OUTCOMES,
    REMOVABLE_OUTCOMES,
    Ending,
    is_count,
    measure_names,
)
from sim.scenario.schema import ALL_JAILS, Scenario


class IdentityError(RuntimeError):
    """A replication that contradicts itself: a fault of the model, never of a scenario."""


def check_journeys(scenario: Scenario, caseload: Caseload, journeys: Journeys, end: Ending) -> None:
    """Check the life of every booking of a caseload.

    Raises
    ------
    IdentityError
        Naming scenario, seed, replication, jail, booking and time of the first booking that is wrong.
    """
    facts, due = caseload.facts, caseload.facts.release_due_at
    flagged_due = facts.flagged_release_due_at
    interview, review = journeys.interview, journeys.review
    never: dict[str, NDArray[np.bool_]] = {
        "interviewed before being ready": interview.begun & (interview.started_at < facts.ready_at),
        "interviewed at or after release was due": interview.begun & (interview.started_at >= due),
        "reviewed before the match": review.begun & (review.started_at < facts.match_at),
        "reviewed at or after release was due": review.begun & (review.started_at >= due),
        "reviewed though screening had flagged": review.begun & (interview.found_at <= review.started_at),
        "flagged after release was due": journeys.flagged & (journeys.flagged_at > due),
        "collected unflagged": journeys.transferred & ~journeys.flagged,
        "collected before release was due": journeys.transferred & (journeys.pickup.ended_at < flagged_due),
        "collected though gone elsewhere": journeys.transferred & ~facts.wants_pickup,
        "flagged though not sought": journeys.flagged & facts.removable & ~facts.sought,
        "kept a shorter time by a flag": flagged_due < due,
        "collected after the hold": journeys.transferred & (journeys.pickup.ended_at > caseload.hold_ends_at),
        "gone before release was due": end.left_at < due,
    }
    for what, wrong in never.items():
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            jail = list(scenario.jails)[int(facts.jail[row])]
            # When somebody on record was booked is not told.
            at = "" if scenario.records_of(jail) else f", booked at second {facts.booked_at[row]}"
            booking = f"booking {jail}/{facts.booking[row]}{at}"
            replication = caseload.replications[int(caseload.replication[row])]
            _contradiction(scenario, replication, f"{booking}, was {what}")


def check_measures(scenario: Scenario, replications: Sequence[int], tables: NDArray[np.float64]) -> None:
    """Check that the measures of replications add up.

    Parameters
    ----------
    scenario, replications
        What was run.
    tables
        Of each replication a row a jail, then one for all; a column a measure, in the order of `measure_names`.

    Raises
    ------
    IdentityError
        Naming scenario, seed, replication, jail, and the sums that differ.
    """
    names = measure_names(scenario)
    column = {name: place for place, name in enumerate(names)}
    charges = scenario.charge_names
    sums: list[tuple[str, Sequence[str]]] = [
        ("removable", REMOVABLE_OUTCOMES),
        ("flagged", ("transferred", "moved_on_after_flag", "released_lifted", "released_after_flag")),
        ("flagged", ("flagged_by_screening", "flagged_by_fingerprint")),
        ("released_before_pickup", LOST),
        ("released_before_pickup", LOST_PARTS),
        ("lost_leads", LOST_LEADS),
        ("lost_matched", LOST_MATCHED),
        ("lost_known", LOST_KNOWN),
        ("lost_unknown", LOST_UNKNOWN),
        ("foreign_born", ("removable", *OTHER_OUTCOMES)),
        *((measure, [f"{measure}.{charge}" for charge in charges]) for measure in CHARGE_MEASURES),
    ]
    where = [*scenario.jails, ALL_JAILS]
    for name, addends in sums:
        together = tables[..., [column[str(addend)] for addend in addends]].sum(axis=-1)
        wrong = np.argwhere(tables[..., column[name]] != together)
        if len(wrong):
            place, row = wrong[0].tolist()
            _contradiction(
                scenario,
                replications[place],
                f"{where[row]}: {name} = {' + '.join(addends)} does not hold "
                f"({tables[place, row, column[name]]:g} against {together[place, row]:g})",
            )
    counts = [place for name, place in column.items() if is_count(name)]
    jails, everything = tables[:, :-1, counts].sum(axis=1), tables[:, -1, counts]
    wrong = np.argwhere(jails != everything)
    if len(wrong):
        place, count = wrong[0].tolist()
        what = f"jails add up to all does not hold ({everything[place, count]:g} against {jails[place, count]:g})"
        _contradiction(scenario, replications[place], f"{names[counts[count]]}: {what}")


def _contradiction(scenario: Scenario, replication: int, what: str) -> NoReturn:
    raise IdentityError(f"scenario {scenario.name!r}, seed {scenario.seed}, replication {replication}, {what}")
