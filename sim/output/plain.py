"""How numbers stand in tables on screen."""

from __future__ import annotations

import math

__all__ = ["between", "in_words", "number", "percent", "signed", "span", "whole"]


def number(value: float, *, sign: str = "") -> str:
    """A count or mean in few digits, a dash where there is none; with ``sign="+"`` its sign is always told."""
    if math.isnan(value):
        return "-"
    return f"{value:{sign},.0f}" if abs(value) >= 99.95 else f"{value:{sign if value else ''},.1f}"


def signed(value: float) -> str:
    """A difference, with its sign."""
    return number(value, sign="+")


def whole(value: int) -> str:
    """A count that is no mean."""
    return f"{value:,}"


def percent(share: float) -> str:
    """A share in per cent, never below none; a dash where it is unknown."""
    return "-" if math.isnan(share) else f"{100 * max(share, 0.0):.0f} %"


def span(low: float, high: float, *, sign: str = "") -> str:
    """From one number to another."""
    return f"{number(low, sign=sign)} to {number(high, sign=sign)}"


def between(low: float, high: float) -> str:
    """An interval from one number to another; nothing where there is none."""
    return "" if math.isnan(low) else span(low, high)


def in_words(name: str) -> str:
    """A measure or an outcome in words."""
    return name.replace("_", " ")
