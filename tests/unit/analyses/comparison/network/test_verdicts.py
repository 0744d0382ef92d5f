"""Words that are bound to shares of draws."""

from __future__ import annotations

import pytest

from sim.analyses.comparison.network.verdicts import NOT_DETERMINED, together, verdict


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (1.0, "very likely yes"),
        (0.95, "very likely yes"),
        (0.94, "likely yes"),
        (0.8, "likely yes"),
        (0.79, NOT_DETERMINED),
        (0.5, NOT_DETERMINED),
        (0.21, NOT_DETERMINED),
        (0.19, "likely no"),
        (0.04, "very likely no"),
        (0.0, "very likely no"),
    ],
)
def test_a_share_has_its_word(share, word):
    assert verdict(share) == word


@pytest.mark.parametrize(
    ("shares", "word"),
    [
        ((0.99, 0.97), "very likely yes"),
        ((0.99, 0.85), "likely yes"),
        ((0.99, 0.7), NOT_DETERMINED),
        ((0.99, 0.01), NOT_DETERMINED),
        ((0.1, 0.01), "likely no"),
        ((0.3, 0.99), NOT_DETERMINED),
    ],
)
def test_readings_together_say_the_weakest_if_all_say_the_same(shares, word):
    assert together(shares) == word
