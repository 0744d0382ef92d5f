"""Points at which inputs lie anywhere in their ranges: what their tables say, against each run made by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from sim.analyses.comparison.study import run
from sim.analyses.comparison.unknowns import FEWEST_POINTS, points_over
from sim.model.office import Engine
from sim.model.outcomes import measure_names
from sim.scenario.files.reader import ScenarioSource
from sim.study.ranges import known
from sim.study.replicate import Plan
from sim.study.replication import replicate
from sim.study.tasks import MemoryStore, ReplicationError, Running
from tests.support import small_data, write_yaml

POINTS = FEWEST_POINTS
ON_RECORD, WRONGLY = "jails.county.on_record", "jails.county.screening.wrongly_flags"
RANGES = {
    "days": 10,
    "warmup_days": 2,
    "cooldown_days": 2,
    ON_RECORD: {"value": 0.6, "low": 0.2, "high": 0.9},
    "field_offices.city.detainer": {"value": 0.85, "low": 0.5, "high": 1.0},
}


def sources_of(tmp_path, changes=None):
    data = small_data({**RANGES, **(changes or {})})
    write_yaml(tmp_path / "with.yaml", {**data, "name": "With"})
    # The other scenario has a jail more.
    town = {**data["jails"]["county"], "bookings_per_year": 900, "on_record": 0.6}

    county = {key: value for key, value in data["jails"]["county"].items() if key != "screening"}
    without = {**data, "jails": {"county": county, "town": town}}
    write_yaml(tmp_path / "without.yaml", {**without, "name": "Without"})
    return [ScenarioSource(tmp_path / name) for name in ("with.yaml", "without.yaml")]


def sampled(sources, running, count=POINTS):
    points = points_over([source.scenario() for source in sources], count)
    return points, points.planned(running)()


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    sources = sources_of(tmp_path_factory.mktemp("pair"))
    points, found = sampled(sources, Running(3))
    runs = [
        replicate(
            [source.scenario(*settings) for source, settings in zip(sources, points.settings(number), strict=True)],
            number,
            engine=Engine.SIMPY,
        ).measures
        for number in range(POINTS)
    ]
    return sources, points, found, runs


def values(pair, place, jail, measure):
    """The measure at each point, of one scenario, by hand."""
    sources, _, _, runs = pair
    scenario = sources[place].scenario()
    if jail not in (*scenario.jails, "all"):
        return np.zeros(POINTS)
    row = [*scenario.jails, "all"].index(jail)
    return np.array([each[place][row, measure_names(scenario).index(measure)] for each in runs])


def check(row, expected):
    known_values = expected[~np.isnan(expected)]
    assert row["n_points"] == len(known_values)
    told = (row["mean"], row["low"], row["high"])
    assert told == pytest.approx((known_values.mean(), *np.quantile(known_values, [0.025, 0.975])))


def row_of(table, **keys):
    rows = table.loc[np.logical_and.reduce([table[column] == key for column, key in keys.items()])]
    assert len(rows) == 1
    return rows.iloc[0]


MEASURES = ["flagged", "released_before_pickup", "interviewed", "review_wait_hours", "flagged.felony"]


@pytest.mark.parametrize("measure", MEASURES)
def test_each_scenario_is_what_a_run_of_each_point_gives(pair, measure):
    for place, (name, jails) in enumerate({"With": ("county", "all"), "Without": ("county", "town", "all")}.items()):
        for jail in jails:
            row = row_of(pair[2].tables["unknowns"], scenario=name, jail=jail, measure=measure)
            check(row, values(pair, place, jail, measure))


@pytest.mark.parametrize("measure", MEASURES[:3])
@pytest.mark.parametrize("jail", ["county", "town", "all"])
def test_differences_are_of_the_same_point_and_chance(pair, jail, measure):
    row = row_of(pair[2].tables["unknowns_paired"], base="With", other="Without", jail=jail, measure=measure)
    check(row, values(pair, 1, jail, measure) - values(pair, 0, jail, measure))


def test_every_range_is_covered_evenly_and_alike_in_both_scenarios(pair):
    _, points, found, _ = pair
    assert found.record["unknown_inputs"] == list(points.unknowns.paths)
    assert len(points.unknowns.paths) == 2
    for path in points.unknowns.paths:
        low, high = (RANGES[path][end] for end in ("low", "high"))
        for place in (0, 1):
            settings = [dict(each.split("=") for each in points.settings(number)[place]) for number in range(POINTS)]
            put = np.array([float(each[path]) for each in settings])
            assert sorted(((put - low) / (high - low) * POINTS - 1e-4).astype(int)) == list(range(POINTS))
    assert len({points.settings(number) for number in range(POINTS)}) == POINTS


def test_a_range_that_changes_nothing_leaves_the_spread_of_single_runs(tmp_path):
    changes = {key: small_data()["jails"]["county"]["on_record"] for key in (ON_RECORD,)}
    changes |= {"field_offices.city.detainer": 0.85, WRONGLY: {"value": 0.01, "low": 0.0, "high": 0.5}}
    changes |= {"jails.county.removable": 1.0}
    source = sources_of(tmp_path, changes)[0]
    _, found = sampled([source], Running(1))
    study = run(source.scenario(), Plan(POINTS, engine=Engine.STAGED))
    each = study.replications[study.replications["jail"] == "all"]
    for measure in ("flagged", "matched", "released_before_pickup"):
        check(row_of(found.tables["unknowns"], jail="all", measure=measure), each[measure].to_numpy(dtype=float))


def test_of_one_scenario_nothing_is_paired(tmp_path):
    _, found = sampled(sources_of(tmp_path)[:1], Running(1))
    assert set(found.tables["unknowns"]["scenario"]) == {"With"}
    assert found.tables["unknowns_paired"].empty


def test_what_no_point_knows_is_left_out(tmp_path):
    _, found = sampled(sources_of(tmp_path, {"field_offices.city.reviewers.0.officers": 0})[:1], Running(1))
    table = found.tables["unknowns"]
    assert "review_wait_hours" not in set(table["measure"])
    assert not table.isna().any(axis=None)


def test_jobs_and_the_engine_asked_for_change_nothing_and_what_is_done_is_not_done_again(tmp_path, pair):
    sources, _, first, _ = pair
    store, told = MemoryStore(), []
    for running in (Running(1, jobs=2, store=store), Running(7, engine=Engine.SIMPY, store=store)):
        _, again = sampled(sources, running)
        for name, table in first.tables.items():
            pd.testing.assert_frame_equal(again.tables[name], table, check_exact=True)
    sampled(sources, Running(1, store=store, progress=lambda done, wanted: told.append((done, wanted))))
    assert told == [(0, POINTS), (POINTS, POINTS)]


def test_a_run_that_fails_is_told_with_its_point(tmp_path, monkeypatch):
    from sim.study import replication, trials

    def run_group(scenarios, numbers, *rest):
        if 3 in numbers:
            raise RuntimeError("out of luck")
        return replication.run_group(scenarios, numbers, *rest)

    monkeypatch.setattr(trials, "run_group", run_group)
    with pytest.raises(ReplicationError) as caught:
        sampled(sources_of(tmp_path), Running(1))
    assert [(each.point, each.replication) for each in caught.value.failures] == [(3, 3)]


class TestRefused:
    def test_too_few_points(self, tmp_path):
        with pytest.raises(ValueError, match=r"--unknowns 39: a 95 % interval needs 40 points at least.*--unknowns 40"):
            sampled(sources_of(tmp_path), Running(1), 39)

    def test_nothing_unknown(self, tmp_path):
        source = ScenarioSource(write_yaml(tmp_path / "sure.yaml", small_data()))
        with pytest.raises(ValueError, match="no value has a range, so there is nothing to sample"):
            sampled([source], Running(1))

    def test_scenarios_that_share_no_bookings(self, tmp_path):
        one = sources_of(tmp_path)[0]
        other = ScenarioSource(tmp_path / "without.yaml", ["seed=9"])
        with pytest.raises(ValueError, match="differ in seed"):
            sampled([one, other], Running(1))


class TestLevels:
    @pytest.fixture
    def levels(self, tmp_path):
        """A county without ranges, whose levels are 200, 230, 260 and so on."""
        rows = [f"{draw},county,2019,{200 + 30 * draw}" for draw in range(POINTS)]
        (tmp_path / "levels.csv").write_text("\n".join(["draw,jail,year,level", *rows]))
        sure = {ON_RECORD: 0.6, "field_offices.city.detainer": 0.85}
        data = small_data({**RANGES, **sure, "days": 60, "levels_file": "levels.csv", "flagged_per_removable": 0.5})
        return ScenarioSource(write_yaml(tmp_path / "levels.yaml", data))

    def test_a_point_takes_the_draw_of_its_number_though_nothing_has_a_range(self, levels):
        points, found = sampled([levels], Running(1))
        assert points.unknowns.paths == ()
        assert found.record["level_draws"]
        removable = [replicate([levels.scenario()], number).measures[0][-1] for number in range(POINTS)]
        place = measure_names(levels.scenario()).index("removable")
        each = np.array([row[place] for row in removable])
        check(row_of(found.tables["unknowns"], jail="all", measure="removable"), each)
        assert each[-1] > 3 * each[0]

    def test_chance_alone_takes_their_mean(self, levels):
        scenario = known(levels.scenario())
        assert scenario.level_draws is None
        study = run(scenario, Plan(4, engine=Engine.STAGED))
        each = study.replications[study.replications["jail"] == "all"]["removable"]
        expected = (200 + 30 * (POINTS - 1) / 2) / 0.5 * 60 / 365
        assert each.mean() == pytest.approx(expected, abs=4.5 * math.sqrt(expected / 4))

    def test_one_draw_that_is_asked_for_is_kept(self, levels):
        scenario = levels.scenario("levels=3")
        assert known(scenario) is scenario

    def test_no_more_points_than_draws(self, levels):
        with pytest.raises(ValueError, match="--unknowns 41: there are but 40 draws of county levels"):
            sampled([levels], Running(1), 41)
