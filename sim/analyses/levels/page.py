"""The page ``docs/levels.md``, written from the tables of levels that are kept beside it.

``python -m sim.analyses.levels.page RESULTS`` takes the tables from the folder that ``lostleads evidence levels``
wrote, and keeps them in ``docs/levels``, the draws in ``scenarios/national``; then it draws the picture and writes the
page.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analyses.levels.facts import Role
from sim.analyses.levels.picture import forecasts_picture
from sim.analyses.levels.study import KEPT, SETS
from sim.analyses.levels.tables import coverage_table, parameters_table
from sim.output.files import write_text
from sim.output.forms import Forms
from sim.output.numbers import count, share, true_minus
from sim.output.pages import filled
from sim.output.saving import save
from sim.output.schemas import Schema
from sim.output.tables import Column, Table, chosen
from sim.scenario.states import CODES

FOLDER = Path("docs/levels")
DRAWS = Path("scenarios/national/levels_2017_2020.csv")
OF_COUNTIES = Path("sim/agencies/levels.csv")

_SCHEMA = Schema.of(
    "forecasts", "forecast", "fips", "county", "state", "what", "jail", "fit", "parameter", "check", "rests_on"
)


def keep_levels(results: Path, root: Path) -> Iterator[Path]:
    """Keep what was found in a repository: the tables and the record, and the draws; gives the files."""
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    for name in (*(f"{table}.csv" for table in KEPT), "run.json"):
        yield Path(shutil.copy(results / name, root / FOLDER / name))
    yield Path(shutil.copy(results / "levels.csv", root / DRAWS))
    yield Path(shutil.copy(results / "counties.csv", root / OF_COUNTIES))


def read_kept(root: Path) -> dict[str, pd.DataFrame]:
    """Read the tables that are kept."""
    return {name: _SCHEMA.read(root / FOLDER / f"{name}.csv") for name in KEPT}


def write_page(root: Path) -> Iterator[Path]:
    """Draw the picture and write the page from the tables that are kept; gives the files."""
    tables = read_kept(root)
    panels = {
        "Each county left out, fiscal years 2010 to 2012": _named(tables["leave_one_out"]),
        "Later counts": _named(_of(tables["forecasts"], Role.LATER)),
        "Counties elsewhere, fiscal years 2010 to 2012": _named(_of(tables["forecasts"], Role.ELSEWHERE)),
    }
    yield from save(forecasts_picture(panels), root / FOLDER, forms=Forms.SVG)
    page = root / "docs" / "levels.md"
    write_text(levels_page(root), page)
    yield page


def levels_page(root: Path) -> str:
    """Write out ``docs/levels.md`` of the repository at `root`."""
    tables, record = read_kept(root), json.loads((root / FOLDER / "run.json").read_text(encoding="utf-8"))
    forecasts = pd.concat([tables["leave_one_out"], tables["forecasts"]])
    scores = {role: _row(tables["coverage"], forecasts=what) for role, what in SETS.items()}
    found = {name: _row(tables["parameters"], fit="all", parameter=name) for name in tables["parameters"]["parameter"]}
    return filled(
        "levels.md",
        record=record,
        scores=scores,
        found=found,
        coverage=coverage_table(tables["coverage"]).markdown,
        parameters=parameters_table(tables["parameters"]).markdown,
        missed=_forecasts(_missed(forecasts), _KIND),
        left_out=_forecasts(_named(tables["leave_one_out"])),
        later=_forecasts(_named(_of(tables["forecasts"], Role.LATER)), _YEAR, _WHAT),
        elsewhere=_forecasts(_named(_of(tables["forecasts"], Role.ELSEWHERE))),
        checks=Table("checks", "", tables["predictive_checks"], _CHECKS).markdown,
        levels=_levels(tables["jails"]),
        rests_on=tables["counties"]["rests_on"].value_counts().to_dict(),
        reach=_reach(tables["counties"]),
        too_high=float((_of(tables["forecasts"], Role.HELD_OUT)["log_error"] > 0).mean()),
        last_year=max(record["years"]),
        count=count,
        share=share,
        decimals=_decimals,
    )


def _of(forecasts: pd.DataFrame, role: Role) -> pd.DataFrame:
    return chosen(forecasts, forecast=SETS[role])


def _reach(counties: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """How far the 90 % intervals of levels reach, as multiples of their means: medians by what the levels rest on."""
    ends = counties[["low90", "high90"]].div(counties["mean"], axis=0).groupby(counties["rests_on"]).median()
    return {str(name): (float(low), float(high)) for name, (low, high) in zip(ends.index, ends.to_numpy(), strict=True)}


def _row(table: pd.DataFrame, **keys: str) -> dict[str, Any]:
    return {str(name): value for name, value in chosen(table, **keys).iloc[0].items()}


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the names of their counties as people know them, the largest count first."""
    places = zip(rows["county"], rows["state"], strict=True)
    names = [f"{re.sub(r' (County|Parish)$', '', county)}, {CODES[state]}" for county, state in places]
    return rows.assign(name=names).sort_values("counted", ascending=False, kind="stable")


