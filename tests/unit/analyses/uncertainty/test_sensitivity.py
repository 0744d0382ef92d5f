"""Indices of functions whose indices are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.analyses.uncertainty.sensitivity import (
    FEWEST_FOR_SOBOL,
    CrossedSample,
    PlainSample,
    check_samples,
    moves,
    rank_indices,
    sampled_places,
    sobol_indices,
)
from sim.study.designs import Design


def rng():
    return np.random.default_rng(5)


def crossed(inputs, samples=1024):
    sample = sampled_places(Design.SOBOL, inputs, samples, rng())
    assert isinstance(sample, CrossedSample)
    return sample


def ishigami(places):
    x = np.pi * (2 * places - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


class TestSamples:
    def test_crossed_samples_differ_from_the_first_in_one_input_taken_from_the_second(self):
        places = crossed(3, 64).places
        a, b, *mixed = np.split(places, 5)
        for each, here in enumerate(mixed):
            others = [number for number in range(3) if number != each]
            assert (here[:, each] == b[:, each]).all()
            assert (here[:, others] == a[:, others]).all()
        assert len(np.unique(places[:128], axis=0)) == 128

    def test_few_samples_and_hypercubes_are_plain(self):
        few = sampled_places(Design.SOBOL, 2, FEWEST_FOR_SOBOL // 2, rng())
        cube = sampled_places(Design.LHS, 2, 100, rng())
        assert isinstance(few, PlainSample)
        assert isinstance(cube, PlainSample)
        assert cube.independent == 100

    @pytest.mark.parametrize("design", list(Design))
    def test_samples_fill_each_range_evenly(self, design):
        sample = sampled_places(design, 3, 64, rng())
        for column in sample.places[:64].T:
            assert sorted((column * 64).astype(int)) == list(range(64))

    @pytest.mark.parametrize(
        ("design", "samples", "message"),
        [(Design.LHS, 1, "two samples"), (Design.SOBOL, 100, "power of two, such as 64 or 128")],
    )
    def test_other_numbers_of_samples_are_refused(self, design, samples, message):
        with pytest.raises(ValueError, match=message):
            check_samples(design, samples)


class TestSobol:
    def test_indices_of_the_ishigami_function(self):
        sample = crossed(3, 4096)
        first, total = sobol_indices(ishigami(sample.places)[:, np.newaxis], 3, rng())
        assert first.value[0] == pytest.approx([0.3139, 0.4424, 0], abs=0.03)
        assert total.value[0] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.03)
        for index, known in ((first, [0.3139, 0.4424, 0]), (total, [0.5576, 0.4424, 0.2437])):
            assert (index.ci_low[0] <= np.array(known) + 0.01).all()
            assert (index.ci_high[0] >= np.array(known) - 0.01).all()

    def test_of_a_sum_the_shares_are_those_of_the_squared_weights(self):
        sample, weights = crossed(4), np.array([4.0, 2.0, 1.0, 0.0])
        results = np.column_stack([sample.places @ weights, 10 - 3 * sample.places @ weights[::-1]])
        found = sample.indices(results, rng())
        share = weights**2 / (weights**2).sum()
        for index in found.values():
            assert index.value == pytest.approx(np.stack([share, share[::-1]]), abs=0.02)
        assert list(found) == ["first", "total"]

    def test_an_input_that_changes_nothing_has_a_total_of_exactly_0(self):
        sample = crossed(2, 64)
        _, total = sobol_indices(sample.places[:, :1], 2, rng())
        assert (total.value[0, 1], total.ci_low[0, 1], total.ci_high[0, 1]) == (0, 0, 0)

    def test_one_input_causes_everything(self):
        sample = crossed(1, 256)
        first, total = sobol_indices(np.column_stack([sample.places[:, 0]] * 3), 1, rng())
        assert first.value == pytest.approx(np.ones((3, 1)), abs=0.05)
        assert total.value == pytest.approx(np.ones((3, 1)), abs=0.05)

    def test_intervals_are_the_same_each_time(self):
        sample = crossed(2, 64)
        results = sample.places.sum(axis=1, keepdims=True)
        one, two = (sobol_indices(results, 2, rng()) for _ in range(2))
        assert (one[0].ci_low == two[0].ci_low).all()
        assert (one[0].ci_low < one[0].value).all()


class TestRanks:
    def test_they_are_spearmans(self):
        places = rng().random((50, 3))
        results = np.column_stack([places[:, 0] ** 3 + 0.2 * places[:, 1], -places[:, 2]])
        found = rank_indices(places, results, rng())
        expected = [[stats.spearmanr(x, y).statistic for x in places.T] for y in results.T]
        assert found.value == pytest.approx(np.array(expected))
        assert found.value[1, 2] == pytest.approx(-1)
        assert ((found.ci_low <= found.value + 1e-12) & (found.value <= found.ci_high + 1e-12)).all()

    def test_intervals_cover_no_correlation_most_of_the_time(self):
        covered = 0
        for seed in range(30):
            draws = np.random.default_rng(seed)
            found = rank_indices(draws.random((40, 1)), draws.random((40, 1)), draws)
            covered += bool(found.ci_low[0, 0] <= 0 <= found.ci_high[0, 0])
        assert covered >= 25


def test_what_is_the_same_everywhere_or_missing_somewhere_does_not_move():
    results = np.array([[1.0, 5.0, 0.1 + 0.2, np.nan, 0.0], [2.0, 5.0, 0.3, 1.0, 0.0]])
    assert moves(results).tolist() == [True, False, False, False, False]
