"""Measure one contender at one size, in a process of its own; prints one line of JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SCENARIO = Path(__file__).parent / "county.yaml"
YEARS = {"12 thousand": 1, "120 thousand": 10, "1.2 million": 100}
NATION = "national year"
WITHOUT_NUMBA = "staged, without numba"


@dataclass(frozen=True)
class Contender:
    """What is measured: prepares a scenario once, then runs replications and says how many bookings each had."""

    run: Callable[[int], float]
    """One replication, by its number."""


def contender(name: str, size: str) -> Contender:
    """Make a contender ready; calendars and compiled code are warm after one call of its `run`."""
    if name == WITHOUT_NUMBA:
        sys.modules["numba"] = None  # type: ignore[assignment]
    from benchmarks import ciw_model, idiomatic, salabim_model
    from benchmarks.national import national
    from benchmarks.reduced import Reduced
    from sim.model.caseload import draw_caseload
    from sim.model.office import Engine
    from sim.scenario.files.reader import load_scenario
    from sim.study.replication import replicate

    county = load_scenario(SCENARIO, [f"days={365 * YEARS.get(size, 1)}", "timezone=null"])
    county = county.model_copy(update={"warmup_days": 0, "cooldown_days": 0})
    scenario = national(county) if size == NATION else county
    reduced = Reduced.of(county)

    def whole(engine: Engine) -> Callable[[int], float]:
        return lambda number: float(replicate([scenario], number, engine=engine).measures[0][-1, 0])

    def draw(number: int) -> float:
        caseloads = [draw_caseload(scenario, office, number) for office in scenario.field_offices]
        return float(
            sum(len(each.facts) + sum(int(others.sum()) for others in each.others.values()) for each in caseloads)
        )

    def others(run: Callable[[Reduced, int], int]) -> Callable[[int], float]:
        def of_all_bookings(number: int) -> float:
            run(reduced, number)
            return reduced.bookings

        return of_all_bookings

    runs: dict[str, Callable[[int], float]] = {
        "idiomatic SimPy": lambda number: float(idiomatic.run(scenario, number).bookings),
        "Ciw (two stages)": others(ciw_model.run),
        "salabim (two stages)": others(salabim_model.run),
        "simpy": whole(Engine.SIMPY),
        WITHOUT_NUMBA: whole(Engine.STAGED),
        "staged, with numba": whole(Engine.STAGED),
        "draw alone": draw,
    }
    return Contender(runs[name])


def main() -> None:
    """Measure the contender and size that the command line names."""
    name, size = sys.argv[1:3]
    ready = contender(name, size)
    quick = name not in {"idiomatic SimPy", "salabim (two stages)"}
    if quick:
        ready.run(0)
    # Small sizes are repeated until the clock is steady.
    bookings, rounds, began = 0.0, 0, time.perf_counter()
    while rounds == 0 or (time.perf_counter() - began < 0.5 and rounds < 50):
        rounds += 1
        bookings += ready.run(rounds)
    seconds = time.perf_counter() - began
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"bookings": bookings / rounds, "seconds": seconds / rounds, "peak_mib": peak_mib}))


if __name__ == "__main__":
    main()
