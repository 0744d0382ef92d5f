"""Variants of several scenarios side by side: what each is alone, told apart, checked beforehand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.office import Engine
from sim.model.outcomes import measure_names
from sim.scenario.errors import ScenarioError
from sim.scenario.files.reader import ScenarioSource
from sim.study.replication import replicate
from sim.study.tasks import MemoryStore, Running
from sim.study.trials import run_trials
from tests.support import small_data, write_yaml

QUICK = {"days": 5, "warmup_days": 1, "cooldown_days": 0}
OFFICERS = "jails.county.screening.teams.deputies.shifts.0.officers"


@pytest.fixture
def sources(tmp_path):
    with_screening = write_yaml(tmp_path / "with.yaml", small_data(QUICK))
    without = write_yaml(tmp_path / "without.yaml", small_data({**QUICK, "jails.county.screening": None}))
    return ScenarioSource(with_screening), ScenarioSource(without)


def with_officers(sources, officers, running):
    """A trial for each number of officers in the first of two scenarios."""
    return run_trials(sources, lambda number: ((f"{OFFICERS}={officers[number]}",), ()), len(officers), running)


def test_each_trial_is_what_a_replication_of_its_scenarios_would_be(sources):
    found = with_officers(sources, (0, 2), Running(3))
    assert found.failures == ()
    for number, officers in enumerate((0, 2)):
        scenarios = [sources[0].scenario(f"{OFFICERS}={officers}"), sources[1].scenario()]
        for replication in range(3):
            alone = replicate(scenarios, replication, engine=Engine.SIMPY).measures
            for place in range(2):
                np.testing.assert_array_equal(found.measures(number)[place][replication], alone[place])
    assert found.scenario(1, 1) == sources[1].scenario()
    assert found.measures(0)[0].shape == (3, 2, len(measure_names(found.scenario(0))))


def test_several_field_offices_and_processes_add_up_to_the_same(tmp_path):
    data = small_data(QUICK)
    data["jails"]["town"] = {**data["jails"]["county"], "field_office": "suburb"}
    data["field_offices"]["suburb"] = data["field_offices"]["city"]
    source = ScenarioSource(write_yaml(tmp_path / "two.yaml", data))
    alone = [replicate([source.scenario()], number).measures[0] for number in range(4)]
    for jobs in (1, 2):
        told = []
        running = Running(4, jobs=jobs, progress=lambda done, wanted, told=told: told.append((done, wanted)))
        np.testing.assert_array_equal(run_trials([source], lambda _: ((),), 1, running).measures(0)[0], np.stack(alone))
        assert told[-1] == (8, 8)


def test_trials_with_the_same_scenarios_are_run_once_and_changed_ones_anew(sources):
    store, told = MemoryStore(), []
    with_officers(sources, (1,), Running(2, store=store))
    progress = lambda done, wanted: told.append((done, wanted))  # noqa: E731
    with_officers(sources, (2, 1), Running(2, store=store, progress=progress))
    assert told == [(0, 4), (2, 4), (4, 4)]


def test_all_that_is_wrong_is_told_before_anything_runs(sources):
    settings = [((f"{OFFICERS}=-1",), ("jails.county.fingerprinted=2",)), (("days=0",), ())]
    with pytest.raises(ScenarioError) as caught:
        run_trials(sources, settings.__getitem__, 2, Running(1, progress=lambda *_: pytest.fail("something was run")))
    told = str(caught.value)
    assert "officers" in told
    assert "days" in told
