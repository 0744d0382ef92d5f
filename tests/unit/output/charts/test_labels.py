"""Texts of pictures: keys, texts below an axis, and what is left out of long ones."""

from __future__ import annotations

import pytest

from sim.output.charts.canvas import Look, page, text_width
from sim.output.charts.labels import elided, tick_texts, write_key


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
