"""Rules that nobody can work by: which of them conflict, and by how much."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from sim.analyses.staffing.goal import Goal
from sim.analyses.staffing.planner import Weeks
from sim.analyses.staffing.post import Post
from sim.analyses.staffing.rules import Rules
from sim.scenario.staff import DAYS
from sim.scenario.week import WEEK_HOURS

_MORE_OFFICERS = 12


def check(post: Post, rules: Rules, goal: Goal) -> None:
    """See that somebody can be on duty.

    Raises
    ------
    ValueError
        If a rule cannot be kept at all, if rules conflict, or if what they take is more than the budget. It says by how
        much, and what would do instead.
    """
    if wrong := [*_wrong(post, rules)]:
        raise ValueError("\n".join(wrong))
    budget = goal.budget_hours
    if rules.least * rules.least_hours > budget:
        raise ValueError(
            f"{_officers(rules.least)} at least (--least), each of {rules.least_hours:g} hours a week or more "
            f"(--week-hours), need {rules.least * rules.least_hours:g} hours a week or more; --budget is {budget:g}"
        )
    if not rules.shape_shifts:
        _check_block(post, budget)
        return
    fewest = Weeks(post, rules).fewest_hours()
    if fewest is None:
        raise ValueError("\n".join(_conflict(post, rules)))
    if fewest > budget:
        raise ValueError(
            f"{_hours_taken(post, rules)} need {fewest:g} hours a week or more; --budget is {budget:g}. Give "
            f"--budget {fewest:g} or more, shorter shifts, or fewer rules"
        )


def _check_block(post: Post, budget: float) -> None:
    shortest = min(post.blocks, key=lambda block: block.length_hours)
    if shortest.length_hours > budget:
        raise ValueError(
            f"--budget {budget:g}: is less than one shift, which is {shortest.length_hours} hours long "
            f"({shortest.hours}); give --budget {shortest.length_hours} or more, or shorter --shift-hours"
        )


def _wrong(post: Post, rules: Rules) -> Iterator[str]:
    """What is wrong with rules one by one."""
    longest = max(block.length_hours for block in post.blocks)
    if rules.least > post.most:
        yield f"--least {rules.least}: is more officers than --most {post.most}"
    if rules.officers is not None and rules.least > rules.officers:
        yield f"--least {rules.least}: is more officers than --officers {rules.officers}"
    if longest > rules.most_hours:
        yield f"--week-hours {rules.most_hours:g}: is less than one shift of {longest} hours"
    if longest + rules.rest_hours > WEEK_HOURS:
        yield (
            f"--rest-hours {rules.rest_hours}: is longer than a week with a shift of {longest} hours before them; give "
            f"{WEEK_HOURS - longest} or fewer"
        )
    elif not _hours_add_up(post, rules):
        yield (
            f"--week-hours {rules.least_hours:g}:{rules.most_hours:g}: at most {len(DAYS) - rules.days_off} shifts a "
            f"week, for --days-off {rules.days_off}, of {_lengths(post)} hours never add up to it"
        )


def _hours_add_up(post: Post, rules: Rules) -> bool:
    """Whether the hours of as many shifts as an officer may have can lie within the hours of a week."""
    sums, lengths = {0}, {block.length_hours for block in post.blocks}
    for _ in range(len(DAYS) - rules.days_off):
        sums |= {total + length for total in sums for length in lengths}
    return any(max(rules.least_hours, 1) <= total <= rules.most_hours for total in sums)


def _lengths(post: Post) -> str:
    return " or ".join(f"{length}" for length in sorted({block.length_hours for block in post.blocks}))


def _hours_taken(post: Post, rules: Rules) -> str:
    shortest = min(block.length_hours for block in post.blocks)
    days = f", the same every {rules.same_every}" if rules.same_every else ""
    contracts = f", of {rules.least_hours:g} hours a week each" if rules.least_hours else ""
    return f"{_officers(rules.least)} at least{contracts}, in shifts of {shortest} hours or more{days},"


def _officers(number: int) -> str:
    return f"{number} officer{'s' * (number != 1)}"


def _conflict(post: Post, rules: Rules) -> Iterator[str]:
    """Name the rules, and what each would have to be for there to be a roster."""
    yield f"no roster obeys all of this: {rules}; shifts of {_lengths(post)} hours. Any one of these would do instead:"
    ways = [way for words, weaker in _weaker(rules) if (way := _first_way(post, words, weaker))]
    yield from (f"  {way}" for way in ways or ["none of the rules changed alone; change several"])


def _weaker(rules: Rules) -> Iterator[tuple[str, list[Rules]]]:
    """Each rule with an option that sets it, and all weaker ones in its place, the strictest first."""
    if rules.officers is not None:
        more = range(rules.officers + 1, rules.officers + _MORE_OFFICERS + 1)
        yield "--officers {0.officers}", [replace(rules, officers=number) for number in more]
    yield "--least {0.least}", [replace(rules, least=number) for number in range(rules.least - 1, 0, -1)]
    rests = range(rules.rest_hours - 1, -1, -1)
    yield "--rest-hours {0.rest_hours}", [replace(rules, rest_hours=hours) for hours in rests]
    yield "--days-off {0.days_off}", [replace(rules, days_off=days) for days in range(rules.days_off - 1, -1, -1)]
    hours = "--week-hours {0.least_hours:g}:{0.most_hours:g}"
    fewer = range(math.ceil(rules.least_hours) - 1, -1, -1)
    yield hours, [replace(rules, least_hours=float(least)) for least in fewer]
    longer = range(math.floor(rules.most_hours) + 1, WEEK_HOURS + 1)
    yield hours, [replace(rules, most_hours=float(most)) for most in longer]
    if rules.together:
        yield "no --days-off-together", [replace(rules, together=False)]
    if rules.same_every is not None:
        yield "no --same-every", [replace(rules, same_every=None)]


def _first_way(post: Post, words: str, weaker: list[Rules]) -> str:
    """Name the strictest of weaker rules by which there is a roster; nothing where there is none."""
    works = [rules for rules in weaker[-1:] if _can_be_kept(post, rules)]
    if not works:
        return ""
    place = bisect_left(weaker, True, hi=len(weaker) - 1, key=lambda rules: _can_be_kept(post, rules))
    return words.format(weaker[place])


def _can_be_kept(post: Post, rules: Rules) -> bool:
    return not any(_wrong(post, rules)) and Weeks(post, rules).fewest_hours() is not None
