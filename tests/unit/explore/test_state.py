"""The address of the page as a state, and the command line that makes the same numbers."""

from __future__ import annotations

import shlex
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from sim.explore.state import Asked, State
from sim.scenario.errors import ScenarioError

START = State((1, 1), ("2:name=Yours",))


@pytest.mark.parametrize(
    "state",
    [
        START,
        State((1,)),
        State((2, 1, 2), ("jails.*.hold_hours=24", '3:name="A, b & c = d; é"', "2:jails.a.screening=null")),
    ],
)
def test_an_address_gives_its_state_again(state):
    assert State.of(parse_qs(state.address), START, 2) == state


def test_without_policies_it_is_where_the_page_begins():
    assert State.of({}, START, 1) is START
    assert State.of({"set": ["days=3"]}, START, 1) == State((1, 1), ("days=3",))


@pytest.mark.parametrize("policies", [["0"], ["3"], ["x"], [""], ["-1"], ["1"] * 4, ["²"]])
def test_a_policy_of_no_file_is_told(policies):
    with pytest.raises(ScenarioError, match=r"policy: .*at most 3, each the number of a scenario file from 1 to 2"):
        State.of({"policy": policies}, START, 2)


def test_a_setting_of_no_policy_is_told():
    with pytest.raises(ScenarioError, match="is of scenario 3; there are 2"):
        State((1, 1), ("3:days=3",)).own(1)


def test_settings_of_one_policy_are_its_own():
    state = State((1, 1), ("days=3", "2:seed=4", "1:seed=5"))
    assert (state.own(1), state.own(2)) == (("days=3", "seed=5"), ("days=3", "seed=4"))


def test_the_command_says_it_all():
    state = State((1, 2), ("2:name=A 'b'", "days=3"))
    words = shlex.split(state.command([Path("a b.yaml"), Path("c.yaml")], Asked(10, 60)))
    assert words == [
        *("lostleads", "compare", "a b.yaml", "c.yaml", "--set", "2:name=A 'b'", "--set", "days=3"),
        *("--unknowns", "60", "--replications", "10", "--engine", "staged"),
    ]
    assert shlex.split(State((1,)).command([Path("a.yaml")], Asked(3)))[:3] == ["lostleads", "run", "a.yaml"]
