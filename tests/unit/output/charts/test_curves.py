"""Curves: bands over their intervals, labels at their ends, axes that hold them."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from sim.output.charts.canvas import page
from sim.output.charts.curves import End, curve, label_ends, reach


@pytest.fixture
def drawing():
    return page("A title", "a note", "", 4.0)


def rows(*means):
    means = np.array(means, dtype=float)
    return pd.DataFrame({"place": range(len(means)), "mean": means, "ci_low": means - 1, "ci_high": means + 1})


def test_a_curve_is_its_means_within_a_band_of_its_intervals(drawing):
    axes = drawing.axes(0.5, 0.5, 6.0, 3.0)
    curve(axes, rows(3, 5, 4), "#0072B2", linestyle="--")
    (line,), (band,) = axes.lines, axes.collections
    np.testing.assert_array_equal(line.get_xydata(), [[0, 3], [1, 5], [2, 4]])
    assert {(x, y) for x, y in band.get_paths()[0].vertices.tolist()} >= {
        (0, 2),
        (0, 4),
        (1, 4),
        (1, 6),
        (2, 3),
        (2, 5),
    }
    assert line.get_linestyle() == "--"


@pytest.mark.parametrize(
    ("values", "limits"), [([0, 10, math.nan], (-0.5, 10.5)), ([7, 7], (6, 8)), ([-4, math.nan, 6], (-4.5, 6.5))]
)
def test_an_axis_reaches_a_little_past_what_is_known(values, limits):
    assert reach(values) == pytest.approx(limits)


def test_labels_stand_at_their_ends_unless_they_would_touch(drawing):
    axes = drawing.axes(0.5, 0.5, 6.0, 3.0)
    axes.set_ylim(0, 30)
    before = len(drawing.figure.texts)
    ends = [End(20, ["far"], "#111111"), End(10.1, ["near"], "#222222"), End(10, ["nearer"], "#333333")]
    label_ends(drawing, axes, [*ends, End(math.nan, ["unknown"], "#444444")])
    written = {text.get_text(): text for text in drawing.figure.texts[before:]}
    heights = {name: text.get_position()[1] for name, text in written.items()}
    assert set(heights) == {"far", "near", "nearer"}
    assert heights["near"] - heights["nearer"] >= 9 / 72
    apart = heights["far"] - (heights["near"] + heights["nearer"]) / 2
    assert apart == pytest.approx((20 - 10.05) / 30 * 3.0)
    assert written["near"].get_color() == "#222222"
