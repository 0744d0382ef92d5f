"""What jails and field offices are called, where people read of them: by their county and state, where these are known.

The rule stands here alone; tables of results and scenario files have the names that a scenario gives, for machines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sim.scenario.states import CODES

_KINDS = (" County", " Parish")


def names_of_jails(jails: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Name jails for people, such as Prince William, VA, where a resolved scenario says where they are."""
    return {
        name: f"{_county(jail)}, {CODES[jail['state']]}"
        for name, jail in jails.items()
        if jail.get("county") and jail.get("state")
    }


def brief_names(jails: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Name jails by their counties alone, and by their states too where several counties have one name.

    Examples
    --------
    >>> brief_names({"va_prince_william": {"county": "Prince William County", "state": "Virginia"}, "st_paul": {}})
    {'va_prince_william': 'Prince William', 'st_paul': 'St Paul'}
    """
    names = names_of_jails(jails)
    brief = {jail: _county(place) if jail in names else placed(jail, {}) for jail, place in jails.items()}
    times = Counter(brief.values())
    return {jail: name if times[name] == 1 else names.get(jail, name) for jail, name in brief.items()}


def placed(name: str, names: Mapping[str, str]) -> str:
    """The name of a place as printed; one that has none is made of its name in a scenario.

    Examples
    --------
    >>> placed("st_paul", {})
    'St Paul'
    """
    return names.get(name) or name.replace("_", " ").title()


def _county(jail: Mapping[str, Any]) -> str:
    name = str(jail["county"])
    for kind in _KINDS:
        name = name.removesuffix(kind)
    return name
