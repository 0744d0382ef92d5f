"""Stays from cut records: against libraries, and on a made-up county whose truth is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from sim.records.example import made_up
from sim.records.stays import FEWEST_ENDED, Spells, Survival, quantiles_of, shares_by_stay


def spells(hours, ended=None, entry=None):
    hours = np.asarray(hours, dtype=float)
    ended = np.ones(len(hours), dtype=bool) if ended is None else np.asarray(ended, dtype=bool)
    return Spells.each(hours, ended, np.zeros(len(hours)) if entry is None else np.asarray(entry, dtype=float))


@pytest.mark.parametrize("seed", range(5))
def test_without_late_entry_it_is_scipys_kaplan_meier(seed):
    rng = np.random.default_rng(seed)
    hours, ended = rng.integers(1, 60, 300).astype(float), rng.random(300) < 0.7
    expected = stats.ecdf(stats.CensoredData.right_censored(hours, ~ended)).sf
    found = Survival.of(spells(hours, ended))
    np.testing.assert_allclose(found.shares, expected.evaluate(found.hours), atol=1e-12)


def test_with_late_entry_it_is_that_of_lifelines():
    # KaplanMeierFitter().fit(hours, ended, entry=entry) of lifelines 0.30, evaluated at these hours.
    rng = np.random.default_rng(5)
    entry = np.round(rng.exponential(20, 200) * (rng.random(200) < 0.5), 1)
    hours = np.round(entry + rng.exponential(30, 200) + 0.1, 1)
    ended = rng.random(200) < 0.8
    found = Survival.of(spells(hours, ended, entry))
    at = np.searchsorted(found.hours, [10, 20, 40, 60, 80, 100], side="right") - 1
    assert found.shares[at] == pytest.approx([0.672664, 0.46919, 0.293849, 0.139699, 0.082165, 0.048015], abs=1e-6)
    assert [found.quantile(p) for p in (0.1, 0.25, 0.5, 0.75, 0.9)] == [1.5, 6.0, 19.1, 48.0, 76.9]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_known_result_of_a_made_up_county(seed):
    """Medians of seed 1: true 27.0 h, by entry times 27.0, closed rows 22.1, without entry 37.8, a snapshot 1,600."""
    jail, window = made_up(seed), -90 * 24.0
    booked_in = jail.booked_hours > window
    inside = jail.booked_hours + jail.stay_hours > 0
    seen = jail.spells(window)
    true = float(np.median(jail.stay_hours[booked_in]))
    by_entry = Survival.of(seen).median_hours
    closed = float(np.median(jail.stay_hours[booked_in & ~inside]))
    no_entry = Survival.of(replace(seen, entry_hours=np.zeros(len(seen.hours)))).median_hours
    snapshot = float(np.median(-jail.booked_hours[inside]))
    assert by_entry == pytest.approx(true, rel=0.05)
    assert closed < 0.9 * true
    assert no_entry > 1.3 * true
    assert snapshot > 30 * true


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_mean_stay_of_a_made_up_county_is_met_too(seed):
    jail = made_up(seed)
    found = quantiles_of(jail.spells(jail.window_hours))
    assert found.mean_hours == pytest.approx(jail.stay_hours.mean(), rel=0.15)


def test_stays_that_are_counted_are_those_one_by_one():
    rng = np.random.default_rng(4)
    seconds, ended = rng.integers(1, 40, 500) * 3600, rng.random(500) < 0.7
    entry = rng.integers(0, 3600, 500) * (rng.random(500) < 0.3)
    alone = Spells.each(seconds / 3600, ended, entry / 3600)
    counted = Spells.counted(seconds, ended, entry)
    assert len(counted.hours) < 250
    assert counted.bookings == 500
    assert Survival.of(counted).shares.tolist() == Survival.of(alone).shares.tolist()
    assert quantiles_of(counted) == quantiles_of(alone)


def test_stays_that_all_ended_have_no_tail():
    hours = np.arange(1, 101)
    found = quantiles_of(spells(hours))
    assert (found.tail_from, found.points[0], found.points[1]) == (1.0, 1, 100)
    assert found.points[0.5] == 50


def test_an_exponential_that_was_cut_gets_its_own_tail():
    rng = np.random.default_rng(3)
    true = rng.exponential(100, 20_000)
    found = quantiles_of(spells(np.minimum(true, 150), true < 150))
    assert found.tail_from == pytest.approx(1 - np.exp(-1.5), abs=0.01)
    assert found.points[0.99] == pytest.approx(-100 * np.log(0.01), rel=0.05)
    assert found.mean_hours == pytest.approx(100, rel=0.05)


def test_a_stay_that_ends_before_others_come_under_observation_does_not_end_all():
    found = Survival.of(spells([2, 50, 60, 70], entry=[0, 10, 10, 10]))
    assert found.shares.tolist() == pytest.approx([1, 2 / 3, 1 / 3, 0])


def test_few_stays_are_none():
    assert quantiles_of(spells(np.arange(1, FEWEST_ENDED))) is None
    assert quantiles_of(spells(np.arange(1, 200), np.zeros(199))) is None


def test_shares_by_stay_never_fall():
    hours = np.repeat([2.0, 30.0, 200.0, 900.0], 40)
    moved = np.concatenate([np.arange(40) < many for many in (4, 12, 8, 20)])
    assert shares_by_stay(hours, moved) == {0: 0.1, 24: 0.25, 720: 0.5}


def test_shares_by_stay_join_steps_of_few():
    hours = np.concatenate([np.full(50, 2.0), np.full(5, 30.0), np.full(45, 200.0)])
    moved = np.concatenate([np.zeros(50), np.ones(5), np.ones(45)]).astype(bool)
    assert shares_by_stay(hours, moved) == {0: 0.0, 24: 1.0}
