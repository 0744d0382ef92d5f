"""What was drawn is kept within a bound, and given again as it was."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.kept import Kept

ROWS = 100
BYTES = np.zeros(ROWS).nbytes


def maker(made: list[int], number: int = 0):
    def make():
        made.append(number)
        return (np.full(ROWS, float(number)),)

    return make


def test_what_was_made_is_not_made_again():
    kept, made = Kept(BYTES), []
    first, again = (kept.of("it", maker(made)) for _ in range(2))
    assert again is first
    assert made == [0]


def test_what_was_not_asked_for_the_longest_goes_first():
    kept, made = Kept(2 * BYTES), []
    for number in (0, 1, 0, 2, 0, 1):
        assert kept.of(number, maker(made, number)).arrays[0][0] == number
    assert made == [0, 1, 2, 1]


def test_what_is_more_than_may_be_kept_is_made_each_time():
    kept, made = Kept(BYTES - 1), []
    numbers = [kept.of("it", maker(made)).number for _ in range(2)]
    assert made == [0, 0]
    assert numbers[0] != numbers[1]


def test_what_is_forgotten_is_made_again_and_stands_for_something_new():
    kept, made = Kept(BYTES), []
    first = kept.of("it", maker(made))
    kept.forget()
    assert kept.of("it", maker(made)).number != first.number


def test_what_is_kept_cannot_be_changed():
    (array,) = Kept(BYTES).of("it", maker([])).arrays
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1


def test_more_may_be_kept_than_at_first():
    kept, made = Kept(BYTES), []
    kept.of("one", maker(made, 1))
    kept.allow(2 * BYTES)
    kept.of("two", maker(made, 2))
    kept.of("one", maker(made, 1))
    assert made == [1, 2]
