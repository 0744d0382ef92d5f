"""The README names make targets that exist, its Python runs, and its numbers are those of the reference study."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from sim.model.outcomes import LOST_PARTS
from sim.output.lost import LOST_NAMES
from tests.pages import ROOT, blocks

README = ROOT / "README.md"
STUDY = ROOT / "results" / "reference"


def test_the_make_targets_of_the_readme_exist():
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    for command in re.findall(r"`?make (\w+)`?", README.read_text()):
        assert command in targets


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_link_of_a_page_beside_the_site_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text()):
        assert target.startswith("http") or (ROOT / target).exists(), target


def test_the_installed_command_answers():
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = ["lostleads", "validate", "scenarios/prince_william.yaml"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Prince William, agreement in force")


def test_the_python_of_the_readme_runs_as_a_script():
    [script] = [block.text for block in blocks(README) if block.language == "python"]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "released_before_pickup" in done.stdout


def test_the_table_of_the_readme_is_that_of_the_reference_study():
    [shown] = re.findall(
        r"<!-- reference study: begin -->\n(.*?)<!-- reference study: end -->", README.read_text(), flags=re.DOTALL
    )
    assert shown == _reference_table()


def _reference_table() -> str:
    summary = pd.read_csv(STUDY / "summary.csv").query("jail == 'all'").set_index(["scenario", "measure"])
    comparison = pd.read_csv(STUDY / "comparison.csv").query("jail == 'all'").set_index(["other", "measure"])
    base, *others = summary.index.get_level_values("scenario").unique()
    lines = [
        "| people a year | " + " | ".join(name.removeprefix("Prince William, ") for name in (base, *others)) + " |",
        "| --- | " + " | ".join("---:" for _ in (base, *others)) + " |",
    ]
    counts = ("flagged", "matched", "released_before_pickup", *LOST_PARTS, "transferred", "interviewed_others")
    for measure in counts:
        cells = [f"{summary.loc[(base, measure), 'mean']:,.0f}"]
        for other in others:
            mean = summary.loc[(other, measure), "mean"]
            difference, low, high = comparison.loc[(other, measure), ["difference", "ci_low", "ci_high"]]
            cells.append(f"{mean:,.0f} ({difference:+,.0f}; {low:,.0f} to {high:,.0f})")
        name = f"of these {LOST_NAMES[measure]}" if measure in LOST_NAMES else measure.replace("_", " ")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
