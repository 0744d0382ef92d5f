"""The counties of a network: who has an agreement when, what switches it, and that its numbers are those of compare."""

from __future__ import annotations

import json
import shlex

import pytest

from sim.explore.agreements import when_in_force
from sim.explore.answering import Answer, Explorer
from sim.explore.keeping import saved
from sim.explore.network import network_of
from sim.explore.state import Asked, State
from sim.scenario.files.reader import load_scenario
from sim.study import replicate
from tests.commands import run_here
from tests.support import small_data, write_yaml
from tests.unit.explore.networks import JAILS, write_network

FEW = Asked(2)


@pytest.fixture(scope="module")
def explorer(tmp_path_factory):
    return Explorer(write_network(tmp_path_factory.mktemp("network")))


def told_of(explorer: Explorer, answer: Answer):
    told = network_of(answer, explorer.files, explorer.opened(answer.state.files[-1]))
    return told, {county["jail"]: county for county in told["counties"]}


@pytest.fixture(scope="module")
def start(explorer):
    return told_of(explorer, explorer.answer(explorer.start, FEW))


def set_of(policy: int, settings):
    return tuple(f"{policy}:{path}={value}" for path, value in settings.items())


def test_counties_are_told_by_name_with_when_each_policy_has_an_agreement(start):
    _, counties = start
    assert {jail: (county["name"], county["code"], county["when"]) for jail, county in counties.items()} == {
        "va_one": ("One County", "VA", ("throughout", "throughout")),
        "va_two": ("Two County", "VA", ("throughout", "until 20 Jul 2019")),
        "va_three": ("Three County", "VA", ("", "")),
        "tx_ice": ("Ice County", "TX", ("throughout", "until 15 Jul 2019")),
        "tx_joins": ("Joins County", "TX", ("", "from 10 Jul 2019")),
    }
    assert [counties[jail]["screens"] for jail in ("va_two", "va_three", "tx_joins")] == [
        (True, True),
        (False, False),
        (False, True),
    ]


def test_officers_of_ice_are_told_apart(start):
    _, counties = start
    assert counties["tx_ice"]["stay"] == ("ICE officers from 16 Jul 2019",) * 2
    assert counties["va_one"]["stay"] == ("", "")


def test_every_way_is_what_its_settings_make_and_touches_no_other_jail(explorer, start):
    _, counties = start
    before = explorer.file(2)
    for jail, county in counties.items():
        words = [way["words"] for way in county["on"]]
        assert len(set(words)) == len(words)
        for way in (county["off"], *county["on"]):
            after = explorer.scenarios(State((1, 2), set_of(2, way["settings"])))[1]
            told = when_in_force(after.jails[jail], after) or "no agreement"
            assert told == way["words"], way
            assert {name for name in JAILS if after.jails[name] != before.jails[name]} <= {jail}
            if jail == "tx_ice":
                assert "ice_officers" in after.jails[jail].screening.teams


def test_what_a_file_says_needs_no_setting(start):
    _, counties = start
    assert [dict(counties["va_two"]["on"][0]["settings"]), dict(counties["va_three"]["off"]["settings"])] == [{}, {}]
    assert [way["words"] for way in counties["va_two"]["on"]] == ["until 20 Jul 2019", "throughout"]
    assert [way["words"] for way in counties["va_three"]["on"]] == ["throughout"]


def test_of_a_file_without_an_agreement_it_is_as_another_file_has_it(explorer):
    _, counties = told_of(explorer, explorer.answer(State((2, 1)), FEW))
    assert [way["words"] for way in counties["tx_joins"]["on"]] == ["from 10 Jul 2019", "throughout"]
    for way in counties["tx_joins"]["on"]:
        after = explorer.scenarios(State((2, 1), set_of(2, way["settings"])))[1]
        assert when_in_force(after.jails["tx_joins"], after) == way["words"]
        assert after.jails["tx_joins"].screening.teams["deputies"].under_agreement


def test_a_switched_county_has_the_numbers_that_the_command_gives(explorer, start):
    _, before = start
    settings = [*set_of(2, before["va_one"]["off"]["settings"]), *set_of(2, before["va_two"]["on"][1]["settings"])]
    answer = explorer.answer(State((1, 2), tuple(settings)), FEW)
    _, counties = told_of(explorer, answer)
    assert counties["va_one"]["difference"]["high"] < 0
    assert counties["va_two"]["flagged"][0] == counties["va_two"]["flagged"][1] > 0
    done = run_here([*shlex.split(answer.command)[1:], "--format", "json"], explorer.paths[0].parent)
    found, told = json.loads(done.stdout), answer.plain()
    assert found["tables"]
    assert (found["tables"], found["notes"]) == (told["tables"], told["notes"])
    rows = answer.results["comparison"].query("measure == 'flagged'").set_index("jail")
    assert counties["va_one"]["difference"]["mean"] == rows.loc["va_one", "difference"]
    assert counties["va_one"]["flagged"] == tuple(rows.loc["va_one", ["base_mean", "other_mean"]])


