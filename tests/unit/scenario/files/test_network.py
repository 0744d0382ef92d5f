"""Many jails in one scenario: defaults, agreements, bookings by population, settings, and files that extend others."""

from __future__ import annotations

import copy
from pathlib import Path
from textwrap import dedent
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sim.scenario.errors import ScenarioError
from sim.scenario.filekeys import NETWORK_KEYS
from sim.scenario.files.reader import ScenarioSource, load_scenario, scenario_schema
from sim.scenario.files.tree import as_yaml
from sim.scenario.schema import Scenario
from sim.scenario.staff import Period
from tests.support import SMALL, small, small_data, write_yaml

COUNTY: dict[str, Any] = SMALL["jails"]["county"]
DEPUTIES = "screening.teams.deputies"


def network(folder: Path, rows: str = "", **changes: Any) -> Path:
    """Write a scenario whose jails stand in a file, with the county of `SMALL` as their default; None removes."""
    data = copy.deepcopy(SMALL)
    data["jail_defaults"] = data.pop("jails")["county"]
    if rows:
        (folder / "agencies.csv").write_text(dedent(rows))
        data["jails_file"] = "agencies.csv"
    data.update(copy.deepcopy(changes))
    return write_yaml(folder / "network.yaml", {key: value for key, value in data.items() if value is not None})


def told(path: Path, *chosen: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, chosen)
    return [str(problem).replace(f"{path.parent}/", "") for problem in caught.value.problems]


def in_force(scenario: Scenario, jail: str, team: str = "deputies") -> list[tuple[str, str]]:
    screening = scenario.jails[jail].screening
    assert screening is not None
    return [(str(period.first), str(period.last)) for period in screening.teams[team].in_force]


def test_a_jail_that_says_nothing_is_as_the_defaults_say(tmp_path):
    assert load_scenario(network(tmp_path, jails={"county": {}})) == small()


def test_what_a_jail_says_goes_before_the_defaults_key_by_key(tmp_path):
    own = {"foreign_born": 0.1, "screening": {"detected": 0.5}, "match_hours": {"gamma": {"mean": 2, "sd": 1}}}
    scenario = load_scenario(network(tmp_path, jails={"county": own}))
    changes = {f"jails.county.{key}": own[key] for key in ("foreign_born", "match_hours")}
    assert scenario == small({**changes, "jails.county.screening.detected": 0.5})


def test_null_removes_a_default(tmp_path):
    scenario = load_scenario(network(tmp_path, jails={"county": {"screening": None}}))
    assert scenario == small({"jails.county.screening": None})


def test_field_offices_have_defaults_too(tmp_path):
    offices = {"city": {}, "town": {"seats": 9}}
    jails = {"a": {}, "b": {"field_office": "town"}}
    path = network(tmp_path, jails=jails, field_offices=offices, field_office_defaults=SMALL["field_offices"]["city"])
    scenario = load_scenario(path)
    assert scenario.field_offices["city"] == small().field_offices["city"]
    assert scenario.field_offices["town"].seats == 9


def test_the_resolved_scenario_holds_no_key_of_the_network(tmp_path):
    path = network(tmp_path, "jail,agreement_from,population\na,2019-07-01,900\n")
    content = load_scenario(path).model_dump(mode="json")
    assert not content.keys() & set(NETWORK_KEYS)
    assert "agreement_from" not in content["jails"]["a"]


def test_a_fault_of_the_defaults_is_told_once_and_there(tmp_path):
    defaults = {**COUNTY, "foreign_born": "many", "removeable": 0.5}
    lines = told(network(tmp_path, jail_defaults=defaults, jails={"a": {}, "b": {}}))
    assert len(lines) == 2
    assert any("jail_defaults.foreign_born: must be a number, but is 'many'" in line for line in lines)
    assert any(
        "jail_defaults.removeable: unknown key 'removeable'; did you mean 'removable'?" in line for line in lines
    )


@pytest.mark.parametrize("key", ["jail_defaults", "field_office_defaults"])
def test_defaults_must_be_a_mapping(tmp_path, key):
    path = network(tmp_path, **{"jails": {"county": COUNTY}, key: 5})
    assert [line for line in told(path) if f"{key}: must be a mapping of keys to values, but is 5" in line]


def test_defaults_that_are_null_are_none(tmp_path):
    assert load_scenario(network(tmp_path, jail_defaults={}, jails={"county": COUNTY})) == small()


def test_removing_in_a_file_that_extends_does_not_bring_the_default_back(tmp_path):
    network(tmp_path, jails={"county": {"screening": {"detected": 0.5}}})
    (tmp_path / "over.yaml").write_text("extends: network.yaml\njails: {county: {screening: null}}\n")
    assert load_scenario(tmp_path / "over.yaml").jails["county"].screening is None


