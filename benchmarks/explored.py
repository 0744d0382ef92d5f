"""How fast the page of ``lostleads explore`` answers a moved slider, and in how much memory; prints one line of JSON.

Sliders are moved over HTTP, as the page moves them: each move is the first answer, of 3 replications, to another value.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.commands import COUNTY
from benchmarks.numbers import ROOT

ONE, MANY = "county", "network"


@dataclass(frozen=True)
class Explored:
    """Files that are opened, and what is moved: a setting in which a number from 0 to 1 takes the place of ``{}``."""

    files: tuple[Path, ...]
    moved: str


EXPLORED = {
    ONE: Explored((COUNTY, COUNTY), "2:jails.*.honoured={}"),
    MANY: Explored(
        tuple(ROOT / "scenarios" / f"national_{year}.yaml" for year in (2017, 2020)), "2:jails.ga_gwinnett.honoured={}"
    ),
}


@contextmanager
def served(files: tuple[Path, ...]) -> Iterator[tuple[str, int, float]]:
    """Start the page; its address, its process, and the seconds until it has answered for the first time."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "sim.cli", "explore", *map(str, files), "--no-browser"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        httpx.get(address).raise_for_status()
        yield address, process.pid, time.perf_counter() - began
        process.terminate()


def answer_seconds(address: str, policies: int, setting: str) -> float:
    """Move a slider, and tell how long the first answer takes."""
    asked = httpx.QueryParams({"policy": [*range(1, policies + 1)], "set": setting, "replications": 3})
    began = time.perf_counter()
    httpx.get(f"{address}view", params=asked, timeout=300).raise_for_status()
    return time.perf_counter() - began


def peak_mib(pid: int) -> float | None:
    """The most memory that a process ever had; None where that is not told."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return None
    [line] = [each for each in status.read_text().splitlines() if each.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def main() -> None:
    """Move a slider of the page that the command line names, so many times, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.explored", description=__doc__)
    parser.add_argument("name", choices=EXPLORED)
    parser.add_argument("moves", nargs="?", type=int, default=20)
    given = parser.parse_args()
    explored = EXPLORED[given.name]
    with served(explored.files) as (address, pid, ready_seconds):
        values = (round(0.999 * (move + 1) / (given.moves + 1), 6) for move in range(given.moves))
        seconds = [answer_seconds(address, len(explored.files), explored.moved.format(value)) for value in values]
        # The first is answered while the page still loads what it draws with.
        moved = {"seconds": statistics.median(seconds[1:]), "most_seconds": max(seconds[1:])}
        print(json.dumps({"ready_seconds": ready_seconds, **moved, "peak_mib": peak_mib(pid)}))


if __name__ == "__main__":
    main()
