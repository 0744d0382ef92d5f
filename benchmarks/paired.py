"""Time the answer to "and with two deputies?" for one county, once the base is known; prints one line of JSON."""

from __future__ import annotations

import json
import time

from benchmarks.commands import COUNTY
from sim.model.kept import KEPT
from sim.scenario.files.reader import ScenarioSource
from sim.study.pairing import paired
from sim.study.tasks import Running
from sim.study.trials import searching

REPLICATIONS = range(10)
DEPUTIES = "jails.*.screening.teams.deputies.shifts.0.officers=2"


def answer() -> float:
    """Run the base, then seconds until the second scenario is made, run, and every measure told with its interval."""
    KEPT.forget()
    with searching(ScenarioSource(COUNTY), Running(len(REPLICATIONS))) as measures:
        base = measures(REPLICATIONS)
        began = time.perf_counter()
        paired(base, measures(REPLICATIONS, DEPUTIES))
        return time.perf_counter() - began


def main() -> None:
    """Measure, after compiled code is warm, and print."""
    answer()
    print(json.dumps({"seconds": answer()}))


if __name__ == "__main__":
    main()
