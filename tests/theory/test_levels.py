"""Levels of counties against closed forms, and against counts that are drawn from their own model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom

from sim.analyses.levels.facts import Count, County, Facts, Role
from sim.analyses.levels.forecasts import (
    DRAWS_EACH,
    ENDS,
    forecast_counts,
    leave_each_out,
    quantiles,
    score,
    weighted_quantiles,
)
from sim.analyses.levels.pooling import (
    COEFFICIENT_MEANS,
    COEFFICIENT_SDS,
    INDEX_SD,
    Given,
    Observed,
    Points,
    expected,
    kernels,
    simulated,
)
from sim.analyses.levels.predictive import CHECKS, predictive_checks

SPREAD = np.array([0.63, 0.2, 0.22, 0.37])
YEARS = (2010, 2011, 2012)


def made_up(
    seed: int, spread: np.ndarray = SPREAD, counties: int = 30, later: bool = False
) -> tuple[Facts, np.ndarray]:
    """Counties in states of three, and counts of them from the model; and the logarithms of their levels."""
    rng = np.random.default_rng(seed)
    codes = [f"{place // 3:02d}{place:03d}" for place in range(counties)]
    facts = Facts(
        {code: County(code, code, "x", int(np.exp(rng.normal(9, 1)))) for code in codes},
        (),
        {2012: 276_181, 2017: 142_474, 2020: 120_000},
    )
    pairs = [(code, year) for code in codes for year in (*YEARS, *((2017,) if later else ()))]
    logs, _ = simulated(Points.of(facts, pairs), spread, rng)
    counted = np.maximum(rng.poisson(np.exp(logs + spread[-1] * rng.standard_normal(len(logs)))), 1)
    counts = tuple(
        Count(code, year, int(count), float(count), Role.FITTED if year in YEARS else Role.HELD_OUT, "", "")
        for (code, year), count in zip(pairs, counted, strict=True)
    )
    return replace(facts, counts=counts), logs


def same(spread: np.ndarray, draws: int) -> np.ndarray:
    return np.tile(spread, (draws, 1))


def test_draws_given_counts_have_the_mean_and_covariance_that_follow():
    facts, _ = made_up(1, counties=6)
    observed = Observed.of(facts, facts.of(Role.FITTED))
    wanted = Points.of(facts, [("00000", 2012), ("00000", 2020), ("01005", 2017)])
    across, own = kernels(wanted, observed.points).covariance(SPREAD), kernels(wanted, wanted).covariance(SPREAD)
    gain = across @ np.linalg.inv(observed.covariance(SPREAD))
    mean = wanted.prior_mean + gain @ (observed.logs - observed.points.prior_mean)
    covariance = own - gain @ across.T
    drawn, _ = Given(observed, wanted).draws(same(SPREAD, 8_000), np.random.default_rng(2))
    assert drawn.mean(axis=0) == pytest.approx(mean, abs=4 * np.sqrt(covariance.max() / 8_000))
    assert np.cov(drawn.T) == pytest.approx(covariance, rel=0.12, abs=0.01)


def test_what_is_simulated_has_the_covariance_of_the_kernels():
    facts, _ = made_up(1, counties=6)
    points = Points.of(facts, [("00000", 2010), ("00000", 2017), ("00000", 2020), ("00001", 2020), ("01003", 2020)])
    rng = np.random.default_rng(3)
    drawn = np.array([simulated(points, SPREAD, rng)[0] for _ in range(10_000)])
    assert np.cov(drawn.T) == pytest.approx(kernels(points, points).covariance(SPREAD), rel=0.06, abs=0.075)
    assert drawn.mean(axis=0) == pytest.approx(points.prior_mean, abs=0.05)


def test_without_pooling_variance_all_counties_have_the_mean_of_their_size_and_year():
    """Nothing tells counties apart: a regression with the priors of its coefficients, and no county's own count."""
    spread = np.array([0.0, 0.0, 0.0, 0.4])
    facts, _ = made_up(4, spread)
    observed = Observed.of(facts, facts.of(Role.FITTED))
    precision = np.diag(COEFFICIENT_SDS**-2.0)
    weight = observed.points.design.T / observed.noise(spread)
    regression = np.linalg.solve(
        weight @ observed.points.design + precision, weight @ observed.logs + precision @ COEFFICIENT_MEANS
    )
    wanted = Points.of(facts, [(fips, 2011) for fips in facts.counties])
    drawn, coefficients = Given(observed, wanted).draws(same(spread, 1_000), np.random.default_rng(5))
    assert coefficients.mean(axis=0) == pytest.approx(regression, abs=0.04)
    assert drawn == pytest.approx(coefficients @ wanted.design.T, abs=1e-8)


