"""Paired differences between scenarios, measure by measure, with their intervals."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

from sim.analyses.comparison.results import ResultTables
from sim.model.outcomes import HEADLINES, LOST, LOST_PARTS, MEASURES, Outcome
from sim.output.charts.canvas import Look, Page, text_width, whole_numbers, wrapped
from sim.output.charts.colours import GREY, GRID, INK
from sim.output.charts.curves import reach
from sim.output.charts.picture import Picture
from sim.output.lost import LOST_NAMES
from sim.output.names import begun, listed, quoted, readable
from sim.output.numbers import CHANCE_ALONE, WITH_UNKNOWNS, Headline, changed, count, interval, signed

FOREST: tuple[tuple[str, ...], ...] = (
    HEADLINES,
    tuple(measure for measure in MEASURES if measure.startswith("flagged_by_")),
    (Outcome.TRANSFERRED.value, *LOST_PARTS),
    tuple(outcome.value for outcome in LOST),
)
"""The measures in the order in which they are drawn, in groups."""

_NAMES, _SPACE = 1.9, 0.25
_LINE, _BETWEEN, _APART = 0.2, 0.1, 0.14
_AXIS, _KEY = 0.5, 0.22
_SIZE, _SMALL = 8.5, 8.0


@dataclass(frozen=True)
class _Line:
    """A measure of one other scenario: its difference from the base, and how many inches it is from the top."""

    other: str
    measure: str
    difference: Headline
    below: float


@dataclass(frozen=True)
class _Layout:
    """Where the names of measures, the rules between their groups and the lines stand, in inches from the top."""

    names: dict[str, float]
    rules: list[float]
    lines: list[_Line]
    height: float

    @classmethod
    def of(cls, tables: ResultTables) -> _Layout:
        names, rules, lines, top = {}, [], [], 0.0
        row = _BETWEEN + _LINE * len(tables.others)
        for place, group in enumerate(FOREST):
            if place:
                rules.append(top + _APART / 2)
                top += _APART
            for measure in group:
                names[measure] = top + row / 2
                for nth, other in enumerate(tables.others):
                    below = top + _BETWEEN / 2 + (nth + 0.5) * _LINE
                    lines.append(_Line(other, measure, tables.change(other, measure), below))
                top += row
        return cls(names, rules, lines, top)


def differences(tables: ResultTables) -> Picture | None:
    """How the main measures of each other scenario differ from the base, with 95 % intervals."""
    if not tables.others:
        return None
    layout = _Layout.of(tables)
    key = _key(tables) if len(tables.others) > 1 else []

    def draw(drawing: Page) -> None:
        for measure, below in layout.names.items():
            drawing.write((0, _AXIS + layout.height - below), readable(measure), Look(_SIZE))
        width = _columns(drawing, tables, layout) - _NAMES
        _forest(drawing.axes(_NAMES, _AXIS, width, layout.height), tables, layout)
        for place, (colour, text) in enumerate(key):
            middle = drawing.height - 0.1 - place * _KEY
            if colour:
                drawing.swatch(_NAMES, middle, colour)
            drawing.write((_NAMES + 0.33, middle), text, Look(_SIZE, weight="bold"))

    intervals = "lines are 95 % intervals, hollow where they hold 0" if tables.replications > 1 else ""
    if len(tables.unknowns):
        intervals = f"thin lines, in brackets: 95 % intervals {WITH_UNKNOWNS}, hollow where they hold 0"
        intervals += f"; thick: {CHANCE_ALONE}" if tables.replications > 1 else ""
    return Picture(
        name="differences",
        title=_title(tables),
        note=tables.note(f"differences are from {quoted(tables.names[tables.base])}, booking by booking", intervals),
        alt="Paired differences of the counts with their intervals. Numbers: table of all measures.",
        height=len(key) * _KEY + 0.3 + layout.height + _AXIS,
        draw=draw,
    )


def _columns(drawing: Page, tables: ResultTables, layout: _Layout) -> float:
    """Write the numbers of each line, and say how many inches are left of them."""
    end = drawing.width
    means = [
        " → ".join(count(tables.mean(label, line.measure)) for label in (tables.base, line.other))
        for line in layout.lines
    ]
    texts = [interval(line.difference.leading, signed) for line in layout.lines]
    for head, column, colour in (("difference", texts, INK), ("means", means, GREY)):
        drawing.write((end, _AXIS + layout.height + 0.05), head, Look(_SMALL, GREY), across="right", along="bottom")
        for line, text in zip(layout.lines, column, strict=True):
            drawing.write((end, _AXIS + layout.height - line.below), text, Look(_SMALL, colour), across="right")
        end -= max(text_width(text, _SMALL) for text in (head, *column)) + _SPACE
    return end


def _forest(axes: Axes, tables: ResultTables, layout: _Layout) -> None:
    found = [line.difference.leading for line in layout.lines]
    ends = [end for each in found for end in ((each.ci_low, each.ci_high) if each.has_interval else (each.mean,))]
    axes.set(xlim=reach([0.0, *ends]), ylim=(layout.height, 0), yticks=[])
    whole_numbers(axes, ticks=7, unit=f"difference in {tables.people}")
    axes.axvline(0, color=INK, linewidth=0.8)
    for below in layout.rules:
        axes.axhline(below, color=GRID, linewidth=0.8)
    for line in layout.lines:
        each, at, colour = line.difference.leading, line.below, tables.colour(line.other)
        if each.has_interval:
            width = 1 if line.difference.is_wide else 2
            axes.plot([each.ci_low, each.ci_high], [at, at], color=colour, linewidth=width, solid_capstyle="butt")
        if line.difference.is_wide and line.difference.chance.has_interval:
            ends = [line.difference.chance.ci_low, line.difference.chance.ci_high]
            axes.plot(ends, [at, at], color=colour, linewidth=8, solid_capstyle="butt")
        sure = each.is_clear or not each.has_interval
        dot = axes.plot(each.mean, at, "o", color=colour, markersize=4.5, zorder=3)[0]
        dot.set_markerfacecolor(colour if sure else "white")


def _key(tables: ResultTables) -> list[tuple[str, str]]:
    """Lay out the key: a colour and a text each; further lines of a long name have no colour."""
    return [
        (tables.colour(other) if place == 0 else "", text)
        for other in tables.others
        for place, text in enumerate(wrapped(begun(tables.names[other]), 6.5, _SIZE, "bold"))
    ]


def _title(tables: ResultTables) -> str:
    if len(tables.others) == 1:
        other = tables.others[0]
        parts = [
            changed(tables.change(other, Outcome.TRANSFERRED).leading, "transferred"),
            *(changed(tables.change(other, part).leading, name) for part, name in LOST_NAMES.items()),
        ]
        return f"{begun(tables.names[other])}: {listed(parts)}{tables.per}"
    lost = HEADLINES[-1]
    means = {other: tables.difference(other, lost).mean for other in tables.others}
    most = max(means, key=lambda other: abs(means[other]))
    change = changed(tables.change(most, lost).leading, readable(lost).lower())
    base = quoted(tables.names[tables.base])
    return f"The largest change is under {quoted(tables.names[most])}: {change}{tables.per} than under {base}"
