"""What counts have in common: one is registered by its file, and reduces each field office to whole numbers by jail."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np

from sim.model import counts as folder
from sim.model.counts.count import Count, shared_jails
from sim.model.counts.registry import counts
from sim.scenario.staff import DAYS
from tests.support import in_custody, small, small_data


def cells(office):
    facts = office.caseload.facts
    weekday = office.scenario.clock.hour_of_week_at(facts.booked_at) // 24
    yield "flagged", office.journeys.flagged, facts.charge * len(DAYS) + weekday
    yield "booked", np.ones(len(facts), dtype=np.bool_), facts.charge * len(DAYS) + weekday


FLAGGED = Count(
    name="flagged_by_weekday",
    index={"charge": str, "weekday": str},
    rows=lambda scenario: list(product(scenario.charge_names, DAYS)),
    columns={"booked": "foreign-born people", "flagged": "of these, flagged"},
    cells=cells,
)

WEEK = [
    {"booked_at": "2019-06-30 08:00", "stay_hours": 6, "charge": "felony"},
    {"booked_at": "2019-07-01 08:00", "stay_hours": 6, "charge": "felony"},
    {"booked_at": "2019-07-01 08:00", "stay_hours": 6, "charge": "misdemeanor", "recorded": False},
    {"booked_at": "2019-07-03 08:00", "stay_hours": 6, "charge": "felony"},
]


def test_every_file_that_has_a_count_registers_it():
    files = [path for path in Path(folder.__path__[0]).glob("*.py") if "\nCOUNT = " in path.read_text()]
    assert len(counts()) == len(files)
    assert list(counts()) == ["hour_of_week", "leads_by_charge", "measures", "months", "transitions"]


def test_bookings_of_the_counted_days_are_told_by_jail_row_and_column(tmp_path):
    office = in_custody(tmp_path, {"west": [*WEEK[:1], WEEK[-1]], "east": WEEK[1:]})
    rows, columns = FLAGGED.rows(office.scenario), list(FLAGGED.columns)
    found = {
        (list(office.scenario.jails)[jail], *rows[row], columns[column]): int(number)
        for (jail, row, column), number in np.ndenumerate(FLAGGED.of(office)[0])
        if number
    }
    assert found == {
        ("west", "felony", "wed", "booked"): 1,
        ("west", "felony", "wed", "flagged"): 1,
        ("east", "felony", "mon", "booked"): 1,
        ("east", "felony", "mon", "flagged"): 1,
        ("east", "misdemeanor", "mon", "booked"): 1,
        ("east", "felony", "wed", "booked"): 1,
        ("east", "felony", "wed", "flagged"): 1,
    }


def test_field_offices_add_up_and_none_are_zero(tmp_path):
    office = in_custody(tmp_path, {"county": WEEK})
    subject = (office.scenario,)
    np.testing.assert_array_equal(FLAGGED.together(subject, [[office, office]]), 2 * FLAGGED.of(office))
    np.testing.assert_array_equal(FLAGGED.together(subject, [[]]), [FLAGGED.zeros(subject)])


def test_each_count_is_of_each_scenario_or_of_each_pair_with_the_base():
    subjects = {name: count.subjects("abc") for name, count in counts().items()}
    assert subjects["months"] == subjects["measures"] == [("a",), ("b",), ("c",)]
    assert subjects["transitions"] == [("a", "b"), ("a", "c")]


def test_jails_of_the_first_scenario_come_first():
    county = small_data()["jails"]["county"]
    ones, others = small({"jails": {"b": county, "a": county}}), small({"jails": {"c": county, "a": county}})
    assert shared_jails(ones, others) == ("b", "a", "c")
