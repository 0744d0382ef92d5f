"""Where batches run: every result once, whatever becomes of a worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import count, islice
from pathlib import Path

import pytest

from sim.study import backends, pool
from sim.study.backends import (
    ClusterError,
    Copies,
    DaskCluster,
    LocalProcesses,
    ThisProcess,
    backend_for,
    can_be_copied,
)
from sim.study.batches import AHEAD, WorkerError

BATCHES = [(number,) for number in range(12)]
MOST_SECONDS = 120
"""On a busy machine a cluster may never get over the death of its workers."""


def doubled(batch):
    return [2 * number for number in batch]


def doubled_after_a_death(flag, batch):
    time.sleep(0.05)
    if batch == (3,) and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return doubled(batch)


def deadly(batch):
    if batch == (3,):
        os.kill(os.getpid(), signal.SIGKILL)
    return doubled(batch)


def results_of(backend, function, batches=BATCHES):
    with backend.workers(function) as run:
        yield from run(iter(batches))


ALL = [(batch, doubled(batch)) for batch in BATCHES]

PLACES = [
    pytest.param(ThisProcess(), id="this process"),
    pytest.param(LocalProcesses(2), id="local processes"),
    pytest.param(Copies(2), id="copies", marks=pytest.mark.skipif(sys.platform != "linux", reason="cannot be copied")),
    pytest.param(DaskCluster("local", 2), id="dask", marks=pytest.mark.slow),
]


def told(batch):
    """What a batch gives, in which process, and whether interrupts are held back from it."""
    held_back = {signal.SIGINT, signal.SIGHUP} <= signal.pthread_sigmask(signal.SIG_BLOCK, ())
    return doubled(batch), os.getpid(), held_back


@pytest.fixture(scope="class", params=PLACES)
def run(request):
    """Workers who know one function, for lot after lot of batches: they take long to start."""
    with request.param.workers(told) as run:
        yield run


class TestLotsOfBatches:
    def test_every_batch_comes_back_once(self, run):
        assert sorted((batch, result) for batch, (result, _, _) in run(iter(BATCHES))) == ALL

    def test_no_batches_give_no_results(self, run):
        assert list(run(iter(()))) == []

    def test_workers_stay_from_one_lot_of_batches_to_the_next(self, run):
        first, second = ({pid for _, (_, pid, _) in run(iter(BATCHES))} for _ in range(2))
        assert first & second

    def test_an_interrupt_of_the_whole_group_never_reaches_a_worker(self, run):
        for _, (_, pid, held_back) in run(iter(BATCHES)):
            assert held_back == (pid != os.getpid())

    def test_batches_are_read_as_they_are_needed(self, run):
        read = []

        def batches():
            for number in range(10_000):
                read.append(number)
                yield (number,)

        results = run(batches())
        assert len(list(islice(results, 5))) == 5
        results.close()
        assert len(read) < 50


FIRST_OF_ALL = """
import signal
from multiprocessing import resource_tracker
from sim.study import pool
with pool.interrupts_held_back():
    resource_tracker.ensure_running()
    print({signal.SIGINT, signal.SIGHUP} <= signal.pthread_sigmask(signal.SIG_BLOCK, ()))
"""
"""What spawning the first process of all does on its way."""


def test_interrupts_are_held_back_from_the_first_process_of_all_too():
    done = subprocess.run([sys.executable, "-c", FIRST_OF_ALL], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def pid_after_a_death(flag, batch):
    doubled_after_a_death(flag, batch)
    return os.getpid()


def test_after_a_death_new_workers_do_the_next_lot(tmp_path):
    with LocalProcesses(2).workers(partial(pid_after_a_death, tmp_path / "killed")) as run:
        for _ in range(2):
            assert sorted(batch for batch, _ in run(iter(BATCHES))) == BATCHES


@pytest.mark.parametrize("backend", PLACES[1:])
def test_a_worker_that_is_killed_loses_nothing(backend, tmp_path):
    flag = tmp_path / "killed"
    assert sorted(results_of(backend, partial(doubled_after_a_death, flag))) == ALL
    assert flag.exists()


@pytest.fixture
def _bounded():
    """Fail a test that has no end; where clearing up has none either, end that too."""

    def too_long(number, frame):
        raise TimeoutError(f"no end after {MOST_SECONDS} seconds")

    heeded = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, MOST_SECONDS, MOST_SECONDS / 4)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, heeded)


@pytest.mark.usefixtures("_bounded")
@pytest.mark.parametrize("backend", PLACES[1:])
def test_a_batch_that_kills_its_worker_every_time_is_told_and_the_others_go_on(backend):
    results = dict(results_of(backend, deadly))
    assert isinstance(results.pop((3,)), WorkerError)
    assert sorted(results.items()) == [pair for pair in ALL if pair[0] != (3,)]


@pytest.mark.usefixtures("_bounded")
@pytest.mark.parametrize("call", [1, 2 * AHEAD, 2 * AHEAD + 2])
def test_a_batch_that_is_at_hand_as_a_worker_is_found_dead_is_not_lost(monkeypatch, call):
    submit, calls = pool._Processes.submit, count(1)

    def broken_once(processes, batch):
        if next(calls) == call:
            raise BrokenProcessPool
        return submit(processes, batch)

    monkeypatch.setattr(pool._Processes, "submit", broken_once)
    assert sorted(results_of(LocalProcesses(2), doubled)) == ALL


WITHOUT_PROCESSES = """
import sys
sys.modules["_multiprocessing"] = None
from sim import Plan, compare, load_scenario
pair = [load_scenario(f"scenarios/{name}.yaml", ["days=10"]) for name in ("wake", "wake_ended")]
print(len(compare(*pair, plan=Plan(2, engine="staged")).comparison) > 0)
"""
"""As on platforms whose Python has none, such as a browser's."""