def test_with_boundless_variance_of_counties_each_has_its_own_count():
    spread = np.array([0.0, 50.0, 0.0, 0.0])
    facts, _ = made_up(6)
    facts = replace(facts, counts=tuple(replace(count, count=10_000) for count in facts.counts if count.year == 2012))
    observed = Observed.of(facts, facts.counts)
    drawn, _ = Given(observed, observed.points).draws(same(spread, 300), np.random.default_rng(7))
    assert drawn.mean(axis=0) == pytest.approx(observed.logs, abs=0.01)


def test_intervals_of_levels_cover_as_often_as_they_say():
    inside = {0.5: 0, 0.9: 0}
    worlds = 8
    for seed in range(worlds):
        facts, logs = made_up(seed, later=True)
        observed = Observed.of(facts, facts.of(Role.FITTED))
        wanted = Points.of(facts, [(count.fips, count.year) for count in facts.counts])
        drawn, _ = Given(observed, wanted).draws(same(SPREAD, 200), np.random.default_rng(100 + seed))
        low90, low50, _, high50, high90 = quantiles(drawn).T
        inside[0.5] += int(((low50 <= logs) & (logs <= high50)).sum())
        inside[0.9] += int(((low90 <= logs) & (logs <= high90)).sum())
    # Counties of a state share their fate, so that this is as good as so many alone.
    alone = worlds * 30
    for share, found in inside.items():
        low, high = binom(alone, share).ppf([0.001, 0.999]) / alone
        assert low <= found / (worlds * 120) <= high


def test_a_county_left_out_is_forecast_as_by_those_that_are_left():
    facts, _ = made_up(8, counties=6)
    spreads = same(SPREAD, 600)

    def alike(log_ratios: np.ndarray) -> tuple[np.ndarray, float]:
        return np.full(len(log_ratios), 1 / len(log_ratios)), 0.0

    left_out = list(leave_each_out(facts, spreads, alike, lambda _: spreads, np.random.default_rng(9)))
    assert [each.fips for each in left_out] == list(facts.counties)
    for each in left_out[:3]:
        own = [count for count in facts.counts if count.fips == each.fips]
        others = replace(facts, counts=tuple(count for count in facts.counts if count.fips != each.fips))
        (directly,) = forecast_counts(others, same(SPREAD, 4_000), [own], np.random.default_rng(10))
        assert each.counted == directly.counted == np.mean([count.count for count in own])
        for end in ("low90", "low50", "middle", "high50", "high90"):
            assert getattr(each, end) == pytest.approx(getattr(directly, end), rel=0.15)


def test_where_importance_sampling_fails_the_county_is_left_out_of_a_fit_of_its_own():
    facts, _ = made_up(11, counties=6)
    fitted = []

    def without(observed: Observed) -> np.ndarray:
        fitted.append(set(observed.points.fips))
        return same(SPREAD, 50)

    def untrusted(log_ratios: np.ndarray) -> tuple[np.ndarray, float]:
        return np.eye(len(log_ratios))[0], 0.9

    found = list(leave_each_out(facts, same(SPREAD, 50), untrusted, without, np.random.default_rng(1)))
    assert fitted == [set(facts.counties) - {each.fips} for each in found]
    assert all(each.low90 < each.high90 for each in found)
    assert DRAWS_EACH > 1


