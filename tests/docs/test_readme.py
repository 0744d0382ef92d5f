"""The README's commands run, and its numbers are those of the reference study."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
STUDY = ROOT / "results" / "reference"


def _blocks(language: str, page: str = README) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page, flags=re.DOTALL)


def _commands(page: str = README) -> list[str]:
    text = "\n".join(_blocks("sh", page)).replace("\\\n", " ")
    lines = (re.sub(r"\s+#.*", "", line).strip() for line in text.splitlines())
    return [line for line in lines if line]


def _environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the scenarios, as a newcomer has it."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("scenarios", "studies"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def test_the_readme_has_commands():
    assert sum(command.startswith("lostleads ") for command in _commands()) >= 8


def test_every_command_of_the_readme_runs(clone):
    for command in _commands():
        program, *_ = shlex.split(command)
        if program == "lostleads":
            done = subprocess.run(
                shlex.split(command), cwd=clone, env=_environment(), capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{command}\n{done.stderr}"
        else:
            assert command in {"make demo", "make test", ". .venv/bin/activate"}


def test_the_make_targets_of_the_readme_exist():
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    for command in re.findall(r"`?make (\w+)`?", README):
        assert command in targets


def test_the_python_of_the_readme_runs(clone):
    [script] = _blocks("python")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], cwd=clone, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "released_before_pickup" in done.stdout


def test_the_table_of_the_readme_is_that_of_the_reference_study():
    [shown] = re.findall(
        r"<!-- reference study: begin -->\n(.*?)<!-- reference study: end -->", README, flags=re.DOTALL
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
    for measure in ("flagged", "matched", "released_before_pickup", "transferred", "interviewed_others"):
        cells = [f"{summary.loc[(base, measure), 'mean']:,.0f}"]
        for other in others:
            mean = summary.loc[(other, measure), "mean"]
            difference, low, high = comparison.loc[(other, measure), ["difference", "ci_low", "ci_high"]]
            cells.append(f"{mean:,.0f} ({difference:+,.0f}; {low:,.0f} to {high:,.0f})")
        lines.append(f"| {measure.replace('_', ' ')} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def test_every_link_of_the_documents_leads_somewhere():
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


HOW_TO = sorted((ROOT / "docs" / "how-to").glob("*.md"))


def _brief(command: str) -> list[str]:
    """The command with few replications and points: whether it runs is tested here, what it finds elsewhere."""
    words = shlex.split(re.sub(r"--(replications|samples|precision) \S+", "", command))
    if words[1] in {"run", "compare", "sweep", "uncertainty", "staffing"}:
        words += ["--replications", "2"]
    if words[1] == "uncertainty":
        words += ["--design", "lhs", "--samples", "8"]
    return words


@pytest.mark.slow
@pytest.mark.parametrize("page", HOW_TO, ids=[page.stem for page in HOW_TO])
def test_every_command_of_the_how_to_pages_runs(clone, page):
    commands = [command for command in _commands(page.read_text()) if command.startswith("lostleads ")]
    assert commands
    for command in commands:
        done = subprocess.run(
            _brief(command), cwd=clone, env=_environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"
