"""What is told of the two intervals of headlines: with what is unknown, where points were run, and of chance alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from sim.analyses.comparison.compare import DIFFERENCE
from sim.analyses.comparison.results import ResultTables
from sim.output.kinds import Results
from sim.output.names import listed
from sim.output.numbers import CHANCE_ALONE, WITH_UNKNOWNS, Headline, number, span
from sim.output.page.limits import CHANCE, CHANCE_AND_UNKNOWNS
from sim.output.tables import Column
from sim.scenario.levels import DRAWS
from sim.study.ranges import Inputs

_POINTS_ADVISED = 200

ADDS_UNKNOWNS = f"--unknowns {_POINTS_ADVISED} of lostleads run and compare"
"""What gives intervals that hold what is unknown, too."""


def what_intervals_hold(results: Results) -> str:
    """Say what the 95 % intervals of a run or a comparison hold, or what would make them hold more."""
    inputs = Inputs(**results.record.get("inputs", {"ranged": 0, "count": 0}))
    if sampled := results.record.get("unknowns"):
        unknown = [f"inputs anywhere in {inputs}"] if inputs.ranged else []
        unknown += ["county levels drawn"] if sampled["level_draws"] else []
        return (
            f"95 % intervals {WITH_UNKNOWNS}: where a single run of {results.scenario['days']} days lies, "
            f"{listed(unknown)} ({sampled['points']} points); {CHANCE_ALONE}, as all others: of the mean of such runs, "
            f"inputs as the scenarios say{' and levels at their mean' if sampled['level_draws'] else ''}"
        )
    if any(_draws_levels(each["scenario"]) for each in results.record["scenarios"]):
        told = (
            "95 % of single runs lie within the intervals, which hold chance and draws of county levels (chance alone: "
            "--levels mean), not what else is unknown about the inputs"
        )
    else:
        told = f"95 % intervals hold {CHANCE_ALONE}, not what is unknown about the inputs"
    if not inputs.ranged:
        return told
    have = "has" if inputs.ranged == 1 else "have"
    return f"{told}: {inputs.ranged} of {inputs.count} {have} a range, and {ADDS_UNKNOWNS} adds what is open"


def held_in_short(results: Results) -> str:
    """Say in few words what the only interval of a headline holds, where nothing was run with what is unknown."""
    if any(_draws_levels(each["scenario"]) for each in results.record["scenarios"]):
        return "chance and draws of county levels, not what else is unknown"
    return f"{CHANCE_ALONE}, not what is unknown about the inputs"


def _draws_levels(scenario: Mapping[str, Any]) -> bool:
    return "levels_file" in scenario and scenario.get("levels", DRAWS) == DRAWS


def limits_of_intervals(results: Results) -> str:
    """Say what the intervals do not hold."""
    return CHANCE_AND_UNKNOWNS if "unknowns" in results.record else CHANCE


def headline_rows(tables: ResultTables, labels: Sequence[str], measures: Sequence[str]) -> pd.DataFrame:
    """A row a measure and scenario, and of two scenarios the `DIFFERENCE`: its mean and both intervals."""
    return pd.DataFrame(
        [
            {
                "scenario": scenario,
                "measure": measure,
                "mean": each.chance.mean,
                "low": each.low,
                "high": each.high,
                "ci_low": each.chance.ci_low,
                "ci_high": each.chance.ci_high,
            }
            for measure in measures
            for scenario, each in _headlines(tables, labels, measure)
        ]
    )


def _headlines(tables: ResultTables, labels: Sequence[str], measure: str) -> Iterator[tuple[str, Headline]]:
    yield from ((label, tables.headline(label, measure)) for label in labels)
    if len(labels) > 1:
        yield DIFFERENCE, tables.change(labels[-1], measure)


def headline_columns(letters: Mapping[str, str]) -> Iterator[Column]:
    """The columns of `headline_rows` on screen behind the measure; letters stand for two scenarios."""
    if letters:
        named = {**letters, DIFFERENCE: " - ".join(reversed([*letters.values()]))}
        yield Column("", ("scenario",), named.__getitem__)
    yield Column("mean", ("mean", "scenario"), lambda mean, scenario: number(mean, sign=_sign(scenario)))
    yield Column("with unknowns", ("low", "high", "scenario"), _ends, width=14, style="bold")
    yield Column(CHANCE_ALONE, ("ci_low", "ci_high", "scenario"), _ends, width=14)


def _ends(low: float, high: float, scenario: str) -> str:
    return "" if math.isnan(low) else span(low, high, sign=_sign(scenario))


def _sign(scenario: str) -> str:
    return "+" if scenario == DIFFERENCE else ""
