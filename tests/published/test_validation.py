"""The published counts: docs/validation.md is what the scenarios give, and says where they miss."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from sim.analyses.comparison.study import run
from sim.analyses.published.judged import Result, Validation, log_error, validate
from sim.analyses.published.page import compared, validation_page, validation_tables
from sim.analyses.published.quantities import OF_BOOKINGS, OF_SCENARIO
from sim.analyses.published.targets import Count, Quantity, Target, published
from sim.scenario.files.reader import load_scenario
from sim.study.intervals import Estimate
from sim.study.replicate import Plan
from tests.commands import run_here

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
PAGE = ROOT / "docs" / "validation.md"
SOURCES = (ROOT / "docs" / "sources.md").read_text()


SOME = ("in_force", "wake_ended", "orange_2018", "pierce")
"""Cases that are run again; `lostleads evidence published` runs all of them and writes the page."""


@pytest.fixture(scope="module")
def validation() -> Validation:
    return validate(SCENARIOS, cases=SOME)


@pytest.fixture(scope="module")
def made_up() -> Validation:
    """Every target and probe, met to the digit."""

    def result(target: Target) -> Result:
        value = 1.0 if target.value is None else target.value
        return Result(target, Estimate(2, value, 0.0, value, value), value, value)

    book = published()
    return Validation(book, tuple(map(result, book.targets)), tuple(map(result, book.probes)))


def test_the_page_is_what_the_scenarios_give(validation):
    shown = {case: compared(results) for case, results in validation.by_case.items()}
    assert len(shown) == len(SOME)
    page = PAGE.read_text()
    for case, table in shown.items():
        rows = table.strip().splitlines()[2:]
        assert rows, case
        assert not [row for row in rows if row not in page], case


def test_a_case_gives_the_same_in_any_company(validation):
    alone = validate(SCENARIOS, cases=["wake_ended"])
    beside = {result.target.id: result for result in validation.targets}
    assert alone.targets
    assert all(beside[result.target.id] == result for result in alone.targets)


def test_what_was_fitted_is_met(validation):
    assert len(validation.fitted) >= 6
    assert [result.target.id for result in validation.fitted if not result.holds] == []


def test_the_misses_are_those_that_are_explained(validation):
    missed = {result.target.id for result in validation.missed}
    assert missed == {result.target.id for result in validation.targets if result.target.miss}


def test_the_page_says_what_each_miss_means():
    page = " ".join(PAGE.read_text().split())
    explained = [target for target in published().targets if target.miss]
    assert explained
    for target in explained:
        assert " ".join(target.miss.split()) in page, target.id
    rows = [line for line in PAGE.read_text().splitlines() if line.endswith("| **misses** |")]
    # Each stands among the misses, and in the table of its case.
    assert len(rows) == 2 * len(explained)


def test_of_the_predictions_85_to_95_percent_hold_and_there_are_thirty_at_least():
    rows = [line.split(" | ") for line in PAGE.read_text().split("## Every target")[1].splitlines()]
    verdicts = [row[-1] for row in rows if len(row) > 1 and row[1] == "predicted"]
    assert len(verdicts) >= 30
    assert 0.85 <= sum(verdict == "holds |" for verdict in verdicts) / len(verdicts) <= 0.95


def test_the_error_fell_by_a_third_since_the_first_model():
    [row] = [line for line in PAGE.read_text().splitlines() if line.startswith("| Model 1, November 2026 |")]
    then, now = (float(cell) for cell in row.split(" | ")[4:6])
    assert now <= then * 2 / 3


def test_every_interval_is_narrower_than_what_it_is_held_against(validation):
    for result in validation.targets:
        width = result.simulated.ci_high - result.simulated.ci_low
        assert width < 3 * (result.target.high - result.target.low), result.target.id


def test_a_prediction_holds_if_its_range_meets_what_may_be():
    target = Target("t", "c", "what", Quantity(), ".1f", 10.0, 8.0, 12.0, "why")
    chance = Estimate(10, 13.0, 1.0, 12.0, 14.0)
    assert Result(target, chance, 12.0, 15.0).holds
    assert Result(target, chance, 5.0, 8.0).holds
    assert not Result(target, chance, 12.1, 15.0).holds
    assert not Result(target, chance, 5.0, 7.9).holds
    assert not Result(replace(target, role="fitted"), chance, 5.0, 20.0).holds
    assert Result(replace(target, role="fitted"), replace(chance, mean=12.0)).holds


def test_an_error_counts_no_less_than_what_is_published_can_tell():
    target = Target("t", "c", "what", Quantity(), ".1f", 10.0, 8.0, 12.0, "why")
    assert log_error(target, 20.0) == pytest.approx(np.log(2))
    assert log_error(target, 0.0) == pytest.approx(np.log(2 / 10))
    assert log_error(replace(target, value=0.0, low=0.0, high=4.0), 1.0) == 0


def test_each_measure_is_that_of_a_run_with_the_reference_engine(validation):
    case = published().cases["pierce"]
    scenario = load_scenario(SCENARIOS / case.scenario, case.settings)
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


def _bookings() -> pd.DataFrame:
    """Five bookings of Friday 5 July 2019: four flagged, of whom ICE collects three, one on Saturday, one at night."""
    moments = {
        "booked_at": ["2019-07-05 08:00"] * 5,
        "release_due_at": [
            "2019-07-05 18:00",
            "2019-07-05 18:00",
            "2019-07-06 08:00",
            "2019-07-07 18:00",
            "2019-07-07 00:00",
        ],
        "flagged_at": ["2019-07-05 09:00", "2019-07-05 09:00", "2019-07-06 07:00", "2019-07-06 07:00", None],
        "transferred_at": ["2019-07-05 19:59", "2019-07-06 08:00", "2019-07-08 07:59", None, None],
        "left_at": ["2019-07-05 19:59", "2019-07-06 08:00", "2019-07-08 07:59", "2019-07-09 18:00", "2019-07-07 00:00"],
    }
    table = pd.DataFrame({name: pd.to_datetime(pd.Series(values)) for name, values in moments.items()})
    return table.assign(
        charge=["dwi", "dwi", "dwi", "felony", "felony"],
        honoured=[True, True, False, True, True],
        outcome=["transferred", "transferred", "transferred", "released_after_flag", "released"],
    )


@pytest.mark.parametrize(
    ("name", "hours", "value"),
    [
        ("stays_under", 24, 1 / 4),
        ("stays_under", 24.01, 2 / 4),
        ("collected", 0, 3 / 4),
        ("weekend_detainers", 0, 2 / 4),
        ("weekend_pickups", 0, 1 / 3),
        ("daytime_pickups", 0, 2 / 3),
        ("pickup_wait_days", 0, (119 + 14 * 60 + 47 * 60 + 59) / 3 / 1440),
        ("paid_days", 0, (1 + 2 + 3) / 4),
        ("told", 0, 3 / 4),
        ("told_collected", 0, 2 / 3),
        ("weekend_releases", 0, 2 / 5),
        ("flagged_stay_days", 0, 4 + 10 / 24),
    ],
)
def test_what_is_computed_of_bookings_is_right_by_hand(name, hours, value):
    assert OF_BOOKINGS[name](_bookings(), Count(hours=hours, charge="felony")) == pytest.approx(value)


def test_days_of_the_same_weekday_are_held_against_each_other():
    days = [*["2019-07-01"] * 2, *["2019-07-08"] * 4, *["2019-07-02"] * 3, *["2019-07-09"] * 3]
    counted = pd.DataFrame({"booked_at": pd.to_datetime(pd.Series(days))})
    # Mondays 2 and 4: variance 2 over mean 3; Tuesdays alike: 0; the other days of the week come once or have nobody.
    assert OF_BOOKINGS["dispersion"](counted, Count()) == pytest.approx((2 / 3 + 0) / 2)


def test_where_nobody_is_collected_shares_of_collections_are_missing():
    nobody = _bookings().iloc[3:4]
    assert OF_BOOKINGS["collected"](nobody, Count()) == 0
    for name in ("weekend_pickups", "daytime_pickups", "pickup_wait_days"):
        assert np.isnan(OF_BOOKINGS[name](nobody, Count()))


def test_the_targets_are_complete():
    book = published()
    names = [target.id for target in (*book.targets, *book.probes)]
    assert len(names) == len(set(names))
    for target in book.targets:
        assert target.value is not None
        assert target.low <= target.value <= target.high, target.id
        assert target.sources, target.id
        assert target.range_is, target.id
        for term in target.terms:
            assert term.count.bookings is None or term.count.bookings in OF_BOOKINGS, target.id
            assert term.count.implied is None or term.count.implied in OF_SCENARIO, target.id
    used = {term.case for target in (*book.targets, *book.probes) for term in target.terms}
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


def test_tables_fit_eighty_columns(made_up):
    page = StringIO()
    console = Console(width=80, file=page)
    for table in validation_tables(made_up):
        console.print(table)
    text = page.getvalue()
    assert "…" not in text
    assert sum(line.rstrip().endswith(("meets", "holds", "misses")) for line in text.splitlines()) == len(
        made_up.targets
    )


def test_a_page_of_predictions_that_all_hold_says_so(made_up):
    page = validation_page(made_up)
    assert f"Of {len(made_up.predicted)} predictions {len(made_up.predicted)} hold (100 %;" in " ".join(page.split())
    assert "**misses**" not in page


def _command(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "sim.cli", "evidence", "published", *map(str, words)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_command_writes_the_page(tmp_path, made_up, monkeypatch):
    monkeypatch.setattr(
        "sim.analyses.published.judged.validate", lambda folder, _: made_up if folder == SCENARIOS else None
    )
    done = run_here(["evidence", "published", "--scenarios", str(SCENARIOS), "--out", "page.md"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "page.md").read_text() == validation_page(made_up)
    assert [path.name for path in tmp_path.iterdir()] == ["page.md"]
    assert "predictions" in done.stdout


def test_without_the_scenarios_the_command_says_so(tmp_path):
    done = _command(tmp_path, "--out", "page.md")
    assert done.returncode == 2
    assert "no such file: scenarios/prince_william.yaml" in done.stderr
    assert not any(tmp_path.iterdir())
