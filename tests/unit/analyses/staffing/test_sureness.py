"""How sure a choice is: stability on resamples, and shares of points, where the answers are known."""

import numpy as np
import pytest

from sim.analyses.staffing.chance import AtPoints, ShareMet
from sim.analyses.staffing.goal import Goal, StaffingError
from sim.analyses.staffing.post import Block, Post, post_of
from sim.analyses.staffing.search import staff
from sim.analyses.staffing.stability import Choice, stability_of
from sim.scenario.files.reader import ScenarioSource
from sim.study.tasks import Running
from tests.support import small_data, write_yaml

DAYTIME = Post("county", "deputies", (Block.parse("08:00-16:00"),), most=1)
MONDAY, TUESDAY, BOTH = (1, 0, 0, 0, 0, 0, 0), (0, 1, 0, 0, 0, 0, 0), (1, 1, 0, 0, 0, 0, 0)
NOISE = np.random.default_rng(7).normal(0, 1, 30)


def stability(rows, chosen, *, target=np.nan, budget_hours=16):
    choice = Choice(DAYTIME, target, budget_hours)
    return stability_of(choice, choice.finalists(rows, chosen, 1), rows.__getitem__, 1)


def test_what_is_better_on_all_bookings_is_chosen_again_always():
    found = stability({MONDAY: 10 + NOISE, TUESDAY: 12 + NOISE}, MONDAY)
    assert (found.finalists, found.chosen_again, found.as_good) == (2, 1, 0)
    assert found.worst == pytest.approx(2)


def test_what_differs_by_chance_alone_is_as_good_and_chosen_half_the_time():
    halves = np.tile([0.0, 1.0], 15)
    found = stability({MONDAY: 10 + halves, TUESDAY: 11 - halves}, MONDAY)
    assert found.as_good == 1
    assert found.chosen_again == pytest.approx(0.5, abs=0.1)
    assert found.worst == 0


def test_what_takes_more_hours_than_the_budget_is_no_rival():
    found = stability({MONDAY: 10 + NOISE, BOTH: 2 + NOISE}, MONDAY, budget_hours=8)
    assert (found.finalists, found.rivals, found.chosen_again) == (1, 0, 1)


def test_of_those_that_meet_a_target_the_one_of_fewest_hours_is_chosen():
    rows = {BOTH: 2 + NOISE, MONDAY: 10 + NOISE, TUESDAY: 20 + NOISE}
    found = stability(rows, MONDAY, target=15)
    assert (found.finalists, found.chosen_again, found.as_good) == (2, 1, 0)


@pytest.mark.parametrize(
    ("met", "points", "low", "high"),
    [(9, 10, 0.5550, 0.9975), (10, 10, 0.6915, 1.0), (0, 10, 0.0, 0.3085), (90, 100, 0.8238, 0.9510)],
)
def test_the_interval_of_a_share_is_that_of_tables(met, points, low, high):
    """As in tables of Clopper and Pearson."""
    found = ShareMet.of(met, points)
    assert found.share == met / points
    assert (found.ci_low, found.ci_high) == pytest.approx((low, high), abs=5e-5)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A county of which nothing is unknown but whom the databases know: anything from nobody to everybody."""
    known = {"jails.county.on_record": {"value": 0.5, "low": 0.0, "high": 1.0}, "days": 30}
    return ScenarioSource(write_yaml(tmp_path_factory.mktemp("scenario") / "county.yaml", small_data(known)))


def goal(probability):
    """Matched people are on record and printed, so that half of them all is met at half of the points."""
    half = 0.5 * 0.95
    return Goal("matched_removable", half, is_share=True, probability=probability, points=60)


def test_a_target_is_met_at_the_share_of_points_that_is_known(source):
    post = post_of(source.scenario(), None, None, ("08:00-16:00",), 1)
    points = AtPoints.over(source, post, goal(0.9), Running(1))
    assert points.share_met(post.nobody) == pytest.approx(0.5, abs=0.18)
    reported = points.reported(post.nobody)
    assert reported.ci_low < 0.5 < reported.ci_high
    assert not points.is_enough(post.nobody)


def test_what_cannot_be_enough_any_more_is_not_run_further(source):
    post = post_of(source.scenario(), None, None, ("08:00-16:00",), 1)
    points = AtPoints.over(source, post, goal(0.9), Running(1))
    assert not points.is_enough(post.nobody)
    assert len(points.known[post.nobody]) < 60


def test_a_target_with_a_probability_is_found_and_told_with_its_interval(source):
    post = post_of(source.scenario(), None, None, ("08:00-16:00",), 1)
    found = staff(source, post, Goal("matched_removable", 0.55, is_share=True, probability=0.3, points=40), Running(2))
    assert found.best.officer_hours == 0
    assert found.share_met.points == 40
    assert found.share_met.ci_low < found.share_met.share < found.share_met.ci_high
    with pytest.raises(StaffingError, match="90% are asked for"):
        staff(source, post, Goal("matched_removable", 0.5, is_share=True, probability=0.9, points=40), Running(2))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((None, 80, None, 0.9), "beside it a --target"),
        (("250", None, None, 1.0), "must lie between 0 and 1"),
        (("250", None, None, 90), "must lie between 0 and 1"),
    ],
)
def test_wrong_probabilities(words, message):
    with pytest.raises(ValueError, match=message):
        Goal.parse(*words)


def test_a_probability_needs_something_unknown(tmp_path):
    source = ScenarioSource(write_yaml(tmp_path / "county.yaml", small_data()))
    post = post_of(source.scenario(), None, None, (), 1)
    with pytest.raises(ValueError, match="nothing to sample"):
        staff(source, post, Goal("flagged", 300, probability=0.9), Running(1))
    with pytest.raises(ValueError, match="needs 40 points at least"):
        staff(source, post, Goal("flagged", 300, probability=0.9, points=10), Running(1))
