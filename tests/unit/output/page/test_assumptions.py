"""Where the inputs of a page come from: a source belongs to the file that states it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sim.output.folder import record_of
from sim.output.page.assumptions import assumptions, weak_inputs
from sim.scenario.files.reader import load_scenario
from tests.support import small, small_data

SCENARIOS = Path("scenarios")


def record(*scenarios):
    return record_of("run", {each.name: each for each in scenarios}, [], datetime(2024, 1, 1, tzinfo=UTC))


def evidence(path):
    """What the page says of each input: its strength, and why with the sources."""
    (table,) = assumptions(record(load_scenario(path))).folded
    data = table.data.set_index(table.data.columns[0]).iloc[:, -2:]
    return dict(zip(data.index, data.itertuples(index=False, name=None), strict=True))


@pytest.fixture
def copied(tmp_path):
    """Prince William's file under another name, as a starter is that nobody has filled in yet."""
    text = (SCENARIOS / "prince_william.yaml").read_text(encoding="utf-8")
    path = tmp_path / "elsewhere.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_values_that_a_file_of_the_register_states_have_their_sources():
    told = evidence(SCENARIOS / "prince_william.yaml")
    assert told["start"][0] == "strong"
    assert "[1] Washington Times" in told["start"][1]


def test_a_file_that_extends_one_has_its_sources_and_its_own():
    told = evidence(SCENARIOS / "prince_william_ended.yaml")
    assert "[8] Washington Examiner" in told["jails.prince_william.bookings_per_year"][1]
    own = evidence(SCENARIOS / "prince_william.yaml")
    assert {path for path in told if told[path] != own.get(path)}


def test_the_same_values_in_another_file_have_no_source_of_it(copied):
    told = evidence(copied)
    assert set(told.values()) == {("not rated", "")}


def test_a_file_that_extends_another_names_both_its_own_first(tmp_path, copied):
    (tmp_path / "mine.yaml").write_text("extends: elsewhere.yaml\nname: Mine\n", encoding="utf-8")
    assert load_scenario(tmp_path / "mine.yaml").files == ("mine.yaml", "elsewhere.yaml")
    assert load_scenario(copied, ["days=30"]).files == ("elsewhere.yaml",)


def test_a_county_s_own_file_of_the_same_name_has_no_source_of_the_project_s(tmp_path):
    text = (SCENARIOS / "prince_william.yaml").read_text(encoding="utf-8")
    path = tmp_path / "prince_william.yaml"
    path.write_text(text.replace("hold_hours: 48 ", "hold_hours: 24 "), encoding="utf-8")
    assert set(evidence(path).values()) == {("not rated", "")}
    (tmp_path / "mine.yaml").write_text("extends: prince_william.yaml\nname: Mine\n", encoding="utf-8")
    assert set(evidence(tmp_path / "mine.yaml").values()) == {("not rated", "")}


def test_the_project_s_file_is_known_whatever_its_comments_and_line_ends(tmp_path):
    text = (SCENARIOS / "prince_william.yaml").read_text(encoding="utf-8")
    path = tmp_path / "prince_william.yaml"
    path.write_bytes((text + "# A comment.\n").replace("\n", "\r\n").encode())
    assert evidence(path) == evidence(SCENARIOS / "prince_william.yaml")


@pytest.fixture(scope="module")
def stated():
    return evidence_of(
        {
            "jails.county.bookings_per_year": {"value": 9500, "source": "Annual report", "why": "all charges"},
            "jails.county.foreign_born": {"value": 0.12, "low": 0.1, "high": 0.2, "why": "assumption: a guess"},
            "jails.county.removable": {"by_charge": {"felony": {"value": 0.5, "why": "a hunch"}}, "otherwise": 0.4},
            "jails.county.screening.teams.deputies.shifts": [
                {"officers": 1, "hours": "00:00-24:00", "source": "Roster"}
            ],
            "charges.felony.stay_hours": {"gamma": {"mean": 40, "sd": 60}, "source": "Jail's own list"},
        }
    )


def evidence_of(changes):
    (table,) = assumptions(record(small(changes))).folded
    data = table.data.set_axis(["path", "meaning", "value", "range", "unit", "strength", "why"], axis=1)
    return data.set_index("path")[["value", "range", "strength", "why"]]


@pytest.mark.parametrize(
    ("path", "value", "strength", "why"),
    [
        ("jails.county.bookings_per_year", "9500", "stated in the file", "all charges; source: Annual report"),
        ("jails.county.foreign_born", "0.12", "assumption", "a guess"),
        ("jails.county.removable.by_charge.felony", "0.5", "assumption", "a hunch"),
        ("jails.county.removable.otherwise", "0.4", "not rated", ""),
        ("jails.county.screening.teams.deputies.shifts.0.officers", "1", "stated in the file", "source: Roster"),
        ("charges.felony.stay_hours.gamma.sd", "60", "stated in the file", "source: Jail's own list"),
        ("jails.county.on_record", "0.6", "not rated", ""),
    ],
)
def test_what_the_file_says_of_a_value_is_told(stated, path, value, strength, why):
    assert tuple(stated.loc[path, ["value", "strength", "why"]]) == (value, strength, why)


def test_what_the_file_says_is_no_input_of_its_own(stated):
    assert not [path for path in stated.index if path.endswith((".source", ".why"))]


def test_strengths_are_counted_in_a_sentence():
    changes = {
        "jails.county.foreign_born": {"value": 0.1, "why": "x"},
        "jails.county.recorded": {"value": 1, "source": "y"},
    }
    said = assumptions(record(small(changes))).sentences[0]
    assert "1 stated in the file, 1 assumption and" in said


def test_scenarios_do_not_differ_by_where_their_values_come_from():
    one = small({"name": "one", "jails.county.foreign_born": {"value": 0.3, "source": "Census"}})
    (table,) = assumptions(record(one, small({"name": "other"}))).tables
    assert table.data.empty


def test_a_value_of_several_places_is_as_sure_as_the_weakest():
    jail = small_data()["jails"]["county"]
    jails = {name: {**jail, "recorded": {"value": 0.9, "source": name}} for name in ("a", "b")}
    found = evidence_of({"jails": jails}).loc["jails.*.recorded"]
    assert tuple(found)[2:] == ("stated in the file", "2 different, by place: see run.json")
    jails["b"]["recorded"] = 0.9
    assert evidence_of({"jails": jails}).loc["jails.*.recorded", "strength"] == "not rated"
    jails["a"]["foreign_born"] = jails["b"]["foreign_born"] = {"value": 0.2, "why": "both"}
    assert tuple(evidence_of({"jails": jails}).loc["jails.*.foreign_born"])[2:] == ("assumption", "both")


def test_weak_inputs_are_those_with_a_range_and_no_source():
    ranged = {"value": 0.3, "low": 0.2, "high": 0.4}
    changes = {
        "jails.county.foreign_born": {**ranged, "source": "Census"},
        "jails.county.fingerprinted": ranged,
        "jails.county.recorded": {"by_charge": {"felony": ranged}, "otherwise": {**ranged, "why": "x"}},
        "jails.county.match_hours": {"gamma": {"mean": {"value": 4, "low": 1, "high": 9}, "sd": 4}},
    }
    assert set(weak_inputs(record(small(changes)))) == {"share recorded", "share fingerprinted", "match hours"}
