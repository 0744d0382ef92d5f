"""From YAML to a scenario: what is taken, what is refused, and where the error is said to be."""

from __future__ import annotations

import copy
import json
import os
import pickle
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from sim.scenario.errors import Origin, Problem, ScenarioError
from sim.scenario.files import reader, tree
from sim.scenario.files.reader import load_scenario, scenario_schema
from sim.scenario.staff import DAYS
from tests.support import SMALL, small, small_data, write_yaml

BROKEN = Path(__file__).parents[3] / "broken"
TEAM = "jails.county.screening.teams.deputies"


def plain(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def over(folder: Path, text: str, base: dict[str, Any] | None = None) -> Any:
    """Load a file that extends another."""
    write_yaml(folder / "base.yaml", base or SMALL)
    (folder / "over.yaml").write_text(f"extends: base.yaml\n{dedent(text)}")
    return load_scenario(folder / "over.yaml")


def with_settings(folder: Path, *settings: str) -> Any:
    return load_scenario(write_yaml(folder / "small.yaml", SMALL), settings)


def refusal(folder: Path, *settings: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        with_settings(folder, *settings)
    return [str(problem) for problem in caught.value.problems]


def expected_parts(file: Path) -> list[str]:
    mark = b"# expect: "
    return [line.removeprefix(mark).decode() for line in file.read_bytes().splitlines() if line.startswith(mark)]


@pytest.mark.parametrize("file", sorted(BROKEN.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_broken_file_is_refused_with_all_that_is_wrong_and_nothing_else(file):
    parts = expected_parts(file)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    told = [str(problem) for problem in caught.value.problems]
    assert parts
    assert [part for part in parts if not any(part in line for line in told)] == []
    assert [line for line in told if not any(part in line for part in parts)] == []
    assert str(caught.value) == "\n".join(told)


def test_the_broken_files_are_each_one_fault_away_from_a_sound_one():
    assert load_scenario(BROKEN / "parts" / "county.yaml").name == "Small county"
    assert len(list(BROKEN.glob("*.yaml"))) > 90


def test_a_file_says_what_its_data_say(tmp_path):
    assert load_scenario(write_yaml(tmp_path / "small.yaml", SMALL)) == small()


def test_a_path_may_be_text(tmp_path):
    assert load_scenario(str(write_yaml(tmp_path / "small.yaml", SMALL))).name == "Small county"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty; 'lostleads new NAME' writes a scenario to start from"),
        (b"\n\n", "is empty"),
        (b"---\n", "is empty"),
        (b"\x7fELF\x02\x01\x01\x00", "is a binary file"),
        (b"\x89PNG\r\n", "is not text in UTF-8"),
        ("name: County".encode("utf-16"), "is not text in UTF-8"),
        (b"name: \x07\n", "is not YAML: unacceptable character"),
        (b"name: \x80\n", "is not text in UTF-8"),
        (b"[" * 1200, "is nested too deeply"),
    ],
)
def test_what_is_no_yaml_file_is_refused_in_one_line(tmp_path, content, message):
    path = tmp_path / "odd.yaml"
    path.write_bytes(content)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert str(caught.value).startswith(str(path))
    assert message in str(caught.value)
    assert len(caught.value.problems) == 1


def test_a_file_that_is_not_there_is_named_with_the_nearest_beside_it(tmp_path):
    write_yaml(tmp_path / "county.yaml", SMALL)
    with pytest.raises(ScenarioError, match=r"no such file: .*conty\.yml; did you mean county\.yaml\?"):
        load_scenario(tmp_path / "conty.yml")


def test_a_file_in_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ScenarioError, match="no such file"):
        load_scenario(tmp_path / "nowhere" / "county.yaml")


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(ScenarioError, match=r"is a folder, not a scenario; give a file$"):
        load_scenario(tmp_path)


def test_a_device_without_end_is_refused_at_once():
    with pytest.raises(ScenarioError, match="is no file: /dev/zero"):
        load_scenario("/dev/zero")


@pytest.mark.parametrize("name", ["a" * 300, "a/" * 3000, "a\0b", "\ud800", ""])
def test_a_name_that_no_file_has_is_refused_in_one_line(name):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(name)
    assert len(caught.value.problems) == 1
    assert str(caught.value).isprintable()


def test_a_file_longer_than_any_scenario_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.scenario.files.beside.MOST_BYTES", 1_000_000)
    (tmp_path / "long.yaml").write_text("#" * 1_000_001)
    with pytest.raises(ScenarioError, match="is longer than 1 MB"):
        load_scenario(tmp_path / "long.yaml")


def test_a_folder_that_may_not_be_entered_is_told(tmp_path, monkeypatch):
    # Who runs the tests may enter every folder.
    def exists(path):
        if "closed" in path.parts:
            raise PermissionError(13, "Permission denied", str(path))
        return path.is_file()

    (tmp_path / "over.yaml").write_text("extends: closed/base.yaml")
    monkeypatch.setattr(Path, "exists", exists)
    with pytest.raises(ScenarioError, match=r"over.yaml:1: extends: cannot be looked for: .*closed.*Permission denied"):
        load_scenario(tmp_path / "over.yaml")


def test_files_that_extend_one_another_without_end_are_refused(tmp_path):
    for number in range(30):
        (tmp_path / f"{number}.yaml").write_text(f"extends: {number + 1}.yaml\nname: a\n")
    with pytest.raises(ScenarioError, match="leads through more than 20 files"):
        load_scenario(tmp_path / "0.yaml")


@pytest.mark.parametrize(
    "text", ["root:x:0:0:hunter2\nb: *hunter2", "a: &hunter2 [\nb: hunter2 }", "%TAG !hunter2 x\n---\na"]
)
def test_of_a_file_that_is_no_yaml_nothing_is_told_but_where(tmp_path, text):
    (tmp_path / "secret").write_text(text)
    (tmp_path / "over.yaml").write_text("extends: secret\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(tmp_path / "over.yaml")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_byte_order_mark_and_any_line_ending_are_fine(tmp_path, ending):
    text = write_yaml(tmp_path / "small.yaml", SMALL).read_text()
    (tmp_path / "small.yaml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", ending).encode())
    assert load_scenario(tmp_path / "small.yaml") == small()


@pytest.mark.parametrize(("written", "number"), [("1e3", 1000), ("12e2", 1200), ("1_000", 1000), ("1.5e+3", 1500)])
def test_a_power_of_ten_is_a_number(tmp_path, written, number):
    scenario = over(tmp_path, f"jails: {{county: {{bookings_per_year: {written}}}}}")
    assert scenario.jails["county"].bookings_per_year == number


@pytest.mark.parametrize("word", ["no", "yes", "on", "off", "y", "N", "22:00", "1:30:00"])
def test_words_and_times_that_yaml_1_1_would_convert_stay_text(tmp_path, word):
    assert over(tmp_path, f"name: {word}").name == word


def test_a_jail_may_be_called_no(tmp_path):
    data = small_data()
    jails = {"no": data["jails"]["county"]}
    text = write_yaml(tmp_path / "no.yaml", {**data, "jails": jails}).read_text()
    assert "no:" in text
    assert list(load_scenario(tmp_path / "no.yaml").jails) == ["no"]


def test_hours_need_no_quotes(tmp_path):
    shifts = f"{TEAM}.shifts=[{{officers: 1, hours: 22:00-06:00}}]"
    [shift] = with_settings(tmp_path, shifts).jails["county"].screening.teams["deputies"].shifts
    assert shift.hours == "22:00-06:00"


def test_holidays_off_needs_no_quotes(tmp_path):
    scenario = over(
        tmp_path, "field_offices: {city: {crews: [{officers: 1, hours: 06:00-18:00, federal_holidays: off}]}}"
    )
    assert scenario.field_offices["city"].crews[0].federal_holidays == "off"


def test_an_anchor_may_be_used_again_and_given_again(tmp_path):
    text = """
    field_offices:
      city:
        reviewers: &desk [{officers: 1, hours: 08:00-16:00}]
        crews: *desk
      town:
        review_hours: 1
        detainer: &share 0.5
        wrongly_detains: *share
        reviewers: &desk [{officers: 3, hours: 09:00-17:00}]
        crews: *desk
        seats: 1
        return_hours: 1
    """
    offices = over(tmp_path, text).field_offices
    assert offices["city"].crews == offices["city"].reviewers
    assert offices["town"].crews[0].officers == 3
    assert offices["town"].wrongly_detains.of("felony") == 0.5


def test_extends_lays_a_file_on_another_key_by_key(tmp_path):
    scenario = over(
        tmp_path,
        """
        name: Another county
        jails: {county: {fingerprinted: 0.5, screening: {detected: 0.8}}}
        """,
    )
    expected = small(
        {
            "name": "Another county",
            "jails.county.fingerprinted": 0.5,
            "jails.county.screening.detected": 0.8,
        }
    )
    assert scenario == expected


def test_a_chain_of_files_is_followed_from_each_files_own_folder(tmp_path):
    (tmp_path / "deep").mkdir()
    write_yaml(tmp_path / "deep" / "base.yaml", SMALL)
    (tmp_path / "deep" / "middle.yaml").write_text("extends: base.yaml\ndays: 10\nseed: 10\n")
    (tmp_path / "top.yaml").write_text("extends: deep/middle.yaml\nseed: 20\n")
    scenario = load_scenario(tmp_path / "top.yaml")
    assert (scenario.name, scenario.days, scenario.seed) == ("Small county", 10, 20)


def test_null_removes_what_the_base_has(tmp_path):
    scenario = over(tmp_path, "replications: null\njails: {county: {screening: null}}")
    assert scenario.replications == 30
    assert scenario.jails["county"].screening is None


def test_null_removes_one_of_several(tmp_path):
    teams = dict.fromkeys(("deputies", "ice_visit"), SMALL["jails"]["county"]["screening"]["teams"]["deputies"])
    base = small_data({"jails.county.screening.teams": teams})
    scenario = over(tmp_path, "jails: {county: {screening: {teams: {deputies: null}}}}", base)
    assert list(scenario.jails["county"].screening.teams) == ["ice_visit"]


def test_null_for_what_the_base_lacks_is_nothing(tmp_path):
    assert over(tmp_path, "jails: {county: {notice_hours: null}}") == small()


def test_null_for_screening_needs_no_base(tmp_path):
    data = small_data()
    data["jails"]["county"]["screening"] = None
    assert load_scenario(write_yaml(tmp_path / "none.yaml", data)).jails["county"].screening is None


def test_a_list_is_replaced_as_a_whole(tmp_path):
    scenario = over(tmp_path, "field_offices: {city: {reviewers: [{officers: 5, hours: 00:00-24:00}]}}")
    [shift] = scenario.field_offices["city"].reviewers
    assert (shift.officers, len(shift.days), shift.federal_holidays) == (5, 7, "on")


FORMS = [
    "0.25",
    "{value: 0.25, low: 0.2, high: 0.3}",
    "{by_charge: {felony: 0.25}, otherwise: 0.5}",
    "{gamma: {mean: 2, sd: 1}}",
    "{exponential: {mean: 2}}",
    "{uniform: {low: 1, high: 2}}",
    "{value: 0.5, low: 0.1, high: 0.6}",
    "{exponential: {mean: 3}}",
    "{by_charge: {felony: {value: 0.25, low: 0.2, high: 0.3}, misdemeanor: {gamma: {mean: 2, sd: 1}}}}",
    "{mixture: [{share: 1, of: 5}]}",
    "{otherwise: 0.5}",
    "{quantiles: {0: 1, 1: 2}}",
    "0.25",
]


@pytest.mark.parametrize(("before", "after"), [*pairwise(FORMS), *pairwise(FORMS[::-1])])
def test_one_form_of_a_value_replaces_another(tmp_path, before, after):
    base = small_data({"jails.county.match_hours": plain(before)})
    scenario = over(tmp_path, f"jails: {{county: {{match_hours: {after}}}}}", base)
    assert scenario.content_hash == small({"jails.county.match_hours": plain(after)}).content_hash


def test_values_by_charge_are_laid_on_one_another(tmp_path):
    base = small_data({"jails.county.honoured": {"by_charge": {"felony": 1.0}, "otherwise": 0.5}})
    scenario = over(tmp_path, "jails: {county: {honoured: {by_charge: {misdemeanor: 0.1}}}}", base)
    honoured = scenario.jails["county"].honoured
    assert (honoured.of("felony"), honoured.of("misdemeanor"), honoured.otherwise) == (1.0, 0.1, 0.5)


def test_a_misspelt_distribution_over_a_value_by_charge_is_not_mixed_with_it(tmp_path):
    base = small_data({"jails.county.match_hours": {"by_charge": {"felony": 1}, "otherwise": 2}})
    with pytest.raises(ScenarioError, match="unknown distribution 'gama'; did you mean 'gamma'"):
        over(tmp_path, "jails: {county: {match_hours: {gama: {mean: 2, sd: 1}}}}", base)


def test_a_key_given_twice_is_refused_in_what_is_extended_too(tmp_path):
    text = write_yaml(tmp_path / "base.yaml", SMALL).read_text()
    (tmp_path / "base.yaml").write_text(text + "days: 90\n")
    (tmp_path / "over.yaml").write_text("extends: base.yaml\nname: Over\n")
    with pytest.raises(ScenarioError, match=r"base\.yaml:\d+: days: the key is given twice; keep one"):
        load_scenario(tmp_path / "over.yaml")


def test_a_parameter_of_the_same_distribution_replaces_the_distribution(tmp_path):
    scenario = over(tmp_path, "charges: {felony: {stay_hours: {exponential: {mean: 7}}}}")
    assert scenario.charges["felony"].stay_hours.mean == 7


def test_an_error_in_what_is_extended_names_that_file_and_line(tmp_path):
    with pytest.raises(ScenarioError) as caught:
        over(tmp_path, "seed: -1", small_data({"days": 0}))
    told = [(Path(problem.origin.source).name, problem.origin.line, problem.path) for problem in caught.value.problems]
    assert told == [("base.yaml", 3, "days"), ("over.yaml", 2, "seed")]


@pytest.mark.parametrize(
    ("setting", "changes"),
    [
        ("days=10", {"days": 10}),
        (" days =10", {"days": 10}),
        ("name=no", {"name": "no"}),
        ("name=a=b", {"name": "a=b"}),
        ("charges.felony.stay_hours={weibull: {shape: 0.7, scale: 100}}", None),
        ("jails.county.fingerprinted=0.5", {"jails.county.fingerprinted": 0.5}),
        ("jails.*.fingerprinted=0.5", {"jails.county.fingerprinted": 0.5}),
        ("jails.*.screening.teams.*.shifts.*.officers=4", {f"{TEAM}.shifts.0.officers": 4}),
        (f"{TEAM}.shifts.0.officers=4", {f"{TEAM}.shifts.0.officers": 4}),
        (f"{TEAM}.shifts=[]", {f"{TEAM}.shifts": []}),
        (f"{TEAM}.shifts.0=null", {f"{TEAM}.shifts": []}),
        (f"{TEAM}.shifts.*=", {f"{TEAM}.shifts": []}),
        ("jails.county.screening=null", {"jails.county.screening": None}),
        ("jails.county.screening=", {"jails.county.screening": None}),
        ("jails.county.hold_hours={by_charge: {felony: 48}, otherwise: 0}", None),
        ("jails.county.travel_hours=1e1", {"jails.county.travel_hours": 10}),
    ],
)
def test_a_setting_is_laid_on_the_file(tmp_path, setting, changes):
    if changes is None:
        path, _, value = setting.partition("=")
        parent, _, key = path.rpartition(".")
        data = small_data()
        place: Any = data
        for step in parent.split("."):
            place = place[step]
        place[key] = plain(value)
        assert with_settings(tmp_path, setting) == load_scenario(write_yaml(tmp_path / "whole.yaml", data))
    else:
        assert with_settings(tmp_path, setting) == small(changes)


def test_settings_are_laid_one_after_another(tmp_path):
    scenario = with_settings(tmp_path, "jails.county.screening=null", "days=5", "days=6")
    assert (scenario.jails["county"].screening, scenario.days) == (None, 6)


def test_a_setting_is_laid_on_what_a_file_extends(tmp_path):
    over(tmp_path, "days: 50")
    scenario = load_scenario(tmp_path / "over.yaml", ["charges.felony.stay_hours.exponential.mean=5"])
    assert (scenario.days, scenario.charges["felony"].stay_hours.mean) == (50, 5)


def test_a_star_stands_for_those_that_have_what_follows(tmp_path):
    county = small_data()["jails"]["county"]
    path = write_yaml(tmp_path / "two.yaml", small_data({"jails": {"a": county, "b": {**county, "screening": None}}}))
    jails = load_scenario(path, ["jails.*.screening.detected=0.5"]).jails
    assert jails["a"].screening.detected.of("felony") == 0.5
    assert jails["b"].screening is None


def test_a_setting_for_all_items_gives_each_its_own(tmp_path):
    two = [{"officers": 1, "hours": "00:00-08:00"}, {"officers": 2, "hours": "08:00-16:00"}]
    path = write_yaml(tmp_path / "two.yaml", small_data({f"{TEAM}.shifts": two}))
    scenario = load_scenario(
        path, [f"{TEAM}.shifts.*={{officers: 3, hours: 01:00-02:00}}", f"{TEAM}.shifts.1.officers=9"]
    )
    assert [shift.officers for shift in scenario.jails["county"].screening.teams["deputies"].shifts] == [3, 9]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("jails.town.fingerprinted=1", "jails.town: there is no 'town' here (there is: county)"),
        (
            "jails.*.fingerprintd=0.5",
            "jails.county.fingerprintd: unknown key 'fingerprintd'; did you mean 'fingerprinted'?",
        ),
        (
            "jails.*.screning.detected=1",
            "jails.county.screning: there is no 'screning' here; did you mean 'screening'?",
        ),
        ("jails.*.x=1", "jails.county.x: unknown key 'x' (allowed: state, county, fips, "),
        ("days.*.x=1", "days.*: there is no '*' here (there is: nothing)"),
        ("days.x=1", "days.x: days is a plain value; nothing is below it"),
        (f"{TEAM}.shifts.1.officers=2", f"{TEAM}.shifts.1: there is no '1' here (there is: 0)"),
        (f"{TEAM}.shifts.1={{}}", f"{TEAM}.shifts.1: there is no item 1; the list has 1, counted from 0"),
        (f"{TEAM}.shifts.first={{}}", f"{TEAM}.shifts.first: there is no item first; the list has 1, counted from 0"),
        ("days=[1", "days: is not YAML: "),
        ("days=[", "days: is not YAML: expected the node content, but found stream end"),
        ("days=true", "days: must be a whole number, but is true"),
        ('days="5"', "days: must be a whole number, but is '5'"),
        ("jails.*.removable=1.5", "jails.county.removable: must be at most 1, but is 1.5"),
        ("days", "must be PATH=VALUE, such as jails.my_jail.fingerprinted=0.9"),
        ("=5", "must be PATH=VALUE"),
        ("jails..county=5", "must be PATH=VALUE"),
        ("extends=other.yaml", "extends: cannot be set; write a file that extends the other"),
    ],
)
def test_a_wrong_setting_is_named_as_it_was_given(tmp_path, setting, message):
    [told] = refusal(tmp_path, setting)
    assert told.startswith(f"--set {setting}: {message}")


