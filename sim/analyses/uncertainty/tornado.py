"""A tornado: how far one unknown input at a time moves a count, the others at their values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.output.charts.canvas import (
    GREY,
    INK,
    SCENARIO_COLOURS,
    Look,
    drawn,
    page,
    text_width,
    whole_numbers,
    wrapped,
)
from sim.output.names import MOST_INPUTS, Subject, input_names, write_key
from sim.output.numbers import count, quoted, signed

__all__ = ["tornado", "tornado_numbers"]

_ENDS = {"low": SCENARIO_COLOURS[0], "high": SCENARIO_COLOURS[4]}
_NAMES, _ROW, _BAR, _AXIS, _HEAD, _SPACE = 2.6, 0.4, 0.14, 0.5, 0.42, 0.25
_SIZE, _SMALL = 9.0, 8.0


def tornado_numbers(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``tornado.csv`` for one count, the input that moves it most first; without those that change nothing.

    Returns
    -------
    pandas.DataFrame
        As given: a row an input and end, ``low`` above ``high``.
    """
    most = rows["change"].abs().groupby(rows["input"]).transform("max")
    kept = rows.assign(most=most)[most > 0]
    return kept.sort_values("most", ascending=False, kind="stable").drop(columns="most").reset_index(drop=True)


@dataclass(frozen=True)
class _Bar:
    """An end of an input's range, and how far it moves the count."""

    value: str
    change: float
    ci_low: float
    ci_high: float

    @property
    def reach(self) -> tuple[float, float]:
        """From where to where bar and interval lie."""
        ends = (self.change, self.ci_low, self.ci_high)
        return float(np.nanmin(ends)), float(np.nanmax(ends))


@dataclass(frozen=True)
class _Row:
    """An input: its name and its two ends."""

    name: str
    ends: dict[str, _Bar]

    @property
    def text(self) -> str:
        """The changes as printed."""
        low, high = sorted(bar.change for bar in self.ends.values())
        return f"{signed(low)} to {signed(high)}"


@drawn
def tornado(rows: pd.DataFrame, subject: Subject) -> Figure:
    """Draw the tornado of one count.

    Parameters
    ----------
    rows
        Rows of ``tornado.csv`` for it.
    subject
        What the picture is about.

    Raises
    ------
    ValueError
        If no input changes anything.
    """
    numbers = tornado_numbers(rows)
    if numbers.empty:
        raise ValueError(f"no input changes {subject.words}")
    names = input_names(list(dict.fromkeys(rows["input"])))
    lines = _rows(numbers, names)
    shown = lines[:MOST_INPUTS]
    at_value = float(numbers["at_value"].iloc[0])
    height = _ROW * len(shown)
    drawing = page(
        _title(subject, shown[0], at_value), _note(subject, lines, len(names)), subject.caption, _AXIS + height + _HEAD
    )
    key = [(colour, f"input at the {end} end of its range") for end, colour in _ENDS.items()]
    write_key(drawing, _NAMES, key)
    texts = [row.text for row in shown]
    room = max(text_width(text, _SMALL) for text in texts) + _SPACE
    for place, row in enumerate(shown):
        middle = _AXIS + height - (place + 0.5) * _ROW
        drawing.write((0, middle), wrapped(row.name, _NAMES - 0.15, _SIZE), Look(_SIZE))
        drawing.write((drawing.width, middle), texts[place], Look(_SMALL, GREY), across="right")
    axes = drawing.axes(_NAMES, _AXIS, drawing.width - _NAMES - room, height)
    _bars(axes, shown)
    axes.set_xlabel(f"change from {count(at_value)}", size=8, color=GREY)
    return drawing.figure


def _rows(numbers: pd.DataFrame, names: Mapping[str, str]) -> list[_Row]:
    rows = []
    for path, ends in numbers.groupby("input", sort=False):
        bars = {
            str(end): _Bar(str(value), float(change), float(low), float(high))
            for end, value, change, low, high in zip(
                ends["end"], ends["input_value"], ends["change"], ends["ci_low"], ends["ci_high"], strict=True
            )
        }
        rows.append(_Row(names[str(path)], bars))
    return rows


def _bars(axes: Axes, rows: list[_Row]) -> None:
    reached = [(0.0, *bar.reach) for row in rows for bar in row.ends.values()]
    low, high = float(np.min(reached)), float(np.max(reached))
    # Room beyond the longest bar for the input's value, which is printed there.
    room = 0.11 * (high - low)
    axes.set(xlim=(low - room, high + room), ylim=(len(rows), 0), yticks=[])
    whole_numbers(axes, ticks=7)
    axes.axvline(0, color=INK, linewidth=0.8)
    for place, row in enumerate(rows):
        for end, up in (("low", -1), ("high", 1)):
            bar = row.ends[end]
            at = place + 0.5 + up * _BAR / _ROW / 2
            axes.barh(at, bar.change, height=_BAR / _ROW, color=_ENDS[end])
            axes.plot([bar.ci_low, bar.ci_high], [at, at], color=INK, linewidth=0.9)
            axes.annotate(
                bar.value,
                (bar.reach[0 if bar.change < 0 else 1], at),
                xytext=(-3 if bar.change < 0 else 3, 0),
                textcoords="offset points",
                ha="right" if bar.change < 0 else "left",
                va="center_baseline",
                size=7,
                color=GREY,
            )


def _title(subject: Subject, first: _Row, at_value: float) -> str:
    low, high = (count(at_value + bar.change) for bar in first.ends.values())
    values = " to ".join(bar.value for bar in first.ends.values())
    return f"{subject.words}: from {low} to {high} as only {quoted(first.name)} goes from {values}"


def _note(subject: Subject, rows: list[_Row], inputs: int) -> str:
    parts = [
        subject.scenario,
        "one input at a time, the others at their values",
        "numbers at bars are the input's value",
    ]
    parts.append("black lines are paired 95 % intervals over replications")
    if len(rows) > MOST_INPUTS:
        most = max(abs(bar.change) for bar in rows[MOST_INPUTS].ends.values())
        parts.append(f"{len(rows) - MOST_INPUTS} more inputs move it by at most {count(most)}")
    if inputs > len(rows):
        parts.append(f"{inputs - len(rows)} change nothing")
    return "; ".join(parts)
