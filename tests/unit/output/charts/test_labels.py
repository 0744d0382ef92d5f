"""Texts of pictures: keys, texts below an axis, what is left out of long ones, and how they move apart."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.output.charts.canvas import Look, page, text_width
from sim.output.charts.labels import apart, elided, key_rows, tick_texts, write_key


@pytest.fixture
def drawing():
    return page("A title", "a note", "", 4.0)


def test_a_key_has_a_block_before_each_text_that_has_a_colour(drawing):
    before = len(drawing.figure.texts)
    write_key(drawing, (1.0, 2.0), {"one": "#0072B2", "two": "#D55E00", "no colour": ""}, Look(8), (0.3, 0.2))
    texts = drawing.figure.texts[before:]
    blocks = drawing.figure.patches + [artist for artist in drawing.figure.artists if hasattr(artist, "get_width")]
    lefts = [text.get_position()[0] for text in texts]
    assert [text.get_text() for text in texts] == ["one", "two", "no colour"]
    assert len(blocks) == 2
    assert lefts[1] - lefts[0] == pytest.approx(text_width("one", 8) + 0.2 + 0.3)
    assert lefts[2] - lefts[1] == pytest.approx(text_width("two", 8) + 0.2)


@pytest.mark.parametrize(("inches", "shown"), [(5.0, ["aa", "bb", "cc", "dd"]), (0.15, ["aa", "cc"]), (0.001, ["aa"])])
def test_texts_below_an_axis_are_left_out_where_they_would_touch(drawing, inches, shown):
    axes = drawing.axes(0, 0, 3.0, 1.0)
    tick_texts(axes, ["aa", "bb", "cc", "dd"], range(4), inches)
    assert [label.get_text() for label in axes.get_xticklabels()] == shown


def test_the_beginning_of_a_long_text_is_left_out():
    assert elided("jails.county.hold_hours", 10, 8) == "jails.county.hold_hours"
    short = elided("jails.county.hold_hours", 0.8, 8)
    assert short.startswith("…")
    assert "jails.county.hold_hours".endswith(short[1:])
    assert text_width(short, 8) <= 0.8
    assert elided("wide", 0.001, 8) == "…e"


def test_a_key_that_is_too_long_goes_on_in_a_row_below():
    colours = {"one": "#0072B2", "two": "#D55E00", "three": "#009E73"}
    spaces = (0.3, 0.2)
    two = 2 * spaces[0] + spaces[1] + text_width("one", 8) + text_width("two", 8)
    assert [list(row) for row in key_rows(colours, two + 0.01, 8, spaces)] == [["one", "two"], ["three"]]
    assert [list(row) for row in key_rows(colours, 0.01, 8, spaces)] == [["one"], ["two"], ["three"]]
    assert key_rows(colours, 100, 8, spaces) == [colours]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([9, 5, 1], [9, 5, 1]),
        ([5, 5, 5], [6, 5, 4]),
        ([10, 10], [10, 9]),
        ([0.2, 0.1, 0], [2, 1, 0]),
        ([], []),
    ],
)
def test_labels_move_apart_and_no_further_than_they_must(wanted, expected):
    assert apart(np.array(wanted[::-1]), 1, 0, 10).tolist() == pytest.approx(expected[::-1])


def test_labels_moved_apart_keep_order_distance_and_range():
    chance = np.random.default_rng(1)
    for _ in range(200):
        wanted = np.sort(chance.uniform(0, 10, chance.integers(1, 10)))
        places = apart(wanted, 1, 0, 10)[::-1]
        assert all(high - low >= 1 - 1e-9 for high, low in itertools.pairwise(places))
        assert places[0] <= 10
        assert places[-1] >= -1e-9


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=8), st.floats(0.01, 10))
def test_heights_are_moved_apart_about_where_they_were(heights, least):
    rising = np.sort(np.array(heights))
    moved = apart(rising, least)
    assert np.all(np.diff(moved) >= least - 1e-9)
    assert moved.mean() == pytest.approx(rising.mean(), abs=1e-6)
    if np.all(np.diff(rising) >= least):
        np.testing.assert_allclose(moved, rising, atol=1e-9)
