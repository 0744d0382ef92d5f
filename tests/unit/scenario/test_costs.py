"""The costs of a scenario: prices that may depend on the team, and what they leave as it was."""

from __future__ import annotations

import hashlib
import json
import pickle

import jsonschema
import pytest
from pydantic import ValidationError

from sim.scenario.costs import ByTeam
from sim.scenario.files.reader import load_scenario, scenario_schema
from sim.scenario.schema import Scenario
from tests.support import SMALL, small, small_data, write_yaml

BY_TEAM = {"officer_hour": {"by_team": {"deputies": 62}, "otherwise": 60}, "held_day": 150}
RANGED = {"officer_hour": {"value": 60, "low": 50, "high": 80}, "fixed_per_year": 50_000}


def test_a_plain_price_is_that_of_every_team():
    price = small({"costs": {"officer_hour": 60}}).costs.officer_hour
    assert price.of("deputies") == price.of("anyone") == 60


def test_a_price_by_team_goes_before_the_other():
    price = small({"costs": BY_TEAM}).costs.officer_hour
    assert (price.of("deputies"), price.of("anyone")) == (62, 60)


def test_a_team_without_a_price_has_none():
    with pytest.raises(KeyError, match="anyone"):
        ByTeam(by_team={"deputies": 62}).of("anyone")


def test_a_price_may_carry_its_range():
    costs = small({"costs": RANGED}).costs
    assert (costs.officer_hour.of("deputies").low, costs.officer_hour.of("deputies").high) == (50, 80)
    assert costs.fixed_per_year.low is None


@pytest.mark.parametrize("costs", [BY_TEAM, RANGED, {"held_day": 0}])
def test_costs_survive_the_way_to_a_file_and_to_another_process(costs):
    scenario = small({"costs": costs})
    written = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    assert written["costs"] == costs
    assert Scenario.model_validate(written) == scenario == pickle.loads(pickle.dumps(scenario))
    jsonschema.validate(small_data({"costs": costs}), scenario_schema())


@pytest.mark.parametrize(
    "costs", [{"held_day": -1}, {"held_days": 1}, {"officer_hour": {"by_team": {"deputies": "x"}}}]
)
def test_the_schema_for_editors_refuses_bad_costs(costs):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(small_data({"costs": costs}), scenario_schema())


def test_the_hash_is_as_without_the_key_where_there_are_no_costs_and_tells_prices_apart():
    # As it was before scenarios had costs, or levels, so that finished work is found again.
    later = {"costs", "levels_file", "levels", "flagged_per_removable"}
    content = small().model_dump(mode="json", exclude={"name", "description", "replications", *later})
    content["records"] = {}
    for jail in content["jails"].values():
        # Where a jail is does not matter to any booking.
        for key in ("state", "county", "fips", "population"):
            del jail[key]
    assert small().content_hash == hashlib.sha256(json.dumps(content).encode()).hexdigest()
    hashes = {small({"costs": costs}).content_hash for costs in (BY_TEAM, RANGED, {"held_day": 0}, {"held_day": 1})}
    assert len(hashes | {small().content_hash}) == 5


def test_a_scenario_without_screening_may_inherit_prices_by_team(tmp_path):
    write_yaml(tmp_path / "base.yaml", small_data({"costs": {"officer_hour": {"by_team": {"deputies": 62}}}}))
    over = tmp_path / "over.yaml"
    over.write_text("extends: base.yaml\njails: {county: {screening: null}}\n")
    assert load_scenario(over).costs.officer_hour.of("deputies") == 62
    over.write_text("extends: base.yaml\ncosts: null\n")
    assert load_scenario(over) == small()


def test_a_price_for_other_teams_is_laid_on_those_by_team(tmp_path):
    write_yaml(tmp_path / "base.yaml", small_data({"costs": {"officer_hour": {"by_team": {"deputies": 62}}}}))
    over = tmp_path / "over.yaml"
    over.write_text("extends: base.yaml\ncosts: {officer_hour: {otherwise: 50}}\n")
    price = load_scenario(over).costs.officer_hour
    assert (price.of("deputies"), price.of("anyone")) == (62, 50)


def test_prices_by_team_of_nobody_are_refused_where_there_are_teams():
    with pytest.raises(ValidationError, match="says nothing of deputies; add them, or otherwise: a price"):
        small({"costs": {"officer_hour": {"by_team": {}}}})


def test_prices_can_be_set_on_top_of_a_file(tmp_path):
    file = write_yaml(tmp_path / "base.yaml", SMALL)
    costs = load_scenario(file, ["costs={officer_hour: 60, held_day: 150}", "costs.held_day=1"]).costs
    assert (costs.officer_hour.of("deputies"), costs.held_day) == (60, 1)


def test_teams_of_every_jail_may_have_a_price():
    county = small_data()["jails"]["county"]
    there = {**county, "screening": {**county["screening"], "teams": {"visitors": {"shifts": []}}}}
    jails = {"county": county, "there": there}
    named = {"officer_hour": {"by_team": {"deputies": 62, "visitors": 0}}}
    assert small({"jails": jails, "costs": named}).costs.officer_hour.of("visitors") == 0
    # Among models, too, not only among what a file gives.
    known = small({"jails": jails})
    with pytest.raises(ValidationError, match="says nothing of visitors"):
        Scenario.model_validate({**dict(known), "costs": {"officer_hour": {"by_team": {"deputies": 62}}}})
