"""The page on the national network: it is what code writes, and its numbers are those of the simulation."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from sim.analyses.comparison.network.nation import network_page
from sim.analyses.comparison.network.readings import HERE, JOINED, NOWHERE, NOWHERE_JOINED, READINGS
from sim.analyses.comparison.network.verdicts import NOT_DETERMINED
from sim.analyses.comparison.study import Study, compare
from sim.model.office import Engine
from sim.output.numbers import interval, signed
from sim.scenario.files.reader import load_scenario
from sim.study.intervals import Interval, estimate
from sim.study.replicate import Plan

ROOT = Path(__file__).parents[5]
KEPT = ROOT / "docs" / "network"
ICE_JOINED = "jails.*.screening.teams.ice_visits.shifts.0.officers=1"
READING = pd.read_csv(KEPT / "readings.csv")


@pytest.fixture
def copy(tmp_path):
    """A repository with what the page is made of, to be changed."""
    shutil.copytree(KEPT, tmp_path / "docs" / "network")
    shutil.copytree(ROOT / "scenarios" / "national", tmp_path / "scenarios" / "national")
    return tmp_path


def study(*settings: str) -> Study:
    names = ("national_2017", "national_2020", "national_2020_ice_nowhere")
    scenarios = [load_scenario(ROOT / "scenarios" / f"{name}.yaml", settings) for name in names]
    return compare(*scenarios, plan=Plan(1, engine=Engine.STAGED))


def told(draws: pd.Series) -> str:
    """A mean with the interval within which 95 % of draws lie."""
    return interval(estimate(draws.to_numpy(), Interval.OF_REPLICATIONS), signed)


def totals(found: Study, place: int) -> dict[str, float]:
    """What the first replication gives of a scenario beside the base."""
    table = found.replications[found.replications["jail"] == "all"].set_index("scenario")
    base, other = (table.loc[found.labels[each]] for each in (0, place))
    rows = found.groups_paired.query("group_by == 'change' and measure == 'flagged'")
    rows = rows[rows["other"] == found.labels[place]].set_index("group")["difference"]
    also = ("transferred", "released_before_pickup", "lost_leads", "interviewed_others", "wrongly_flagged")
    return {
        "flagged_in_base": base["flagged"],
        "net": other["flagged"] - base["flagged"],
        **{name: other[name] - base[name] for name in also},
        **{name: rows.get(name, 0.0) for name in ("more_screening", "less_screening", "no_change", "other_change")},
    }


def test_the_committed_page_is_the_one_written_by_code():
    assert (ROOT / "docs" / "network.md").read_text(encoding="utf-8") == network_page(ROOT)


@pytest.mark.parametrize(
    ("settings", "readings"), [((), {HERE: 1, NOWHERE: 2}), ((ICE_JOINED,), {JOINED: 1, NOWHERE_JOINED: 2})]
)
def test_the_first_draw_of_each_reading_is_what_the_scenarios_give(settings, readings):
    found = study(*settings)
    for reading, place in readings.items():
        kept = READING[(READING["reading"] == reading) & (READING["draw"] == 0)].iloc[0]
        for name, value in totals(found, place).items():
            assert kept[name] == pytest.approx(value), (reading, name)


def test_the_first_replication_at_mean_levels_is_what_the_scenarios_give():
    kept = pd.read_csv(KEPT / "chance.csv").iloc[0]
    for name, value in totals(study("levels=mean"), 1).items():
        assert kept[name] == pytest.approx(value), name


def changed(copy: Path, shift: dict[str, float]) -> str:
    path = copy / "docs" / "network" / "readings.csv"
    table = pd.read_csv(path)
    table["net"] += table["reading"].map(shift) - table.groupby("reading")["net"].transform("mean")
    table.to_csv(path, index=False)
    return network_page(copy)


@pytest.mark.parametrize(
    ("means", "answer"),
    [
        ((9e5, 9e5, 9e5, 9e5), "very likely yes"),
        ((-9e5, -9e5, -9e5, -9e5), "very likely no"),
        ((9e5, -9e5, 9e5, 9e5), NOT_DETERMINED),
        ((9e5, 9e5, 9e5, 0), NOT_DETERMINED),
    ],
)
def test_the_answer_follows_the_draws_of_all_readings(copy, means, answer):
    page = changed(copy, dict(zip(READINGS, means, strict=True)))
    assert f"**The answer: {answer}" in page


def test_every_reading_has_as_many_draws_and_its_row():
    assert READING.groupby("reading")["draw"].nunique().to_dict() == dict(
        zip(READINGS, (200, 200, 100, 100), strict=True)
    )
    page = network_page(ROOT)
    for name, rows in READING.groupby("reading"):
        assert f"| {READINGS[str(name)]} |" in page
        assert told(rows["net"]) in page


def test_the_parts_of_the_variance_add_up():
    page = network_page(ROOT)
    table = page.partition("| unknown | part of the variance |")[2].partition("\n\n")[0]
    parts = re.findall(r"\| (?:under )?([^|]*\d) % \|", table.replace("\N{MINUS SIGN}", "-"))
    parts = [float(part) for part in parts]
    assert sum(parts) == pytest.approx(100, abs=8)


def test_every_county_that_ever_had_deputies_has_its_row():
    counties = pd.read_csv(KEPT / "counties.csv")
    assert len(counties) == 88
    rows = re.findall(r"^\| ([\w. ]+, [A-Z]{2}) \| ([\d,.]*) \| ([\d,.]+) \(", network_page(ROOT), flags=re.MULTILINE)
    assert {name for name, *_ in rows} == set(counties["name"])
    printed = {name: float(published.replace(",", "")) for name, published, _ in rows if published}
    assert len(printed) >= 28
    assert printed["Harris, TX"] == round(counties.set_index("name")["published"]["Harris, TX"])


def test_readme_says_what_the_draws_say_and_nothing_beyond():
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    for name in (HERE, NOWHERE):
        assert told(READING[READING["reading"] == name]["net"]) in readme
    page = network_page(ROOT)
    said = re.search(r"\*\*The answer: ([\w ]+)", page)
    assert said is not None
    assert f"the answer is {said[1]}" in readme
