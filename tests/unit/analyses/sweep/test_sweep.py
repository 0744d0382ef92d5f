"""Design points: the same bookings at every point, and what cannot be swept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.analyses.comparison.compare import comparison_table
from sim.analyses.comparison.study import compare, run
from sim.analyses.sweep.sweep import sweep
from sim.model.office import Engine
from sim.scenario.errors import ScenarioError
from sim.scenario.files.reader import ScenarioSource
from sim.study import replication, trials
from sim.study.designs import Grid, Point, Vary
from sim.study.replicate import Plan
from sim.study.tasks import MemoryStore, Running
from tests.support import small_data, whole, write_yaml

FINGERPRINTED, SCREENING = "jails.county.fingerprinted", "jails.county.screening"
OFFICERS = "jails.county.screening.teams.deputies.shifts.0.officers"


@pytest.fixture
def source(tmp_path: Path) -> ScenarioSource:
    return ScenarioSource(write_yaml(tmp_path / "county.yaml", small_data({"days": 10})))


class TestSweep:
    def test_each_point_is_what_a_run_of_it_would_be(self, source):
        points = Grid((Vary(FINGERPRINTED, ("0.5", "0.9")),))
        found = sweep(source, points, Running(3))
        for point in points:
            alone = run(source.scenario(*point.settings), Plan(3, engine=Engine.SIMPY)).summary
            here = whole(found, "sweep").query("point == @point.number")
            columns = ["jail", "measure", "n", "mean", "sd", "ci_low", "ci_high"]
            pd.testing.assert_frame_equal(
                here[columns].reset_index(drop=True), alone[columns], check_exact=True, check_dtype=False
            )

    def test_each_pair_is_what_a_comparison_would_be(self, source):
        points = Grid((Vary(SCREENING, ("null",)), Vary(FINGERPRINTED, ("0.5", "0.9"))))
        paired = whole(sweep(source, points, Running(3), base=1), "sweep_paired")
        other, base = (source.scenario(*point.settings, f"name=point {point.number}") for point in points)
        study = compare(base, other, plan=Plan(3))
        expected = comparison_table(study.replications, study.labels)
        assert set(paired["point"]) == {0}
        assert set(paired["base_point"]) == {1}
        columns = ["jail", "measure", "n", "base_mean", "other_mean", "difference", "ci_low", "ci_high"]
        pd.testing.assert_frame_equal(
            paired[columns].reset_index(drop=True), expected[columns], check_exact=True, check_dtype=False
        )

    def test_a_point_without_a_team_pairs_with_one_that_has_it(self, source):
        points = [Point(0, {}), Point(1, {SCREENING: "null"})]
        paired = whole(sweep(source, points, Running(2)), "sweep_paired")
        totals = paired[paired["jail"] == "all"].set_index("measure")
        assert totals.loc["flagged_by_screening", "other_mean"] == 0
        assert totals.loc["matched", "difference"] == 0

    def test_its_own_point_is_that_at_which_the_scenario_is_as_its_file_says(self, source):
        ranged = ScenarioSource(source.path, [f"{FINGERPRINTED}={{value: 0.9, low: 0.8, high: 1}}"])
        varied = (Vary(OFFICERS, ("0", "1")), Vary(FINGERPRINTED, ("0.1", "0.90", "0.8")))
        own = ranged.scenario().jails["county"].screening.teams["deputies"].shifts[0].officers
        assert sweep(ranged, Grid(varied), Running(1)).own_point == 3 * own + 1
        assert sweep(ranged, Grid((Vary(FINGERPRINTED, ("0.1", "0.2")),)), Running(1)).own_point is None
        assert sweep(ranged, [Point(0, {FINGERPRINTED: "0.9"})], Running(1)).own_point is None

    def test_more_officers_never_flag_fewer_by_screening(self, source):
        found = sweep(source, Grid((Vary(OFFICERS, ("0", "1", "2", "3")),)), Running(4))
        totals = whole(found, "sweep").query("jail == 'all' and measure == 'interviewed'")
        assert (np.diff(totals["mean"]) >= 0).all()
        assert totals["mean"].iloc[0] == 0

    def test_all_points_that_are_wrong_are_told_before_anything_runs(self, source):
        points = Grid((Vary(FINGERPRINTED, ("0.5", "1.5", "x")),))
        with pytest.raises(ScenarioError) as caught:
            sweep(source, points, Running(1, progress=lambda *_: pytest.fail("a point was run")))
        told = str(caught.value)
        assert "must be at most 1, but is 1.5" in told
        assert "must be a number, but is 'x'" in told

    def test_points_that_are_kept_are_not_run_again(self, source):
        store = MemoryStore()
        points = Grid((Vary(FINGERPRINTED, ("0.5", "0.9")),))
        first = sweep(source, Grid((Vary(FINGERPRINTED, ("0.5",)),)), Running(2, store=store))
        told: list[tuple[int, int]] = []
        plan = Running(2, store=store, progress=lambda done, wanted: told.append((done, wanted)))
        second = sweep(source, points, plan)
        assert told == [(0, 4), (4, 4), (4, 4)]
        again = whole(second, "sweep").query("point == 0")
        pd.testing.assert_frame_equal(whole(first, "sweep"), again, check_exact=True)

    def test_a_point_that_fails_has_no_tables_and_the_others_have_theirs(self, source, monkeypatch):
        points = Grid((Vary(FINGERPRINTED, ("0.5", "0.7", "0.9")),))
        sound = sweep(source, points, Running(2))
        monkeypatch.setattr(trials, "run_group", failing_at(0.7))
        found = sweep(source, points, Running(2))
        assert [(each.point, each.replication, each.seed) for each in found.failures] == [(1, 0, 1), (1, 1, 1)]
        assert "out of luck" in str(found.failures[0])
        for name in ("sweep", "sweep_paired"):
            expected = whole(sound, name).query("point != 1").reset_index(drop=True)
            pd.testing.assert_frame_equal(whole(found, name), expected, check_exact=True)

    def test_without_the_base_point_nothing_is_paired(self, source, monkeypatch):
        monkeypatch.setattr(trials, "run_group", failing_at(0.5))
        found = sweep(source, Grid((Vary(FINGERPRINTED, ("0.5", "0.7")),)), Running(2))
        assert whole(found, "sweep_paired").empty
        assert set(whole(found, "sweep")["point"]) == {1}
        assert not found.is_empty


def failing_at(fingerprinted):
    def run_group(scenarios, *rest):
        if scenarios[0].jails["county"].fingerprinted.otherwise == fingerprinted:
            raise RuntimeError("out of luck")
        return replication.run_group(scenarios, *rest)

    return run_group
