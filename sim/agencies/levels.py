"""How many leads a year the jail of each county gives with deputies, as far as published counts tell."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LEVELS_YEAR = 2020
"""The fiscal year of the levels."""


@dataclass(frozen=True)
class CountyLevel:
    """People a year whom deputies with an agreement would flag in a county's jail, with a 90 % interval.

    It rests on the county's ``own counts``, on those of ``its state``, or on ``other states`` alone; ``docs/levels.md``
    has the model.
    """

    mean: float
    low: float
    high: float
    rests_on: str


def level_of(fips: str) -> CountyLevel | None:
    """The level of a county by its code; None where there is none."""
    return _levels().get(fips)


@cache
def _levels() -> dict[str, CountyLevel]:
    text = files("sim.agencies").joinpath("levels.csv").read_text(encoding="utf-8")
    return {
        row["fips"]: CountyLevel(float(row["mean"]), float(row["low90"]), float(row["high90"]), row["rests_on"])
        for row in csv.DictReader(text.splitlines())
    }
