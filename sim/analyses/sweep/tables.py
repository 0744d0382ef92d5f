"""The tables of a sweep, its inputs as axes, and what is printed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from string import ascii_lowercase

import pandas as pd

from sim.model.outcomes import HEADLINES, LOST_PARTS
from sim.output.charts.canvas import text_width
from sim.output.charts.labels import elided
from sim.output.inputs import input_names
from sim.output.kinds import Results
from sim.output.lost import lost_in_short
from sim.output.names import begun, in_words, lettered, listed
from sim.output.numbers import number, true_minus
from sim.output.tables import Column, Note, Table, chosen
from sim.scenario.schema import ALL_JAILS

_NAME, _VALUE, _SIZE = 3.2, 1.6, 9.0
_LOST = HEADLINES[-1]
_MOST_POINTS = 40
_FEW_INPUTS = 3


@dataclass(frozen=True, eq=False)
class SweepTables:
    """What the pictures of a sweep are drawn from: its two tables, as `Sweep.tables` tells them, and how it was run.

    The base point is that with which the others are paired; at its own point, if the design has it, the scenario is as
    its file says.
    """

    scenario: str
    inputs: tuple[str, ...]
    table: pd.DataFrame
    paired: pd.DataFrame
    base_point: int
    days: int
    replications: int
    own_point: int | None = None

    @classmethod
    def of(cls, results: Results) -> SweepTables:
        """Take the tables of a results folder."""
        record, scenario = results.record, results.scenario
        return cls(
            scenario=scenario["name"],
            inputs=tuple(record["inputs"]),
            table=results.totals("sweep", [*record["measures"], *LOST_PARTS]),
            paired=results.totals("sweep_paired", record["measures"]),
            base_point=record["base_point"],
            days=scenario["days"],
            replications=record["replications"],
            own_point=record.get("own_point"),
        )

    @cached_property
    def points(self) -> pd.DataFrame:
        """The points that have results: index their numbers, a column an input."""
        return self.table.drop_duplicates("point").set_index("point")[list(self.inputs)].sort_index()

    @cached_property
    def axes(self) -> tuple[Input, ...]:
        """The inputs that take more than one value; the first if none does."""
        names = input_names(self.inputs)
        every = [
            Input(path, elided(names[path], _NAME, _SIZE), tuple(self.points[path].unique())) for path in self.inputs
        ]
        return tuple(each for each in every if len(each.values) > 1) or tuple(every[:1])

    def means(self, measure: str) -> pd.DataFrame:
        """A measure at every point: the columns of `points`, ``measure``, and ``mean, ci_low, ci_high`` or NaN."""
        return self._at_points(self.table, measure)

    def differences(self, measure: str) -> pd.DataFrame:
        """What a measure is at every point less what it is at the base point; as `means`."""
        return self._at_points(self.paired.rename(columns={"difference": "mean"}), measure)

    @property
    def marked_point(self) -> int | None:
        """The point that pictures mark: the scenario's own, where that has results."""
        return self.own_point if self.own_point in self.points.index else None

    def bands(self, measure: str) -> pd.DataFrame:
        """As `means`, with ``band_low, band_high``: the interval of the difference from the base point, at the mean.

        Over the same bookings, so of no width at the base point. Where nothing is paired it is the interval of the
        mean.
        """
        means = self.means(measure)
        if self.paired.empty:
            return means.assign(band_low=means["ci_low"], band_high=means["ci_high"])
        difference = self.differences(measure)
        below, above = (difference[end] - difference["mean"] for end in ("ci_low", "ci_high"))
        return means.assign(band_low=means["mean"] + below.fillna(0.0), band_high=means["mean"] + above.fillna(0.0))

    @property
    def bands_are(self) -> str:
        """What the bands of `bands` are."""
        if self.replications == 1:
            return ""
        if self.paired.empty:
            return "bands are 95 % intervals"
        return f"bands are 95 % intervals of the difference from {self._place_of(self.base_point)}, same bookings"

    def _at_points(self, table: pd.DataFrame, measure: str) -> pd.DataFrame:
        rows = chosen(table, jail=ALL_JAILS, measure=measure)
        known = rows.set_index("point")[["mean", "ci_low", "ci_high"]].astype(float)
        return self.points.assign(measure=measure).join(known)

    def told(self, rows: pd.DataFrame, *columns: str) -> pd.DataFrame:
        """The numbers of a picture: ``point``, a column a varied input, ``measure``, and more columns of rows."""
        paths = [axis.path for axis in self.axes]
        return rows.rename_axis("point").reset_index()[["point", *paths, "measure", *columns]]

    def is_known(self, measure: str) -> bool:
        """Whether a measure has a mean at some point."""
        return bool(self.means(measure)["mean"].notna().any())

    def differs(self, first: int, second: int, measure: str) -> bool:
        """Whether a measure clearly differs between two points: over the same bookings, where one is the base point.

        Of two other points the intervals must not overlap. Without intervals every difference counts.
        """
        if self.base_point in {first, second} and not self.paired.empty:
            other = second if first == self.base_point else first
            rows = chosen(self.paired, jail=ALL_JAILS, measure=measure)
            rows = rows[rows["point"] == other]
            if not rows.empty:
                low, high = float(rows["ci_low"].iloc[0]), float(rows["ci_high"].iloc[0])
                return not low <= 0 <= high
        means = self.means(measure)
        lows, highs = (means.loc[[first, second], end].to_numpy() for end in ("ci_low", "ci_high"))
        return not max(lows) <= min(highs)

    def with_parts(self, measures: Sequence[str]) -> Iterator[str]:
        """Measures, the people released before pickup followed by the counts that add up to them, where known."""
        for measure in measures:
            yield measure
            if measure == _LOST:
                yield from filter(self.is_known, LOST_PARTS)

    def lost_parts(self, *measures: str) -> str:
        """Of whom the people released before pickup are made at one point, where that is one of some measures."""
        if _LOST not in measures or not self.is_known(LOST_PARTS[0]):
            return ""
        points = self.means(LOST_PARTS[0])["mean"].dropna().index
        wanted = (self.own_point, self.base_point, int(points[0]))
        point = next(each for each in wanted if each is not None and each in points)
        parts = lost_in_short(lambda measure: float(self.means(measure)["mean"].loc[point]))
        where = "as the scenario is" if point == self.own_point else f"at {self._place_of(point)}"
        return f"{in_words(_LOST)} {where}: {parts}" if parts else ""

    def _place_of(self, point: int) -> str:
        if len(self.axes) > _FEW_INPUTS:
            return f"point {point}"
        return listed([axis.at(str(self.points.loc[point, axis.path])) for axis in self.axes])

    def note(self, *more: str) -> str:
        """Say what the numbers of a picture are: the line under its title."""
        n, days = self.replications, f"{self.days:,} counted days"
        basis = f"means of {n:,} replications of {days}" if n > 1 else f"one replication of {days}, so no intervals"
        return "; ".join(part for part in (self.scenario, basis, *more) if part)


