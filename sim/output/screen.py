"""Tables on screen: from a results folder's tables, so that screen, files and pictures agree."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

import pandas as pd
from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.model.outcomes import HEADLINES, LOST, Outcome
from sim.output.folder import Results
from sim.scenario.schema import ALL_JAILS

__all__ = ["study_tables"]

_FATES = ("transferred", *map(str, LOST))
_OTHERS = (
    "interviewed",
    "interviewed_others",
    "reviewed",
    "reviewed_others",
    "wrongly_flagged",
    "wrongly_transferred",
    "hold_hours",
)


def study_tables(results: Results) -> Iterator[RenderableType]:
    """The tables of a study: the headline counts, how the lost were lost, who changed outcome, who else was affected."""
    base, *others = results.labels
    letters = dict(zip(results.labels, ascii_uppercase, strict=False))
    if not others:
        yield Text(base, style="bold")
        yield _means(results, base, "Headline counts", HEADLINES)
        yield _means(results, base, "How removable bookings ended", _FATES)
        yield _means(results, base, "Who else was affected", _OTHERS)
    else:
        yield Text("\n".join(f"{letters[label]}  {label}" for label in results.labels), style="bold")
    for other in others:
        pair = _Pair(results, base, other, letters[base], letters[other])
        yield _differences(pair, "Headline counts", HEADLINES)
        yield _differences(pair, "How removable bookings ended", _FATES)
        yield _what_became(pair)
        yield _differences(pair, "Who else was affected", _OTHERS)
    record = results.record
    scenario = record["scenarios"][0]["scenario"]
    yield Text(
        f"Means over {record['replications']} replications of {scenario['days']} days from {scenario['start']} "
        f"({record['replications_because']}), with 95 % intervals. Intervals hold chance only, not what is unknown about "
        "the inputs.",
        style="dim",
    )


@dataclass(frozen=True)
class _Pair:
    """Two scenarios of a study, and the letters that stand for them in its tables."""

    results: Results
    base: str
    other: str
    base_letter: str
    other_letter: str

    def rows(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows of a table that compare these two, over all jails."""
        return table[(table["base"] == self.base) & (table["other"] == self.other) & (table["jail"] == ALL_JAILS)]


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, show_edge=False)
    table.add_column("", width=26, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True, min_width=16 if "interval" in column else 7)
    return table


def _in_words(measure: str) -> str:
    return measure.replace("_", " ")


def _number(value: float) -> str:
    if math.isnan(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 99.95 else f"{value:,.1f}"


def _interval(mean: float, low: float, high: float, *, sign: str = "") -> str:
    shown = f"{mean:{sign},.0f}" if abs(mean) >= 99.95 else f"{mean:{sign},.1f}"
    if math.isnan(mean):
        return "-"
    return shown if math.isnan(low) else f"{shown} ({_number(low)} to {_number(high)})"


def _means(results: Results, label: str, title: str, measures: Sequence[str]) -> Table:
    table = _table(title, "mean", "95 % interval")
    summary = results.summary
    rows = summary[(summary["scenario"] == label) & (summary["jail"] == ALL_JAILS)].set_index("measure")
    for measure in measures:
        each = rows.loc[measure]
        table.add_row(_in_words(measure), _number(each["mean"]), _interval(each["ci_low"], each["ci_high"]))
    return table


def _differences(pair: _Pair, title: str, measures: Sequence[str]) -> Table:
    table = _table(title, pair.base_letter, pair.other_letter, f"{pair.other_letter} - {pair.base_letter}", "95 % interval")
    rows = pair.rows(pair.results.comparison).set_index("measure")
    for measure in measures:
        each = rows.loc[measure]
        table.add_row(
            _in_words(measure),
            _number(each["base_mean"]),
            _number(each["other_mean"]),
            _number(each["difference"], sign="+"),
            _interval(each["ci_low"], each["ci_high"]),
        )
    return table


def _what_became(pair: _Pair) -> Table:
    """What becomes of those whom ICE collects in the base, so that leads lost are split by reason."""
    table = _table(f"Transferred in {pair.base_letter}: under {pair.other_letter} they are", "mean", "95 % interval")
    here = pair.rows(pair.results.transitions)
    transferred = str(Outcome.TRANSFERRED)
    for row in here[here["outcome_in_base"] == transferred].itertuples():
        table.add_row(_in_words(row.outcome_in_other), _number(row.mean), _interval(row.ci_low, row.ci_high))
    gained = here.loc[(here["outcome_in_other"] == transferred) & (here["outcome_in_base"] != transferred), "mean"].sum()
    table.add_section()
    table.add_row(f"transferred in {pair.other_letter} only", _number(float(gained)), "")
    return table


def _in_words(measure: str) -> str:
    return measure.replace("_", " ")


def _number(value: float, *, sign: str = "") -> str:
    if math.isnan(value):
        return "-"
    return f"{value:{sign},.0f}" if abs(value) >= 99.95 else f"{value:{sign if value else ''},.1f}"


def _interval(low: float, high: float) -> str:
    return "" if math.isnan(low) else f"{_number(low)} to {_number(high)}"
