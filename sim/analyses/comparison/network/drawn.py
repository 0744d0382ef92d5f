"""The leads of a network by draw: what is gained and lost between two scenarios, in each replication."""

from __future__ import annotations

import pandas as pd

from sim.analyses.comparison.network.groups import Change, changes
from sim.model.outcomes import LOST_PARTS
from sim.output.kinds import Results
from sim.output.tables import chosen
from sim.scenario.schema import ALL_JAILS, Scenario

_OF_OTHERS = ("interviewed_others", "wrongly_flagged", "wrongly_transferred")
ALSO = ("interviewed", "transferred", "released_before_pickup", *LOST_PARTS, *_OF_OTHERS)
"""Measures of which the difference at all jails is told beside that of leads."""


def leads_by_jail(results: Results, label: str) -> pd.DataFrame:
    """The leads of a scenario: a row a replication, a column a jail, and one for all."""
    table = results["replications"]
    return table[table["scenario"] == label].pivot_table("flagged", "replication", "jail", sort=False)


def leads_by_draw(results: Results, place: int) -> pd.DataFrame:
    """Tell of each replication the leads of the base, how many another scenario gains and loses, and what else differs.

    Returns
    -------
    pandas.DataFrame
        ``draw, flagged_in_base, net``, the difference at the jails of each `Change`, that of each measure of `ALSO`,
        and ``interviewed_in_other``.
    """
    table, names = results["replications"], (results.labels[0], results.labels[place])
    base, other = (leads_by_jail(results, name) for name in names)
    difference = other - base
    everywhere = chosen(table, jail=ALL_JAILS).set_index("replication")
    before, after = (everywhere.loc[everywhere["scenario"] == name, list(ALSO)] for name in names)
    scenarios = [Scenario.model_validate(results.record["scenarios"][each]["scenario"]) for each in (0, place)]
    kinds = changes(scenarios[0], scenarios[1], table, names)
    of_kinds = {str(kind): difference[list(kinds.get(kind, ()))].sum(axis=1) for kind in Change}
    found = pd.DataFrame({"flagged_in_base": base[ALL_JAILS], "net": difference[ALL_JAILS], **of_kinds})
    return found.join(after - before).assign(interviewed_in_other=after["interviewed"]).reset_index(names="draw")
