"""Every command and every piece of Python in the documentation runs, page by page, in the order of the page."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import chdir, redirect_stdout
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sim.analyses.comparison.unknowns import FEWEST_POINTS
from sim.model.own import keep_only
from tests.commands import run_here
from tests.pages import DOCS, ROOT, Block, blocks, commands, pages

STUDY = ROOT / "results" / "reference"

COMPARED = ("quick-start", "python")
"""Pages whose Python is run where what it prints is compared."""

SERVED = ("explore",)
"""Pages that are run where there is a server that their Python asks: tests/docs/test_explore_page.py."""

ALIVE = [
    page
    for page in pages()
    if page.stem not in (*COMPARED, *SERVED) and {block.language for block in blocks(page)} & {"sh", "python"}
]

OF_THE_SHELL = {"make demo", "make test", ". .venv/bin/activate"}

TESTED_WITH_THE_SAME_WORDS = {
    "lostleads evidence verify": "tests/cli/test_verify.py",
    "lostleads evidence published": "tests/published/test_validation.py",
}
"""Commands that take long, and that run elsewhere in the suite."""

BEFORE = {"command-line": "lostleads run scenarios/pierce.yaml --format csv > pierce.csv"}
"""What a page takes for granted before its Python."""

LISTS = {"agencies": ("participating.csv", ROOT / "tests" / "unit" / "agencies" / "lists" / "as_printed.csv")}
"""The list of agencies that a page has its readers bring along."""

SCENARIOS = {
    "costs": ("in_force.yaml", "visits.yaml"),
    "dated-policy": ("ending.yaml", "wake.yaml"),
}
"""The files that a page has its readers write, in the order in which it shows them."""

MANY = {"run", "compare", "agreements", "sweep", "uncertainty", "staffing", "warmup", "calibrate"}
"""Commands that take `--replications`."""

BY_EVENTS = {"run", "compare", "agreements"}
"""Of these, the ones whose engine is the slower one unless told."""

ONCE = {"uncertainty", "agreements"}
"""Of these, the ones that take long: they run many points, or a network."""

FEWER_POINTS = {
    "uncertainty": ["--design", "lhs", "--samples", "4"],
    "staffing": ["--most", "2", "--block", "00:00-12:00", "--block", "12:00-24:00"],
}

FEWER_SHIFTS = {
    "--shift-hours": ["--most", "2", "--starts", "08:00,20:00"],
    "--with-probability": ["--most", "1", "--block", "00:00-24:00", "--with-probability", "0.1"],
}
"""What takes the place of these, by an option that a command has."""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with the scenarios and the reference study, as a newcomer has it, and studies of few replications."""
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    shutil.copytree(STUDY, tmp_path / "results" / "reference", ignore=shutil.ignore_patterns("plots"))
    (tmp_path / "studies").mkdir()
    for path in (ROOT / "studies").iterdir():
        study, many = re.subn(r"^replications: \d+$", "replications: 2", path.read_text(), flags=re.MULTILINE)
        assert many == 1
        (tmp_path / "studies" / path.name).write_text(study)
    return tmp_path


def brief(words: list[str]) -> list[str]:
    """The command with few replications and points: whether it runs is tested here, what it finds elsewhere."""
    if words[0] not in MANY or "--help" in words:
        return words
    text = re.sub(r"--(replications|samples|precision|engine)[ =]\S+", "", shlex.join(words))
    text = re.sub(r"--unknowns[ =]\S+", f"--unknowns {FEWEST_POINTS}", text)
    few = [*shlex.split(text), "--replications", "1" if words[0] in ONCE else "2"]
    if words[0] in BY_EVENTS:
        few += ["--engine", "staged"]
    instead = (fewer for option, fewer in FEWER_SHIFTS.items() if option in words)
    return few + next(instead, FEWER_POINTS.get(words[0], []))


def run_command(command: str, folder: Path) -> None:
    """Run a command as a shell would; here where it is a plain one, for a process takes long to start."""
    plain, _, target = command.partition(" > ")
    words = shlex.split(plain)
    if words[0] != "lostleads" or any(sign in command for sign in "|&;$`<"):
        done = in_a_shell(command, folder)
    else:
        done = run_here(brief(words[1:]), folder)
        if target:
            (folder / target).write_text(done.stdout)
    assert done.returncode == 0, f"{command}\n{done.stderr}"


def in_a_shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command whose home is the folder, so that it changes nothing of the machine."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "HOME": str(folder)}
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def run_python(code: str, folder: Path, names: dict[str, Any]) -> str:
    """Run a block in the session of its page, and give what it prints."""
    printed = StringIO()
    with chdir(folder), redirect_stdout(printed):
        exec(compile(code, "<page>", "exec"), names)
    return printed.getvalue()


def run_block(block: Block, folder: Path, names: dict[str, Any]) -> str:
    if block.language == "python":
        return run_python(block.text, folder, names)
    if block.language == "sh":
        for command in commands(block.text):
            if command not in OF_THE_SHELL | TESTED_WITH_THE_SAME_WORDS.keys():
                run_command(command, folder)
    return ""


def prepare(page: Path, folder: Path) -> None:
    """Put into the folder what readers of the page have by then."""
    if page.stem in BEFORE:
        run_command(BEFORE[page.stem], folder)
    if page.stem in LISTS:
        name, source = LISTS[page.stem]
        shutil.copy(source, folder / name)
    shown = [block.text for block in blocks(page) if block.language == "yaml"]
    for name, text in zip(SCENARIOS.get(page.stem, ()), shown, strict=False):
        (folder / name).write_text(text)


@pytest.mark.slow
@pytest.mark.parametrize("page", ALIVE, ids=[page.stem for page in ALIVE])
def test_every_command_and_all_python_of_a_page_runs(clone, page):
    prepare(page, clone)
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in blocks(page):
        run_block(block, clone, names)


@pytest.fixture
def _no_measures():
    yield
    keep_only(())


@pytest.mark.usefixtures("_no_measures")
@pytest.mark.parametrize("page", COMPARED)
def test_a_page_of_python_prints_what_it_shows(page, clone):
    names: dict[str, Any] = {"__name__": "__main__"}
    shown = blocks(DOCS / f"{page}.md")
    pairs = [(one, other) for one, other in pairwise(shown) if one.language == "python"]
    assert len(pairs) >= 5
    for code, text in pairs:
        assert text.language == "text"
        printed = run_python(code.text, clone, names)
        assert [line.rstrip() for line in printed.splitlines()] == text.text.splitlines(), code.text


@pytest.mark.parametrize(("command", "test"), TESTED_WITH_THE_SAME_WORDS.items())
def test_what_is_run_elsewhere_is_run_elsewhere(command, test):
    words = ", ".join(f'"{word}"' for word in command.split()[1:])
    assert words in (ROOT / test).read_text()


def test_the_readme_and_the_how_to_pages_have_commands():
    run = (page for page in pages() if page in ALIVE or page.stem in SERVED)
    alive = {page for page in run for block in blocks(page) if block.language == "sh"}
    assert {ROOT / "README.md", *(DOCS / "how-to").glob("*.md"), *(DOCS / "ways").glob("*.md")} <= alive


def test_a_command_that_fails_is_noticed(clone):
    with pytest.raises(AssertionError, match="no such file"):
        run_command("lostleads validate scenarios/nowhere.yaml", clone)
    with pytest.raises(AssertionError):
        run_command("lostleads validate scenarios/nowhere.yaml | cat && false", clone)
