"""A whole run measures everything that the page tells, and nothing missing keeps the page from being made."""

from __future__ import annotations

import json

import pytest

from benchmarks.__main__ import few_jobs, jobs
from benchmarks.aims import Aim, aims
from benchmarks.numbers import Job, Numbers
from benchmarks.page import page
from benchmarks.parts import PARTS

VALUES = ("bookings", "seconds", "peak_mib", "first_line_seconds", *PARTS)


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "numbers.json"


def test_a_whole_run_measures_all_that_the_page_tells(kept):
    kept.write_text(json.dumps({job.name: [dict.fromkeys(VALUES, 2.0)] for job in jobs()}))
    told = page(Numbers(kept), rounds=3)
    assert "not measured" not in told
    assert "| - " not in told
    assert " - s" not in told


def test_what_was_not_measured_is_told_as_such(kept):
    numbers = Numbers(kept)
    assert {each.verdict for each in aims(numbers)} == {"not measured"}
    assert page(numbers, rounds=1).count("not measured") == len(aims(numbers))


@pytest.mark.parametrize(
    ("aim", "verdict", "wanted"),
    [
        (Aim("fast", 2.0, least=2), "yes", "at least 2"),
        (Aim("fast", 1.9, least=2), "no", "at least 2"),
        (Aim("short", 1.5, most=1.5), "yes", "at most 1.5"),
        (Aim("short", 1.6, most=1.5), "no", "at most 1.5"),
    ],
)
def test_an_aim_is_reached_at_its_limit(aim, verdict, wanted):
    assert (aim.verdict, aim.wanted) == (verdict, wanted)


def test_a_measurement_is_kept_as_it_comes_and_one_that_fails_is_told(kept, capsys):
    numbers = Numbers(kept)
    numbers.measure(Job(("commands", "no such command")), 0)
    numbers.measure(Job(("commands", "validate")), 0)
    assert [*json.loads(kept.read_text())] == ["commands, no such command", "commands, validate"]
    assert numbers.median("seconds", "commands", "no such command") is None
    assert "KeyError: 'no such command'" in capsys.readouterr().err
    again = Numbers(kept)
    again.measure(Job(("commands", "validate")), 0)
    assert again.median("seconds", "commands", "validate") == numbers.median("seconds", "commands", "validate")
    assert not capsys.readouterr().err


def test_a_quick_pass_has_every_kind_of_measurement_that_is_short():
    kinds = {job.words[0] for job in few_jobs()}
    assert {job.words[0] for job in jobs()} - kinds == {"processes"}
