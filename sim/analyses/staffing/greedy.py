"""The week without rules: officers are added one by one, each where it gains most per officer hour, and then moved.

Where gains only shrink as officers are added (a submodular cover), greedy comes within 1 - 1/e of the best possible
gain (Nemhauser, Wolsey and Fisher, 1978); here gains nearly are so.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.analyses.staffing.goal import Evaluate, Sought
from sim.analyses.staffing.post import Post, Staffing

_SWAPS = 30


def greedy_staffing(
    post: Post, sought: Sought, progress: Callable[[int, int], None] = lambda _done, _wanted: None
) -> tuple[list[Staffing], Staffing]:
    """Search from nobody upwards: the greedy steps, some beyond the goal, and the choice.

    Raises
    ------
    StaffingError
        If the target is not reached.
    """
    steps, stale, goal_at = [post.nobody], [math.inf] * len(post.hours), None
    evaluate, budget_hours = sought.evaluate, sought.budget_hours

    def reached(staffing: Staffing) -> bool:
        return sought.met(staffing) if sought.has_target else post.officer_hours(staffing) >= budget_hours

    while goal_at is None or len(steps) < 1.5 * goal_at + 2:
        if goal_at is None and reached(steps[-1]):
            goal_at = len(steps)
        longer = _step(post, evaluate, steps[-1], stale)
        if longer is None:
            break
        steps.append(longer)
        progress(len(steps), len(post.hours) * post.most)
    if not sought.has_target:
        within = [each for each in steps if post.officer_hours(each) <= budget_hours]
        return steps, _swapped(post, evaluate, _filled(post, evaluate, within[-1], budget_hours))
    if goal_at is None:
        raise sought.unreached(post, steps[-1])
    chosen = steps[goal_at - 1]
    while any(chosen):
        fewer = _swapped(post, evaluate, min(_neighbours(post, chosen, -1), key=evaluate))
        if not sought.met(fewer):
            break
        chosen = fewer
    return steps, chosen


def _step(post: Post, evaluate: Evaluate, staffing: Staffing, stale: list[float]) -> Staffing | None:
    """Add the officer who gains most per hour; only those whose last known gain is the largest are run (lazy)."""
    fresh: set[int] = set()
    while True:
        open_places = [place for place, officers in enumerate(staffing) if officers < post.most]
        if not open_places:
            return None
        place = max(open_places, key=stale.__getitem__)
        if place in fresh:
            return _moved(staffing, place, 1) if stale[place] > 0 else None
        gain = evaluate(staffing) - evaluate(_moved(staffing, place, 1))
        stale[place] = gain / post.hours[place]
        fresh.add(place)


def _filled(post: Post, evaluate: Evaluate, staffing: Staffing, budget_hours: float) -> Staffing:
    """Add officers of short blocks while the budget has room for them and they gain."""
    while True:
        more = [each for each in _neighbours(post, staffing, 1) if post.officer_hours(each) <= budget_hours]
        best = min(more, key=evaluate, default=staffing)
        if evaluate(best) >= evaluate(staffing):
            return staffing
        staffing = best


def _swapped(post: Post, evaluate: Evaluate, staffing: Staffing) -> Staffing:
    """Move officers to other blocks, never to more hours, until none of the likeliest moves helps.

    A move is likely if what the officer gains at the new place, less what the old place loses, is large.
    """
    while True:
        now = evaluate(staffing)
        less = {place: evaluate(_moved(staffing, place, -1)) for place, here in enumerate(staffing) if here}
        more = {place: evaluate(_moved(staffing, place, 1)) for place, n in enumerate(staffing) if n < post.most}
        moves = [(a, b) for a in less for b in more if a != b and post.hours[b] <= post.hours[a]]
        moves.sort(key=lambda move: less[move[0]] + more[move[1]])
        tried = (_moved(_moved(staffing, a, -1), b, 1) for a, b in moves[:_SWAPS])
        better = next((each for each in tried if evaluate(each) < now), None)
        if better is None:
            return staffing
        staffing = better


def _neighbours(post: Post, staffing: Staffing, change: int) -> list[Staffing]:
    places = [place for place, officers in enumerate(staffing) if 0 <= officers + change <= post.most]
    return [_moved(staffing, place, change) for place in places]


def _moved(staffing: Staffing, place: int, change: int) -> Staffing:
    return (*staffing[:place], staffing[place] + change, *staffing[place + 1 :])
