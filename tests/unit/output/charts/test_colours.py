"""The colours that pictures share."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from matplotlib.colors import rgb_to_hsv, to_rgb

from sim.model.outcomes import REMOVABLE_OUTCOMES, Outcome
from sim.output.charts import colours
from sim.output.charts.colours import HIGH_END, LESS, LOW_END, MORE, OUTCOME_COLOURS, SCENARIO_COLOURS

SEEN = {
    "with all cones": np.eye(3),
    # Machado, Oliveira and Fernandes 2009, severity 1.
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
JUST_TOLD_APART = 11.0
"""CIELAB distance from which patches that do not touch are told apart."""


def linear(colour):
    part = np.array(to_rgb(colour))
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def lab(colour, seen):
    rgb = np.clip(np.array(seen) @ linear(colour), 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    share = to_xyz @ rgb / (to_xyz @ np.ones(3))
    root = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def test_every_outcome_of_removable_people_has_a_colour_of_its_own():
    assert set(OUTCOME_COLOURS) == set(REMOVABLE_OUTCOMES)
    assert len(set(OUTCOME_COLOURS.values())) == len(REMOVABLE_OUTCOMES)


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize(
    "together", [tuple(OUTCOME_COLOURS.values()), SCENARIO_COLOURS, (MORE, LESS), (LOW_END, HIGH_END)]
)
def test_colours_that_stand_together_are_told_apart_whatever_the_vision(together, seen):
    for one, other in itertools.combinations(together, 2):
        assert np.linalg.norm(lab(one, SEEN[seen]) - lab(other, SEEN[seen])) > JUST_TOLD_APART, (one, other)


def test_no_colour_of_an_outcome_or_a_difference_is_a_traffic_light():
    for colour in (*OUTCOME_COLOURS.values(), MORE, LESS):
        hue, saturation, _ = rgb_to_hsv(to_rgb(colour))
        is_green, is_red = 80 < 360 * hue < 170, 360 * hue < 30 or 360 * hue > 330
        assert saturation < 0.1 or not (is_green or is_red), colour


def test_letters_in_the_colour_of_a_scenario_can_be_read_on_white():
    for colour in SCENARIO_COLOURS:
        luminance = np.array([0.2126, 0.7152, 0.0722]) @ linear(colour)
        assert 1.05 / (luminance + 0.05) > 3, colour


def test_pages_of_colours_need_no_library_that_draws():
    assert "matplotlib" not in vars(colours)
    assert Outcome.TRANSFERRED in OUTCOME_COLOURS
