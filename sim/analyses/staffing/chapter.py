"""The chapter of a search for a staffing: the chosen shifts, and what other officer hours would have done."""

from __future__ import annotations

import math
import shlex
from collections.abc import Iterator
from typing import Any

import pandas as pd

from sim.analyses.staffing.tradeoff import tradeoff
from sim.analyses.staffing.words import post_in_words, rounded, signed_rounded, target_in_words
from sim.output.kinds import Results
from sim.output.names import begun, measure_words, quoted
from sim.output.numbers import tick
from sim.output.page.cells import estimated, plain
from sim.output.page.content import Cell, Chapter, Section, Table
from sim.output.page.svg import inline
from sim.scenario.staff import DAYS
from sim.study.intervals import Estimate

__all__ = ["staffing_chapter"]

_WHICH = {"curve": "", "chosen": "Chosen", "present": "Scenario as it is"}


def staffing_chapter(results: Results, name: str) -> Chapter:
    """Tell a search for a staffing.

    Parameters
    ----------
    results
        Its results folder.
    name
        Unlike that of other chapters; begins the names of its pictures.
    """
    record, curve = results.record, results["staffing"]
    return Chapter(
        title=f"{results.labels[0]}: officers and shifts",
        question=_question(record),
        answers=tuple(_answers(record, curve)),
        basis=_basis(record),
        sections=tuple(_sections(results, name)),
    )


def _measure(record: dict[str, Any]) -> str:
    return measure_words(record["staffing"]["measure"])


def _question(record: dict[str, Any]) -> str:
    staffing, post, measure = record["staffing"], post_in_words(record["staffing"]), quoted(_measure(record))
    under = f"under {quoted(record['scenarios'][0]['label'])}"
    if staffing["target"] is None:
        budget = tick(staffing["budget_hours"])
        return f"Which shifts of {post} make {measure} lowest on {budget} officer hours a week, {under}?"
    return f"How few officer hours of {post} keep {measure} at {target_in_words(staffing['target'])} or less, {under}?"


def _basis(record: dict[str, Any]) -> str:
    number, scenario = record["replications"], record["scenarios"][0]["scenario"]
    runs = f"{number:,} replications" if number > 1 else "one replication"
    intervals = "In brackets: 95\N{NO-BREAK SPACE}% intervals" if number > 1 else "One replication has no interval"
    return (
        f"Means over {runs} of {scenario['days']:,} days from {scenario['start']}, other than the "
        f"{number:,} searched: a choice looks too good on those that it was made on. {intervals}."
    )


def _answers(record: dict[str, Any], curve: pd.DataFrame) -> Iterator[str]:
    chosen, present = (curve[curve["which"] == which].iloc[0] for which in ("chosen", "present"))
    measure = _measure(record)
    yield (
        f"Chosen: {tick(chosen['officer_hours'])} officer hours a week of {post_in_words(record['staffing'])}. "
        f"{measure}: {_level(chosen).text}; compared with nobody on duty, over the same bookings: "
        f"{_difference(chosen).text}."
    )
    yield (
        f"The scenario as it is: {tick(present['officer_hours'])} officer hours a week. "
        f"{measure}: {_level(present).text}; compared with nobody on duty: {_difference(present).text}."
    )
    target = record["staffing"]["target"]
    if target is not None and chosen["mean"] > target:
        yield ("The fresh replications miss the target by chance; a slightly lower target is more likely to be met.")


def _sections(results: Results, name: str) -> Iterator[Section]:
    record, shifts = results.record, results["shifts"]
    yield Section(
        "What officer hours do",
        sentences=(
            (
                "Officers are added one by one, each where the count falls most per officer hour, and then moved "
                "where that lowers it further. Other shifts of as many hours may do as well."
            ),
        ),
        pictures=(inline(tradeoff(results), name, results.caption),),
        tables=(_curve(record, results["staffing"]),),
    )
    yield _chosen(record, shifts[shifts["which"] == "chosen"])


def _curve(record: dict[str, Any], curve: pd.DataFrame) -> Table:
    """A row a staffing, with few officer hours first."""
    has_costs = "cost_net_mean" in curve
    rows = tuple(
        (
            Cell(tick(row["officer_hours"]), float(row["officer_hours"])),
            _level(row),
            _difference(row),
            *((estimated(_estimate(row, "cost_net_"), "{:,.0f}".format),) if has_costs else ()),
            plain(_WHICH[row["which"]]),
        )
        for _, row in curve.sort_values("officer_hours", kind="stable").iterrows()
    )
    costs = ("Net cost, dollars",) if has_costs else ()
    columns = ("Officer hours a week", _measure(record), "Difference from nobody on duty", *costs, "Which")
    return Table("Officer hours and what they do", columns, rows)


def _chosen(record: dict[str, Any], shifts: pd.DataFrame) -> Section:
    """The officers of each block of hours by weekday."""
    if shifts.empty:
        return Section("The chosen shifts", sentences=("Nobody is on duty.",))
    officers = {(row["hours"], row["day"]): int(row["officers"]) for _, row in shifts.iterrows()}
    rows = tuple(
        (plain(hours), *(_officers(officers.get((hours, day), 0)) for day in DAYS))
        for hours in sorted(set(shifts["hours"]))
    )
    return Section(
        "The chosen shifts",
        sentences=("The file staffing.yaml in the results folder is the scenario with them. As a setting:",),
        commands=(shlex.join(["--set", record["staffing"]["setting"]]),),
        tables=(Table(f"Officers of {post_in_words(record['staffing'])}", ("Hours", *map(begun, DAYS)), rows),),
    )


def _officers(number: int) -> Cell:
    return Cell(str(number), float(number))


def _level(row: pd.Series) -> Cell:
    return estimated(_estimate(row, ""), rounded)


def _difference(row: pd.Series) -> Cell:
    return estimated(_estimate(row, "difference_"), signed_rounded)


def _estimate(row: pd.Series, prefix: str) -> Estimate:
    mean, low, high = (float(row[f"{prefix}{name}"]) for name in ("mean", "ci_low", "ci_high"))
    return Estimate(0 if math.isnan(mean) else 1, mean, math.nan, low, high)
