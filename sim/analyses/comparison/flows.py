"""Whose outcome changes between two scenarios, as tables: the kinds of change, and every change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from sim.analyses.comparison.results import ResultTables
from sim.model.outcomes import LOST, Outcome
from sim.output.names import begun, readable
from sim.output.numbers import ROUNDED, count
from sim.output.tables import Column, Table, chosen
from sim.scenario.schema import ALL_JAILS


class Change(StrEnum):
    """How the end of a booking changes from one scenario to another."""

    LOST = "from transferred to lost"
    WON = "from lost to transferred"
    OTHERWISE = "from one way of being lost to another"
    ELSEWHERE = "between other ends"
    NONE = "the same end both times"

    @classmethod
    def of(cls, before: str, after: str) -> Change:
        """The change from one end to another."""
        if before == after:
            return cls.NONE
        if before == Outcome.TRANSFERRED and after in LOST:
            return cls.LOST
        if before in LOST and after == Outcome.TRANSFERRED:
            return cls.WON
        return cls.OTHERWISE if before in LOST and after in LOST else cls.ELSEWHERE


@dataclass(frozen=True, eq=False)
class Flows:
    """Removable bookings by what became of the same booking in two scenarios, what changes most first.

    Rows have ``outcome_in_base, outcome_in_other, mean, ci_low, ci_high, kind``.
    """

    rows: pd.DataFrame

    @property
    def totals(self) -> dict[Change, float]:
        """How many people each kind of change befalls."""
        return {kind: float(self.rows.loc[self.rows["kind"] == kind, "mean"].sum()) for kind in Change}

    def kinds_table(self) -> Table:
        """A row a kind of change."""
        data = pd.DataFrame(list(self.totals.items()), columns=["change", "people"])
        columns = (Column("Change", ("change",), begun), Column("People", ("people",), count))
        title = "Removable people by how their end changes"
        return Table("kinds_of_change", title, data, columns, note=ROUNDED)

    def table(self, tables: ResultTables, other: str) -> Table:
        """A row a pair of ends."""
        base, name = (begun(tables.names[label]) for label in (tables.base, other))
        columns = (
            Column(f"Under {base}", ("outcome_in_base",), readable),
            Column(f"Under {name}", ("outcome_in_other",), readable),
            Column.estimated("People"),
            Column("Change", ("kind",), begun),
        )
        return Table("changes", "Every change, booking by booking", self.rows, columns)


def flows_between(tables: ResultTables, other: str) -> Flows:
    """What became of the same bookings in the base and in another scenario, all jails together."""
    if tables.transitions.empty:
        return Flows(pd.DataFrame(columns=["outcome_in_base", "outcome_in_other", "mean", "kind"]))
    rows = chosen(tables.transitions, other=other, jail=ALL_JAILS)
    kinds = list(map(Change.of, rows["outcome_in_base"], rows["outcome_in_other"]))
    rows = rows.assign(kind=kinds, same=[kind is Change.NONE for kind in kinds])
    return Flows(rows.sort_values(["same", "mean"], ascending=[True, False], kind="stable").drop(columns="same"))
