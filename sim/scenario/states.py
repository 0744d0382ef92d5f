"""The states of the United States by name and postal code, with the District of Columbia and the territories."""

from __future__ import annotations

from sim.scenario.base import nearest_name

STATES: dict[str, str] = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky",
    "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
    "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "AS": "American Samoa", "GU": "Guam", "MP": "Northern Mariana Islands", "PR": "Puerto Rico",
    "VI": "Virgin Islands",
}  # fmt: skip
"""Postal code and name."""

CODES = {name: code for code, name in STATES.items()}
"""Of each state its postal code."""

_NAMES = {known.upper(): name for code, name in STATES.items() for known in (code, name)}


def state_named(text: str) -> str | None:
    """The name of the state that a text names, by its name or postal code in any case; None if it names none."""
    return _NAMES.get(text.strip().upper())


def no_state(text: str) -> str:
    """Say that a text names no state, and what is allowed."""
    nearest = nearest_name(text.strip().title(), STATES.values())
    hint = f"; did you mean {nearest!r}?" if nearest else ""
    return f"{text!r} is no state{hint} (allowed: a name such as Virginia, or a code such as VA)"
