"""The tables of a search for a staffing: those of its folder, and what is printed of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

from sim.analyses.staffing.numbers import rounded, signed_rounded
from sim.analyses.staffing.search import Point, Staffed
from sim.analyses.staffing.words import LOST, finding, officers_needed, roster_table, sure
from sim.model.outcomes import LOST_PARTS
from sim.output.kinds import Results
from sim.output.lost import lost_sentence
from sim.output.names import begun
from sim.output.numbers import tick
from sim.output.places import brief_names
from sim.output.tables import Column, Note, Table
from sim.scenario.staff import DAYS
from sim.study.intervals import Estimate

_ROWS = 40


def curve_table(found: Staffed) -> pd.DataFrame:
    """``which, officer_hours, measure, mean, ci_low, ci_high``, the paired difference from nobody, and costs if any.

    Of the people released before pickup also the means of their parts, such as ``lost_leads_mean``. A row a point of
    the curve, then one of the scenario as it is. ``which`` is curve, chosen or present.
    """
    rows = [
        {
            "which": which,
            "officer_hours": point.officer_hours,
            "measure": found.goal.measure,
            **_columns("", point.measure),
            **_columns("difference_", point.difference),
            **({f"{part}_mean": mean for part, mean in point.lost.items()} if found.goal.measure == LOST else {}),
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


def roster_rows(found: Staffed) -> pd.DataFrame:
    """``officer, day, hours, length_hours``: the roster, a row a shift of a numbered officer."""
    post = found.post
    rows = [
        (number, DAYS[post.day(place)], post.block(place).hours, post.hours[place])
        for number, line in enumerate(found.roster.lines, start=1)
        for place in line
    ]
    return pd.DataFrame(rows, columns=["officer", "day", "hours", "length_hours"])


def staffing_screen(results: Results) -> Iterator[Table | Note]:
    """The trade-off curve, the chosen shifts in words, and how to read them."""
    data, staffing, replications = results["staffing"], results.record["staffing"], results.record["replications"]
    which = data["which"].tolist()
    cost = (Column("cost_net", ("cost_net_mean",), "{:,.0f}".format),) if "cost_net_mean" in data else ()
    columns = (
        *curve_columns("hours/week", staffing["measure"], "from nobody"),
        *cost,
        Column("", ("which",), _which_in_words, justify="left"),
    )
    chosen = which.index("chosen")
    yield Note(f"{finding(results)}.", "bold")
    yield Table("staffing", results.labels[0], data, columns, on_screen=_shown(which), bold=frozenset({chosen}))
    yield Note(f"Chosen for {post_in_words(results.record)}: {_shifts_in_words(staffing['setting'])}", "bold")
    if len(roster := results["roster"]):
        yield roster_as_table(roster, "Roster")
    for told in (officers_needed(staffing), who_is_lost(data.iloc[chosen]), *sure(results)):
        if told:
            yield Note(told)
    yield Note(
        f"{_goal(staffing, data['mean'][chosen])} Searched on {replications} replications; all numbers above are means "
        "over as many fresh ones, for a choice looks too good on those that it was made on. 95 % intervals hold chance "
        "only. 'From nobody' is the paired difference on the same bookings.",
        "dim",
    )


def roster_as_table(roster: pd.DataFrame, title: str) -> Table:
    """A row an officer, a column a day."""
    columns = (
        Column("Officer", ("officer",)),
        *(Column(begun(day), (day,), justify="left") for day in DAYS),
        Column("Hours", ("week_hours",), tick),
    )
    return Table("roster", title, roster_table(roster, DAYS), columns)


def curve_columns(hours: str, measure: str, difference: str) -> tuple[Column, Column, Column]:
    """The officer hours, the measure and its difference from nobody on duty, under such headings."""
    return (
        Column(hours, ("officer_hours",), tick),
        Column.estimated(measure, form=rounded),
        Column.estimated(difference, prefix="difference_", form=signed_rounded),
    )


def who_is_lost(row: pd.Series) -> str:
    """Of whom the people released before pickup are made, in a row of `curve_table` that counts them."""
    if row["measure"] != LOST:
        return ""
    means = {LOST: row["mean"], **{part: row[f"{part}_mean"] for part in LOST_PARTS}}
    return lost_sentence(means.__getitem__)


def _which_in_words(which: str) -> str:
    return {"curve": "", "present": "as it is"}.get(which, which)


def _shown(which: Sequence[str]) -> list[int]:
    """The places of at most `_ROWS` rows, evenly spread, with the chosen and the present ones."""
    marked = {place for place, each in enumerate(which) if each != "curve"}
    spread = np.linspace(0, len(which) - 1, min(len(which), _ROWS - len(marked))).round().astype(int).tolist()
    return sorted(marked | set(spread))


def _shifts_in_words(setting: str) -> str:
    parts = [
        f"{shift['officers']} officer{'s' if shift['officers'] > 1 else ''} {shift['hours']} "
        f"{'every day' if len(shift['days']) == len(DAYS) else ', '.join(shift['days'])}"
        for shift in YAML(typ="safe").load(setting.partition("=")[2])
    ]
    return ("; ".join(parts) or "nobody") + "."


def _goal(staffing: Mapping[str, Any], mean: float) -> str:
    if staffing["target"] is None:
        return f"Budget: {tick(staffing['budget_hours'])} officer hours a week."
    missed = mean > staffing["target"]
    fresh = " The fresh replications miss it by chance; a slightly lower target is safer." if missed else ""
    return f"Target: {staffing['measure']} at most {target_in_words(staffing['target'])}.{fresh}"


def post_in_words(record: Mapping[str, Any]) -> str:
    """Which team is staffed, at which jail, as people call it: of what ``run.json`` says."""
    staffing, jails = record["staffing"], record["scenarios"][0]["scenario"]["jails"]
    return f"{staffing['team']} at {brief_names(jails)[staffing['jail']]}"


def target_in_words(target: float) -> str:
    """The count that is to be kept."""
    return f"{target:,.4g}"
