"""Whose outcome changes between two scenarios, as tables: the kinds of change, and every change."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from sim.analyses.comparison.results import ResultTables
from sim.model.outcomes import LOST, Outcome
from sim.output.numbers import begun, readable
from sim.output.page.cells import counted, estimated, plain
from sim.output.page.content import Table
from sim.scenario.schema import ALL_JAILS
from sim.study.intervals import Estimate

__all__ = ["Flows", "flows_between"]

_KINDS = (
    "from transferred to lost",
    "from lost to transferred",
    "from one way of being lost to another",
    "between other ends",
)
_SAME = "the same end both times"


@dataclass(frozen=True, eq=False)
class Flows:
    """Removable bookings by what became of the same booking in two scenarios.

    Parameters
    ----------
    rows
        ``outcome_in_base, outcome_in_other, mean, ci_low, ci_high, kind``, what changes most first.
    """

    rows: pd.DataFrame

    @property
    def totals(self) -> tuple[tuple[str, float], ...]:
        """How many people each kind of change befalls."""
        sums = self.rows.groupby("kind")["mean"].sum()
        return tuple((kind, float(sums.get(kind, 0.0))) for kind in _KINDS)

    def kinds_table(self) -> Table:
        """A row a kind of change."""
        same = float(self.rows.loc[self.rows["kind"] == _SAME, "mean"].sum())
        rows = tuple((plain(begun(kind)), counted(total)) for kind, total in (*self.totals, (_SAME, same)))
        return Table("Removable people by how their end changes", ("Change", "People"), rows)

    def table(self, tables: ResultTables, other: str) -> Table:
        """A row a pair of ends."""
        base, name = (begun(tables.names[label]) for label in (tables.base, other))
        rows = tuple(
            (
                plain(readable(row["outcome_in_base"])),
                plain(readable(row["outcome_in_other"])),
                estimated(Estimate(tables.replications, row["mean"], math.nan, row["ci_low"], row["ci_high"])),
                plain(begun(row["kind"])),
            )
            for row in self.rows.to_dict("records")
        )
        return Table("Every change, booking by booking", (f"Under {base}", f"Under {name}", "People", "Change"), rows)


def flows_between(tables: ResultTables, other: str) -> Flows:
    """What became of the same bookings in the base and in another scenario, all jails together."""
    rows = tables.transitions
    rows = rows[(rows["other"] == other) & (rows["jail"] == ALL_JAILS)]
    kinds = [
        _kind(str(before), str(after))
        for before, after in zip(rows["outcome_in_base"], rows["outcome_in_other"], strict=True)
    ]
    rows = rows.assign(kind=kinds, same=[kind == _SAME for kind in kinds])
    return Flows(rows.sort_values(["same", "mean"], ascending=[True, False], kind="stable").drop(columns="same"))


def _kind(before: str, after: str) -> str:
    if before == after:
        return _SAME
    if before == Outcome.TRANSFERRED and after in LOST:
        return _KINDS[0]
    if before in LOST and after == Outcome.TRANSFERRED:
        return _KINDS[1]
    return _KINDS[2] if before in LOST and after in LOST else _KINDS[3]
