"""Parts of the variance, against layouts whose parts are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.analyses.uncertainty.components import components

LAYOUTS = arrays(float, st.tuples(st.integers(2, 6), st.integers(2, 4), st.just(2)), elements=st.integers(0, 50))


def layout(points, replications, sds, seed=1):
    """Values that are a sum of an effect of the point, one of the replication, and a rest, with known SDs."""
    rng = np.random.default_rng(seed)
    of_point, of_replication, rest = (
        sd * rng.standard_normal((*shape, 1))
        for sd, shape in zip(sds, [(points, 1), (1, replications), (points, replications)], strict=True)
    )
    return 100 + of_point + of_replication + rest


def test_known_parts_are_found():
    split = components(layout(2000, 300, (3.0, 2.0, 1.0)))
    assert split.parameter == pytest.approx(9, rel=0.1)
    assert split.chance == pytest.approx(5, rel=0.2)
    assert split.parameter_share == pytest.approx(9 / 14, abs=0.05)


def test_without_a_rest_the_parts_are_the_variances_of_the_effects():
    of_point, of_replication = np.array([-1.0, 1.0, 6.0]), np.array([0.0, 4.0])
    split = components((of_point[:, np.newaxis] + of_replication)[..., np.newaxis])
    assert split.mean == pytest.approx(4)
    assert split.parameter == pytest.approx(np.var(of_point, ddof=1))
    assert split.chance == pytest.approx(np.var(of_replication, ddof=1))
    assert split.expected[:, 0] == pytest.approx(of_point + 2)


def test_chance_alone_is_not_taken_for_the_inputs():
    estimates = [components(layout(40, 4, (0.0, 1.0, 1.0), seed)).parameter[0] for seed in range(200)]
    raw = [layout(40, 4, (0.0, 1.0, 1.0), seed).mean(axis=1).var(ddof=1) for seed in range(200)]
    assert min(estimates) == 0
    assert np.mean(estimates) < 0.15 * np.mean(raw)


def test_what_is_expected_at_points_spreads_as_the_inputs_alone_do():
    split = components(layout(500, 3, (1.0, 2.0, 3.0)))
    assert split.expected.var(axis=0, ddof=1) == pytest.approx(split.parameter)


@given(LAYOUTS)
def test_parts_are_never_negative_and_shares_lie_between_0_and_1(values):
    split = components(values)
    assert (split.parameter >= 0).all()
    assert (split.chance >= 0).all()
    known = split.parameter_share[~np.isnan(split.parameter_share)]
    assert ((known >= 0) & (known <= 1)).all()


def test_what_does_not_vary_has_no_share():
    split = components(np.full((3, 2, 1), 7.0))
    assert np.isnan(split.parameter_share).all()
    assert split.expected == pytest.approx(7.0)


@pytest.mark.parametrize("shape", [(1, 4, 1), (4, 1, 1)])
def test_one_point_or_one_replication_is_refused(shape):
    with pytest.raises(ValueError, match="two points and two replications"):
        components(np.zeros(shape))