def test_a_setting_that_removes_what_must_be_given_is_refused(tmp_path):
    [told] = refusal(tmp_path, "days=null")
    assert told.endswith("small.yaml:1: 'days' is missing, and must be given")


def test_wrong_settings_and_what_is_wrong_in_the_file_are_told_together(tmp_path):
    path = write_yaml(tmp_path / "small.yaml", small_data({"days": 0}))
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, ["sed=1", "jails.*.removable=2", "nonsense"])
    assert [problem.path for problem in caught.value.problems] == ["jails.county.removable", "", "", "days"]


def test_ranges_survive_the_way_from_the_file(tmp_path):
    text = """
    jails:
      county:
        removable: {value: 0.4, low: 0.3, high: 0.5}
        match_hours: {exponential: {mean: {value: 4, low: 2, high: 8}}}
        screening: {teams: {deputies: {shifts: [{officers: {value: 2, low: 1, high: 3}, hours: 00:00-24:00}]}}}
    """
    jail = over(tmp_path, text).jails["county"]
    numbers = [
        jail.removable.of("felony"),
        jail.match_hours.of("felony").mean,
        jail.screening.teams["deputies"].shifts[0].officers,
    ]
    assert [(number, number.low, number.high) for number in numbers] == [(0.4, 0.3, 0.5), (4, 2, 8), (2, 1, 3)]


