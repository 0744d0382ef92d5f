"""The results folder of a run or a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sim.analyses.comparison.counted import counted_schemas, paired_schemas
from sim.analyses.comparison.on_demand import WithRows
from sim.analyses.comparison.pooling import FEWEST_TOLD
from sim.analyses.comparison.results import ResultTables, hold_clocks
from sim.analyses.comparison.screen import study_screen
from sim.analyses.comparison.spread import limits_of_intervals, what_intervals_hold
from sim.analyses.comparison.study import Study, compare, run
from sim.model.disguise import NO_PERSON
from sim.output.kinds import Findings, Kind, Results, later
from sim.output.schemas import Schema
from sim.scenario.levels import DRAWS, MEAN
from sim.scenario.schema import Scenario
from sim.study.ranges import inputs_of
from sim.study.replicate import Plan
from sim.study.tasks import Running

FOUND = Study
"""What is kept."""


def findings(study: Study) -> Findings:
    """What the folder holds: tables that have rows, and bookings if they were kept."""
    bookings = study.bookings
    if any(scenario.records for scenario in study.scenarios):
        bookings.attrs["about"] = NO_PERSON
    return Findings(
        KIND,
        scenarios=dict(zip(study.labels, study.scenarios, strict=True)),
        record={
            "engine": str(study.engine),
            "replications": study.replication_count,
            "replications_because": study.reason,
            "inputs": asdict(inputs_of(study.scenarios)),
            **({"unknowns": dict(study.unknowns_record)} if study.unknowns_record else {}),
        },
        tables=WithRows(study.tables),
        files={"bookings.parquet": lambda path: bookings.to_parquet(path, index=False)} if len(bookings) else {},
    )


def again(results: Results, scenarios: Sequence[Scenario], running: Running) -> Findings:
    """Run what a folder says once more, but for its bookings."""
    plan, points = Plan(**vars(running)), results.record.get("unknowns")
    if points is not None and points["level_draws"]:
        # The replications that go with points have the mean of the levels of which the points take draws.
        scenarios = [each.with_(levels=DRAWS) if each.levels == MEAN else each for each in scenarios]
    unknowns = None if points is None else points["points"]
    if len(scenarios) == 1:
        return findings(run(scenarios[0], plan, unknowns=unknowns))
    return findings(compare(*scenarios, plan=plan, unknowns=unknowns))


def _caption(results: Results) -> str:
    record = results.record
    own = any("records" in each for each in record["scenarios"])
    few = f"Hours and months of own records: neighbours pooled to {FEWEST_TOLD} people or more. " if own else ""
    return (
        f"Simulated: {results.span}, seed {record['seed']}, lostleads {record['lostleads']}. "
        f"{what_intervals_hold(results)}. {hold_clocks(results)}. {few}"
        "Sources and assumptions: docs/sources.md and the comments of the scenario files."
    )


KIND = Kind(
    "comparison",
    tables={
        "replications": Schema.of("scenario", "jail"),
        "summary": Schema.of("scenario", "jail", "measure"),
        **counted_schemas(),
        "groups": Schema.of("scenario", "group_by", "group", "measure"),
        "comparison": Schema.of("base", "other", "jail", "measure"),
        "leads_by_charge": Schema.of("base", "other", "charge", "fate"),
        "transitions": Schema.of("base", "other", "jail", "outcome_in_base", "outcome_in_other"),
        **paired_schemas(),
        "groups_paired": Schema.of("base", "other", "group_by", "group", "measure"),
        "costs": Schema.of("base", "other", "jail", "money", "per", "why_missing"),
        "unknowns": Schema.of("scenario", "jail", "measure"),
        "unknowns_paired": Schema.of("base", "other", "jail", "measure"),
    },
    screen=study_screen,
    pictures=lambda results: later("sim.analyses.comparison.pictures:study_pictures")(ResultTables.of(results)),
    caption=_caption,
    chapter=later("sim.analyses.comparison.chapter:study_chapter"),
    intervals_hold=limits_of_intervals,
)