def test_a_file_that_extends_changes_and_removes_defaults(tmp_path):
    network(tmp_path, jails={"county": {}})
    (tmp_path / "over.yaml").write_text("extends: network.yaml\njail_defaults: {foreign_born: 0.1, screening: null}\n")
    expected = small({"jails.county.foreign_born": 0.1, "jails.county.screening": None})
    assert load_scenario(tmp_path / "over.yaml") == expected


def test_a_file_that_extends_changes_and_removes_rows(tmp_path):
    network(tmp_path, "jail,foreign_born\na,0.1\nb,0.2\n")
    over = "extends: network.yaml\njails: {a: {removable: 0.7}, b: null, c: {}}\n"
    (tmp_path / "over.yaml").write_text(over)
    scenario = load_scenario(tmp_path / "over.yaml")
    assert list(scenario.jails) == ["a", "c"]
    assert scenario.jails["a"].foreign_born.otherwise == 0.1
    assert scenario.jails["a"].removable.otherwise == 0.7


def test_a_file_that_extends_may_name_another_file_of_jails(tmp_path):
    network(tmp_path, "jail\na\n")
    (tmp_path / "other.csv").write_text("jail\nb\n")
    (tmp_path / "over.yaml").write_text("extends: network.yaml\njails_file: other.csv\n")
    assert list(load_scenario(tmp_path / "over.yaml").jails) == ["b"]


def test_agreement_dates_are_the_dates_of_every_team(tmp_path):
    teams = {**COUNTY["screening"]["teams"], "visitors": COUNTY["screening"]["teams"]["deputies"]}
    defaults = {**COUNTY, "screening": {**COUNTY["screening"], "teams": teams}}
    jails = {
        "both": {"agreement_from": "2019-07-01", "agreement_until": "2019-08-01"},
        "open": {"agreement_from": "2019-07-01"},
        "ended": {"agreement_until": "2019-08-01"},
        "none": {},
    }
    scenario = load_scenario(network(tmp_path, jail_defaults=defaults, jails=jails))
    for team in ("deputies", "visitors"):
        assert in_force(scenario, "both", team) == [("2019-07-01", "2019-08-01")]
        assert in_force(scenario, "open", team) == [("2019-07-01", "None")]
        assert in_force(scenario, "ended", team) == [("None", "2019-08-01")]
        assert in_force(scenario, "none", team) == [("None", "None")]


@pytest.mark.parametrize("no", [False, "no", "No"])
def test_a_jail_without_an_agreement_has_no_screening(tmp_path, no):
    scenario = load_scenario(network(tmp_path, jails={"with": {"agreement": "yes"}, "without": {"agreement": no}}))
    assert scenario.jails["with"].screening == small().jails["county"].screening
    assert scenario.jails["without"].screening is None


def test_a_date_of_its_own_is_an_agreement_where_the_defaults_say_no(tmp_path):
    rows = "jail,agreement_from\na,2019-07-01\nb,\n"
    scenario = load_scenario(network(tmp_path, rows, jail_defaults={**COUNTY, "agreement": "no"}))
    assert in_force(scenario, "a") == [("2019-07-01", "None")]
    assert scenario.jails["b"].screening is None


def test_bookings_follow_from_population_where_the_row_gives_none(tmp_path):
    rate = {"value": 0.03, "low": 0.02, "high": 0.05}
    defaults = {
        **{key: COUNTY[key] for key in COUNTY if key != "bookings_per_year"},
        "bookings_per_resident_year": rate,
    }
    rows = "jail,population,bookings_per_year\na,10000,\nb,10000,77\nc,,88\nd,20000.0,\n"
    jails = load_scenario(network(tmp_path, rows, jail_defaults=defaults)).jails
    assert [jails[name].bookings_per_year for name in "abcd"] == [300, 77, 88, 600]
    assert (jails["a"].bookings_per_year.low, jails["a"].bookings_per_year.high) == (200, 500)


def test_offices_that_rows_name_are_made_from_the_defaults(tmp_path):
    office = SMALL["field_offices"]["city"]
    rows = "jail,field_office\na,north\nb,south\nc,\n"
    scenario = load_scenario(network(tmp_path, rows, field_offices=None, field_office_defaults=office))
    assert set(scenario.field_offices) == {"north", "south", "city"}
    assert set(map(str, scenario.field_offices.values())) == {str(small().field_offices["city"])}


