"""What can be moved: from the schema, with the range and the evidence of what the files say."""

from __future__ import annotations

import pytest

from sim.explore.answering import Explorer
from sim.explore.inputs import Topic, limits_of
from sim.explore.state import State
from sim.scenario.files.reader import ScenarioSource
from tests.support import small_data, write_yaml

RANGED = {"value": 0.5, "low": 0.2, "high": 0.9, "source": "counted in 2019"}
DATA = {
    "days": 20,
    "jails.county.removable": RANGED,
    "jails.county.honoured": {"by_charge": {"felony": 1.0}, "otherwise": 0.5},
    "costs": {"officer_hour": 60},
}


@pytest.fixture
def explorer(tmp_path):
    return Explorer([write_yaml(tmp_path / "base.yaml", small_data(DATA))])


def told(explorer, *settings, files=(1, 1)):
    return explorer.inputs(State(files, settings))


def by_path(inputs):
    return {each.path: each for each in inputs.inputs}


def test_every_input_is_a_setting_that_the_scenario_takes(explorer):
    source = ScenarioSource(explorer.paths[0])
    for each in told(explorer).inputs:
        value = each.choices[-1] if each.choices else each.high
        text = str(value).lower() if isinstance(value, bool) else int(value) if each.is_whole else value
        source.scenario(f"{each.path}={text}")


def test_every_input_has_a_name_a_meaning_a_unit_and_a_slider_that_holds_its_value(explorer):
    inputs = told(explorer).inputs
    assert len({each.name for each in inputs}) == len(inputs)
    for each in inputs:
        assert each.name
        assert each.meaning
        assert each.unit
        if not each.choices:
            assert each.low < each.high
            assert 0 < each.step <= each.high - each.low
            assert all(value is None or each.low <= value <= each.high for value in each.values)


def test_what_is_moved_keeps_its_range_its_topic_and_its_evidence(explorer):
    path = "jails.county.removable"
    before = by_path(told(explorer))[path]
    after = by_path(told(explorer, f"{path}=0.6"))[path]
    assert after.values == (0.6, 0.6)
    assert (before.low, before.high, before.topic) == (0.2, 0.9, Topic.UNKNOWN)
    assert before.why == "source: counted in 2019"
    for kept in ("low", "high", "step", "topic", "has_range", "strength", "why"):
        assert getattr(after, kept) == getattr(before, kept)


def test_a_slider_does_not_grow_while_it_is_moved(explorer):
    path = "jails.county.hold_hours"
    before = by_path(told(explorer))[path]
    assert by_path(told(explorer, f"2:{path}={before.high}"))[path].high == before.high
    assert by_path(told(explorer, f"2:{path}=500"))[path].high == 500


def test_what_need_not_be_decided_can_be(explorer):
    path = "jails.county.notice_hours"
    before = by_path(told(explorer))[path]
    assert (before.values, before.may_be_given) == ((None, None), True)
    after = by_path(told(explorer, f"2:{path}=5"))[path]
    assert after.values == (None, 5)
    assert (after.low, after.high, after.topic) == (before.low, before.high, before.topic)


def test_decisions_are_of_one_policy_and_facts_of_all(explorer):
    decided = {path for path, each in by_path(told(explorer)).items() if each.is_decision}
    assert {"jails.county.hold_hours", "jails.county.honoured.otherwise", "field_offices.city.seats"} <= decided
    assert "jails.county.removable" not in decided
    assert "costs.officer_hour" not in decided


def test_nothing_is_moved_that_would_make_other_people_or_that_adds_up_to_one(explorer):
    paths = by_path(told(explorer)).keys()
    assert paths.isdisjoint({"days", "seed", "replications", "warmup_days"})
    assert not any(path.startswith("charges") and path.endswith("share") for path in paths)


def test_shifts_are_painted_and_not_moved_one_by_one(explorer):
    inputs = told(explorer)
    weeks = {each.path: each for each in inputs.weeks}
    deputies = weeks["jails.county.screening.teams.deputies.shifts"]
    assert deputies.counts == ([1] * 168, [1] * 168)
    assert not any(".shifts." in each.path for each in inputs.inputs)


