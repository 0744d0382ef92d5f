"""An answer as the page shows it: its first screen, the sections of its report, and the differences as numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.analyses.comparison.results import ResultTables
from sim.analyses.comparison.spread import ADDS_UNKNOWNS
from sim.explore.answering import Answer
from sim.model.outcomes import HEADLINES
from sim.output.charts.colours import SCENARIO_COLOURS
from sim.output.charts.picture import Picture
from sim.output.names import begun, quoted, readable
from sim.output.numbers import Headline
from sim.output.page.html import part_of
from sim.scenario.remarks import named_remarks

_BUTTON = quoted("Add what is unknown")
"""What adds the wider intervals on the page, where a report names an option."""


def view_of(answer: Answer, address: Callable[[Picture], str], *, whole: bool) -> dict[str, Any]:
    """Tell an answer; its pictures are at their addresses.

    Parameters
    ----------
    whole
        Whether its sections are there too, which takes longer than the first screen.
    """
    tables = ResultTables.of(answer.results)
    chapter = answer.chapter if whole else answer.first
    return {
        "html": part_of(chapter, address).replace(ADDS_UNKNOWNS, _BUTTON),
        "said": list(chapter.answers),
        "command": answer.command,
        "replications": answer.asked.replications,
        "unknowns": answer.asked.unknowns,
        "names": [begun(name) for name in tables.names.values()],
        "differences": _differences(tables),
        "remarks": list(named_remarks(answer.scenarios)),
    }


def _differences(tables: ResultTables) -> list[dict[str, Any]]:
    """Of each headline count how far every other policy is from the first."""
    return [
        {
            "name": readable(measure),
            "policies": [
                {
                    "name": begun(tables.names[other]),
                    "colour": SCENARIO_COLOURS[place],
                    **_plain(tables.change(other, measure)),
                }
                for place, other in enumerate(tables.others, start=1)
            ],
        }
        for measure in HEADLINES
    ]


def _plain(headline: Headline) -> dict[str, float | None]:
    leading = headline.leading
    has = leading.has_interval
    return {
        "mean": leading.mean,
        "low": leading.ci_low if has else None,
        "high": leading.ci_high if has else None,
        "chance_low": headline.chance.ci_low if headline.chance.has_interval else None,
        "chance_high": headline.chance.ci_high if headline.chance.has_interval else None,
    }
