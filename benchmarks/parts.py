"""Where a compiled staged replication of one size spends its time, in milliseconds; prints one line of JSON."""

from __future__ import annotations

import json
import sys
import time

import numpy as np

from benchmarks.measure import SCENARIO, TOGETHER, YEARS
from sim.model.caseload import draw_caseload
from sim.model.checks import check_journeys
from sim.model.counts.measures import COUNT as MEASURES
from sim.model.counts.week import COUNT as HOUR_OF_WEEK
from sim.model.kept import KEPT
from sim.model.office import Office
from sim.model.outcomes import ending
from sim.model.staged import simulate_staged
from sim.scenario.files.reader import load_scenario
from sim.scenario.schema import Scenario
from sim.study.replication import counted, joined_measures

PARTS = ("draw", "custody", "endings and identities", "counts and effort", "hours of the week")
ROUNDS = 5


def shares(scenario: Scenario, together: int) -> list[float]:
    """Milliseconds a replication of each of `PARTS`, the median over some runs of so many replications together."""
    [office] = scenario.field_offices
    spent = []
    for first in range(0, together * (ROUNDS + 1), together):
        KEPT.forget()
        numbers = range(first, first + together)
        ticks = [time.perf_counter()]
        caseload = draw_caseload(scenario, office, *numbers)
        ticks.append(time.perf_counter())
        journeys = simulate_staged(caseload)
        ticks.append(time.perf_counter())
        end = ending(scenario, caseload, journeys)
        check_journeys(scenario, caseload, journeys, end)
        ticks.append(time.perf_counter())
        found = [[Office(scenario, caseload, journeys, end)]]
        tallies = counted(MEASURES, [scenario], [office], found, together)
        joined_measures([scenario], numbers, [[each] for each in tallies])
        ticks.append(time.perf_counter())
        counted(HOUR_OF_WEEK, [scenario], [office], found, together)
        ticks.append(time.perf_counter())
        spent.append(np.diff(ticks) * 1000 / together)
    # The first one warms up.
    medians: list[float] = np.median(spent[1:], axis=0).tolist()
    return medians


def main() -> None:
    """Measure the size that the command line names, and print."""
    size = sys.argv[1]
    days = f"days={365 * YEARS[size]}"
    county = load_scenario(SCENARIO, [days, "timezone=null", "warmup_days=0", "cooldown_days=0"])
    print(json.dumps(dict(zip(PARTS, shares(county, TOGETHER.get(size, 1)), strict=True))))


if __name__ == "__main__":
    main()
