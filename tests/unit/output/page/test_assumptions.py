"""Where the inputs of a page come from: a source belongs to the file that states it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.output.folder import resolved
from sim.output.page.assumptions import assumptions
from sim.scenario.files.reader import load_scenario

SCENARIOS = Path("scenarios")


def evidence(path):
    """What the page says of each input: its strength, and why with the sources."""
    scenario = load_scenario(path)
    said = {"label": "it", "files": list(scenario.files), "scenario": resolved(scenario)}
    (table,) = assumptions({"scenarios": [said]}).folded
    data = table.data.set_index(table.data.columns[0]).iloc[:, -2:]
    return dict(zip(data.index, data.itertuples(index=False, name=None), strict=True))


@pytest.fixture
def copied(tmp_path):
    """Prince William's file under another name, as a starter is that nobody has filled in yet."""
    text = (SCENARIOS / "prince_william.yaml").read_text(encoding="utf-8")
    path = tmp_path / "elsewhere.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_values_that_a_file_of_the_register_states_have_their_sources():
    told = evidence(SCENARIOS / "prince_william.yaml")
    assert told["start"][0] == "strong"
    assert "[1] Washington Times" in told["start"][1]


def test_a_file_that_extends_one_has_its_sources_and_its_own():
    told = evidence(SCENARIOS / "prince_william_ended.yaml")
    assert "[8] Washington Examiner" in told["jails.prince_william.bookings_per_year"][1]
    own = evidence(SCENARIOS / "prince_william.yaml")
    assert {path for path in told if told[path] != own.get(path)}


def test_the_same_values_in_another_file_have_no_source_of_it(copied):
    told = evidence(copied)
    assert set(told.values()) == {("not rated", "")}


def test_a_file_that_extends_another_names_both_its_own_first(tmp_path, copied):
    (tmp_path / "mine.yaml").write_text("extends: elsewhere.yaml\nname: Mine\n", encoding="utf-8")
    assert load_scenario(tmp_path / "mine.yaml").files == ("mine.yaml", "elsewhere.yaml")
    assert load_scenario(copied, ["days=30"]).files == ("elsewhere.yaml",)
