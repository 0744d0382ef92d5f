"""Where values come from: ``source`` and ``why`` beside whatever a file writes as a mapping."""

from __future__ import annotations

import json
import pickle
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from sim.scenario.files.reader import load_scenario, scenario_schema
from sim.scenario.schema import Scenario
from sim.scenario.stated import BARE
from sim.study.ranges import declared
from tests.support import small, small_data, write_yaml

SAID = {"source": "Sheriff's annual report 2023, p. 12", "why": "bookings, all charges"}
DEPUTIES = "jails.county.screening.teams.deputies"
EVEN = {"by_hour_of_week": [1] * 168}
THROUGHOUT = {"federal_holidays": "on", "in_force": [{}]}
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]

FORMS: dict[str, dict[str, Any]] = {
    "jails.county.bookings_per_year": {"value": 9500.0, "low": 9000.0, "high": 10000.0},
    "jails.county.foreign_born": {"value": 0.12},
    "jails.county.travel_hours": {"value": 1.0, "low": 0.5, "high": 1.5},
    "field_offices.city.seats": {"value": 4},
    "costs": {"officer_hour": {"value": 60.0, **SAID}},
    "charges.felony.stay_hours": {"exponential": {"mean": 300.0}},
    "charges.misdemeanor.stay_hours": {"quantiles": {"0.0": 0.0, "0.5": 20.0, "1.0": 2000.0}},
    "jails.county.match_hours": {"gamma": {"mean": {"value": 18.0, "low": 8.0, "high": 28.0, **SAID}, "sd": 9.0}},
    "jails.county.intake_hours": {"mixture": [{"share": 1.0, "of": {"value": 2.0, **SAID}}]},
    "jails.county.honoured": {"by_charge": {"felony": {"value": 1.0, **SAID}}, "otherwise": 0.0},
    "jails.county.moves_on": {"by_stay_hours": {"0.0": 0.02, "24.0": 0.1}},
    "jails.county.arrivals": {"by_hour_of_week": [1.0] * 168},
    "jails.county.release_hours": {"by_charge": {"felony": {**EVEN, **SAID}}, "otherwise": EVEN},
    f"{DEPUTIES}.in_force": {"from": "2019-01-01", "until": "2021-12-31"},
    f"{DEPUTIES}.shifts.0": {"officers": 1, "days": WEEKDAYS, "hours": "08:00-17:00", "federal_holidays": "off"},
    "jails.county.policy": [{"from": "2019-07-10", "honoured": 0.5, **SAID}],
    "field_offices.city.rounds": [
        {"at": "09:00", "days": WEEKDAYS, "seats": 8, "closes_hours": 17.0, **THROUGHOUT, **SAID}
    ],
}
"""A value of every form that a file writes as a mapping, as the resolved scenario has it."""


def at(content: Any, path: str) -> Any:
    for step in path.split("."):
        content = content[int(step)] if isinstance(content, list) else content[step]
    return content


def stated(path: str) -> Any:
    form = FORMS[path]
    return form if path == "costs" or isinstance(form, list) else {**form, **SAID}


def resolved(scenario: Scenario) -> dict[str, Any]:
    return json.loads(scenario.model_dump_json(by_alias=True, exclude_none=True))


