"""The results folder of a search for a staffing, with the chosen scenario as a file to run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from sim.analyses.staffing.goal import Goal
from sim.analyses.staffing.post import post_of
from sim.analyses.staffing.rules import Rules, SameEvery
from sim.analyses.staffing.search import Staffed, staff
from sim.analyses.staffing.stability import RESAMPLES
from sim.analyses.staffing.tables import curve_table, post_in_words, roster_rows, shift_table, staffing_screen
from sim.output.extending import changes_of, write_extending
from sim.output.kinds import Findings, Kind, Results, later
from sim.output.numbers import tick
from sim.output.schemas import Schema
from sim.scenario.files.reader import ScenarioSource, load_scenario
from sim.scenario.schema import Scenario
from sim.study.tasks import Running

FOUND = Staffed
"""What is kept."""


def findings(found: Staffed, source: Path | None = None) -> Findings:
    """What the folder holds: the curve, its shifts, the roster, and ``staffing.yaml``, which extends the source.

    The source is the scenario's own file unless given; of a scenario without a file there is no such file.
    """
    goal, post = found.goal, found.post
    source = source or (found.base.source.path if found.base.source else None)
    return Findings(
        KIND,
        scenarios={found.base.name: found.base},
        record={
            "engine": str(found.engine),
            "replications": found.replications,
            "staffing": {
                "jail": post.jail,
                "team": post.team,
                "measure": goal.measure,
                "target": found.target if goal.has_target else None,
                "budget_hours": None if goal.has_target else goal.budget_hours,
                "asked": {
                    "blocks": [block.hours for block in post.blocks],
                    "most": post.most,
                    "target": goal.target if goal.has_target else None,
                    "is_share": goal.is_share,
                    "points": goal.points,
                },
                "setting": post.setting(found.best.staffing),
                "officers_by_hour": post.by_hour(found.best.staffing).reshape(7, 24).tolist(),
                "rules": asdict(found.rules),
                "officers_needed": len(found.roster.lines),
                "is_fewest": found.roster.is_fewest,
                "stability": {"resamples": RESAMPLES, **asdict(found.stability)},
                "probability": goal.probability,
                "target_met": None if found.share_met is None else asdict(found.share_met),
            },
        },
        tables=[("staffing", curve_table(found)), ("shifts", shift_table(found)), ("roster", roster_rows(found))],
        files={} if source is None else {"staffing.yaml": partial(_write_scenario, found, source)},
    )


def again(results: Results, scenarios: Sequence[Scenario], running: Running) -> Findings:
    """Search what a folder says once more.

    Raises
    ------
    ValueError
        If the folder does not say all that was asked, as those of earlier versions do not.
    """
    told, [scenario] = results.record["staffing"], scenarios
    asked = told.get("asked")
    if asked is None:
        raise ValueError(f"{results.folder} does not say its blocks of hours; run its command again")
    same = told["rules"]["same_every"]
    goal = Goal(
        told["measure"],
        math.nan if asked["target"] is None else asked["target"],
        asked["is_share"],
        math.inf if told["budget_hours"] is None else told["budget_hours"],
        told["probability"],
        asked["points"],
    )
    found = staff(
        ScenarioSource.of(scenario),
        post_of(scenario, told["jail"], told["team"], asked["blocks"], asked["most"]),
        goal,
        running,
        Rules(**{**told["rules"], "same_every": same and SameEvery(same)}),
    )
    return findings(found, results.folder)


def _write_scenario(found: Staffed, source: Path, path: Path) -> None:
    """Write the chosen scenario as a file that extends the first; ``--set`` values are written out with it."""
    # The folder is renamed beside itself, so the way from it to the scenario stays.
    changes = {**changes_of(load_scenario(source), found.scenario), "name": f"{found.scenario.name}, staffed"}
    where = f"{found.post.team} at {found.post.jail}"
    comment = f"# {where}: {tick(found.best.officer_hours)} officer hours a week."
    write_extending(source, changes, comment, found.scenario, path)


def _caption(results: Results) -> str:
    record = results.record
    return (
        f"Simulated: {results.span}, other than the {record['replications']} searched; seed {record['seed']}, "
        f"lostleads {record['lostleads']}. {post_in_words(record)}; intervals hold chance only, not what "
        "is unknown about the inputs."
    )


KIND = Kind(
    "staffing",
    tables={
        "staffing": Schema.of("which", "measure", is_needed=True),
        "shifts": Schema.of("which", "day", "hours", is_needed=True),
        "roster": Schema.of("day", "hours"),
    },
    screen=staffing_screen,
    pictures=lambda results: [later("sim.analyses.staffing.tradeoff:tradeoff")(results)],
    caption=_caption,
    chapter=later("sim.analyses.staffing.chapter:staffing_chapter"),
)
