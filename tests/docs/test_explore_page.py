"""The page on the page to move things on: its commands run, and its Python asks a server that its command started."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys

import pytest

from tests.commands import run_here
from tests.docs.test_pages import brief, run_python
from tests.pages import DOCS, ROOT, blocks, commands

PAGE = DOCS / "how-to" / "explore.md"


@pytest.fixture
def address():
    """Where the page is that the first command of the documentation opens."""
    [first] = commands(next(block.text for block in blocks(PAGE) if block.language == "sh"))
    words = [*shlex.split(first)[1:], "--no-browser", "--set", "days=20"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "sim.cli", *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 130


def test_its_python_asks_the_server_that_its_command_starts(address, tmp_path):
    [code] = [block.text for block in blocks(PAGE) if block.language == "python"]
    asking, found = re.subn(r"http://127\.0\.0\.1:\d+/TOKEN/", address, code)
    assert found == 1
    names: dict = {}
    printed = run_python(asking, tmp_path, names)
    assert "people are flagged" in printed
    told = PAGE.read_text().partition("| key | what |")[2]
    assert set(re.findall(r"`(\w+)`", told.partition("What is wrong")[0])) >= names["answer"].keys()


def test_its_other_commands_run(tmp_path):
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    for block in blocks(PAGE):
        for command in commands(block.text) if block.language == "sh" else ():
            words = shlex.split(command)[1:]
            if words[0] != "explore":
                done = run_here(brief(words), tmp_path)
                assert done.returncode == 0, done.stderr
