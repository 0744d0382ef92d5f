"""Distributions against SciPy's, against each other, and by hand."""

from __future__ import annotations

import json
import pickle
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from sim.scenario.distributions import DISTRIBUTION_KINDS, AnyDistribution, Constant, Distribution
from sim.scenario.seconds import LONGEST_HOURS, whole_seconds

PROBABILITIES = np.concatenate([[0.0, 1e-12, 1e-6, 1e-3], np.linspace(0.01, 0.99, 99), [0.999, 1 - 1e-6, 1 - 1e-12]])

ADAPTER: TypeAdapter[Any] = TypeAdapter(AnyDistribution)


def made(given: Any) -> Distribution:
    return ADAPTER.validate_python(given)


def gamma(mean: float, sd: float) -> Any:
    return stats.gamma((mean / sd) ** 2, scale=sd**2 / mean)


SCIPY = [
    ({"uniform": {"low": 2, "high": 5}}, stats.uniform(2, 3)),
    ({"uniform": {"low": 0, "high": 1e-3}}, stats.uniform(0, 1e-3)),
    ({"triangular": {"low": 1, "mode": 2, "high": 6}}, stats.triang(0.2, 1, 5)),
    ({"triangular": {"low": 1, "mode": 1, "high": 6}}, stats.triang(0, 1, 5)),
    ({"triangular": {"low": 1, "mode": 6, "high": 6}}, stats.triang(1, 1, 5)),
    ({"exponential": {"mean": 4}}, stats.expon(scale=4)),
    ({"gamma": {"mean": 0.75, "sd": 0.4}}, gamma(0.75, 0.4)),
    ({"gamma": {"mean": 40, "sd": 60}}, gamma(40, 60)),
    ({"gamma": {"mean": 5, "sd": 5}}, stats.expon(scale=5)),
    ({"weibull": {"shape": 0.7, "scale": 30}}, stats.weibull_min(0.7, scale=30)),
    ({"weibull": {"shape": 3, "scale": 2}}, stats.weibull_min(3, scale=2)),
    ({"lognormal": {"median": 30, "sigma": 2}}, stats.lognorm(2, scale=30)),
    ({"lognormal": {"median": 0.5, "sigma": 0.1}}, stats.lognorm(0.1, scale=0.5)),
]

QUANTILES = {"quantiles": {0: 2, 0.5: 10, 0.9: 96, 1: 2160}}
WITH_JUMPS = {"quantiles": {0: 1, 0.2: 3, 0.5: 3, 0.8: 7, 1: 7}}
MIXTURES = [
    {"mixture": [{"share": 1, "of": {"exponential": {"mean": 4}}}]},
    {"mixture": [{"share": 0.3, "of": 2}, {"share": 0.7, "of": 5}]},
    {"mixture": [{"share": 0.3, "of": 0}, {"share": 0.7, "of": {"exponential": {"mean": 100}}}]},
    {"mixture": [{"share": 0.5, "of": {"gamma": {"mean": 5, "sd": 1}}}, {"share": 0.5, "of": QUANTILES}]},
    {"mixture": [{"share": 0.2, "of": {"lognormal": {"median": 1, "sigma": 2}}}, {"share": 0.8, "of": WITH_JUMPS}]},
    {
        "mixture": [
            {"share": 0.6, "of": {"uniform": {"low": 0, "high": 1}}},
            {
                "share": 0.4,
                "of": {"mixture": [{"share": 0.5, "of": 9}, {"share": 0.5, "of": {"exponential": {"mean": 1}}}]},
            },
        ]
    },
]
ALL = [given for given, _ in SCIPY] + [7, {"constant": 7}, QUANTILES, WITH_JUMPS, *MIXTURES]


