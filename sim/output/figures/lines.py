"""The tables of a sweep and its inputs as axes; measures as lines over one input."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.model.outcomes import is_count
from sim.output.figures.page import (
    GREY,
    INK,
    SCENARIO_COLOURS,
    Look,
    Page,
    drawn,
    line_height,
    page,
    text_width,
    whole_numbers,
)
from sim.output.figures.words import begun, count, readable
from sim.scenario.distributions import DISTRIBUTION_KINDS
from sim.scenario.schema import ALL_JAILS

__all__ = [
    "Input",
    "SweepTables",
    "amount",
    "elided",
    "lines",
    "measure_words",
    "message",
    "short_names",
    "shown",
    "ticks_apart",
    "unit",
]

_MINUS = "\N{MINUS SIGN}"
_SILENT = {"screening", "teams", "shifts", "by_charge", "of", *DISTRIBUTION_KINDS}
_VAGUE = {"officers", "hours", "days", "mean", "sd", "value", *_SILENT}
_NAME, _VALUE = 3.2, 1.6
_LEFT, _PANEL, _AXIS, _APART, _HEAD = 0.65, 3.3, 0.55, 0.75, 0.42
_SIZE, _SMALL = 9.0, 8.0
_LABEL = 3.0
_FEW_POINTS = 40
_SLACK = 0.02


@dataclass(frozen=True, eq=False)
class SweepTables:
    """What the pictures of a sweep are drawn from.

    Parameters
    ----------
    scenario
        Its name.
    inputs
        The paths that are varied.
    table
        ``point``, a column an input with its values as typed, ``jail, measure, n, mean, sd, ci_low, ci_high``.
    paired
        ``point``, a column an input, ``base_point, jail, measure, n, base_mean, other_mean, difference, ci_low,
        ci_high, correlation``: each point less the base point; may be empty.
    base_point
        The number of the base point.
    caption
        Sources and provenance, printed small under every picture.
    days
        The counted days.
    replications
        How many there are at each point.
    """

    scenario: str
    inputs: tuple[str, ...]
    table: pd.DataFrame
    paired: pd.DataFrame
    base_point: int
    caption: str
    days: int
    replications: int

    @cached_property
    def points(self) -> pd.DataFrame:
        """The points that have results: index their numbers, a column an input."""
        return self.table.drop_duplicates("point").set_index("point")[list(self.inputs)].sort_index()

    @cached_property
    def axes(self) -> tuple[Input, ...]:
        """The inputs that take more than one value; the first if none does."""
        names = short_names(self.inputs)
        every = [Input(path, names[path], tuple(self.points[path].unique())) for path in self.inputs]
        return tuple(each for each in every if len(each.values) > 1) or tuple(every[:1])

    def means(self, measure: str) -> pd.DataFrame:
        """A measure at every point: the columns of `points`, and ``mean, ci_low, ci_high``; NaN where unknown."""
        rows = self.table[(self.table["jail"] == ALL_JAILS) & (self.table["measure"] == measure)]
        return self.points.join(rows.set_index("point")[["mean", "ci_low", "ci_high"]].astype(float))

    def is_known(self, measure: str) -> bool:
        """Whether a measure has a mean at some point."""
        return bool(self.means(measure)["mean"].notna().any())

    def differs(self, first: int, second: int, measure: str) -> bool:
        """Whether a measure clearly differs between two points: over the same bookings, where one is the base point.

        Of two other points the intervals must not overlap. Without intervals every difference counts.
        """
        if self.base_point in {first, second} and not self.paired.empty:
            other = second if first == self.base_point else first
            rows = self.paired[(self.paired["point"] == other) & (self.paired["jail"] == ALL_JAILS)]
            rows = rows[rows["measure"] == measure]
            if not rows.empty:
                low, high = float(rows["ci_low"].iloc[0]), float(rows["ci_high"].iloc[0])
                return not low <= 0 <= high
        means = self.means(measure)
        lows, highs = (means.loc[[first, second], end].to_numpy() for end in ("ci_low", "ci_high"))
        return not max(lows) <= min(highs)

    def note(self, *more: str) -> str:
        """Say what the numbers of a picture are: the line under its title."""
        n, days = self.replications, f"{self.days:,} counted days"
        basis = f"means of {n:,} replications of {days}" if n > 1 else f"one replication of {days}, so no intervals"
        return "; ".join(part for part in (self.scenario, basis, *more) if part)


@dataclass(frozen=True)
class Input:
    """A varied input as an axis.

    Parameters
    ----------
    path
        Where it stands in the scenario.
    name
        In few words.
    values
        What it takes, as typed and in the order typed.
    """

    path: str
    name: str
    values: tuple[str, ...]

    @property
    def is_numeric(self) -> bool:
        """Whether every value is a number, and no two are the same."""
        numbers = [_number(value) for value in self.values]
        return all(map(math.isfinite, numbers)) and len(set(numbers)) == len(numbers)

    @cached_property
    def ordered(self) -> tuple[str, ...]:
        """The values along the axis: numbers by size, anything else in the order typed."""
        return tuple(sorted(self.values, key=float)) if self.is_numeric else self.values

    @cached_property
    def places(self) -> dict[str, float]:
        """Where each value stands on the axis: at its number, or one step apart."""
        return {value: _number(value) if self.is_numeric else float(place) for place, value in enumerate(self.ordered)}

    def at(self, value: str) -> str:
        """Say the input and one of its values."""
        return f"{self.name} {shown(value)}"


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return math.nan


def short_names(paths: Sequence[str]) -> Mapping[str, str]:
    """Name inputs by the last steps of their paths that differ and tell what they are.

    Examples
    --------
    >>> short_names(["jails.county.hold_hours"])["jails.county.hold_hours"]
    'hold hours'
    """
    split = {path: path.split(".") for path in dict.fromkeys(paths)}
    names = {}
    for path, steps in split.items():
        others = [other for other in split.values() if other is not steps]
        kept = next(
            (
                steps[-last:]
                for last in range(1, len(steps) + 1)
                if _tells(steps[-last]) and all(other[-last:] != steps[-last:] for other in others)
            ),
            steps,
        )
        names[path] = " ".join(step for step in kept if _tells(step) or step == kept[-1])
    times = Counter(names.values())
    return {
        path: elided((name if times[name] == 1 else path).replace("_", " "), _NAME, _SIZE)
        for path, name in names.items()
    }


def _tells(step: str) -> bool:
    return step not in _VAGUE and not step.isdigit()


def elided(text: str, width: float, size: float) -> str:
    """Leave out the beginning of a text that is longer than `width` inches: paths differ at their ends."""
    if text_width(text, size) <= width:
        return text
    kept = text[-1:]
    for begin in range(len(text) - 2, 0, -1):
        if text_width(f"…{text[begin:]}", size) > width:
            break
        kept = text[begin:]
    return f"…{kept}"


def shown(value: str) -> str:
    """Print a value as typed, with a true minus, and not too long."""
    text = _MINUS + value[1:] if value.startswith("-") and math.isfinite(_number(value)) else value
    if text_width(text, _SIZE) <= _VALUE:
        return text
    while text_width(f"{text}…", _SIZE) > _VALUE:
        text = text[:-1]
    return f"{text}…"


def measure_words(measure: str) -> str:
    """Put a measure in words, with its team or charge in brackets."""
    name, _, part = measure.partition(".")
    return f"{readable(name)} ({part.replace('_', ' ')})" if part else readable(name)


def unit(measure: str) -> str:
    """What a measure counts: people or hours."""
    return "people" if is_count(measure) else "hours"


def amount(value: float, measure: str) -> str:
    """Print a mean: people as everywhere, hours in three digits where there are fewer than ten."""
    if is_count(measure) or math.isnan(value) or abs(value) >= 9.95:
        return count(value)
    return f"{value:.3g}".replace("-", _MINUS)


def message(tables: SweepTables, measure: str) -> str:
    """Say how a measure answers to the inputs: rises, falls, stays, or where it is highest and lowest."""
    axes = tables.axes
    known = tables.means(measure).dropna(subset=["mean"])
    name = measure_words(measure)
    if known.empty:
        return f"{name} is unknown at every point"
    means = known["mean"].to_numpy(dtype=float)
    highest, lowest = (known.iloc[int(place)] for place in (means.argmax(), means.argmin()))
    most, least = amount(means.max(), measure), amount(means.min(), measure)
    if len(known) == 1:
        return f"{name} is {most} at {_listed([axis.at(str(highest[axis.path])) for axis in axes])}"
    if most == least:
        what = f"the {_listed([axis.name for axis in axes])}" if len(axes) <= 3 else f"the {len(axes)} inputs"
        return f"{name} stays at {most} whatever {what}"
    if not tables.differs(int(str(highest.name)), int(str(lowest.name)), measure):
        return f"{name} does not clearly change with {_listed([axis.name for axis in axes])}: {least} to {most}"
    if len(axes) == 1 and axes[0].is_numeric and (trend := _trend(axes[0], known)):
        (first, begin), (last, end) = (
            (shown(str(row[axes[0].path])), amount(float(row["mean"]), measure)) for row in _ends(axes[0], known)
        )
        return f"{name} {trend} from {begin} to {end} as {axes[0].name} goes from {first} to {last}"
    printed = known.assign(mean=[amount(float(mean), measure) for mean in known["mean"]])
    where, there = _where(axes, printed, highest), _where(axes, printed, lowest)
    return f"{name} is highest, {most}, {where} and lowest, {least}, {there}"


def _where(axes: Sequence[Input], printed: pd.DataFrame, row: pd.Series) -> str:
    """Say where an extreme is, by the inputs that matter to it; of many inputs by the number of its point.

    Parameters
    ----------
    axes
        The varied inputs.
    printed
        All known points, their means as printed.
    row
        The extreme.
    """
    if len(axes) > 3:
        return f"at point {row.name}"
    alike = printed[printed["mean"] == printed["mean"][printed.index == row.name].iloc[0]]
    free = [axis for axis in axes if _is_free(axis, axes, printed, alike, row)]
    named = [axis for axis in axes if axis not in free] or list(axes)
    elsewhere = (alike[[axis.path for axis in named]] != row[[axis.path for axis in named]]).any(axis=None)
    return f"{'for instance at' if elsewhere else 'at'} {_listed([axis.at(str(row[axis.path])) for axis in named])}"


def _is_free(axis: Input, axes: Sequence[Input], printed: pd.DataFrame, alike: pd.DataFrame, row: pd.Series) -> bool:
    """Whether the mean is the same whatever this input is, the others as at a point."""
    others = [other.path for other in axes if other is not axis]
    if not others:
        return False
    here, same = ((rows[others] == row[others]).all(axis=1).sum() for rows in (printed, alike))
    return bool(1 < here == same)


def _listed(names: Sequence[str]) -> str:
    if len(names) > 3:
        return f"any of {len(names)} inputs"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _along(axis: Input, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows in the order of the axis, with their ``place`` on it."""
    return rows.assign(place=rows[axis.path].map(axis.places).astype(float)).sort_values("place", kind="stable")


