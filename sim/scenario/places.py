"""Where a jail is: its state, its county with the county's code, and how many people live there.

The model does not use any of it; results are added up by it, and told per 100,000 residents.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

from sim.scenario.base import fault, shown
from sim.scenario.states import no_state, state_named

MOST_PEOPLE = 10_000_000_000


def is_people(given: Any) -> bool:
    """Whether a value is a number of people: whole, and above 0."""
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    return is_number and 0 < given <= MOST_PEOPLE and given == int(given)


def no_people(given: Any) -> str:
    """Say that a value is no number of people."""
    return f"must be a whole number of people, 1 to {MOST_PEOPLE:,}, but is {shown(given)}"


def _state(given: Any) -> str:
    if not isinstance(given, str):
        raise fault(f"must be text, the name or the postal code of a state, but is {shown(given)}")
    if not (name := state_named(given)):
        raise fault(no_state(given))
    return name


def _fips(given: Any) -> str:
    if not isinstance(given, str) or not re.fullmatch(r"\d{5}", given):
        raise fault(f'must be text of five digits in quotes, such as "01019", but is {shown(given)}')
    return given


def _residents(given: Any) -> int:
    if not is_people(given):
        raise fault(no_people(given))
    return int(given)


State = Annotated[str, BeforeValidator(_state)]
"""The name of a state; a file may give its postal code."""

Fips = Annotated[str, BeforeValidator(_fips)]
"""The code of a county: five digits, as text, for the first may be 0."""

Residents = Annotated[int, BeforeValidator(_residents)]
"""How many people live where a jail serves."""
