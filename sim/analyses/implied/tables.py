"""What a scenario implies and a county can check against its own figures, as a table and in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from sim.analyses.implied.quantities import Quantity, of_lines, of_officers, of_people, of_stays
from sim.analyses.implied.queues import LINES, Asked
from sim.analyses.implied.sample import Sample, sampled
from sim.output.numbers import number, share
from sim.output.tables import Column, Note, Table
from sim.scenario.schema import Scenario


def implied(scenario: Scenario) -> list[Table | Note]:
    """Tell what a scenario implies: a table, and what to make of its lines.

    Raises
    ------
    IdentityError
        If the run that tells of the officers contradicts itself.
    """
    sample, seen, rest = sampled(scenario), [*of_stays(scenario)], list[Quantity]()
    if sample is not None:
        seen += [*of_people(sample), *of_officers(scenario, sample)]
        rest += of_lines(sample)
    rows = [{"scenario": scenario.name, **asdict(each)} for each in (*seen, *rest)]
    several = len(scenario.jails) > 1
    columns = [
        Column("What this implies", ("words",), justify="left"),
        _column("All jails" if several else "", "value"),
    ]
    if several:
        columns += [_column("Least", "low"), _column("Most", "high")]
    table = Table("implied", "", rows, tuple(columns), on_screen=range(len(seen)))
    return [table, *map(Note, _sentences(scenario, sample))]


def _column(heading: str, name: str) -> Column:
    return Column(heading, (name, "unit"), shown=_shown)


def _shown(value: float, unit: str) -> str:
    if math.isnan(value):
        return "-"
    if unit == "share":
        return share(value)
    return number(value) if unit == "people" else f"{number(value)} {unit}"


def _sentences(scenario: Scenario, sample: Sample | None) -> Iterator[str]:
    if sample is None:
        yield "It is too large to be run here: a run tells of interviews, flags and officers."
        return
    if sample.days < scenario.days:
        yield f"Interviews, flags and officers are those of the first {sample.days} of {scenario.days:,} counted days."
    yield queues_in_words(sample.asked)


_FEWEST, _SHARE, _HOURS = 5, 0.01, 1.0
"""A queue binds at a place that crowds out so many people, and so large a share of those who ask; or where these wait
so long in the mean for officers on duty to be free."""


def queues_in_words(asked: Sequence[Asked]) -> str:
    """Say at which lines a queue binds, and what the scenario tests where none does."""
    if not any(each.people for each in asked):
        return "Nobody asks for an interview, a review or a pickup, so no line has a queue."
    binding = {line: each for line in LINES if (each := [one for one in asked if one.line == line and _binds(one)])}
    if not binding:
        return (
            "No queue binds: of those who ask for an interview, a review or a pickup, fewer than 1 in 100 leave "
            "without one because of others, for whom they wait less than an hour in the mean. So this scenario tests "
            "delays, not capacity: other hours of duty may change its results, more officers at the same hours hardly."
        )
    where = "; ".join(_where(line, each, asked) for line, each in binding.items())
    return f"A queue binds, so that more officers at the same hours, or seats, would change the results: {where}."


def _binds(one: Asked) -> bool:
    crowds_out = one.crowded_out >= max(_FEWEST, _SHARE * one.people)
    return crowds_out or (one.people >= _FEWEST and one.behind_hours >= _HOURS * one.people)


def _where(line: str, binding: Sequence[Asked], asked: Sequence[Asked]) -> str:
    people, crowded_out, behind_hours = (
        sum(getattr(each, name) for each in binding) for name in ("people", "crowded_out", "behind_hours")
    )
    places = sum(each.line == line for each in asked)
    there = (
        f" at {len(binding)} of {places} {'jails' if line == 'interview' else 'field offices'}" if places > 1 else ""
    )
    return (
        f"of those who ask for {LINES[line]}{there}, {share(crowded_out, people)} leave without one because of others, "
        f"for whom they wait {number(behind_hours / people)} hours in the mean"
    )
