"""What tables on screen share: how they look, and how numbers stand in them."""

from __future__ import annotations

import math

from rich import box
from rich.table import Table

__all__ = ["number", "plain_table", "span"]


def plain_table(title: str | None) -> Table:
    """A table without a frame, its title on the left; columns are to be added."""
    return Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, show_edge=False)


def number(value: float, *, sign: str = "") -> str:
    """A count or mean in few digits, a dash where there is none; with ``sign="+"`` its sign is always told."""
    if math.isnan(value):
        return "-"
    return f"{value:{sign},.0f}" if abs(value) >= 99.95 else f"{value:{sign if value else ''},.1f}"


def span(low: float, high: float, *, sign: str = "") -> str:
    """From one number to another."""
    return f"{number(low, sign=sign)} to {number(high, sign=sign)}"
