"""Hours of the week from counts, and how far small counts lean on what is stated."""

from __future__ import annotations

import numpy as np
import pytest

from sim.records.times import (
    STATED_BOOKED,
    assumed_seconds,
    day_to_day_sd,
    hours_of_week,
    profile_of,
    profile_of_days,
)

DAY, HOUR = 86400, 3600
MONDAY = 4 * DAY


def drawn(rng, count, hours):
    days = rng.integers(0, 700, count)
    return MONDAY + days * DAY + rng.choice(24, count, p=hours / hours.sum()) * HOUR


def test_the_first_hour_of_the_week_is_mondays():
    assert hours_of_week(np.array([MONDAY, MONDAY - 1, MONDAY + 25 * HOUR])).tolist() == [0, 167, 25]


def test_many_moments_are_told_as_they_are():
    hours = np.ones(24)
    hours[3] = 50
    found = profile_of(drawn(np.random.default_rng(1), 100_000, hours), STATED_BOOKED)
    assert found.by_hour == pytest.approx(hours / hours.sum(), abs=0.01)
    assert found.own > 0.95
    assert found.shares.sum() == pytest.approx(1)


def test_a_few_moments_lean_on_the_stated_profile():
    found = profile_of(MONDAY + np.array([3, 27, 51]) * HOUR, STATED_BOOKED)
    assert found.shares.min() > 0
    assert found.by_hour.argmax() in {3, STATED_BOOKED.argmax()}
    none = profile_of(np.array([], dtype=np.int64), STATED_BOOKED)
    assert none.by_hour == pytest.approx(STATED_BOOKED / STATED_BOOKED.sum())


def test_smoothing_comes_nearer_to_the_truth_than_counts_alone():
    rng, truth = (
        np.random.default_rng(2),
        np.outer(np.full(7, 1 / 7), STATED_BOOKED[::-1] / STATED_BOOKED.sum()).ravel(),
    )
    better = 0
    for _ in range(20):
        wall = drawn(rng, 400, STATED_BOOKED[::-1])
        raw = np.bincount(hours_of_week(wall), minlength=168) / 400
        better += ((profile_of(wall, STATED_BOOKED).shares - truth) ** 2).sum() < ((raw - truth) ** 2).sum()
    assert better == 20


def test_days_without_hours_have_the_stated_hours_and_their_own_days():
    wall = MONDAY + np.repeat(np.arange(0, 700, 7), 20) * DAY
    found = profile_of_days(wall, STATED_BOOKED)
    assert found.own == 0
    assert found.by_hour == pytest.approx(STATED_BOOKED / STATED_BOOKED.sum())
    assert found.by_day.argmax() == 0


def test_hours_that_are_assumed_follow_the_stated_profile():
    uniforms = np.random.default_rng(4).random(50_000)
    given = assumed_seconds(np.zeros(50_000, dtype=np.int64), STATED_BOOKED, uniforms)
    assert given.min() >= 0
    assert given.max() < DAY
    shares = np.bincount(given // HOUR, minlength=24) / 50_000
    assert shares == pytest.approx(STATED_BOOKED / STATED_BOOKED.sum(), abs=0.005)


@pytest.mark.parametrize("sd", [0.0, 0.2])
def test_the_spread_of_days_beyond_chance(sd):
    rng, found = np.random.default_rng(6), []
    for _ in range(30):
        level = rng.gamma(1 / sd**2, sd**2, 730) if sd else np.ones(730)
        days = np.repeat(
            np.arange(730), rng.poisson(20 * level * np.array([1.2, 1, 1, 1, 1, 1, 0.8])[np.arange(730) % 7])
        )
        found.append(day_to_day_sd(days, 0, 729)[0] ** 2)
    assert np.sqrt(np.mean(found)) == pytest.approx(sd, abs=0.06)