@pytest.mark.parametrize(("given", "scipy"), SCIPY, ids=[str(given) for given, _ in SCIPY])
def test_quantile_and_cdf_are_scipys(given, scipy):
    distribution = made(given)
    hours = np.concatenate([[-1.0, 0.0], scipy.ppf(PROBABILITIES), [1e7]])
    assert_allclose(distribution.quantile(PROBABILITIES), scipy.ppf(PROBABILITIES), rtol=1e-9, atol=1e-300)
    assert_allclose(distribution.cdf(hours), scipy.cdf(hours), rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize(("given", "scipy"), SCIPY, ids=[str(given) for given, _ in SCIPY])
def test_mean_and_spread_are_as_the_parameters_say(given, scipy):
    grid = (np.arange(400_000) + 0.5) / 400_000
    drawn = made(given).quantile(grid)
    assert drawn.mean() == pytest.approx(scipy.mean(), rel=0.01)
    for name, statistic in {"mean": drawn.mean(), "sd": drawn.std(), "median": np.median(drawn)}.items():
        [parameters] = given.values()
        if name in parameters:
            assert statistic == pytest.approx(parameters[name], rel=0.01)


@pytest.mark.parametrize(
    ("given", "hours"),
    [
        (3, 3),
        ({"uniform": {"low": 2, "high": 5}}, 3.5),
        ({"triangular": {"low": 1, "mode": 2, "high": 6}}, 3),
        ({"exponential": {"mean": 4}}, 4),
        ({"gamma": {"mean": 40, "sd": 60}}, 40),
        ({"weibull": {"shape": 0.5, "scale": 30}}, 60),
        ({"lognormal": {"median": 30, "sigma": 1}}, 30 * np.exp(0.5)),
        # 0.5 x (2 + 10) / 2 + 0.4 x (10 + 96) / 2 + 0.1 x (96 + 2160) / 2
        (QUANTILES, 3 + 21.2 + 112.8),
        (WITH_JUMPS, 0.2 * 2 + 0.3 * 3 + 0.3 * 5 + 0.2 * 7),
        ({"mixture": [{"share": 0.3, "of": 2}, {"share": 0.7, "of": {"exponential": {"mean": 10}}}]}, 7.6),
    ],
    ids=str,
)
def test_the_mean_is_that_worked_out_by_hand(given, hours):
    assert made(given).mean_hours() == pytest.approx(hours, rel=1e-9)


@pytest.mark.parametrize("most_hours", [2.5, 5, 60])
@pytest.mark.parametrize("given", [*(given for given, _ in SCIPY), QUANTILES, WITH_JUMPS, 3, MIXTURES[4]], ids=str)
def test_the_mean_of_what_is_cut_to_a_most_is_that_of_the_cut_quantiles(given, most_hours):
    each = made(given)
    cut = np.minimum(each.quantile((np.arange(100_000) + 0.5) / 100_000), most_hours)
    assert each.mean_hours(most_hours) == pytest.approx(cut.mean(), rel=1e-4)


@pytest.mark.parametrize(
    "given",
    [
        {"lognormal": {"median": 30, "sigma": 1e6}},
        {"lognormal": {"median": 1e6, "sigma": 1e-6}},
        {"lognormal": {"median": 1, "sigma": 7}},
        {"weibull": {"shape": 1e-6, "scale": 1}},
        {"weibull": {"shape": 0.002, "scale": 1}},
        {"weibull": {"shape": 1e6, "scale": 1e6}},
        {"gamma": {"mean": 1e-6, "sd": 1e6}},
        {"exponential": {"mean": 1e6}},
        {"triangular": {"low": 0, "mode": 1e6, "high": 1e6}},
        {"uniform": {"low": 0, "high": 1e6}},
        {"quantiles": {0: 9e5, 1: 1e6}},
        1e6,
    ],
    ids=str,
)
def test_the_mean_of_the_heaviest_tails_is_that_of_draws_cut_to_a_century(given):
    each = made(given)
    draws = np.minimum(each.quantile((np.arange(400_000) + 0.5) / 400_000), LONGEST_HOURS)
    assert each.mean_hours() == pytest.approx(draws.mean(), rel=5e-3, abs=1e-5)


@pytest.mark.parametrize("given", ALL, ids=str)
def test_the_cdf_of_a_quantile_reaches_the_probability(given):
    distribution = made(given)
    assert (distribution.cdf(distribution.quantile(PROBABILITIES)) >= PROBABILITIES - 1e-12).all()


@pytest.mark.parametrize("given", ALL, ids=str)
def test_just_below_a_quantile_the_cdf_does_not_exceed_the_probability(given):
    distribution = made(given)
    quantiles = distribution.quantile(PROBABILITIES)
    below = quantiles - 1e-9 * np.maximum(quantiles, 1)
    assert (distribution.cdf(below) <= PROBABILITIES + 1e-12).all()


@pytest.mark.parametrize("given", ALL, ids=str)
def test_quantiles_rise_and_are_never_negative(given):
    quantiles = made(given).quantile(PROBABILITIES)
    assert (quantiles >= 0).all()
    assert np.isfinite(quantiles).all()
    assert (np.diff(quantiles) >= -1e-9 * quantiles[:-1]).all()


@pytest.mark.parametrize("given", ALL, ids=str)
def test_the_shape_of_the_argument_is_kept_and_single_numbers_are_taken(given):
    distribution = made(given)
    grid = np.array([[0.1, 0.5], [0.9, 0.99]])
    assert distribution.quantile(grid).shape == distribution.cdf(grid).shape == (2, 2)
    assert distribution.quantile(grid)[1, 0] == distribution.quantile(np.array([0.9]))[0]
    assert float(distribution.quantile(np.float64(0.9))) == pytest.approx(distribution.quantile(grid)[1, 0])
    assert distribution.quantile(np.zeros(0)).shape == distribution.cdf(np.zeros(0)).shape == (0,)


@pytest.mark.parametrize("given", ALL, ids=str)
def test_a_distribution_goes_back_to_the_form_of_the_file_and_returns(given):
    distribution = made(given)
    written = json.loads(json.dumps(ADAPTER.dump_python(distribution, mode="json", by_alias=True)))
    assert made(written) == distribution
    assert made(distribution) == distribution
    assert pickle.loads(pickle.dumps(distribution)) == distribution


@pytest.mark.parametrize("given", [7, 7.0, {"constant": 7}, {"value": 7, "low": 5, "high": 9}])
def test_a_constant_is_always_the_same(given):
    constant = made(given)
    assert isinstance(constant, Constant)
    assert set(constant.quantile(PROBABILITIES)) == {7.0}
    assert constant.cdf(np.array([0.0, 6.999, 7.0, 8.0])).tolist() == [0.0, 0.0, 1.0, 1.0]


def test_a_constant_of_zero_is_allowed():
    assert made(0).quantile(PROBABILITIES).max() == 0.0


def test_a_constant_keeps_its_range():
    hours = made({"value": 7, "low": 5, "high": 9}).hours
    assert (hours.low, hours.high) == (5, 9)


def test_a_uniform_of_no_width_is_a_constant():
    distribution = made({"uniform": {"low": 3, "high": 3}})
    assert set(distribution.quantile(PROBABILITIES)) == {3.0}
    assert distribution.cdf(np.array([2.9, 3.0])).tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    ("probability", "hours"),
    [(0, 2), (0.25, 6), (0.5, 10), (0.7, 53), (0.9, 96), (0.95, 1128), (1 - 1e-12, 2160)],
)
def test_quantiles_are_joined_by_straight_lines(probability, hours):
    distribution = made(QUANTILES)
    assert distribution.quantile(np.array([probability]))[0] == pytest.approx(hours)
    assert distribution.cdf(np.array([hours]))[0] == pytest.approx(probability)


