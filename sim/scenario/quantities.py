"""Numbers of a scenario that may carry their plausible range.

Anywhere a number stands, a scenario may say ``{value: 0.4, low: 0.3, high: 0.5}`` instead of ``0.4``. The result is
still a number: it computes as its value and remembers its range.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    Tag,
    create_model,
    model_validator,
)
from pydantic_core import CoreSchema

from sim.scenario.base import Frozen, fault


class _Ranged:
    """What `Number` and `WholeNumber` share: a plausible range beside the value."""

    low: float | None = None
    high: float | None = None


class Number(_Ranged, float):
    """A real number, with `low` and `high` where the scenario gives its plausible range (else None)."""


class WholeNumber(_Ranged, int):
    """A whole number, with `low` and `high` where the scenario gives its plausible range (else None)."""


N = TypeVar("N", Number, WholeNumber)


class _Range(Frozen):
    """The long form of a number: its value and its plausible range."""

    value: float
    low: float
    high: float

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise fault(f"low, value and high must rise, but are {self.low:g}, {self.value:g}, {self.high:g}")
        return self


def _number(kind: type[N], given: Any) -> N:
    """Take a plain number or a validated range."""
    number = kind(given.value if isinstance(given, _Range) else given)
    number.low = getattr(given, "low", None)
    number.high = getattr(given, "high", None)
    return number


def _form(given: Any) -> str:
    return "<range>" if isinstance(given, Mapping | _Range) or getattr(given, "low", None) is not None else "<number>"


def _as_range(given: Any) -> Any:
    return {"value": given, "low": given.low, "high": given.high} if isinstance(given, _Ranged) else given


def _file_form(kind: type[int | float]) -> Callable[[Any], Any]:
    def serialise(number: Any) -> Any:
        if number.low is None:
            return kind(number)
        return {"value": kind(number), "low": kind(number.low), "high": kind(number.high)}

    return serialise


@dataclass(frozen=True)
class Bounds:
    """The values that a number, and both ends of its range, may take: limits included."""

    minimum: float = -math.inf
    maximum: float = math.inf

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        base: Any = int if issubclass(source, int) else float
        plain: Any
        ranged: Any
        plain, ranged = _forms(base, self)
        union = Annotated[
            Annotated[plain, Tag("<number>")] | Annotated[ranged, BeforeValidator(_as_range), Tag("<range>")],
            Discriminator(_form),
            AfterValidator(partial(_number, source)),
            PlainSerializer(_file_form(base)),
        ]
        return handler.generate_schema(union)


@cache
def _forms(base: Any, bounds: Bounds) -> tuple[Any, Any]:
    """Give the types of a plain number and of a range within the bounds."""
    limits: dict[str, Any] = {} if base is int else {"allow_inf_nan": False}
    if math.isfinite(bounds.minimum):
        limits["ge"] = base(bounds.minimum)
    if math.isfinite(bounds.maximum):
        limits["le"] = base(bounds.maximum)
    plain = Annotated[base, Field(strict=True, **limits)]
    each = (plain, ...)
    return plain, create_model("Range", __base__=_Range, value=each, low=each, high=each)


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
        return
    below: Any = ()
    if isinstance(value, Frozen):
        below = ((name, getattr(value, name)) for name in type(value).model_fields)
    elif isinstance(value, dict):
        below = value.items()
    elif isinstance(value, tuple):
        below = enumerate(value)
    for name, each in below:
        yield from numbers_in(each, (*steps, str(name)))
