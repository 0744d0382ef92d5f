"""Measure everything side by side and write docs/performance.md; run by ``make bench``.

Each contender is measured in processes of its own, in interleaved rounds; the table holds medians. Ratios come first:
they travel from machine to machine, seconds do not.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import NATION, WITHOUT_NUMBA, YEARS

ROOT = Path(__file__).parent.parent
ROUNDS = 3
YARDSTICK = "idiomatic SimPy"
SLOW = {YARDSTICK: ("12 thousand", "120 thousand"), "salabim (two stages)": ("12 thousand", "120 thousand")}
CONTENDERS = (
    YARDSTICK,
    "salabim (two stages)",
    "Ciw (two stages)",
    "simpy",
    WITHOUT_NUMBA,
    "staged, with numba",
    "draw alone",
)
NATIONAL = ("simpy", WITHOUT_NUMBA, "staged, with numba", "draw alone")


@dataclass(frozen=True)
class Measured:
    """Medians over the rounds."""

    bookings: float
    seconds: float
    peak_mib: float

    @property
    def per_second(self) -> float:
        """Bookings a second."""
        return self.bookings / self.seconds


def main() -> None:
    """Measure, print and write the page."""
    pairs = [(name, size) for size in YEARS for name in CONTENDERS if size in SLOW.get(name, tuple(YEARS))] + [
        (name, NATION) for name in NATIONAL
    ]
    rounds: dict[tuple[str, str], list[dict[str, float]]] = {pair: [] for pair in pairs}
    for number in range(ROUNDS):
        for name, size in pairs:
            print(f"round {number + 1}/{ROUNDS}: {name}, {size}", file=sys.stderr, flush=True)
            rounds[name, size].append(_measure(name, size))
    measured = {
        pair: Measured(
            *(statistics.median(each[key] for each in values) for key in ("bookings", "seconds", "peak_mib"))
        )
        for pair, values in rounds.items()
    }
    page = "\n".join([*_head(), *_table(measured), *_reach(measured), *_parts(), *_processes(), *_sweeps()]) + "\n"
    (ROOT / "docs" / "performance.md").write_text(page)
    print(page)


def _measure(name: str, size: str) -> dict[str, float]:
    measured: dict[str, float] = json.loads(_ask("benchmarks.measure", name, size))
    return measured


def _ask(module: str, *words: str) -> str:
    """Run a module in a process of its own, and give its last line."""
    return _ask_all(module, *words)[-1]


def _ask_all(module: str, *words: str) -> list[str]:
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()


def _head() -> list[str]:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "simpy", "numba", "ciw", "salabim"))
    text = f"""
        Written by `make bench` on {platform.machine()}, {os.cpu_count()} cores, Python
        {platform.python_version()}, {libraries}. Medians of {ROUNDS} interleaved rounds. Each figure is a
        whole replication (draw, custody, identities and counts) of one county (benchmarks/county.yaml),
        for 1, 10 and 100 years, and of a nation of 350 such jails under 24 field offices.
        `idiomatic SimPy` is the same system as a textbook would write it (a process per booking,
        PriorityResource, request | release, scalar draws; see benchmarks/idiomatic.py). Ciw and salabim run
        the interview and review stages only, and only people who can meet a line. Bookings count all
        people, also those who never meet a line. Loading, calendars and compilation come before the clock.
    """
    return ["# Performance", "", *textwrap.wrap(" ".join(text.split()), 120), ""]


def _table(measured: dict[tuple[str, str], Measured]) -> list[str]:
    lines = [
        "| bookings | contender | times idiomatic SimPy | times Ciw | bookings a second | seconds | peak MiB |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for (name, size), here in measured.items():
        yardstick = measured.get((YARDSTICK, size), measured[YARDSTICK, "120 thousand"])
        ciw = measured.get(("Ciw (two stages)", size), measured["Ciw (two stages)", "1.2 million"])
        ratios = f"{here.per_second / yardstick.per_second:,.1f} | {here.per_second / ciw.per_second:,.1f}"
        rest = f"{here.per_second:,.0f} | {here.seconds:.4g} | {here.peak_mib:,.0f}"
        lines.append(f"| {size} | {name} | {ratios} | {rest} |")
    return [*lines, "", "Where the yardstick was not run at a size, its speed at 120 thousand stands in.", ""]


def _reach(measured: dict[tuple[str, str], Measured]) -> list[str]:
    def ratio(name: str, other: str, size: str) -> float:
        other_size = size if (other, size) in measured else "120 thousand"
        return measured[name, size].per_second / measured[other, other_size].per_second

    staged, nation = "staged, with numba", measured["staged, with numba", NATION]
    flat = [measured[staged, size].seconds / measured[staged, size].bookings for size in (*YEARS, NATION)]
    goals = [
        (
            "simpy engine against idiomatic SimPy, 120 thousand",
            ratio("simpy", YARDSTICK, "120 thousand"),
            "at least 10",
        ),
        ("simpy engine against Ciw, 120 thousand", ratio("simpy", "Ciw (two stages)", "120 thousand"), "at least 4"),
        ("staged without numba against idiomatic", ratio(WITHOUT_NUMBA, YARDSTICK, "1.2 million"), "at least 30"),
        ("staged with numba against idiomatic", ratio(staged, YARDSTICK, "1.2 million"), "at least 300"),
        (
            "whole replication against the draw alone, 1.2 million",
            ratio("draw alone", staged, "1.2 million"),
            "at most 2",
        ),
        ("national year on one core, seconds", nation.seconds, "under 2"),
        ("national year, peak MiB", nation.peak_mib, "under 1024"),
        ("cost a booking, dearest size against cheapest", max(flat) / min(flat), "about 1"),
    ]
    return [
        "| aim | measured | wanted |",
        "| --- | ---: | --- |",
        *(f"| {what} | {value:,.3g} | {wanted} |" for what, value, wanted in goals),
        "",
        *textwrap.wrap(" ".join(_WHY.split()), 120),
        "",
    ]


_WHY = """
    Where an aim is missed: a replication has a fixed cost of two to three milliseconds (some 400 calls of NumPy for
    fifteen streams, sixty counts and the identities), which is most of the cost at 12 thousand bookings and nothing
    at a million; beyond that a booking costs the same at any size. Most of the rest is the draw, and most of the
    draw is the look-up of gamma durations in their tables (a cache miss each). A second process needs three to four
    seconds to start (imports, compiled code, calendars and tables of its own), so two pay off the more, the longer
    the study.
