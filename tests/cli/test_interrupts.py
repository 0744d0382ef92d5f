"""Interrupts end every command in one way: with 130, without a traceback, and with nothing left lying about."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import weakref
from pathlib import Path
from threading import Event

import pytest

from sim.cli import interrupts
from sim.cli.interrupts import Interrupts
from tests.support import small_data, write_yaml

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
# Whoever runs the tests in the background hands down an ignored interrupt, which a command rightly goes on ignoring.
HEEDING = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "if __name__ == '__main__': from sim.cli import main; main()\n"
)


@pytest.fixture
def heeded(monkeypatch):
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    before = {each: signal.signal(each, signal.SIG_DFL) for each in SIGNALS}
    made = Interrupts()
    yield made
    made.obey_at_once()
    for each, handler in before.items():
        signal.signal(each, handler)


class Something:
    pass


class TestOne:
    @pytest.mark.parametrize("number", SIGNALS)
    def test_it_is_raised(self, heeded, number):
        heeded.heed()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)

    def test_what_is_ignored_stays_ignored(self, heeded):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        heeded.heed()
        signal.raise_signal(signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN

    def test_swallowed_by_a_callback_it_comes_again(self, heeded):
        heeded.heed()
        there = Something()
        watch = weakref.ref(there, lambda _: signal.raise_signal(signal.SIGTERM))
        del there
        assert watch() is None
        with pytest.raises(KeyboardInterrupt):
            Event().wait(20)

    def test_swallowed_by_a_library_it_comes_again(self, heeded, monkeypatch):
        monkeypatch.setattr(interrupts, "_SECONDS_TO_CLEAR_UP", 0.01)
        heeded.heed()
        for _ in range(3):
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGTERM) if heeded._first is None else Event().wait(20)

    def test_a_second_ends_it_at_once(self, heeded, monkeypatch):
        heeded.heed()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
        raised = []
        monkeypatch.setattr(signal, "raise_signal", lambda number: raised.append((number, signal.getsignal(number))))
        with pytest.raises(KeyboardInterrupt):
            heeded._interrupt(signal.SIGINT, None)
        assert raised == [(signal.SIGINT, signal.SIG_DFL)]

    def test_other_faults_of_callbacks_are_told_as_ever(self, heeded, capsys):
        heeded.heed()
        there = Something()
        watch = weakref.ref(there, lambda _: 1 / 0)
        del there
        assert watch() is None
        assert "ZeroDivisionError" in capsys.readouterr().err


def until(happened, process):
    deadline = time.monotonic() + 60
    while process.poll() is None and not happened() and time.monotonic() < deadline:
        time.sleep(0.01)


def has_children(process):
    return bool(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="tells by /proc when workers start")
def test_a_whole_group_is_interrupted_while_workers_start_and_single_commands_at_any_time(cli, tmp_path):
    write_yaml(tmp_path / "long.yaml", small_data({"days": 300, "replications": 30}))
    write_yaml(tmp_path / "short.yaml", small_data({"days": 5, "replications": 1}))
    assert cli("run", "short.yaml", "--out", "short", "--quiet").returncode == 0
    (tmp_path / "lostleads.py").write_text(HEEDING)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}

    def started(*words):
        return subprocess.Popen(
            [sys.executable, "lostleads.py", *words],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    run = started("run", "long.yaml", "--jobs", "2", "--out", "out", "--engine", "simpy")
    until(lambda: has_children(run), run)
    os.killpg(run.pid, signal.SIGINT)
    staffing = started("staffing", "long.yaml", "--budget", "56", "--jobs", "1", "--engine", "simpy", "--out", "staff")
    plot = started("plot", "short", "--out", "pictures")
    until((tmp_path / ".pictures.lock").exists, plot)
    plot.send_signal(signal.SIGHUP)
    until((tmp_path / ".staff.lock").exists, staffing)
    staffing.send_signal(signal.SIGTERM)
    for process, told in (
        (run, "Interrupted; 0 finished tasks are kept in out.unfinished."),
        (staffing, "finished tasks are kept in staff.unfinished."),
        (plot, "Interrupted.\n"),
    ):
        _, message = process.communicate(timeout=60)
        if process is plot and process.returncode == 0:
            # On a busy machine the picture may be drawn before the signal is there.
            assert not message
            continue
        assert process.returncode == 130, message
        assert told in message
        assert len(message.splitlines()) == 1
    left = {path.name for path in tmp_path.iterdir() if not path.name.endswith(".unfinished")}
    drawn = set() if plot.returncode else {"pictures"}
    assert left == {"long.yaml", "short.yaml", "short", "lostleads.py", *drawn}
