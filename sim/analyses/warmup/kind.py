"""The results folder of a warm-up study."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analyses.warmup.judge import WarmUp, warm_up
from sim.analyses.warmup.tables import advice_table, series_table, warm_up_screen
from sim.output.kinds import Findings, Kind, Results, later
from sim.output.schemas import Schema
from sim.scenario.schema import Scenario
from sim.study.tasks import Running

FOUND = WarmUp
"""What is kept."""


def findings(found: WarmUp) -> Findings:
    """What the folder holds: the mean waits by day, and the advice."""
    return Findings(
        KIND,
        scenarios={found.scenario.name: found.scenario},
        record={
            "engine": str(found.engine),
            "replications": found.replications,
            "warmup_days": found.scenario.warmup_days,
            "warmup_looked_at_days": found.looked_at_days,
            "warmup_advised_days": found.advised_days,
            "warmup_advice": found.sentence,
        },
        tables=[("warmup", series_table(found)), ("advice", advice_table(found))],
    )


def again(_: Results, scenarios: Sequence[Scenario], running: Running) -> Findings:
    """Run what a folder says once more."""
    return findings(warm_up(scenarios[0], running))


def _caption(results: Results) -> str:
    record = results.record
    return (
        f"Simulated: {record['replications']} replications of {record['warmup_looked_at_days']} days, from an "
        f"empty model {record['warmup_days']} days before {results.scenario['start']}; seed {record['seed']}, "
        f"lostleads {record['lostleads']}. Means are over people, all jails and replications together. "
        "MSER-5: White, Cobb and Spratt (2000). Moving average: Welch (1983), of whole weeks."
    )


KIND = Kind(
    "warmup",
    tables={
        "warmup": Schema.of("jail", "wait", is_needed=True),
        "advice": Schema.of("jail", "wait", "why_missing", whole=["mser5_days", "advised_days"], is_needed=True),
    },
    screen=warm_up_screen,
    pictures=lambda results: [later("sim.analyses.warmup.welch:welch_plot")(results)],
    caption=_caption,
    chapter=later("sim.analyses.warmup.chapter:warm_up_chapter"),
)
