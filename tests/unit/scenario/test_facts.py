"""The table of facts: each has its key in the schema and its column once drawn, and none is left out."""

from __future__ import annotations

from dataclasses import fields

import pytest

from sim.scenario.by import By
from sim.scenario.facts import FACTS, FOREIGN_BORN, Facts, Form, Part, given_in
from sim.scenario.schema import FieldOffice, Jail, Screening

SECTIONS = {Part.JAIL: Jail, Part.SCREENING: Screening, Part.OFFICE: FieldOffice}
OF_EVERY_BOOKING = ("jail", "booking", "booked_at", "charge", "stay_seconds", "flagged_stay_seconds")


@pytest.mark.parametrize("part", Part)
def test_every_key_of_a_fact_is_one_of_its_part_and_may_depend_on_the_charge(part):
    keys = SECTIONS[part].model_fields
    for _, given in given_in(part):
        assert issubclass(keys[given.key].annotation, By), given.key
        default = keys[given.key].default if not keys[given.key].is_required() else None
        assert (None if default is None else default.otherwise) == given.default, given.key


def test_every_column_is_a_fact_of_the_table():
    assert tuple(each.name for each in fields(Facts)) == (*OF_EVERY_BOOKING, *(fact.column for fact in FACTS))


def test_names_tell_the_form():
    for fact in (FOREIGN_BORN, *FACTS):
        assert (fact.unit == "hours") == fact.key.endswith("_hours") == (fact.form is not Form.SHARE), fact.key


def test_only_shares_differ_for_others():
    assert {fact.form for fact in FACTS if fact.others is not None} == {Form.SHARE}