def test_a_flat_stretch_of_quantiles_is_a_jump_of_the_cdf():
    hours = np.array([0.99, 1.0, 2.0, 2.999999, 3.0, 5.0, 6.999999, 7.0, 8.0])
    assert_allclose(made(WITH_JUMPS).cdf(hours), [0, 0, 0.1, 0.2, 0.5, 0.65, 0.8, 1, 1], atol=1e-6)


def test_quantiles_may_be_given_in_any_order():
    assert_allclose(
        made({"quantiles": {1: 9, 0.5: 4, 0: 1}}).quantile(PROBABILITIES),
        made({"quantiles": {0: 1, 0.5: 4, 1: 9}}).quantile(PROBABILITIES),
    )


def test_quantiles_at_two_points_are_a_uniform():
    assert_allclose(
        made({"quantiles": {0: 2, 1: 5}}).quantile(PROBABILITIES),
        made({"uniform": {"low": 2, "high": 5}}).quantile(PROBABILITIES),
    )


@pytest.mark.parametrize("given", MIXTURES, ids=str)
def test_the_cdf_of_a_mixture_is_the_weighted_sum(given):
    hours = np.linspace(0, 50, 301)
    parts = given["mixture"]
    expected = sum(part["share"] * made(part["of"]).cdf(hours) for part in parts)
    assert_allclose(made(given).cdf(hours), expected, atol=1e-14)


