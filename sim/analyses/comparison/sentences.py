"""Sentences that are made of the numbers of the tables beside them, printed by the same functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from sim.analyses.comparison.flows import Change
from sim.analyses.comparison.results import ResultTables
from sim.model.outcomes import LOST
from sim.output.lost import lost_sentence
from sim.output.names import listed, meaning, quoted
from sim.output.numbers import CHANCE_ALONE, WITH_UNKNOWNS, Headline, count, is_none, over, relative, share, signed
from sim.study.intervals import Estimate

_YEAR_DAYS = 366
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
        return f"{told} ({_LEVEL} {_turned(leading)} {word})"
    alone = f"; {_turned(difference.chance)} {CHANCE_ALONE}" if difference.chance.has_interval else ""
    return f"{told} ({_LEVEL} {_turned(leading)} {word} {WITH_UNKNOWNS}{alone})"


def _turned(difference: Estimate) -> str:
    """An interval without its signs, where both ends have the same."""
    if not difference.is_clear:
        return f"{signed(difference.ci_low)} to {signed(difference.ci_high)}"
    low, high = map(count, sorted(map(abs, (difference.ci_low, difference.ci_high))))
    return f"{low} to {high}"


def change_interval(difference: Estimate) -> str:
    """Write the interval of a difference, turned as its mean is, such as ``525 to 549 fewer``."""
    word = f" {'more' if difference.mean > 0 else 'fewer'}" if difference.is_clear else ""
    return f"{_turned(difference)}{word}"


def plain_interval(estimate: Estimate) -> str:
    """Write the interval of a count."""
    return f"{count(estimate.ci_low)} to {count(estimate.ci_high)}"


def sure_sentence(headline: Headline, held: str, of: Callable[[Estimate], str] = plain_interval) -> str:
    """Give both intervals of a headline, that with what is unknown first; or the only one, and what it holds."""
    has_chance = headline.chance.has_interval
    if headline.is_wide:
        alone = f"; {of(headline.chance)} by {CHANCE_ALONE}" if has_chance else ""
        return f"{_LEVEL} {of(headline.leading)} {WITH_UNKNOWNS} about the inputs{alone}."
    return f"{_LEVEL} {of(headline.chance)}: {held}." if has_chance else "One replication has no interval."


def flagged_sentence(change: Headline, before: float, name: str, days: int | None) -> str:
    """Say how many more or fewer people are flagged in a scenario than the count before, and in per cent of it.

    Counts over more than a year are told a year, too.
    """
    mean, under = change.chance.mean, f"Under {quoted(name)}"
    if change.is_nothing:
        return f"{under}, the same number of people are flagged {over(days)}."
    if change.leading.has_interval and not change.leading.is_clear:
        return f"{under}, no clear change in the number of people flagged {over(days)}: {signed(mean)}."
    told = relative(mean, before)
    less = f", {told[1:]} {'more' if mean > 0 else 'less'}" if told else ""
    word = "more" if mean > 0 else "fewer"
    a_year = f" ({count(abs(mean) * 365 / days)} a year)" if days and days > _YEAR_DAYS else ""
    return f"{under}, {count(abs(mean))} {word} people are flagged {over(days)}{a_year}{less}."


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