def test_a_study_in_one_process_needs_nothing_that_starts_others():
    words = [sys.executable, "-c", WITHOUT_PROCESSES]
    done = subprocess.run(words, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "True", done.stderr


@pytest.mark.parametrize(("bears_copies", "several"), [(True, Copies), (False, LocalProcesses)])
def test_one_job_needs_no_other_process_and_a_cluster_is_taken_where_one_is_given(monkeypatch, bears_copies, several):
    monkeypatch.setattr("sim.study.backends.can_be_copied", lambda: bears_copies)
    assert isinstance(backend_for(1), ThisProcess)
    assert isinstance(backend_for(2), several)
    assert isinstance(backend_for(2, "local"), DaskCluster)


def test_a_process_of_several_threads_is_not_copied(monkeypatch):
    assert not can_be_copied() or threading.active_count() == 1
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert not can_be_copied()


LET_GO = """
import os, signal, sys, time
from sim.cli.interrupts import Interrupts
from sim.study.backends import Copies

Interrupts().heed()

def told(batch):
    # In one piece: what print writes may be several, and those of two workers run together.
    os.write(1, f"{os.getpid()} {signal.getsignal(signal.SIGTERM) is signal.SIG_DFL}\\n".encode())
    time.sleep(600)

with Copies(2).workers(told) as run:
    list(run(iter("ab")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="cannot be copied")
@pytest.mark.usefixtures("_bounded")
def test_copies_heed_no_interrupt_in_their_parents_way_and_leave_when_it_is_killed():
    with subprocess.Popen([sys.executable, "-c", LET_GO], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        told = [parent.stdout.readline().split() for _ in range(2)]
        parent.kill()
        # Its end comes only when nobody has it open any more.
        assert parent.stdout.read() == ""
    assert [heeds_nothing for _, heeds_nothing in told] == ["True", "True"]
    assert len({pid for pid, _ in told}) == 2


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "tcp://127.0.0.1:port"])
def test_a_cluster_that_does_not_answer_is_told(address, monkeypatch):
    monkeypatch.setattr(backends, "ANSWER_SECONDS", 1)
    with pytest.raises(ClusterError, match=r"does not answer .*give the address of a running Dask scheduler"):
        list(results_of(DaskCluster(address, 1), doubled))


def endless_but_the_first(batch):
    if batch != BATCHES[0]:
        time.sleep(600)


def test_nobody_waits_for_work_that_nobody_wants():
    began = time.monotonic()
    results = results_of(LocalProcesses(1), endless_but_the_first)
    assert next(results) == (BATCHES[0], None)
    results.close()
    assert time.monotonic() - began < 300


@pytest.mark.slow
def test_a_cluster_on_this_machine_listens_to_this_machine_alone():
    process = pytest.importorskip("psutil").Process()
    with DaskCluster("local", 1).workers(doubled):
        listening = [
            connection.laddr.ip
            for each in (process, *process.children(recursive=True))
            for connection in each.net_connections()
            if connection.status == "LISTEN"
        ]
    assert listening
    assert set(listening) == {"127.0.0.1"}


@pytest.fixture
def scheduler():
    """A scheduler of its own, as an operator starts one, without workers."""
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard"]
    process = subprocess.Popen([*command, "--host", "127.0.0.1"], stderr=subprocess.PIPE, text=True)
    address = next(line.split()[-1] for line in process.stderr if "Scheduler at:" in line)
    yield address
    process.terminate()
    process.wait(timeout=20)
    process.stderr.close()


@pytest.mark.slow
def test_a_cluster_by_its_address_runs_batches_and_one_without_workers_is_told(scheduler):
    with pytest.raises(ClusterError, match="has no workers"):
        list(results_of(DaskCluster(scheduler, 1), doubled))
    command = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler, "--nthreads", "1", "--no-dashboard"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as worker:
        next(line for line in worker.stderr if "Registered to" in line)
        assert sorted(results_of(DaskCluster(scheduler, 1), len)) == [(batch, 1) for batch in BATCHES]
        worker.terminate()


def test_workers_of_another_version_are_refused(monkeypatch):
    class Client:
        def run(self, _function):
            return {"tcp://a": "0.0.9", "tcp://b": "not installed"}

    with pytest.raises(ClusterError, match=r"have lostleads 0\.0\.9, not installed, here it is"):
        backends._check_versions(Client(), "tcp://somewhere:1")
