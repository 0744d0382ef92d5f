"""What if agreements end and begin: which jails change, from when, and what is refused."""

from __future__ import annotations

import json
from datetime import date

import pytest

from sim.agencies.coming_and_going import ComingAndGoing, coming_and_going, jails_of
from sim.scenario.files.reader import ScenarioSource
from tests.support import SMALL, small_data, write_yaml

ROWS = """\
jail,fips,model,agreement_from,agreement_until
va_prince_william,51153,JEM,2007-07-09,
tx_harris,48201,JEM,2008-07-20,2019-07-10
nc_nash,37127,WSO,2019-01-01,
ga_fulton,13121,,,
"""


ALLOWED = "allowed: a jail of the scenario, or a county, by its code or as va_prince_william"


@pytest.fixture
def source(tmp_path):
    data = small_data()
    data["jail_defaults"] = {**data.pop("jails")["county"], "bookings_per_resident_year": 0.03, "agreement": False}
    data["field_office_defaults"] = data["field_offices"]["city"]
    data["jails_file"] = "jails.csv"
    (tmp_path / "jails.csv").write_text(ROWS)
    return ScenarioSource(write_yaml(tmp_path / "network.yaml", data))


def periods(scenario, jail):
    screening = scenario.jails[jail].screening
    return screening and [(period.first, period.last) for period in screening.teams["deputies"].in_force]


def refused(source, *asked):
    with pytest.raises(ValueError, match=r".") as caught:
        coming_and_going(source, ComingAndGoing(*asked))
    return str(caught.value).splitlines()


def test_without_a_day_agreements_end_and_begin_throughout(source):
    base, other = coming_and_going(source, ComingAndGoing(("va_prince_william",), ("ga_fulton", "nc_nash")))
    assert base == source.scenario()
    assert periods(other, "va_prince_william") is None
    assert periods(other, "ga_fulton") == periods(other, "nc_nash") == [(None, None)]
    assert other.jails["tx_harris"] == base.jails["tx_harris"]
    assert other.name == "Small county, Prince William ends; Fulton and Nash begin"


def test_on_a_day_they_end_and_begin_then(source):
    day = date(2019, 8, 1)
    base, other = coming_and_going(source, ComingAndGoing(("51153",), ("ga_fulton", "tx_harris"), day))
    assert periods(other, "va_prince_william") == [(date(2007, 7, 9), day)]
    assert periods(other, "ga_fulton") == [(day, None)]
    assert periods(other, "tx_harris") == [(date(2008, 7, 20), date(2019, 7, 10)), (day, None)]
    assert periods(base, "tx_harris") == [(date(2008, 7, 20), date(2019, 7, 10))]
    assert other.name.endswith("Prince William ends; Fulton and Harris begin on 2019-08-01")


@pytest.mark.parametrize("day", [None, date(2019, 8, 1)])
def test_officers_who_are_not_under_the_agreement_stay_when_it_ends(source, day):
    ice = {"shifts": [{"officers": 1, "hours": "08:00-16:00"}], "under_agreement": False}
    here = ScenarioSource(source.path, [f"jails.va_prince_william.screening.teams.ice={json.dumps(ice)}"])
    base, other = coming_and_going(here, ComingAndGoing(("va_prince_william",), (), day))
    before, after = (each.jails["va_prince_william"].screening.teams for each in (base, other))
    assert after["ice"] == before["ice"]
    assert [*after] == (["ice"] if day is None else ["deputies", "ice"])


@pytest.mark.parametrize("given", ["al_st_clair", "01115"])
def test_a_county_that_the_scenario_lacks_joins_both_with_its_field_office(source, given):
    base, other = coming_and_going(source, ComingAndGoing((), (given,)))
    assert periods(base, "al_st_clair") is None
    assert periods(other, "al_st_clair") == [(None, None)]
    jail = base.jails["al_st_clair"]
    assert (jail.state, jail.county, jail.fips, jail.population) == ("Alabama", "St. Clair County", "01115", 86576)
    assert jail.bookings_per_year == SMALL["jails"]["county"]["bookings_per_year"]
    assert jail.field_office in base.field_offices
    assert base.jails.keys() == other.jails.keys()


def test_many_are_told_by_their_number(source):
    counties = ("al_st_clair", "01001", "01003", "ga_fulton")
    _, other = coming_and_going(source, ComingAndGoing((), counties))
    assert other.name == "Small county, 4 agreements begin"


def test_all_that_is_wrong_is_told_at_once(source):
    asked = (("nc_nash", "va_prince_wiliam", "tx_harris"), ("51153", "Atlantis", "48201"), date(2020, 1, 1))
    assert refused(source, *asked) == [
        "--end nc_nash: has no agreement that could end",
        "--end va_prince_wiliam: there is no such jail; did you mean 'va_prince_william'?",
        "--end tx_harris: has no agreement that could end",
        "--begin 51153: has an agreement already",
        f"--begin Atlantis: there is no such jail ({ALLOWED})",
        "--begin 48201: the jail tx_harris is named twice",
        "--on 2020-01-01: must be a counted day, from 2019-07-01 to 2019-08-29",
    ]


def test_nothing_asked_is_refused(source):
    assert refused(source) == ["name at least one jail whose agreement ends (--end) or begins (--begin)"]


def test_jails_are_listed_with_commas_or_in_a_file(tmp_path):
    (tmp_path / "leavers.csv").write_text("county,fips\nHarris, 48201\nNash,37127\nnone,\n")
    (tmp_path / "jails.csv").write_text("jail\nnc_nash\n")
    texts = ["a, b", str(tmp_path / "leavers.csv"), "c,", str(tmp_path / "jails.csv")]
    assert jails_of(texts) == ("a", "b", "48201", "37127", "c", "nc_nash")


def test_a_file_of_jails_must_have_a_column_that_names_them(tmp_path):
    (tmp_path / "list.csv").write_text("county\nHarris\n")
    with pytest.raises(ValueError, match=r"list\.csv:1: needs a column jail or fips; found county"):
        jails_of([str(tmp_path / "list.csv")])
    with pytest.raises(ValueError, match="cannot be read"):
        jails_of([str(tmp_path / "none.csv")])
