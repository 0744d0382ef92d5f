"""Tables on screen: from a results folder's tables, so that screen, files and pictures agree."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING

import pandas as pd
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.model.outcomes import COSTS, HEADLINES, LOST, Outcome
from sim.output.figures.network import KINDS
from sim.output.folder import Results
from sim.output.plain import number, plain_table, span
from sim.scenario.schema import ALL_JAILS

if TYPE_CHECKING:
    from sim.output.figures.sweeps import SweepTables

__all__ = ["study_tables", "sweep_tables"]

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
    """The tables of a study: headline counts, how the lost were lost, who changed outcome, who else was affected."""
    base, *others = results.labels
    letters = dict(zip(results.labels, chain(ascii_uppercase, map(str, count(27))), strict=False))
    if not others:
        yield Text(base, style="bold")
        yield _means(results, base, "Headline counts", HEADLINES)
        yield _means(results, base, "How removable bookings ended", _FATES)
        yield _means(results, base, "Who else was affected", _OTHERS)
        if "cost_net" in set(results.summary["measure"]):
            yield _means(results, base, "Money, in dollars", tuple(COSTS))
        if len(results.groups):
            yield _places(results)
    else:
        yield Text("\n".join(f"{letters[label]}  {label}" for label in results.labels), style="bold")
    for other in others:
        pair = _Pair(results, base, other, letters[base], letters[other])
        yield _differences(pair, "Headline counts", HEADLINES)
        if len(results.groups_paired):
            yield _by_change(pair)
        yield _differences(pair, "How removable bookings ended", _FATES)
        yield _what_became(pair)
        yield _differences(pair, "Who else was affected", _OTHERS)
        yield from _money(pair)
    yield Text(
        f"Means over {results.span} ({results.record['replications_because']}), with 95 % intervals, which hold chance "
        f"only, not what is unknown about the inputs. {results.hold_clocks}.",
        style="dim",
    )


def sweep_tables(tables: SweepTables, measures: Sequence[str]) -> Iterator[RenderableType]:
    """The inputs of a sweep, and some measures at each point, at most as many points as fit a screen."""
    letters = [letter for letter, _ in zip(chain(ascii_lowercase, map(str, count(27))), tables.inputs, strict=False)]
    yield Text("\n".join(f"{letter}  {path}" for letter, path in zip(letters, tables.inputs, strict=True)))
    table = plain_table("Means, all jails")
    for column in ("point", *letters, *map(_in_words, measures)):
        table.add_column(column, justify="right", overflow="fold")
    points = tables.table.groupby("point", sort=False)
    for (point, rows), _ in zip(points, range(_MOST_POINTS), strict=False):
        means = _by_measure(rows, ["mean"])
        inputs = rows.iloc[0][list(tables.inputs)]
        table.add_row(str(point), *inputs, *(number(means.get(measure, [math.nan])[0]) for measure in measures))
    yield table
    if points.ngroups > _MOST_POINTS:
        yield Text(f"and {points.ngroups - _MOST_POINTS:,} more points, in sweep.csv", style="dim")


_MOST_POINTS = 40


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


def _table(title: str, *columns: str, label_width: int = 26) -> Table:
    table = plain_table(title)
    table.add_column("", width=label_width, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True, min_width=16 if "interval" in column else 7)
    return table


def _means(results: Results, label: str, title: str, measures: Sequence[str]) -> Table:
    table = _table(title, "mean", "95 % interval")
    summary = results.summary
    rows = summary[(summary["scenario"] == label) & (summary["jail"] == ALL_JAILS)]
    values = _by_measure(rows, ["mean", "ci_low", "ci_high"])
    for measure in measures:
        mean, low, high = values[measure]
        table.add_row(_in_words(measure), number(mean), _interval(low, high))
    return table


def _differences(pair: _Pair, title: str, measures: Sequence[str], *, label_width: int = 26) -> Table:
    columns = (pair.base_letter, pair.other_letter, f"{pair.other_letter} - {pair.base_letter}", "95 % interval")
    table = _table(title, *columns, label_width=label_width)
    rows = pair.rows(pair.results.comparison)
    values = _by_measure(rows, ["base_mean", "other_mean", "difference", "ci_low", "ci_high"])
    for measure in measures:
        before, after, difference, low, high = values[measure]
        means = (number(before), number(after), number(difference, sign="+"))
        table.add_row(_in_words(measure), *means, _interval(low, high))
    return table


def _what_became(pair: _Pair) -> Table:
    """What becomes of those whom ICE collects in the base, so that leads lost are split by reason."""
    table = _table(f"Transferred in {pair.base_letter}: under {pair.other_letter} they are", "mean", "95 % interval")
    here = pair.rows(pair.results.transitions)
    transferred = str(Outcome.TRANSFERRED)
    kept = here[here["outcome_in_base"] == transferred]
    means = kept[["mean", "ci_low", "ci_high"]].to_numpy(dtype=float)
    for outcome, (mean, low, high) in zip(kept["outcome_in_other"].astype(str), means.tolist(), strict=True):
        table.add_row(_in_words(outcome), number(mean), _interval(low, high))
    gained = here.loc[
        (here["outcome_in_other"] == transferred) & (here["outcome_in_base"] != transferred), "mean"
    ].sum()
    table.add_section()
    table.add_row(f"transferred in {pair.other_letter} only", number(float(gained)), "")
    return table


def _by_change(pair: _Pair) -> Table:
    """Where leads are gained and lost: at jails whose screening changes, and at those that only share their office."""
    columns = (pair.base_letter, pair.other_letter, f"{pair.other_letter} - {pair.base_letter}", "95 % interval")
    table = _table(f"Flagged, by how jails change from {pair.base_letter} to {pair.other_letter}", *columns)
    groups = pair.results.groups_paired
    rows = groups[(groups["base"] == pair.base) & (groups["other"] == pair.other) & (groups["group_by"] == "change")]
    flagged = rows[rows["measure"] == "flagged"]
    values = flagged[["base_mean", "other_mean", "difference", "ci_low", "ci_high"]].to_numpy(dtype=float)
    for group, jails, each in zip(flagged["group"], flagged["jails"], values.tolist(), strict=True):
        before, after, difference, low, high = each
        means = (number(before), number(after), number(difference, sign="+"))
        table.add_row(f"{_GROUPS[group]} ({jails:,})", *means, _interval(low, high))
    return table


_GROUPS = {kind: words.name.removeprefix("Jails that ").removeprefix("Jails ") for kind, words in KINDS.items()}


def _places(results: Results) -> Table:
    """The states in which most are flagged, or the field offices where no states are known."""
    groups = results.groups
    by = "state" if "state" in set(groups["group_by"]) else "field_office"
    here = groups[groups["group_by"] == by].pivot_table("mean", ["group", "jails"], "measure", sort=False)
    here = here.sort_values("flagged", ascending=False).reset_index()
    table = _table(f"By {by.replace('_', ' ')}", "jails", "flagged", "/ 100,000", "lost", "/ 100,000", label_width=22)
    for row in here.head(_MOST_PLACES).to_dict("records"):
        rates = (row.get(f"{name}_per_100000", math.nan) for name in ("flagged", "released_before_pickup"))
        flagged, lost = ("" if math.isnan(rate) else number(rate) for rate in rates)
        table.add_row(
            row["group"],
            f"{row['jails']:,}",
            number(row["flagged"]),
            flagged,
            number(row["released_before_pickup"]),
            lost,
        )
    if len(here) > _MOST_PLACES:
        table.caption = f"and {len(here) - _MOST_PLACES} more, in groups.csv; rates are of residents and a year"
    return table


_MOST_PLACES = 15


def _money(pair: _Pair) -> Iterator[RenderableType]:
    """What both cost, and the dollars per additional lead; nothing where neither has costs."""
    if "cost_net" not in pair.results.replications:
        return
    if "cost_net" not in set(pair.rows(pair.results.comparison)["measure"]):
        yield Text(f"Money is not compared: {pair.base_letter} and {pair.other_letter} do not both have costs.")
        return
    # Dollars have more digits than people, so they take some of the width of the names.
    yield _differences(pair, "Money, in dollars", tuple(COSTS), label_width=16)
    table = _table("Net dollars per additional person", "ratio", "95 % interval")
    costs = pair.rows(pair.results.costs)
    net = costs[costs["money"] == "cost_net"]
    for per, ratio, low, high in net[["per", "ratio", "ci_low", "ci_high"]].itertuples(index=False):
        table.add_row(_in_words(per), number(ratio), _interval(low, high))
    yield table
    for why in net.loc[net["why_missing"] != "", "why_missing"]:
        yield Text(f"No ratio: {why}.", style="dim")


def _by_measure(rows: pd.DataFrame, columns: list[str]) -> dict[str, list[float]]:
    values: list[list[float]] = rows[columns].to_numpy(dtype=float).tolist()
    return dict(zip(rows["measure"], values, strict=True))


def _in_words(measure: str) -> str:
    return measure.replace("_", " ")


def _interval(low: float, high: float) -> str:
    return "" if math.isnan(low) else span(low, high)
