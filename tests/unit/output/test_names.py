"""What scenarios and inputs are called in few words."""

from __future__ import annotations

import pytest

from sim.output.names import short_names, shortened

DEPUTIES, HOLD = "jails.county.screening.teams.deputies.shifts.0.officers", "jails.county.hold_hours"


def test_names_are_the_last_steps_that_differ():
    names = short_names([DEPUTIES, HOLD, "jails.other.hold_hours", "days", "field_offices.*.reviewers.0.hours"])
    assert list(names.values()) == [
        "deputies officers",
        "county hold hours",
        "other hold hours",
        "days",
        "reviewers hours",
    ]
    two = short_names([DEPUTIES, DEPUTIES.replace(".0.", ".1.")])
    assert len(set(two.values())) == 2


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
