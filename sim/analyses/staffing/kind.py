"""What a search for a staffing found: on screen, as a results folder, and as a scenario to run."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analyses.staffing.search import Point, Post, Staffed
from sim.analyses.staffing.tradeoff import TradeoffTables, tradeoff
from sim.output.extending import changes_of, write_extending
from sim.output.files import write_table
from sim.output.folder import read_record, record_of, whole_folder, write_record
from sim.output.numbers import count, signed, tick
from sim.output.saving import save
from sim.output.tables import Column, Note, Table
from sim.scenario.files.reader import load_scenario
from sim.scenario.staff import DAYS
from sim.study.intervals import Estimate

__all__ = [
    "curve_table",
    "draw_staffing",
    "is_staffing",
    "read_tradeoff",
    "shift_table",
    "staffing_tables",
    "write_staffing",
]

_ROWS = 40


def curve_table(found: Staffed) -> pd.DataFrame:
    """``which, officer_hours, measure, mean, ci_low, ci_high``, the paired difference from nobody, and costs if any.

    A row a point of the curve, then one of the scenario as it is. ``which`` is curve, chosen or present.
    """
    rows = [
        {
            "which": which,
            "officer_hours": point.officer_hours,
            "measure": found.goal.measure,
            **_columns("", point.measure),
            **_columns("difference_", point.difference),
            **({} if point.cost is None else _columns("cost_net_", point.cost)),
        }
        for which, point in _marked(found)
    ]
    return pd.DataFrame(rows)


def _marked(found: Staffed) -> Iterator[tuple[str, Point]]:
    for place, point in enumerate(found.points):
        yield "chosen" if place == found.chosen else "curve", point
    yield "present", found.present


def _columns(prefix: str, value: Estimate) -> dict[str, float]:
    return {f"{prefix}mean": value.mean, f"{prefix}ci_low": value.ci_low, f"{prefix}ci_high": value.ci_high}


def shift_table(found: Staffed) -> pd.DataFrame:
    """``officer_hours, which, day, hours, officers``: who is on duty at each point of the curve."""
    blocks = found.post.blocks
    rows = [
        (point.officer_hours, which, DAYS[place // len(blocks)], blocks[place % len(blocks)].hours, officers)
        for which, point in _marked(found)
        for place, officers in enumerate(point.staffing)
        if officers
    ]
    return pd.DataFrame(rows, columns=["officer_hours", "which", "day", "hours", "officers"])


def staffing_tables(found: Staffed) -> Iterator[Table | Note]:
    """The trade-off curve, the chosen shifts in words, and how to read them."""
    data = curve_table(found)
    difference = ("difference_mean", "difference_ci_low", "difference_ci_high")
    cost = (Column("cost_net", ("cost_net_mean",), "{:,.0f}".format),) if "cost_net_mean" in data else ()
    columns = (
        Column("hours/week", ("officer_hours",), tick),
        Column(found.goal.measure, ("mean", "ci_low", "ci_high"), _estimated),
        Column("from nobody", difference, partial(_estimated, form=signed)),
        *cost,
        Column("", ("which",), _which_in_words, justify="left"),
    )
    chosen = frozenset({found.chosen})
    yield Table("staffing", found.base.name, data, columns, on_screen=_shown(data["which"].tolist()), bold=chosen)
    yield Note(f"Chosen for {_where(found.post)}: {_in_words(found)}", "bold")
    yield Note(
        f"{_goal(found)} Searched on {found.replications} replications; all numbers above are means over as many fresh "
        "ones, for a choice looks too good on those that it was made on. 95 % intervals hold chance only. "
        "'From nobody' is the paired difference on the same bookings.",
        "dim",
    )


def _which_in_words(which: str) -> str:
    return {"curve": "", "present": "as it is"}.get(which, which)


def _estimated(mean: float, low: float, high: float, form: Callable[[float], str] = count) -> str:
    return form(mean) if math.isnan(low) else f"{form(mean)} ({form(low)} to {form(high)})"


def _shown(which: Sequence[str]) -> list[int]:
    """The places of at most `_ROWS` rows, evenly spread, with the chosen and the present ones."""
    marked = {place for place, each in enumerate(which) if each != "curve"}
    spread = np.linspace(0, len(which) - 1, min(len(which), _ROWS - len(marked))).round().astype(int).tolist()
    return sorted(marked | set(spread))


def _where(post: Post) -> str:
    return f"{post.team} at {post.jail}"


def _in_words(found: Staffed) -> str:
    shifts = found.post.shifts(found.best.staffing)
    parts = [
        f"{officers} officer{'s' if officers > 1 else ''} {hours} {'every day' if len(days) == 7 else ', '.join(days)}"
        for officers, days, hours in shifts
    ]
    return ("; ".join(parts) or "nobody") + "."


def _goal(found: Staffed) -> str:
    if not found.goal.has_target:
        return f"Budget: {tick(found.goal.budget_hours)} officer hours a week."
    missed = found.best.measure.mean > found.target
    fresh = " The fresh replications miss it by chance; a slightly lower target is safer." if missed else ""
    return f"Target: {found.goal.measure} at most {found.target:,.4g}.{fresh}"


def write_staffing(found: Staffed, source: Path, folder: Path, *, command: Sequence[str], started_at: datetime) -> None:
    """Write the results folder, whole or not at all; what was there is replaced.

    Parameters
    ----------
    source
        The scenario file that ``staffing.yaml`` extends.
    command
        The words of the command line, for the record.
    started_at
        When the search began.

    Raises
    ------
    RuntimeError
        If ``staffing.yaml`` would not read back as the chosen scenario.
    """
    with whole_folder(folder) as writing:
        write_table(curve_table(found), writing / "staffing.csv")
        write_table(shift_table(found), writing / "shifts.csv")
        _write_scenario(found, source, writing / "staffing.yaml")
        record = record_of({found.base.name: found.base}, command, started_at)
        goal = found.goal
        record |= {
            "engine": str(found.engine),
            "replications": found.replications,
            "staffing": {
                "jail": found.post.jail,
                "team": found.post.team,
                "measure": goal.measure,
                "target": found.target if goal.has_target else None,
                "budget_hours": None if goal.has_target else goal.budget_hours,
                "setting": found.post.setting(found.best.staffing),
                "officers_by_hour": _by_hour(found.post, found.best.staffing).tolist(),
            },
        }
        write_record(record, writing)
        draw_staffing(writing, writing / "plots")


def _by_hour(post: Post, staffing: Sequence[int]) -> NDArray[np.int64]:
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
    comment = f"# {_where(found.post)}: {tick(found.best.officer_hours)} officer hours a week."
    write_extending(source, changes, comment, found.scenario, path)


def is_staffing(record: dict[str, Any]) -> bool:
    """Whether ``run.json`` is that of a search for a staffing."""
    return "staffing" in record


def draw_staffing(results: Path, folder: Path) -> list[Path]:
    """Draw the trade-off from a results folder, as PNG and SVG, and name the files.

    Raises
    ------
    FolderError
        If there are no results in it.
    """
    tables = read_tradeoff(results)
    folder.mkdir(parents=True, exist_ok=True)
    return save(tradeoff(tables), folder, tables.caption)


def read_tradeoff(results: Path) -> TradeoffTables:
    """Read what the picture of the trade-off needs.

    Raises
    ------
    FolderError
        If there are no results in it.
    """
    record = read_record(results)
    staffing, scenario = record["staffing"], record["scenarios"][0]["scenario"]
    number = record["replications"]
    return TradeoffTables(
        scenario=scenario["name"],
        measure=staffing["measure"],
        curve=pd.read_csv(results / "staffing.csv", keep_default_na=False, na_values={"ci_low": [""], "ci_high": [""]}),
        officers=np.array(staffing["officers_by_hour"]),
        target=staffing["target"],
        budget_hours=staffing["budget_hours"],
        caption=(
            f"Simulated: {number} replications of {scenario['days']} days from {scenario['start']}, other than the "
            f"{number} searched; seed {record['seed']}, lostleads {record['lostleads']}. {staffing['team']} at "
            f"{staffing['jail']}; intervals hold chance only, not what is unknown about the inputs."
        ),
    )
