"""The results folder of a search for a staffing, with the chosen scenario as a file to run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from sim.analyses.staffing.search import Post, Staffed
from sim.analyses.staffing.tables import curve_table, post_in_words, shift_table, staffing_screen
from sim.output.extending import changes_of, write_extending
from sim.output.kinds import Findings, Kind, Results, later
from sim.output.numbers import tick
from sim.output.schemas import Schema
from sim.scenario.arrays import Ints
from sim.scenario.files.reader import load_scenario

FOUND = Staffed
"""What is kept."""


def findings(found: Staffed, source: Path) -> Findings:
    """What the folder holds: the trade-off curve, its shifts, and ``staffing.yaml``, which extends the source."""
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
                "officers_by_hour": _by_hour(post, found.best.staffing).tolist(),
            },
        },
        tables=[("staffing", curve_table(found)), ("shifts", shift_table(found))],
        files={"staffing.yaml": partial(_write_scenario, found, source)},
    )


def _by_hour(post: Post, staffing: Sequence[int]) -> Ints:
    """Officers on duty; shape (7, 24). A block that crosses midnight goes on into the next day."""
    week = np.zeros(7 * 24, dtype=np.int64)
    for place, officers in enumerate(staffing):
        day, block = divmod(place, len(post.blocks))
        begin = 24 * day + post.blocks[block].begin_hour
        week[np.arange(begin, begin + post.blocks[block].length_hours) % len(week)] += officers
    return week.reshape(7, 24)


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
    },
    screen=staffing_screen,
    pictures=lambda results: [later("sim.analyses.staffing.tradeoff:tradeoff")(results)],
    caption=_caption,
    chapter=later("sim.analyses.staffing.chapter:staffing_chapter"),
)
