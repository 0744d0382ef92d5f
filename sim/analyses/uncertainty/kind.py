"""What an uncertainty study found: its results folder, its pictures, its tables on screen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analyses.uncertainty.bars import Subject
from sim.analyses.uncertainty.indices import index_numbers, indices
from sim.analyses.uncertainty.inquiry import DIFFERENCE, Uncertainty
from sim.analyses.uncertainty.tornado import tornado, tornado_numbers
from sim.model.outcomes import HEADLINES
from sim.output.charts.picture import Picture
from sim.output.files import write_table
from sim.output.folder import FolderError, read_record, read_table, record_of, whole_folder, write_record
from sim.output.names import input_names
from sim.output.numbers import quoted, shortened
from sim.output.plain import in_words, number, percent, span
from sim.output.saving import save
from sim.output.tables import Column, Note, Table
from sim.scenario.schema import ALL_JAILS
from sim.study.replication import labels
from sim.study.tasks import Running

__all__ = [
    "UncertaintyTables",
    "draw_uncertainty",
    "is_uncertainty",
    "read_uncertainty",
    "uncertainty_pictures",
    "uncertainty_tables",
    "write_uncertainty",
]

_TABLES = {"uncertainty": "intervals", "sensitivity": "sensitivity", "tornado": "tornado", "points": "points"}
_MOST_TOLD = 5
_ALONE_AND_IN_ALL = (
    "Alone: the share of what is unknown that an input causes by itself; in all: with what it does with others too "
    "(first-order and total Sobol indices; estimates, so a small one may come out larger alone than in all)."
)
_RANK = "Rank correlation: Spearman's, over the points."


def write_uncertainty(
    found: Uncertainty, running: Running, folder: Path, *, command: Sequence[str], started_at: datetime
) -> None:
    """Write the results folder of an uncertainty study, whole or not at all; what was there is replaced."""
    inquiry = found.inquiry
    with whole_folder(folder) as writing:
        for name, table in _TABLES.items():
            write_table(getattr(found, table), writing / f"{name}.csv")
        scenarios = dict(zip(labels(inquiry.scenarios), inquiry.scenarios, strict=True))
        record = record_of(scenarios, command, started_at)
        record |= {
            "engine": str(running.engine),
            "replications": running.replications,
            "design": str(inquiry.design),
            "samples": inquiry.samples,
            "point_count": len(inquiry.places),
            "unknown_inputs": list(inquiry.unknowns.paths),
        }
        write_record(record, writing)
        draw_uncertainty(writing, writing / "plots")


def is_uncertainty(record: dict[str, Any]) -> bool:
    """Whether ``run.json`` is that of an uncertainty study."""
    return "unknown_inputs" in record


@dataclass(frozen=True, eq=False)
class UncertaintyTables:
    """What the pictures and the screen need of a results folder: the headline counts, all jails together."""

    record: dict[str, Any]
    intervals: pd.DataFrame
    sensitivity: pd.DataFrame
    tornado: pd.DataFrame

    @property
    def labels(self) -> tuple[str, ...]:
        """The scenarios; of two, the first is the base."""
        return tuple(each["label"] for each in self.record["scenarios"])

    @property
    def is_pair(self) -> bool:
        """Whether two scenarios are compared."""
        return len(self.labels) == 2

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
    def basis(self) -> str:
        """How many runs of which days."""
        scenario, number = self.record["scenarios"][0]["scenario"], self.record["replications"]
        return (
            f"{number} replication{'s' if number > 1 else ''} of {scenario['days']} days from {scenario['start']} at "
            f"each of {self.record['point_count']:,} points, the same bookings at all of them"
        )


def read_uncertainty(folder: Path) -> UncertaintyTables:
    """Read the results folder of an uncertainty study.

    Raises
    ------
    FolderError
        If there are none in it.
    """
    record = read_record(folder)
    if not is_uncertainty(record):
        raise FolderError(f"{folder} holds results of another kind than an uncertainty study")
    return UncertaintyTables(record, *(_totals(folder / f"{name}.csv") for name in list(_TABLES)[:3]))


def _totals(path: Path) -> pd.DataFrame:
    table = read_table(path)
    return table[(table["jail"] == ALL_JAILS) & table["measure"].isin(HEADLINES)]


def draw_uncertainty(results: Path, folder: Path) -> list[Path]:
    """Draw a tornado and the indices of each headline count, as PNG and SVG, each with its numbers as CSV."""
    tables = read_uncertainty(results)
    folder.mkdir(parents=True, exist_ok=True)
    return [path for picture in uncertainty_pictures(tables) for path in save(picture, folder, tables.caption)]


def uncertainty_pictures(tables: UncertaintyTables) -> Iterator[Picture]:
    """A tornado and the indices of each headline count; none of a count that no input moves."""
    compared = "difference in people" if tables.is_pair else "people"
    for measure in HEADLINES:
        subject = Subject(measure, tables.subject, compared)
        moved, found = (table[table["measure"] == measure] for table in (tables.tornado, tables.sensitivity))
        if moved["change"].any():
            yield tornado(moved, subject)
        if found["value"].notna().any():
            yield indices(found, subject)


def uncertainty_tables(tables: UncertaintyTables) -> Iterator[Table | Note]:
    """The headline counts with their intervals, and for each the inputs that matter most."""
    letters = {**dict(zip(tables.labels, "AB", strict=False)), DIFFERENCE: "B - A"}
    if tables.is_pair:
        yield Note("\n".join(f"{letters[label]}  {label}" for label in tables.labels), "bold")
    else:
        yield Note(tables.labels[0], "bold")
    yield _intervals(tables, letters)
    yield Note(
        "95 % intervals: of the mean year, for all that is unknown about the inputs; and of one year, with chance too. "
        "Inputs: the share of one year's variance that is theirs.",
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


def _intervals(tables: UncertaintyTables, letters: dict[str, str]) -> Table:
    names = ["scenario", "measure", "mean", "expected_low", "expected_high", "low", "high", "parameter_share"]
    rows = [tables.intervals[tables.intervals["measure"] == measure] for measure in HEADLINES]
    scenario = (Column("", ("scenario",), letters.__getitem__),) if tables.is_pair else ()
    columns = (
        Column("", ("measure",), in_words, justify="left", once=tables.is_pair),
        *scenario,
        Column("mean", ("mean",), number),
        Column("mean year", ("expected_low", "expected_high"), _span),
        Column("one year", ("low", "high"), _span),
        Column("inputs", ("parameter_share",), percent),
    )
    title = "Headline counts, with all that is unknown"
    return Table("headline_counts", title, pd.concat(rows)[names], columns, keys=1 + len(scenario))


def _inputs(tables: UncertaintyTables, measure: str) -> Iterator[Table | Note]:
    """A sentence on the input that matters most for a count, and a table of those that follow."""
    rows = tables.sensitivity[tables.sensitivity["measure"] == measure]
    names = input_names(list(dict.fromkeys(rows["input"])))
    numbers = index_numbers(rows)
    what = in_words(measure) + (", B - A" if tables.is_pair else "")
    if numbers.empty:
        yield Note(f"{what}: {rows['why_missing'].iloc[0]}, so no input is told.")
        return
    yield Note(_sentence(what, numbers, names[numbers["input"].iloc[0]]), "bold")
    kinds = _RANKS if set(numbers["kind"]) == {"rank"} else _SHARES
    data = _by_input(numbers, tornado_numbers(tables.tornado[tables.tornado["measure"] == measure]))
    data.insert(0, "measure", measure)
    columns = (
        Column("", ("input",), names.__getitem__, justify="left"),
        *kinds,
        Column(
            "one at a time",
            ("change_low", "change_high"),
            lambda low, high: _span(low, high, "+") if low < high else "0",
        ),
    )
    yield Table(f"inputs_of_{measure}", "", data, columns, on_screen=range(min(len(data), _MOST_TOLD)))


_RANKS = (Column("rank correlation", ("rank",), lambda value: f"{value:+.2f}"),)
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
        return f"{what}: goes most closely with {name} (rank correlation {value:+.2f}; {low:+.2f} to {high:+.2f})"
    return f"{what}: {percent(value)} of what is unknown hangs on {name} ({percent(low)} to {percent(high)})"


def _span(low: float, high: float, sign: str = "") -> str:
    return "-" if math.isnan(low) else span(low, high, sign=sign)