@pytest.mark.parametrize(
    ("setting", "path", "value"),
    [
        ("jails.a.foreign_born=0.01", "jails.a.foreign_born", 0.01),
        ("jails.*.foreign_born=0.01", "jails.b.foreign_born", 0.01),
        ("jail_defaults.foreign_born=0.01", "jails.b.foreign_born", 0.01),
        (f"jails.b.{DEPUTIES}.shifts.0.officers=5", f"jails.b.{DEPUTIES}.shifts.0.officers", 5),
        ("jails.b.screening=null", "jails.b.screening", None),
        ("jails.b.agreement=no", "jails.b.screening", None),
        ("jails.b={travel_hours: 9}", "jails.b.travel_hours", 9),
    ],
)
def test_settings_reach_jails_of_the_file_and_nothing_else(tmp_path, setting, path, value):
    rows = "jail,foreign_born\na,0.2\nb,\n"
    expected = small_data({"jails": {"a": {**COUNTY, "foreign_born": 0.2}, "b": copy.deepcopy(COUNTY)}})
    targets = [path.replace(".b.", f".{jail}.") for jail in "ab"] if "*" in setting else [path]
    for target in targets:
        steps = target.split(".")
        place = expected
        for step in steps[:-1]:
            place = place[int(step)] if isinstance(place, list) else place[step]
        place[steps[-1]] = value
    assert load_scenario(network(tmp_path, rows), [setting]) == Scenario.model_validate(expected)


def test_a_jail_leaves_on_a_day(tmp_path):
    path = network(tmp_path, "jail,agreement_from\nharris,2008-01-01\nwake,2008-01-01\n")
    scenario = load_scenario(path, ["jails.harris.agreement_until=2017-03-01"])
    assert in_force(scenario, "harris") == [("2008-01-01", "2017-03-01")]
    assert in_force(scenario, "wake") == [("2008-01-01", "None")]


WHOLE_SCREENING = (
    "{detected: 1, wrongly_flags: 0, interview_hours: 1, "
    "teams: {deputies: {in_force: {from: 2019-07-03}, shifts: [{officers: 1, hours: '00:00-24:00'}]}}}"
)


@pytest.mark.parametrize("as_of", [{}, {"agreements_as_of": "2019-07-15"}], ids=["dated", "as of a day"])
@pytest.mark.parametrize(
    ("chosen", "periods"),
    [
        (["agreement=no"], None),
        (["agreement=yes"], [("None", "None")]),
        (["agreement=yes", "agreement_from=2019-07-08"], [("2019-07-08", "None")]),
        (["agreement=yes", f"{DEPUTIES}.in_force={{from: 2019-08-01}}"], [("2019-08-01", "None")]),
        (["screening=null"], None),
        ([f"screening={WHOLE_SCREENING}"], [("2019-07-03", "None")]),
    ],
)
def test_what_a_setting_says_of_an_agreement_stands_in_place_of_what_files_say(tmp_path, chosen, periods, as_of):
    rows = "jail,agreement_from,agreement_until,model\na,2008-01-01,2019-07-10,JEM\nb,2008-01-01,,JEM\n"
    settings_of_a = [f"jails.a.{each}" for each in chosen]
    scenario = load_scenario(network(tmp_path, rows, **as_of), settings_of_a)
    if as_of and chosen[-1] == "agreement_from=2019-07-08":
        periods = [("None", "None")]  # in force on that day, so throughout
    assert (None if scenario.jails["a"].screening is None else in_force(scenario, "a")) == periods
    assert in_force(scenario, "b") == ([("None", "None")] if as_of else [("2008-01-01", "None")])


def test_a_setting_that_ends_an_agreement_leaves_those_who_are_not_under_it(tmp_path):
    teams = {**COUNTY["screening"]["teams"], "ice": {**COUNTY["screening"]["teams"]["deputies"]}}
    teams["ice"]["under_agreement"] = False
    county = {**COUNTY, "agreement_until": "2019-07-10", "screening": {**COUNTY["screening"], "teams": teams}}
    scenario = load_scenario(network(tmp_path, jails={"county": county}, jail_defaults=None), ["jails.*.agreement=no"])
    assert list(scenario.jails["county"].screening.teams) == ["ice"]


def test_a_jail_leaves_though_its_team_says_since_when(tmp_path):
    teams = {"deputies": {**COUNTY["screening"]["teams"]["deputies"], "in_force": {"from": "2008-01-01"}}}
    data = small_data({"jails.county.screening.teams": teams})
    scenario = load_scenario(write_yaml(tmp_path / "small.yaml", data), ["jails.county.agreement_until=2019-08-01"])
    assert in_force(scenario, "county") == [("2008-01-01", "2019-08-01")]


