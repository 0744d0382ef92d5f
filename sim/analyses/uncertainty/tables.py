"""The tables of an uncertainty study, and what is printed of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.analyses.comparison.compare import DIFFERENCE
from sim.model.outcomes import HEADLINES, LOST_PARTS
from sim.output.inputs import input_names
from sim.output.kinds import Results
from sim.output.lost import lost_in_short
from sim.output.names import begun, in_words, quoted, readable, shortened
from sim.output.numbers import correlation, count, number, over, percent, signed, span
from sim.output.tables import Column, Note, Table, chosen
from sim.study.ranges import Inputs

_TABLES = ("uncertainty", "sensitivity", "tornado")
_MOST_TOLD = 5
_ALONE_AND_IN_ALL = (
    "Alone: the share of what is unknown that an input causes by itself; in all: with what it does with others too "
    "(first-order and total Sobol indices; estimates, so a small one may come out larger alone than in all)."
)
_RANK = "Rank correlation: Spearman's, over the points."


@dataclass(frozen=True, eq=False)
class UncertaintyTables:
    """What the pictures and the screen need of a results folder: the headline counts, all jails together."""

    record: dict[str, Any]
    intervals: pd.DataFrame
    sensitivity: pd.DataFrame
    tornado: pd.DataFrame

    @classmethod
    def of(cls, results: Results) -> UncertaintyTables:
        """Take the tables of a results folder."""
        first, *others = _TABLES
        intervals = results.totals(first, (*HEADLINES, *LOST_PARTS))
        return cls(results.record, intervals, *(results.totals(name, HEADLINES) for name in others))

    @property
    def labels(self) -> tuple[str, ...]:
        """The scenarios; of two, the first is the base."""
        return tuple(each["label"] for each in self.record["scenarios"])

    @property
    def is_pair(self) -> bool:
        """Whether two scenarios are compared."""
        return len(self.labels) == 2

    @cached_property
    def headlines(self) -> pd.DataFrame:
        """The intervals, count by count, with the parts of the last.

        ``best_low, best_high`` are those of the expected count if it has one.
        """
        best = {f"best_{end}": self.intervals[f"expected_{end}"].fillna(self.intervals[end]) for end in ("low", "high")}
        rows = self.intervals.assign(**best)
        order = (*HEADLINES, *LOST_PARTS)
        return rows.sort_values("measure", key=lambda names: names.map(order.index), kind="stable")

    def parts(self, scenario: str, form: Callable[[float], str] = count) -> str:
        """Of whom the people released before pickup in a scenario, or their difference, are made."""
        means = chosen(self.intervals, scenario=scenario).set_index("measure")["mean"]
        return lost_in_short(means.__getitem__, form)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The unknown inputs in few words, by their paths."""
        return input_names(self.record["unknown_inputs"])

    def indices(self, measure: str) -> pd.DataFrame:
        """The rows of ``sensitivity`` for a count, the input that matters most first; without what is missing.

        Inputs are ordered by the total index, or by the size of the rank correlation.
        """
        known = chosen(self.sensitivity, measure=measure).dropna(subset=["value"])
        leading = known[known["kind"] != "first"].set_index("input")["value"].abs()
        order = list(leading.sort_values(ascending=False, kind="stable").index)
        return known.sort_values("input", key=lambda paths: paths.map(order.index), kind="stable", ignore_index=True)

    def why_no_indices(self, measure: str) -> str:
        """Why `indices` has no row for a count."""
        return str(chosen(self.sensitivity, measure=measure)["why_missing"].iloc[0])

    def changes(self, measure: str) -> pd.DataFrame:
        """The rows of ``tornado`` for a count, ``low`` above ``high``, the input that moves it most first.

        Inputs that change nothing are left out.
        """
        rows = chosen(self.tornado, measure=measure)
        most = rows["change"].abs().groupby(rows["input"]).transform("max")
        kept = rows.assign(most=most)[most > 0]
        return kept.sort_values("most", ascending=False, kind="stable", ignore_index=True).drop(columns="most")

    def counted(self, measure: str) -> str:
        """What a picture of a count is about, such as ``people flagged a year``."""
        compared = "difference in people" if self.is_pair else "people"
        return f"{compared} {readable(measure).lower()} {over(self.days)}"

    def parts_of(self, measure: str) -> str:
        """What a picture of a count says of its parts, where it must not be told without them."""
        if measure != HEADLINES[-1]:
            return ""
        of = (DIFFERENCE, signed) if self.is_pair else (self.labels[0], count)
        return f"people {in_words(measure)}, mean of the points: {self.parts(*of)}"

    @property
    def subject(self) -> str:
        """The scenario of which the inputs' effects are told, or the pair."""
        whole, short = shortened(self.labels)
        told = short[0] if len(short) == 1 else f"{quoted(short[1])} less {quoted(short[0])}"
        return f"{whole}: {told}" if whole else told

    @property
    def caption(self) -> str:
        """Sources and provenance, small under every picture."""
        return (
            f"Simulated: {self.basis}; seed {self.record['seed']}, lostleads {self.record['lostleads']}. "
            "Ranges are those of the scenario files."
        )

    @property
    def days(self) -> int:
        """The counted days."""
        return int(self.record["scenarios"][0]["scenario"]["days"])

    @property
    def ranges(self) -> str:
        """Over what the inputs are sampled, such as ``the ranges of 12 of 62 inputs``."""
        return str(Inputs(**self.record["inputs"]))

    @property
    def basis(self) -> str:
        """How many runs of which days."""
        scenario, number = self.record["scenarios"][0]["scenario"], self.record["replications"]
        return (
            f"{number} replication{'s' if number > 1 else ''} of {scenario['days']} days from {scenario['start']} at "
            f"each of {self.record['point_count']:,} points, the same bookings at all of them"
        )


