"""What no blow may take: more time or memory than any answer needs."""

from __future__ import annotations

import signal

import pytest

MOST_CPU_SECONDS = 30
MOST_MEMORY_BYTES = 10**9


@pytest.fixture(autouse=True)
def _bounded():
    """End a case by an error that has taken too long, and fail one that has taken too much memory."""
    resource = pytest.importorskip("resource")

    def too_long(number, frame):
        raise TimeoutError(f"more than {MOST_CPU_SECONDS} seconds of computing")

    def most_memory_bytes():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

    before = most_memory_bytes()
    heeded = signal.signal(signal.SIGPROF, too_long)
    signal.setitimer(signal.ITIMER_PROF, MOST_CPU_SECONDS)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, heeded)
    assert most_memory_bytes() - before < MOST_MEMORY_BYTES
