"""Agreements of a network, county by county: which policies have them, and what that gains or loses."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from sim.explore.answering import Answer
from sim.explore.inputs import screened
from sim.output.names import in_words
from sim.output.tables import chosen
from sim.scenario.schema import Scenario


def network_of(answer: Answer, files: Sequence[Scenario]) -> dict[str, Any]:
    """Tell each county at whose jail anybody screens in any of the files: under which policies, and the difference."""
    other = answer.results.labels[-1]
    rows = chosen(answer.results["groups_paired"], group_by="jail", measure="flagged", other=other).set_index("group")
    counties = []
    for jail in screened(files):
        rules = answer.scenarios[0].jails[jail]
        changed = rows.loc[jail].to_dict() if jail in rows.index else None
        counties.append(
            {
                "path": f"jails.{jail}.screening",
                "name": f"{rules.county or in_words(jail)}{f', {rules.state}' if rules.state else ''}",
                "screens": [each.jails[jail].screening is not None for each in answer.scenarios],
                "flagged": [None, None] if changed is None else [changed["base_mean"], changed["other_mean"]],
                "difference": None if changed is None else _plain(changed["difference"]),
                "low": None if changed is None else _plain(changed["ci_low"]),
                "high": None if changed is None else _plain(changed["ci_high"]),
            }
        )
    return {"counties": counties}


def _plain(value: Any) -> float | None:
    return None if math.isnan(value) else float(value)
