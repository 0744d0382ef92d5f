"""Where a staged replication spends its time: prints a Markdown table, a column a size."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.measure import SCENARIO, YEARS
from sim.model.caseload import draw_caseload
from sim.model.checks import check_journeys, check_measures
from sim.model.counts.measures import COUNT as MEASURES
from sim.model.counts.measures import measures
from sim.model.counts.week import COUNT as HOUR_OF_WEEK
from sim.model.office import Office
from sim.model.outcomes import ending
from sim.model.staged import simulate_staged
from sim.scenario.files.reader import load_scenario
from sim.scenario.schema import Scenario

PARTS = ("draw", "custody", "endings and identities", "counts and effort", "hours of the week")
ROUNDS = 5


def shares(scenario: Scenario) -> list[float]:
    """Milliseconds of each of `PARTS`, the median over some replications."""
    [office] = scenario.field_offices
    spent = []
    for replication in range(ROUNDS + 1):
        ticks = [time.perf_counter()]
        caseload = draw_caseload(scenario, office, replication)
        ticks.append(time.perf_counter())
        journeys = simulate_staged(caseload)
        ticks.append(time.perf_counter())
        end = ending(scenario, caseload, journeys)
        check_journeys(scenario, caseload, journeys, end)
        ticks.append(time.perf_counter())
        found = Office(scenario, caseload, journeys, end)
        check_measures(scenario, [replication], measures(scenario, MEASURES.of(found)))
        ticks.append(time.perf_counter())
        HOUR_OF_WEEK.of(found)
        ticks.append(time.perf_counter())
        spent.append(np.diff(ticks) * 1000)
    # The first one warms up.
    medians: list[float] = np.median(spent[1:], axis=0).tolist()
    return medians


def main() -> None:
    """Measure and print."""
    columns = {}
    for size, years in YEARS.items():
        county = load_scenario(SCENARIO, [f"days={365 * years}", "timezone=null", "warmup_days=0", "cooldown_days=0"])
        columns[size] = shares(county)
    print("| milliseconds a replication | " + " | ".join(columns) + " |")
    print("| --- | " + " | ".join("---:" for _ in columns) + " |")
    for part, values in zip(PARTS, zip(*columns.values(), strict=True), strict=True):
        print(f"| {part} | " + " | ".join(f"{value:.2f}" for value in values) + " |")


if __name__ == "__main__":
    main()
