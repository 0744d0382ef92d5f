"""What is packed is given back as it was, in fewer bytes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as of_numpy

from sim.records.packing import Packed, apart, is_shared, joined, packed_apart, sorted_by

KINDS = ("?", "i1", "i2", "i4", "i8", "u8", "f8")


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_it_comes_back_as_it_was(kind, data):
    values = data.draw(of_numpy.arrays(kind, st.integers(0, 30)))
    packed = packed_apart({"some": values})["some"]
    places = np.array(data.draw(st.lists(st.integers(0, max(0, len(values) - 1)), max_size=9 * bool(len(values)))), int)
    for given_back, expected in ((packed.whole(), values), (packed.at(places), values[places])):
        assert given_back.dtype == values.dtype
        np.testing.assert_array_equal(given_back, expected)
    assert len(packed) == len(values)


@pytest.mark.parametrize(
    ("values", "most"),
    [
        (np.full(1000, 7), 0),
        (np.full(1000, np.nan), 0),
        (np.arange(1000) % 2 == 0, 125),
        (1_700_000_000 + np.arange(1000), 2000),
        (np.where(np.arange(1000) % 3 == 0, np.iinfo(np.int64).min, 1_700_000_000 + np.arange(1000)), 2000),
        (np.arange(1000, dtype=np.int32) % 200, 1000),
    ],
)
def test_it_takes_few_bytes(values, most):
    cells = Packed.of(values).cells
    assert (0 if is_shared(cells) else cells.nbytes) == most


def test_what_is_kept_apart_is_its_own_copy():
    values = np.arange(10)
    [copy, one] = apart([values, np.broadcast_to(np.int64(3), 5)])
    values[:] = 0
    assert copy.tolist() == list(range(10))
    assert is_shared(one)


def test_one_value_over_and_over_stays_that_when_joined_and_sorted():
    one = np.broadcast_to(np.int64(3), 5)
    assert is_shared(joined([one, one[:0], one]))
    assert is_shared(sorted_by(joined([one, one]), np.arange(10)[::-1]))
    assert joined([one, np.arange(2)]).tolist() == [3, 3, 3, 3, 3, 0, 1]
