"""Headers are told by their words, however they are written."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from sim.sheets.headers import in_words, meant, names_columns, spelt
from sim.sheets.spellings import READERS, Told, told_by_columns

TOLD = {"booked": Told("when", ("booking date", "admit date", "date")), "number": Told("which", ("booking number",))}


def test_the_surest_spelling_goes_first_and_of_equal_ones_the_first():
    header = ["Date", "ADMIT_DT", "Inmate Booking #", "BookingNo", "AdmitDate"]
    assert spelt(header, TOLD) == {
        "booked": ("ADMIT_DT", "AdmitDate", "Date"),
        "number": ("Inmate Booking #", "BookingNo"),
    }
    assert spelt(["x"], TOLD) == {"booked": (), "number": ()}


@pytest.mark.parametrize("reader", READERS)
def test_every_role_has_a_meaning_and_spellings_of_its_own(reader):
    told = told_by_columns(reader)
    assert told
    for each in told.values():
        assert each.meaning
        assert all(each.spellings)
        assert len({meant(name) for name in each.spellings}) == len(each.spellings) or reader != "records"


def test_the_table_names_each_role_once():
    text = files("sim.sheets").joinpath("columns.csv").read_text(encoding="utf-8")
    roles = [(row["read_by"], row["role"]) for row in csv.DictReader(text.splitlines())]
    assert len(roles) == len(set(roles))
    assert {reader for reader, _ in roles} == set(READERS)


def test_names_are_told_where_half_of_them_have_a_word_that_headers_have():
    assert in_words(["Booking No", "qqq"]) == "Booking No, qqq"
    assert not names_columns(["SMITH", "JOHN", "JAIL"])
    assert "SMITH" not in in_words(["SMITH", "JOHN", "JAIL"])
    assert in_words([f"name {place}" for place in range(50)]).endswith("name 39 and 10 more")
