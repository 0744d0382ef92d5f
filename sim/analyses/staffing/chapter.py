"""The chapter of a search for a staffing: the chosen shifts, and what other officer hours would have done."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

import pandas as pd

from sim.analyses.staffing.tables import (
    curve_columns,
    post_in_words,
    roster_as_table,
    target_in_words,
    who_is_lost,
)
from sim.analyses.staffing.tradeoff import tradeoff
from sim.analyses.staffing.words import finding, officers_needed, sure
from sim.output.kinds import Results
from sim.output.lost import LOST_NAMES
from sim.output.names import begun, measure_words, quoted
from sim.output.numbers import count, tick
from sim.output.page.content import Chapter, Section
from sim.output.tables import Column, Table
from sim.scenario.staff import DAYS

_WHICH = {"curve": "", "chosen": "Chosen", "present": "Scenario as it is"}


def staffing_chapter(results: Results) -> Chapter:
    """Tell a search for a staffing."""
    record = results.record
    return Chapter(
        title=f"{results.labels[0]}: officers and shifts",
        question=_question(record),
        answers=tuple(_answers(results)),
        basis=_basis(record),
        sections=tuple(_sections(results)),
        caption=results.caption,
    )


def _measure(record: dict[str, Any]) -> str:
    return measure_words(record["staffing"]["measure"])


def _question(record: dict[str, Any]) -> str:
    staffing, post, measure = record["staffing"], post_in_words(record), quoted(_measure(record))
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


def _answers(results: Results) -> Iterator[str]:
    record, curve = results.record, results["staffing"]
    chosen, present = (curve[curve["which"] == which].iloc[0] for which in ("chosen", "present"))
    yield f"{finding(results)}."
    measure, columns = _measure(record), _curve_columns(record)
    hours, level, difference = (column.text(chosen) for column in columns)
    yield (
        f"Chosen: {hours} officer hours a week of {post_in_words(record)}. "
        f"{measure}: {level}; compared with nobody on duty, over the same bookings: {difference}. {who_is_lost(chosen)}"
    ).rstrip()
    hours, level, difference = (column.text(present) for column in columns)
    yield (
        f"The scenario as it is: {hours} officer hours a week. "
        f"{measure}: {level}; compared with nobody on duty: {difference}."
    )
    target = record["staffing"]["target"]
    if target is not None and chosen["mean"] > target:
        yield ("The fresh replications miss the target by chance; a slightly lower target is more likely to be met.")


def _sections(results: Results) -> Iterator[Section]:
    record, shifts = results.record, results["shifts"]
    yield Section(
        "What officer hours do",
        sentences=(
            (
                "The shifts are those that a search found best on other replications of the same scenario. Other "
                "shifts of as many hours may do as well."
            ),
            *sure(results),
        ),
        pictures=(tradeoff(results),),
        tables=(_curve(record, results["staffing"]),),
    )
    yield _chosen(record, shifts[shifts["which"] == "chosen"])
    if len(roster := results["roster"]):
        yield Section(
            "Who works them",
            sentences=(officers_needed(record["staffing"]),),
            tables=(roster_as_table(roster, "Shifts of each officer"),),
        )


def _curve(record: dict[str, Any], curve: pd.DataFrame) -> Table:
    """A row a staffing, with few officer hours first."""
    cost = Column.estimated("Net cost, dollars", prefix="cost_net_", form="{:,.0f}".format)
    parts = {name: f"{part}_mean" for part, name in LOST_NAMES.items()}
    columns = (
        *_curve_columns(record),
        *(Column(begun(name), (mean,), count) for name, mean in parts.items() if mean in curve),
        *((cost,) if "cost_net_mean" in curve else ()),
        Column("Which", ("which",), _WHICH.__getitem__),
    )
    return Table("curve", "Officer hours and what they do", curve.sort_values("officer_hours", kind="stable"), columns)


def _curve_columns(record: dict[str, Any]) -> tuple[Column, Column, Column]:
    return curve_columns("Officer hours a week", _measure(record), "Difference from nobody on duty")


def _chosen(record: dict[str, Any], shifts: pd.DataFrame) -> Section:
    """The officers of each block of hours by weekday."""
    if shifts.empty:
        return Section("The chosen shifts", sentences=("Nobody is on duty.",))
    officers = shifts.pivot_table("officers", "hours", "day").reindex(columns=DAYS)
    data = officers.fillna(0).astype(int).reset_index()
    columns = (Column("Hours", ("hours",)), *(Column(begun(day), (day,)) for day in DAYS))
    return Section(
        "The chosen shifts",
        sentences=("The file staffing.yaml in the results folder is the scenario with them. As a setting:",),
        commands=(shlex.join(["--set", record["staffing"]["setting"]]),),
        tables=(Table("chosen_shifts", f"Officers of {post_in_words(record)}", data, columns),),
    )
