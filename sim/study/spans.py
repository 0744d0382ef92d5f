"""An input and the range over which a study may move it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.scenario.base import number_meant
from sim.scenario.files.settings import Setting


@dataclass(frozen=True)
class Span:
    """A path of a scenario and the two ends between which its value may lie."""

    path: str
    low: float
    high: float
    given_by: str = field(default="--range", kw_only=True, compare=False)

    @classmethod
    def parse(cls, text: str, given_by: str = "--range") -> Span:
        """Read ``PATH=LOW:HIGH``, given by an option of the command line, or a key of a file.

        Raises
        ------
        ValueError
            If it is not of that form, or upside down.
        """
        path, equals, span = text.partition("=")
        try:
            low, high = (float(end) for end in span.split(":"))
        except ValueError:
            equals, low, high = "", math.nan, math.nan
        if not equals or not path.strip():
            raise ValueError(f"{given_by} {text}: must be PATH=LOW:HIGH, such as {_meant(path, span)}")
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            raise ValueError(f"{given_by} {text}: LOW must be less than HIGH, but is {low:g} against {high:g}")
        return cls(path.strip(), low, high, given_by=given_by)

    def setting(self, value: object) -> Setting:
        """What gives the input a value, as ``PATH=VALUE``."""
        text = f"{self.path}={value!r}"
        return Setting(text, f"{self.given_by} {text}")

    def at(self, place: float) -> float:
        """The value at a place from 0, low, to 1, high, in six digits, so that a file holds just what was run."""
        value = float(f"{self.low + (self.high - self.low) * place:.6g}")
        return min(max(value, self.low), self.high)


def _meant(path: str, span: str) -> str:
    """What was probably meant by a span that is none, or what one may be."""
    ends = span.split(":") if ":" in span else re.split(r"\s*(?:\.\.|[,;\s]|(?<=[\d%])-)\s*", span)
    numbers = [number_meant(end) for end in ends]
    if len(numbers) == 2 and all(numbers):
        return f"{path}={':'.join(map(str, numbers))}"
    return "jails.*.on_record=0.4:0.8"


def spans_of(ends: Mapping[str, tuple[float, float]], option: str) -> tuple[Span, ...]:
    """Give the spans of inputs by path, told as an option of the command line is.

    Raises
    ------
    ValueError
        If one has not two ends, or is upside down.
    """
    return tuple(
        Span.parse(f"{path}={':'.join(repr(float(end)) for end in both)}", option) for path, both in ends.items()
    )
