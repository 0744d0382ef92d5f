"""Memory grows by few bytes a row: an export of any size that a jail has fits."""

from __future__ import annotations

import tracemalloc

import pytest

from benchmarks.records import ANSWERS, write_charges, write_export, write_rosters
from sim import read_records
from sim.records import cells, export, packing, pieces, reading
from sim.sheets import streaming

FEW, MANY = 30_000, 90_000
ROSTERS = ("cohort=nightly_rosters", "timezone=America/New_York")


def most_bytes(path, answers):
    """The most memory at once from when rows are read on."""
    tracemalloc.start()
    try:
        read_records(path, answers=answers)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def among_the_rest(arrays):
    return [each if packing.is_shared(each) else each.copy() for each in arrays]


def after_all_layouts(*sources, **how):
    tracemalloc.reset_peak()
    return cells.read_rows(*sources, **how)


@pytest.mark.parametrize(
    ("write", "answers", "most"),
    [(write_export, ANSWERS, 180), (write_charges, ANSWERS, 60), (write_rosters, ROSTERS, 60)],
)
def test_a_row_more_takes_few_bytes_more(write, answers, most, tmp_path, monkeypatch):
    # What lies apart is not traced, so here it lies among the rest; and parts are small, to be many.
    monkeypatch.setattr(packing, "apart", among_the_rest)
    monkeypatch.setattr(reading, "read_rows", after_all_layouts)
    monkeypatch.setattr(streaming, "BLOCK_BYTES", 1 << 17)
    monkeypatch.setattr(export, "ROWS_AT_ONCE", 5000)
    monkeypatch.setattr(pieces, "AT_ONCE", 5000)
    taken = {}
    for rows in (FEW, MANY):
        path = tmp_path / f"{rows}.csv"
        write(path, rows)
        taken[rows] = most_bytes(path, answers)
    assert (taken[MANY] - taken[FEW]) / (MANY - FEW) < most
