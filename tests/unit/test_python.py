"""The functions of Python: those that commands call, with what is wrong told in their words."""

from __future__ import annotations

import pydoc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim import Plan, Rules, Running, ScenarioError, load_scenario
from tests.commands import run_here
from tests.pictures import outlined
from tests.support import small, small_data, write_yaml

MEASURES = ("flagged", "matched", "released_before_pickup")
RANGES = {
    "jails.county.on_record": {"value": 0.6, "low": 0.4, "high": 0.8},
    "jails.county.recorded": {"value": 0.9, "low": 0.5, "high": 1.0},
}
FAST = Running(2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("python")
    write_yaml(folder / "with.yaml", small_data({"name": "With", "days": 14, **RANGES}))
    (folder / "without.yaml").write_text("extends: with.yaml\nname: Without\njails: {county: {screening: null}}\n")
    return folder


@pytest.fixture(scope="module")
def scenario(folder):
    return load_scenario(folder / "with.yaml")


@pytest.fixture(scope="module")
def study(scenario, folder):
    return sim.compare(scenario, load_scenario(folder / "without.yaml"), plan=Plan(2, engine="staged"))


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


class TestThePackage:
    @pytest.mark.parametrize("name", sim.__all__)
    def test_each_name_is_there_and_says_what_it_is(self, name):
        found = getattr(sim, name)
        assert found.__name__ == name
        assert found.__doc__
        assert name in dir(sim)

    def test_the_names_are_listed_once_in_their_order(self):
        assert [*sim.__all__] == sorted(set(sim.__all__), key=lambda name: (name.islower(), name))

    def test_a_name_that_is_not_there_is_told(self):
        with pytest.raises(AttributeError, match="no attribute 'compair'"):
            _ = sim.compair

    def test_help_tells_of_every_name(self):
        text = pydoc.plain(pydoc.render_doc(sim))
        for name in sim.__all__:
            assert name in text

    def test_nothing_is_loaded_before_it_is_used(self):
        code = "import sys, sim; print(sorted({'pandas', 'numpy', 'pydantic', 'sim.scenario'} & {*sys.modules}))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]"


class TestOneRoad:
    """What Python gives is what the command of the same name writes."""

    def check(self, found: Any, folder: Path, tmp_path: Path, words: str) -> None:
        sim.save(found, tmp_path / "python")
        done = run_here([*words.split(), "--plots", "none", "--out", str(tmp_path / "command")], folder)
        assert done.returncode == 0, done.stderr
        tables = files_of(tmp_path / "python")
        assert tables
        assert tables == files_of(tmp_path / "command")

    def test_compare(self, study, folder, tmp_path):
        self.check(study, folder, tmp_path, "compare with.yaml without.yaml --replications 2 --engine staged")

    def test_run_with_what_is_unknown(self, scenario, folder, tmp_path):
        found = sim.run(scenario.with_(days=3), Plan(1, engine="staged"), unknowns=40)
        assert {"unknowns", "summary"} <= {*dir(found)}
        words = "run with.yaml --set days=3 --replications 1 --engine staged --unknowns 40"
        self.check(found, folder, tmp_path, words)

    def test_sweep_of_a_grid(self, scenario, folder, tmp_path):
        vary = {"jails.*.hold_hours": np.array([24, 48]).tolist(), "jails.county.hold_clock": ["calendar", "business"]}
        found = sim.sweep(scenario, vary, base=1, plan=FAST)
        assert list(found.table["point"].unique()) == [0, 1, 2, 3]
        assert list(found.paired["base_point"].unique()) == [1]
        words = "sweep with.yaml --vary jails.*.hold_hours=24,48 --vary jails.county.hold_clock=calendar,business"
        self.check(found, folder, tmp_path, f"{words} --base 1 --replications 2")

    def test_sweep_of_ranges(self, scenario, folder, tmp_path):
        found = sim.sweep(scenario, ranges={"jails.*.on_record": (0.4, 0.8)}, design="sobol", samples=4, plan=FAST)
        words = "sweep with.yaml --range jails.*.on_record=0.4:0.8 --design sobol --samples 4 --replications 2"
        self.check(found, folder, tmp_path, words)

    def test_uncertainty(self, scenario, folder, tmp_path):
        found = sim.uncertainty(scenario, design="lhs", samples=4, plan=FAST)
        words = "uncertainty with.yaml --design lhs --samples 4 --replications 2"
        self.check(found, folder, tmp_path, words)

    def test_staffing(self, scenario, folder, tmp_path):
        found = sim.staffing(scenario, "70%", blocks=["00:00-12:00"], most=1, rules=Rules(days_off=1), plan=FAST)
        words = "staffing with.yaml --target 70% --block 00:00-12:00 --most 1 --days-off 1 --replications 2"
        self.check(found, folder, tmp_path, words)
        assert len(repr(found)) < 200
        assert load_scenario(tmp_path / "python" / "staffing.yaml").jails == found.scenario.jails
        assert {"chosen", "present"} <= {*found.curve["which"]}
        assert len(found.roster_table) == found.shifts.query("which == 'chosen'")["officers"].sum()

    def test_staffing_of_a_scenario_without_a_file(self, tmp_path):
        found = sim.staffing(small({"days": 7}), budget_hours=24, most=1, plan=Running(1))
        sim.save(found, tmp_path / "out")
        assert (tmp_path / "out" / "roster.csv").exists()
        assert not (tmp_path / "out" / "staffing.yaml").exists()

    def test_calibrate(self, scenario, folder, tmp_path):
        found = sim.calibrate(scenario, {"flagged": (20, 5)}, {"jails.*.recorded": (0.2, 1)}, plan=FAST)
        words = "calibrate with.yaml --target flagged=20+-5 --range jails.*.recorded=0.2:1 --replications 2"
        done = run_here([*words.split(), "--out", str(tmp_path / "fitted.yaml")], folder)
        assert done.returncode == 0, done.stderr
        assert load_scenario(tmp_path / "fitted.yaml").with_(name="With") == found.scenario
        assert found.fit["wanted"].tolist() == [20]
        assert found.settings == [f"jails.*.recorded={float(found.inputs['value'][0])!r}"]

    def test_trace(self, scenario, folder):
        found = sim.trace(scenario, outcome="lost", replication=1)
        done = run_here(["trace", "with.yaml", "--outcome", "lost", "--replication", "1"], folder)
        assert str(found) == done.stdout.rstrip("\n")
        assert sim.trace(scenario, booking=found.lives[0].hit.number, replication=1).lives == found.lives


class TestWhatIsShown:
    def test_each_result_is_shown_in_a_few_lines(self, study, scenario, tmp_path):
        found = [
            study,
            scenario,
            sim.sweep(scenario, {"days": [3, 4]}, plan=Running(1)),
            sim.uncertainty(scenario.with_(days=3), design="lhs", samples=4, plan=Running(1)),
            sim.trace(scenario, outcome="lost"),
            sim.save(study, tmp_path / "out"),
        ]
        for each in found:
            assert len(repr(each)) < 400
            assert "\n" not in repr(each)
        assert repr(study) == (
            "<Study of 'With'; 'Without', 2 replications of 14 days; tables: replications, summary, hour_of_week, "
            "months, comparison, leads_by_charge, transitions, months_paired>"
        )

    def test_a_notebook_shows_the_headline_counts_and_names_as_text(self, study):
        odd = sim.run(small({"name": "A <i>county</i>", "days": 2}), Plan(1, engine="staged"))
        assert "A &lt;i&gt;county" in odd._repr_html_()
        assert "<i>" not in odd._repr_html_()
        html = study._repr_html_()
        assert len(html) < 3_000
        for measure in MEASURES:
            assert measure in html


class TestResultsFolders:
    @pytest.fixture
    def kept(self, study, tmp_path) -> Iterator[Path]:
        with outlined():
            sim.save(study, tmp_path / "out")
            yield tmp_path / "out"

    def test_they_are_drawn_and_told(self, kept, tmp_path):
        assert not (kept / "plots").exists()
        drawn = sim.plot(kept, tmp_path / "pictures")
        assert {path.parent for path in drawn} == {tmp_path / "pictures"}
        [page] = sim.report(kept, out=tmp_path / "page.html")
        assert "Without" in page.read_text()
        with pytest.raises(ValueError, match="exists; give another"):
            sim.report(kept, out=page)

    def test_one_picture_is_a_figure(self, kept):
        assert sim.figure(kept, "differences").axes
        with pytest.raises(ValueError, match="did you mean 'differences'"):
            sim.figure(kept, "difference")

    def test_tables_are_read_back(self, kept, study):
        read = sim.open_results(kept)["comparison"]
        pd.testing.assert_frame_equal(read, study.comparison, check_dtype=False)

    def test_one_that_is_there_is_replaced_only_if_asked(self, kept, study):
        with pytest.raises(ValueError, match="exists; give another"):
            sim.save(study, kept)
        sim.save(study, kept, overwrite=True)

    def test_what_has_no_folder_is_refused(self, scenario, tmp_path):
        with pytest.raises(TypeError, match="Study, Sweep, Uncertainty"):
            sim.save(scenario, tmp_path / "out")
        assert not (tmp_path / "out").exists()


class TestWhatIsWrong:
    def test_is_told_before_anything_runs(self, scenario):
        with pytest.raises(ScenarioError, match="did you mean 'hold_hours'"):
            sim.sweep(scenario, {"jails.*.hold_hour": [24]}, plan=FAST)
        with pytest.raises(ValueError, match="did you mean 'sobol'"):
            sim.sweep(scenario, ranges={"days": (1, 2)}, design="sobel", plan=FAST)
        with pytest.raises(ValueError, match="give --vary"):
            sim.sweep(scenario, plan=FAST)
        with pytest.raises(ValueError, match="LOW must be less than HIGH"):
            sim.calibrate(scenario, {"flagged": 20}, {"jails.*.recorded": (1, 0.2)}, plan=FAST)
        with pytest.raises(ValueError, match="did you mean 'flagged'"):
            sim.calibrate(scenario, {"flaged": 20}, {"jails.*.recorded": (0.2, 1)}, plan=FAST)

    @pytest.mark.parametrize(
        ("plan", "told"), [("5", TypeError), (Plan(1, keep_bookings=True), ValueError)], ids=["no plan", "no use"]
    )
    def test_a_plan_that_does_not_fit(self, scenario, plan, told):
        with pytest.raises(told, match="plan"):
            sim.sweep(scenario, {"days": [3]}, plan=plan)
