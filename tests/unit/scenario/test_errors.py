"""Problems: all are kept, some of each kind are told, and nothing that a terminal would obey is printed."""

from __future__ import annotations

import pickle

import pytest

from sim.scenario.errors import Origin, Problem, ScenarioError
from sim.scenario.files.reader import load_scenario
from tests.support import small_data, write_yaml


def told(*problems):
    return str(ScenarioError(problems)).split("\n")


@pytest.mark.parametrize(
    "message",
    [
        "must be at most 1, but is {0}",
        "unknown charge 'misdemeanour {0}'; did you mean 'misdemeanor'? (allowed: misdemeanor, felony)",
        "is given twice, first in jails.csv:{0}; keep one",
        'must be two times of day such as "08:00-17:00", but is "{0}"',
        "must name exactly one distribution, but has the keys gamma, weibull{0}",
    ],
)
def test_of_many_problems_alike_ten_are_told_and_the_others_counted(message):
    problems = [
        Problem(Origin("a.csv", each), f"jails.j{each}.on_record", message.format(each)) for each in range(2010)
    ]
    assert told(*problems) == [*map(str, problems[:10]), "and 2,000 more like the one before"]
    assert ScenarioError(problems).problems == tuple(problems)


def test_problems_of_other_kinds_are_told_between_them():
    problems = [Problem(Origin("a.yaml", line), "x", "must be a number, but is 'a'") for line in range(20)]
    other = [Problem(Origin("a.yaml", 12), "y", "must be text, but is 1"), Problem(Origin("b.yaml", 1), "x", "is bad")]
    lines = told(*problems[:12], other[0], *problems[12:], other[1])
    assert lines == [*map(str, problems[:10]), "and 10 more like the one before", *map(str, other)]


def test_ten_of_a_kind_are_all_told():
    problems = [Problem(Origin("a.yaml", line), "x", f"must be a number, but is {line}") for line in range(10)]
    assert told(*problems) == [str(problem) for problem in problems]


def test_settings_of_many_points_are_one_kind():
    problems = [Problem(Origin(f"--set x={each}"), "x", f"must be at most 1, but is {each}") for each in range(30)]
    assert len(told(*problems)) == 11


def test_very_many_kinds_are_counted():
    problems = [Problem(Origin("a.yaml", line), "x", "abc" * line) for line in range(1, 401)]
    assert len(told(*problems)) == 201
    assert told(*problems)[-1] == "and more of 400 kinds, 400 in all"


def test_what_a_terminal_would_obey_is_spelt_and_what_is_long_is_cut():
    assert str(Problem(Origin("a\x1b[2J.yaml", 1), "x\ud800", "is \x9b31m\r")) == (
        r"a\x1b[2J.yaml:1: x\ud800: is \x9b31m\r"
    )
    assert len(str(Problem(Origin("a.yaml", 1), "x", "y" * 10**6))) < 2100


def test_an_error_travels_whole():
    error = ScenarioError([Problem(Origin("a.yaml", line), "x", "is bad") for line in range(30)])
    assert pickle.loads(pickle.dumps(error)).problems == error.problems


def test_thousands_of_unknown_keys_are_told_in_a_few_lines(tmp_path):
    data = small_data({f"jails.county.key_{number}": 1 for number in range(3000)})
    with pytest.raises(ScenarioError) as caught:
        load_scenario(write_yaml(tmp_path / "many.yaml", data))
    assert len(caught.value.problems) == 3000
    assert len(str(caught.value)) < 20_000
    assert str(caught.value).endswith("and 2,990 more like the one before")
