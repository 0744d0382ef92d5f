"""Means over replications and their intervals, against SciPy's Student t."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.study.intervals import CONFIDENCE, Estimate, estimate, spreads


@pytest.mark.parametrize("values", [[1.0, 2.0], [3.0, 3.5, 9.0, -2.0], list(range(40)), [0.1] * 3 + [1e6]])
def test_an_interval_is_that_of_students_t(values):
    each = estimate(np.array(values, dtype=float))
    low, high = stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=stats.sem(values))
    assert CONFIDENCE == 0.95
    assert (each.n, each.mean, each.sd) == pytest.approx((len(values), np.mean(values), np.std(values, ddof=1)))
    assert (each.ci_low, each.ci_high) == pytest.approx((low, high))
    assert each.half_width == pytest.approx((high - low) / 2)


def test_values_that_do_not_vary_have_an_interval_of_no_width():
    each = estimate(np.array([4.0] * 5))
    assert (each.mean, each.sd, each.ci_low, each.ci_high) == (4, 0, 4, 4)


def test_one_value_has_a_mean_but_no_interval():
    each = estimate(np.array([7.0]))
    assert (each.n, each.mean) == (1, 7)
    assert np.isnan([each.sd, each.ci_low, each.ci_high, each.half_width]).all()


def test_no_value_has_no_mean_either():
    each = estimate(np.array([np.nan, np.nan]))
    assert each.n == 0
    assert np.isnan([each.mean, each.sd, each.ci_low, each.ci_high]).all()


def test_missing_values_are_left_out():
    assert estimate(np.array([1, np.nan, 2, 6.0, np.nan])) == estimate(np.array([1, 2, 6.0]))


def test_whole_numbers_are_taken_as_they_are():
    assert estimate(np.array([1, 2, 6])) == estimate(np.array([1.0, 2.0, 6.0]))


@pytest.mark.parametrize(
    ("mean", "low", "high", "has_interval", "is_clear"),
    [
        (5, 1, 9, True, True),
        (-5, -9, -1, True, True),
        (5, -1, 11, True, False),
        (5, 0, 10, True, False),
        (5, np.nan, np.nan, False, True),
        (0, np.nan, np.nan, False, False),
    ],
)
def test_an_estimate_is_clear_where_its_interval_holds_no_0(mean, low, high, has_interval, is_clear):
    each = Estimate(3, mean, 1.0, low, high)
    assert (each.has_interval, each.is_clear) == (has_interval, is_clear)


class TestSpreads:
    def test_the_middle_95_percent_of_all_values_lie_between_the_ends(self):
        found = spreads(np.arange(41.0)[:, np.newaxis])
        assert (found.n[0], found.mean[0], found.low[0], found.high[0]) == pytest.approx((41, 20.0, 1.0, 39.0))

    def test_what_is_missing_is_left_out_and_nothing_is_known_of_nothing(self):
        values = np.array([[1.0, np.nan, np.nan], [3.0, 5.0, np.nan], [2.0, 7.0, np.nan]])
        found = spreads(values)
        assert found.n.tolist() == [3, 2, 0]
        np.testing.assert_allclose(found.mean, [2.0, 6.0, np.nan])
        np.testing.assert_allclose(found.low, [1.05, 5.05, np.nan])
        np.testing.assert_allclose(found.high, [2.95, 6.95, np.nan])
