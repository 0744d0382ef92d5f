"""Measure everything side by side and write docs/performance.md; run by ``make bench``.

Each measurement is a process of its own, in interleaved rounds; the page holds medians. Ratios come first: they travel
from machine to machine, seconds do not. What was measured is told and kept as it comes: ``--numbers FILE`` goes on with
a file of a run that was cut short. ``--quick`` tries every kind of measurement once, small, and leaves the page alone.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.commands import COMMANDS, FEW, FLAGSHIP, MANY, NATION_ALONE, NATIONS, VALIDATE
from benchmarks.explored import EXPLORED, ONE
from benchmarks.measure import YEARS
from benchmarks.numbers import ROOT, Job, Numbers
from benchmarks.page import PAIRS, page

ROUNDS = 3
_ONCE = {NATIONS, NATION_ALONE, FEW, MANY}
"""Long commands, whose seconds are steady."""


def jobs() -> list[Job]:
    """All that is measured."""
    return [
        *(Job(("measure", name, size), ROUNDS) for name, size in PAIRS),
        *(Job(("commands", name), 1 if name in _ONCE else ROUNDS) for name in COMMANDS),
        Job(("paired",), ROUNDS),
        *(Job(("explored", name), ROUNDS) for name in EXPLORED),
        *(Job(("parts", size)) for size in YEARS),
        *(Job(("processes", count)) for count in ("1", "2")),
    ]


def few_jobs() -> list[Job]:
    """One of each kind, small."""
    smallest = min(YEARS, key=lambda size: YEARS[size])
    return [
        *(Job(("measure", name, size)) for name, size in PAIRS if size == smallest),
        Job(("commands", VALIDATE)),
        Job(("commands", FLAGSHIP, "--replications", "2")),
        Job(("commands", FEW, "--samples", "3", "--replications", "2")),
        Job(("paired",)),
        Job(("explored", ONE, "3")),
        Job(("parts", smallest)),
    ]


def main() -> None:
    """Measure, print and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--numbers", type=Path, help="where numbers are kept; those that it has are not measured again")
    parser.add_argument("--quick", action="store_true", help="a small pass that does not write the page")
    given = parser.parse_args()
    numbers = Numbers(given.numbers or Path(tempfile.mkdtemp(prefix="lostleads-bench-")) / "numbers.json")
    print(f"numbers are kept in {numbers.path}", file=sys.stderr)
    wanted = few_jobs() if given.quick else jobs()
    rounds = max(job.rounds for job in wanted)
    for number in range(rounds):
        for job in wanted:
            if number < job.rounds:
                numbers.measure(job, number)
    text = page(numbers, rounds)
    if not given.quick:
        (ROOT / "docs" / "performance.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
