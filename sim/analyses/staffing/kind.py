"""The results folder of a search for a staffing, with the chosen scenario as a file to run."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path

from sim.analyses.staffing.search import Staffed
from sim.analyses.staffing.stability import RESAMPLES
from sim.analyses.staffing.tables import curve_table, post_in_words, roster_rows, shift_table, staffing_screen
from sim.output.extending import changes_of, write_extending
from sim.output.kinds import Findings, Kind, Results, later
from sim.output.numbers import tick
from sim.output.schemas import Schema
from sim.scenario.files.reader import load_scenario

FOUND = Staffed
"""What is kept."""


def findings(found: Staffed, source: Path) -> Findings:
    """What the folder holds: the curve, its shifts, the roster, and ``staffing.yaml``, which extends the source."""
    goal, post = found.goal, found.post
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
        files={"staffing.yaml": partial(_write_scenario, found, source)},
    )


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
        f"lostleads {record['lostleads']}. {post_in_words(record['staffing'])}; intervals hold chance only, not what "
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
