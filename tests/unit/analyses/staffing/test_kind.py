"""The tables, the folder, the scenario file and the picture of a search for a staffing."""

from datetime import UTC, datetime

import pandas as pd
import pytest
from rich.console import Console

from sim.analyses.kinds import plot
from sim.analyses.staffing.goal import Goal
from sim.analyses.staffing.kind import KIND, findings
from sim.analyses.staffing.post import post_of
from sim.analyses.staffing.search import staff
from sim.analyses.staffing.tables import curve_table, shift_table, who_is_lost
from sim.output.folder import read_record
from sim.output.kinds import write_results
from sim.scenario.files.reader import ScenarioSource, load_scenario
from sim.study.tasks import Running
from tests.support import small_data, write_yaml

STARTED = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return write_yaml(tmp_path_factory.mktemp("scenario") / "county.yaml", small_data({"days": 14}))


@pytest.fixture(scope="module")
def found(path):
    source = ScenarioSource(path, ["jails.county.on_record=0.5"])
    return staff(source, post_of(source.scenario(), None, None, (), 1), Goal.parse(None, 40, None), Running(2))


def test_one_point_is_chosen_and_its_shifts_add_up(found):
    curve, shifts = curve_table(found), shift_table(found)
    assert list(curve["which"]).count("chosen") == 1
    assert list(curve["which"])[-1] == "present"
    chosen = shifts[shifts["which"] == "chosen"]
    assert 8 * chosen["officers"].sum() == curve.loc[curve["which"] == "chosen", "officer_hours"].item()
    assert (curve["ci_low"] <= curve["mean"]).all()


def test_people_released_before_pickup_are_told_with_parts_that_add_up(found):
    curve = curve_table(found)
    parts = curve[["lost_leads_mean", "lost_matched_mean", "lost_unknown_mean"]]
    assert parts.sum(axis=1).to_numpy() == pytest.approx(curve["mean"].to_numpy())
    assert who_is_lost(curve.iloc[0]).startswith("Of those released before pickup, ")
    assert who_is_lost(curve.iloc[0].replace("released_before_pickup", "lost_unknown")) == ""


def test_the_folder_and_the_scenario_in_it(found, path, tmp_path):
    write_results(findings(found, path), tmp_path / "out", command=["lostleads"], started_at=STARTED)
    files = {file.name for file in (tmp_path / "out").rglob("*") if file.is_file()}
    told = {"run.json", "ro-crate-metadata.json", "staffing.yaml"}
    assert files == {*told, "roster.csv", "shifts.csv", "staffing.csv", "tradeoff.png", "tradeoff.svg"}
    again = load_scenario(tmp_path / "out" / "staffing.yaml")
    assert again.jails == found.scenario.jails
    assert again.name == "Small county, staffed"
    record = read_record(tmp_path / "out")
    assert record["kind"] == "staffing"
    assert sum(map(sum, record["staffing"]["officers_by_hour"])) == found.best.officer_hours
    assert list(pd.read_csv(tmp_path / "out" / "staffing.csv")["which"]) == list(curve_table(found)["which"])


def test_the_picture_is_drawn_again_from_the_folder(found, path, tmp_path):
    write_results(findings(found, path), tmp_path / "out", command=[], started_at=STARTED)
    _, svg = plot(tmp_path / "out", tmp_path / "again")
    assert svg.read_bytes() == (tmp_path / "out" / "plots" / "tradeoff.svg").read_bytes()
    for words in ("budget: 40 hours", "scenario as it is: 168 hours", "Simulated:"):
        assert words in svg.read_text()


def test_screen_fits_80_columns(found, path, tmp_path):
    console = Console(width=80)
    results = write_results(findings(found, path), tmp_path / "out", command=[], started_at=STARTED)
    with console.capture() as captured:
        for table in KIND.screen(results):
            console.print(table)
    text = captured.get()
    assert max(map(len, text.splitlines())) <= 80
    for words in ("Chosen for deputies at County", "as it is", "Budget: 40", "fresh"):
        assert words in text


def test_a_goal_that_needs_nobody_is_drawn_too(path, tmp_path):
    source = ScenarioSource(path)
    none = staff(source, post_of(source.scenario(), None, None, (), 1), Goal.parse("100%", None, None), Running(1))
    write_results(findings(none, path), tmp_path / "out", command=[], started_at=STARTED)
    assert "Nobody on duty loses" in (tmp_path / "out" / "plots" / "tradeoff.svg").read_text()
    assert curve_table(none).loc[0, "which"] == "chosen"