def _missed(forecasts: pd.DataFrame) -> pd.DataFrame:
    """The counts outside their 90 % intervals, the worst first."""
    outside = _named(forecasts[forecasts["inside90"].astype(str) == "False"])
    return outside.sort_values("log_error", key=abs, ascending=False, kind="stable")


def _forecasts(rows: pd.DataFrame, *more: Column) -> str:
    return Table("forecasts", "", rows.reset_index(drop=True), (_COUNTY, *more, *_FORECAST)).markdown


def _levels(jails: pd.DataFrame) -> str:
    """The levels of counties with counts in the last year, beside their counts."""
    last = jails[(jails["year"] == jails["year"].max()) & jails["counted_2010_2012"].notna()]
    rows = _named(last.assign(counted=last["counted_2010_2012"]))
    return Table("levels", "", rows.reset_index(drop=True), (_COUNTY, *_LEVEL)).markdown


def _decimals(value: float) -> str:
    return true_minus(f"{value:.2f}")


def _interval(low: float, high: float) -> str:
    return f"{count(low)} to {count(high)}"


def _either(low: float, high: float) -> str:
    return _interval(low, high) if high > 5 else f"{_decimals(low)} to {_decimals(high)}"


_COUNTY = Column("county", ("name",), justify="left")
_KIND = Column("forecast", ("forecast",), justify="left")
_YEAR = Column("fiscal year", ("year",), "{:.0f}".format)
_WHAT = Column("what was counted", ("what",), justify="left")
_FORECAST = (
    Column("counted, a year", ("counted",), count),
    Column("forecast, median", ("middle",), count),
    Column("50 %", ("low50", "high50"), _interval),
    Column("90 %", ("low90", "high90"), _interval),
    Column("log error", ("log_error",), _decimals),
)
_LEVEL = (
    Column("counted, 2010 to 2012", ("counted_2010_2012",), count),
    Column("level, mean", ("mean",), count),
    Column("50 %", ("low50", "high50"), _interval),
    Column("90 %", ("low90", "high90"), _interval),
)
_CHECKS = (
    Column("of the counts of 2010 to 2012", ("check",), justify="left"),
    Column("counted", ("counted",), lambda value: count(value) if abs(value) > 5 else _decimals(value)),
    Column("before any count, 90 %", ("prior_low", "prior_high"), _either),
    Column("after, 90 %", ("posterior_low", "posterior_high"), _either),
    Column("draws at least as large", ("at_least",), share),
)


if __name__ == "__main__":
    for written in (*keep_levels(Path(sys.argv[1]), Path.cwd()), *write_page(Path.cwd())):
        sys.stdout.write(f"{written}\n")
