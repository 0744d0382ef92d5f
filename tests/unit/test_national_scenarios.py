"""The files of the national network: who had an agreement when, what follows from it, and how the files are made."""

from __future__ import annotations

import csv
import importlib.util
import math
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from sim.analyses.comparison.study import run
from sim.model.office import Engine
from sim.scenario.files.reader import load_scenario
from sim.study.replicate import Plan

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NATIONAL = SCENARIOS / "national"
YEARS = ["2017", "2020", "2025", "2026"]
RESIDENTS_PER_OFFICER = 3_000_000

spec = importlib.util.spec_from_file_location("build", NATIONAL / "build.py")
assert spec is not None
assert spec.loader is not None
build = importlib.util.module_from_spec(spec)
spec.loader.exec_module(build)


def rows(name: str) -> list[dict[str, str]]:
    with (NATIONAL / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_force(agreements: list[dict[str, str]], day: str) -> list[dict[str, str]]:
    return [each for each in agreements if each["agreement_from"] <= day <= (each["agreement_until"] or "9999-12-31")]


JAILS = rows("jails_2017_2020.csv")
OTHERS = rows("other_agreements.csv")


def residents(jails: list[dict[str, str]]) -> int:
    return sum(int(jail["population"]) for jail in jails)


@pytest.mark.parametrize(
    ("day", "agencies"),
    [("2017-01-31", 36), ("2017-03-05", 37), ("2017-08-01", 60), ("2018-06-20", 78)],
)
def test_as_many_agencies_as_ice_listed(day, agencies):
    assert len(in_force(JAILS, day)) + len(in_force(OTHERS, day)) == agencies


def test_nearly_as_many_agreements_as_the_article_counts_in_june_2020():
    assert len(in_force(JAILS, "2020-06-30")) + len(in_force(OTHERS, "2020-06-30")) == pytest.approx(142, rel=0.01)


def test_as_many_of_each_model_as_ice_counted_in_august_2020():
    jails = in_force(JAILS, "2020-08-31")
    # A jail with both models has a row for the first, and the second among the other agreements.
    models = Counter(each["model"].split("+")[0] for each in [*jails, *in_force(OTHERS, "2020-08-31")])
    assert models == {"JEM": 77, "WSO": 73}


def test_residents_covered():
    assert residents(in_force(JAILS, "2017-01-31")) == pytest.approx(22e6, rel=0.005)
    # Of 2012-16, without cities and the two counties of New Jersey; the article has 31 million.
    assert residents(in_force(JAILS, "2020-07-01")) == pytest.approx(26.8e6, rel=0.005)


def test_most_residents_gained_are_under_agreements_that_screen_nobody():
    before, after = in_force(JAILS, "2017-01-31"), in_force(JAILS, "2020-07-01")
    screened_before = residents([jail for jail in before if "JEM" in jail["model"]])
    screened_after = residents([jail for jail in after if "JEM" in jail["model"]])
    assert screened_before == residents(before)
    assert screened_after < 0.8 * screened_before
    assert screened_after < 0.7 * residents(after)


@pytest.mark.parametrize(
    ("jail", "last_day"),
    [
        ("tx_harris", "2017-02-21"),
        ("ca_orange", "2017-12-27"),
        ("nc_mecklenburg", "2018-12-05"),
        ("nc_wake", "2018-12-07"),
        ("va_prince_william", "2020-06-30"),
    ],
)
def test_the_departures_that_the_article_names(jail, last_day):
    assert next(each for each in JAILS if each["jail"] == jail)["agreement_until"] == last_day


def test_every_row_says_what_is_known_and_where_from():
    for each in [*JAILS, *OTHERS]:
        assert "[" in each["evidence"], each
    known = Counter(each["known"] for each in rows("agreements.csv"))
    assert known["listed"] > 0.95 * len(JAILS)
    assert set(known) == {"listed", "end unknown", "start reconstructed", "days reconstructed"}


def test_the_jails_file_is_made_of_the_agreements(tmp_path):
    build.write(build.from_agreements(NATIONAL / "agreements.csv"), tmp_path / "jails.csv")
    assert (tmp_path / "jails.csv").read_bytes() == (NATIONAL / "jails_2017_2020.csv").read_bytes()


def test_a_list_gives_jails_and_apart_from_them_counties_with_task_forces_only(tmp_path):
    (tmp_path / "list.csv").write_text(
        "state,agency,county,type,model,signed\n"
        "Virginia,Prince William County Jail,Prince William County,County,Jail Enforcement Model,2020-01-02\n"
        "Virginia,Prince William County Police,Prince William County,County,Task Force Model,2020-01-02\n"
        "Florida,Ocala Police Department,Marion County,Municipality,Task Force Model,\n"
        "Florida,Florida Highway Patrol,Leon County,State,Task Force Model,2020-01-02\n"
        "Texas,Harris County Sheriff's Office,Harris County,County,Jail Enforcement Model,\n"
    )
    build.write(build.from_lists(build.read_lists([tmp_path / "list.csv"])), tmp_path / "jails.csv")
    with (tmp_path / "jails.csv").open(newline="") as file:
        jails = {row["jail"]: row for row in csv.DictReader(file)}
    assert {name: jail["model"] for name, jail in jails.items()} == {
        "fl_marion": "TFM",
        "tx_harris": "JEM",
        "va_prince_william": "JEM",
    }
    assert {name: jail["agreement"] for name, jail in jails.items()} == {
        "fl_marion": "",
        "tx_harris": "yes",
        "va_prince_william": "",
    }


def test_as_many_deputies_on_duty_as_in_the_scenarios_of_single_counties():
    deputies = {jail["jail"]: jail[build.OFFICERS] for jail in JAILS}
    assert deputies["va_prince_william"] == "1"
    assert deputies["ga_gwinnett"] == deputies["ca_orange"] == deputies["tx_harris"] == "3"
    assert {deputies[jail["jail"]] for jail in JAILS if jail["model"] == "WSO"} == {""}


@pytest.mark.parametrize("year", YEARS)
def test_offices_have_a_reviewer_and_a_crew_for_each_three_million_residents(year):
    scenario = load_scenario(SCENARIOS / f"national_{year}.yaml")
    served: Counter[str] = Counter()
    for jail in scenario.jails.values():
        served[jail.field_office] += jail.population or 0
    for name, office in scenario.field_offices.items():
        expected = math.ceil(served[name] / RESIDENTS_PER_OFFICER)
        assert sum(shift.officers for shift in office.reviewers) == expected, name
        assert sum(shift.officers for shift in office.crews) == expected, name


@pytest.mark.parametrize(("year", "screening"), [("2017", 32), ("2020", 88), ("2025", 108), ("2026", 181)])
def test_only_jail_enforcement_screens(year, screening):
    scenario = load_scenario(SCENARIOS / f"national_{year}.yaml")
    deputies = [jail for jail in scenario.jails.values() if jail.screening and "deputies" in jail.screening.teams]
    assert len(deputies) == screening


def published_means() -> dict[str, float]:
    """People a year whom a county's jail deputies identified, mean of the fiscal years 2010 to 2012 that are told."""
    told: dict[str, list[int]] = {}
    for each in rows("identified.csv"):
        of_the_jail = each["jail"] != "va_prince_william" or "Detention" in each["agency"]
        if each["identified"] and each["fiscal_year"] in {"2010", "2011", "2012"} and of_the_jail:
            told.setdefault(each["jail"], []).append(int(each["identified"]))
    return {jail: sum(counts) / len(counts) for jail, counts in told.items()}


def test_the_network_flags_as_many_people_as_ice_identified():
    scenario = load_scenario(SCENARIOS / "national_2017.yaml", ["days=365", "levels_file=null"])
    found = run(scenario, Plan(2, engine=Engine.STAGED)).replications
    known = published_means()
    fitted = [jail["jail"] for jail in in_force(JAILS, "2017-01-31") if jail["jail"] in known]
    assert len(fitted) == 28
    published = sum(known[jail] for jail in fitted)
    assert published == pytest.approx(22_613, abs=1)
    flagged = found[found["jail"].isin(fitted)].groupby("replication")["flagged"].sum().mean()
    assert flagged == pytest.approx(published, rel=0.02)


@pytest.mark.parametrize("year", ["2017", "2025", "2026"])
def test_as_many_are_flagged_of_the_removable_as_levels_take_for_granted(year):
    scenario = load_scenario(SCENARIOS / f"national_{year}.yaml", ["levels=mean", "days=180"])
    found = run(scenario, Plan(1, engine=Engine.STAGED)).replications.set_index("jail")
    deputies = [name for name, jail in scenario.jails.items() if jail.screening and "deputies" in jail.screening.teams]
    here = found.loc[deputies, ["flagged", "removable"]].sum()
    assert here["flagged"] / here["removable"] == pytest.approx(scenario.flagged_per_removable, rel=0.015)
    expected = sum(
        taken.per_year[0, 0] for name in deputies if (taken := scenario.levels_taken(name, (0,))) is not None
    )
    assert here["flagged"] * 365 / 180 == pytest.approx(expected, rel=0.06)


def test_those_that_left_do_what_is_known_of_them_and_in_the_base_nothing_of_it():
    base, other = (load_scenario(SCENARIOS / f"national_{year}.yaml").jails for year in (2017, 2020))
    for name in ("tx_harris", "nj_hudson"):
        screening = other[name].screening
        assert screening is not None
        assert not screening.teams["ice_officers"].under_agreement
        [period] = screening.teams["ice_officers"].in_force
        [agreement] = screening.teams["deputies"].in_force
        assert agreement.last is not None
        assert period.first == agreement.last + timedelta(days=1)
        assert [*(base[name].screening or screening).teams] == ["deputies"]
    nowhere = load_scenario(SCENARIOS / "national_2020_ice_nowhere.yaml").jails
    assert [*(nowhere["tx_harris"].screening or screening).teams] == ["deputies"]
    for name in ("nc_wake", "nc_mecklenburg", "va_prince_william"):
        assert other[name].policy
        assert not base[name].policy
    joined = [name for name, jail in other.items() if jail.screening and "ice_visits" in jail.screening.teams]
    assert joined == [
        jail["jail"] for jail in JAILS if "JEM" in jail["model"] and jail["agreement_from"] > "2017-01-31"
    ]
