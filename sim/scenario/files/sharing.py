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

    Parts that are wrong stay as they are, to be told with all else.

    Parameters
    ----------
    content
        In the form of a scenario file; mappings and lists that are the same object are the same part.
    """
    jails = content.get("jails")
    if not isinstance(jails, dict) or len(jails) < 2:
        return content
    memo: Memo = {}
    return {**content, "jails": {name: _jail(jail, memo) for name, jail in jails.items()}}


def _jail(given: Any, memo: Memo) -> Any:
    if not isinstance(given, Mapping):
        return given
    return _parts(Jail, {**_ready_made(), **given}, memo, screening=_screening)


@cache
def _ready_made() -> dict[str, Frozen]:
    """Give the values of keys that a jail leaves out, which would otherwise be copied for each."""
    return {name: field.default for name, field in Jail.model_fields.items() if isinstance(field.default, Frozen)}


def _screening(given: Any, memo: Memo) -> Any:
    return _parts(Screening, given, memo, teams=_teams)


def _teams(given: Any, memo: Memo) -> Any:
    if not isinstance(given, Mapping):
        return given
    return {name: _parts(Team, team, memo, in_force=_as_it_is) for name, team in given.items()}


def _as_it_is(given: Any, _memo: Memo) -> Any:
    return given


def _parts(section: type[Frozen], given: Any, memo: Memo, **otherwise: Any) -> Any:
    """Validate what is below a section, key by key, except for keys that are dealt with otherwise."""
    if not isinstance(given, Mapping):
        return given
    return {
        key: otherwise[key](value, memo) if key in otherwise else _part(section, key, value, memo)
        for key, value in given.items()
    }


def _part(section: type[Frozen], key: Any, given: Any, memo: Memo) -> Any:
    if key not in section.model_fields:
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
