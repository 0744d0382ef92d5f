"""Cells of colour: what is written in them, where contours run, and what the colours say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.output.charts.canvas import page
from sim.output.charts.cells import LEVELS, Cells, Scale, colour_bar, round_values
from sim.output.charts.colours import GRID

RISING = np.arange(9, dtype=float).reshape(3, 3) * 10
MANY = np.arange(39, dtype=float).reshape(3, 13) * 10


@pytest.fixture
def drawing():
    return page("A title", "a note", "", 4.0)


def drawn(drawing, means, inches=(6.0, 3.0), *, is_smooth=True, outlined=None):
    axes = drawing.axes(0.5, 0.5, *inches)
    cells = Cells(
        means=np.array(means),
        columns=[f"column {place}" for place in range(len(means[0]))],
        rows=[f"row {place}" for place in range(len(means))],
        form=lambda mean: "?" if math.isnan(mean) else f"{mean:.0f}",
        is_smooth=is_smooth,
        outlined=outlined,
    )
    return axes, cells.draw(drawing, axes, Scale.of(np.ravel(means)), 8.0, 0.5)


def test_means_of_few_cells_are_written_and_of_many_told_by_contours(drawing):
    wide, contours = drawn(drawing, RISING)
    assert [text.get_text() for text in wide.texts] == [f"{mean:.0f}" for mean in RISING.flat]
    assert [label.get_text() for label in wide.get_xticklabels()] == ["column 0", "column 1", "column 2"]
    assert [label.get_text() for label in wide.get_yticklabels()] == ["row 0", "row 1", "row 2"]
    assert contours is None
    narrow, contours = drawn(drawing, RISING, (0.3, 0.3))
    assert not narrow.texts
    assert contours is None
    many, contours = drawn(drawing, MANY)
    assert not many.texts
    assert 0 < min(contours.levels) <= max(contours.levels) < MANY.max()


def test_what_does_not_run_smoothly_has_no_contours(drawing):
    axes, contours = drawn(drawing, MANY, is_smooth=False)
    assert contours is None
    assert len(axes.collections) == 1


def test_what_is_unknown_is_grey_and_the_chosen_cell_has_an_edge(drawing):
    axes, _ = drawn(drawing, [[1.0, math.nan], [2.0, 3.0]], is_smooth=False, outlined=(1, 0))
    assert [text.get_text() for text in axes.texts] == ["1", "?", "2", "3"]
    assert Scale.of([1.0, math.nan]).colour(math.nan).upper() == GRID
    (edge,) = axes.patches
    assert edge.get_xy() == (-0.5, 0.5)


def test_colours_span_at_least_a_twentieth_of_the_greatest_mean():
    scale = Scale.of([99.0, math.nan, 100.0])
    assert scale.colours.vmax - scale.colours.vmin == pytest.approx(5)
    assert Scale.of([math.nan]) == Scale(0.0, 0.0)


@pytest.mark.parametrize("means", [[0.0, 7.0], [-3.0, 12.0], [1e6, 3e6]])
def test_levels_are_round_and_among_the_means(means):
    levels = Scale.of(means).levels
    assert len(levels) > 1
    assert min(means) <= min(levels) <= max(levels) <= max(means)
    assert set(levels) <= set(round_values(min(means), max(means)))


@pytest.mark.parametrize(("size", "along"), [((3.0, 0.14), "x"), ((0.16, 3.0), "y")])
def test_a_bar_lies_along_its_longer_side_and_prints_its_values(drawing, size, along):
    bar = colour_bar(drawing, drawing.axes(0, 0, *size), (Scale(0, 10).colours, LEVELS), [0.0, 2.5, 10.0])
    axis = bar.xaxis if along == "x" else bar.yaxis
    assert [label.get_text() for label in axis.get_ticklabels()] == ["0", "2.5", "10"]
