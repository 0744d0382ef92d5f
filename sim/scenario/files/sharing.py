"""Parts that many jails share, validated once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from sim.scenario.base import Frozen
from sim.scenario.schema import Jail, Screening
from sim.scenario.staff import Team

__all__ = ["validated_once"]

Memo = dict[tuple[Any, ...], Any]


def validated_once(content: dict[str, Any]) -> dict[str, Any]:
    """Give the content of a scenario with the parts of its jails validated, each object once, however many share it.

    Parts that are wrong stay as they are, to be told with all else. Mappings and lists that are the same object are the
    same part.
    """
    jails = content.get("jails")
    if not isinstance(jails, dict) or len(jails) < 2:
        return content
    memo: Memo = {}
    return {**content, "jails": {name: _section(Jail, jail, memo) for name, jail in jails.items()}}


def _section(section: type[Frozen], given: Any, memo: Memo) -> Any:
    if not isinstance(given, Mapping):
        return given
    whole = {**_ready_made(), **given} if section is Jail else given
    return {key: _part(section, key, value, memo) for key, value in whole.items()}


@cache
def _ready_made() -> dict[str, Frozen]:
    """Give the values of keys that a jail leaves out, which would otherwise be copied for each."""
    return {name: field.default for name, field in Jail.model_fields.items() if isinstance(field.default, Frozen)}


def _part(section: type[Frozen], key: Any, given: Any, memo: Memo) -> Any:
    if (section, key) == (Jail, "screening"):
        return _section(Screening, given, memo)
    if (section, key) == (Screening, "teams"):
        is_mapping = isinstance(given, Mapping)
        return {name: _section(Team, team, memo) for name, team in given.items()} if is_mapping else given
    # Dates in force are of one jail alone.
    if key not in section.model_fields or (section, key) == (Team, "in_force"):
        return given
    place = (section, key, type(given), id(given) if isinstance(given, dict | list | Frozen) else given)
    if place not in memo:
        try:
            memo[place] = _adapter(section, key).validate_python(given)
        except ValidationError:
            memo[place] = given
    return memo[place]


@cache
def _adapter(section: type[Frozen], key: str) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(section, include_extras=True)[key])