@pytest.mark.parametrize("given", MIXTURES, ids=str)
def test_the_quantile_of_a_mixture_is_the_first_hour_at_which_the_cdf_reaches_the_probability(given):
    probabilities = np.linspace(0.005, 0.985, 99)
    grid = np.linspace(0, 600, 600_001)
    cdf = sum(part["share"] * made(part["of"]).cdf(grid) for part in given["mixture"])
    found = made(given).quantile(probabilities)
    inside = found < 599
    assert_allclose(found[inside], grid[np.searchsorted(cdf, probabilities[inside] - 1e-12)], atol=0.001)
    assert inside.mean() > 0.9


def test_a_mixture_of_constants_gives_each_its_share():
    drawn = made(MIXTURES[1]).quantile((np.arange(1000) + 0.5) / 1000)
    values, counts = np.unique(np.round(drawn, 9), return_counts=True)
    assert (values.tolist(), counts.tolist()) == ([2.0, 5.0], [300, 700])


def test_a_part_without_a_share_does_not_matter():
    exponential = {"exponential": {"mean": 4}}
    mixture = made({"mixture": [{"share": 1, "of": exponential}, {"share": 0, "of": 1e6}]})
    assert_allclose(mixture.quantile(PROBABILITIES), made(exponential).quantile(PROBABILITIES), rtol=1e-9)


def test_shares_of_a_mixture_that_add_up_within_a_thousandth_are_made_to_add_up():
    mixture = made({"mixture": [{"share": 0.3333, "of": 1}, {"share": 0.3333, "of": 2}, {"share": 0.3333, "of": 3}]})
    assert mixture.cdf(np.array([1.0, 3.0])) == pytest.approx([1 / 3, 1])


@pytest.mark.parametrize("share", [0.5015, 0.4985])
def test_shares_of_a_mixture_that_do_not_add_up_are_refused(share):
    with pytest.raises(ValidationError, match="the shares of a mixture must add up to 1"):
        made({"mixture": [{"share": 0.5, "of": 1}, {"share": share, "of": 2}]})


def scaled(kind: str, **parameters: float) -> dict[str, Any]:
    return {kind: parameters}


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [
        (3, 4),
        (scaled("uniform", low=1, high=5), scaled("uniform", low=2, high=5)),
        (scaled("uniform", low=1, high=5), scaled("uniform", low=1, high=6)),
        (scaled("triangular", low=1, mode=2, high=5), scaled("triangular", low=1.5, mode=2, high=5)),
        (scaled("triangular", low=1, mode=2, high=5), scaled("triangular", low=1, mode=4, high=5)),
        (scaled("triangular", low=1, mode=2, high=5), scaled("triangular", low=1, mode=2, high=9)),
        (scaled("exponential", mean=4), scaled("exponential", mean=4.01)),
        (scaled("gamma", mean=4, sd=2), scaled("gamma", mean=4.4, sd=2.2)),
        (scaled("weibull", shape=0.7, scale=3), scaled("weibull", shape=0.7, scale=3.1)),
        (scaled("lognormal", median=3, sigma=2), scaled("lognormal", median=3.1, sigma=2)),
        ({"quantiles": {0: 1, 0.5: 3, 1: 9}}, {"quantiles": {0: 1, 0.5: 4, 1: 9}}),
        (
            {"mixture": [{"share": 0.5, "of": 3}, {"share": 0.5, "of": {"exponential": {"mean": 4}}}]},
            {"mixture": [{"share": 0.5, "of": 3}, {"share": 0.5, "of": {"exponential": {"mean": 5}}}]},
        ),
        (
            {"mixture": [{"share": 0.5, "of": 3}, {"share": 0.5, "of": 8}]},
            {"mixture": [{"share": 0.4, "of": 3}, {"share": 0.6, "of": 8}]},
        ),
    ],
    ids=str,
)
def test_a_longer_parameter_makes_no_duration_shorter(smaller, larger):
    shorter, longer = made(smaller).quantile(PROBABILITIES), made(larger).quantile(PROBABILITIES)
    assert (longer >= shorter - 1e-9).all()
    assert longer.sum() > shorter.sum()


