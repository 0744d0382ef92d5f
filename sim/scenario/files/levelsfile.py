"""A scenario's ``levels_file``: a CSV file with a row a draw, jail and year."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.scenario.base import unknown_name
from sim.scenario.errors import Origin, Problem, ScenarioError
from sim.scenario.files.beside import bytes_of
from sim.scenario.files.csvfile import lacks_a_column, text_of
from sim.scenario.files.tree import failure
from sim.scenario.levels import Levels
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("draw", "jail", "year", "level")

MOST_BYTES = 200_000_000
"""Of a file of levels: eight thousand draws of a thousand jails."""

_WHOLE = {"draw": (0, 10**6), "year": (1900, 2200)}
"""Columns of whole numbers, with the least and the most of each."""

_MOST_PER_YEAR = 1e7


def read_levels(path: Path, scenario: Scenario) -> Levels:
    """Read the levels of a scenario's jails: a CSV file with the columns ``draw, jail, year, level``.

    Draws are numbered from 0 on. Each has a level, leads a year with deputies, of each jail in each calendar year in
    which the scenario counts days; there may be more years.

    Raises
    ------
    ScenarioError
        With all that is wrong with it, each by its line.
    """
    content = bytes_of(path, MOST_BYTES)
    table = _table(content, str(path))
    problems = [*_unknown_jails(table, str(path), scenario), *_missing(table, str(path), scenario)]
    if problems:
        raise ScenarioError(problems)
    years = tuple(range(int(table["year"].min()), int(table["year"].max()) + 1))
    drawn = table.sort_values(["jail", "draw", "year"], kind="stable")
    by_jail = {
        str(jail): rows["level"].to_numpy().reshape(-1, len(years)) for jail, rows in drawn.groupby("jail", sort=False)
    }
    return Levels(hashlib.sha256(content).hexdigest(), years, by_jail)


@lru_cache(maxsize=2)
def _table(content: bytes, source: str) -> pd.DataFrame:
    """The rows, with their ``line``; each of them is right by itself, and none is given twice.

    Compared scenarios have the same levels: what was read of a content is kept.
    """
    cells = _cells(content, source)
    table = cells[["line", "jail"]].copy()
    table[[*_WHOLE, "level"]] = cells[[*_WHOLE, "level"]].apply(_numbers)
    wrong = {"jail": table["jail"] == ""} | {
        name: ~table[name].between(*ends) | (table[name] % 1 != 0) for name, ends in _WHOLE.items()
    }
    wrong["level"] = ~table["level"].between(0, _MOST_PER_YEAR)
    problems = [each for name, rows in wrong.items() for each in _told(source, cells[rows], name)]
    right = table[~np.any([*wrong.values()], axis=0)]
    problems += _told(source, right[right.duplicated(["draw", "jail", "year"])], "")
    if problems:
        raise ScenarioError(sorted(problems, key=lambda each: each.origin.line or 0))
    return table.astype(dict.fromkeys(_WHOLE, "int64"))


def _cells(content: bytes, source: str) -> pd.DataFrame:
    """The texts of all cells, with the line of each row."""
    import pandas as pd

    text = text_of(content, source)
    try:
        cells = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, skip_blank_lines=False)
    except pd.errors.EmptyDataError:
        raise failure(Origin(source), f"is empty; it needs the columns {', '.join(COLUMNS)}") from None
    except pd.errors.ParserError as error:
        at = re.search(r"line (\d+)", str(error))
        message = f"has more cells than the header names columns, or is no CSV file (needed: {', '.join(COLUMNS)})"
        raise failure(Origin(source, int(at[1]) if at else None), message) from None
    cells.columns = cells.columns.str.strip()
    if missing := [name for name in COLUMNS if name not in cells]:
        told = lacks_a_column(len(cells.columns))
        raise ScenarioError([Problem(Origin(source, 1), name, told) for name in missing])
    stripped = pd.DataFrame({name: cells[name].str.strip() for name in COLUMNS})
    stripped["line"] = np.arange(2, len(cells) + 2)
    stripped = stripped[(stripped[[*COLUMNS]] != "").any(axis=1)]
    if not len(stripped):
        raise failure(Origin(source), "has no rows")
    return stripped.reset_index(drop=True)


def _numbers(texts: pd.Series[str]) -> pd.Series[float]:
    import pandas as pd

    # What is no number, or no finite one, is between no ends.
    return pd.to_numeric(texts, errors="coerce").astype(float)


_ALLOWED = {
    "": "gives a draw, jail and year that a line above gives; keep one",
    "jail": "must be given: the name of a jail",
    **{name: f"must be a whole number, {least} to {most}, but is " for name, (least, most) in _WHOLE.items()},
    "level": f"must be a number of leads a year, 0 to {_MOST_PER_YEAR:,.0f}, but is ",
}
"""What is told of a wrong row by its column; what does not end is followed by what the cell gives."""


def _told(source: str, rows: pd.DataFrame, column: str) -> Iterator[Problem]:
    message = _ALLOWED[column]
    for place, line in enumerate(rows["line"].tolist()):
        given = repr(rows[column].iloc[place]) if message.endswith(" ") else ""
        yield Problem(Origin(source, line), column, f"{message}{given}")


def _unknown_jails(table: pd.DataFrame, source: str, scenario: Scenario) -> Iterator[Problem]:
    for name, line in table.groupby("jail", sort=False)["line"].first().items():
        if name not in scenario.jails:
            message = unknown_name("jail", str(name), scenario.jails).partition(" (allowed")[0]
            yield Problem(Origin(source, line), "jail", message)


def _missing(table: pd.DataFrame, source: str, scenario: Scenario) -> Iterator[Problem]:
    """Tell the jails without any level, and of the others the years and draws that they lack."""
    last = Origin(source, int(table["line"].iloc[-1]))
    draws = int(table["draw"].max()) + 1
    years = range(int(table["year"].min()), int(table["year"].max()) + 1)
    for year in range(scenario.start.year, scenario.last_day.year + 1):
        if year not in years:
            yield Problem(last, "year", f"no level is of {year}, in which the scenario counts days")
    found = table.groupby("jail").size()
    for name in scenario.jails:
        if name not in found:
            message = f"no level is of the jail {name!r}; add it, or leave levels out (--set levels_file=null)"
            yield Problem(last, "jail", message)
        elif found[name] != draws * len(years):
            rows = table[table["jail"] == name]
            given = set(zip(rows["draw"], rows["year"], strict=True))
            draw, year = next((draw, year) for draw in range(draws) for year in years if (draw, year) not in given)
            lacking = f"{draws * len(years) - len(rows):,} of {draws * len(years):,}"
            message = f"lacks {lacking} levels, the first of them that of draw {draw} in {year}"
            yield Problem(Origin(source, int(rows["line"].iloc[-1])), f"jail {name}", message)
