"""Parts that many jails share, and that many scenarios made of one file do: laid out and validated once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import compress
from typing import Any, NamedTuple, get_type_hints

from pydantic import TypeAdapter, ValidationError

from sim.scenario.base import Frozen
from sim.scenario.files.tree import Node, pruned
from sim.scenario.schema import Charge, FieldOffice, Jail, Screening
from sim.scenario.staff import Team


class Place(NamedTuple):
    """What a part is: a key of a section, with a value of a kind; mappings and lists are told apart by identity."""

    section: type[Frozen]
    key: str
    kind: type[Any]
    value: Any


Memo = dict[Place, Any]


@dataclass(frozen=True)
class Shared:
    """What has been made of the nodes of a tree that does not change, to be found again.

    All is known by the identity of what it was made of, so only of what lives as long as the tree: nodes without what
    is removed below, values without places, and parts that were validated, these by their key too.
    """

    pruned: dict[int, Node] = field(default_factory=dict)
    plain: dict[int, Any] = field(default_factory=dict)
    valid: Memo = field(default_factory=dict)

    @classmethod
    def of(cls, tree: Node) -> Shared:
        """Make what can be made of all nodes of a tree."""
        shared = cls()
        for node in tree.children().values():
            pruned(node, shared.pruned).plain(shared.plain)
        return shared

    def copy(self) -> Shared:
        """The same, to which more may be added for a while."""
        return Shared(self.pruned.copy(), self.plain.copy(), self.valid.copy())

    def learn(self, other: Shared) -> None:
        """Take over what another has validated of what lives as long as the tree."""
        lasting = set(map(id, self.plain.values()))
        lasts = (place.kind not in (dict, list) or place.value in lasting for place in other.valid)
        self.valid.update(compress(other.valid.items(), lasts))


_SECTIONS: dict[str, type[Frozen]] = {"charges": Charge, "jails": Jail, "field_offices": FieldOffice}


def validated_once(content: dict[str, Any], memo: Memo) -> dict[str, Any]:
    """Give the content of a scenario with the parts of its sections validated, each object once, whoever shares it.

    Parts that are wrong stay as they are, to be told with all else. Mappings and lists that are the same object are the
    same part; what was validated is found in the memo, and added to it.
    """
    whole = {}
    for name, section in _SECTIONS.items():
        if isinstance(given := content.get(name), dict):
            whole[name] = {key: _section(section, part, memo) for key, part in given.items()}
    return {**content, **whole}


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
    place = Place(section, key, type(given), id(given) if isinstance(given, dict | list | Frozen) else given)
    if place not in memo:
        try:
            memo[place] = _adapter(section, key).validate_python(given)
        except ValidationError:
            memo[place] = given
    return memo[place]


@cache
def _adapter(section: type[Frozen], key: str) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(section, include_extras=True)[key])
