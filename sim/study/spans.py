"""An input and the range over which a study may move it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """A path of a scenario and the two ends between which its value may lie."""

    path: str
    low: float
    high: float

    @classmethod
    def parse(cls, text: str, option: str) -> Span:
        """Read ``PATH=LOW:HIGH``, given with an option of the command line.

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
            raise ValueError(f"{option} {text}: must be PATH=LOW:HIGH, such as jails.*.on_record=0.4:0.8")
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            raise ValueError(f"{option} {text}: LOW must be less than HIGH, but is {low:g} against {high:g}")
        return cls(path.strip(), low, high)

    def at(self, place: float) -> float:
        """The value at a place from 0, low, to 1, high, in six digits, so that a file holds just what was run."""
        value = float(f"{self.low + (self.high - self.low) * place:.6g}")
        return min(max(value, self.low), self.high)


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
