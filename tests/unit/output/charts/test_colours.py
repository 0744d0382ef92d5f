"""The colours that pictures share."""

from __future__ import annotations

from sim.model.outcomes import REMOVABLE_OUTCOMES
from sim.output.charts.colours import OUTCOME_COLOURS


def test_every_outcome_of_removable_people_has_a_colour_of_its_own():
    assert set(OUTCOME_COLOURS) == set(REMOVABLE_OUTCOMES)
    assert len(set(OUTCOME_COLOURS.values())) == len(REMOVABLE_OUTCOMES)