@dataclass(frozen=True)
class Input:
    """A varied input as an axis: its path, its name in few words, and its values as typed and in the order typed."""

    path: str
    name: str
    values: tuple[str, ...]

    @property
    def is_numeric(self) -> bool:
        """Whether every value is a number, and no two are the same."""
        numbers = [as_number(value) for value in self.values]
        return all(map(math.isfinite, numbers)) and len(set(numbers)) == len(numbers)

    @cached_property
    def ordered(self) -> tuple[str, ...]:
        """The values along the axis: numbers by size, anything else in the order typed."""
        return tuple(sorted(self.values, key=float)) if self.is_numeric else self.values

    @cached_property
    def places(self) -> dict[str, float]:
        """Where each value stands on the axis: at its number, or one step apart."""
        return {
            value: as_number(value) if self.is_numeric else float(place) for place, value in enumerate(self.ordered)
        }

    def at(self, value: str) -> str:
        """Say the input and one of its values."""
        return f"{self.name} {shown(value)}"

    def along(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Rows in the order of the axis, with their ``place`` on it."""
        return rows.assign(place=rows[self.path].map(self.places).astype(float)).sort_values("place", kind="stable")


def as_number(value: str) -> float:
    """A value as typed, as a number; NaN where it is none."""
    try:
        return float(value)
    except ValueError:
        return math.nan


def shown(value: str) -> str:
    """Print a value as typed, with a true minus, without the brackets of a list, and not too long."""
    text = value[1:-1] if value.startswith("[") and value.endswith("]") else value
    text = true_minus(value[:1]) + value[1:] if math.isfinite(as_number(value)) else text
    if text_width(text, _SIZE) <= _VALUE:
        return text
    while text_width(f"{text}…", _SIZE) > _VALUE:
        text = text[:-1]
    return f"{text}…"


def sweep_screen(results: Results) -> Iterator[Table | Note]:
    """The inputs of a sweep, and some measures at each point, of which at most as many are seen as fit a screen."""
    tables, measures = SweepTables.of(results), results.record["measures"]
    letters = lettered(tables.inputs, ascii_lowercase)
    yield Note("\n".join(f"{letter}  {path}" for path, letter in letters.items()))
    means = tables.table.pivot_table("mean", "point", "measure", sort=False, dropna=False)
    points = tables.table.drop_duplicates("point").set_index("point")[[*letters]]
    data = points.join(means.reindex(columns=measures)).reset_index()
    columns = (
        Column("point", ("point",)),
        *(Column(letter, (path,)) for path, letter in letters.items()),
        *(Column(in_words(measure), (measure,), number) for measure in measures),
    )
    seen = range(min(len(data), _MOST_POINTS))
    yield Table("sweep", "Means, all jails", data, columns, on_screen=seen)
    if len(data) > _MOST_POINTS:
        yield Note(f"and {len(data) - _MOST_POINTS:,} more points, in sweep.csv", "dim")
    if parts := tables.lost_parts(*measures):
        yield Note(f"{begun(parts)}.", "dim")
