"""Output and messages that cannot be written: said where it can be, with a status, and nothing lost."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.analyses.frame.statuses import NOBODY_READS
from sim.cli import streams
from sim.cli.streams import OutputLostError
from tests.cli.test_agencies import LIST

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="only where there is a device that is full")


@pytest.fixture
def shell(tmp_path):
    """Run a line of the shell in which ``lostleads`` is the command line, in processes of their own."""

    def call(line):
        command = f'set -o pipefail; lostleads() {{ "{sys.executable}" -W error -m sim.cli "$@"; }}; {line}'
        return subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)

    return call


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("lostleads --help > /dev/full", "No space left on device"),
        ("lostleads explain --schema >&-", "Bad file descriptor"),
        ("lostleads validate with.yaml > /dev/full", "No space left on device"),
    ],
)
def test_output_that_cannot_be_written_is_told_and_leaves_with_1(shell, with_screening, line, why):
    done = shell(line)
    assert done.returncode == 1
    assert done.stderr == f"The output is incomplete, for it cannot be written: {why}.\n"


@pytest.mark.parametrize("line", ["lostleads --help | true", "lostleads explain --schema 2>&1 | true"])
def test_a_reader_who_leaves_ends_it_with_the_status_of_a_broken_pipe(shell, line):
    done = shell(line)
    assert (done.returncode, done.stderr) == (NOBODY_READS, "")


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("lostleads rum 2>&-", 2),
        ("lostleads validate with.yaml 2>/dev/full <&-", 0),
    ],
)
def test_where_no_message_can_be_written_the_status_tells(shell, with_screening, line, status):
    done = shell(line)
    assert done.returncode == status
    assert bool(done.stdout) is (status == 0)


def test_files_are_whole_though_their_tables_cannot_be_printed(shell, tmp_path):
    done = shell(f"lostleads agencies import '{LIST}' >&-")
    assert done.returncode == 1
    assert "The output is incomplete" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} >= {"agencies.csv"}


def test_output_is_lost_once_and_then_let_go():
    with Path("/dev/full").open("wb", buffering=0) as full:
        text = streams._text(streams._Output(full.fileno(), "w", closefd=False), sys.stdout, errors="strict")
        text.write("word")
        with pytest.raises(OutputLostError, match="No space left") as lost:
            text.flush()
        assert not lost.value.nobody_reads
        text.write("another")
        text.close()


def test_it_is_no_fault_of_anybody_that_nobody_reads():
    assert OutputLostError(OSError(errno.EPIPE, os.strerror(errno.EPIPE))).nobody_reads
