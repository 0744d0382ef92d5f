"""The page of the results names every file that commands write, and every column."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from sim.model.outcomes import COSTS, MEASURES
from tests.commands import run_here
from tests.pages import DOCS
from tests.support import small_data, write_yaml

PRICES = {"officer_hour": 60, "held_day": 150, "reimbursed_per_held_day": 90}
RANGE = {"value": 0.6, "low": 0.2, "high": 0.9}
FINGERPRINTED = "jails.county.fingerprinted"

WRITING = {
    "run": ["run", "with.yaml", "--engine", "staged"],
    "compare": ["compare", "with.yaml", "without.yaml", "--engine", "staged", "--unknowns", "40"],
    "sweep": ["sweep", "with.yaml", "--vary", f"{FINGERPRINTED}=0.5,0.9"],
    "warmup": ["warmup", "with.yaml", "--days", "56"],
    "uncertainty": ["uncertainty", "with.yaml", "--design", "lhs", "--samples", "4", "--replications", "2"],
    "staffing": ["staffing", "with.yaml", "--budget", "56", "--most", "1"],
}


def told() -> dict[str, str]:
    """What the page tells of each file."""
    rows = re.findall(r"^\| (`[^|]+) \| (.+) \|$", (DOCS / "results.md").read_text(), flags=re.MULTILINE)
    return {name: text for names, text in rows for name in re.findall(r"`([^`]+)`", names)}


@pytest.fixture
def scenarios(tmp_path):
    jail = small_data()["jails"]["county"]
    changes = {"costs": PRICES, "days": 10, "jails.town": jail, "jails.county.on_record": RANGE}
    data = small_data(changes)
    write_yaml(tmp_path / "with.yaml", {**data, "name": "With"})
    (tmp_path / "without.yaml").write_text("extends: with.yaml\nname: Without\njails: {county: {screening: null}}\n")
    return tmp_path


@pytest.mark.parametrize("command", WRITING)
def test_every_file_and_column_is_told(scenarios, command):
    extra = ["--jail", "county"] if command == "staffing" else []
    done = run_here([*WRITING[command], *extra, "--out", "out", "--quiet"], scenarios)
    assert done.returncode == 0, done.stderr
    for path in (scenarios / "out").iterdir():
        name = f"{path.name}/" if path.is_dir() else path.name
        assert name in told(), name
        if path.suffix == ".csv" and path.name != "points.csv":
            missing = set(pd.read_csv(path).columns) - named(told()[name])
            assert not {each for each in missing if not is_measure(each)}, path.name


def named(text: str) -> set[str]:
    """The columns that a row of the page names; an input is a column by its path."""
    return {FINGERPRINTED, *re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", text)))}


def is_measure(column: str) -> bool:
    return column.partition(".")[0] in {*MEASURES, *COSTS} or column.startswith("officer_hours_")
