"""Whether a roster obeys rules, checked without the program that makes rosters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.analyses.staffing.post import Post
from sim.analyses.staffing.roster import Roster
from sim.analyses.staffing.rules import Rules
from sim.scenario.staff import DAYS
from sim.scenario.week import WEEK_HOURS


def faults(post: Post, roster: Roster, staffing: Sequence[int], rules: Rules) -> list[str]:
    """Where a roster breaks rules; nothing where it obeys them all."""
    return [*_faults_of_shifts(post, staffing, rules), *_faults_of_officers(post, roster, staffing, rules)]


def _faults_of_shifts(post, staffing, rules) -> Iterator[str]:
    on_duty = np.zeros(WEEK_HOURS, dtype=int)
    for place, officers in enumerate(staffing):
        for hour in range(post.hours[place]):
            on_duty[(post.begins(place) + hour) % WEEK_HOURS] += officers
    if any(0 < here < rules.least for here in on_duty):
        yield f"fewer than {rules.least} on duty"
    if max(on_duty) > post.most:
        yield f"more than {post.most} on duty"
    by_day = np.reshape(staffing, (len(DAYS), -1)).tolist()
    alike = {None: 0, "weekday": 5, "day": 7}[rules.same_every]
    if any(day != by_day[0] for day in by_day[:alike]):
        yield f"not the same every {rules.same_every}"


def _faults_of_officers(post, roster, staffing, rules) -> Iterator[str]:
    worked = [0] * len(staffing)
    for line in roster.lines:
        for place in line:
            worked[place] += 1
        yield from _faults_of_officer(post, line, rules)
    if worked != list(staffing):
        yield "the shifts are not those of the staffing"
    if rules.officers is not None and len(roster.lines) > rules.officers:
        yield f"more than {rules.officers} officers"


def _faults_of_officer(post, line, rules) -> Iterator[str]:
    hours = sum(post.hours[place] for place in line)
    if not rules.least_hours <= hours <= rules.most_hours or not line:
        yield f"{hours} hours"
    shifts = sorted((post.begins(place), post.begins(place) + post.hours[place]) for place in line)
    following = [*shifts[1:], (shifts[0][0] + WEEK_HOURS, 0)] if shifts else []
    if any(begin - end < rules.rest_hours for (_, end), (begin, _) in zip(shifts, following, strict=True)):
        yield "too little rest"
    works = [any(begin // 24 == day for begin, _ in shifts) for day in range(len(DAYS))]
    if sum(works) < len(shifts):
        yield "two shifts on a day"
    if works.count(False) < rules.days_off:
        yield "too few days off"
    twice = [*works, *works]
    if rules.together and not any(not any(twice[day : day + rules.days_off]) for day in range(len(DAYS))):
        yield "days off apart"