def test_only_the_field_office_of_a_switched_county_is_run_again(explorer, start, monkeypatch):
    ran = []
    run = replicate.replicate_parts
    monkeypatch.setattr(
        replicate, "replicate_parts", lambda *given, **more: ran.append(given[2]) or run(*given, **more)
    )
    _, counties = start
    explorer.answer(State((1, 2), set_of(2, counties["tx_joins"]["off"]["settings"])), FEW)
    assert set(ran) == {("south",)}


def test_states_have_their_differences_and_tiles(start):
    told, _ = start
    states = {state["state"]: state for state in told["states"]}
    assert set(states) == {"Virginia", "Texas", "Maryland"}
    assert states["Virginia"]["people"]["mean"] == pytest.approx(
        sum(county["difference"]["mean"] for county in told["counties"] if county["code"] == "VA")
    )
    assert (states["Texas"]["code"], states["Texas"]["row"]) == ("TX", 7)
    assert states["Maryland"]["rate"]["mean"] == 0
    assert len(told["tiles"]) == 51
    json.dumps(told)


def test_levels_are_told_with_where_their_draws_lie_and_intervals_are_of_replications(explorer, start):
    told, counties = start
    level = counties["va_one"]["levels"]
    draws = [explorer.file(1).levels_taken("va_one", [draw]).per_year.mean() for draw in range(12)]
    assert level["mean"] == pytest.approx(sum(draws) / len(draws))
    assert min(draws) <= level["low"] < level["mean"] < level["high"] <= max(draws)
    assert "draws of county levels" in told["interval"]
    mean = explorer.answer(State((1, 2), ("levels=mean",)), FEW)
    told, counties = told_of(explorer, mean)
    assert "chance alone" in told["interval"]
    assert counties["va_one"]["levels"] == {"mean": pytest.approx(level["mean"]), "low": None, "high": None}


def test_of_one_file_alone_all_agreements_end_and_ice_stays(explorer):
    alone = Explorer([explorer.paths[1]])
    first, yours = alone.scenarios(alone.start)
    assert when_in_force(first.jails["va_one"], first)
    assert not any(when_in_force(jail, yours) for jail in yours.jails.values())
    assert list(yours.jails["tx_ice"].screening.teams) == ["ice_officers"]


def test_switches_are_saved(explorer, start):
    _, counties = start
    ways = (
        counties["va_one"]["off"],
        counties["va_two"]["on"][1],
        counties["va_three"]["on"][0],
        counties["tx_ice"]["on"][1],
    )
    settings = [each for way in ways for each in set_of(2, way["settings"])]
    policy = explorer.scenarios(State((1, 2), tuple(settings)))[1]
    path = explorer.paths[1]
    kept = path.with_name("kept.yaml")
    kept.write_text(saved(path, explorer.file(2), policy))
    assert load_scenario(kept).content_hash == policy.content_hash
    again = Explorer([path, kept])
    assert when_in_force(again.file(2).jails["tx_ice"], policy) == "throughout"


def test_without_files_of_jails_a_county_is_switched_by_its_whole_screening(tmp_path):
    county = small_data()["jails"]["county"]
    quiet = {key: value for key, value in county.items() if key != "screening"}
    jails = {"jails": {"one": county, "two": quiet, "three": quiet}, "days": 5, "warmup_days": 1, "cooldown_days": 0}
    base = write_yaml(tmp_path / "base.yaml", small_data(jails))
    other = write_yaml(
        tmp_path / "other.yaml", {"extends": "base.yaml", "jails": {"one": {"screening": None}, "two": county}}
    )
    explorer = Explorer([base, other])
    _, counties = told_of(explorer, explorer.answer(explorer.start, FEW))
    assert {jail: each["when"] for jail, each in counties.items()} == {
        "one": ("throughout", ""),
        "two": ("", "throughout"),
    }
    (way,) = counties["one"]["on"]
    after = explorer.scenarios(State((1, 2), set_of(2, way["settings"])))[1]
    assert after.jails["one"] == explorer.file(1).jails["one"]
