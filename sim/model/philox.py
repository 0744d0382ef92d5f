"""The Philox generator at counters of one's own: random words that stand in no order, so none is drawn for another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

_MULTIPLIERS = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
_INCREMENTS = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
_ROUNDS = 10
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


def words_at(key: int, counters: NDArray[np.int64]) -> Words:
    """Give the first word of the block at each counter: what Philox4x64-10 gives there under a 128-bit key.

    It is the generator of `numpy.random.Philox`, which only gives blocks that follow one another.
    """
    words = [counters.astype(np.uint64), *(np.zeros(len(counters), dtype=np.uint64) for _ in range(3))]
    keys = [key & 0xFFFFFFFFFFFFFFFF, key >> 64]
    for _ in range(_ROUNDS):
        (high_0, low_0), (high_1, low_1) = (
            _product(multiplier, word) for multiplier, word in zip(_MULTIPLIERS, words[::2], strict=True)
        )
        words = [high_1 ^ words[1] ^ np.uint64(keys[0]), low_1, high_0 ^ words[3] ^ np.uint64(keys[1]), low_0]
        keys = [(each + more) & 0xFFFFFFFFFFFFFFFF for each, more in zip(keys, _INCREMENTS, strict=True)]
    return words[0]


def _product(multiplier: int, words: Words) -> tuple[Words, Words]:
    """The high and the low word of the products, from those of halves of words."""
    m_high, m_low = np.uint64(multiplier >> 32), np.uint64(multiplier & 0xFFFFFFFF)
    high, low = words >> _HALF, words & _LOW
    middle = m_high * low + ((m_low * low) >> _HALF)
    carried = (middle & _LOW) + m_low * high
    return m_high * high + (middle >> _HALF) + (carried >> _HALF), np.uint64(multiplier) * words
