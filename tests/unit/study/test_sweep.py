"""Design points: exact labels, the same bookings at every point, and what cannot be swept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.errors import ScenarioError
from sim.scenario.reader import ScenarioSource
from sim.study.compare import comparison_table
from sim.study.replicate import Plan
from sim.study.replication import Engine
from sim.study.spans import Span
from sim.study.study import compare, run
from sim.study.sweep import Design, Point, SweepPlan, Vary, grid, grid_size, sampled, sweep
from tests.support import small_data, write_yaml

FINGERPRINTED, SCREENING = "jails.county.fingerprinted", "jails.county.screening"
OFFICERS = "jails.county.screening.teams.deputies.shifts.0.officers"


@pytest.fixture
def source(tmp_path: Path) -> ScenarioSource:
    return ScenarioSource(write_yaml(tmp_path / "county.yaml", small_data({"days": 10})))


class TestValues:
    @pytest.mark.parametrize(
        ("text", "choices"),
        [
            ("a=1,2,3", ("1", "2", "3")),
            ("a=0.5:1.1:0.1", ("0.5", "0.6", "0.7", "0.8", "0.9", "1.0", "1.1")),
            ("a=0.1:0.3:0.1", ("0.1", "0.2", "0.3")),
            ("a=3:1:-1", ("3", "2", "1")),
            ("a=1:2:5", ("1",)),
            ("a=null", ("null",)),
            ("a={gamma: {mean: 1, sd: 2}}, 3", ("{gamma: {mean: 1, sd: 2}}", "3")),
            ("a=[mon, tue],all", ("[mon, tue]", "all")),
            ("a='x, y',z", ("'x, y'", "z")),
            ('a="22:00-06:00","00:00-24:00"', ('"22:00-06:00"', '"00:00-24:00"')),
        ],
    )
    def test_values_are_labels_as_they_were_typed(self, text, choices):
        assert Vary.parse(text) == Vary("a", choices)

    @given(st.integers(-50, 50), st.integers(1, 200), st.integers(1, 30))
    def test_steps_are_as_many_as_fit_and_exact(self, low, count, step):
        high = low + count
        stepped = Vary.parse(f"a={low / 100}:{high / 100}:{step / 100}").choices
        expected = [(low + number * step) / 100 for number in range(count // step + 1)]
        assert [float(label) for label in stepped] == expected
        assert max(len(label) for label in stepped) <= 6

    @pytest.mark.parametrize(
        "text", ["a", "a=", "=1", "a=1:2:0", "a=2:1:0.5", "a=1:2:nan", "a=1:inf:1", "a=1,,2", "a=1,1", "a=1,"]
    )
    def test_anything_else_is_refused(self, text):
        with pytest.raises(ValueError, match="--vary"):
            Vary.parse(text)


class TestDesigns:
    def test_a_grid_is_full_and_its_last_input_varies_fastest(self):
        varied = [Vary("a", ("1", "2")), Vary("b", ("x", "y", "z"))]
        points = list(grid(varied))
        assert grid_size(varied) == len(points) == 6
        assert [tuple(point.inputs.values()) for point in points[:4]] == [
            ("1", "x"),
            ("1", "y"),
            ("1", "z"),
            ("2", "x"),
        ]
        assert [point.number for point in points] == list(range(6))
        assert points[4].settings == ("a=2", "b=y")

    @pytest.mark.parametrize("design", list(Design))
    def test_a_sample_fills_its_ranges_evenly_and_is_the_same_each_time(self, design):
        spans = [Span("a", 0, 1), Span("b", 10, 20)]
        points = sampled(spans, design, 16, seed=3)
        assert points == sampled(spans, design, 16, seed=3) != sampled(spans, design, 16, seed=4)
        for path, low, width in (("a", 0, 1), ("b", 10, 10)):
            places = [(float(point.inputs[path]) - low) / width for point in points]
            assert sorted(int(place * 16) for place in places) == list(range(16))

    def test_a_sobol_design_needs_a_power_of_two(self):
        with pytest.raises(ValueError, match="power of two, such as 64 or 128"):
            sampled([Span("a", 0, 1)], Design.SOBOL, 100, seed=1)

    def test_a_path_given_twice_is_refused(self):
        with pytest.raises(ValueError, match="once"):
            list(grid([Vary("a", ("1",)), Vary("a", ("2",))]))
        with pytest.raises(ValueError, match="once"):
            sampled([Span("a", 0, 1), Span("a", 1, 2)], Design.LHS, 4, seed=1)


class TestSweep:
    def test_each_point_is_what_a_run_of_it_would_be(self, source):
        points = list(grid([Vary(FINGERPRINTED, ("0.5", "0.9"))]))
        found = sweep(source, points, SweepPlan(3))
        for point in points:
            alone = run(source.scenario(*point.settings), Plan(3, engine=Engine.SIMPY)).summary
            here = found.table[found.table["point"] == point.number]
            columns = ["jail", "measure", "n", "mean", "sd", "ci_low", "ci_high"]
            pd.testing.assert_frame_equal(
                here[columns].reset_index(drop=True), alone[columns], check_exact=True, check_dtype=False
            )

    def test_each_pair_is_what_a_comparison_would_be(self, source):
        points = list(grid([Vary(SCREENING, ("null",)), Vary(FINGERPRINTED, ("0.5", "0.9"))]))
        paired = sweep(source, points, SweepPlan(3, base=1)).paired
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
        paired = sweep(source, points, SweepPlan(2)).paired
        totals = paired[paired["jail"] == "all"].set_index("measure")
        assert totals.loc["flagged_by_screening", "other_mean"] == 0
        assert totals.loc["matched", "difference"] == 0

    def test_two_processes_give_what_one_does(self, source):
        points = list(grid([Vary(OFFICERS, ("0", "1", "2"))]))
        one, two = (sweep(source, points, SweepPlan(2, jobs=jobs)) for jobs in (1, 2))
        pd.testing.assert_frame_equal(one.table, two.table, check_exact=True)
        pd.testing.assert_frame_equal(one.paired, two.paired, check_exact=True)

    def test_more_officers_never_flag_fewer_by_screening(self, source):
        found = sweep(source, list(grid([Vary(OFFICERS, ("0", "1", "2", "3"))])), SweepPlan(4))
        totals = found.table[(found.table["jail"] == "all") & (found.table["measure"] == "interviewed")]
        assert (np.diff(totals["mean"]) >= 0).all()
        assert totals["mean"].iloc[0] == 0

    def test_all_points_that_are_wrong_are_told_before_anything_runs(self, source):
        points = list(grid([Vary(FINGERPRINTED, ("0.5", "1.5", "x"))]))
        with pytest.raises(ScenarioError) as caught:
            sweep(source, points, SweepPlan(1, progress=lambda *_: pytest.fail("a point was run")))
        told = str(caught.value)
        assert "must be at most 1, but is 1.5" in told
        assert "must be a number, but is 'x'" in told

    def test_points_that_are_kept_are_not_run_again(self, source, monkeypatch):
        kept: dict[str, np.ndarray] = {}

        class Shelf:
            def load_point(self, key):
                return kept.get(key)

            def save_point(self, key, measures):
                kept[key] = measures

        points = list(grid([Vary(FINGERPRINTED, ("0.5", "0.9"))]))
        first = sweep(source, points[:1], SweepPlan(2, store=Shelf()))
        told: list[tuple[int, int]] = []
        plan = SweepPlan(2, store=Shelf(), progress=lambda done, wanted: told.append((done, wanted)))
        second = sweep(source, points, plan)
        assert told == [(1, 2), (2, 2)]
        again = second.table[second.table["point"] == 0]
        pd.testing.assert_frame_equal(first.table, again, check_exact=True)
        sweep(source, points, SweepPlan(3, store=Shelf()))
        assert len(kept) == 4
