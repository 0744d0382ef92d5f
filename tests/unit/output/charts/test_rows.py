"""Rows of bars: as long as their means, named on the left and told on the right."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from sim.output.charts.canvas import page
from sim.output.charts.rows import Bar, Below, Beside
from sim.study.intervals import Estimate
from tests.pictures import check_readable, printed


def bar(name, mean, half=math.nan):
    return Bar(name, Estimate(5, mean, math.nan, mean - half, mean + half), f"{mean:+}", "#0072B2")


PANELS = {"Flagged": [bar("A jail", 30, 5), bar("Another", -10, 50)], "Lost": [bar("A jail", 3), bar("Another", 1)]}


def drawn(rows):
    drawing = page("A title", "a note", "", rows.height)
    rows.draw(drawing)
    check_readable(drawing.figure)
    return drawing.figure


def widths(axes):
    return {container.get_label(): container.patches[0].get_width() for container in axes.containers}


@pytest.mark.parametrize("form", [Below, Beside])
def test_bars_are_as_long_as_their_means_under_their_heads(form):
    figure = drawn(form(PANELS, "people", 0.3))
    assert {axes.get_label(): widths(axes) for axes in figure.axes} == {
        "Flagged": {"A jail": 30, "Another": -10},
        "Lost": {"A jail": 3, "Another": 1},
    }
    assert {axes.get_xlabel() for axes in figure.axes} == {"people"}
    assert {"Flagged", "Lost", "+30", "-10"} <= set(printed(figure).split())


def test_panels_below_each_other_share_a_scale_and_name_their_rows_each():
    figure = drawn(Below(PANELS, "people", 0.3))
    first, second = figure.axes
    assert first.get_xlim() == second.get_xlim()
    assert printed(figure).count("A jail") == 2


def test_panels_beside_each_other_have_scales_of_their_own_and_name_their_rows_once():
    figure = drawn(Beside(PANELS, "people", 0.3))
    first, second = figure.axes
    assert first.get_xlim()[1] > 30 > second.get_xlim()[1]
    assert printed(figure).count("A jail") == 1


def test_the_interval_of_a_hollow_bar_is_no_longer_than_all_bars_and_no_axis_goes_below_the_least():
    unsure = replace(bar("Unsure", 2, 500), hollow=True)
    (axes,) = drawn(Below({"": [bar("A jail", 30, 5), unsure]}, "people", 0.3, least=0.0)).axes
    low, high = axes.get_xlim()
    assert low == 0
    assert high < 40


def test_an_interval_that_dwarfs_the_bars_is_cut_off():
    (axes,) = drawn(Below({"": [bar("A jail", 30, 500)]}, "people", 0.3)).axes
    assert axes.get_xlim()[1] < 2.5 * 30


def test_a_row_without_an_estimate_is_told_without_a_bar_and_a_mark_crosses_all_rows():
    rows = [bar("First", 5), Bar.without_estimate("8 jails between", "1 to 4"), bar("Last", 0)]
    figure = drawn(Below({"": rows}, "people", 0.3, head=0.25, marked={"all jails together 2": 2.0}))
    (axes,) = figure.axes
    assert widths(axes) == {"First": 5, "Last": 0}
    assert [line.get_xdata() for line in axes.lines if line.get_linestyle() == ":"] == [[2, 2]]
    assert "all jails together 2" in printed(figure)
    assert "1 to 4" in printed(figure)


def test_a_name_too_long_for_its_row_ends_in_dots():
    figure = drawn(Below({"": [bar("A jail of a name that goes on and on " * 5, 30)]}, "people", 0.3))
    assert "…" in printed(figure)