def test_a_bookings_file_is_sought_beside_the_file_that_names_it(tmp_path):
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "jail.csv").write_text("booked_at,charge\n2019-07-01 08:00,felony\n")
    base = small_data({"jails.county.bookings_per_year": None, "jails.county.bookings_file": "jail.csv"})
    write_yaml(tmp_path / "records" / "base.yaml", base)
    (tmp_path / "over.yaml").write_text("extends: records/base.yaml\ndays: 30\n")
    assert load_scenario(tmp_path / "over.yaml").records_of("county").booked_at.tolist() == [8 * 3600]


def test_a_bookings_file_of_the_command_line_is_sought_from_where_one_is(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "jail.csv").write_text("booked_at\n2019-07-02 00:00\n")
    monkeypatch.chdir(tmp_path / "here")
    scenario = with_settings(tmp_path, "jails.county.bookings_per_year=null", "jails.county.bookings_file=jail.csv")
    assert scenario.records_of("county").booked_at.tolist() == [24 * 3600]


def test_a_jail_without_a_bookings_file_has_no_records():
    assert small().records_of("county") is None


def test_an_error_survives_the_way_between_processes():
    error = ScenarioError([Problem(Origin("county.yaml", 3), "days", "must be at least 1, but is 0")])
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) == "county.yaml:3: days: must be at least 1, but is 0"
    assert again.problems == error.problems


