"""Time 24 national replications in as many processes as the command line says; prints one line of JSON."""

from __future__ import annotations

import json
import sys
import time

from benchmarks.measure import SCENARIO
from benchmarks.national import national
from sim.analyses.comparison.study import run
from sim.model.office import Engine
from sim.scenario.files.reader import load_scenario
from sim.study.replicate import Plan


def main() -> None:
    """Run and time."""
    nation = national(load_scenario(SCENARIO, ["timezone=null"]))
    began = time.perf_counter()
    run(nation, Plan(24, jobs=int(sys.argv[1]), engine=Engine.STAGED))
    print(json.dumps({"seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main()
