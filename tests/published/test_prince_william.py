"""Prince William County against what was published, and the committed reference study against a new one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.analyses.comparison.kind import findings
from sim.analyses.comparison.study import Study, compare
from sim.model.office import Engine
from sim.output.kinds import write_results
from sim.scenario.files.reader import load_scenario
from sim.study.replicate import Plan

ROOT = Path(__file__).parents[2]
NAMES = ("prince_william", "prince_william_ended_first", "prince_william_ended", "prince_william_ice_visits")
FELONIES = ("homicide", "sexual_assault", "other_felony")
TABLES = ("replications", "summary", "hour_of_week", "comparison", "leads_by_charge", "transitions")


@pytest.fixture(scope="module")
def study() -> Study:
    scenarios = [load_scenario(ROOT / "scenarios" / f"{name}.yaml") for name in NAMES]
    return compare(*scenarios, plan=Plan(scenarios[0].replications, engine=Engine.STAGED))


def _in_force(study: Study) -> pd.DataFrame:
    summary = study.summary
    return summary[(summary["scenario"] == study.labels[0]) & (summary["jail"] == "all")].set_index("measure")


def test_about_700_are_flagged_a_year(study):
    flagged = _in_force(study).loc["flagged"]
    assert flagged["ci_low"] >= 640
    assert flagged["ci_high"] <= 760


def test_what_is_lifted_and_who_moves_on_leave_four_in_five_to_be_handed_over(study):
    each = study.replications[
        (study.replications["scenario"] == study.labels[0]) & (study.replications["jail"] == "all")
    ]
    assert 0.76 <= each["transferred"].sum() / each["flagged"].sum() <= 0.85


@pytest.mark.parametrize(
    ("charges", "of_2639"), [(["homicide"], 65), (["sexual_assault"], 277), (["dwi"], 1612), (FELONIES, 0.26 * 2639)]
)
def test_the_flagged_are_held_for_what_is_published(study, charges, of_2639):
    means = _in_force(study)["mean"]
    share = sum(means[f"flagged.{charge}"] for charge in charges) / means["flagged"]
    assert share == pytest.approx(of_2639 / 2639, abs=0.02)


def test_without_deputies_a_quarter_is_flagged(study):
    summary = study.summary[(study.summary["jail"] == "all") & (study.summary["measure"] == "flagged")]
    flagged = summary.set_index("scenario")["mean"]
    assert 0.2 < flagged[study.labels[2]] / flagged[study.labels[0]] < 0.3


def test_flags_per_interview_lie_where_they_are_published(study):
    means = _in_force(study)["mean"]
    assert 0.35 <= means["flagged_by_screening"] / means["interviewed"] <= 0.58


def test_the_reference_study_comes_out_the_same(study, tmp_path):
    from datetime import UTC, datetime

    write_results(findings(study), tmp_path / "again", command=["lostleads"], started_at=datetime.now(UTC))
    for name in TABLES:
        committed = (ROOT / "results" / "reference" / f"{name}.csv").read_bytes()
        assert (tmp_path / "again" / f"{name}.csv").read_bytes() == committed, name
