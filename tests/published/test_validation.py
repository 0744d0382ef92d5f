"""The published counts: docs/validation.md is what the scenarios give, and says where they miss."""

from __future__ import annotations

import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from sim.analyses.comparison.study import run
from sim.analyses.published.page import validation_page, validation_tables
from sim.analyses.published.targets import FROM_BOOKINGS, Validation, published, validate
from sim.scenario.files.reader import load_scenario
from sim.study.replicate import Plan
from tests.commands import run_here

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
PAGE = ROOT / "docs" / "validation.md"
SOURCES = (ROOT / "docs" / "sources.md").read_text()


@pytest.fixture(scope="module")
def validation() -> Validation:
    return validate(SCENARIOS)


def test_the_page_is_what_the_scenarios_give(validation):
    assert validation_page(validation) == PAGE.read_text()


def test_what_was_fitted_is_met(validation):
    fitted = [result for result in validation.targets if result.target.role == "fitted"]
    assert len(fitted) >= 6
    assert all(result.meets for result in fitted)


def test_the_misses_are_those_that_are_explained(validation):
    assert validation.missed == tuple(target.id for target in published().targets if target.miss)


def test_every_interval_is_narrower_than_what_it_is_held_against(validation):
    for result in validation.targets:
        width = result.simulated.ci_high - result.simulated.ci_low
        assert width < 3 * (result.target.high - result.target.low), result.target.id


def test_each_measure_is_that_of_a_run_with_the_reference_engine(validation):
    scenario = load_scenario(SCENARIOS / "pierce.yaml")
    study = run(scenario, Plan(scenario.replications, keep_bookings=True))
    means = study.replications[study.replications["jail"] == "all"]
    simulated = {result.target.id: result.simulated.mean for result in validation.targets}
    assert simulated["pierce_holds"] == pytest.approx((means["flagged"] / means["bookings"]).mean())

    table = study.bookings[study.bookings["counted"] & study.bookings["flagged_at"].notna()]
    table = table.assign(
        short=(table["left_at"] - table["booked_at"]) < pd.Timedelta(hours=48),
        collected=table["transferred_at"].notna(),
    )
    by_replication = table.groupby("replication")[["short", "collected"]].mean()
    assert simulated["pierce_48"] == pytest.approx(by_replication["short"].mean())
    assert simulated["pierce_collected"] == pytest.approx(by_replication["collected"].mean())


def _flagged() -> pd.DataFrame:
    """Four flagged bookings of Friday 5 July 2019, of whom ICE collects three, one on Saturday and one at night."""
    moments = {
        "booked_at": ["2019-07-05 08:00"] * 4,
        "release_due_at": ["2019-07-05 18:00", "2019-07-05 18:00", "2019-07-06 08:00", "2019-07-07 18:00"],
        "transferred_at": ["2019-07-05 19:59", "2019-07-06 08:00", "2019-07-08 07:59", None],
        "left_at": ["2019-07-05 19:59", "2019-07-06 08:00", "2019-07-08 07:59", "2019-07-09 18:00"],
    }
    return pd.DataFrame({name: pd.to_datetime(pd.Series(values)) for name, values in moments.items()})


@pytest.mark.parametrize(
    ("name", "hours", "value"),
    [
        ("stays_under", 24, 1 / 4),
        ("stays_under", 24.01, 2 / 4),
        ("collected", 0, 3 / 4),
        ("weekend_pickups", 0, 1 / 3),
        ("daytime_pickups", 0, 2 / 3),
        ("pickup_wait_days", 0, (119 + 14 * 60 + 47 * 60 + 59) / 3 / 1440),
    ],
)
def test_what_is_computed_of_bookings_is_right_by_hand(name, hours, value):
    assert FROM_BOOKINGS[name](_flagged(), hours) == pytest.approx(value)


def test_where_nobody_is_collected_shares_of_collections_are_missing():
    nobody = _flagged().iloc[3:]
    assert FROM_BOOKINGS["collected"](nobody, 0) == 0
    assert np.isnan(FROM_BOOKINGS["weekend_pickups"](nobody, 0))
    assert np.isnan(FROM_BOOKINGS["daytime_pickups"](nobody, 0))
    assert np.isnan(FROM_BOOKINGS["pickup_wait_days"](nobody, 0))


def test_the_targets_are_complete():
    book = published()
    names = [target.id for target in (*book.targets, *book.probes)]
    assert len(names) == len(set(names))
    for target in book.targets:
        assert target.value is not None
        assert target.low <= target.value <= target.high, target.id
        assert target.sources, target.id
        assert target.range_is, target.id
    used = {target.case for target in (*book.targets, *book.probes)}
    used |= {target.quantity.against for target in (*book.targets, *book.probes)} - {None}
    assert used == set(book.cases)


def test_every_simulated_number_of_the_text_is_one_that_is_computed():
    book = published()
    named = set(re.findall(r"\{(\w+)\}", " ".join(book.paragraphs.values())))
    assert named <= {target.id for target in (*book.targets, *book.probes)}
    assert {probe.id for probe in book.probes} <= named


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_scenario_can_be_read(path):
    assert load_scenario(path).jails


@pytest.mark.parametrize("path", sorted(SCENARIOS.rglob("*.yaml")), ids=lambda path: path.stem)
def test_every_source_that_a_scenario_names_is_listed(path):
    for number in re.findall(r"\[(\d+)\]", "\n".join(re.findall(r"#.*", path.read_text()))):
        assert f"\n| {number} | " in SOURCES, number


def test_every_source_of_the_page_is_listed():
    for number in re.findall(r"\[(\d+)\]", PAGE.read_text()):
        assert f"\n| {number} | " in SOURCES, number


def test_the_sources_are_numbered_in_order():
    numbers = [int(number) for number in re.findall(r"^\| (\d+) \|", SOURCES, flags=re.MULTILINE)]
    assert numbers == sorted(set(numbers))


def test_every_target_names_sources_that_are_listed():
    for target in published().targets:
        for number in target.sources:
            assert f"\n| {number} | " in SOURCES, target.id


def test_every_source_of_the_text_about_the_targets_is_listed():
    for number in re.findall(r"\[(\d+)\]", " ".join(published().paragraphs.values())):
        assert f"\n| {number} | " in SOURCES, number


def test_tables_fit_eighty_columns(validation):
    page = StringIO()
    console = Console(width=80, file=page)
    for table in validation_tables(validation):
        console.print(table)
    text = page.getvalue()
    assert "…" not in text
    assert sum(line.rstrip().endswith(("meets", "misses")) for line in text.splitlines()) == len(validation.targets)


def _command(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "sim.cli", "published", *map(str, words)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_command_writes_the_page(tmp_path, validation, monkeypatch):
    monkeypatch.setattr(
        "sim.analyses.published.targets.validate", lambda folder: validation if folder == SCENARIOS else None
    )
    done = run_here(["published", "--scenarios", str(SCENARIOS), "--out", "page.md"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "page.md").read_text() == PAGE.read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["page.md"]
    assert "targets are met" in done.stdout


def test_without_the_scenarios_the_command_says_so(tmp_path):
    done = _command(tmp_path, "--out", "page.md")
    assert done.returncode == 2
    assert "no such file: scenarios/prince_william.yaml" in done.stderr
    assert not any(tmp_path.iterdir())
