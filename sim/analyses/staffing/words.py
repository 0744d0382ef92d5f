"""How a search for a staffing prints its numbers, on screen, in its picture and on its page: whole from ten on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.output.numbers import true_minus

__all__ = ["post_in_words", "rounded", "signed_rounded", "target_in_words"]


def rounded(value: float) -> str:
    """A count: whole from ten on, with one decimal below unless it is whole."""
    small = abs(value) < 9.95 and abs(value - round(value)) >= 0.05
    text = f"{value:,.1f}" if small else f"{round(value) + 0.0:,.0f}"
    return true_minus(text)


def signed_rounded(value: float) -> str:
    """A difference, with its sign."""
    text = rounded(value)
    return f"+{text}" if value > 0 and text != "0" else text


def post_in_words(staffing: Mapping[str, Any]) -> str:
    """Which team is staffed, at which jail: of what ``run.json`` says of the search."""
    return f"{staffing['team']} at {staffing['jail']}"


def target_in_words(target: float) -> str:
    """The count that is to be kept."""
    return f"{target:,.4g}"