def without_evidence(value: Any) -> Any:
    if isinstance(value, dict):
        bare = {key: without_evidence(each) for key, each in value.items() if key not in SAID}
        return bare["value"] if bare.keys() == {"value"} else bare
    return [without_evidence(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", FORMS)
def test_every_form_keeps_where_it_comes_from_and_reads_back(path):
    scenario = small({path: stated(path)})
    written = resolved(scenario)
    found = at(written, path)
    if path.endswith("in_force"):
        [found] = found
    assert found == stated(path)
    assert resolved(Scenario.model_validate(written)) == written
    assert resolved(pickle.loads(pickle.dumps(scenario))) == written


@pytest.mark.parametrize("path", FORMS)
def test_where_it_comes_from_changes_nothing_else(path):
    said, bare = small({path: stated(path)}), small({path: without_evidence(stated(path))})
    assert said == bare
    assert said.content_hash == bare.content_hash
    assert declared(said) == declared(bare)
    assert hash(said.jails["county"]) == hash(bare.jails["county"])
    dumps = [each.model_dump(mode="json", by_alias=True, context=BARE) for each in (said, bare)]
    assert dumps[0] == dumps[1]
    assert "Sheriff" not in json.dumps(dumps[0])


@pytest.mark.parametrize("path", FORMS)
def test_the_schema_takes_it(path):
    jsonschema.validate(small_data({path: stated(path)}), scenario_schema())


def test_a_value_for_every_charge_may_say_it_beside_otherwise():
    scenario = small({"jails.county.removable": {"otherwise": 0.4, **SAID}})
    assert at(resolved(scenario), "jails.county.removable") == {"otherwise": 0.4, **SAID}
    assert at(resolved(small({"jails.county.removable": {"otherwise": 0.4}})), "jails.county.removable") == 0.4


def test_a_constant_is_a_number_that_says_it():
    scenario = small({"jails.county.intake_hours": {"constant": 2, "source": "Jail manual"}})
    assert at(resolved(scenario), "jails.county.intake_hours") == {"value": 2.0, "source": "Jail manual"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must not be empty"),
        (" ", "must not be empty"),
        ("a\x1b[31m", "control character U+001B"),
        ("two\nlines", "must be one line"),
        (2023, "must be text, but is 2023; put it in quotes"),
    ],
)
@pytest.mark.parametrize("key", ["source", "why"])
@pytest.mark.parametrize("path", ["jails.county.foreign_born", "charges.felony.stay_hours", f"{DEPUTIES}.shifts.0"])
def test_what_is_no_plain_text_is_refused(path, key, text, message):
    with pytest.raises(ValidationError, match=message.replace("+", r"\+")):
        small({path: {**FORMS[path], key: text}})


def test_it_stands_beside_the_name_of_a_distribution_not_within():
    with pytest.raises(ValidationError, match="source must stand beside gamma, not within it"):
        small({"jails.county.match_hours": {"gamma": {"mean": 4, "sd": 2, "source": "x"}}})


def test_a_value_alone_is_written_without_a_mapping():
    with pytest.raises(ValidationError, match="'low' is missing"):
        small({"jails.county.foreign_born": {"value": 0.12}})
    with pytest.raises(ValidationError, match="'high' is missing"):
        small({"jails.county.foreign_born": {"value": 0.12, "low": 0.1, "source": "x"}})


def test_a_list_a_word_and_a_part_have_no_room_for_it():
    for path in ("jails.county", "charges.felony", "field_offices.city", DEPUTIES):
        with pytest.raises(ValidationError, match="unknown key 'source'"):
            small({f"{path}.source": "x"})


@pytest.fixture
def base(tmp_path):
    changes = {
        "jails.county.foreign_born": {"value": 0.12, **SAID},
        "jails.county.honoured": {"by_charge": {"felony": {"value": 1.0, **SAID}}, "otherwise": 0.0, **SAID},
        "charges.felony.stay_hours": {"lognormal": {"median": 100, "sigma": 1.5}, **SAID},
    }
    return write_yaml(tmp_path / "base.yaml", small_data(changes))


def extending(base, text):
    path = base.with_name("over.yaml")
    path.write_text(f"extends: base.yaml\n{text}")
    return resolved(load_scenario(path))


def test_a_file_that_changes_a_value_does_not_inherit_where_it_came_from(base):
    found = extending(base, "jails: {county: {foreign_born: 0.2, honoured: {otherwise: 0.5}}}\n")["jails"]["county"]
    assert found["foreign_born"] == 0.2
    assert found["honoured"] == {"by_charge": {"felony": {"value": 1.0, **SAID}}, "otherwise": 0.5}


def test_a_file_that_leaves_a_value_alone_inherits_where_it_comes_from(base):
    found = extending(base, "name: Over\n")
    assert found["jails"]["county"]["foreign_born"] == {"value": 0.12, **SAID}
    assert found["charges"]["felony"]["stay_hours"]["source"] == SAID["source"]


@pytest.mark.parametrize(
    ("setting", "path"),
    [
        ("jails.county.foreign_born.value=0.2", "jails.county.foreign_born"),
        ("jails.county.honoured.otherwise=0.2", "jails.county.honoured"),
        ("jails.*.honoured.by_charge.felony=0.2", "jails.county.honoured"),
        ("charges.felony.stay_hours.lognormal.median=50", "charges.felony.stay_hours"),
    ],
)
def test_a_setting_takes_away_where_what_it_changes_came_from(base, setting, path):
    if setting.startswith("jails.county.foreign_born.value"):
        setting = "jails.county.foreign_born={value: 0.2, low: 0.1, high: 0.3}"
    found = at(resolved(load_scenario(base, [setting])), path)
    assert not {"source", "why"} & found.keys()


def test_a_setting_may_say_where_it_comes_from(base):
    found = resolved(load_scenario(base, ["jails.county.foreign_born.source=Census"]))["jails"]["county"]
    assert found["foreign_born"] == {"value": 0.12, **SAID, "source": "Census"}


def test_jails_and_charges_may_be_called_source_and_why(tmp_path):
    data = small_data({"jails.why": small_data()["jails"]["county"]})
    data["charges"] = {"source": data["charges"]["felony"], "why": data["charges"]["misdemeanor"]}
    write_yaml(tmp_path / "base.yaml", data)
    path = tmp_path / "over.yaml"
    path.write_text("extends: base.yaml\njails: {county: {foreign_born: 0.2}}\n")
    scenario = load_scenario(path, ["jails.why.foreign_born=0.1", "charges.why.share=0.7"])
    assert (set(scenario.jails), set(scenario.charges)) == ({"county", "why"}, {"source", "why"})


def test_what_bookings_follow_from_says_where_they_come_from(tmp_path):
    rate = {"value": 0.03, "low": 0.02, "high": 0.05, **SAID}
    changes = {"jails.county.bookings_per_year": None, "jails.county.population": 10_000}
    path = write_yaml(
        tmp_path / "a.yaml", {**small_data(changes), "jail_defaults": {"bookings_per_resident_year": rate}}
    )
    found = resolved(load_scenario(path))["jails"]["county"]["bookings_per_year"]
    assert found == {"value": 300.0, "low": 200.0, "high": 500.0, **SAID}


def test_a_fault_is_told_at_its_line(tmp_path):
    path = tmp_path / "a.yaml"
    write_yaml(path, small_data({"jails.county.foreign_born": {"value": 0.1, "source": " "}}))
    with pytest.raises(ValueError, match=r"a\.yaml:\d+: jails\.county\.foreign_born\.source: must not be empty"):
        load_scenario(path)
