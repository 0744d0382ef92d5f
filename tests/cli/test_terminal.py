"""Terminals and pipes: colours only where they are wanted, and no complaint where nobody reads on."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from sim.analyses.frame.statuses import NOBODY_READS

COMMAND = [sys.executable, "-W", "error", "-m", "sim.cli"]
ESCAPE = "\x1b"
pty = pytest.importorskip("pty", reason="only where there are pseudo-terminals")


def on_terminal(words, folder, **variables):
    """All that a command prints on a terminal of its own."""
    known = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR", "TERM"}}
    main, other = pty.openpty()
    environment = {**known, "TERM": "xterm-256color", **variables}
    with subprocess.Popen([*COMMAND, *words], cwd=folder, env=environment, stdout=other, stderr=other) as process:
        os.close(other)
        text = b""
        while True:
            try:
                part = os.read(main, 4096)
            except OSError:
                break
            if not part:
                break
            text += part
    os.close(main)
    return text.decode(), process.returncode


@pytest.fixture
def jails(cli):
    from tests.cli.test_agencies import LIST

    assert cli("agencies", "import", LIST, "--quiet").returncode == 0
    return ("agencies", "show", "agencies.csv")


@pytest.mark.parametrize(
    ("words", "variables"),
    [
        (("--help",), {"NO_COLOR": "1"}),
        (("run", "--seed", "x", "a.yaml"), {"NO_COLOR": "1"}),
        ("table", {"NO_COLOR": "1"}),
        (("run", "--help"), {"TERM": "dumb"}),
        ("table", {"TERM": "dumb"}),
    ],
)
def test_nothing_is_coloured_where_colours_are_not_wanted(jails, tmp_path, words, variables):
    words = jails if words == "table" else words
    plain, _ = on_terminal(words, tmp_path, **variables)
    assert plain.strip()
    assert ESCAPE not in plain


def test_a_terminal_has_bold_titles_otherwise(jails, tmp_path):
    assert ESCAPE in on_terminal(jails, tmp_path)[0]
    assert ESCAPE in on_terminal(("--help",), tmp_path)[0]


def test_a_pipe_has_no_colours(jails, process):
    done = process(*jails)
    assert done.returncode == 0
    assert ESCAPE not in done.stdout


@pytest.mark.parametrize("words", [("explain", "--schema"), "table", "json"])
def test_a_reader_who_leaves_ends_it_quietly(jails, tmp_path, words):
    words = (
        {"table": jails, "json": (*jails, "--format", "json")}.get(words, words) if isinstance(words, str) else words
    )
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*COMMAND, *words], cwd=tmp_path, stdout=write, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(write)
    assert done.stderr == ""
    assert done.returncode == NOBODY_READS
