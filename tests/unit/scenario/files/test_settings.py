from __future__ import annotations

import pytest

from sim.scenario.errors import ScenarioError
from sim.scenario.files.reader import load_scenario, load_scenarios
from sim.scenario.files.settings import settings_of
from tests.support import small_data, write_yaml


@pytest.fixture
def scenario(tmp_path):
    return write_yaml(tmp_path / "small.yaml", small_data())


def test_a_numbered_setting_is_of_that_scenario_alone_and_a_plain_one_of_all(scenario):
    settings = ["days=20", "2:jails.county.hold_hours=7", "1:seed=5", "2:seed=5"]
    first, second = load_scenarios([scenario, scenario], settings)
    assert (first.days, second.days, first.seed, second.seed) == (20, 20, 5, 5)
    assert float(second.jails["county"].hold_hours.otherwise) == 7
    assert first.jails == load_scenario(scenario).jails


def test_a_value_that_looks_like_a_number_of_a_scenario_is_a_value():
    assert settings_of(["name=2:name=x"], 1, 1) == ["name=2:name=x"]


@pytest.mark.parametrize("number", ["0", "3", "17"])
def test_a_scenario_that_is_not_there_is_told_with_how_many_there_are(scenario, number):
    with pytest.raises(ScenarioError, match=rf"--set {number}:seed=1: is of scenario {number}; there are 2 scenarios"):
        load_scenarios([scenario, scenario], [f"{number}:seed=1"])


def test_where_one_scenario_is_read_no_setting_is_numbered(scenario):
    with pytest.raises(ScenarioError, match="--set 1:seed=1: numbers scenarios, and here is one; leave out '1'"):
        load_scenario(scenario, ["1:seed=1"])


def test_what_is_wrong_in_a_numbered_setting_is_told_as_it_was_given(scenario):
    with pytest.raises(ScenarioError, match=r"--set 2:jails.county.hold_hours=-1: jails.county.hold_hours: must be at"):
        load_scenarios([scenario, scenario], ["2:jails.county.hold_hours=-1"])
