"""What policies cost the county, where scenarios have costs: side by side, and for each additional lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sim.analyses.comparison.costs import LEADS
from sim.analyses.comparison.results import ResultTables
from sim.output.names import begun, in_words, quoted
from sim.output.numbers import dollars, estimated, over, signed_dollars
from sim.output.page.content import Card, bars
from sim.output.tables import Column, Table, chosen, side_by_side
from sim.scenario.schema import ALL_JAILS

NET = "cost_net"
"""What the county pays, less what it is given back."""

_PER_PERSON = {"cost_net": "Net", "cost_gross": "Gross"}
_RATIO = ("ratio", "ci_low", "ci_high", "why_missing")
LEVEL, HELD = "95\N{NO-BREAK SPACE}% interval", "Fieller's, of chance alone"


def money_card(tables: ResultTables) -> Iterator[Card]:
    """The net cost of every scenario; nothing unless all of them have costs."""
    if not tables.has_costs:
        return
    yield Card(
        "Net cost",
        f"Dollars the county pays {over(tables.days)}, less those it is given back",
        bars(
            {name: tables.headline(label, NET) for label, name in tables.names.items()},
            {tables.names[other]: tables.change(other, NET) for other in tables.others},
            forms=(dollars, signed_dollars),
        ),
    )


def money_sentences(tables: ResultTables) -> tuple[str, ...]:
    """Say what each additional person flagged costs net, a sentence a pair of scenarios, or why that cannot be told."""
    if not tables.has_costs:
        some = NET in set(tables.summary["measure"])
        return ("Money is not compared: not all scenarios have costs.",) if some else ()
    ratios = chosen(tables.costs, jail=ALL_JAILS, money=NET, per=LEADS[0]).to_dict("records")
    return tuple(_sentence(tables, ratio) for ratio in ratios)


def _sentence(tables: ResultTables, found: Mapping[Any, Any]) -> str:
    other = found["other"]
    pair = [quoted(tables.names[label]) for label in (tables.base, other)]
    more = pair[0] if tables.difference(other, LEADS[0]).mean < 0 else pair[1]
    of_pair = f" ({pair[0]} against {pair[1]})" if len(tables.others) > 1 else ""
    if pd.isna(found["ratio"]):
        return f"Net dollars per additional person flagged{of_pair}: not told, as {found['why_missing']}."
    ends = f"{dollars(found['ci_low'])} to {dollars(found['ci_high'])}"
    return (
        f"Each additional person flagged under {more} costs the county {dollars(found['ratio'])} net{of_pair} "
        f"({LEVEL} {ends}, {HELD})."
    )


def per_person_table(tables: ResultTables) -> Table:
    """A row a pair of scenarios and a count: dollars for each additional person, net and gross."""
    rows = chosen(tables.costs, jail=ALL_JAILS)
    data = side_by_side(rows, ["other", "per"], "money", [*_RATIO])
    several = (Column("Compared with the first", ("other",), lambda other: begun(tables.names[other])),)
    columns = (
        Column("Each additional person", ("per",), in_words),
        *(several if len(tables.others) > 1 else ()),
        *(Column(name, tuple(f"{money}_{each}" for each in _RATIO), _ratio) for money, name in _PER_PERSON.items()),
    )
    note = (
        f"In brackets: {LEVEL}s, {HELD}. The difference in cost over the difference in people, on the same bookings: "
        "negative where the scenario with more of them costs less."
    )
    return Table("dollars_per_person", "Dollars for each additional person", data, columns, note=note)


def _ratio(ratio: float, low: float, high: float, why: str) -> str:
    return f"not told: {why}" if pd.isna(ratio) else estimated(ratio, low, high, dollars)
