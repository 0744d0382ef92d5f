"""Counties by their names, and how many leads a year their jails give with deputies, as counts tell."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sim.agencies.counties import County, known_counties
from sim.scenario.base import unknown_name
from sim.scenario.states import no_state, state_named

LEVELS_YEAR = 2020
"""The fiscal year of the levels."""


@dataclass(frozen=True)
class Level:
    """People a year whom deputies with an agreement would flag in a county's jail, with a 90 % interval.

    It rests on the county's ``own counts``, on those of ``its state``, or on ``other states`` alone; ``docs/levels.md``
    has the model.
    """

    mean: float
    low: float
    high: float
    rests_on: str


def level_of(fips: str) -> Level | None:
    """The level of a county by its code; None where there is none."""
    return _levels().get(fips)


@cache
def _levels() -> dict[str, Level]:
    text = files("sim.agencies").joinpath("levels.csv").read_text(encoding="utf-8")
    return {
        row["fips"]: Level(float(row["mean"]), float(row["low90"]), float(row["high90"]), row["rests_on"])
        for row in csv.DictReader(text.splitlines())
    }


def county_named(text: str) -> tuple[County, Level] | None:
    """Find the county that is named as in ``Maricopa County, AZ``, and its level; None where a text has no comma.

    Raises
    ------
    ValueError
        If there is no such state or county, or nothing is known of it.
    """
    name, comma, of_state = (each.strip() for each in text.rpartition(","))
    if not comma:
        return None
    state, counties = state_named(of_state), known_counties()
    if not state:
        raise ValueError(f"{text!r}: {no_state(of_state)}")
    county = counties.named(state, name)
    if county is None:
        known = [each.name for each in counties if each.state == state]
        raise ValueError(f"{text!r}: {unknown_name('county', name, known)}")
    level = level_of(county.fips)
    if level is None or not county.population or not county.foreign_born:
        raise ValueError(f"{text!r}: nothing is known of how many people live there; give 'lostleads new' another name")
    return county, level
