"""Paired differences between scenarios, measure by measure, with their intervals."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

from sim.analyses.comparison.results import ResultTables
from sim.model.outcomes import HEADLINES, LOST, MEASURES, Outcome
from sim.output.charts.canvas import (
    GREY,
    GRID,
    INK,
    SCENARIO_COLOURS,
    Look,
    Page,
    text_width,
    whole_numbers,
    wrapped,
)
from sim.output.charts.picture import Picture
from sim.output.numbers import begun, changed, count, has_interval, interval, listed, quoted, readable
from sim.study.intervals import Estimate

__all__ = ["FOREST", "differences"]

FOREST: tuple[tuple[str, ...], ...] = (
    HEADLINES,
    tuple(measure for measure in MEASURES if measure.startswith("flagged_by_")),
    (Outcome.TRANSFERRED.value, "lost_known", "lost_unknown"),
    tuple(outcome.value for outcome in LOST),
)
"""The measures in the order in which they are drawn, in groups."""

_NAMES, _SPACE = 1.9, 0.25
_LINE, _BETWEEN, _APART = 0.2, 0.1, 0.14
_AXIS, _KEY = 0.5, 0.22
_SIZE, _SMALL = 8.5, 8.0


@dataclass(frozen=True)
class _Line:
    """A measure of one other scenario.

    Parameters
    ----------
    difference
        From the base.
    means
        Of both, as printed.
    colour
        Of the other scenario.
    below
        Inches from the top to the middle of the line.
    """

    difference: Estimate
    means: str
    colour: str
    below: float

    @property
    def text(self) -> str:
        return interval(self.difference, difference=True)


@dataclass(frozen=True)
class _Layout:
    """Where things stand, in inches from the top."""

    names: dict[str, float]
    rules: list[float]
    lines: list[_Line]
    height: float

    @classmethod
    def of(cls, tables: ResultTables) -> _Layout:
        names, rules, lines, top = {}, [], [], 0.0
        for place, group in enumerate(FOREST):
            if place:
                rules.append(top + _APART / 2)
                top += _APART
            for measure in group:
                names[measure] = top + (_BETWEEN + _LINE * len(tables.others)) / 2
                for nth, other in enumerate(tables.others):
                    lines.append(_line(tables, other, measure, top + _BETWEEN / 2 + (nth + 0.5) * _LINE))
                top += _BETWEEN + _LINE * len(tables.others)
        return cls(names, rules, lines, top)

    def limits(self) -> tuple[float, float]:
        """Give the range of the axis, with 0 in it."""
        ends = [0.0]
        for each in (line.difference for line in self.lines):
            ends += [each.ci_low, each.ci_high] if has_interval(each) else [each.mean]
        room = (max(ends) - min(ends)) * 0.05 or 1.0
        return min(ends) - room, max(ends) + room


def _line(tables: ResultTables, other: str, measure: str, below: float) -> _Line:
    means = " → ".join(count(tables.estimate(label, measure).mean) for label in (tables.base, other))
    return _Line(tables.difference(other, measure), means, _colour(tables, other), below)


def differences(tables: ResultTables) -> Picture | None:
    """How the main measures of each other scenario differ from the base, with 95 % intervals."""
    if not tables.others:
        return None
    layout = _Layout.of(tables)
    key = _key(tables) if len(tables.others) > 1 else []
    intervals = "lines are 95 % intervals, hollow where they hold 0" if tables.replications > 1 else ""
    note = tables.note(f"differences are from {quoted(tables.names[tables.base])}, booking by booking", intervals)

    def draw(drawing: Page) -> None:
        for measure, below in layout.names.items():
            drawing.write((0, _AXIS + layout.height - below), readable(measure), Look(_SIZE))
        end = drawing.width
        columns = {
            "difference": ([line.text for line in layout.lines], INK),
            "means": ([line.means for line in layout.lines], GREY),
        }
        for head, (texts, colour) in columns.items():
            drawing.write((end, _AXIS + layout.height + 0.05), head, Look(_SMALL, GREY), across="right", along="bottom")
            for line, text in zip(layout.lines, texts, strict=True):
                drawing.write((end, _AXIS + layout.height - line.below), text, Look(_SMALL, colour), across="right")
            end -= max(text_width(text, _SMALL) for text in (head, *texts)) + _SPACE
        _forest(drawing.axes(_NAMES, _AXIS, end - _NAMES, layout.height), layout)
        for place, (colour, text) in enumerate(key):
            middle = drawing.height - 0.1 - place * _KEY
            if colour:
                drawing.swatch(_NAMES, middle, colour)
            drawing.write((_NAMES + 0.33, middle), text, Look(_SIZE, weight="bold"))

    return Picture(
        "differences",
        _title(tables),
        note,
        "Paired differences of the counts with their intervals. Numbers: table of all measures.",
        len(key) * _KEY + 0.3 + layout.height + _AXIS,
        draw,
    )


def _forest(axes: Axes, layout: _Layout) -> None:
    axes.set(xlim=layout.limits(), ylim=(layout.height, 0), yticks=[])
    whole_numbers(axes, ticks=7)
    axes.set_xlabel("difference in people", size=8, color=GREY)
    axes.axvline(0, color=INK, linewidth=0.8)
    for below in layout.rules:
        axes.axhline(below, color=GRID, linewidth=0.8)
    for line in layout.lines:
        each, at = line.difference, line.below
        if has_interval(each):
            axes.plot([each.ci_low, each.ci_high], [at, at], color=line.colour, linewidth=2, solid_capstyle="butt")
        sure = not has_interval(each) or each.ci_low > 0 or each.ci_high < 0
        dot = axes.plot(each.mean, at, "o", color=line.colour, markersize=4.5, zorder=3)[0]
        dot.set_markerfacecolor(line.colour if sure else "white")


def _colour(tables: ResultTables, other: str) -> str:
    return SCENARIO_COLOURS[tables.labels.index(other) % len(SCENARIO_COLOURS)]


def _key(tables: ResultTables) -> list[tuple[str, str]]:
    """Lay out the key: a colour and a text each; further lines of a long name have no colour."""
    return [
        (_colour(tables, other) if place == 0 else "", text)
        for other in tables.others
        for place, text in enumerate(wrapped(begun(tables.names[other]), 6.5, _SIZE, "bold"))
    ]


def _title(tables: ResultTables) -> str:
    if len(tables.others) == 1:
        other = tables.others[0]
        parts = [
            changed(tables.difference(other, Outcome.TRANSFERRED), "transferred"),
            changed(tables.difference(other, "lost_known"), "lost but known to ICE"),
            changed(tables.difference(other, "lost_unknown"), "lost without a trace"),
        ]
        return f"{begun(tables.names[other])}: {listed(parts)}"
    lost = HEADLINES[-1]
    means = {other: tables.difference(other, lost).mean for other in tables.others}
    most = max(means, key=lambda other: abs(means[other]))
    change = changed(tables.difference(most, lost), readable(lost).lower())
    base = quoted(tables.names[tables.base])
    return f"The largest change is under {quoted(tables.names[most])}: {change} than under {base}"
