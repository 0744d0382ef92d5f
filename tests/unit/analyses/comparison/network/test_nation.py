"""The page on the national network: it is what code writes, and its numbers are those of the simulation."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from sim.analyses.comparison.network.nation import network_page
from sim.analyses.comparison.study import compare
from sim.model.office import Engine
from sim.scenario.files.reader import load_scenario
from sim.study.replicate import Plan

ROOT = Path(__file__).parents[5]
KEPT = ROOT / "docs" / "network"


@pytest.fixture
def copy(tmp_path):
    """A repository with what the page is made of, to be changed."""
    shutil.copytree(KEPT, tmp_path / "docs" / "network")
    shutil.copytree(ROOT / "scenarios" / "national", tmp_path / "scenarios" / "national")
    return tmp_path


def test_the_committed_page_is_the_one_written_by_code():
    assert (ROOT / "docs" / "network.md").read_text(encoding="utf-8") == network_page(ROOT)


def test_the_first_replication_is_what_the_scenarios_give(tmp_path):
    scenarios = [load_scenario(ROOT / "scenarios" / f"national_{year}.yaml") for year in (2017, 2020)]
    study = compare(*scenarios, plan=Plan(1, engine=Engine.STAGED))
    flagged = study.replications.pivot_table("flagged", "jail", "scenario", sort=False)
    difference = flagged[study.labels[1]] - flagged[study.labels[0]]
    first = pd.read_csv(KEPT / "replications.csv").iloc[0]
    assert first["flagged_in_base"] == flagged.loc["all", study.labels[0]]
    assert first[["tx_harris", "ca_orange", "all"]].to_dict() == difference[["tx_harris", "ca_orange", "all"]].to_dict()
    by_change = study.groups_paired.query("group_by == 'change' and measure == 'flagged'").set_index("group")
    for kind in ("more_screening", "less_screening", "no_change"):
        assert first[kind] == pytest.approx(by_change.loc[kind, "difference"])


@pytest.mark.parametrize(("shift", "answer"), [(0, "no"), (50_000, "yes")])
def test_the_answer_follows_the_numbers(copy, shift, answer):
    path = copy / "docs" / "network" / "replications.csv"
    table = pd.read_csv(path)
    table["all"] += shift
    table.to_csv(path, index=False)
    assert f"**The answer of the model: {answer}.**" in network_page(copy)


def test_where_the_interval_holds_0_it_cannot_be_told(copy):
    path = copy / "docs" / "network" / "replications.csv"
    table = pd.read_csv(path)
    table["all"] -= table["all"].mean()
    table.to_csv(path, index=False)
    assert "**The answer of the model: it cannot be told.**" in network_page(copy)


def test_every_county_with_a_published_count_has_its_row():
    counties = pd.read_csv(KEPT / "counties.csv")
    rows = re.findall(r"^\| ([\w. ]+, [A-Z]{2}) \| ([\d,.]+) \| ([\d,.]+) \|", network_page(ROOT), flags=re.MULTILINE)
    assert {name for name, *_ in rows} == set(counties.name)
    assert len(rows) == 28
    printed = {name: float(published.replace(",", "")) for name, published, _ in rows}
    assert printed["Harris, TX"] == round(counties.set_index("name").published["Harris, TX"])
