"""Agreements of a network, county by county: which policies have them and when, and what that gains or loses."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim.analyses.comparison.network.tile_map import gain_colours, tile_places
from sim.analyses.comparison.network.words import LEADS_PER_RESIDENTS
from sim.analyses.comparison.results import estimates_in
from sim.explore.agreements import Way, agreed, off, staying, ways, when_in_force
from sim.explore.answering import Answer
from sim.output.charts.colours import INK
from sim.output.names import in_words
from sim.output.tables import chosen
from sim.scenario.schema import Scenario
from sim.scenario.states import CODES
from sim.study.intervals import Estimate, spreads

_FLAGGED = "flagged"


@dataclass(frozen=True)
class County:
    """A county at whose jail somebody screens under an agreement in any of the files.

    Parameters
    ----------
    screens, when
        Of each policy whether anybody screens under the agreement on any counted day, and on which.
    stay
        Of each policy who screens without an agreement, such as ICE's own officers, and when.
    flagged
        People flagged under the first policy and under the last.
    difference
        The last less the first, with its interval where there is one.
    levels
        Leads a year with deputies as the levels file has them: mean, and between which values 95 % of its draws lie.
    off, on
        How the last policy has no agreement there, and the ways in which it may have one.
    """

    jail: str
    name: str
    state: str
    code: str
    field_office: str
    screens: tuple[bool, ...]
    when: tuple[str, ...]
    stay: tuple[str, ...]
    flagged: tuple[float | None, float | None]
    difference: Mapping[str, float | None]
    levels: Mapping[str, float | None] | None
    off: Way
    on: tuple[Way, ...]


def network_of(answer: Answer, files: Sequence[Scenario], opened: Scenario | None = None) -> dict[str, Any]:
    """Tell the counties of an answer, and the states in which they are.

    Parameters
    ----------
    files
        The scenarios of all files that are open.
    opened
        That of the file from which the last policy begins, with every agreement in force throughout; None if there is
        none, as where some jail has no deputies who could have one.
    """
    return {
        "policies": list(answer.results.labels),
        "replications": answer.asked.replications,
        "days": answer.scenarios[0].days,
        "interval": _what_intervals_are(answer.scenarios),
        "counties": [asdict(each) for each in counties(answer, files, opened)],
        "states": list(_states(answer)),
        "tiles": [{**asdict(place), "state": name, "code": place.state} for name, place in tile_places().items()],
    }


def _what_intervals_are(scenarios: Sequence[Scenario]) -> str:
    if any(each.level_draws is not None for each in scenarios):
        return "95 % of single runs lie within the intervals, which hold chance and draws of county levels."
    return "95 % intervals of the mean hold chance alone."


def counties(answer: Answer, files: Sequence[Scenario], opened: Scenario | None) -> Iterator[County]:
    """List the counties that have an agreement in any of the files, in the order of the jails."""
    here = [name for name in agreed(files) if name in answer.scenarios[-1].jails]
    flagged, levels = _flagged(answer), _levels(answer.scenarios[0], here)
    days, begun_from = answer.scenarios[0], files[answer.state.files[-1] - 1]
    for name in here:
        jails = [each.jails.get(name) for each in answer.scenarios]
        placed = next(each for each in jails if each is not None)
        means, difference = flagged.get(name, ((None, None), _NOT_KNOWN))
        yield County(
            jail=name,
            name=placed.county or in_words(name),
            state=placed.state or "",
            code=CODES.get(placed.state or "", ""),
            field_office=in_words(placed.field_office),
            screens=tuple(bool(when_in_force(each, days)) for each in jails),
            when=tuple(when_in_force(each, days) for each in jails),
            stay=tuple(staying(each, days) for each in jails),
            flagged=means,
            difference=difference,
            levels=levels.get(name),
            off=off(name, begun_from, days),
            on=tuple(ways(name, begun_from, files, opened, days)),
        )


_NOT_KNOWN: Mapping[str, float | None] = {"mean": None, "low": None, "high": None}


def _flagged(answer: Answer) -> dict[str, tuple[tuple[float | None, float | None], Mapping[str, float | None]]]:
    """Of each jail the people flagged under the first policy and the last, and how many more; of one policy its own."""
    if len(answer.scenarios) == 1:
        rows = chosen(answer.results["summary"], scenario=answer.results.labels[0], measure=_FLAGGED)
        each = dict(zip(rows["jail"].astype(str), rows["mean"].astype(float), strict=True))
        return {jail: ((mean, mean), _NOT_KNOWN) for jail, mean in each.items()}
    rows = chosen(answer.results["comparison"], other=answer.results.labels[-1], measure=_FLAGGED)
    means = zip(rows["base_mean"].astype(float), rows["other_mean"].astype(float), strict=True)
    told = zip(rows["jail"].astype(str), means, estimates_in(rows, "difference"), strict=True)
    return {jail: (both, _plain(estimate)) for jail, both, estimate in told}


def _plain(estimate: Estimate) -> dict[str, float | None]:
    ends = {"low": estimate.ci_low, "high": estimate.ci_high} if estimate.has_interval else {}
    return {**_NOT_KNOWN, "mean": _number(estimate.mean), **ends}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _levels(scenario: Scenario, jails: Sequence[str]) -> dict[str, Mapping[str, float | None]]:
    """Of each jail how many leads a year it gives with deputies, in the counted years; none without a levels file."""
    draws = range(scenario.level_draws or 1)
    taken = [scenario.levels_taken(jail, draws) for jail in jails]
    if not taken or taken[0] is None:
        return {}
    counted = range(scenario.start.year, scenario.last_day.year + 1)
    columns = []
    for each in taken:
        assert each is not None
        years = [min(max(year, each.years[0]), each.years[-1]) - each.years[0] for year in counted]
        columns.append(each.per_year[:, years].mean(axis=1))
    found = spreads(np.stack(columns, axis=1))
    has_interval = len(draws) > 1
    return {
        jail: {
            "mean": float(found.mean[place]),
            "low": float(found.low[place]) if has_interval else None,
            "high": float(found.high[place]) if has_interval else None,
        }
        for place, jail in enumerate(jails)
    }


def _states(answer: Answer) -> Iterator[dict[str, Any]]:
    """Of each state in which jails are the difference in people flagged, for each resident and all, and its tile."""
    if len(answer.scenarios) == 1:
        return
    places = tile_places()
    rows = chosen(answer.results["groups_paired"], other=answer.results.labels[-1], group_by="state")
    by_measure = {
        measure: dict(zip(here["group"].astype(str), estimates_in(here, "difference"), strict=True))
        for measure in (_FLAGGED, LEADS_PER_RESIDENTS)
        if len(here := chosen(rows, measure=measure))
    }
    rates = by_measure.get(LEADS_PER_RESIDENTS, {})
    colours = gain_colours([each.mean for each in rates.values()])
    for state, people in by_measure.get(_FLAGGED, {}).items():
        rate, place = rates.get(state), places.get(state)
        fill, ink = colours(rate.mean) if rate is not None else ("#FFFFFF", INK)
        yield {
            "state": state,
            "code": CODES.get(state, ""),
            "row": None if place is None else place.row,
            "column": None if place is None else place.column,
            "people": _plain(people),
            "rate": None if rate is None else _plain(rate),
            "fill": fill,
            "ink": ink,
        }
