"""The page on the agreements since January 2025: what code writes, with the numbers of the simulation."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.analyses.comparison.network.latest import YEARS, latest_page
from sim.analyses.comparison.study import compare
from sim.model.office import Engine
from sim.output.numbers import interval, signed
from sim.scenario.files.reader import load_scenario
from sim.study.intervals import Interval, estimate
from sim.study.replicate import Plan

ROOT = Path(__file__).parents[5]
DRAWS = pd.read_csv(ROOT / "docs" / "network-2026" / "draws.csv", dtype={"year": str})


def test_the_committed_page_is_the_one_written_by_code():
    assert (ROOT / "docs" / "network-2026.md").read_text(encoding="utf-8") == latest_page(ROOT)


@pytest.mark.parametrize(("run", "settings"), [("levels", []), ("chance", ["levels=mean"])])
def test_the_first_replication_is_what_the_scenarios_give(run, settings):
    scenarios = [load_scenario(ROOT / "scenarios" / f"national_2025{name}.yaml", settings) for name in ("_before", "")]
    study = compare(*scenarios, plan=Plan(1, engine=Engine.STAGED))
    flagged = study.replications.set_index(["scenario", "jail"])["flagged"]
    before, after = (flagged[label, "all"] for label in study.labels)
    kept = DRAWS[(DRAWS["year"] == "2025") & (DRAWS["run"] == run) & (DRAWS["draw"] == 0)].iloc[0]
    assert (kept["flagged_in_base"], kept["net"]) == (before, after - before)


@pytest.mark.parametrize("year", YEARS)
def test_each_network_has_both_intervals(year):
    levels, chance = (DRAWS[(DRAWS["year"] == year) & (DRAWS["run"] == run)]["net"] for run in ("levels", "chance"))
    assert (len(levels), len(chance)) == (100, 10)
    wide = estimate(levels.to_numpy(), Interval.OF_REPLICATIONS)
    assert f"**{interval(wide, signed)}**" in latest_page(ROOT)
    assert wide.ci_high - wide.ci_low > 4 * (chance.max() - chance.min())
