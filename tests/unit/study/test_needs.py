"""What a study needs is told before it runs, and what needs very much is asked about."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analyses.comparison.study import run
from sim.analyses.uncertainty.inquiry import inquire, planned
from sim.analyses.warmup.judge import warm_up
from sim.model.office import Engine
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.records import Records
from sim.study import needs as module
from sim.study.designs import Design
from sim.study.needs import Needs, needs_of
from sim.study.replicate import Plan
from sim.study.tasks import Running
from sim.study.trials import run_trials, searching
from tests.support import small, small_data, write_yaml

MUCH = [
    Needs(module.MOST_RUNS + 1),
    Needs(1, module.MOST_BOOKINGS + 1),
    Needs(module.MOST_RUNS, module.MOST_TOGETHER / module.MOST_RUNS + 1),
    Needs(1, 0, module.MOST_OFFICERS + 1),
]


class RefusedError(Exception):
    pass


def refuse(needs):
    if needs.is_much:
        raise RefusedError(needs)


def huge(folder, **changes):
    return ScenarioSource(write_yaml(folder / "huge.yaml", small_data(changes)))


def test_bookings_are_those_expected_of_the_foreign_born():
    by_charge = {"by_charge": {"felony": 0.5}, "otherwise": 0.1}
    scenario = small({"jails.county.bookings_per_year": 36_500, "jails.county.foreign_born": by_charge})
    needs = needs_of([scenario, scenario], 10)
    assert needs == Needs(20, pytest.approx(100 * 74 * (0.3 * 0.5 + 0.7 * 0.1)), 4)


def test_of_the_periods_of_a_policy_the_busiest_counts():
    policy = [{"from": "2019-07-09", "bookings_per_year": 73_000}, {"from": "2019-08-01", "foreign_born": 0.1}]
    needs = needs_of([small({"jails.county.bookings_per_year": 36_500, "jails.county.policy": policy})], 1)
    assert needs.bookings == pytest.approx(200 * 74 * 0.3)


def test_records_are_counted():
    data = small_data({"jails.county.bookings_per_year": None, "jails.county.bookings_file": "bookings.csv"})
    booked_at = np.arange(50, dtype=np.int64)
    scenario = type(small()).model_validate(data).read_from((), {"county": Records("x", booked_at, booked_at * 0)})
    assert needs_of([scenario], 1).bookings == pytest.approx(50 * 0.3)


@pytest.mark.parametrize("needs", MUCH)
def test_very_many_runs_bookings_or_officers_are_much(needs):
    assert needs.is_much


def test_the_thresholds_themselves_are_not_much():
    assert not Needs(module.MOST_RUNS, module.MOST_TOGETHER / module.MOST_RUNS, module.MOST_OFFICERS).is_much
    assert not Needs(1, module.MOST_BOOKINGS, 0).is_much


def test_needs_are_told_with_memory_and_time():
    told = Needs(1000, 2_000_000, 20_000).in_words(Engine.STAGED, 2)
    assert told == (
        "1,000 runs, 20,000 officers, of whom each booking may look at all, "
        "about 2,000,000 foreign-born bookings each, about 4.0 GB of memory, "
        "about 7 hours with the engine staged in 2 processes"
    )
    assert "about 15 days with the engine simpy in 1 process" in Needs(10**6, 10**4).in_words(Engine.SIMPY, 1)
    assert (
        Needs(2, 10)
        .in_words(Engine.SIMPY, 1)
        .endswith("less than 0.1 GB of memory, less than an hour with the engine simpy in 1 process")
    )


def test_a_study_asks_before_it_runs(tmp_path):
    source = huge(tmp_path)
    many = Running(10**9, agree=refuse)
    for study in (
        lambda: run(small(), Plan(10**9, agree=refuse)),
        lambda: run(small({"jails.county.bookings_per_year": 1e9}), Plan(1, agree=refuse)),
        lambda: warm_up(small(), many),
        lambda: run_trials([source], lambda _: ((),), 1, many),
        lambda: run_trials([source], lambda _: (("jails.county.bookings_per_year=1e9",),), 1, Running(1, agree=refuse)),
    ):
        with pytest.raises(RefusedError):
            study()


def test_a_search_asks_before_each_variant(tmp_path):
    with searching(huge(tmp_path, days=2), Running(1, agree=refuse)) as measures, pytest.raises(RefusedError):
        measures(range(1), "jails.county.screening.teams.deputies.shifts.0.officers=1000000")


@pytest.mark.parametrize(("design", "samples"), [(Design.SOBOL, 64), (Design.SOBOL, 8), (Design.LHS, 100)])
def test_the_points_of_an_uncertainty_study_are_counted_before_they_are_placed(tmp_path, design, samples):
    ranged = {"jails.county.removable": {"value": 0.5, "low": 0.4, "high": 0.6}}
    source = huge(tmp_path, **ranged)
    inquiry = planned([source], design, samples)
    assert inquiry.point_count == len(inquiry.places)
    with pytest.raises(RefusedError):
        inquire(planned([source], Design.LHS, 10**12), Running(1, agree=refuse))
