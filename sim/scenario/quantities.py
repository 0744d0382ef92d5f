"""Numbers of a scenario that may carry their plausible range.

Anywhere a number stands, a scenario may say ``{value: 0.4, low: 0.3, high: 0.5, source: "Annual report, p. 12"}``
instead of ``0.4``, with or without the range. The result is still a number: it computes as its value and remembers the
rest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    SerializationInfo,
    Tag,
    create_model,
    model_validator,
)
from pydantic_core import CoreSchema, InitErrorDetails

from sim.scenario.base import Frozen, fault, problem
from sim.scenario.stated import EVIDENCE, Stated, is_told

_RANGE = ("low", "high")


class _Ranged:
    """What `Number` and `WholeNumber` share: what a scenario says beside the value."""

    low: float | None = None
    high: float | None = None
    source: str | None = None
    why: str | None = None

    @property
    def beside(self) -> dict[str, Any]:
        """What the scenario says beside the value, by key: nothing else is kept of a number."""
        return vars(self)


class Number(_Ranged, float):
    """A real number, with its plausible range, its source and why, where the scenario gives these (else None)."""


class WholeNumber(_Ranged, int):
    """A whole number, with its plausible range, its source and why, where the scenario gives these (else None)."""


N = TypeVar("N", Number, WholeNumber)


class _Long(Stated):
    """The long form of a number: its value, its plausible range, and where these come from."""

    model_config = ConfigDict(
        json_schema_extra={
            "dependentRequired": {"low": ["high"], "high": ["low"]},
            "anyOf": [{"required": [key]} for key in ("low", *EVIDENCE)],
        }
    )

    value: float
    low: float | None = None
    high: float | None = None

    @classmethod
    def _cross_checks(cls, given: Mapping[str, Any]) -> Iterable[InitErrorDetails]:
        said = {key for key, value in given.items() if value is not None}
        if said.isdisjoint(EVIDENCE) or not said.isdisjoint(_RANGE):
            yield from (problem(f"{key!r} is missing, and must be given", ()) for key in _RANGE if key not in said)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low is not None and self.high is not None and not self.low <= self.value <= self.high:
            raise fault(f"low, value and high must rise, but are {self.low:g}, {self.value:g}, {self.high:g}")
        return self


def is_long_number(given: Mapping[Any, Any]) -> bool:
    """Whether a mapping in a file is a number with what is said beside it, right or wrong."""
    return "value" in given and given.keys() <= {"value", *_RANGE, *EVIDENCE}


def _number(kind: type[N], given: Any) -> N:
    """Take a plain number or a validated long form."""
    if not isinstance(given, _Long):
        return kind(given)
    number = kind(given.value)
    number.beside.update((key, said) for key in (*_RANGE, *EVIDENCE) if (said := getattr(given, key)) is not None)
    return number


def _form(given: Any) -> str:
    is_long = isinstance(given, Mapping | _Long) or (isinstance(given, _Ranged) and given.beside)
    return "<long>" if is_long else "<number>"


def _as_long(given: Any) -> Any:
    return {"value": given, **given.beside} if isinstance(given, _Ranged) else given


def _file_form(kind: type[int | float]) -> Callable[[Any, SerializationInfo], Any]:
    def serialise(number: Any, info: SerializationInfo) -> Any:
        if not number.beside:
            return kind(number)
        kept = number.beside.keys() if is_told(info) else number.beside.keys() - EVIDENCE
        said = {key: kind(end) if key in _RANGE else end for key, end in number.beside.items() if key in kept}
        return {"value": kind(number), **said} if said else kind(number)

    return serialise


@dataclass(frozen=True)
class Bounds:
    """The values that a number, and both ends of its range, may take: limits included."""

    minimum: float = -math.inf
    maximum: float = math.inf

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        base: Any = int if issubclass(source, int) else float
        plain: Any
        long: Any
        plain, long = _forms(base, self)
        union = Annotated[
            Annotated[plain, Tag("<number>")] | Annotated[long, BeforeValidator(_as_long), Tag("<long>")],
            Discriminator(_form),
            AfterValidator(partial(_number, source)),
            PlainSerializer(_file_form(base)),
        ]
        return handler.generate_schema(union)


@cache
def _forms(base: Any, bounds: Bounds) -> tuple[Any, Any]:
    """Give the types of a plain number and of its long form, within the bounds."""
    limits: dict[str, Any] = {} if base is int else {"allow_inf_nan": False}
    if math.isfinite(bounds.minimum):
        limits["ge"] = base(bounds.minimum)
    if math.isfinite(bounds.maximum):
        limits["le"] = base(bounds.maximum)
    plain = Annotated[base, Field(strict=True, **limits)]
    end = (plain | None, None)
    return plain, create_model("Range", __base__=_Long, value=(plain, ...), low=end, high=end)


LEAST, MOST = 1e-6, 1e6
"""Bounds of quantities that have none by nature: far beyond any use, and safe to add up and multiply."""

NOTHING: Any = 0
"""A default as a file would give it, which is validated as what a file gives, and which JSON can say."""

Share = Annotated[Number, Bounds(minimum=0, maximum=1)]
PositiveShare = Annotated[Number, Bounds(minimum=LEAST, maximum=1)]
Duration = Annotated[Number, Bounds(minimum=0, maximum=MOST)]
Positive = Annotated[Number, Bounds(minimum=LEAST, maximum=MOST)]
Rate = Annotated[Number, Bounds(minimum=0, maximum=1e9)]
NoLess = Annotated[Number, Bounds(minimum=1, maximum=MOST)]
"""A factor that never makes less of a thing."""

Spread = Annotated[Number, Bounds(minimum=0, maximum=10)]
"""A standard deviation about a mean of 1."""

Weight = Annotated[Number, Bounds(minimum=0, maximum=MOST)]
WholeCount = Annotated[WholeNumber, Bounds(minimum=0, maximum=MOST)]
AtLeastOne = Annotated[WholeNumber, Bounds(minimum=1, maximum=MOST)]


def plain_number(given: Any) -> float | None:
    """The number that a file gives, of a range its value; None if it gives none."""
    if isinstance(given, Mapping):
        given = given.get("value")
    return given if isinstance(given, int | float) and not isinstance(given, bool) else None


def numbers_in(value: Any, steps: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Number | WholeNumber]]:
    """List the numbers below a value, each with the names that lead there."""
    if isinstance(value, Number | WholeNumber):
        yield steps, value
    for name, each in _below(value):
        yield from numbers_in(each, (*steps, str(name)))


def stated_in(value: Any) -> Iterator[Number | WholeNumber | Stated]:
    """List what says its source, or why it is so: a value and what is below it."""
    if isinstance(value, Number | WholeNumber | Stated) and (value.source or value.why):
        yield value
    for _, each in _below(value):
        yield from stated_in(each)


def _below(value: Any) -> Iterable[tuple[Any, Any]]:
    """What is right below a value, by name or place."""
    if isinstance(value, Frozen):
        return ((name, getattr(value, name)) for name in type(value).model_fields)
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, tuple) else ()