"""


def _parts() -> list[str]:
    return ["Where a staged replication, compiled, spends its time:", "", *_ask_all("benchmarks.parts"), ""]


def _processes() -> list[str]:
    """Two processes against one, for national replications, start-up included."""
    one, two = (float(_ask("benchmarks.processes", jobs)) for jobs in ("1", "2"))
    times = f"{one:.1f} s in one process and {two:.1f} s in two: {one / two:.2f} times (wanted: at least 1.6)"
    return [f"24 national replications, start-up included, take {times}."]


def _sweeps() -> list[str]:
    """A sweep of many points against one of few: time a point, and memory, which should not grow."""
    few, many = (json.loads(_ask("benchmarks.sweeps", points, "2")) for points in ("100", "1000"))
    each = [sweep["seconds"] / sweep["points"] for sweep in (few, many)]
    return [
        "",
        *textwrap.wrap(
            f"A sweep of 1,000 points of the county year, 10 replications each, takes {many['seconds']:.0f} s in two "
            f"processes, tables and pictures included (wanted: under 60), and at most {many['peak_mib']:.0f} MiB a "
            f"process; one of 100 points takes {few['seconds']:.0f} s and {few['peak_mib']:.0f} MiB. With ten times "
            f"the points, a point takes {each[1] / each[0]:.2f} times as long, and memory is "
            f"{many['peak_mib'] / few['peak_mib']:.2f} times as much (wanted: 1).",
            120,
        ),
    ]


if __name__ == "__main__":
    main()
