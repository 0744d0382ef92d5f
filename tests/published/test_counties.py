"""The scenarios of single counties: with and without an agreement, of the same bookings, beside what is published."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from sim.agencies.counties import known_counties
from sim.analyses.comparison.study import Study, compare
from sim.analyses.published.targets import published
from sim.model.office import Engine
from sim.scenario.files.reader import load_scenario
from sim.scenario.schema import Jail, Scenario
from sim.study.replicate import Plan

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
PAGE = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")

PAIRS = {
    "orange_2007": "orange_2006",
    "orange_2017": "orange_2018",
    "harris": "harris_ended",
    "gwinnett": "gwinnett_ended",
    "pierce_with_deputies": "pierce",
    "mecklenburg": "mecklenburg_ended",
    "wake": "wake_ended",
    "harford": "harford_without",
    "frederick": "frederick_without",
}
"""By the scenario with an agreement, the one without it."""

STAFFED_BY_ICE = {"harris"}
"""Counties where ICE's own officers screen as much without an agreement."""

EACH = pytest.mark.parametrize("having", PAIRS)
BOTH = sorted({*PAIRS, *PAIRS.values()})


def _read(name: str) -> Scenario:
    return load_scenario(SCENARIOS / f"{name}.yaml")


@pytest.fixture(scope="module")
def studies() -> dict[str, Study]:
    plan = Plan(replications=2, engine=Engine.STAGED)
    return {having: compare(_read(having), _read(without), plan=plan) for having, without in PAIRS.items()}


@cache
def _national() -> Mapping[str, Jail]:
    return _read("national_2020").jails


def _totals(study: Study) -> pd.DataFrame:
    table = study.comparison
    return table[table["jail"] == "all"].set_index("measure")


def test_every_scenario_of_a_county_is_in_a_pair():
    files = {path.stem for path in SCENARIOS.glob("*.yaml") if not path.stem.startswith(("prince_william", "national"))}
    assert files - {"fairfax", "detainer_outcomes"} == set(BOTH)


@EACH
def test_with_and_without_an_agreement_cover_the_same_days_of_the_same_bookings(having):
    one, other = _read(having), _read(PAIRS[having])
    for name in ("start", "days", "warmup_days", "seed", "timezone", "replications", "charges"):
        assert getattr(one, name) == getattr(other, name), name
    [here], [there] = one.jails.values(), other.jails.values()
    for name in ("fips", "bookings_per_year", "arrivals", "foreign_born", "removable", "fingerprinted", "on_record"):
        assert getattr(here, name) == getattr(there, name), name


@EACH
def test_the_pair_can_be_compared_and_differs_by_the_policy_alone(studies, having):
    totals = _totals(studies[having])
    for measure in ("bookings", "removable"):
        assert totals.loc[measure, "base_mean"] > 0
        assert totals.loc[measure, "difference"] == 0


@EACH
def test_fewer_are_flagged_without_the_agreement_unless_ice_has_staff_in_the_jail(studies, having):
    flagged = _totals(studies[having]).loc["flagged"]
    ratio = flagged["other_mean"] / flagged["base_mean"]
    assert ratio == pytest.approx(1.0, abs=0.05) if having in STAFFED_BY_ICE else 0.2 < ratio < 0.7


@EACH
def test_where_nobody_is_kept_and_ice_is_not_told_nobody_is_handed_over(studies, having):
    [jail] = _read(PAIRS[having]).jails.values()
    nobody = jail.honoured.otherwise == 0 and not jail.honoured.by_name
    transferred = _totals(studies[having]).loc["transferred", "other_mean"]
    assert bool(transferred == 0) == nobody


@pytest.mark.parametrize("name", BOTH)
def test_each_scenario_is_run_beside_the_published_counts(name):
    book = published()
    cases = {case.name for case in book.cases.values() if case.scenario == f"{name}.yaml"}
    assert cases & {target.case for target in (*book.targets, *book.probes)}


@EACH
def test_of_each_pair_the_page_shows_counts_beside_published_ones(having):
    assert any(f"[{name}.yaml](../scenarios/{name}.yaml)" in PAGE for name in (having, PAIRS[having]))


@pytest.mark.parametrize("name", [*BOTH, "fairfax"])
def test_each_county_is_the_one_that_its_code_names(name):
    [jail] = _read(name).jails.values()
    county = known_counties().with_fips(jail.fips or "")
    assert county is not None
    assert (jail.county, jail.state, jail.population) == (county.name, county.state, county.population)


@pytest.mark.parametrize("name", ["prince_william", "gwinnett", "mecklenburg", "wake", "harford", "frederick"])
def test_a_county_from_residents_alone_is_as_in_the_national_network(name):
    case = published().cases[f"{name}_by_residents"]
    [here] = load_scenario(SCENARIOS / case.scenario, case.settings).jails.values()
    [there] = [jail for national, jail in _national().items() if national.endswith(f"_{name}")]
    assert here.bookings_per_year == pytest.approx(there.bookings_per_year, rel=0.001)
    assert (here.foreign_born, here.removable) == (there.foreign_born, there.removable)
