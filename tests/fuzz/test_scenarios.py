"""Whatever a scenario file holds, it is refused in words, or runs alike in both engines."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import numpy as np
import pytest
from ruamel.yaml import YAML

from sim.manual.starter import write_starter
from sim.model.office import Engine, offices_of, run
from sim.scenario.errors import ScenarioError
from sim.scenario.files.reader import load_scenario
from sim.study.needs import needs_of
from tests.fuzz.blows import mutated_table, mutated_yaml, seeds
from tests.support import columns, small_data, write_yaml

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHORT = ("days=2", "warmup_days=0", "cooldown_days=0")
MOST_BOOKINGS, MOST_OFFICERS = 2000, 500

STARTER, OWN = "starter.yaml", "own.yaml"
"""What ``lostleads new`` writes, and a jail with bookings of its own."""

FILES = [STARTER, OWN, *sorted(path.name for path in SCENARIOS.glob("*.yaml"))]
CASES = [(name, seed) for name in FILES for seed in seeds(12 if name == OWN else 2)]


@pytest.fixture
def folder(tmp_path):
    """Every scenario, so that a mutant finds the files that it names."""
    folder = tmp_path / "scenarios"
    shutil.copytree(SCENARIOS, folder, ignore=shutil.ignore_patterns("*.md", "*.py"))
    write_starter(folder / STARTER)
    data = small_data({"days": 5, "jails.county.bookings_per_year": None, "jails.county.bookings_file": "own.csv"})
    write_yaml(folder / OWN, data)
    rows = [f"2019-07-0{1 + hour // 24} {hour % 24:02}:{hour % 6}1,{hour + 2}.5,felony" for hour in range(5 * 24)]
    (folder / "own.csv").write_text("\n".join(["booked_at,stay_hours,charge", *rows, ""]))
    return folder


def files_of(path):
    """A scenario file and all that it is made of."""
    yield path
    if path.suffix == ".yaml":
        data = YAML(typ="safe", pure=True).load(path)
        named = [data.get("extends"), data.get("jails_file"), data.get("levels_file")]
        named += [jail.get("bookings_file") for jail in data.get("jails", {}).values() if jail]
        for name in filter(None, named):
            yield from files_of(path.parent / name)


def mutate(path, chance):
    file = chance.choice(list(files_of(path)))
    mutated = mutated_yaml if file.suffix == ".yaml" else mutated_table
    file.write_bytes(mutated(file.read_bytes(), chance))


def loaded(path, *settings):
    """The scenario, or None if it is refused; refused in few words, none of which a terminal may obey."""
    try:
        return load_scenario(path, settings)
    except ScenarioError as error:
        told = str(error)
        assert told
        assert len(told) < 100_000
        assert told.replace("\n", "").isprintable()
        return None


def run_alike(scenario):
    """Run the smallest office; what is at odds with itself raises an error."""
    jails_of = dict.fromkeys(offices_of(scenario), 0)
    for jail in scenario.jails.values():
        jails_of[jail.field_office] += 1
    office = min(jails_of, key=jails_of.__getitem__)
    one, other = (run(scenario, office, 0, engine) for engine in Engine)
    unlike = [name for name, *both in columns(one.journeys, other.journeys) if not np.array_equal(*both)]
    assert unlike == []


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_a_mutant_is_refused_or_runs_alike(folder, name, seed):
    mutate(folder / name, Random(f"{name} {seed}"))
    if loaded(folder / name) is None:
        return
    short = loaded(folder / name, *SHORT)
    if short is None:
        return
    needs = needs_of([short], 1)
    if needs.bookings <= MOST_BOOKINGS and needs.officers <= MOST_OFFICERS:
        run_alike(short)


@pytest.mark.parametrize("name", [STARTER, OWN])
def test_before_any_blow_each_is_taken(folder, name):
    run_alike(load_scenario(folder / name, SHORT))