AGREEMENTS = {
    "until a day": {"agreement_until": "2019-07-20"},
    "with a day of all": {"agreement_from": "2019-07-02"},
    "none": {"agreement": "no"},
    "yes": {"agreement": "yes"},
    "of warrant service": {"model": "WSO"},
}


@pytest.mark.parametrize("said", AGREEMENTS.values(), ids=AGREEMENTS)
@pytest.mark.parametrize("jail", ["a", "*"])
@pytest.mark.parametrize("as_of", [{}, {"agreements_as_of": "2019-12-01"}])
def test_a_screening_set_whole_is_taken_as_it_is_whatever_agreement_the_file_tells_of(tmp_path, said, jail, as_of):
    source = ScenarioSource(network(tmp_path, jails={"a": said, "b": {"agreement": "no"}}, **as_of))
    assert source.scenario(f"jails.{jail}.screening=null").jails["a"].screening is None
    whole = small().resolved["jails"]["county"]["screening"]
    switched_on = source.scenario(f"jails.{jail}.screening={as_yaml(whole)}")
    assert switched_on.jails["a"].screening == small().jails["county"].screening
    assert (switched_on.jails["b"].screening is None) == (jail == "a")


def test_an_agreement_set_after_its_screening_counts(tmp_path):
    source = ScenarioSource(network(tmp_path, jails={"a": {"agreement_until": "2019-07-20"}}))
    scenario = source.scenario(
        f"jails.a.screening={as_yaml(COUNTY['screening'])}", "jails.a.agreement_until=2019-07-10"
    )
    assert in_force(scenario, "a") == [("None", "2019-07-10")]


def test_a_jail_added_by_a_setting_has_the_defaults(tmp_path):
    scenario = load_scenario(network(tmp_path, "jail\na\n"), ["jails.b={foreign_born: 0.1}", "jails.a=null"])
    assert scenario == Scenario.model_validate(small_data({"jails": {"b": {**COUNTY, "foreign_born": 0.1}}}))


def test_making_a_scenario_leaves_the_source_as_it_was(tmp_path):
    source = ScenarioSource(network(tmp_path, "jail\na\nb\n"))
    before = source.scenario().content_hash
    changed = source.scenario(f"jails.a.{DEPUTIES}.shifts.0.officers=7", "jails.b.agreement_until=2019-08-01")
    assert changed.jails["b"].screening.teams["deputies"].shifts[0].officers == 1
    assert source.scenario().content_hash == before != changed.content_hash


def test_an_editor_takes_a_network(tmp_path):
    for changes in ({"jails": {"a": {}}}, {"jail_defaults": None, "jails": {"a": {**COUNTY, "agreement": True}}}):
        content = YAML(typ="safe", pure=True).load(network(tmp_path, **changes))
        jsonschema.validate(content, scenario_schema())


