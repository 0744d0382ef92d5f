"""Ribbons are as thick as what they stand for, and add up at both ends."""

from __future__ import annotations

import pytest
from matplotlib.colors import to_hex

from sim.output.charts.canvas import page
from sim.output.charts.ribbons import Ribbon, Ribbons
from tests.pictures import check_readable, printed

COLOURS = {"kept": "#009e73", "lost": "#d55e00", "never": "#1a1a1a"}
AMOUNTS = {("kept", "kept"): 60.0, ("kept", "lost"): 30.0, ("lost", "lost"): 10.0}


@pytest.fixture
def figure():
    ribbons = [
        Ribbon(before, after, amount, "#c4c4c4", 0.5, layer, f"{amount:.0f}!")
        for layer, ((before, after), amount) in enumerate(AMOUNTS.items())
    ]
    whole = Ribbons(ribbons, COLOURS, lambda name, total: f"{name} {total:.0f}", ("Before it", "After it"))
    drawing = page("A title", "a note", "", 0.5 + whole.height)
    whole.draw(drawing, 0.5)
    return drawing.figure


def patches(figure):
    return {patch.get_gid(): patch for patch in figure.axes[0].patches}


def test_ribbons_are_as_thick_at_both_ends_as_their_amounts(figure):
    for (before, after), amount in AMOUNTS.items():
        ends = patches(figure)[f"{before}-{after}"].get_path().vertices
        assert ends[0, 1] - ends[7, 1] == pytest.approx(amount)
        assert ends[3, 1] - ends[4, 1] == pytest.approx(amount)


def test_blocks_are_as_high_as_their_ribbons_and_only_what_there_is_has_one(figure):
    blocks = {name: patch for name, patch in patches(figure).items() if name.startswith(("before-", "after-"))}
    assert {name: patch.get_height() for name, patch in blocks.items()} == {
        "before-kept": 90,
        "before-lost": 10,
        "after-kept": 60,
        "after-lost": 40,
    }
    assert to_hex(blocks["before-lost"].get_facecolor()) == COLOURS["lost"]


def test_blocks_ribbons_and_columns_are_told(figure):
    text = printed(figure)
    for told in ("Before it", "After it", "kept 90", "lost 10", "kept 60", "lost 40", "60!", "30!", "10!"):
        assert told in text
    check_readable(figure)