def _ends(axis: Input, known: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    rows = _along(axis, known)
    return rows.iloc[0], rows.iloc[-1]


def _trend(axis: Input, known: pd.DataFrame) -> Literal["rises", "falls", ""]:
    """Whether means go one way, but for steps back of 2 % of their range."""
    means = _along(axis, known)["mean"].to_numpy(dtype=float)
    steps, slack = np.diff(means), _SLACK * float(np.ptp(means))
    if steps.min() >= -slack and means[-1] >= means.max() - slack and means[0] <= means.min() + slack:
        return "rises"
    if steps.max() <= slack and means[-1] <= means.min() + slack and means[0] >= means.max() - slack:
        return "falls"
    return ""


@drawn
def lines(tables: SweepTables, measures: Sequence[str]) -> tuple[Figure, pd.DataFrame]:
    """Draw measures over the one varied input, with 95 % intervals as bands and the base point marked.

    Measures of people and of hours have an axis each. Lines join neighbouring values that are both numbers.

    Returns
    -------
    matplotlib.figure.Figure, pandas.DataFrame
        The picture, and its numbers: ``point, PATH, measure, mean, ci_low, ci_high``.
    """
    (axis,) = tables.axes
    rows = {measure: _along(axis, tables.means(measure)) for measure in measures}
    panels = [[measure for measure in measures if unit(measure) == each] for each in dict.fromkeys(map(unit, measures))]
    told = max(measures, key=lambda measure: _reach(rows[measure], panels[0], measure))
    bands = "bands are 95 % intervals" if tables.replications > 1 else ""
    base = "dotted: base point" if tables.base_point in tables.points.index else ""
    drawing = page(
        message(tables, told),
        tables.note(bands, base),
        tables.caption,
        len(panels) * (_HEAD + _PANEL + _APART) - _APART + _AXIS,
    )
    labels = {measure: f"{measure_words(measure)} {_last(each, measure)}" for measure, each in rows.items()}
    width = drawing.width - _LEFT - 0.2 - min(max(text_width(each, _SIZE, "bold") for each in labels.values()), _LABEL)
    for place, chosen in enumerate(panels):
        bottom = _AXIS + (len(panels) - 1 - place) * (_PANEL + _HEAD + _APART)
        panel = drawing.axes(_LEFT, bottom, width, _PANEL)
        _panel(drawing, panel, tables, {measure: rows[measure] for measure in chosen}, (width, bottom))
        _ends_labelled(drawing, panel, {measure: rows[measure] for measure in chosen}, labels, (width, bottom))
    numbers = pd.concat([each.assign(measure=measure) for measure, each in rows.items()])
    columns = ["point", axis.path, "measure", "mean", "ci_low", "ci_high"]
    return drawing.figure, numbers.rename_axis("point").reset_index()[columns]


def _reach(rows: pd.DataFrame, first: Sequence[str], measure: str) -> float:
    """How far a measure moves, among those of the first axes."""
    return float(rows["mean"].max() - rows["mean"].min()) if measure in first else -1.0


def _panel(
    drawing: Page, panel: Axes, tables: SweepTables, rows: Mapping[str, pd.DataFrame], place_inches: tuple[float, float]
) -> None:
    """Draw the measures of one unit, in axes of a width and at a bottom given in inches."""
    (axis,), (width, bottom) = tables.axes, place_inches
    for place, (measure, each) in enumerate(rows.items()):
        _line(panel, axis, each, measure, SCENARIO_COLOURS[place % len(SCENARIO_COLOURS)])
    _across(panel, axis, width)
    whole_numbers(panel, "y", 6)
    values = np.concatenate([each[["mean", "ci_low", "ci_high"]].to_numpy().ravel() for each in rows.values()])
    low, high = min(0.0, float(np.nanmin(values))), max(0.0, float(np.nanmax(values)))
    room = (high - low) * 0.05 or 1.0
    panel.set_ylim(low - room if low < 0 else 0.0, high + room)
    drawing.write((0, bottom + _PANEL + 0.28), begun(unit(next(iter(rows)))), Look(_SMALL, GREY), along="bottom")
    drawing.write(
        (_LEFT + width / 2, bottom - 0.35),
        elided(axis.path, drawing.width - _LEFT, _SIZE),
        Look(_SIZE, GREY),
        across="center",
        along="top",
    )
    _base(panel, tables, rows)


def _line(panel: Axes, axis: Input, rows: pd.DataFrame, measure: str, colour: str) -> None:
    """Draw one measure, each run of neighbouring numbers a line; the label of the dots is the measure."""
    few = len(rows) <= _FEW_POINTS
    for run in _runs(axis, rows):
        panel.fill_between(run["place"], run["ci_low"], run["ci_high"], color=colour, alpha=0.2, linewidth=0)
        panel.plot(run["place"], run["mean"], color=colour, linewidth=1.8)
    alone = pd.Series({point: not math.isfinite(_number(str(value))) for point, value in rows[axis.path].items()})
    panel.vlines(
        rows.loc[alone, "place"],
        rows.loc[alone, "ci_low"],
        rows.loc[alone, "ci_high"],
        color=colour,
        linewidth=4,
        alpha=0.3,
    )
    size = 4.5 if few else 1.5
    panel.plot(rows["place"], rows["mean"], "o", color=colour, markersize=size, label=measure, clip_on=False)


def _runs(axis: Input, rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Rows in runs of neighbouring values that are numbers, at least two a run."""
    runs: list[list[int]] = [[]]
    for place, value in enumerate(rows[axis.path]):
        if math.isfinite(_number(str(value))):
            runs[-1].append(place)
        else:
            runs.append([])
    return [rows.iloc[run] for run in runs if len(run) > 1]


def _across(panel: Axes, axis: Input, width: float) -> None:
    """Set the axis of the input: numbers as on a ruler where all are, else what was typed."""
    places = np.array(list(axis.places.values()))
    room = float(np.ptp(places)) * 0.03 or 0.5
    if not axis.is_numeric:
        room = 0.5
    panel.tick_params(axis="x", pad=7)
    panel.set_xlim(float(places.min()) - room, float(places.max()) + room)
    texts = [shown(value) for value in axis.ordered]
    step = ticks_apart(texts, width / (float(np.ptp(places)) + 2 * room) * (float(np.diff(places).min(initial=np.inf))))
    if axis.is_numeric and step > 1:
        whole_numbers(panel, "x", 8)
        panel.grid(visible=False, axis="x")
    else:
        panel.set_xticks(places[::step], texts[::step])


def ticks_apart(texts: Sequence[str], inches: float) -> int:
    """Every how many-th text can be written below an axis, where they stand `inches` apart."""
    if not math.isfinite(inches) or inches <= 0:
        return 1 if math.isinf(inches) else len(texts)
    return max(1, math.ceil((max(text_width(text, _SMALL) for text in texts) + 0.08) / inches))


def _base(panel: Axes, tables: SweepTables, rows: Mapping[str, pd.DataFrame]) -> None:
    """Mark the base point on every line."""
    for each in rows.values():
        if tables.base_point not in each.index:
            return
        base = each[each.index == tables.base_point].iloc[0]
        panel.axvline(float(base["place"]), color=GREY, linewidth=0.9, linestyle=(0, (1, 2)), zorder=1)
        panel.plot(
            base["place"], base["mean"], "o", markerfacecolor="none", markeredgecolor=INK, markersize=9, clip_on=False
        )
    (axis,) = tables.axes
    panel.annotate(
        f"base {shown(str(base[axis.path]))}",
        (base["place"], 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        size=_SMALL,
        color=GREY,
        ha="center",
    )


def _last(rows: pd.DataFrame, measure: str) -> str:
    known = rows["mean"].dropna()
    return amount(float(known.iloc[-1]), measure) if len(known) else ""


def _ends_labelled(
    drawing: Page,
    panel: Axes,
    rows: Mapping[str, pd.DataFrame],
    labels: Mapping[str, str],
    place_inches: tuple[float, float],
) -> None:
    """Write the measures at the ends of their lines, moved apart where they would overlap."""
    low, high = panel.get_ylim()
    ends = {measure: each["mean"].dropna() for measure, each in rows.items()}
    order = sorted((measure for measure in ends if len(ends[measure])), key=lambda measure: ends[measure].iloc[-1])
    heights = np.array([(float(ends[measure].iloc[-1]) - low) / (high - low) * _PANEL for measure in order])
    width, bottom = place_inches
    left = _LEFT + width + 0.1
    for measure, height in zip(order, _apart(heights, line_height(_SIZE)), strict=True):
        colour = SCENARIO_COLOURS[list(rows).index(measure) % len(SCENARIO_COLOURS)]
        text = elided(labels[measure], _LABEL, _SIZE)
        drawing.write((left, bottom + height), text, Look(_SIZE, colour, "bold"))


def _apart(heights: NDArray[np.float64], least: float) -> NDArray[np.float64]:
    """Move heights, given in rising order, at least so far apart, around where they were."""
    moved = heights.copy()
    for _ in range(50):
        for lower, upper in pairwise(range(len(moved))):
            overlap = least - (moved[upper] - moved[lower])
            if overlap > 1e-6:
                moved[lower] -= overlap / 2
                moved[upper] += overlap / 2
    return moved
