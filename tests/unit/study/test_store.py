"""Finished tasks are kept whole or not at all, and found again."""

from __future__ import annotations

import os
import signal
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