CELLS = st.fixed_dictionaries(
    {},
    optional={
        "foreign_born": st.floats(0, 1).map(lambda share: round(share, 4)),
        "honoured": st.sampled_from([0.5, 1]),
        "bookings_per_year": st.integers(1, 10**6),
        "match_hours": st.sampled_from([3, {"gamma": {"mean": 2, "sd": 1.5}}, {"uniform": {"low": 1, "high": 3}}]),
        "removable": st.just({"value": 0.4, "low": 0.3, "high": 0.5}),
        "hold_clock": st.sampled_from(["calendar", "business"]),
        f"{DEPUTIES}.shifts.0.officers": st.integers(0, 5),
        "screening.detected": st.sampled_from([0.2, 0.7]),
    },
)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(CELLS, min_size=1, max_size=4))
def test_a_file_of_jails_says_what_the_same_scenario_written_out_says(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("network")
    columns = sorted({column for row in rows for column in row})
    names = [f"jail_{number}" for number in range(len(rows))]
    lines = [",".join(["jail", *columns])]
    for name, row in zip(names, rows, strict=True):
        cells = ['"' + str(row[each]).replace("'", "") + '"' if each in row else "" for each in columns]
        lines.append(",".join([name, *cells]))
    changes = {
        f"jails.{name}.{key}": value for name, row in zip(names, rows, strict=True) for key, value in row.items()
    }
    data = small_data({"jails": dict.fromkeys(names, COUNTY)})
    write_yaml(folder / "written_out.yaml", data)
    out = [f"{path}={str(value).replace(chr(39), '')}" for path, value in changes.items()]
    written_out = load_scenario(folder / "written_out.yaml", out)
    assert load_scenario(network(folder, "\n".join(lines) + "\n")).content_hash == written_out.content_hash


@pytest.mark.parametrize(
    ("changes", "nearest"),
    [
        ({"jails": {"a": {"agreement_untill": "2019-08-01"}}}, "agreement_until"),
        ({"jails": {"a": {}}, "jails_fil": "agencies.csv"}, "jails_file"),
    ],
)
def test_a_misspelt_key_of_the_network_is_told_with_the_right_name(tmp_path, changes, nearest):
    (line,) = told(network(tmp_path, **changes))
    assert f"did you mean '{nearest}'?" in line


def test_a_row_may_stand_in_the_place_of_a_jail_that_the_file_takes_out(tmp_path):
    network(tmp_path, jails={"county": {"travel_hours": 9}})
    (tmp_path / "agencies.csv").write_text("jail\ncounty\n")
    (tmp_path / "over.yaml").write_text("extends: network.yaml\njails: {county: null}\njails_file: agencies.csv\n")
    assert load_scenario(tmp_path / "over.yaml") == small()


def test_a_setting_that_finds_no_jail_lists_a_few_of_many(tmp_path):
    names = [f"jail_{number}" for number in range(50)]
    (line,) = told(network(tmp_path, "\n".join(["jail", *names])), "jails.x.foreign_born=0")
    assert line.endswith("there is no 'x' here (there is: " + ", ".join(names[:20]) + " and 30 more)")


AGREEMENTS = """\
jail,agreement_from,agreement_until
before,2010-01-01,2016-12-31
throughout,2010-01-01,
later,2017-02-01,
left,2010-01-01,2019-07-05
"""


def screens(scenario: Scenario) -> set[str]:
    return {name for name, jail in scenario.jails.items() if jail.screening is not None}


def test_the_agreements_of_a_day_hold_throughout_and_others_never(tmp_path):
    frozen = load_scenario(network(tmp_path, AGREEMENTS, agreements_as_of="2017-01-31"))
    assert screens(frozen) == {"throughout", "left"}
    assert in_force(frozen, "left") == [("None", "None")]
    assert screens(load_scenario(tmp_path / "network.yaml", ["agreements_as_of=2016-12-31"])) == {
        *("before", "throughout", "left")
    }
    dated = load_scenario(tmp_path / "network.yaml", ["agreements_as_of=null"])
    assert in_force(dated, "left") == [("2010-01-01", "2019-07-05")]


def test_a_day_of_agreements_that_is_none_is_told(tmp_path):
    (line,) = told(network(tmp_path, AGREEMENTS, agreements_as_of="January 2017"))
    assert line.endswith("agreements_as_of: must be a date such as 2019-07-01, but is 'January 2017'")


def test_where_jails_are_changes_no_booking(tmp_path):
    bare = load_scenario(network(tmp_path, "jail\na\n"))
    placed = load_scenario(network(tmp_path, "jail,state,fips,population\na,VA,51153,400\n"))
    assert placed != bare
    assert placed.content_hash == bare.content_hash


WITH_ICE = {
    "interview_hours": 0.5,
    "detected": 0.9,
    "wrongly_flags": 0.01,
    "teams": {
        "deputies": {"shifts": [{"officers": 1, "hours": "00:00-24:00"}]},
        "ice": {
            "under_agreement": False,
            "in_force": {"from": "2019-07-10"},
            "shifts": [{"officers": 1, "hours": "08:00-16:00"}],
        },
    },
}


def teams_of(path: Path, *settings: str) -> dict[str, dict[str, tuple[Period, ...]]]:
    return {
        name: {} if jail.screening is None else {team: each.in_force for team, each in jail.screening.teams.items()}
        for name, jail in load_scenario(path, settings).jails.items()
    }


def test_officers_who_are_not_under_the_agreement_keep_their_dates_and_stay_when_it_is_over(tmp_path):
    jails = {
        "dated": {"agreement_until": "2019-07-09"},
        "none": {"agreement": "no"},
        "serving": {"agreement": "yes", "model": "WSO"},
    }
    path = network(tmp_path, jails=jails, jail_defaults={**COUNTY, "screening": WITH_ICE})
    ice = (Period(**{"from": "2019-07-10"}),)
    assert teams_of(path) == {
        "dated": {"deputies": (Period(until="2019-07-09"),), "ice": ice},
        "none": {"ice": ice},
        "serving": {"ice": ice},
    }
    assert teams_of(path, "agreements_as_of=2019-08-01")["dated"] == {"ice": ice}
    assert teams_of(path, "agreements_as_of=2019-07-01")["dated"] == {"deputies": (Period(),), "ice": ice}
