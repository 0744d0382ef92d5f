"""Philox at counters of one's own."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.philox import words_at

COUNTERS = [1, 2, 5, 10**15, 2**62, -7, -(2**62)]


@pytest.mark.parametrize("key", [0, 1, 0x0123456789ABCDEF_FEDCBA9876543210, 2**128 - 1])
def test_the_words_are_those_of_numpy(key):
    # NumPy counts up before it gives the first block.
    expected = [np.random.Philox(key=key, counter=counter % 2**64 - 1).random_raw() for counter in COUNTERS]
    assert words_at(key, np.array(COUNTERS)).tolist() == expected


def test_of_no_counters_there_are_no_words():
    assert words_at(5, np.zeros(0, dtype=np.int64)).tolist() == []
