"""The interview and review stages as a Ciw network: only people who can meet a line, rates constant over the week.

Ciw brings arrivals, reneging and shift schedules of its own, so this is its natural form, not a copy of the rules: a
line loses people by reneging when their stay ends, and no service is cut off.
"""

from __future__ import annotations

from collections.abc import Sequence

import ciw

from benchmarks.reduced import Reduced


def run(reduced: Reduced, seeds: Sequence[int]) -> list[int]:
    """Run the two stages for a span of hours with each seed, and give how many people were served."""
    network = ciw.create_network(
        arrival_distributions=[
            ciw.dists.Exponential(reduced.interviews_per_hour),
            ciw.dists.Exponential(reduced.matches_per_hour),
        ],
        service_distributions=[
            ciw.dists.Exponential(1 / reduced.interview_hours),
            ciw.dists.Exponential(1 / reduced.review_hours),
        ],
        reneging_time_distributions=[ciw.dists.Exponential(1 / reduced.stay_hours)] * 2,
        number_of_servers=[1, ciw.Schedule(numbers_of_servers=[0, 2, 0], shift_end_dates=[8, 18, 24])],
        routing=[[0.0, 0.0], [0.0, 0.0]],
    )
    return [_served(network, reduced.hours, seed) for seed in seeds]


def _served(network: ciw.Network, hours: float, seed: int) -> int:
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(hours)
    return len(simulation.get_all_records(only=["service"]))
