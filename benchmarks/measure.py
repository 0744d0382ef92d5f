"""Measure one contender at one size, in a process of its own; prints one line of JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path

SCENARIO = Path(__file__).parent / "county.yaml"
YEARS = {"12 thousand": 1, "120 thousand": 10, "1.2 million": 100}
NATION = "national year"
TOGETHER = {"12 thousand": 10}
"""How many replications are asked for at once; at other sizes one. Of each all is drawn anew."""
YARDSTICK = "idiomatic SimPy"
TWO_STAGES = {
    "NagaSim (two stages)": "nagasim_model",
    "salabim (two stages)": "salabim_model",
    "Ciw (two stages)": "ciw_model",
    "Cimba (two stages)": "cimba_model",
}
"""The other simulators, and the module of each."""
CIW, SIMPY, DRAW = "Ciw (two stages)", "simpy", "draw alone"
WITHOUT_NUMBA, STAGED = "staged, without numba", "staged, with numba"
OWN = (SIMPY, WITHOUT_NUMBA, STAGED, DRAW)
CONTENDERS = (YARDSTICK, *TWO_STAGES, *OWN)
SLOW = (YARDSTICK, "NagaSim (two stages)", "salabim (two stages)")
"""Not run beyond 120 thousand bookings, and one replication at a time."""

Run = Callable[[Sequence[int]], float]
"""Runs the replications of some numbers, and says how many bookings they had in all."""


def contender(name: str, size: str) -> Run:
    """Make a contender ready; calendars and compiled code are warm after one run."""
    if name == WITHOUT_NUMBA:
        sys.modules["numba"] = None  # type: ignore[assignment]
    from benchmarks.national import national
    from benchmarks.reduced import Reduced
    from sim.model.office import Engine
    from sim.scenario.files.reader import load_scenario

    county = load_scenario(SCENARIO, [f"days={365 * YEARS.get(size, 1)}", "timezone=null"])
    county = county.model_copy(update={"warmup_days": 0, "cooldown_days": 0})
    scenario = national(county) if size == NATION else county
    if name in TWO_STAGES:
        run, reduced = import_module(f"benchmarks.{TWO_STAGES[name]}").run, Reduced.of(county)
        return lambda numbers: len(run(reduced, numbers)) * reduced.bookings
    if name == YARDSTICK:
        from benchmarks import idiomatic

        return lambda numbers: float(sum(idiomatic.run(scenario, number).bookings for number in numbers))
    from benchmarks import own

    if name == DRAW:
        return partial(own.draw, scenario)
    return partial(own.whole, scenario, Engine.SIMPY if name == SIMPY else Engine.STAGED)


def main() -> None:
    """Measure the contender and size that the command line names."""
    name, size = sys.argv[1:]
    run, batch = contender(name, size), 1 if name in SLOW else TOGETHER.get(size, 1)
    run(range(batch))
    # Small sizes are repeated until the clock is steady.
    bookings, done, began = 0.0, 0, time.perf_counter()
    while done == 0 or time.perf_counter() - began < 0.5:
        bookings += run(range(batch + done, 2 * batch + done))
        done += batch
    seconds = time.perf_counter() - began
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"bookings": bookings / done, "seconds": seconds / done, "peak_mib": peak_mib}))


if __name__ == "__main__":
    main()
