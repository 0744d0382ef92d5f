"""Designs: where the points of a study lie. Full grids, Latin hypercubes, Sobol sequences."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import overload

import numpy as np

from sim.scenario.base import member_named
from sim.scenario.files.settings import Setting
from sim.study.spans import Span

MOST_POINTS = 1_000_000
"""A grid of more is run only if it is asked for twice."""


class Design(StrEnum):
    """How points are placed over ranges."""

    LHS = "lhs"
    SOBOL = "sobol"

    @classmethod
    def named(cls, name: str) -> Design:
        """The design of that name.

        Raises
        ------
        ValueError
            With the nearest right name where there is none.
        """
        return member_named(cls, "design", name)


@dataclass(frozen=True)
class Vary:
    """An input and the values it takes, as they were typed: they are labels as well as values."""

    path: str
    choices: tuple[str, ...]
    given_by: str = field(default="--vary", kw_only=True, compare=False)

    def __post_init__(self) -> None:
        if not self.choices or not all(self.choices):
            raise ValueError(f"{self.given_by} {self.path}: a value is empty; for nothing write null")
        if repeated := [value for value, times in Counter(self.choices).items() if times > 1]:
            raise ValueError(f"{self.given_by} {self.path}: {', '.join(sorted(repeated))} is given twice")

    @classmethod
    def parse(cls, text: str, given_by: str = "--vary") -> Vary:
        """Read ``PATH=V1,V2,…`` or ``PATH=LOW:HIGH:STEP``; values are YAML, such as ``null`` or ``{gamma: {…}}``.

        What it is given by is an option of the command line, or a key of a file.

        Raises
        ------
        ValueError
            If it is not of that form.
        """
        path, equals, values = text.partition("=")
        if not equals or not path.strip() or not values.strip():
            raise ValueError(f"{given_by} {text}: must be PATH=V1,V2,... or PATH=LOW:HIGH:STEP")
        stepped = _stepped(f"{given_by} {text}", values)
        chosen = stepped if stepped is not None else tuple(part.strip() for part in _split(values))
        return cls(path.strip(), chosen, given_by=given_by)


def _stepped(text: str, values: str) -> tuple[str, ...] | None:
    """The values of ``LOW:HIGH:STEP``, exact in decimals so that no step too many or too few is made."""
    parts = values.split(":")
    if len(parts) != 3:
        return None
    try:
        low, high, step = (Decimal(part.strip()) for part in parts)
    except InvalidOperation:
        return None
    if not all(number.is_finite() for number in (low, high, step)) or step == 0 or (high - low) / step < 0:
        raise ValueError(f"{text}: the step must be a number that leads from {low} to {high}")
    count = int((high - low) / step) + 1
    if count > MOST_POINTS:
        raise ValueError(f"{text}: has {count:,} values; at most {MOST_POINTS:,} are allowed")
    return tuple(str(low + number * step) for number in range(count))


def _split(values: str) -> Iterator[str]:
    """Split at commas that stand outside of brackets and quotes."""
    depth, quote, part = 0, "", ""
    for character in values:
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "[{(":
            depth += 1
        elif character in "]})":
            depth -= 1
        elif character == "," and depth == 0:
            yield part
            part = ""
            continue
        part += character
    yield part


@dataclass(frozen=True)
class Point:
    """One design point: its number and the value of each varied input, as text."""

    number: int
    inputs: dict[str, str]
    given_by: str = field(default="--vary", compare=False)

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The inputs as ``PATH=VALUE``."""
        texts = (f"{path}={value}" for path, value in self.inputs.items())
        return tuple(Setting(text, f"{self.given_by} {text}") for text in texts)

    def __str__(self) -> str:
        return ", ".join(self.settings) or "as it is"


def grid_size(varied: Sequence[Vary]) -> int:
    """How many points the full grid has."""
    return math.prod(len(vary.choices) for vary in varied)


@dataclass(frozen=True)
class Grid(Sequence[Point]):
    """Every combination of the values of the varied inputs; the last input varies fastest.

    A point is made when it is asked for, so that a grid of a million takes no more memory than one of ten.

    Raises
    ------
    ValueError
        If a path is given twice.
    """

    varied: tuple[Vary, ...]

    def __post_init__(self) -> None:
        if len({vary.path for vary in self.varied}) < len(self.varied):
            raise ValueError("--vary: each path may be given once")

    def __len__(self) -> int:
        return grid_size(self.varied)

    @overload
    def __getitem__(self, number: int) -> Point: ...

    @overload
    def __getitem__(self, number: slice) -> list[Point]: ...

    def __getitem__(self, number: int | slice) -> Point | list[Point]:
        if isinstance(number, slice):
            return [self[each] for each in range(len(self))[number]]
        place = range(len(self))[number]
        chosen = np.unravel_index(place, [len(vary.choices) for vary in self.varied])
        inputs = {vary.path: vary.choices[each] for vary, each in zip(self.varied, chosen, strict=True)}
        return Point(place, inputs, self.varied[0].given_by)


def sampled(spans: Sequence[Span], design: Design, samples: int, seed: int) -> list[Point]:
    """Points of a Latin hypercube or of a scrambled Sobol sequence (`scipy.stats.qmc`), values in six digits.

    Raises
    ------
    ValueError
        If a path is given twice.
    """
    from scipy.stats import qmc

    if len({span.path for span in spans}) < len(spans):
        raise ValueError("--range: each path may be given once")
    if design is Design.SOBOL and samples & (samples - 1):
        below = 1 << (samples.bit_length() - 1)
        raise ValueError(f"--samples {samples}: a Sobol design needs a power of two, such as {below} or {2 * below}")
    kind = qmc.LatinHypercube if design is Design.LHS else qmc.Sobol
    places = kind(d=len(spans), rng=np.random.default_rng(seed)).random(samples)
    rows = [{span.path: repr(span.at(float(at))) for span, at in zip(spans, row, strict=True)} for row in places]
    return [Point(number, inputs, spans[0].given_by) for number, inputs in enumerate(rows)]
