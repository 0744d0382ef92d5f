"""Which unknown input explains the spread of a count: Sobol indices, or rank correlations, as bars."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from sim.output.charts.canvas import (
    GREY,
    GRID,
    INK,
    SCENARIO_COLOURS,
    Look,
    drawn,
    page,
    text_width,
    wrapped,
)
from sim.output.names import MOST_INPUTS, Subject, input_names, write_key
from sim.output.numbers import listed, quoted

__all__ = ["index_numbers", "indices"]


@dataclass(frozen=True)
class _Kind:
    """How a kind of index is shown."""

    colour: str
    key: str


_KINDS = {
    "first": _Kind(SCENARIO_COLOURS[0], "alone (first-order Sobol index)"),
    "total": _Kind(SCENARIO_COLOURS[4], "with all it does together with others (total index)"),
    "rank": _Kind(SCENARIO_COLOURS[0], "Spearman rank correlation"),
}
_NAMES, _ROW, _BAR, _AXIS, _HEAD, _SPACE = 2.6, 0.4, 0.14, 0.5, 0.42, 0.25
_SIZE, _SMALL = 9.0, 8.0


def index_numbers(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``sensitivity.csv`` for one count, the input that matters most first; without what is missing.

    Inputs are ordered by the total index, or by the size of the rank correlation.
    """
    known = rows[rows["value"].notna()]
    leading = known[known["kind"] != "first"].set_index("input")["value"].abs()
    order = leading.sort_values(ascending=False, kind="stable").index
    place = known["input"].map({path: number for number, path in enumerate(order)})
    return known.assign(place=place).sort_values("place", kind="stable").drop(columns="place").reset_index(drop=True)


@drawn
def indices(rows: pd.DataFrame, subject: Subject) -> Figure:
    """Draw the indices of one count.

    Parameters
    ----------
    rows
        Rows of ``sensitivity.csv`` for it.
    subject
        What the picture is about.

    Raises
    ------
    ValueError
        If there is no index, as for a count that no input moves.
    """
    numbers = index_numbers(rows)
    if numbers.empty:
        raise ValueError(f"there are no indices of {subject.words}")
    names = input_names(list(dict.fromkeys(rows["input"])))
    order = list(dict.fromkeys(numbers["input"]))
    shown = numbers[numbers["input"].isin(order[:MOST_INPUTS])]
    kinds = list(dict.fromkeys(shown["kind"]))
    count = min(len(order), MOST_INPUTS)
    height = _ROW * count
    note = _note(subject, len(order) - count, kinds)
    drawing = page(_title(subject, numbers, names[order[0]]), note, subject.caption, _AXIS + height + _HEAD)
    write_key(drawing, _NAMES, [(_KINDS[kind].colour, _KINDS[kind].key) for kind in kinds])
    texts = [_text(shown[shown["input"] == path]) for path in order[:count]]
    room = max(text_width(text, _SMALL) for text in texts) + _SPACE
    for place, (path, text) in enumerate(zip(order, texts, strict=False)):
        middle = _AXIS + height - (place + 0.5) * _ROW
        drawing.write((0, middle), wrapped(names[path], _NAMES - 0.15, _SIZE), Look(_SIZE))
        drawing.write((drawing.width, middle), text, Look(_SMALL, GREY), across="right")
    axes = drawing.axes(_NAMES, _AXIS, drawing.width - _NAMES - room, height)
    _bars(axes, shown, kinds)
    return drawing.figure


def _bars(axes: Axes, shown: pd.DataFrame, kinds: list[str]) -> None:
    ranked = kinds == ["rank"]
    most = float(shown["ci_high"].max())
    axes.set(xlim=(-1, 1) if ranked else (min(0.0, float(shown["ci_low"].min())), max(1.0, most)), yticks=[])
    axes.set_ylim(shown["input"].nunique(), 0)
    axes.grid(visible=True, axis="x", color=GRID, linewidth=0.6)
    axes.axvline(0, color=INK, linewidth=0.8)
    if not ranked:
        axes.xaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    label = "rank correlation" if ranked else "share of the variance that the unknown inputs cause"
    axes.set_xlabel(label, size=8, color=GREY)
    thick = _BAR / _ROW
    for nth, kind in enumerate(kinds):
        of_kind = shown[shown["kind"] == kind]
        at = [place + 0.5 + (nth - (len(kinds) - 1) / 2) * thick for place in range(len(of_kind))]
        axes.barh(at, of_kind["value"].to_numpy(dtype=float), height=thick, color=_KINDS[kind].colour)
        for middle, low, high in zip(at, of_kind["ci_low"], of_kind["ci_high"], strict=True):
            axes.plot([low, high], [middle, middle], color=INK, linewidth=0.9)


def _text(rows: pd.DataFrame) -> str:
    """The indices as printed."""
    by_kind = rows.set_index("kind")["value"]
    if "rank" in by_kind:
        return f"{by_kind['rank']:+.2f}".replace("-", "\N{MINUS SIGN}")
    return listed([f"{max(0.0, float(by_kind[kind])):.0%}".replace("%", " %") for kind in ("first", "total")])


def _title(subject: Subject, numbers: pd.DataFrame, name: str) -> str:
    leading = numbers[numbers["kind"] != "first"].iloc[0]
    if leading["kind"] == "rank":
        return f"{subject.words}: {quoted(name)} goes with it most closely"
    share = f"{float(leading['value']):.0%}".replace("%", " %")
    return f"{subject.words}: {share} of what is unknown hangs on {quoted(name)}"


def _note(subject: Subject, more: int, kinds: list[str]) -> str:
    parts = [subject.scenario, "all inputs vary at once, each over its range"]
    parts.append("black lines are 95 % bootstrap intervals")
    if kinds != ["rank"]:
        parts.append("interactions make the total index longer than the first")
    if more:
        parts.append(f"{more} more inputs matter less")
    return "; ".join(parts)
