"""What an uncertainty study found: its results folder, its pictures, its tables on screen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.model.outcomes import HEADLINES
from sim.output.figures.indices import index_numbers, indices
from sim.output.figures.inputs import Subject, input_names
from sim.output.figures.tornado import tornado, tornado_numbers
from sim.output.figures.words import quoted, shortened
from sim.output.files import write_table
from sim.output.folder import FolderError, read_record, read_table, record_of, whole_folder, write_record
from sim.output.plain import number, plain_table, span
from sim.output.plots import save_with_numbers
from sim.scenario.schema import ALL_JAILS
from sim.study.replication import labels
from sim.study.tasks import Running
from sim.study.uncertainty import DIFFERENCE, Uncertainty

__all__ = [
    "UncertaintyTables",
    "draw_uncertainty",
    "is_uncertainty",
    "read_uncertainty",
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
    def subject(self) -> str:
        """The scenario of which the inputs' effects are told, or the pair."""
        whole, short = shortened(self.labels)
        told = short[0] if len(short) == 1 else f"{quoted(short[1])} less {quoted(short[0])}"
        return f"{whole}: {told}" if whole else told

    @property
    def basis(self) -> str:
        """How many runs of which days."""
        scenario = self.record["scenarios"][0]["scenario"]
        return (
            f"{self.record['replications']} replications of {scenario['days']} days from {scenario['start']} at each "
            f"of {self.record['point_count']:,} points, the same bookings at all of them"
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
    folder.mkdir(parents=True, exist_ok=True)
    tables = read_uncertainty(results)
    return [path for measure in HEADLINES for path in _drawn(tables, measure, folder)]


def _drawn(tables: UncertaintyTables, measure: str, folder: Path) -> Iterator[Path]:
    compared = "people" if len(tables.labels) == 1 else "difference in people"
    record = tables.record
    caption = (
        f"Simulated: {tables.basis}; seed {record['seed']}, lostleads {record['lostleads']}. "
        "Ranges are those of the scenario files."
    )
    subject = Subject(measure, tables.subject, compared, caption)
    for name, table, numbers_of, draw in (
        ("tornado", tables.tornado, tornado_numbers, tornado),
        ("indices", tables.sensitivity, index_numbers, indices),
    ):
        rows = table[table["measure"] == measure]
        numbers = numbers_of(rows)
        # A count that no input moves has no picture.
        if not numbers.empty:
            yield from save_with_numbers(draw(rows, subject), numbers, folder, f"{name}_{measure}")


def uncertainty_tables(tables: UncertaintyTables) -> Iterator[RenderableType]:
    """The headline counts with their intervals, and for each the inputs that matter most."""
    pair = len(tables.labels) == 2
    letters = {**dict(zip(tables.labels, "AB", strict=False)), DIFFERENCE: "B - A"}
    if pair:
        yield Text("\n".join(f"{letters[label]}  {label}" for label in tables.labels), style="bold")
    else:
        yield Text(tables.labels[0], style="bold")
    yield _intervals(tables, letters)
    yield Text(
        "95 % intervals: of the mean year, for all that is unknown about the inputs; and of one year, with chance too. "
        "Inputs: the share of one year's variance that is theirs.",
        style="dim",
    )
    for measure in HEADLINES:
        yield from _inputs(tables, measure)
    yield Text(
        f"{_ALONE_AND_IN_ALL if 'total' in set(tables.sensitivity['kind']) else _RANK} One at a time: how far an "
        f"input's range moves the count, the others at their values. {tables.basis}; every range is sampled evenly "
        "and by itself.",
        style="dim",
    )


def _table(title: str | None, *columns: str) -> Table:
    table = plain_table(title)
    table.add_column("", overflow="fold")
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _intervals(tables: UncertaintyTables, letters: dict[str, str]) -> Table:
    pair = len(tables.labels) == 2
    columns = ("mean", "mean year", "one year", "inputs")
    table = _table("Headline counts, with all that is unknown", *([""] if pair else []), *columns)
    for measure in HEADLINES:
        rows = tables.intervals[tables.intervals["measure"] == measure]
        for place, row in enumerate(rows.to_dict("records")):
            table.add_row(
                measure.replace("_", " ") if place == 0 else "",
                *([letters[row["scenario"]]] if pair else []),
                number(row["mean"]),
                _span(row["expected_low"], row["expected_high"]),
                _span(row["low"], row["high"]),
                _percent(row["parameter_share"]),
            )
        if pair:
            table.add_section()
    return table


def _inputs(tables: UncertaintyTables, measure: str) -> Iterator[RenderableType]:
    """A sentence on the input that matters most for a count, and a table of those that follow."""
    rows = tables.sensitivity[tables.sensitivity["measure"] == measure]
    names = input_names(list(dict.fromkeys(rows["input"])))
    numbers = index_numbers(rows)
    what = measure.replace("_", " ") + (", B - A" if len(tables.labels) == 2 else "")
    if numbers.empty:
        yield Text(f"{what}: {rows['why_missing'].iloc[0]}, so no input is told.")
        return
    order = list(dict.fromkeys(numbers["input"]))
    ranked = set(numbers["kind"]) == {"rank"}
    yield Text(_sentence(what, numbers, names[order[0]]), style="bold")
    kinds = ("rank",) if ranked else ("first", "total")
    table = _table(None, *(["rank correlation"] if ranked else ["alone", "in all"]), "one at a time")
    changes = tornado_numbers(tables.tornado[tables.tornado["measure"] == measure])
    for path in order[:_MOST_TOLD]:
        by_kind = numbers[numbers["input"] == path].set_index("kind")["value"]
        ends = changes.loc[changes["input"] == path, "change"]
        shown = (f"{by_kind[kind]:+.2f}" if ranked else _percent(by_kind[kind]) for kind in kinds)
        table.add_row(names[path], *shown, _span(ends.min(), ends.max(), sign="+") if len(ends) else "0")
    yield table


def _sentence(what: str, numbers: pd.DataFrame, name: str) -> str:
    leading = numbers[numbers["kind"] != "first"].iloc[0]
    value, low, high = (float(leading[column]) for column in ("value", "ci_low", "ci_high"))
    if leading["kind"] == "rank":
        return f"{what}: goes most closely with {name} (rank correlation {value:+.2f}; {low:+.2f} to {high:+.2f})"
    return f"{what}: {_percent(value)} of what is unknown hangs on {name} ({_percent(low)} to {_percent(high)})"


def _span(low: float, high: float, sign: str = "") -> str:
    return "-" if math.isnan(low) else span(low, high, sign=sign)


def _percent(share: float) -> str:
    return "-" if math.isnan(share) else f"{100 * max(share, 0.0):.0f} %"
