"""Answers of the page: the numbers of the command line, refined, superseded, and of the files as they are now."""

from __future__ import annotations

import json
import os
import shlex
import threading

import pytest

from sim.explore.answering import Explorer, SupersededError
from sim.explore.state import Asked, State
from sim.scenario.errors import ScenarioError
from tests.commands import run_here
from tests.support import small_data, write_yaml

RANGED = {
    "days": 20,
    "jails.county.hold_hours": 48,
    "jails.county.removable": {"value": 0.5, "low": 0.2, "high": 0.9},
    "costs": {"officer_hour": 60},
}
ENDED = State((1, 1), ("2:name=Yours", "2:jails.county.screening=null"))


@pytest.fixture
def path(tmp_path):
    return write_yaml(tmp_path / "base.yaml", small_data(RANGED))


def change(path, data):
    write_yaml(path, data)
    status = path.stat()
    # As if a second had gone by, whatever the clock of the disk.
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 10**9))


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        (ENDED, Asked(4)),
        (ENDED, Asked(2, unknowns=40)),
        (State((1, 1, 1), ("2:jails.county.hold_hours=2", "3:jails.county.screening=null")), Asked(2)),
        (State((1,), ("jails.*.hold_hours=2",)), Asked(2)),
    ],
    ids=["two", "unknowns", "three", "one"],
)
def test_the_command_makes_the_same_numbers_to_the_digit(path, state, asked):
    told = Explorer([path]).answer(state, asked).plain()
    words = shlex.split(told["command"])
    done = run_here([*words[1:], "--format", "json", "--out", str(path.parent / "out")], path.parent)
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert printed["tables"] == told["tables"]
    assert printed["notes"] == told["notes"]


def test_more_replications_go_on_from_fewer(path):
    explorer = Explorer([path])
    explorer.answer(ENDED, Asked(3))
    counted = []
    explorer.answer(ENDED, Asked(10), lambda: counted.append(explorer.progress) or True)
    assert (3, 10) in counted or all(done >= 3 for done, wanted in counted if wanted == 10 and done)
    assert Explorer([path]).answer(ENDED, Asked(10)).plain() == explorer.answer(ENDED, Asked(10)).plain()


def test_the_same_is_not_run_again(path):
    explorer = Explorer([path])
    assert explorer.answer(ENDED, Asked(2)) is explorer.answer(ENDED, Asked(2))


def test_what_is_superseded_stops_between_tasks_and_leaves_nothing_locked(path):
    explorer = Explorer([path])
    asks = iter([True, True])
    with pytest.raises(SupersededError):
        explorer.answer(ENDED, Asked(30), lambda: next(asks, False))
    assert explorer.answer(ENDED, Asked(2)).asked == Asked(2)


def test_making_the_points_of_what_is_unknown_stops_too(path):
    explorer = Explorer([path])
    asks = iter([True] * 5)
    with pytest.raises(SupersededError):
        explorer.answer(ENDED, Asked(2, unknowns=1000), lambda: next(asks, False))


def test_at_its_end_it_lets_go_of_what_is_run(path):
    explorer = Explorer([path])
    explorer.end()
    with pytest.raises(SupersededError):
        explorer.answer(ENDED, Asked(2))


def test_one_turn_supersedes_those_of_the_same_asker_alone():
    explorer = Explorer.__new__(Explorer)
    explorer._turns = {}
    first, other, second = explorer.turn("a"), explorer.turn("b"), explorer.turn("a")
    assert not explorer.is_latest("a", first)
    assert explorer.is_latest("a", second)
    assert explorer.is_latest("b", other)


class TestFilesThatChange:
    def test_a_change_is_taken(self, path):
        explorer = Explorer([path])
        before = explorer.answer(ENDED, Asked(2)).plain()
        change(path, small_data({**RANGED, "jails.county.bookings_per_year": 12_000}))
        assert explorer.look() == (2, "")
        assert explorer.look() == (2, "")
        assert explorer.answer(ENDED, Asked(2)).plain()["tables"] != before["tables"]

    def test_so_is_one_of_a_file_that_it_extends(self, path, tmp_path):
        over = tmp_path / "over.yaml"
        over.write_text("extends: base.yaml\nname: Over\n")
        explorer = Explorer([over])
        change(path, small_data({**RANGED, "days": 21}))
        assert explorer.look() == (2, "")
        assert explorer.files[0].days == 21

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("name: [", "base.yaml:1: is not YAML"),
            ("", "base.yaml: is empty"),
            ("extends: nothing.yaml", "base.yaml:1: extends: no such file"),
            (None, "base.yaml: no such file"),
        ],
    )
    def test_a_file_that_is_wrong_now_is_told_until_it_is_mended(self, path, text, told):
        explorer = Explorer([path])
        if text is None:
            path.unlink()
        else:
            path.write_text(text)
        version, wrong = explorer.look()
        assert version == 1
        assert told in wrong
        assert explorer.look()[1] == wrong
        with pytest.raises(ScenarioError, match=r"base\.yaml"):
            explorer.refresh()
        change(path, small_data({**RANGED, "days": 21}))
        assert explorer.look() == (2, "")

    def test_files_that_cannot_be_compared_any_more_are_told(self, path, tmp_path):
        other = write_yaml(tmp_path / "other.yaml", small_data({**RANGED, "name": "Other"}))
        explorer = Explorer([path, other])
        change(other, small_data({**RANGED, "name": "Other", "seed": 9}))
        assert "differ in seed (1 against 9)" in explorer.look()[1]
        with pytest.raises(ValueError, match="differ in seed"):
            explorer.refresh()

    def test_nobody_looks_while_something_is_run(self, path):
        explorer = Explorer([path])
        found = []
        with explorer.drawing():
            path.write_text("name: [")
            thread = threading.Thread(target=lambda: found.append(explorer.look()))
            thread.start()
            thread.join(20)
        assert found == [(1, "")]


class TestWhatIsOpened:
    def test_more_files_than_policies(self, path):
        with pytest.raises(ValueError, match="4 scenario files are too many for the page; give one to 3"):
            Explorer([path] * 4)

    def test_settings_are_part_of_where_it_begins(self, path):
        explorer = Explorer([path], ["jails.*.hold_hours=7", "2:jails.*.hold_hours=9"])
        jails = [each.resolved["jails"]["county"] for each in explorer.scenarios(explorer.start)]
        assert [each["hold_hours"] for each in jails] == [7, 9]

    def test_wrong_settings_are_told_at_once(self, path):
        with pytest.raises(ScenarioError, match="must be at least 0"):
            Explorer([path], ["jails.county.hold_hours=-1"])
