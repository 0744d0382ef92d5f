"""The README names make targets that exist, its Python runs, and its numbers are those of the reference study."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap

import pandas as pd
import pytest

from sim.analyses.comparison.results import ResultTables
from sim.analyses.comparison.sentences import comparison_answer
from sim.analyses.kinds import open_results
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


def test_the_numbers_of_the_readme_are_those_of_the_reference_study():
    [shown] = re.findall(
        r"<!-- reference study: begin -->\n(.*?)<!-- reference study: end -->", README.read_text(), flags=re.DOTALL
    )
    assert shown == "\n".join([*_reference_answer(), "", *_reference_table(), ""])


def _reference_answer() -> list[str]:
    """What a report says first of the scenario in which the agreement ended."""
    tables = ResultTables.of(open_results(STUDY))
    answer = comparison_answer(tables, tables.others[1]).replace("\N{NO-BREAK SPACE}", " ")
    return wrap(answer, 118, initial_indent="> ", subsequent_indent="> ")


def _all_jails(table: str, *keys: str) -> pd.DataFrame:
    return pd.read_csv(STUDY / f"{table}.csv").query("jail == 'all'").set_index([*keys, "measure"])


def _reference_table() -> Iterator[str]:
    summary, comparison = _all_jails("summary", "scenario"), _all_jails("comparison", "other")
    unknown, unknown_paired = _all_jails("unknowns", "scenario"), _all_jails("unknowns_paired", "other")
    base, *others = summary.index.get_level_values("scenario").unique()
    yield "| people a year | " + " | ".join(name.removeprefix("Prince William, ") for name in (base, *others)) + " |"
    yield "| --- | " + " | ".join("---:" for _ in (base, *others)) + " |"
    counts = ("flagged", "matched", "released_before_pickup", *LOST_PARTS, "transferred", "interviewed_others")
    for measure in counts:
        ends = _ends(unknown.loc[(base, measure)], summary.loc[(base, measure)])
        cells = [f"{summary.loc[(base, measure), 'mean']:,.0f}<br>({ends})"]
        for other in others:
            mean = summary.loc[(other, measure), "mean"]
            paired = comparison.loc[(other, measure)]
            ends = _ends(unknown_paired.loc[(other, measure)], paired)
            cells.append(f"{mean:,.0f}<br>{paired['difference']:+,.0f} ({ends})")
        name = f"of these {LOST_NAMES[measure]}" if measure in LOST_NAMES else measure.replace("_", " ")
        yield f"| {name} | " + " | ".join(cells) + " |"


def _ends(unknown: pd.Series[float], chance: pd.Series[float]) -> str:
    return (
        f"**{unknown['low']:,.0f} to {unknown['high']:,.0f}**;<br>{chance['ci_low']:,.0f} to {chance['ci_high']:,.0f}"
    )
