"""Sentences that are made of the numbers of the tables beside them, printed by the same functions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sim.analyses.comparison.flows import Change
from sim.analyses.comparison.results import ResultTables
from sim.model.outcomes import LOST
from sim.output.lost import lost_sentence
from sim.output.names import listed, meaning, quoted
from sim.output.numbers import CHANCE_ALONE, WITH_UNKNOWNS, Headline, count, is_none, share, signed
from sim.study.intervals import Estimate

_LEVEL = "95\N{NO-BREAK SPACE}% interval"


def difference_in_words(difference: Headline, what: str) -> str:
    """Say how many more or fewer people something happens to, such as ``flagged``, with intervals turned alike."""
    leading = difference.leading
    if difference.is_nothing:
        return f"the same number of people {what}"
    if leading.has_interval and not leading.is_clear:
        return f"no clear change in the number of people {what} ({difference.in_words(signed)})"
    word = "more" if leading.mean > 0 else "fewer"
    told = f"{count(abs(leading.mean))} {word} people {what}"
    if not leading.has_interval:
        return told
    if not difference.is_wide:
        return f"{told} ({_LEVEL} {turned(leading)} {word})"
    alone = f"; {turned(difference.chance)} {CHANCE_ALONE}" if difference.chance.has_interval else ""
    return f"{told} ({_LEVEL} {turned(leading)} {word} {WITH_UNKNOWNS}{alone})"


def turned(difference: Estimate) -> str:
    """Write an interval without its signs, where both ends have the same."""
    if not difference.is_clear:
        return f"{signed(difference.ci_low)} to {signed(difference.ci_high)}"
    low, high = map(count, sorted(map(abs, (difference.ci_low, difference.ci_high))))
    return f"{low} to {high}"


def comparison_answer(tables: ResultTables, other: str) -> str:
    """Say what another scenario changes in the three headline counts."""
    base, name = (quoted(tables.names[label]) for label in (tables.base, other))
    parts = (
        difference_in_words(tables.change(other, "flagged"), "flagged"),
        difference_in_words(tables.change(other, "released_before_pickup"), "released before pickup"),
        difference_in_words(tables.change(other, "matched"), "matched by fingerprint"),
    )
    return f"Compared with {base}, {name} has {listed(parts)}. {tables.lost_change(other)}".rstrip()


def run_answer(tables: ResultTables) -> str:
    """Say the three headline counts of a run."""
    flagged, lost, matched = (
        tables.headline(tables.base, measure) for measure in ("flagged", "released_before_pickup", "matched")
    )
    return (
        f"Of {count(tables.mean(tables.base, 'removable'))} people booked who are subject to removal, "
        f"{_with_interval(flagged)} are flagged and {_with_interval(lost)} are released before pickup. "
        f"The fingerprints of {_with_interval(matched)} foreign-born people meet a federal record. "
        f"{lost_sentence(partial(tables.mean, tables.base))}"
    ).rstrip()


def _with_interval(headline: Headline) -> str:
    ends = "; ".join(headline.intervals())
    return f"{count(headline.chance.mean)} ({_LEVEL} {ends})" if ends else count(headline.chance.mean)


def how_lost_sentence(tables: ResultTables, label: str) -> str:
    """Say how many removable people of a scenario are released before pickup, and how most often."""
    mean = partial(tables.mean, label)
    removable, lost = mean("removable"), mean("released_before_pickup")
    under = f"Under {quoted(tables.names[label])}"
    if is_none(lost):
        return f"{under}, nobody who is subject to removal is released before pickup."
    worst = max(LOST, key=mean)
    return (
        f"{under}, {count(lost)} of {count(removable)} people subject to removal are released before pickup "
        f"({share(lost, removable)}). {lost_sentence(mean, 'these')} Most often, {count(mean(worst))} times: "
        f"{meaning(worst)}."
    )


def who_changed_sentence(tables: ResultTables, other: str, totals: Mapping[Change, float]) -> str:
    """Say how many people end differently, of the totals by kind of change."""
    base, name = (quoted(tables.names[label]) for label in (tables.base, other))
    changed = {kind: total for kind, total in totals.items() if kind is not Change.NONE and not is_none(total)}
    told = [f"{count(total)} go {kind}" for kind, total in changed.items()]
    if not told:
        return f"From {base} to {name}, every removable booking ends the same way."
    return f"The same bookings, sent through {base} and through {name}: {listed(told)}."


def others_sentence(tables: ResultTables, label: str) -> str:
    """Say how many lawful residents and citizens a scenario touches."""
    mean = partial(tables.mean, label)
    parts = []
    for done, measure in (("interviewed", "interviewed"), ("reviewed by ICE after a match", "reviewed")):
        of_all, others = mean(measure), mean(f"{measure}_others")
        if is_none(of_all):
            parts.append(f"nobody is {done}")
        else:
            parts.append(f"{count(others)} of {count(of_all)} people {done} ({share(others, of_all)})")
    wrong, handed = mean("wrongly_flagged"), mean("wrongly_transferred")
    return (
        f"Lawful residents and citizens born abroad, under {quoted(tables.names[label])}: {listed(parts)}. "
        f"Wrongly flagged: {count(wrong)} whom ICE does not take, and {count(handed)} whom it takes."
    )
