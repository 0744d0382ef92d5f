from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from sim.scenario.arrays import tally, tally_of

ROOMS = [Path(__file__).parents[3] / "sim" / room for room in ("scenario", "model", "study")]


def test_places_of_any_whole_numbers_are_counted_in_64_bits():
    for kind in (np.int8, np.int32, np.int64, np.uint8):
        counts = tally(np.array([0, 2, 2], dtype=kind), at_least=5)
        assert counts.tolist() == [1, 0, 2, 0, 0]
        assert counts.dtype == np.int64
    assert tally_of(np.array([0.5, 1.0, 2.0]), np.array([1, 1, 0])).tolist() == [2.0, 1.5]


def test_nothing_is_counted_by_the_platforms_index_but_by_tally():
    wild = [
        f"{path.name}: {line}"
        for room in ROOMS
        for path in room.rglob("*.py")
        for line in path.read_text().splitlines()
        if re.search(r"np\.bincount\(", line) and path.name != "arrays.py"
    ]
    assert not wild
