"""The three headline counts of each scenario, side by side."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from matplotlib.axes import Axes

from sim.analyses.comparison.results import ResultTables
from sim.model.outcomes import HEADLINES, meaning_of
from sim.output.charts.canvas import MARGIN, WIDTH, Look, Page, line_height, whole_numbers, wrapped
from sim.output.charts.colours import GREY, INK
from sim.output.charts.picture import Picture
from sim.output.lost import lost_in_short
from sim.output.names import begun, listed, quoted, readable
from sim.output.numbers import CHANCE_ALONE, WITH_UNKNOWNS, Headline, changed, count, interval, signed

_NAMES, _GAP = 1.9, 0.3
_PANEL = (WIDTH - 2 * MARGIN - _NAMES - 2 * _GAP) / len(HEADLINES)
_NAME_SIZE, _TEXT_SIZE, _SMALL = 9.5, 9.0, 8.0
_BAR, _THICK = 0.24, 8.0
_HEAD, _FOOT = 0.85, 0.45

_FLAGGED, _, _LOST = HEADLINES


def headline_counts(tables: ResultTables) -> Picture:
    """Draw the headline counts, a panel a count and a bar a scenario, with intervals and paired differences."""
    names = {label: wrapped(begun(name), _NAMES - 0.2, _NAME_SIZE, "bold") for label, name in tables.names.items()}
    parts = {label: wrapped(lost_in_short(partial(tables.mean, label)), _PANEL, _SMALL) for label in tables.labels}
    lines = 2 if tables.others else 1
    alone = lines if len(tables.unknowns) and tables.replications > 1 else 0
    row = max(
        _BAR + lines * line_height(_TEXT_SIZE) + (alone + max(map(len, parts.values()))) * line_height(_SMALL) + 0.26,
        *(len(name) * line_height(_NAME_SIZE) + 0.2 for name in names.values()),
    )
    rows = row * len(tables.labels)
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
        note=tables.note(_lines(tables), paired if tables.others else ""),
        alt=(
            "Bars: people flagged, fingerprint-matched and released before pickup, a bar a scenario"
            f"{_intervals_shown(tables)}. Numbers: table below."
        ),
        height=_HEAD + rows + _FOOT,
        draw=draw,
    )


def _head(drawing: Page, left: float, bottom: float, width: float, measure: str) -> None:
    drawing.write((left, bottom + _HEAD), readable(measure), Look(11, weight="bold"), along="top")
    lines = wrapped(begun(meaning_of(measure)), width, 8)
    drawing.write((left, bottom + _HEAD - line_height(11) - 0.05), lines, Look(8, GREY), along="top")


def _lines(tables: ResultTables) -> str:
    """What the lines are."""
    if not len(tables.unknowns):
        return "black lines are 95 % intervals" if tables.replications > 1 else ""
    thick = f"; thick: {CHANCE_ALONE}" if tables.replications > 1 else ""
    return f"black lines are 95 % intervals, thin and in brackets: {WITH_UNKNOWNS}{thick}"


def _intervals_shown(tables: ResultTables) -> str:
    if not len(tables.unknowns):
        return ""
    return f", with a long thin line for the 95 % interval {WITH_UNKNOWNS} and a short thick one for {CHANCE_ALONE}"


def _bar(axes: Axes, tables: ResultTables, label: str, measure: str, top: float) -> float:
    """Draw the bar of a scenario with its numbers below it, and give the height to which they reach."""
    headline, middle = tables.headline(label, measure), top - _BAR / 2
    leading = headline.leading
    axes.barh(middle, leading.mean, height=_BAR, color=tables.colour(label))
    if leading.has_interval:
        # The mean of inputs as they are may lie outside of where runs with other inputs lie.
        centre, half = leading.ci_low + leading.half_width, leading.half_width
        axes.errorbar(centre, middle, xerr=half, color=INK, linewidth=1.2, capsize=3, zorder=3)
    if headline.is_wide and headline.chance.has_interval:
        ends = [headline.chance.ci_low, headline.chance.ci_high]
        axes.plot(ends, [middle, middle], color=INK, linewidth=_THICK, solid_capstyle="butt", zorder=3)
    below = _told(axes, headline, top - _BAR - 0.05, count, Look(_TEXT_SIZE, INK, "bold"))
    if label in tables.others:
        below = _told(axes, tables.change(label, measure), below, signed, Look(_TEXT_SIZE, GREY))
    return below


def _told(axes: Axes, headline: Headline, top: float, form: Callable[[float], str], look: Look) -> float:
    """Write a number with the interval that leads, and that of chance alone below; give the height of what follows."""
    _text(axes, top, interval(headline.leading, form), look)
    top -= line_height(look.size)
    if headline.is_wide and headline.chance.has_interval:
        alone = f"{CHANCE_ALONE}: {form(headline.chance.ci_low)} to {form(headline.chance.ci_high)}"
        _text(axes, top, alone, Look(_SMALL, GREY))
        top -= line_height(_SMALL)
    return top


def _text(axes: Axes, top: float, text: str, look: Look) -> None:
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    axes.text(0, top, text, size=look.size, weight=look.weight, color=look.colour, va="top", bbox=paper)


def _reach(tables: ResultTables, label: str, measure: str) -> float:
    leading = tables.headline(label, measure).leading
    return 1.04 * max(leading.mean, leading.ci_high) if leading.has_interval else 1.04 * leading.mean


def _title(tables: ResultTables) -> str:
    names = tables.names
    if len(tables.others) == 1:
        other = tables.others[0]
        changes = [changed(tables.change(other, each).leading, readable(each).lower()) for each in (_FLAGGED, _LOST)]
        return f"{begun(names[other])} compared with {quoted(names[tables.base])}: {listed(changes)}{tables.per}"
    lost = {label: tables.mean(label, _LOST) for label in tables.labels}
    if len(tables.labels) == 1:
        removable, flagged = (tables.mean(tables.base, each) for each in ("removable", _FLAGGED))
        told = f"{count(flagged)} are flagged and {_released(lost[tables.base])}"
        return f"Of {count(removable)} removable people{tables.per}, {told}"
    fewest, most = min(lost, key=lost.__getitem__), max(lost, key=lost.__getitem__)
    if count(lost[fewest]) == count(lost[most]):
        return f"{_released(lost[tables.base])}{tables.per} in every scenario"
    low, high = (f"{count(lost[each])} under {quoted(names[each])}" for each in (fewest, most))
    return f"{readable(_LOST)}{tables.per}: from {low} to {high}"


def _released(lost: float) -> str:
    return f"{count(lost)} {readable(_LOST).lower()}"
