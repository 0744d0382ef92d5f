"""Tables on screen: from a results folder's tables, so that screen, files and pictures agree."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pandas as pd
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


def study_tables(results: Results) -> Iterator[Table | Text]:
    """The tables of a study: the headline counts, how the lost were lost, who changed outcome, who else was affected."""
    base, *others = results.labels
    if not others:
        yield _means(results, base, "Headline counts", HEADLINES)
        yield _means(results, base, "How removable bookings ended", _FATES)
        yield _means(results, base, "Who else was affected", _OTHERS)
    for other in others:
        yield _differences(results, base, other, "Headline counts", HEADLINES)
        yield _differences(results, base, other, "How removable bookings ended", _FATES)
        yield _what_became(results, base, other)
        yield _differences(results, base, other, "Who else was affected", _OTHERS)
    record = results.record
    scenario = record["scenarios"][0]["scenario"]
    yield Text(
        f"Means over {record['replications']} replications of {scenario['days']} days from {scenario['start']} "
        f"({record['replications_because']}), with 95 % intervals in brackets. Intervals hold chance only, "
        "not what is unknown about the inputs.",
        style="dim",
    )


def _table(title: str, columns: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", width=80, show_edge=False)
    table.add_column("", ratio=3)
    for column in columns:
        table.add_column(column, justify="right", ratio=2, vertical="bottom")
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
    table = _table(title, [label])
    rows = results.summary.query("scenario == @label and jail == @ALL_JAILS").set_index("measure")
    for measure in measures:
        each = rows.loc[measure]
        table.add_row(_in_words(measure), _interval(each["mean"], each["ci_low"], each["ci_high"]))
    return table


def _differences(results: Results, base: str, other: str, title: str, measures: Sequence[str]) -> Table:
    table = _table(title, [base, other, "paired difference"])
    rows = results.comparison.query("base == @base and other == @other and jail == @ALL_JAILS").set_index("measure")
    for measure in measures:
        each = rows.loc[measure]
        difference = _interval(each["difference"], each["ci_low"], each["ci_high"], sign="+")
        table.add_row(_in_words(measure), _number(each["base_mean"]), _number(each["other_mean"]), difference)
    return table


def _what_became(results: Results, base: str, other: str) -> Table:
    """The leads of the base by what became of the same bookings, so that what is lost is split by reason."""
    table = _table(f"What becomes of those transferred under {base}", [f"under {other}"])
    here = results.transitions.query("base == @base and other == @other and jail == @ALL_JAILS")
    transferred = str(Outcome.TRANSFERRED)
    for row in here[here["outcome_in_base"] == transferred].itertuples():
        shown = _interval(row.mean, row.ci_low, row.ci_high)
        table.add_row(_in_words(row.outcome_in_other), shown, style="dim" if row.outcome_in_other == transferred else "")
    gained = here[(here["outcome_in_other"] == transferred) & (here["outcome_in_base"] != transferred)]
    table.add_row("newly transferred", _number(float(pd.Series(gained["mean"]).sum())), style="dim")
    return table
