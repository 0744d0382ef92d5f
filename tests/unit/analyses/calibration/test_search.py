"""Inputs that reproduce published counts: found where they can be, and said plainly where not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.analyses.calibration.search import CalibrationError, Target, calibrate
from sim.model.office import Engine
from sim.scenario.errors import ScenarioError
from sim.scenario.files.reader import ScenarioSource
from sim.study.replication import replicate
from sim.study.spans import Span
from sim.study.tasks import Running
from tests.support import small_data, write_yaml


@pytest.fixture
def source(tmp_path: Path) -> ScenarioSource:
    return ScenarioSource(write_yaml(tmp_path / "county.yaml", small_data({"days": 30})))


def found(source, targets, frees, replications=3):
    asked = [Target.parse(each) for each in targets], [Span.parse(each, "--range") for each in frees]
    return calibrate(source, *asked, Running(replications))


class TestWords:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("flagged=700", ("flagged", None, "all", 700, 700**0.5)),
            ("flagged=700+-30", ("flagged", None, "all", 700, 30)),
            ("flagged = 7e2 ± 3e1", ("flagged", None, "all", 700, 30)),
            ("west:flagged.felony=18", ("flagged.felony", None, "west", 18, 18**0.5)),
            ("transferred/flagged=0.92+-0.01", ("transferred", "flagged", "all", 0.92, 0.01)),
            ("hold_hours=1000", ("hold_hours", None, "all", 1000, 50)),
        ],
    )
    def test_a_target_is_a_measure_or_a_ratio_with_its_error(self, text, expected):
        target = Target.parse(text)
        assert (target.measure, target.per, target.jail, target.value) == expected[:4]
        assert target.standard_error == pytest.approx(expected[4])

    @pytest.mark.parametrize(
        "text", ["flagged", "flagged=", "=3", "flagged=x", "flagged=3+-", "flagged=0", "flagged=3+-0"]
    )
    def test_anything_else_is_refused(self, text):
        with pytest.raises(ValueError, match="--target"):
            Target.parse(text)

    def test_a_free_input_moves_between_two_values(self):
        assert Span.parse("jails.*.on_record=0.4:0.8", "--range") == Span("jails.*.on_record", 0.4, 0.8)

    @pytest.mark.parametrize("text", ["a", "a=1", "a=1:x", "=1:2", "a=2:1", "a=1:1", "a=nan:1", "a=0:inf", "a=1:2:3"])
    def test_a_range_upside_down_or_misshapen_is_refused(self, text):
        with pytest.raises(ValueError, match="--range"):
            Span.parse(text, "--range")


class TestOneTarget:
    def test_the_root_meets_the_target(self, source):
        calibration = found(source, ["flagged_by_screening=45"], ["jails.county.recorded=0.3:1"])
        assert calibration.simulated.mean[0] == pytest.approx(45, abs=1)
        assert calibration.flat_directions == ()
        assert calibration.sensitivity[0, 0] > 0

    def test_what_is_told_is_what_the_fitted_scenario_gives(self, source):
        calibration = found(source, ["flagged=50"], ["jails.*.screening.detected=0.1:1"])
        again = [replicate([source.scenario(*calibration.settings)], n, engine=Engine.SIMPY) for n in range(3)]
        figures = calibration.targets[0].of(calibration.scenario, np.stack([each.measures[0] for each in again]))
        assert calibration.simulated.mean[0] == figures.mean()
        assert source.scenario(*calibration.settings).content_hash == calibration.scenario.content_hash

    def test_a_known_input_is_found_again(self, source):
        truth = source.scenario("jails.county.on_record=0.55")
        runs = np.stack([replicate([truth], number, engine=Engine.STAGED).measures[0] for number in range(3)])
        wanted = Target.parse("matched=1").of(truth, runs).mean()
        calibration = found(source, [f"matched={wanted}"], ["jails.county.on_record=0.2:0.9"])
        assert calibration.values[0] == pytest.approx(0.55, abs=0.02)


class TestSeveralTargets:
    def test_two_targets_identify_two_inputs(self, source):
        truth = source.scenario("jails.county.on_record=0.5", "jails.county.recorded=0.7")
        runs = np.stack([replicate([truth], number, engine=Engine.STAGED).measures[0] for number in range(3)])
        wanted = {
            name: Target.parse(f"{name}=1").of(truth, runs).mean() for name in ("matched_removable", "interviewed")
        }
        targets = [f"{name}={value}+-2" for name, value in wanted.items()]
        calibration = found(source, targets, ["jails.county.on_record=0.2:0.9", "jails.county.recorded=0.3:1"])
        assert np.abs(calibration.simulated.mean - list(wanted.values())).max() < 2
        assert calibration.values == pytest.approx((0.5, 0.7), abs=0.06)
        assert calibration.flat_directions == ()
        # Who is on record does not change who is interviewed.
        assert calibration.sensitivity[1, 0] == 0

    def test_one_target_does_not_identify_two_inputs_and_that_is_said(self, source):
        frees = ["jails.county.recorded=0.3:1", "jails.county.screening.detected=0.3:1"]
        calibration = found(source, ["flagged_by_screening=45+-3"], frees)
        [direction] = calibration.flat_directions
        # More of one makes up for less of the other.
        assert direction[0] * direction[1] < 0


class TestWhatCannotBe:
    def test_a_target_out_of_reach_is_told_with_what_can_be_reached(self, source):
        with pytest.raises(CalibrationError, match=r"flagged = 5000 cannot be reached: .* gives .* to "):
            found(source, ["flagged=5000"], ["jails.county.recorded=0.3:1"])

    def test_contradictory_targets_are_told_with_the_nearest_fit(self, source):
        targets = ["flagged_by_screening=20+-1", "interviewed=140+-1"]
        with pytest.raises(CalibrationError, match=r"cannot be met together.*nearest fit gives flagged_by_screening"):
            found(source, targets, ["jails.county.recorded=0.3:1"])

    def test_an_input_without_effect_is_told(self, source):
        with pytest.raises(CalibrationError, match=r"travel_hours has no effect on matched"):
            found(source, ["matched=50"], ["jails.county.travel_hours=1:2"])

    def test_a_path_that_does_not_exist_is_told_with_the_nearest(self, source):
        with pytest.raises(ScenarioError, match="did you mean 'recorded'"):
            found(source, ["flagged=50"], ["jails.county.recordd=0.3:1"])

    def test_a_range_outside_of_what_is_allowed_is_told_before_anything_runs(self, source):
        with pytest.raises(ScenarioError, match=r"must be at most 1, but is 1\.5"):
            found(source, ["flagged=50"], ["jails.county.recorded=0.3:1.5"])

    def test_whole_numbers_are_not_searched(self, source):
        with pytest.raises(ScenarioError, match="must be a whole number"):
            found(source, ["flagged=50"], ["field_offices.city.seats=1:4"])

    @pytest.mark.parametrize(
        ("target", "message"), [("flaged=3", "did you mean 'flagged'"), ("cuonty:flagged=3", "did you mean 'county'")]
    )
    def test_an_unknown_measure_or_jail_is_told_with_the_nearest(self, source, target, message):
        with pytest.raises(ValueError, match=message):
            found(source, [target], ["jails.county.recorded=0.3:1"])

    def test_a_path_given_twice_is_refused(self, source):
        free = "jails.county.recorded=0.3:1"
        with pytest.raises(ValueError, match="once"):
            found(source, ["flagged=50"], [free, free])
