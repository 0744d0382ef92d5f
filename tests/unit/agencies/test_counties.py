from __future__ import annotations

import re

import pytest

from sim.agencies.counties import known_counties

COUNTIES = known_counties()


def test_every_county_has_a_code_a_name_of_its_own_and_a_field_office():
    assert len(COUNTIES) == 3112
    assert all(re.fullmatch(r"\d{5}", county.fips) for county in COUNTIES)
    assert len({county.fips for county in COUNTIES}) == len(COUNTIES)
    jails = {county.jail for county in COUNTIES}
    assert len(jails) == len(COUNTIES)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", jail) for jail in jails)
    assert {county.name for county in COUNTIES if not county.field_office} == set()
    assert len({county.field_office for county in COUNTIES}) == 25


def test_population_is_of_people_and_the_foreign_born_a_share():
    without = {county.name for county in COUNTIES if county.population is None}
    assert without == {"Oglala Lakota County"}
    assert all(0 <= county.foreign_born < 0.6 for county in COUNTIES if county.foreign_born is not None)
    assert sum(county.population or 0 for county in COUNTIES) == pytest.approx(317e6, rel=0.01)


@pytest.mark.parametrize(
    ("state", "name", "fips", "jail"),
    [
        ("Alabama", "Autauga County", "01001", "al_autauga"),
        ("Virginia", "prince william", "51153", "va_prince_william"),
        ("Virginia", "Fairfax County", "51059", "va_fairfax"),
        ("Virginia", "Fairfax", "51059", "va_fairfax"),
        ("Virginia", "Fairfax city", "51600", "va_fairfax_city"),
        ("Virginia", "James City County", "51095", "va_james_city"),
        ("Virginia", "Hopewell County", "51670", "va_hopewell_city"),
        ("Louisiana", "Saint Landry County", "22097", "la_st_landry"),
        ("Missouri", "St. Louis County", "29189", "mo_st_louis"),
        ("Missouri", "St. Louis city", "29510", "mo_st_louis_city"),
        ("Maryland", "Prince Georges", "24033", "md_prince_georges"),
        ("New Mexico", "Doña Ana County", "35013", "nm_dona_ana"),
        ("Florida", "De Soto", "12027", "fl_desoto"),
        ("Nevada", "Carson City", "32510", "nv_carson_city"),
    ],
)
def test_counties_are_found_by_name_with_and_without_their_kind(state, name, fips, jail):
    county = COUNTIES.named(state, name)
    assert county is not None
    assert (county.fips, county.jail) == (fips, jail)


@pytest.mark.parametrize(
    ("state", "name"), [("Virginia", "Cook County"), ("Texas", "League City"), ("Alaska", "Kodiak")]
)
def test_what_is_no_county_of_the_state_is_not_found(state, name):
    assert COUNTIES.named(state, name) is None


def test_misspelt_names_are_found_where_one_is_alike():
    found = COUNTIES.nearest("Michigan", "Berrian County")
    assert found is not None
    assert found.name == "Berrien County"
    assert COUNTIES.nearest("North Carolina", "Albemarle County") is None
    assert COUNTIES.nearest("Michigan", "") is None


def test_known_misprints_are_found():
    found = COUNTIES.fixed("Louisiana", "German Coast County")
    assert found is not None
    assert found.name == "St. Charles Parish"


@pytest.mark.parametrize(
    ("state", "agency", "name"),
    [
        ("Texas", "tarrant county sheriff s office", "Tarrant County"),
        ("Louisiana", "st bernard parish sheriffs office", "St. Bernard Parish"),
        ("Virginia", "Norfolk City Sheriff's Office", "Norfolk city"),
        ("Florida", "jacksonville sheriffs office", "Duval County"),
        ("Florida", "pasco county board of county commissioners", "Pasco County"),
        ("Arkansas", "arkansas department of corrections", None),
        ("Texas", "league city police department", None),
        ("Virginia", "southwest virginia regional jail authority", None),
    ],
)
def test_agencies_are_placed_by_their_name(state, agency, name):
    county = COUNTIES.of_agency(state, agency)
    assert (county.name if county else None) == name


@pytest.mark.parametrize(
    ("state", "name", "office"),
    [
        ("Virginia", "Prince William", "washington"),
        ("Texas", "Harris", "houston"),
        ("Texas", "Tarrant", "dallas"),
        ("California", "Orange", "los_angeles"),
        ("New York", "Erie", "buffalo"),
        ("Minnesota", "Hennepin", "st_paul"),
    ],
)
def test_field_offices_serve_states_or_single_counties(state, name, office):
    county = COUNTIES.named(state, name)
    assert county is not None
    assert county.field_office == office
