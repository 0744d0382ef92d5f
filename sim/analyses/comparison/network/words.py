"""What pictures of a network of jails share: kinds of change, and rows of tables as estimates and sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from sim.analyses.comparison.network.groups import Change
from sim.analyses.comparison.results import ResultTables, estimates_in
from sim.output.charts.colours import INK, LESS, MORE, SCENARIO_COLOURS
from sim.output.names import begun, quoted
from sim.output.numbers import count, interval, is_none, signed, whole
from sim.output.places import placed
from sim.scenario.schema import ALL_JAILS
from sim.study.intervals import Estimate

if TYPE_CHECKING:
    from sim.output.charts.rows import Bar

_, _, _OTHERWISE, _NEIGHBOURS, _ = SCENARIO_COLOURS

PERCENT = "95\N{NO-BREAK SPACE}%"
"""The confidence of intervals, kept on one line."""


LEADS = "leads are people flagged"

NEIGHBOURS = "unchanged neighbours are touched only by way of their field office"

LEADS_PER_RESIDENTS = "flagged_per_100000"
"""The measure of people flagged a year for each 100,000 residents of the counties in the network."""


@dataclass(frozen=True)
class Kind:
    """How the jails of a group differ: as a name, and in a sentence about where; lines are told apart in grey too."""

    name: str
    within: str
    colour: str
    line: Literal["-", "--", "-.", ":"]


KINDS: dict[str, Kind] = {
    Change.MORE_SCREENING: Kind("Jails that gain screening", "where screening grows", MORE, "-"),
    Change.LESS_SCREENING: Kind("Jails that lose screening", "where it shrinks", LESS, "--"),
    Change.OTHER_CHANGE: Kind("Jails changed otherwise", "where other things change", _OTHERWISE, "-."),
    Change.NO_CHANGE: Kind("Unchanged neighbours", "in unchanged neighbours", _NEIGHBOURS, ":"),
    ALL_JAILS: Kind("Net: all jails", "in all jails", INK, "-"),
}
"""The groups of jails by kind of change, in the order in which they are drawn; all jails are last."""


def difference_bar(name: str, difference: Estimate, colour: str = "") -> Bar:
    """A bar of a difference, hollow where it is not clear; without a colour it has that of its sign."""
    from sim.output.charts.rows import Bar

    if is_nothing(difference):
        return Bar.without_estimate(name, "no change")
    by_sign = MORE if difference.mean >= 0 else LESS
    text = interval(difference, signed)
    return Bar(name, difference, text, colour or by_sign, hollow=not difference.is_clear)


def is_nothing(difference: Estimate) -> bool:
    """Whether a difference is printed as nothing at all, its interval too."""
    ends = (difference.ci_low, difference.ci_high) if difference.has_interval else ()
    return all(map(is_none, (difference.mean, *ends)))


def rest_of(count: int, what: str = "unchanged") -> Sequence[Bar]:
    """A row for the places that have no bar, if there are any."""
    from sim.output.charts.rows import Bar

    return [Bar.without_estimate(f"{whole(count)} {what}", "")] if count else []


def note_of_bars(tables: ResultTables, other: str, *more: str) -> str:
    """Say what bars of differences are: the line under the title."""
    hollow = f"lines are {PERCENT} intervals, bars hollow where they hold 0"
    return tables.note(of_pair(tables, other), LEADS, *more, hollow if tables.replications > 1 else "")


def of_pair(tables: ResultTables, other: str) -> str:
    """Say between which scenarios the differences are."""
    here, there = (quoted(tables.names[label]) for label in (other, tables.base))
    return f"{here} less {there}, booking by booking"


def named(rows: pd.DataFrame, column: str, value: str, places: Mapping[str, str]) -> list[tuple[str, Estimate]]:
    """The places in a column of rows, as printed, and their estimates."""
    found = zip(rows[column], estimates_in(rows, value), strict=True)
    return [(placed(str(name), places), each) for name, each in found]


def gains_and_losses(what: str, places: str, found: Sequence[tuple[str, Estimate]], span: str = "") -> str:
    """Say in how many places something is clearly gained and lost over a span, and where most."""
    over = f" {span}" if span else ""
    if len(found) == 1:
        ((name, only),) = found
        return f"{begun(what)}: {interval(only, signed)}{over} in {name}"
    clear = [each.mean for _, each in found if each.is_clear]
    gained, lost = (sum(mean > 0 for mean in clear), sum(mean < 0 for mean in clear))
    told = f"{begun(what)} gained in {gained or 'none'} of {len(found)} {places}, lost in {lost or 'none'}"
    (least, low), (most, high) = _extremes(found)
    return f"{told}: from {signed(low.mean)} ({least}) to {signed(high.mean)} ({most}){over}"


def levels_between(what: str, found: Sequence[tuple[str, Estimate]], overall: Sequence[Estimate]) -> str:
    """Say the lowest and the highest level, and that of all places together if it is known."""
    (least, low), (most, high) = _extremes(found)
    told = f"{begun(what)}: from {count(low.mean)} ({least}) to {count(high.mean)} ({most})"
    if len(found) == 1:
        told = f"{begun(what)}: {interval(low)} in {least}"
    return f"{told}; {count(overall[0].mean)} overall" if overall else told


def _extremes(found: Sequence[tuple[str, Estimate]]) -> tuple[tuple[str, Estimate], tuple[str, Estimate]]:
    order = sorted(found, key=lambda each: each[1].mean)
    return order[0], order[-1]
