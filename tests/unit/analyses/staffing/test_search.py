"""The search for a staffing: against exhaustive search, its goals, and what it reports."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analyses.staffing.goal import Goal, Sought, StaffingError
from sim.analyses.staffing.greedy import greedy_staffing
from sim.analyses.staffing.post import Block, Post, post_of
from sim.analyses.staffing.search import staff
from sim.model.office import Engine
from sim.scenario.files.reader import ScenarioSource
from sim.study.replication import replicate
from sim.study.tasks import Running
from tests.support import small, small_data, write_yaml

TINY = Post("county", "deputies", (Block.parse("00:00-24:00"),), most=1)


def source(tmp_path, changes=None):
    return ScenarioSource(write_yaml(tmp_path / "county.yaml", small_data({"days": 14, **(changes or {})})))


def covered(worth):
    """Each day officer covers some people; overlap makes gains shrink, as in a submodular cover."""
    return lambda staffing: 100 - 10 * np.sqrt(sum(w * min(n, 1) for w, n in zip(worth, staffing, strict=True)))


def fewest_hours(post, evaluate, target):
    every = product(range(post.most + 1), repeat=len(post.hours))
    return min((post.officer_hours(each) for each in every if evaluate(each) <= target), default=None)


@given(st.lists(st.integers(0, 14), min_size=7, max_size=7), st.integers(60, 100))
def test_a_target_takes_as_few_hours_as_exhaustive_search(worth, target):
    evaluate = covered(worth)
    fewest = fewest_hours(TINY, evaluate, target)
    if fewest is None:
        with pytest.raises(StaffingError, match="not reached"):
            greedy_staffing(TINY, Sought(evaluate, target))
    else:
        _, chosen = greedy_staffing(TINY, Sought(evaluate, target))
        assert evaluate(chosen) <= target
        assert TINY.officer_hours(chosen) == fewest


@given(st.lists(st.integers(0, 14), min_size=7, max_size=7), st.integers(1, 180))
def test_a_budget_is_spent_as_well_as_exhaustive_search_spends_it(worth, budget):
    evaluate = covered(worth)
    _, chosen = greedy_staffing(TINY, Sought(evaluate, budget_hours=budget))
    assert TINY.officer_hours(chosen) <= budget
    within = [each for each in product((0, 1), repeat=7) if TINY.officer_hours(each) <= budget]
    assert evaluate(chosen) == pytest.approx(min(map(evaluate, within)))


def test_swaps_mend_what_greedy_gets_wrong():
    """Monday is best alone and useless beside the pair of Tuesday and Wednesday."""
    sets = [{1, 2, 3, 4}, {1, 2, 5}, {3, 4, 6}, set(), set(), set(), set()]

    def evaluate(staffing):
        return 6 - len(set().union(*(here for here, n in zip(sets, staffing, strict=True) if n)))

    steps, chosen = greedy_staffing(TINY, Sought(evaluate, 0))
    assert TINY.officer_hours(steps[3]) == 72
    assert chosen == (0, 1, 1, 0, 0, 0, 0)


def test_the_model_itself_is_searched_as_well_as_exhaustively(tmp_path):
    county = source(tmp_path)
    post = post_of(county.scenario(), None, None, ("08:00-16:00",), 1)

    def mean(staffing):
        scenario = county.scenario(post.setting(staffing))
        runs = [replicate([scenario], number, engine=Engine.STAGED).measures[0][-1] for number in range(2)]
        return float(np.mean([row[names.index("released_before_pickup")] for row in runs]))

    from sim.model.outcomes import measure_names

    names = list(measure_names(county.scenario()))
    known = {each: mean(each) for each in product((0, 1), repeat=7)}
    target = sorted(known.values())[20]
    _, chosen = greedy_staffing(post, Sought(known.__getitem__, target))
    assert post.officer_hours(chosen) == fewest_hours(post, known.__getitem__, target)


def test_what_is_reported_are_fresh_replications_and_can_be_pasted(tmp_path):
    county = source(tmp_path)
    post = post_of(county.scenario(), None, None, (), 2)
    found = staff(county, post, Goal.parse(None, 40, None), Running(3))
    assert found.best.officer_hours <= 40
    assert [point.officer_hours for point in found.points] == sorted({p.officer_hours for p in found.points})
    assert found.points[0].difference.mean == 0
    again = county.scenario(post.setting(found.best.staffing))
    assert again == found.scenario
    from sim.model.outcomes import measure_names

    place = measure_names(again).index("released_before_pickup")
    fresh = [replicate([again], number).measures[0][-1, place] for number in (3, 4, 5)]
    assert found.best.measure.mean == pytest.approx(np.mean(fresh))
    assert found.present.officer_hours == 168


def test_a_share_is_of_removable_bookings(tmp_path):
    county = source(tmp_path)
    post = post_of(county.scenario(), None, None, (), 2)
    found = staff(county, post, Goal.parse("100%", None, None), Running(2))
    assert found.best.officer_hours == 0
    assert found.target > found.best.measure.mean


def test_other_teams_stay(tmp_path):
    other = {"shifts": [{"officers": 1, "hours": "10:00-12:00"}]}
    county = source(tmp_path, {"jails.county.screening.teams.clerks": other})
    with pytest.raises(ValueError, match="--team: say which team"):
        post_of(county.scenario(), None, None, (), 1)
    post = post_of(county.scenario(), None, "deputies", (), 1)
    screening = county.scenario(post.setting(post.nobody)).jails["county"].screening
    assert not screening.teams["deputies"].shifts
    assert screening.teams["clerks"].shifts[0].hours == "10:00-12:00"


def test_days_alike_are_one_shift():
    post = Post("county", "deputies", (Block.parse("00:00-08:00"), Block.parse("22:00-06:00")), 2)
    staffing = (1, 0, 1, 2) + (0, 0) * 5
    assert post.shifts(staffing) == [(1, ["mon", "tue"], "00:00-08:00"), (2, ["tue"], "22:00-06:00")]
    assert post.officer_hours(staffing) == 32


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((None, None, None), "one of the two, and not both"),
        (("200", 5, None), "not both"),
        (("many", None, None), "must be"),
        (("nan", None, None), "must be"),
        (("-1", None, None), "must be"),
        ((None, 0, None), "--budget"),
        ((None, np.nan, None), "--budget"),
        (("flagged=3", None, "matched"), "another measure"),
    ],
)
def test_wrong_goals(words, message):
    with pytest.raises(ValueError, match=message):
        Goal.parse(*words)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("cuonty", None, ()), "did you mean 'county'"),
        ((None, "deputy", ()), "unknown team"),
        ((None, None, ("8",)), "--block 8"),
        ((None, None, ("08:30-16:00",)), "on the hour"),
        ((None, None, ("08:00-16:00", "08:00-16:00")), "given twice"),
    ],
)
def test_wrong_posts(words, message):
    with pytest.raises(ValueError, match=message):
        post_of(small(), *words, 4)


def test_a_scenario_without_screening_or_measure():
    with pytest.raises(ValueError, match="has no jail with screening; give one"):
        post_of(small({"jails.county.screening": None}), None, None, (), 4)
    with pytest.raises(ValueError, match="did you mean 'released_before_pickup'"):
        Goal.parse("released_before_pikup=3", None, None).check(small())
