"""What was found about a warm-up: on screen, and as a results folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analyses.warmup.judge import WarmUp
from sim.analyses.warmup.welch import WarmUpTables, welch_plot
from sim.output.files import write_table
from sim.output.folder import read_record, record_of, whole_folder, write_record
from sim.output.numbers import begun
from sim.output.saving import save
from sim.output.tables import Column, Note, Table
from sim.scenario.schema import ALL_JAILS

__all__ = [
    "advice_table",
    "chance_in_words",
    "draw_warm_up",
    "is_warm_up",
    "read_warm_up",
    "series_table",
    "warm_up_tables",
    "write_warm_up",
]


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


def warm_up_tables(found: WarmUp) -> Iterator[Table | Note]:
    """What each wait asks for, and the advice."""
    data = advice_table(found)
    if len(found.scenario.jails) == 1:
        data = data[data["jail"] != ALL_JAILS]
    columns = (
        Column("jail", ("jail",), justify="left"),
        Column("wait", ("wait",), justify="left"),
        Column("MSER-5, days", ("mser5_days",), _days),
        Column("by chance", ("mser5_days", "p_value"), chance_in_words),
        Column("advised, days", ("advised_days", "why_missing"), lambda days, why: why or _days(days)),
    )
    yield Table("warm_up", found.scenario.name, data, columns, keys=2)
    further = f" Look further with --days {found.longer_days}." if found.unsettled else ""
    yield Note(f"{begun(found.sentence)}.{further}", "bold")
    yield Note(
        f"From {found.replications} replications of {found.looked_at_days} days, each from an empty model. MSER-5: how "
        "many of the first days to leave out, so that the mean of the rest is surest. By chance: how likely those days "
        "are to differ as much from the rest by chance; from 1 % on they need not be left out.",
        "dim",
    )


def _days(days: int) -> str:
    return "-" if pd.isna(days) else str(days)


def chance_in_words(days: int, p_value: float) -> str:
    """How likely it is that the days left out differ from the rest by chance; a dash where none are left out."""
    if pd.isna(days) or days == 0:
        return "-"
    return "under 0.1 %" if p_value < 0.001 else f"{100 * p_value:.{0 if p_value >= 0.02 else 1}f} %"


def write_warm_up(found: WarmUp, folder: Path, *, command: Sequence[str], started_at: datetime) -> None:
    """Write the results folder, whole or not at all; what was there is replaced.

    Parameters
    ----------
    found
        What was found.
    folder
        The results folder.
    command
        The words of the command line, for the record.
    started_at
        When the run began.
    """
    with whole_folder(folder) as writing:
        write_table(series_table(found), writing / "warmup.csv")
        write_table(advice_table(found), writing / "advice.csv")
        record = record_of({found.scenario.name: found.scenario}, command, started_at)
        record |= {
            "engine": str(found.engine),
            "replications": found.replications,
            "warmup_days": found.scenario.warmup_days,
            "warmup_looked_at_days": found.looked_at_days,
            "warmup_advised_days": found.advised_days,
            "warmup_advice": found.sentence,
        }
        write_record(record, writing)
        draw_warm_up(writing, writing / "plots")


def is_warm_up(record: dict[str, Any]) -> bool:
    """Whether ``run.json`` is that of a warm-up study."""
    return "warmup_advice" in record


def draw_warm_up(results: Path, folder: Path) -> list[Path]:
    """Draw the picture of a warm-up study from its folder, as PNG and SVG, and name the files.

    Raises
    ------
    FolderError
        If there are no results in it.
    """
    tables = read_warm_up(results)
    folder.mkdir(parents=True, exist_ok=True)
    return save(welch_plot(tables), folder, tables.caption)


def read_warm_up(results: Path) -> WarmUpTables:
    """Read what the picture of a warm-up study needs.

    Raises
    ------
    FolderError
        If there are no results in it.
    """
    record = read_record(results)
    scenario = record["scenarios"][0]["scenario"]
    return WarmUpTables(
        scenario=scenario["name"],
        series=_read(results / "warmup.csv", "jail", "wait"),
        advice=_read(results / "advice.csv", "jail", "wait", "why_missing"),
        warmup_days=record["warmup_days"],
        sentence=record["warmup_advice"],
        caption=(
            f"Simulated: {record['replications']} replications of {record['warmup_looked_at_days']} days, from an "
            f"empty model {record['warmup_days']} days before {scenario['start']}; seed {record['seed']}, lostleads "
            f"{record['lostleads']}. Means are over people, all jails and replications together. "
            "MSER-5: White, Cobb and Spratt (2000). Moving average: Welch (1983), of whole weeks."
        ),
    )


def _read(path: Path, *text: str) -> pd.DataFrame:
    # Only an empty cell is missing; a jail may be called "None".
    numbers = [name for name in pd.read_csv(path, nrows=0).columns if name not in text]
    return pd.read_csv(path, keep_default_na=False, na_values={name: [""] for name in numbers})