def test_the_same_problem_is_told_once():
    problem = Problem(Origin("county.yaml"), "", "is empty")
    assert str(ScenarioError([problem, problem])) == "county.yaml: is empty"


@pytest.fixture(scope="module")
def schema():
    return scenario_schema()


def accepts(schema: dict[str, Any], data: Any) -> bool:
    return jsonschema.Draft202012Validator(schema).is_valid(data)


def test_the_schema_is_valid_json_schema_and_plain_json(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema


EVERY_FORM = {
    "timezone": "America/New_York",
    "charges.felony.stay_hours": {"quantiles": {"0": 2, "0.5": {"value": 10, "low": 8, "high": 12}, "1": 2160}},
    "charges.misdemeanor.stay_hours": {
        "mixture": [{"share": 0.4, "of": 3}, {"share": 0.6, "of": {"lognormal": {"median": 30, "sigma": 2}}}]
    },
    "jails.county.arrivals": {"by_hour": [1] * 24, "by_day": dict.fromkeys(DAYS, 1.5)},
    "jails.county.honoured": {"by_charge": {"felony": 1.0}, "otherwise": {"value": 0.4, "low": 0.3, "high": 0.5}},
    "jails.county.hold_clock": "business",
    "jails.county.notice_hours": 12,
    f"{TEAM}.in_force": {"from": "2007-07-09", "until": "2020-06-30"},
    "jails.county.screening.teams.ice_visit": {
        "in_force": [{"until": "2019-07-15"}, {"from": "2019-08-01"}],
        "shifts": [{"officers": 1, "days": ["mon"], "hours": "22:00-06:00", "federal_holidays": "off"}],
    },
    "field_offices.city.crews": [{"officers": 1, "days": "all", "hours": "06:00-18:00"}],
}


@pytest.mark.parametrize("changes", [{}, EVERY_FORM, {"jails.county.screening": None}])
def test_the_schema_accepts_what_the_reader_accepts(schema, changes):
    data = small_data(changes)
    small(changes)
    assert accepts(schema, data)


@pytest.mark.parametrize("changes", [{}, EVERY_FORM])
def test_the_schema_accepts_a_resolved_scenario(schema, changes):
    assert accepts(schema, small(changes).model_dump(mode="json", by_alias=True))


@pytest.mark.parametrize(
    "changes",
    [
        {"quux": 1},
        {"jails.county.fingerprintd": 0.9},
        {"charges.felony.stay_hours": {"lognorm": {"median": 1, "sigma": 1}}},
        {"charges.felony.stay_hours": {"gamma": {"mean": 1, "std": 1}}},
        {"jails.county.removable": 1.5},
        {"jails.county.removable": "half"},
        {"jails.county.removable": {"value": 0.5, "low": 0.4}},
        {f"{TEAM}.shifts.0.days": ["tues"]},
        {f"{TEAM}.in_force": {"first": "2019-07-01"}},
        {"days": None},
        {"extends": "base.yaml", "quux": 1},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(schema, changes):
    assert not accepts(schema, small_data(changes))


def test_the_schema_accepts_a_file_that_extends_another_and_leaves_out_the_rest(schema):
    assert accepts(schema, {"extends": "base.yaml", "jails": {"county": {"screening": None, "removable": 0.5}}})


def test_small_is_left_as_it_was(tmp_path):
    before = copy.deepcopy(SMALL)
    with_settings(tmp_path, "jails.*.removable=0.1", f"{TEAM}.shifts.*=null")
    assert before == SMALL


class TestFilesThatScenariosShare:
    @pytest.fixture
    def parsed(self, monkeypatch):
        """The names of the files that are parsed, each as often as it is."""
        names: list[str] = []

        def counted(text, origin):
            names.append(Path(origin.source).name)
            return tree.parse(text, origin)

        monkeypatch.setattr(reader, "parse", counted)
        return names

    def test_each_is_parsed_once(self, parsed, tmp_path):
        over(tmp_path, "name: Over\n")
        over(tmp_path, "name: Over\n")
        load_scenario(tmp_path / "base.yaml", ["days=10"])
        assert sorted(parsed) == ["base.yaml", "over.yaml"]

    def test_one_that_has_changed_is_read_again_though_it_is_as_long_and_as_old(self, tmp_path):
        before = over(tmp_path, "days: 10\n")
        path = tmp_path / "over.yaml"
        was = path.stat()
        path.write_text(path.read_text().replace("10", "11"))
        os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
        assert path.stat().st_size == was.st_size
        assert (before.days, load_scenario(path).days) == (10, 11)

    def test_what_is_done_with_one_does_not_reach_the_next(self, tmp_path):
        path = write_yaml(tmp_path / "small.yaml", SMALL)
        before = load_scenario(path)
        load_scenario(path, ["jails.*.removable=0.1", f"{TEAM}.shifts.*=null", "charges.felony.stay_hours=5", "days=9"])
        (tmp_path / "over.yaml").write_text("extends: small.yaml\njails: {county: {screening: null}}\n")
        load_scenario(tmp_path / "over.yaml")
        assert load_scenario(path) == before

    def test_what_is_wrong_is_told_each_time_at_the_path_by_which_it_was_asked_for(self, tmp_path, monkeypatch):
        write_yaml(tmp_path / "small.yaml", small_data({"quux": 1}))
        monkeypatch.chdir(tmp_path)
        told = []
        for path in ("small.yaml", tmp_path / "small.yaml", "small.yaml"):
            with pytest.raises(ScenarioError) as caught:
                load_scenario(path)
            told.append(str(caught.value))
        assert told[0] == told[2]
        assert told[1] == told[0].replace("small.yaml", str(tmp_path / "small.yaml"))

    def test_a_long_one_is_not_kept(self, parsed, tmp_path, monkeypatch):
        monkeypatch.setattr(reader, "_MOST_LETTERS_KEPT", 100)
        over(tmp_path, "name: Over\n")
        over(tmp_path, "name: Over\n")
        assert sorted(parsed) == ["base.yaml", "base.yaml", "over.yaml"]
