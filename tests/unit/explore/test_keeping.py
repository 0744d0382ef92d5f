"""What is saved of the page: a file that, beside its base, says the policy again; and a report."""

from __future__ import annotations

import re
from html import escape

import pytest

from sim.explore.answering import Explorer
from sim.explore.inputs import inputs_of
from sim.explore.keeping import report_of, saved
from sim.explore.state import Asked, State
from sim.scenario.files.reader import ScenarioSource, load_scenario
from tests.support import SMALL, small_data, write_yaml

OTHER = {"extends": "base.yaml", "jails": {"county": {"screening": None}}}
SETTINGS = {
    "nothing": [],
    "a name": ["name=Mine"],
    "a number": ["jails.county.hold_hours=5"],
    "part of a distribution": ["jails.county.match_hours.gamma.mean=9"],
    "another distribution": ["jails.county.match_hours={exponential: {mean: 3}}"],
    "a number in the place of a range": ["jails.county.removable=0.4"],
    "a range": ["jails.county.removable={value: 0.4, low: 0.1, high: 0.6}"],
    "a value by charge": ["jails.county.on_record={by_charge: {felony: 0.9}, otherwise: 0.2}"],
    "a distribution by charge": [
        "jails.county.match_hours={by_charge: {felony: {exponential: {mean: 3}}}, otherwise: 2}"
    ],
    "no screening": ["jails.county.screening=null"],
    "no screening, and back": ["jails.county.screening=null", "jails.county.screening={whole}"],
    "shifts": ["jails.county.screening.teams.deputies.shifts=[{officers: 2, days: [mon], hours: '22:00-06:00'}]"],
    "nobody on duty": ["jails.county.screening.teams.deputies.shifts=[]", "field_offices.city.crews=[]"],
    "what was not given": ["jails.county.notice_hours=6", "field_offices.city.sought=0.5"],
}
BASES = {
    "plain": {"jails.county.match_hours": {"gamma": {"mean": 4, "sd": 2}}},
    "ranged": {
        "jails.county.removable": {"value": 0.5, "low": 0.2, "high": 0.9, "source": "counted"},
        "jails.county.match_hours": {"gamma": {"mean": 4, "sd": 2}},
        "jails.county.agreement_until": "2019-08-20",
    },
    "by charge": {
        "jails.county.on_record": {"by_charge": {"misdemeanor": 0.1}, "otherwise": 0.7},
        "jails.county.match_hours": {"gamma": {"mean": 4, "sd": 2}},
        "jails.county.agreement": "yes",
    },
    "without an agreement": {
        "jails.county.agreement": "no",
        "jails.county.match_hours": {"gamma": {"mean": 4, "sd": 2}},
    },
}


def said(scenario):
    return {key: value for key, value in scenario.resolved.items() if key != "source"}


def again(folder, path, policy):
    kept = folder / "kept.yaml"
    kept.write_text(saved(path, load_scenario(path), policy))
    return load_scenario(kept)


@pytest.mark.parametrize("base", BASES.values(), ids=BASES)
@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_what_is_saved_says_the_policy_again(tmp_path, base, settings):
    path = write_yaml(tmp_path / "base.yaml", small_data({"days": 20, **base}))
    screening = load_scenario(path).resolved["jails"]["county"].get("screening", SMALL["jails"]["county"]["screening"])
    policy = ScenarioSource(path).scenario(*(each.replace("{whole}", str(screening)) for each in settings))
    assert said(again(tmp_path, path, policy)) == said(policy)


def test_whatever_is_moved_is_saved(tmp_path):
    path = write_yaml(tmp_path / "base.yaml", small_data({"days": 20, **BASES["by charge"]}))
    base = load_scenario(path)
    moved = inputs_of([base], [base], [base]).inputs
    assert len(moved) > 15
    for each in moved:
        if each.choices:
            value = next(choice for choice in each.choices if choice != each.values[0])
        else:
            value = each.high if each.values[0] != each.high else each.low
            value = int(value) if each.is_whole else value
        text = str(value).lower() if isinstance(value, bool) else value
        policy = ScenarioSource(path).scenario(f"{each.path}={text}")
        assert said(policy) != said(base), each.path
        assert said(again(tmp_path, path, policy)) == said(policy), each.path


def test_a_file_of_jails_without_one_of_its_counties(tmp_path):
    data = small_data({"days": 20})
    defaults = data.pop("jails")["county"]
    (tmp_path / "jails.csv").write_text("jail,agreement_from,agreement_until\na,2019-01-01,\nb,,2019-07-20\nc,,\n")
    data |= {"jail_defaults": {**defaults, "agreement": "no"}, "jails_file": "jails.csv"}
    path = write_yaml(tmp_path / "network.yaml", data)
    screening = load_scenario(path).resolved["jails"]["a"]["screening"]
    for settings in (
        ["jails.a.screening=null", "jails.b.hold_hours=3"],
        [f"jails.c.screening={screening}"],
        ["jails.c=null"],
    ):
        policy = ScenarioSource(path).scenario(*settings)
        assert said(again(tmp_path, path, policy)) == said(policy)


def test_what_removes_is_written_out(tmp_path):
    path = write_yaml(tmp_path / "base.yaml", SMALL)
    text = saved(path, load_scenario(path), ScenarioSource(path).scenario("jails.county.screening=null", "name=Mine"))
    assert text.endswith("extends: base.yaml\nname: Mine\njails:\n  county:\n    screening: null\n")


def test_a_report_is_a_page_that_asks_for_nothing(tmp_path):
    path = write_yaml(tmp_path / "base.yaml", small_data({"days": 20}))
    answer = Explorer([path]).answer(State((1, 1), ("2:jails.county.screening=null",)), Asked(2))
    page = report_of(answer)
    assert page.startswith("<!doctype html>")
    assert escape(answer.first.answers[0]) in page
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page)
