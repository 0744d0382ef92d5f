"""Means over replications and their intervals, against SciPy's Student t."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.study.intervals import CONFIDENCE, Estimate, Interval, estimate, estimates


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


def test_an_interval_of_replications_has_95_percent_of_them_within():
    values = np.random.default_rng(3).normal(size=(400, 2))
    values[:10, 1] = np.nan
    found, of_mean = (estimates(values, interval) for interval in (Interval.OF_REPLICATIONS, Interval.OF_MEAN))
    within = (values >= found.ci_low) & (values <= found.ci_high)
    np.testing.assert_allclose(within.sum(axis=0) / found.n, 0.95, atol=0.005)
    np.testing.assert_array_equal(found.mean, of_mean.mean)
    assert not estimate(np.array([5.0]), Interval.OF_REPLICATIONS).has_interval
