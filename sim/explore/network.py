"""Agreements of a network, county by county: which policies have them, and what that gains or loses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.explore.answering import Answer
from sim.scenario.schema import Scenario


def network_of(answer: Answer, files: Sequence[Scenario]) -> dict[str, Any]:
    """Tell each county that has an agreement in any of the files."""
    return {"counties": []}