def test_intervals_of_counts_left_out_cover_as_often_as_they_say():
    def alike(log_ratios: np.ndarray) -> tuple[np.ndarray, float]:
        return np.full(len(log_ratios), 1 / len(log_ratios)), 0.0

    found = [
        each
        for seed in range(6)
        for each in leave_each_out(
            made_up(20 + seed)[0], same(SPREAD, 60), alike, lambda _: same(SPREAD, 1), np.random.default_rng(seed)
        )
    ]
    judged = score(found)
    alone = judged.count / 2
    for share, inside in ((0.5, judged.inside50), (0.9, judged.inside90)):
        low, high = binom(int(alone), share).ppf([0.001, 0.999]) / int(alone)
        assert low <= inside <= high


def test_later_levels_share_the_error_of_the_index_and_widen_with_the_walk():
    facts, _ = made_up(12)
    observed = Observed.of(facts, facts.of(Role.FITTED))
    wanted = Points.of(facts, [("00000", 2012), ("00000", 2017), ("00000", 2020), ("09029", 2017)])
    no_walk = np.array([0.0, 0.0, 0.0, 0.01])
    drawn, _ = Given(observed, wanted).draws(same(no_walk, 1_000), np.random.default_rng(13))
    errors = drawn[:, [1, 3]] - drawn.mean(axis=0)[[1, 3]]
    assert errors.std(axis=0) == pytest.approx(INDEX_SD, rel=0.1)
    assert np.corrcoef(errors.T)[0, 1] > 0.9
    drawn, _ = Given(observed, wanted).draws(same(SPREAD, 1_000), np.random.default_rng(13))
    deviations = drawn.std(axis=0)
    assert deviations[0] < deviations[1] < deviations[2]


def test_a_level_is_what_is_expected_over_the_noise_of_single_years():
    logs, spreads = np.full((2, 1), 3.0), np.array([[0, 0, 0, 0.0], [0, 0, 0, 0.5]])
    assert expected(logs, spreads)[:, 0] == pytest.approx(np.exp([3.0, 3.0 + 0.125]))


def test_weighted_quantiles_are_those_of_values_told_so_often():
    values, times = np.arange(200.0), np.arange(200) % 4
    often = np.repeat(values, times)
    assert weighted_quantiles(values, times / times.sum()) == pytest.approx(np.quantile(often, ENDS), abs=1.5)


def test_counts_of_the_model_pass_their_own_checks():
    facts, _ = made_up(14)
    found = predictive_checks(facts, same(SPREAD, 400), np.random.default_rng(15)).set_index("check")
    assert set(found.index) == set(CHECKS)
    assert found["at_least"].between(0.005, 0.995).all()
    assert (found["prior_high"] - found["prior_low"] > found["posterior_high"] - found["posterior_low"]).all()
    # A county without its last year has no change, and counts in all else.
    short = replace(facts, counts=facts.counts[:-1])
    assert predictive_checks(short, same(SPREAD, 20), np.random.default_rng(15)).notna().all(axis=None)
    # Ten times as many people in 2012 as in the years before are not of this model.
    odd = replace(
        facts,
        counts=tuple(
            replace(each, count=each.count * 30, per_year=each.per_year * 30)
            if each.year == 2012 and int(each.fips) % 2
            else each
            for each in facts.counts
        ),
    )
    found = predictive_checks(odd, same(SPREAD, 400), np.random.default_rng(15)).set_index("check")
    assert found["at_least"]["standard deviation of that change"] < 0.01


def test_the_library_finds_the_spreads_that_counts_were_drawn_with():
    pytest.importorskip("pymc")
    from sim.analyses.levels.sampling import pareto_weights, sample_spreads

    facts, _ = made_up(16)
    observed = Observed.of(facts, facts.of(Role.FITTED))
    sample = sample_spreads(observed, 3, draws=300)
    low, high = np.quantile(sample.spreads, [0.005, 0.995], axis=0)
    assert ((low <= SPREAD) & (high >= SPREAD)).all()
    assert sample.divergences == 0
    assert (sample.diagnostics["r_hat"] < 1.05).all()
    assert (sample_spreads(observed, 3, draws=300).spreads == sample.spreads).all()
    weights, shape = pareto_weights(np.random.default_rng(1).normal(size=500) * 0.1)
    assert weights.sum() == pytest.approx(1)
    assert shape < 0.7
