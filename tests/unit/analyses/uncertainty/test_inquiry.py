"""An uncertainty study of a small county: its points, its intervals, and paired differences."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analyses.comparison.compare import DIFFERENCE
from sim.analyses.comparison.study import compare, run
from sim.analyses.uncertainty.inquiry import inquire, planned
from sim.scenario.errors import ScenarioError
from sim.scenario.files.reader import ScenarioSource
from sim.study.designs import Design
from sim.study.replicate import Plan
from sim.study.tasks import ReplicationError, Running
from tests.support import small_data, write_yaml

ON_RECORD, DETECTED, TRAVEL = "jails.county.on_record", "jails.county.screening.detected", "jails.county.travel_hours"
RANGES = {
    "days": 10,
    ON_RECORD: {"value": 0.6, "low": 0.2, "high": 0.9},
    DETECTED: {"value": 0.9, "low": 0.5, "high": 1.0},
    "field_offices.city.wrongly_detains": {"value": 0.01, "low": 0.0, "high": 0.02},
}


def sources(tmp_path, changes=None):
    write_yaml(tmp_path / "with.yaml", small_data({**RANGES, **(changes or {}), "name": "With"}))
    (tmp_path / "without.yaml").write_text("extends: with.yaml\nname: Without\njails: {county: {screening: null}}\n")
    return [ScenarioSource(tmp_path / name) for name in ("with.yaml", "without.yaml")]


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    inquiry = planned(sources(tmp_path_factory.mktemp("pair")), Design.SOBOL, 64)
    return inquire(inquiry, Running(2))


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    inquiry = planned(sources(tmp_path_factory.mktemp("alone"))[:1], Design.LHS, 20)
    return inquire(inquiry, Running(3))


def row(table, **keys):
    for column, key in {"jail": "all", **keys}.items():
        table = table[table[column] == key]
    return table.iloc[0]


class TestPoints:
    def test_they_are_the_values_then_the_ends_then_the_sample(self, alone):
        assert alone.points["part"].tolist() == ["values", *["low", "high"] * 3, *["sample"] * 20]
        assert alone.points[ON_RECORD].iloc[0] == 0.6
        ends = alone.points[alone.points["input"] == ON_RECORD]
        assert ends[ON_RECORD].tolist() == [0.2, 0.9]
        assert (ends[DETECTED] == 0.9).all()
        sampled = alone.points[alone.points["part"] == "sample"][ON_RECORD]
        assert sorted(((sampled - 0.2) / 0.7 * 20).astype(int)) == list(range(20))

    def test_a_scenario_has_only_the_inputs_it_declares(self, pair):
        without = pair.points[pair.points["scenario"] == "Without"]
        with_it = pair.points[pair.points["scenario"] == "With"]
        assert without[DETECTED].isna().all()
        assert (without[ON_RECORD].to_numpy() == with_it[ON_RECORD].to_numpy()).all()

    def test_each_has_its_mean_headline_counts(self, pair):
        means = pair.points[pair.points["part"] == "sample"].iloc[: 2 * 128]
        by_scenario = means.groupby("scenario")["flagged"].mean()
        for scenario in ("With", "Without"):
            assert by_scenario[scenario] == pytest.approx(
                row(pair.intervals, scenario=scenario, measure="flagged")["mean"]
            )

    def test_how_much_is_to_be_run_is_told(self, pair, alone):
        assert pair.inquiry.in_words(2) == (
            "3 unknown inputs (the ranges of 3 of 69 inputs), 64 samples (sobol): "
            "327 points x 2 replications x 2 scenarios = 1,308 runs"
        )
        assert alone.inquiry.in_words(1).endswith("27 points x 1 replication = 27 runs")


class TestIntervals:
    def test_they_are_quantiles_over_points_and_replications(self, tmp_path, alone):
        (source, _) = sources(tmp_path)
        flagged = []
        for places in alone.inquiry.places[7:]:
            (settings,) = alone.inquiry.unknowns.settings(places)
            table = run(source.scenario(*settings), Plan(3)).replications
            flagged.append(table[table["jail"] == "all"]["flagged"].to_numpy(dtype=float))
        found = row(alone.intervals, scenario="With", measure="flagged")
        assert (found["n_points"], found["replications"]) == (20, 3)
        assert found["mean"] == pytest.approx(np.mean(flagged))
        assert (found["low"], found["high"]) == pytest.approx(np.quantile(flagged, [0.025, 0.975]))

    def test_what_is_expected_spreads_less_than_a_single_year(self, pair):
        flagged = row(pair.intervals, scenario="With", measure="flagged")
        assert flagged["low"] <= flagged["expected_low"] < flagged["expected_high"] <= flagged["high"]
        assert 0 < flagged["parameter_share"] < 1

    def test_chance_alone_has_no_share_of_the_inputs(self, pair):
        bookings = row(pair.intervals, scenario="With", measure="bookings")
        assert bookings["parameter_sd"] == 0
        assert bookings["parameter_share"] == 0
        assert bookings["chance_sd"] > 0

    @pytest.mark.parametrize(
        ("measure", "why"),
        [("officer_hours_on_duty.deputies", "the same at every point")],
    )
    def test_what_does_not_vary_says_so(self, pair, measure, why):
        found = row(pair.intervals, scenario="With", measure=measure)
        assert np.isnan(found["parameter_share"])
        assert found["why_missing"] == why
        assert found["low"] == found["mean"] == found["high"]

    def test_a_wait_that_is_unknown_somewhere_has_no_parts(self, pair):
        wait = row(pair.intervals, scenario="Without", measure="interview_wait_hours")
        assert np.isnan([wait["mean"], wait["low"], wait["parameter_sd"]]).all()
        assert wait["why_missing"] == "not known at every point"

    def test_one_replication_cannot_tell_chance_from_inputs(self, tmp_path):
        found = inquire(planned(sources(tmp_path)[:1], Design.LHS, 4), Running(1))
        flagged = row(found.intervals, scenario="With", measure="flagged")
        assert np.isnan(flagged["parameter_share"])
        assert "one replication" in flagged["why_missing"]
        assert flagged["low"] < flagged["high"]


class TestDifferences:
    def test_they_are_paired(self, tmp_path, pair):
        with_it, without = sources(tmp_path)
        study = compare(with_it.scenario(), without.scenario(), plan=Plan(2))
        expected = row(study.comparison, measure="flagged")["difference"]
        changes = pair.tornado[(pair.tornado["measure"] == "flagged") & (pair.tornado["jail"] == "all")]
        assert (changes["at_value"] == expected).all()

    def test_the_mean_difference_is_that_of_the_means(self, pair):
        with_it, without, difference = (
            row(pair.intervals, scenario=scenario, measure="flagged")["mean"]
            for scenario in ("With", "Without", DIFFERENCE)
        )
        assert difference == pytest.approx(without - with_it)

    def test_what_both_share_differs_nowhere(self, pair):
        matched = row(pair.intervals, scenario=DIFFERENCE, measure="matched")
        assert (matched["low"], matched["high"]) == (0, 0)
        assert matched["why_missing"] == "the same at every point"
        indices = pair.sensitivity[(pair.sensitivity["measure"] == "matched") & (pair.sensitivity["jail"] == "all")]
        assert indices["value"].isna().all()
        assert set(indices["why_missing"]) == {"the same at every point"}

    def test_a_jail_that_one_scenario_lacks_counts_0_there(self, tmp_path):
        (with_it, _) = sources(tmp_path)
        county = small_data()["jails"]["county"]
        both = small_data({**RANGES, "name": "Both", "jails.second": {**county, "bookings_per_year": 3000}})
        inquiry = planned([with_it, ScenarioSource(write_yaml(tmp_path / "both.yaml", both))], Design.LHS, 4)
        found = inquire(inquiry, Running(2)).intervals
        second = {
            scenario: row(found, scenario=scenario, jail="second", measure="flagged")["mean"]
            for scenario in ("With", "Both", DIFFERENCE)
        }
        assert second["With"] == 0
        assert second["Both"] == second[DIFFERENCE] > 0
        wait = row(found, scenario=DIFFERENCE, jail="second", measure="interview_wait_hours")
        assert np.isnan(wait["mean"])

    def test_scenarios_of_other_days_are_refused(self, tmp_path):
        with_it, _ = sources(tmp_path)
        later = ScenarioSource(tmp_path / "without.yaml", ["start=2020-01-01"])
        with pytest.raises(ValueError, match="differ in start"):
            planned([with_it, later], Design.LHS, 4)


class TestCauses:
    def test_the_input_that_matters_has_the_largest_index(self, pair):
        chosen = pair.sensitivity[(pair.sensitivity["measure"] == "flagged") & (pair.sensitivity["jail"] == "all")]
        total = chosen[chosen["kind"] == "total"].set_index("input")["value"]
        assert total.idxmax() == DETECTED or total.idxmax() == ON_RECORD
        assert total["field_offices.city.wrongly_detains"] == 0

    def test_few_samples_have_rank_correlations(self, alone):
        chosen = alone.sensitivity[(alone.sensitivity["measure"] == "matched") & (alone.sensitivity["jail"] == "all")]
        assert set(chosen["kind"]) == {"rank"}
        by_input = chosen.set_index("input")
        assert by_input.loc[ON_RECORD, "value"] > 0.9
        assert by_input.loc[ON_RECORD, "ci_low"] > 0.5
        assert abs(by_input.loc[DETECTED, "value"]) < 0.6

    def test_the_tornado_is_a_run_at_each_end(self, tmp_path, alone):
        (source, _) = sources(tmp_path)
        at_low, at_value = (
            row(run(source.scenario(*settings), Plan(3)).summary, measure="matched")["mean"]
            for settings in ([f"{ON_RECORD}=0.2"], [])
        )
        found = row(alone.tornado, measure="matched", input=ON_RECORD, end="low")
        assert (found["at_value"], found["change"]) == pytest.approx((at_value, at_low - at_value))
        assert (found["n"], found["input_value"]) == (3, "0.2")
        assert found["ci_low"] <= found["change"] <= found["ci_high"]

    def test_an_input_of_no_effect_changes_exactly_nothing(self, alone):
        found = row(alone.tornado, measure="flagged", input="field_offices.city.wrongly_detains", end="high")
        assert (found["change"], found["ci_low"], found["ci_high"]) == (0, 0, 0)


def test_a_range_that_makes_a_wrong_scenario_is_told_before_anything_runs(tmp_path):
    low = {"value": 1, "low": 0.5, "high": 9}
    changes = {"jails.county.intake_hours": {"uniform": {"low": low, "high": 2}}}
    inquiry = planned(sources(tmp_path, changes)[:1], Design.LHS, 4)
    with pytest.raises(ScenarioError, match="low must be at most high"):
        inquire(inquiry, Running(1, progress=lambda *_: pytest.fail("a point was run")))


def test_a_failed_run_is_told(tmp_path, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("no such luck")

    monkeypatch.setattr("sim.study.trials.run_group", broken)
    with pytest.raises(ReplicationError, match="no such luck"):
        inquire(planned(sources(tmp_path)[:1], Design.LHS, 2), Running(1))
