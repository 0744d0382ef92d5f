"""How counts of a search for a staffing are written."""

from __future__ import annotations

from sim.output.numbers import true_minus


def rounded(value: float) -> str:
    """A count: whole from ten on, with one decimal below unless it is whole."""
    small = abs(value) < 9.95 and abs(value - round(value)) >= 0.05
    text = f"{value:,.1f}" if small else f"{round(value) + 0.0:,.0f}"
    return true_minus(text)


def signed_rounded(value: float) -> str:
    """A difference, with its sign."""
    text = rounded(value)
    return f"+{text}" if value > 0 and text != "0" else text