def test_shifts_that_hours_do_not_tell_are_moved_one_by_one(tmp_path):
    shifts = [{"officers": 2, "hours": "08:30-17:00"}]
    path = write_yaml(tmp_path / "half.yaml", small_data({"jails.county.screening.teams.deputies.shifts": shifts}))
    inputs = told(Explorer([path]))
    officers = by_path(inputs)["jails.county.screening.teams.deputies.shifts.0.officers"]
    assert (officers.values, officers.is_whole, officers.topic) == ((2, 2), True, Topic.DUTY)


def test_a_switch_knows_how_screening_comes_back(tmp_path):
    base = write_yaml(tmp_path / "base.yaml", small_data({"days": 20, "jails.county.agreement_until": "2019-12-01"}))
    ended = tmp_path / "ended.yaml"
    ended.write_text("extends: base.yaml\njails: {county: {agreement_until: null, agreement: no}}\n")
    explorer = Explorer([base, ended])
    [switch] = told(explorer, files=(1, 2)).switches
    assert switch.values == (True, False)
    assert switch.on[0] is None
    [switch] = told(explorer, f"2:{switch.path}={switch.on[1]}", files=(1, 2)).switches
    assert switch.values == (True, True)


@pytest.mark.parametrize("keys", [{}, {"agreement": "yes"}, {"agreement_from": "2019-01-01"}])
def test_of_one_file_the_page_begins_with_nobody_who_screens(tmp_path, keys):
    changes = {f"jails.county.{key}": value for key, value in keys.items()}
    explorer = Explorer([write_yaml(tmp_path / "base.yaml", small_data({"days": 20, **changes}))])
    assert [each.jails["county"].screening is None for each in explorer.scenarios(explorer.start)] == [False, True]


@pytest.mark.parametrize(
    ("path", "limits"),
    [
        ("jails.county.fingerprinted", (0, 1, False)),
        ("field_offices.city.seats", (1, 1_000_000, True)),
        ("jails.county.match_hours.gamma.mean", (1e-6, 1_000_000, False)),
        ("jails.county.screening.teams.deputies.shifts.0.officers", (0, 1_000_000, True)),
        ("nothing.of.the.kind", (None, None, False)),
    ],
)
def test_limits_are_those_of_the_schema(path, limits):
    found = limits_of(path)
    assert (found.least, found.most, found.is_whole) == limits


def test_what_the_first_policy_says_of_all_charges_alike_is_shown_beside_a_decision(tmp_path):
    changes = {"days": 20, "jails.county.on_record": 0.4}
    base = write_yaml(tmp_path / "base.yaml", small_data(changes))
    other = tmp_path / "other.yaml"
    by_charge = "{by_charge: {felony: 1.0}, otherwise: 0.5}"
    other.write_text(
        f"extends: base.yaml\nname: B\njails: {{county: {{honoured: {by_charge}, on_record: {by_charge}}}}}\n"
    )
    found = by_path(told(Explorer([base, other]), files=(1, 2)))
    assert found["jails.county.honoured.otherwise"].values == (1.0, 0.5)
    # A fact is moved in every policy that has it, so it must be there.
    assert found["jails.county.on_record.otherwise"].values == (None, 0.5)


def other(jails=("county",), office="city"):
    data = small_data({"days": 20, "name": "Other"})
    county = {**data["jails"]["county"], "field_office": office}
    return {**data, "jails": dict.fromkeys(jails, county), "field_offices": {office: data["field_offices"]["city"]}}


@pytest.mark.parametrize(
    "data", [other(["town"]), other(["county", "town"]), other(office="elsewhere")], ids=["jail", "jails", "office"]
)
@pytest.mark.parametrize("files", [(1, 2), (2, 1)])
def test_policies_may_have_other_jails_and_offices(tmp_path, data, files):
    base = write_yaml(tmp_path / "base.yaml", small_data({"days": 20}))
    explorer = Explorer([base, write_yaml(tmp_path / "other.yaml", data)])
    inputs = told(explorer, files=files)
    yours = explorer.files[files[-1] - 1].resolved
    for each in inputs.inputs:
        if each.is_decision and each.values[-1] is not None:
            explorer.scenarios(State(files, (f"2:{each.path}={str(each.values[-1]).lower()}",)))
    weeks = [each.path.split(".") for each in inputs.weeks if each.counts[-1] is not None]
    assert {name for _, name, *_ in weeks} == {*yours["jails"], *yours["field_offices"]}