def test_every_kind_is_named():
    named = {next(iter(given)) for given in ALL if isinstance(given, dict)}
    assert named == DISTRIBUTION_KINDS


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (None, "must be a number of hours or a distribution, but is empty"),
        (True, "must be a number of hours or a distribution, but is true"),
        ("4", "must be a number of hours or a distribution, but is '4'"),
        ([4], "must be a number of hours or a distribution, but is a list"),
        (-1, "must be at least 0|greater than or equal to 0"),
        (float("nan"), "finite number"),
        ({}, "must name exactly one distribution, but has the keys none"),
        ({"gamma": {}, "uniform": {}}, "must name exactly one distribution, but has the keys gamma, uniform"),
        ({"expnential": {"mean": 4}}, "unknown distribution 'expnential'; did you mean 'exponential'"),
        ({"exponential": 4}, "must be a mapping of keys to values, but is 4"),
        ({"exponential": {"mean": -4}}, "must be at least 1e-06, but is -4"),
        ({"exponential": {"mean": True}}, "must be a number, but is true"),
        ({"gamma": {"mean": 4}}, "'sd' is missing, and must be given"),
        ({"gamma": {"mean": 4, "sd": 1, "shape": 2}}, "unknown key 'shape'"),
        ({"lognormal": {"median": 4, "sigma": 0}}, "must be at least 1e-06, but is 0"),
        ({"uniform": {"low": 5, "high": 4}}, "low must be at most high"),
        ({"triangular": {"low": 4, "mode": 4, "high": 4}}, "low, mode and high must rise"),
        ({"quantiles": {0: 3}}, "must begin at probability 0 and end at probability 1"),
        ({"quantiles": {0: 3, 1: 2}}, "must not fall"),
        ({"quantiles": {0: 3, 1: {"value": 2, "low": 1, "high": 3}}}, "must not fall"),
        ({"quantiles": [3, 4]}, "must be a mapping"),
        ({"quantiles": {0: 3, "most": 4, 1: 5}}, "must be a number, but is 'most'"),
        ({"mixture": []}, "must add up to 1, but add up to 0"),
        ({"mixture": [{"share": 0.4, "of": 1}, {"share": 0.5, "of": 2}]}, r"must add up to 1, but add up to 0\.9"),
        ({"mixture": [{"share": 1, "off": 1}]}, "unknown key 'off'; did you mean 'of'"),
        ({"mixture": [{"share": 1, "of": {"gama": 1}}]}, "unknown distribution 'gama'; did you mean 'gamma'"),
    ],
    ids=str,
)
def test_a_wrong_distribution_is_refused(given, message):
    with pytest.raises(ValidationError, match=message):
        made(given)


@pytest.mark.parametrize("given", [*(given for given, _ in SCIPY), QUANTILES, WITH_JUMPS, *MIXTURES], ids=str)
def test_whole_seconds_are_those_of_the_quantile(given):
    distribution, chance = made(given), np.random.default_rng(1).random(2000)
    assert (distribution.seconds(chance) == whole_seconds(distribution.quantile(chance))).all()
