"""The tables of a warm-up study: those of its folder, and what is printed of them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sim.analyses.warmup.judge import UNSETTLED, WarmUp, longer_days
from sim.output.glosses import MEANINGS
from sim.output.kinds import Results
from sim.output.names import begun
from sim.output.numbers import whole
from sim.output.tables import Column, Note, Table
from sim.scenario.schema import ALL_JAILS


def series_table(found: WarmUp) -> pd.DataFrame:
    """``jail, wait, day, mean_hours, moving_average_hours, n``: a row a jail, wait and simulated day, 0 the first.

    ``n`` is the people over whom a mean is taken, all replications together.
    """
    tables = [
        pd.DataFrame(
            {
                "jail": each.jail,
                "wait": str(each.wait),
                "day": range(len(each.people)),
                "mean_hours": each.mean_hours,
                "moving_average_hours": each.moving_average_hours,
                "n": each.people,
            }
        )
        for each in found.series
    ]
    return pd.concat(tables, ignore_index=True)


def advice_table(found: WarmUp) -> pd.DataFrame:
    """``jail, wait, mser5_days, p_value, advised_days, why_missing``: a row a jail and wait."""
    rows = [
        {
            "jail": each.jail,
            "wait": str(each.wait),
            "mser5_days": None if each.truncation is None else each.truncation.days,
            "p_value": None if each.truncation is None else each.truncation.p_value,
            "advised_days": each.advised_days,
            "why_missing": "" if each.missing is None else str(each.missing),
        }
        for each in found.advices
    ]
    return pd.DataFrame(rows).astype({"mser5_days": "Int64", "p_value": "float64", "advised_days": "Int64"})


def warm_up_screen(results: Results) -> Iterator[Table | Note]:
    """What each wait asks for, and the advice."""
    record, data = results.record, results["advice"]
    if len(results.scenario["jails"]) == 1:
        data = data[data["jail"] != ALL_JAILS]
    columns = (
        Column("jail", ("jail",), justify="left"),
        Column("wait", ("wait",), justify="left"),
        MSER5_DAYS,
        Column("by chance", ("p_value", "mser5_days"), lambda p_value, days: chance_in_words(p_value, days) or "-"),
        Column("advised, days", ("advised_days", "why_missing"), lambda days, why: why or days_in_words(days)),
    )
    yield Table("warm_up", results.labels[0], data, columns, keys=2)
    looked_at, warmup = record["warmup_looked_at_days"], record["warmup_days"]
    is_unsettled = results["advice"]["why_missing"].isin(UNSETTLED).any()
    further = f" Look further with --days {longer_days(looked_at, warmup)}." if is_unsettled else ""
    yield Note(f"{begun(record['warmup_advice'])}.{further}", "bold")
    yield Note(
        f"From {record['replications']} replications of {looked_at} days, each from an empty model. MSER-5: "
        f"{MEANINGS['MSER-5']}. By chance: how likely those days are to differ as much from the rest by chance; from "
        "1 % on they need not be left out.",
        "dim",
    )


def days_in_words(days: int) -> str:
    """How many days are to be left out; a dash where that is unknown."""
    return "-" if pd.isna(days) else whole(days)


MSER5_DAYS = Column("MSER-5, days", ("mser5_days",), days_in_words)
"""The days that MSER-5 leaves out."""


def chance_in_words(p_value: float, days: int) -> str:
    """How likely it is that the days left out differ from the rest by chance; nothing where none are left out."""
    if pd.isna(days) or days == 0:
        return ""
    return "under 0.1 %" if p_value < 0.001 else f"{100 * p_value:.{0 if p_value >= 0.02 else 1}f} %"
