"""The three headline counts of each scenario, side by side."""

from __future__ import annotations

from functools import partial

from matplotlib.axes import Axes

from sim.analyses.comparison.results import ResultTables
from sim.model.outcomes import HEADLINES, meaning_of
from sim.output.charts.canvas import MARGIN, WIDTH, Look, Page, line_height, whole_numbers, wrapped
from sim.output.charts.colours import GREY, INK
from sim.output.charts.picture import Picture
from sim.output.lost import lost_in_short
from sim.output.names import begun, listed, quoted, readable
from sim.output.numbers import changed, count, interval, signed

__all__ = ["headline_counts"]

_NAMES, _GAP = 1.9, 0.3
_PANEL = (WIDTH - 2 * MARGIN - _NAMES - 2 * _GAP) / len(HEADLINES)
_NAME_SIZE, _TEXT_SIZE, _SMALL = 9.5, 9.0, 8.0
_BAR = 0.24
_HEAD, _FOOT = 0.85, 0.45

_FLAGGED, _, _LOST = HEADLINES


def headline_counts(tables: ResultTables) -> Picture:
    """Draw the headline counts, a panel a count and a bar a scenario, with intervals and paired differences."""
    names = {label: wrapped(begun(name), _NAMES - 0.2, _NAME_SIZE, "bold") for label, name in tables.names.items()}
    parts = {label: wrapped(lost_in_short(partial(tables.mean, label)), _PANEL, _SMALL) for label in tables.labels}
    lines = 2 if tables.others else 1
    row = max(
        _BAR + lines * line_height(_TEXT_SIZE) + max(map(len, parts.values())) * line_height(_SMALL) + 0.26,
        *(len(name) * line_height(_NAME_SIZE) + 0.2 for name in names.values()),
    )
    rows = row * len(tables.labels)
    intervals = "black lines are 95 % intervals" if tables.replications > 1 else ""
    paired = f"in grey, the difference from {quoted(tables.names[tables.base])}, booking by booking"

    def draw(drawing: Page) -> None:
        for place, name in enumerate(names.values()):
            top = _FOOT + rows - place * row
            drawing.write((0, top - 0.05), name, Look(_NAME_SIZE, weight="bold"), along="top")
        highest = max(_reach(tables, label, measure) for label in tables.labels for measure in HEADLINES)
        for place, measure in enumerate(HEADLINES):
            left = _NAMES + place * (_PANEL + _GAP)
            axes = drawing.axes(left, _FOOT, _PANEL, rows)
            axes.set(xlim=(0, highest or 1), ylim=(0, rows), yticks=[], label=measure)
            whole_numbers(axes, ticks=4, unit=tables.people)
            _head(drawing, left, _FOOT + rows, _PANEL, measure)
            for position, label in enumerate(tables.labels):
                top = _bar(axes, tables, label, measure, rows - position * row)
                if measure == _LOST:
                    _text(axes, top, "\n".join(parts[label]), Look(_SMALL, GREY))

    return Picture(
        name="headline_counts",
        title=_title(tables),
        note=tables.note(intervals, paired if tables.others else ""),
        alt=(
            "Bars: people flagged, fingerprint-matched and released before pickup, a bar a scenario. "
            "Numbers: table below."
        ),
        height=_HEAD + rows + _FOOT,
        draw=draw,
    )


def _head(drawing: Page, left: float, bottom: float, width: float, measure: str) -> None:
    drawing.write((left, bottom + _HEAD), readable(measure), Look(11, weight="bold"), along="top")
    lines = wrapped(begun(meaning_of(measure)), width, 8)
    drawing.write((left, bottom + _HEAD - line_height(11) - 0.05), lines, Look(8, GREY), along="top")


def _bar(axes: Axes, tables: ResultTables, label: str, measure: str, top: float) -> float:
    """Draw the bar of a scenario with its numbers below it, and give the height to which they reach."""
    estimate = tables.estimate(label, measure)
    axes.barh(top - _BAR / 2, estimate.mean, height=_BAR, color=tables.colour(label))
    if estimate.has_interval:
        half = estimate.half_width
        axes.errorbar(estimate.mean, top - _BAR / 2, xerr=half, color=INK, linewidth=1.2, capsize=3, zorder=3)
    below = top - _BAR - 0.05
    _text(axes, below, interval(estimate), Look(_TEXT_SIZE, INK, "bold"))
    below -= line_height(_TEXT_SIZE)
    if label in tables.others:
        _text(axes, below, interval(tables.difference(label, measure), signed), Look(_TEXT_SIZE, GREY))
        below -= line_height(_TEXT_SIZE)
    return below


def _text(axes: Axes, top: float, text: str, look: Look) -> None:
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    axes.text(0, top, text, size=look.size, weight=look.weight, color=look.colour, va="top", bbox=paper)


def _reach(tables: ResultTables, label: str, measure: str) -> float:
    estimate = tables.estimate(label, measure)
    return 1.04 * (estimate.ci_high if estimate.has_interval else estimate.mean)


def _title(tables: ResultTables) -> str:
    names = tables.names
    if len(tables.others) == 1:
        other = tables.others[0]
        changes = [changed(tables.difference(other, each), readable(each).lower()) for each in (_FLAGGED, _LOST)]
        return f"{begun(names[other])} compared with {quoted(names[tables.base])}: {listed(changes)}"
    lost = {label: tables.mean(label, _LOST) for label in tables.labels}
    if len(tables.labels) == 1:
        removable, flagged = (tables.mean(tables.base, each) for each in ("removable", _FLAGGED))
        return (
            f"Of {count(removable)} removable people, {count(flagged)} are flagged and {_released(lost[tables.base])}"
        )
    fewest, most = min(lost, key=lost.__getitem__), max(lost, key=lost.__getitem__)
    if count(lost[fewest]) == count(lost[most]):
        return f"{_released(lost[tables.base])} in every scenario"
    low, high = (f"{count(lost[each])} under {quoted(names[each])}" for each in (fewest, most))
    return f"{readable(_LOST)}: from {low} to {high}"


def _released(lost: float) -> str:
    return f"{count(lost)} {readable(_LOST).lower()}"
