"""How the bookings of removable people end in each scenario."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from matplotlib.axes import Axes

from sim.analyses.comparison.results import ResultTables
from sim.model.outcomes import HEADLINES, LOST, LOST_UNKNOWN, REMOVABLE_OUTCOMES, Outcome, OutcomeKind
from sim.output.charts.canvas import Look, Page, ink_on, line_height, text_width, whole_numbers, wrapped
from sim.output.charts.colours import GRID, HATCH, INK, OUTCOME_COLOURS
from sim.output.charts.picture import Picture
from sim.output.lost import lost_in_short
from sim.output.names import begun, in_words, listed, meaning, quoted, readable
from sim.output.numbers import count, is_none, share

_LOST = HEADLINES[-1]
_NAMES = 1.9
_NAME_SIZE, _TEXT_SIZE = 9.5, 8.5
_BAR, _BRACKET = 0.46, 0.36
_AXIS = 0.6


def how_lost(tables: ResultTables) -> Picture:
    """A bar a scenario, made up of the ways in which bookings of removable people end; transferred first."""
    names = [wrapped(begun(name), _NAMES - 0.2, _NAME_SIZE, "bold") for name in tables.names.values()]
    row = max(_BAR + _BRACKET + 0.22, *(len(name) * line_height(_NAME_SIZE) + 0.2 for name in names))
    key = _Key.of(tables)
    rows, bottom = row * len(names), key.height + _AXIS

    def draw(drawing: Page) -> None:
        axes = drawing.axes(_NAMES, bottom, drawing.width - _NAMES, rows)
        highest = max(tables.mean(label, "removable") for label in tables.labels) or 1
        axes.set(xlim=(0, highest), ylim=(0, rows), yticks=[])
        whole_numbers(axes, ticks=8, unit=f"removable {tables.people}")
        inches = (drawing.width - _NAMES) / highest
        for place, (label, name) in enumerate(zip(tables.labels, names, strict=True)):
            middle = rows - place * row - _BRACKET - _BAR / 2
            mean = partial(tables.mean, label)
            drawing.write((0, bottom + middle), name, Look(_NAME_SIZE, weight="bold"))
            _stack(axes, mean, middle, inches)
            _bracket(axes, mean, middle + _BAR / 2 + 0.06, inches)
        key.draw(drawing, tables)

    return Picture(
        name="how_lost",
        title=_title(tables),
        note=tables.note(tables.rounding),
        alt="Bars: how the bookings of removable people end in each scenario. Numbers: table below.",
        height=bottom + rows,
        draw=draw,
    )


def _stack(axes: Axes, mean: Callable[[str], float], middle: float, inches: float) -> None:
    left = 0.0
    for outcome in REMOVABLE_OUTCOMES:
        value, colour, hatched = mean(outcome), OUTCOME_COLOURS[outcome], outcome in LOST_UNKNOWN
        hatch = HATCH if hatched else None
        drawn_bar = axes.barh(middle, value, _BAR, left, color=colour, label=outcome.value, hatch=hatch)
        drawn_bar.patches[0].set(edgecolor="white", linewidth=0.8 if value > 0 else 0)
        if not is_none(value) and text_width(count(value), _TEXT_SIZE, "bold") + 0.1 < value * inches:
            text = axes.text(left + value / 2, middle, count(value), ha="center", va="center_baseline")
            text.set(size=_TEXT_SIZE, weight="bold", color=ink_on(colour))
            if hatched:
                text.set_bbox({"facecolor": colour, "edgecolor": "none", "pad": 1.2})
        left += value


def _bracket(axes: Axes, mean: Callable[[str], float], bottom: float, inches: float) -> None:
    """Draw a bracket over the lost, and say how many of them were leads or are known to ICE by a match."""
    if is_none(mean(_LOST)):
        return
    low, high = mean("removable") - mean(_LOST), mean("removable")
    heights = [bottom, bottom + 0.06, bottom + 0.06, bottom]
    axes.plot([low, low, high, high], heights, color=INK, linewidth=1, clip_on=False)
    text = f"{count(mean(_LOST))} lost: {lost_in_short(mean)}"
    half = text_width(text, _TEXT_SIZE) / 2 / inches
    middle = min(max((low + high) / 2, half), max(axes.get_xlim()[1] - half, half))
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    axes.text(middle, bottom + 0.1, text, size=_TEXT_SIZE, color=INK, ha="center", va="bottom", bbox=paper)


@dataclass(frozen=True)
class _Key:
    """The key below the bars, which is the table of counts too: the lines that explain each outcome, and columns.

    A scenario has a column of so many inches, with lines at its head.
    """

    texts: tuple[list[str], ...]
    heads: tuple[list[str], ...]
    column: float

    @classmethod
    def of(cls, tables: ResultTables) -> _Key:
        column = min(1.4, 4.0 / len(tables.labels))
        width = 9.3 - column * len(tables.labels) - 0.45
        texts = (wrapped(_explained(outcome), width, _TEXT_SIZE) for outcome in REMOVABLE_OUTCOMES)
        heads = (wrapped(begun(name), column - 0.12, _TEXT_SIZE, "bold") for name in tables.names.values())
        return cls(tuple(texts), tuple(heads), column)

    @property
    def head(self) -> float:
        return max(map(len, self.heads)) * line_height(_TEXT_SIZE) + 0.1

    @property
    def height(self) -> float:
        return self.head + sum(map(self._row, self.texts))

    def _row(self, text: list[str]) -> float:
        return len(text) * line_height(_TEXT_SIZE) + 0.07

    def draw(self, drawing: Page, tables: ResultTables) -> None:
        """Draw the key at the foot of the body."""
        top = self.height - self.head
        drawing.line([(0, top), (drawing.width, top)], GRID)
        rights = [drawing.width - self.column * place for place in reversed(range(len(tables.labels)))]
        for right, head in zip(rights, self.heads, strict=True):
            drawing.write((right, top + 0.05), head, Look(_TEXT_SIZE, weight="bold"), across="right", along="bottom")
        for outcome, lines in zip(REMOVABLE_OUTCOMES, self.texts, strict=True):
            middle = top - self._row(lines) / 2
            drawing.swatch(0, middle, OUTCOME_COLOURS[outcome], hatched=outcome in LOST_UNKNOWN)
            drawing.write((0.4, middle), lines, Look(_TEXT_SIZE))
            for right, label in zip(rights, tables.labels, strict=True):
                drawing.write((right, middle), count(tables.mean(label, outcome)), Look(_TEXT_SIZE), across="right")
            top -= self._row(lines)


def _explained(outcome: Outcome) -> str:
    part = f" [{_PARTS[outcome.kind]}]" if outcome in LOST else ""
    return f"{readable(outcome)}: {meaning(outcome)}{part}"


_PARTS = {
    OutcomeKind.LOST_LEAD: "lost\N{NO-BREAK SPACE}lead",
    OutcomeKind.LOST_MATCHED: "matched",
    OutcomeKind.LOST_UNKNOWN: "no\N{NO-BREAK SPACE}trace",
}
"""What stands behind an outcome of the lost."""


def _title(tables: ResultTables) -> str:
    removable, lost = (
        {label: tables.mean(label, measure) for label in tables.labels} for measure in ("removable", _LOST)
    )
    if all(is_none(each) for each in removable.values()):
        return "No removable people are booked"
    if len(tables.labels) == 1:
        label = tables.base
        whole = f"{count(removable[label])} removable people{tables.per} ({share(lost[label], removable[label])})"
        worst = max(LOST, key=partial(tables.mean, label))
        most = f"; most, {count(tables.mean(label, worst))}, {in_words(worst)}" if not is_none(lost[label]) else ""
        return f"{count(lost[label])} of {whole} are released before pickup{most}"
    told = list(tables.labels)
    if len(told) > 2:
        told.sort(key=lambda label: lost[label] / removable[label] if removable[label] > 0 else 0.0)
        told = [told[0], told[-1]]
    under = [
        f"{count(lost[label])} of {count(removable[label])} ({share(lost[label], removable[label])}) "
        f"under {quoted(tables.names[label])}"
        for label in told
    ]
    return f"Removable people released before pickup{tables.per}: {listed(under, last=', ')}"
