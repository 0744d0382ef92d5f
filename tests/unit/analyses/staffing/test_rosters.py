"""Rosters obey all rules, or it is said which rules conflict; small cases against exhaustive search."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analyses.staffing.conflicts import check
from sim.analyses.staffing.demand import Demand
from sim.analyses.staffing.goal import Goal, Sought, StaffingError
from sim.analyses.staffing.planner import Weeks
from sim.analyses.staffing.post import Block, Post, blocks_of
from sim.analyses.staffing.roster import Roster, roster_of
from sim.analyses.staffing.rostered import RosteredSearch
from sim.analyses.staffing.rules import ORDINARY, Rules, SameEvery, week_hours
from sim.scenario.week import WEEK_HOURS
from tests.unit.analyses.staffing.checked import faults


def post(*blocks, most=2):
    return Post("county", "deputies", tuple(map(Block.parse, blocks)), most)


def shifts(hours, starts, most=2):
    return post(*blocks_of((), hours, starts), most=most)


def demand(seed, more=0.0):
    """People who may be found in windows at random."""
    rng = np.random.default_rng(seed)
    begins, lengths = rng.integers(0, WEEK_HOURS, 30), rng.integers(1, 20, 30)
    return Demand(begins, lengths, rng.uniform(1, 5, 30), np.array([more]))


DAYTIME = post("08:00-16:00", "16:00-24:00", most=1)


def rules():
    least_hours = st.sampled_from([0, 0, 16, 24])
    return st.builds(
        Rules,
        same_every=st.sampled_from([None, *SameEvery]),
        least=st.integers(1, 2),
        officers=st.sampled_from([None, 1, 2, 3]),
        rest_hours=st.integers(0, 30),
        least_hours=least_hours,
        most_hours=st.integers(24, 48),
        days_off=st.integers(0, 4),
        together=st.booleans(),
    )


@given(
    rules(),
    st.sampled_from([("8", "06:00,14:00,22:00"), ("10,12", "07:00,19:00"), ("8,12", "00:00,16:00")]),
    st.integers(0, 5),
    st.integers(10, 200),
)
@settings(max_examples=15)
def test_a_roster_obeys_all_rules_or_it_is_said_why_there_is_none(obeyed, lengths, seed, budget):
    here = shifts(*lengths)
    try:
        check(here, obeyed, Goal("released_before_pickup", budget_hours=budget))
    except ValueError:
        return
    weeks = Weeks(here, obeyed)
    staffing = weeks.best(demand(seed), budget)
    assert here.officer_hours(staffing) <= budget
    assert any(staffing)
    assert weeks.allowed(staffing)
    found = roster_of(here, staffing, obeyed)
    assert found is not None
    assert faults(here, found, staffing, obeyed) == []


@pytest.mark.parametrize(
    ("line", "broken", "fault"),
    [
        ((0, 1, 2, 3, 4, 5, 6), Rules(most_hours=56, days_off=0), []),
        ((0, 1, 2, 3, 4, 5, 6), Rules(most_hours=56), ["too few days off"]),
        ((0, 1, 2, 3, 4, 5), Rules(days_off=1), ["48 hours"]),
        ((0, 1, 3, 4, 6), Rules(together=True), ["days off apart"]),
        ((0, 1, 2), Rules(rest_hours=17), ["too little rest"]),
        ((0, 6), Rules(rest_hours=17), ["too little rest"]),
        ((0,), Rules(least=2), ["fewer than 2 on duty"]),
        ((0,), Rules(same_every=SameEvery.DAY), ["not the same every day"]),
    ],
)
def test_what_checks_rosters_notices_what_is_wrong(line, broken, fault):
    here = post("08:00-16:00")
    staffing = [int(place in line) for place in range(7)]
    assert faults(here, Roster((line,)), staffing, broken) == fault


@pytest.mark.parametrize("obeyed", [Rules(), Rules(same_every=SameEvery.WEEKDAY)], ids=["any", "alike"])
@pytest.mark.parametrize("budget", [24, 80])
def test_a_plan_is_the_best_of_all_weeks(obeyed, budget):
    weeks, here = Weeks(DAYTIME, obeyed), demand(3)
    every = np.array([each for each in product((0, 1), repeat=14) if sum(each) <= budget // 8])
    possible = [each for each in every if weeks.allowed(tuple(each.tolist()))]
    best = here.expected(np.array(possible) @ DAYTIME.covers).max()
    planned = weeks.best(here, budget)
    assert here.expected(np.array([planned]) @ DAYTIME.covers)[0] == pytest.approx(best, rel=0.002)


@pytest.mark.parametrize(
    ("staffing", "obeyed", "fewest"),
    [
        ((1,) * 7, Rules(), 2),
        ((1,) * 7, Rules(most_hours=56, days_off=0), 1),
        ((1,) * 7, Rules(days_off=4), 3),
        ((1, 0, 1, 0, 1, 0, 0), Rules(rest_hours=40), 1),
        ((1, 0, 1, 0, 1, 0, 0), Rules(rest_hours=41), 2),
        ((1, 0, 1, 0, 1, 0, 1), Rules(days_off=3, together=True), 2),
        ((2,) * 7, Rules(), 3),
        ((0,) * 7, Rules(), 0),
    ],
)
def test_as_few_officers_as_there_can_be(staffing, obeyed, fewest):
    found = roster_of(post("08:00-16:00"), staffing, obeyed)
    assert len(found.lines) == fewest
    assert found.is_fewest


@given(st.lists(st.integers(0, 1), min_size=7, max_size=7).filter(any), st.integers(1, 4))
@settings(max_examples=20)
def test_as_few_officers_as_exhaustive_search(staffing, days_off):
    obeyed = Rules(rest_hours=30, days_off=days_off)
    days = [day for day, here in enumerate(staffing) if here]
    lines = [line for size in range(1, 8) for line in combinations(days, size)]
    here = post("08:00-16:00")
    possible = [set(line) for line in lines if not _is_faulty(here, line, obeyed)]
    fewest = next(n for n in range(1, 8) if any(_parts(each, days) for each in combinations(possible, n)))
    assert len(roster_of(here, tuple(staffing), obeyed).lines) == fewest


def _is_faulty(here, line, obeyed):
    return bool(faults(here, Roster((line,)), [int(place in line) for place in range(7)], obeyed))


def _parts(lines, days):
    return sum(map(len, lines)) == len(days) and set().union(*lines) == set(days)


def test_no_officer_works_much_more_than_others():
    here = shifts("10", "06:00,20:00", most=1)
    found = roster_of(here, (1, 1) * 4 + (1, 0) + (0, 0) * 2, Rules())
    assert sorted(sum(here.hours[place] for place in line) for line in found.lines) == [30, 30, 30]


def test_contracts_of_so_many_hours_are_kept():
    obeyed = Rules(officers=2, least_hours=40, rest_hours=10)
    here = shifts("10", None, most=1)
    staffing = Weeks(here, obeyed).best(demand(1), 80)
    found = roster_of(here, staffing, obeyed)
    assert [sum(here.hours[place] for place in line) for line in found.lines] == [40, 40]
    assert faults(here, found, staffing, obeyed) == []


@pytest.mark.parametrize("budget", [24, 56, 112])
def test_a_budget_is_spent_to_the_hour_where_every_shift_gains(budget):
    search = RosteredSearch(Weeks(DAYTIME, ORDINARY), demand(2), Sought(lambda each: -sum(each), budget_hours=budget))
    steps, chosen = search.found()
    assert DAYTIME.officer_hours(chosen) == budget
    assert steps[0] == DAYTIME.nobody


def test_shifts_of_several_at_once_are_moved_together():
    """The plan knows nothing of what the simulation likes: Friday."""
    weeks = Weeks(post("08:00-16:00", "16:00-24:00", most=2), Rules(least=2, officers=2))

    def evaluate(staffing):
        return 100 - 10 * sum(staffing[8:10]) - sum(staffing)

    _, chosen = RosteredSearch(weeks, demand(2), Sought(evaluate, budget_hours=16)).found()
    assert sum(chosen[8:10]) == sum(chosen) == 2


def test_a_target_is_met_with_as_few_hours_as_there_can_be():
    here = demand(4)
    weeks = Weeks(DAYTIME, Rules(same_every=SameEvery.WEEKDAY))

    def evaluate(staffing):
        return 100 - here.expected(np.array([staffing]) @ DAYTIME.covers)[0]

    every = [each for each in product((0, 1), repeat=14) if weeks.allowed(each)]
    target = sorted(map(evaluate, every))[len(every) // 3]
    fewest = min(DAYTIME.officer_hours(each) for each in every if evaluate(each) <= target)
    _, chosen = RosteredSearch(weeks, here, Sought(evaluate, target)).found()
    assert evaluate(chosen) <= target
    assert DAYTIME.officer_hours(chosen) == fewest


def test_a_target_out_of_reach_says_how_near_the_best_comes():
    search = RosteredSearch(Weeks(DAYTIME, ORDINARY), demand(2), Sought(lambda each: 100 - sum(each), 50))
    with pytest.raises(StaffingError, match="the best was 86 with 112 officer hours"):
        search.found()


def test_nobody_is_planned_where_nobody_is_to_be_found():
    none = Demand(np.array([], dtype=int), np.array([], dtype=int), np.array([]), np.array([0.0]))
    assert Weeks(DAYTIME, ORDINARY).best(none, 80) == DAYTIME.nobody
    assert none.expected(np.ones((2, WEEK_HOURS), dtype=int)).tolist() == [0, 0]


def test_second_officers_come_where_they_gain():
    here = post("08:00-16:00", most=2)
    people = Demand(np.array([10]), np.array([2]), np.array([5.0]), np.array([100.0]))
    assert sum(Weeks(here, ORDINARY).best(people, 16)) == 2
    assert max(Weeks(here, ORDINARY).best(people, 16)) == 2


@pytest.mark.parametrize(
    ("obeyed", "budget", "words"),
    [
        (Rules(least=2, least_hours=40), 60, "need 80 hours a week or more; --budget is 60"),
        (Rules(least=2, same_every=SameEvery.DAY), 60, "need 112 hours a week or more; --budget is 60"),
        (Rules(), 7, "is less than one shift, which is 8 hours long"),
        (Rules(least=3), 80, "--least 3: is more officers than --most 2"),
        (Rules(least=2, officers=1), 80, "--least 2: is more officers than --officers 1"),
        (Rules(most_hours=7), 80, "--week-hours 7: is less than one shift of 8 hours"),
        (Rules(rest_hours=161), 200, "--rest-hours 161: is longer than a week"),
        (Rules(least_hours=38, most_hours=39), 80, "of 8 hours never add up to it"),
    ],
)
def test_rules_that_cannot_be_kept_say_by_how_much(obeyed, budget, words):
    with pytest.raises(ValueError, match=words):
        check(post("08:00-16:00"), obeyed, Goal("flagged", budget_hours=budget))


def test_rules_that_conflict_say_what_would_do_instead():
    with pytest.raises(ValueError, match="no roster obeys all of this") as told:
        check(post("08:00-16:00"), Rules(same_every=SameEvery.DAY, officers=2, days_off=4), Goal("flagged"))
    ways = [line.strip() for line in str(told.value).splitlines()[1:]]
    assert ways == ["--officers 3", "--days-off 3", "no --same-every"]
    check(post("08:00-16:00"), Rules(same_every=SameEvery.DAY, officers=2, days_off=3), Goal("flagged"))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((("08:00-16:00",), "8", None), "give one of them"),
        (((), None, "06:00"), "give --shift-hours beside it"),
        (((), "25", None), "--shift-hours 25"),
        (((), "8.5", None), "--shift-hours 8.5"),
        (((), "8", "06:30"), "--starts 06:30"),
        (((), "24", None), "can begin at midnight only"),
    ],
)
def test_wrong_shifts(words, message):
    with pytest.raises(ValueError, match=message):
        blocks_of(*words)


def test_shifts_of_each_length_from_each_start():
    assert blocks_of((), "8,12", "16:00, 22:00") == ["16:00-24:00", "16:00-04:00", "22:00-06:00", "22:00-10:00"]
    assert len(blocks_of((), "8,10", None)) == 48


@pytest.mark.parametrize("text", ["", "many", "50:40", "-1", "0", "nan", "169", "30:40:50"])
def test_wrong_hours_of_a_week(text):
    with pytest.raises(ValueError, match="--week-hours"):
        week_hours(text)


def test_hours_of_a_week():
    assert week_hours("40") == (0, 40)
    assert week_hours("32:37.5") == (32, 37.5)
