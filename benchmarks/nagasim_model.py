"""The interview and review stages in NagaSim: only people who can meet a line, rates constant over the week.

Blocks and links, as its builder writes a model file; reneging and shifts are its own, and no service is cut off. Logs
are off, and of its time series there are the fewest points, for nothing here asks for them.
"""

from __future__ import annotations

from collections.abc import Sequence

from nagasim import build

from benchmarks.reduced import Reduced


def run(reduced: Reduced, seeds: Sequence[int]) -> list[int]:
    """Run the two stages for a span of hours with each seed, and give how many people were served."""
    model = build.Model(time_limit=reduced.hours, time_unit="hours", record_logs=False, timeseries_points=2)
    model.add_resource(name="interviewers", capacity=1)
    model.add_resource(name="reviewers", capacity=2, capacity_schedule="shifts")
    model.add_schedule(name="shifts", kind="capacity", repeat=True, time_unit="hours", points=[[8, 0], [10, 2], [6, 0]])
    served, gone = model.dispose(name="served"), model.dispose(name="gone")
    for officers, per_hour, work_hours in (
        ("interviewers", reduced.interviews_per_hour, reduced.interview_hours),
        ("reviewers", reduced.matches_per_hour, reduced.review_hours),
    ):
        arrive = model.create(distribution=build.Exponential(rate=per_hour))
        meet = model.process(
            resource_name=officers,
            distribution=build.Exponential(rate=1 / work_hours),
            renege_after=f"EXPO({reduced.stay_hours})",
        )
        _ = arrive >> meet >> served, meet >> gone
    return [_served(model, seed) for seed in seeds]


def _served(model: build.Model, seed: int) -> int:
    flows = model.run(seed=seed, replications=1)["material_flow_summary"]
    return int(flows.loc[flows["To"] == "served", "Entities"].sum())
