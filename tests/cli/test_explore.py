"""lostleads explore as a command: what it refuses, what it opens, and how Ctrl-C ends it."""

from __future__ import annotations

import builtins
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.commands import run_here
from tests.support import small_data, write_yaml

ROOT = Path(__file__).parents[2]
LAST_WORDS = "The page is on this machine alone. Ctrl-C ends it.\nInterrupted.\n"
# Whoever runs the tests in the background hands down an ignored interrupt, which a command rightly goes on ignoring.
HEEDING = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "if __name__ == '__main__': from sim.cli import main; main()\n"
)


@pytest.fixture
def folder(tmp_path):
    ranged = {"value": 0.5, "low": 0.2, "high": 0.9}
    write_yaml(tmp_path / "a.yaml", small_data({"days": 20, "jails.county.removable": ranged}))
    (tmp_path / "b.yaml").write_text("extends: a.yaml\nname: B\n")
    (tmp_path / "later.yaml").write_text("extends: a.yaml\nname: Later\nstart: 2020-01-01\n")
    (tmp_path / "wrong.yaml").write_text("extends: a.yaml\njails: {county: {fingerprinted: 7}}\n")
    return tmp_path


WRONG = {
    "nothing.yaml": "nothing.yaml: no such file",
    ".": "is a folder, not a scenario",
    "a.yaml a.yaml b.yaml a.yaml": "4 scenario files are too many for the page; give one to 3",
    "a.yaml later.yaml": "differ in start",
    "wrong.yaml": "wrong.yaml:2: jails.county.fingerprinted: must be at most 1, but is 7",
    "a.yaml --set nothing=1": "--set nothing: the scenario has no such path",
    "a.yaml --set 3:days=9": "is of scenario 3; there are 2 scenarios",
    "a.yaml --port 70000": "70000 is not in the range|less than or equal to 65535",
    "a.yaml --port x": "is not a valid integer|valid integer",
    "": "Missing argument",
}


@pytest.mark.parametrize("words", WRONG)
def test_what_is_wrong_is_told_and_nothing_is_opened(folder, opened, words):
    done = run_here(["explore", *words.split()], folder)
    assert done.returncode == 2
    assert any(each in " ".join(done.stderr.split()) for each in WRONG[words].split("|")), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert opened == []


def test_a_port_that_is_taken(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_here(["explore", "a.yaml", "--port", str(port)], folder)
    assert done.returncode == 2
    assert done.stderr.startswith(f"--port {port}: cannot be listened on (")
    assert "give another, or 0 for any" in done.stderr


@pytest.mark.parametrize("lacks", ["starlette", "uvicorn"])
def test_without_its_extra_it_says_what_to_install(folder, monkeypatch, lacks):
    known = builtins.__import__

    def found(name, *rest):
        if name.partition(".")[0] == lacks:
            raise ImportError(name)
        return known(name, *rest)

    monkeypatch.setattr(builtins, "__import__", found)
    done = run_here(["explore", "a.yaml"], folder)
    assert done.returncode == 2
    assert done.stderr == "the page needs the extra 'explore': pip install lostleads[explore]\n"


class Started:
    """The command as a process of its own, which heeds an interrupt."""

    def __init__(self, folder, *words):
        (folder / "lostleads.py").write_text(HEEDING)
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "lostleads.py", "explore", *words, "--no-browser"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "DISPLAY": ""},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.address = self.process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def asked(self, place):
        """A connection on which something is asked, and which nobody closes."""
        _, _, host, token, _ = self.address.split("/")
        connection = socket.create_connection(host.split(":"))
        connection.sendall(f"GET /{token}/{place} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        return connection

    def alive(self):
        with urlopen(f"{self.address}alive") as answer:
            return answer.read().decode()

    def ended(self):
        begun = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        told, errors = self.process.communicate(timeout=30)
        return (self.process.returncode, told, errors), time.monotonic() - begun


def test_an_interrupt_ends_it_though_a_tab_is_open(folder):
    with Started(folder, "a.yaml", "b.yaml") as started:
        assert started.address.startswith("http://127.0.0.1:")
        with started.asked("alive") as tab:
            assert tab.recv(100).startswith(b"HTTP/1.1 200 OK")
            assert started.ended()[0] == (130, "", LAST_WORDS)
    assert sorted(path.name for path in folder.iterdir()) == [
        *("a.yaml", "b.yaml", "later.yaml", "lostleads.py", "wrong.yaml"),
    ]


def test_an_interrupt_ends_it_while_a_long_run_is_at_work(folder):
    with Started(folder, "a.yaml") as started, started.asked("answer?replications=1000&unknowns=1000"):
        # It would go on for minutes.
        deadline = time.monotonic() + 30
        while '"progress":[0,0]' in started.alive() and time.monotonic() < deadline:
            time.sleep(0.05)
        ended, seconds = started.ended()
    assert ended == (130, "", LAST_WORDS)
    assert seconds < 10
