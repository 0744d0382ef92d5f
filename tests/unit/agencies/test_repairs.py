from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.agencies.repairs import Model, date_in_name, models_in, read_date, read_models, read_state
from tests.strategies import EXAMPLES

JULY_7 = date(2025, 7, 7)


@pytest.mark.parametrize(
    "text",
    ["2025-07-07 00:00:00", "2025-07-07", "7/7/2025", "07/07/25", "7.7.2025", "07072025", "20250707", "July 7, 2025"],
)
def test_well_formed_dates_need_no_repair(text):
    read = read_date(text)
    assert (read.value, read.reason) == (JULY_7, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("7/72025", "a slash is missing"),
        ("07/072025", "a slash is missing"),
        ("5025-07-07 00:00:00", "the year 5025 cannot be, and is read as 2025"),
        ("7/7/3025", "the year 3025 cannot be, and is read as 2025"),
        ("45845", "a day number of Excel"),
        ("0772025", "a digit is missing"),
        ("0707025", "a digit of the year is missing"),
    ],
)
def test_mistyped_dates_are_repaired_with_a_reason(text, reason):
    read = read_date(text)
    assert (read.value, read.reason) == (JULY_7, reason)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is blank"),
        ("pending", "is no date"),
        ("2/30/2025", "is no date"),
        ("1987-01-01", "is no date from 2002 to 2049"),
        ("1162025", "may be 2025-01-16 or 2025-11-06"),
        ("1/112025", None),
    ],
)
def test_dates_that_cannot_be_told_are_not_guessed(text, reason):
    read = read_date(text)
    if reason is None:
        assert read.value == date(2025, 1, 11)
    else:
        assert read.value is None
        assert reason in read.reason


@EXAMPLES
@given(st.dates(date(2002, 1, 1), date(2049, 12, 31)))
def test_a_date_is_read_back_from_every_usual_form(day):
    forms = (f"{day}", f"{day:%m/%d/%Y}", f"{day:%m/%d/%y}", f"{day:%m%d%Y}", f"{day:%m%d%y}", f"{day:%b %d, %Y}")
    assert {read_date(form).value for form in forms} == {day}


@EXAMPLES
@given(st.text(max_size=20))
def test_any_text_gives_a_plausible_date_or_a_reason(text):
    read = read_date(text)
    assert read.value or read.reason
    assert read.value is None or 2002 <= read.value.year <= 2049


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("KerrCoSheriffsOfficeTX_WSO_MOA_05.05.2025.pdf", date(2025, 5, 5)),
        ("287gWSO_BakerCoFl2019-10-15.pdf", date(2019, 10, 15)),
        ("287gJEM_%20etowahCoAL_06-09-2020.pdf", date(2020, 6, 9)),
        ("Grant_County_SC_WSO_MOA%20_8_28_2025.pdf", date(2025, 8, 28)),
        ("OsceolaSO_TF_MOA_022625.pdf", date(2025, 2, 26)),
        ("WashingtonCountySOAR_WSO_MOA.pdf", None),
    ],
)
def test_the_name_of_a_file_may_hold_a_date(name, day):
    assert date_in_name(name) == day


@pytest.mark.parametrize("text", ["VIRGINIA", "Virginia", "va", " Virgina"])
def test_states_are_read_by_name_code_and_likeness(text):
    read = read_state(text)
    assert read.value == "Virginia"
    assert bool(read.reason) == ("Virgina" in text and "Virginia" not in text)


@pytest.mark.parametrize("text", ["", "Ontario", "XX"])
def test_what_is_no_state_is_not_guessed(text):
    assert read_state(text).value is None


@pytest.mark.parametrize(
    ("text", "models"),
    [
        ("Jail Enforcement Model", {Model.JEM}),
        ("Warrant Service Officer ", {Model.WSO}),
        ("JEM+WSO", {Model.JEM, Model.WSO}),
        ("Task Force Model", {Model.TFM}),
        ("Warant Servise Officer", {Model.WSO}),
    ],
)
def test_models_are_read_by_name_and_abbreviation(text, models):
    assert read_models(text).value == models


def test_models_stand_in_names_of_files():
    assert models_in("287gWSO_BakerCoFl2019-10-15.pdf") == {Model.WSO}
    assert models_in("StJohnsTaskForce-287g-MOA-07302025.pdf") == {Model.TFM}
    assert not models_in("287g-DAKOTACounty-2020-06-09.pdf")
