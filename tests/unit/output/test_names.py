"""What scenarios are called in few words."""

from __future__ import annotations

import pytest

from sim.output.names import in_words, shortened


@pytest.mark.parametrize(
    ("labels", "shared", "rests"),
    [
        (["A county, on", "A county, off"], "A county", ("on", "off")),
        (["A: b, on", "A: b, off"], "A: b", ("on", "off")),
        (["A county", "A county (2)"], "", ("A county", "A county (2)")),
        (["A, ", "A, x"], "", ("A, ", "A, x")),
        (["Alone, here"], "", ("Alone, here",)),
        (["A county", "A county, off", "A county: on"], "A county", ("as it is", "off", "on")),
        (["A", "A, off", "B"], "", ("A", "A, off", "B")),
    ],
)
def test_what_all_names_begin_with_is_said_once(labels, shared, rests):
    assert shortened(labels) == (shared, rests)


def test_ice_is_no_water():
    assert [in_words(name) for name in ("ice_visits", "nice_officers")] == ["ICE visits", "nice officers"]
