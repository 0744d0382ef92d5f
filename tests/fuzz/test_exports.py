"""Exports that were damaged: every row is accounted for, or it is told why nothing can be made of them."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from sim import read_records
from sim.records.leaving import write_county
from tests.fuzz.blows import garbled, seeds

SHAPES = sorted((Path(__file__).parents[1] / "records").glob("*.csv"))
SAID = {
    "cohort": ("booked_in", "released_in", "inside_during", "inside_on_a_day", "nightly_rosters"),
    "timezone": ("none", "America/New_York", "Australia/Lord_Howe"),
    "blank_release": ("inside", "unknown"),
    "stand_in_release": ("inside", "unknown"),
    "zone_written": ("literal", "wall_clock"),
    "day_first": ("true", "false"),
    "extracted": ("2024-12-01", "2023-07-01 10:00", "1990-01-01"),
    "covers_from": ("2023-04-01", "2024-04-01", "2030-01-01"),
    "line_breaks": ("true", "false"),
    "stay_unit": ("days", "hours"),
}


@pytest.mark.parametrize("seed", seeds(20))
def test_a_damaged_export(tmp_path, seed):
    chance = Random(seed)
    path = tmp_path / "export.csv"
    content = chance.choice(SHAPES).read_bytes()
    path.write_bytes(garbled(content, chance) if seed % 4 else content)
    answers = [f"{key}={chance.choice(values)}" for key, values in SAID.items()]
    try:
        found = read_records(path, answers=answers)
    except ValueError as error:
        assert str(error).startswith((str(path), "This cannot be told", "times of day", "no column"))  # noqa: PT017
        return
    assert found.account.adds_up
    write_county(found, tmp_path / "county", keep_bookings=True)
