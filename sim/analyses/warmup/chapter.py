"""The chapter of a warm-up study: how long each wait remembers that the model started empty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from sim.analyses.warmup.judge import WAITS, Wait
from sim.analyses.warmup.tables import MSER5_DAYS, chance_in_words, days_in_words
from sim.analyses.warmup.welch import welch_plot
from sim.output.charts.picture import Picture
from sim.output.glosses import MEANINGS
from sim.output.kinds import Results
from sim.output.names import begun, listed, quoted
from sim.output.page.content import Chapter, Section
from sim.output.tables import Column, Table, chosen
from sim.scenario.schema import ALL_JAILS

_MOST_ROWS = 400
_NOTE = (
    f"MSER-5: {MEANINGS['MSER-5']}. By chance: how likely those days are to differ as much from the rest by chance; "
    "from 1\N{NO-BREAK SPACE}% on they need not be left out. Advised: in whole weeks."
)
_COLUMNS = (
    Column("Jail", ("jail",), lambda jail: "all jails" if jail == ALL_JAILS else jail),
    Column("Wait", ("wait",)),
    MSER5_DAYS,
    Column("By chance", ("p_value", "mser5_days"), chance_in_words),
    Column("Advised, days", ("advised_days",), days_in_words),
    Column("Why no advice", ("why_missing",)),
)


def warm_up_chapter(results: Results) -> Chapter:
    """Tell a warm-up study."""
    scenario, advice = results.scenario["name"], results.record["warmup_advice"]
    return Chapter(
        title=f"{scenario}: warm-up",
        question=f"Is the warm-up of {quoted(scenario)} long enough for its waits to forget the empty start?",
        answers=(f"{begun(advice)}.", *_asked(chosen(results["advice"], jail=ALL_JAILS))),
        basis=_basis(results.record),
        sections=(_settled(results["advice"], welch_plot(results)),),
        caption=results.caption,
    )


def _basis(record: dict[str, Any]) -> str:
    number, start = record["replications"], record["scenarios"][0]["scenario"]["start"]
    runs = f"{number:,} replications" if number > 1 else "one replication"
    return (
        f"Over {runs} of {record['warmup_looked_at_days']:,} days, each from an empty model "
        f"{record['warmup_days']:,} days before {start}."
    )


def _asked(advice: pd.DataFrame) -> Iterator[str]:
    """Say how many days each wait asks for, where that can be told."""
    known = advice[advice["advised_days"].notna()]
    told = [f"{wait} {days:,}" for wait, days in zip(known["wait"], known["advised_days"], strict=True)]
    if told:
        yield f"Days that the waits ask for, all jails together: {listed(told)}."


def _settled(advice: pd.DataFrame, plot: Picture) -> Section:
    by_jail = advice[advice["jail"] != ALL_JAILS]
    several = len(set(by_jail["jail"])) > 1
    return Section(
        "When the waits have settled",
        points=tuple(f"{begun(str(wait))}: {WAITS[wait]}." for wait in Wait),
        pictures=(plot,),
        tables=(_advice(chosen(advice, jail=ALL_JAILS), "Advice, all jails together"),),
        folded=(_advice(by_jail, "Advice by jail"),) if several else (),
    )


def _advice(advice: pd.DataFrame, title: str) -> Table:
    more = len(advice) - _MOST_ROWS
    left = f" {more:,} more rows are in advice.csv." if more > 0 else ""
    return Table("advice", title, advice.head(_MOST_ROWS), _COLUMNS, note=_NOTE + left)
