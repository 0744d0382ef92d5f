"""Finished tasks are kept whole or not at all, and found again."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sim.study.store import Parts

KEPT = {
    "weeks": (np.arange(6).reshape(2, 3), np.zeros((0, 4), dtype=np.int64)),
    "nothing": (),
    "bookings": (np.frombuffer(b"parquet", dtype=np.uint8),),
}
SOME = {"weeks": KEPT["weeks"][:1]}


def same(ones, others):
    assert list(ones) == list(others)
    for name, arrays_here in ones.items():
        assert isinstance(arrays_here, tuple)
        for one, other in zip(arrays_here, others[name], strict=True):
            assert one.dtype == other.dtype
            np.testing.assert_array_equal(one, other)


def test_what_is_kept_is_found_again_by_whoever_looks_there(tmp_path):
    parts = Parts(tmp_path / "out")
    parts.save({"a": KEPT, "b": SOME})
    again = Parts(tmp_path / "out")
    assert (again.has("a"), again.has("b"), again.has("c")) == (True, True, False)
    assert len(again) == 2
    same(again.load("a"), KEPT)
    same(again.load("b"), SOME)
    with pytest.raises(KeyError):
        again.load("c")


@settings(max_examples=20)
@given(st.lists(arrays.arrays(np.int64, arrays.array_shapes(min_dims=1, max_dims=3, min_side=0)), max_size=4))
def test_arrays_of_any_shape_come_back(tmp_path_factory, given_arrays):
    parts = Parts(tmp_path_factory.mktemp("parts") / "out")
    parts.save({"a": {"some": tuple(given_arrays)}})
    same(parts.load("a"), {"some": tuple(given_arrays)})
    parts.discard()


def test_nothing_is_written_before_something_is_kept(tmp_path):
    parts = Parts(tmp_path / "out")
    assert not parts.has("a")
    assert len(parts) == 0
    parts.save({})
    parts.discard()
    assert list(tmp_path.iterdir()) == []


def test_folders_made_for_discarded_parts_are_gone_unless_they_hold_something_else(tmp_path):
    for name, left in (("a", []), ("b", ["b", "b/mine.txt"])):
        parts = Parts(tmp_path / name / "deep" / "out")
        parts.save({"key": KEPT})
        for path in left[1:]:
            (tmp_path / path).write_text("mine")
        parts.close()
        assert parts.has("key")
        parts.discard()
        assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == left


def test_discarded_parts_are_gone(tmp_path):
    parts = Parts(tmp_path / "out")
    parts.save({"a": KEPT})
    assert parts.folder.name == "out.unfinished"
    parts.discard()
    assert list(tmp_path.iterdir()) == []
    assert not parts.has("a")


def test_what_was_kept_outlives_a_killed_process(tmp_path):
    script = """
import os, signal, sys
from pathlib import Path
import numpy as np
from sim.study.store import Parts
parts = Parts(Path(sys.argv[1]))
for number in range(50):
    parts.save({str(number): {"full": (np.full(1000, number),)}})
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", script, tmp_path / "out"], env=os.environ, check=False)
    assert done.returncode == -signal.SIGKILL
    parts = Parts(tmp_path / "out")
    assert len(parts) == 50
    same(parts.load("49"), {"full": (np.full(1000, 49),)})


def test_results_that_cannot_all_be_kept_are_not_kept_at_all(tmp_path):
    parts = Parts(tmp_path / "out")
    with pytest.raises(ValueError, match="allow_pickle"):
        parts.save({"a": KEPT, "b": {"objects": (np.array([object()]),)}})
    assert len(parts) == 0


@pytest.fixture
def kept(tmp_path):
    """Three tasks, kept, with the file that holds them."""
    parts = Parts(tmp_path / "out")
    parts.save({"a": KEPT, "b": SOME, "c": {"long": (np.arange(3000),)}})
    parts.close()
    return parts.folder / "tasks.sqlite"


def usable_again(folder, wanted):
    """Look for tasks as a study does, run again those that are not there, and read all; give what was told."""
    told = []
    parts = Parts(folder / "out", told.append)
    parts.save({key: arrays for key, arrays in wanted.items() if not parts.has(key)})
    for key, arrays_wanted in wanted.items():
        same(parts.load(key), arrays_wanted)
    parts.close()
    return told


WANTED = {"a": KEPT, "b": SOME, "c": {"long": (np.arange(3000),)}}


def test_undamaged_tasks_are_found_without_a_word(kept, tmp_path):
    assert usable_again(tmp_path, WANTED) == []


def test_whatever_bit_is_flipped_no_other_number_is_read_and_the_study_goes_on(kept, tmp_path):
    whole = kept.read_bytes()
    draw = random.Random(0)
    header, anywhere = range(100 * 8), range(len(whole) * 8)
    told = 0
    for bit in [*draw.sample(header, 40), *draw.sample(anywhere, 110)]:
        damaged = bytearray(whole)
        damaged[bit // 8] ^= 1 << bit % 8
        kept.write_bytes(damaged)
        told += len(usable_again(tmp_path, WANTED))
    assert told > 50


@pytest.mark.parametrize("damage", [lambda _: b"no database" * 500, lambda whole: whole[: len(whole) // 2]])
def test_a_file_that_is_damaged_as_a_whole_starts_afresh_and_is_told(kept, tmp_path, damage):
    kept.write_bytes(damage(kept.read_bytes()))
    assert usable_again(tmp_path, WANTED) == [f"Finished tasks kept in {kept} are damaged; they are run again."]
    assert usable_again(tmp_path, WANTED) == []


def test_one_damaged_task_is_not_there_any_more_and_the_others_are(kept, tmp_path):
    with sqlite3.connect(kept) as database:
        (entry,) = database.execute("SELECT entry FROM task WHERE key = 'b'").fetchone()
        database.execute("UPDATE task SET entry = ? WHERE key = 'b'", (entry[:-1] + b"\x07",))
    database.close()
    told = []
    parts = Parts(tmp_path / "out", told.append)
    assert [parts.has(key) for key in "abc"] == [True, False, True]
    assert len(parts) == 2
    assert told == [f"Finished tasks kept in {kept} are damaged; they are run again."]


def test_a_task_kept_under_the_name_of_another_is_not_that_one(kept, tmp_path):
    with sqlite3.connect(kept) as database:
        database.execute("DELETE FROM task WHERE key = 'a'")
        database.execute("UPDATE task SET key = 'a' WHERE key = 'b'")
    database.close()
    assert not Parts(tmp_path / "out").has("a")


def test_on_a_full_disk_the_file_is_named_and_what_was_kept_stays(tmp_path):
    parts = Parts(tmp_path / "out")
    parts.save({"a": KEPT})
    parts._database.execute(f"PRAGMA max_page_count = {parts._database.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(OSError, match="no space left on the disk") as told:
        parts.save({"b": SOME, "c": {"long": (np.arange(30_000),)}})
    assert told.value.filename == str(parts.folder / "tasks.sqlite")
    assert (parts.has("a"), parts.has("b"), parts.has("c")) == (True, False, False)
    parts.close()
    parts.save({"b": SOME})
    assert len(parts) == 2


def test_what_cannot_be_opened_is_told_and_left(tmp_path):
    (tmp_path / "out.unfinished" / "tasks.sqlite").mkdir(parents=True)
    with pytest.raises(OSError, match="cannot be opened"):
        Parts(tmp_path / "out").save({"a": KEPT})
    assert (tmp_path / "out.unfinished" / "tasks.sqlite").is_dir()
