"""Agreements of a network, county by county: which policies have them, and what that gains or loses."""

from __future__ import annotations

from typing import Any

from sim.explore.answering import Answer


def network_of(answer: Answer, screened: frozenset[str]) -> dict[str, Any]:
    """Tell each county that has an agreement in any of the files.

    Parameters
    ----------
    screened
        Jails at which anybody screens in any of the files.
    """
    return {"counties": []}
