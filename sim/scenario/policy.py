"""Policies that have dates: later periods of a jail or a field office, each naming only what changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Generic, TypeVar

import numpy as np
from pydantic import ConfigDict, Field, create_model
from pydantic_core import InitErrorDetails

from sim.scenario.arrays import Ints
from sim.scenario.base import Frozen, Location, problem
from sim.scenario.clock import Clock
from sim.scenario.seconds import NEVER, Seconds
from sim.scenario.staff import Date, as_date
from sim.scenario.stated import Stated

R = TypeVar("R", bound=Frozen)


class Change(Frozen):
    """What changes. A key that is left out stays as it was."""

    _fixed: ClassVar[tuple[str, ...]] = ()
    """Keys of the part that cannot change on a date."""

    @classmethod
    def _cross_checks(cls, given: Mapping[str, Any]) -> Iterable[InitErrorDetails]:
        if not set(given) - {"from", *cls._beside}:
            yield problem("names nothing that changes", ())

    @classmethod
    def _explained(cls, error: dict[str, Any]) -> InitErrorDetails:
        location: Location = error["loc"]
        if error["type"] == "extra_forbidden" and len(location) == 1 and location[0] in cls._fixed:
            allowed = ", ".join(name for name in cls._names() if name != "first")
            return problem(f"cannot change on a date (allowed: {allowed})", location)
        return super()._explained(error)

    @property
    def values(self) -> dict[str, Any]:
        """What it gives, by key."""
        named = self.model_fields_set - {"first", *self._beside}
        return {name: value for name in named if (value := getattr(self, name)) is not None}


class DatedChange(Change, Stated):
    """What changes on a day, from its midnight on, until the next period of the policy."""

    model_config = ConfigDict(serialize_by_alias=True)

    first: Date = Field(alias="from")


def change_of(
    rules: type[Frozen], base: type[Change], fixed: tuple[str, ...], parts: Mapping[str, Any] | None = None
) -> Any:
    """The model of a change of some rules: every key but those that are fixed, and none must be given.

    Where a part within them changes, by key, `parts` has the model of its change.
    """
    parts = parts or {}
    optional: dict[str, Any] = {}
    for name, field in rules.model_fields.items():
        if name in fixed:
            continue
        kind = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        optional[name] = (parts.get(name, kind) | None, None)
    change = create_model(f"{rules.__name__}Change", __base__=base, __module__=rules.__module__, **optional)
    change._fixed, change._renamed = fixed, rules._renamed  # noqa: SLF001 - class variables of the class just made
    return change


def policy_problems(given: Any) -> Iterable[InitErrorDetails]:
    """Check that the periods of a policy rise; `given` may be valid or not."""
    if not isinstance(given, list | tuple):
        return
    days = [as_date(_day(each)) for each in given]
    for place, (before, after) in enumerate(pairwise(days), start=1):
        if before and after and after <= before:
            what = "begins on the same day as" if before == after else "begins before"
            yield problem(f"{what} the period above it ({before}); periods must rise", ("policy", place, "from"))


def _day(change: Any) -> Any:
    if isinstance(change, DatedChange):
        return change.first
    return change.get("from") if isinstance(change, Mapping) else None


@dataclass(frozen=True)
class Phases(Generic[R]):
    """What holds when: rules, and the model second from which each holds, the first from ever on."""

    rules: tuple[R, ...]
    begins_at: Seconds

    def at(self, seconds: Seconds) -> Ints:
        """Which rules hold at each model second."""
        if len(self.rules) == 1:
            return np.zeros(len(seconds), dtype=np.int64)
        return (np.searchsorted(self.begins_at, seconds, side="right") - 1).astype(np.int64)


def phases_of(rules: R, policy: Iterable[Any], clock: Clock) -> Phases[R]:
    """Lay the periods of a policy over the rules that hold before."""
    found, begins_at = [rules], [-NEVER]
    for change in policy:
        values = change.values
        for name, part in values.items():
            if isinstance(part, Change):
                values[name] = getattr(found[-1], name).model_copy(update=part.values)
        found.append(found[-1].model_copy(update=values))
        begins_at.append(clock.midnight(change.first))
    return Phases(tuple(found), np.array(begins_at, dtype=np.int64))
