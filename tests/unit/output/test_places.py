"""Places as people call them: by county and state, and by the county alone where that tells them apart."""

from __future__ import annotations

from sim.output.places import brief_names, names_of_jails, placed

VIRGINIA, GEORGIA, LOUISIANA = "Virginia", "Georgia", "Louisiana"
JAILS = {
    "va_bedford": {"county": "Bedford County", "state": VIRGINIA},
    "va_fairfax": {"county": "Fairfax County", "state": VIRGINIA},
    "la_orleans": {"county": "Orleans Parish", "state": LOUISIANA},
    "va_norfolk_city": {"county": "Norfolk city", "state": VIRGINIA},
    "annex": {},
}


def test_a_jail_has_the_name_of_its_county_with_the_state():
    assert names_of_jails(JAILS) == {
        "va_bedford": "Bedford, VA",
        "va_fairfax": "Fairfax, VA",
        "la_orleans": "Orleans, LA",
        "va_norfolk_city": "Norfolk city, VA",
    }


def test_a_jail_of_no_county_is_called_by_its_own_name():
    assert placed("annex", names_of_jails(JAILS)) == "Annex"


def test_the_state_stands_only_where_two_counties_have_one_name():
    twin = {"ga_bedford": {"county": "Bedford County", "state": GEORGIA}}
    assert brief_names(JAILS)["va_bedford"] == "Bedford"
    assert brief_names({**JAILS, **twin})["va_bedford"] == "Bedford, VA"
    assert brief_names({**JAILS, **twin})["ga_bedford"] == "Bedford, GA"
