"""Reading a file of jails: what its columns and cells may be, and every fault told at its row and column."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from sim.scenario.errors import ScenarioError
from sim.scenario.files.jailsfile import INFORMATION, read_jails
from sim.scenario.files.reader import load_scenario
from sim.scenario.states import STATES, state_named
from tests.unit.scenario.files.test_network import COUNTY, DEPUTIES, network, told


def problems(folder: Path, text: str) -> list[str]:
    (folder / "jails.csv").write_text(dedent(text))
    return [str(each).replace(f"{folder}/", "") for each in read_jails(folder / "jails.csv").problems]


def refusal(folder: Path, content: bytes) -> str:
    (folder / "jails.csv").write_bytes(content)
    with pytest.raises(ScenarioError) as caught:
        read_jails(folder / "jails.csv")
    assert len(caught.value.problems) == 1
    return str(caught.value).replace(f"{folder}/", "")


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_any_line_ending_and_blank_lines_are_fine(tmp_path, mark, ending):
    (tmp_path / "jails.csv").write_bytes(mark + ending.join([b"jail,travel_hours", b"a, 2 ", b",", b"", b"b,"]))
    rows = read_jails(tmp_path / "jails.csv").rows
    assert {name: row.jail.plain() for name, row in rows.items()} == {"a": {"travel_hours": 2}, "b": {}}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("3", 3),
        ("-0.5", -0.5),
        ("1e3", 1000.0),
        ("no", "no"),
        ("TRUE", True),
        ('"{gamma: {mean: 2, sd: 1}}"', {"gamma": {"mean": 2, "sd": 1}}),
        ('"{value: 0.4, low: 0.3, high: 1}"', {"value": 0.4, "low": 0.3, "high": 1}),
        ('"[1, 2]"', [1, 2]),
        ("~", None),
    ],
)
def test_a_cell_is_yaml_and_comes_from_its_row(tmp_path, cell, value):
    (tmp_path / "jails.csv").write_text(f"jail,honoured\nfirst,\na,{cell}\n")
    node = read_jails(tmp_path / "jails.csv").rows["a"].jail.value["honoured"]
    assert node.plain() == value
    assert type(node.plain()) is type(value)
    assert {str(each.origin) for each in (node, *node.children().values())} == {f"{tmp_path}/jails.csv:3"}


def test_a_row_is_told_by_its_first_line(tmp_path):
    (tmp_path / "jails.csv").write_text('jail,county\na,"two\nlines"\nb,\n')
    rows = read_jails(tmp_path / "jails.csv").rows
    assert [row.jail.origin.line for row in rows.values()] == [2, 4]


def test_columns_that_only_inform_are_left_out(tmp_path):
    (tmp_path / "jails.csv").write_text(f"jail,{','.join(INFORMATION)}\na,Sheriff,a document\n")
    assert read_jails(tmp_path / "jails.csv").rows["a"].jail.plain() == {}


def test_null_in_a_cell_removes_the_default(tmp_path):
    scenario = load_scenario(network(tmp_path, "jail,screening\na,null\nb,\n"))
    assert scenario.jails["a"].screening is None
    assert scenario.jails["b"].screening is not None


def test_a_column_reaches_into_a_list_of_the_defaults(tmp_path):
    scenario = load_scenario(network(tmp_path, f"jail,{DEPUTIES}.shifts.0.officers\na,4\nb,\n"))
    officers = [jail.screening.teams["deputies"].shifts[0].officers for jail in scenario.jails.values()]
    assert officers == [4, 1]


def test_every_fault_is_told_at_once(tmp_path):
    rows = """\
        jail,state,population,foreign_born,agreement_from,agreement_until,removeable,bookings_per_year
        a,Virginia,900,half,2019-07-01,2019-06-01,,5
        b,Virgina,,0.1,7/72025,,,5
        a,VA,12,0.1,,,,5
        c,VA,0,0.1,,5025-13-01,,5
        ,VA,5,0.1,,,,5
        d,VA,"1,200",0.1,,,,5
        e,,5,1.5,,,,5
        f,VA
        """
    lines = told(network(tmp_path, rows, jails={"e": COUNTY}))
    expected = [
        "agencies.csv:1: removeable: unknown column 'removeable'; did you mean 'removable'?",
        "agencies.csv:2: jails.a.agreement_until: ends (2019-06-01) before it begins (2019-07-01)",
        "agencies.csv:2: jails.a.foreign_born: must be a number, but is 'half'",
        "agencies.csv:3: jails.b.state: 'Virgina' is no state; did you mean 'Virginia'?",
        "agencies.csv:3: jails.b.agreement_from: must be a date such as 2019-07-01, but is '7/72025'",
        "agencies.csv:4: jails.a: is given twice, first in",
        "agencies.csv:5: jails.c.population: must be a whole number of people, 1 to 10,000,000,000, but is 0",
        "agencies.csv:5: jails.c.agreement_until: ",
        "agencies.csv:6: jail: must be given",
        "agencies.csv:7: jails.d.population: must be a whole number of people, 1 to 10,000,000,000, but is '1,200'",
        "agencies.csv:8: jails.e.state: must be given",
        "agencies.csv:8: jails.e.foreign_born: must be at most 1, but is 1.5",
        "agencies.csv:9: has 2 cells, but the header names 8 columns",
        "jails.e: is given here and in agencies.csv:8; keep one",
    ]
    assert [part for part in expected if not any(part in line for line in lines)] == []
    assert [line for line in lines if not any(part in line for part in expected)] == []


def test_a_number_out_of_bounds_is_told_at_its_row(tmp_path):
    lines = told(network(tmp_path, "jail,foreign_born\na,0.5\nb,1.5\n"))
    assert lines == ["agencies.csv:3: jails.b.foreign_born: must be at most 1, but is 1.5"]


@pytest.mark.parametrize(
    ("column", "nearest"),
    [
        ("screening.detectd", "screening.detected"),
        ("screening.teams.deputies.shift.0.officers", "screening.teams.deputies.shifts"),
        ("screening.teams.deputies.shifts.0.oficers", "screening.teams.deputies.shifts.0.officers"),
        ("arrivals.by_hours", "arrivals.by_hour"),
        ("agreement_form", "agreement_from"),
        ("stat", "state"),
    ],
)
def test_an_unknown_column_is_told_once_with_the_nearest(tmp_path, column, nearest):
    (told_once,) = problems(tmp_path, f"jail,{column}\na,1\nb,1\n")
    assert told_once.startswith(f"jails.csv:1: {column}: unknown column '{column}'; did you mean '{nearest}'?")


def test_a_column_given_twice_is_refused(tmp_path):
    assert problems(tmp_path, "jail,honoured,honoured\na,1,0\n") == [
        "jails.csv:1: honoured: the column is given twice; keep one"
    ]


def test_a_key_twice_in_a_cell_is_refused(tmp_path):
    assert problems(tmp_path, 'jail,honoured\na,"{value: 1, value: 0}"\n') == [
        "jails.csv:2: jails.a.honoured.value: the key is given twice; keep one"
    ]


def test_a_cell_that_is_no_yaml_is_refused(tmp_path):
    (line,) = problems(tmp_path, 'jail,honoured\na,"{gamma: "\n')
    assert line.startswith("jails.csv:2: jails.a.honoured: is not YAML")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "jails.csv:1: jail: the column is missing, and must be given; the first line names 0 columns"),
        (b"name,state\na,VA\n", "jails.csv:1: jail: the column is missing, and must be given"),
        (b"jail,state\n", "jails.csv: names no jail"),
        (b"jail,county\na,Fine\nb,Do\xf1a Ana\n", "jails.csv:3: is not text in UTF-8; save it as CSV UTF-8"),
        (b'jail,county\na,"open\n', "is not a CSV file"),
    ],
)
def test_what_is_no_file_of_jails_is_refused_in_one_line(tmp_path, content, message):
    assert message in refusal(tmp_path, content)


def test_a_file_that_is_not_there_is_named_with_the_nearest(tmp_path):
    network(tmp_path, "jail\na\n")
    (line,) = told(network(tmp_path, jails_file="agences.csv"))
    assert "jails_file: no such file: agences.csv; did you mean agencies.csv?" in line


def test_the_name_of_the_file_must_be_text(tmp_path):
    (line,) = told(network(tmp_path, jails_file=5))
    assert "jails_file: must be the name of a CSV file, but is 5" in line


def test_an_item_that_the_list_of_the_defaults_lacks_is_refused(tmp_path):
    lines = told(network(tmp_path, f"jail,{DEPUTIES}.shifts.1.officers\na,4\n"))
    assert lines == [
        f"agencies.csv:2: jails.a.{DEPUTIES}.shifts.1: there is no '1' here (there is: 0)",
    ]


def test_an_office_that_covers_no_jail_is_refused(tmp_path):
    city = load_scenario(network(tmp_path, jails={"a": {}})).field_offices["city"].model_dump()
    lines = told(network(tmp_path, "jail\na\n", field_offices={"city": city, "town": city}))
    assert len(lines) == 1
    assert "field_offices.town: covers no jail; name it as the field_office of one, or leave it out" in lines[0]


def test_an_office_that_a_setting_leaves_without_jails_is_fine(tmp_path):
    city = load_scenario(network(tmp_path, jails={"a": {}})).field_offices["city"].model_dump()
    rows = "jail,field_office\na,\nb,town\n"
    path = network(tmp_path, rows, field_offices={"city": city, "town": city})
    assert list(load_scenario(path, ["jails.b=null"]).jails) == ["a"]


def test_an_office_without_defaults_must_be_there(tmp_path):
    lines = told(network(tmp_path, "jail,field_office\na,\nb,cty\n"))
    assert lines == [
        "agencies.csv:3: jails.b.field_office: unknown field office 'cty'; did you mean 'city'? (allowed: city)"
    ]


@pytest.mark.parametrize("key", ["population", "bookings_per_year"])
def test_a_population_must_be_given_where_it_is_needed(tmp_path, key):
    defaults = {**{each: COUNTY[each] for each in COUNTY if each != "bookings_per_year"}}
    path = network(tmp_path, f"jail,{key}\na,\nb,5\n", jail_defaults={**defaults, "bookings_per_resident_year": 0.03})
    lines = told(path)
    assert len(lines) == 1
    assert lines[0].startswith("agencies.csv:2: jails.a.population: must be given")


@pytest.mark.parametrize("rate", [-1, "few", True, {"value": 1}])
def test_a_rate_that_is_none_is_told_once(tmp_path, rate):
    lines = told(network(tmp_path, "jail\na\nb\n", jail_defaults={**COUNTY, "bookings_per_resident_year": rate}))
    assert len(lines) == 1
    assert "jail_defaults.bookings_per_resident_year: must be a number of 0 or more" in lines[0]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("maybe,", "agreement: must be yes or no, but is 'maybe'"),
        ("no,2019-07-01", "agreement_from: must not be given where agreement is no"),
    ],
)
def test_an_agreement_that_is_unclear_is_refused(tmp_path, row, message):
    (line,) = told(network(tmp_path, f"jail,agreement,agreement_from\na,{row}\n"))
    assert line.startswith(f"agencies.csv:2: jails.a.{message}")


def test_an_agreement_needs_a_screening(tmp_path):
    rows = "jail,screening,agreement,agreement_from\na,null,yes,\nb,null,,2019-07-01\n"
    lines = told(network(tmp_path, rows))
    assert [line.split(": ")[1] for line in lines] == ["jails.a.agreement", "jails.b.agreement_from"]
    assert all("needs a screening with teams" in line for line in lines)


def test_dates_cannot_be_laid_on_a_list_of_periods(tmp_path):
    periods = [{"until": "2019-07-01"}, {"from": "2019-08-01"}]
    teams = {"deputies": {**COUNTY["screening"]["teams"]["deputies"], "in_force": periods}}
    defaults = {**COUNTY, "screening": {**COUNTY["screening"], "teams": teams}}
    (line,) = told(network(tmp_path, "jail,agreement_until\na,2019-07-01\n", jail_defaults=defaults))
    assert "jails.a.agreement_until: cannot be laid on a list of periods" in line


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Virginia", "Virginia"),
        ("va", "Virginia"),
        ("NEW YORK", "New York"),
        (" District of Columbia ", "District of Columbia"),
        ("PR", "Puerto Rico"),
    ],
)
def test_states_go_by_name_and_code(text, name):
    assert state_named(text) == name


def test_where_a_jail_is_stays_with_it_as_text(tmp_path):
    path = network(tmp_path, "jail,state,county,fips,population\na,al,St. Clair County,01115,900\n")
    jail = load_scenario(path).jails["a"]
    assert (jail.state, jail.county, jail.fips, jail.population) == ("Alabama", "St. Clair County", "01115", 900)


def test_where_a_jail_cannot_be_is_told_at_once(tmp_path):
    rows = "jail,state,fips,population\na,Ontario,1115,0\nb,,01115,many\n"
    problems = told(network(tmp_path, rows))
    assert [line.partition("jails.")[2] for line in problems] == [
        "a.state: 'Ontario' is no state (allowed: a name such as Virginia, or a code such as VA)",
        """a.fips: must be text of five digits in quotes, such as "01019", but is '1115'""",
        "a.population: must be a whole number of people, 1 to 10,000,000,000, but is 0",
        "b.state: must be given, as the file has this column",
        "b.population: must be a whole number of people, 1 to 10,000,000,000, but is 'many'",
    ]


@pytest.mark.parametrize(
    ("model", "interviews"), [("JEM", True), ("jem+wso", True), ("WSO", False), ("TFM", False), ("WSO + TFM", False)]
)
def test_only_jail_enforcement_interviews(tmp_path, model, interviews):
    path = network(tmp_path, f"jail,model,agreement_from\na,{model},2019-07-01\n")
    assert (load_scenario(path).jails["a"].screening is not None) == interviews


def test_an_unknown_model_is_told_with_the_nearest(tmp_path):
    (line,) = told(network(tmp_path, "jail,model\na,JEMM\n"))
    assert "jails.a.model: unknown model 'JEMM'; did you mean 'JEM'? (allowed: JEM, WSO, TFM)" in line


def test_there_are_fifty_states_one_district_and_five_territories():
    assert len(STATES) == len(set(STATES.values())) == 56
    assert state_named("Ontario") is None
