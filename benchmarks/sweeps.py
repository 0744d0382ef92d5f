"""Time a sweep of a county year, as the command line runs it, to its last file; prints seconds and peak MiB."""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import SCENARIO
from sim.analyses.sweep.kind import findings
from sim.analyses.sweep.sweep import sweep
from sim.model.outcomes import HEADLINES
from sim.output.kinds import write_results
from sim.scenario.files.reader import ScenarioSource
from sim.study.designs import Design, sampled
from sim.study.spans import Span
from sim.study.store import Parts
from sim.study.tasks import Running

SPANS = [Span("jails.*.fingerprinted", 0.5, 1.0), Span("jails.*.recorded", 0.5, 1.0)]
REPLICATIONS = 10


def main() -> None:
    """Run and time; the words are how many points, and how many processes."""
    count, jobs = map(int, sys.argv[1:])
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "sweep"
        parts = Parts(results)
        points = sampled(SPANS, Design.LHS, count, seed=1)
        found = sweep(ScenarioSource(SCENARIO), points, Running(REPLICATIONS, jobs=jobs, store=parts))
        write_results(findings(found, HEADLINES), results, command=["benchmark"], started_at=datetime.now(UTC))
        parts.discard()
    seconds = time.perf_counter() - began
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    peak = max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, workers) / 1024
    print(json.dumps({"points": count, "seconds": seconds, "peak_mib": peak, "cores": os.cpu_count()}))


if __name__ == "__main__":
    main()