def uncertainty_screen(results: Results) -> Iterator[Table | Note]:
    """The headline counts with their intervals, and for each the inputs that matter most."""
    tables = UncertaintyTables.of(results)
    letters = {**dict(zip(tables.labels, "AB", strict=False)), DIFFERENCE: "B - A"}
    if tables.is_pair:
        yield Note("\n".join(f"{letters[label]}  {label}" for label in tables.labels), "bold")
    else:
        yield Note(tables.labels[0], "bold")
    yield _intervals(tables, letters)
    yield Note(
        f"95 % intervals: of the mean year, over {tables.ranges}; and of one year, with chance too. Inputs: the share "
        "of one year's variance that is theirs. What has no range is taken for known.",
        "dim",
    )
    for measure in HEADLINES:
        yield from _inputs(tables, measure)
    yield Note(
        f"{_ALONE_AND_IN_ALL if 'total' in set(tables.sensitivity['kind']) else _RANK} One at a time: how far an "
        f"input's range moves the count, the others at their values. {tables.basis}; every range is sampled evenly "
        "and by itself.",
        "dim",
    )
    for remark in tables.record["remarks"]:
        yield Note(begun(f"{remark}."), "dim")


def _intervals(tables: UncertaintyTables, letters: dict[str, str]) -> Table:
    names = ["scenario", "measure", "mean", "expected_low", "expected_high", "low", "high", "parameter_share"]
    scenario = (Column("", ("scenario",), letters.__getitem__),) if tables.is_pair else ()
    columns = (
        Column("", ("measure",), in_words, justify="left", once=tables.is_pair),
        *scenario,
        Column("mean", ("mean",), number),
        Column("mean year", ("expected_low", "expected_high"), _span),
        Column("one year", ("low", "high"), _span),
        Column("inputs", ("parameter_share",), percent),
    )
    title = f"Headline counts, over {tables.ranges}"
    return Table("headline_counts", title, tables.headlines[names], columns, keys=1 + len(scenario))


def _inputs(tables: UncertaintyTables, measure: str) -> Iterator[Table | Note]:
    """A sentence on the input that matters most for a count, and a table of those that follow."""
    numbers = tables.indices(measure)
    what = in_words(measure) + (", B - A" if tables.is_pair else "")
    if numbers.empty:
        yield Note(f"{what}: {tables.why_no_indices(measure)}, so no input is told.")
        return
    yield Note(_sentence(what, numbers, tables.names[numbers["input"].iloc[0]]), "bold")
    kinds = _RANKS if set(numbers["kind"]) == {"rank"} else _SHARES
    data = _by_input(numbers, tables.changes(measure))
    data.insert(0, "measure", measure)
    columns = (
        Column("", ("input",), tables.names.__getitem__, justify="left"),
        *kinds,
        Column(
            "one at a time",
            ("change_low", "change_high"),
            lambda low, high: _span(low, high, "+") if low < high else "0",
        ),
    )
    yield Table(f"inputs_of_{measure}", "", data, columns, on_screen=range(min(len(data), _MOST_TOLD)))


_RANKS = (Column("rank correlation", ("rank",), correlation),)
_SHARES = (Column("alone", ("first",), percent), Column("in all", ("total",), percent))


def _by_input(numbers: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """A row an input, the most important first: its indices by kind, and the ends of the changes that it makes."""
    indices = numbers.pivot_table("value", "input", "kind", sort=False, dropna=False)
    moved = changes.groupby("input")["change"].agg(change_low="min", change_high="max")
    joined = indices.join(moved).fillna({"change_low": 0.0, "change_high": 0.0})
    return joined.rename_axis(columns=None).reset_index()


def _sentence(what: str, numbers: pd.DataFrame, name: str) -> str:
    leading = numbers[numbers["kind"] != "first"].iloc[0]
    value, low, high = (float(leading[column]) for column in ("value", "ci_low", "ci_high"))
    if leading["kind"] == "rank":
        told = f"{correlation(value)}; {correlation(low)} to {correlation(high)}"
        return f"{what}: goes most closely with {name} (rank correlation {told})"
    return f"{what}: {percent(value)} of what is unknown hangs on {name} ({percent(low)} to {percent(high)})"


def _span(low: float, high: float, sign: str = "") -> str:
    return "-" if math.isnan(low) else span(low, high, sign=sign)
