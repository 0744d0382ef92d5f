"""The tables of levels as people see them, on screen and on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pandas as pd

from sim.output.numbers import count, share, true_minus
from sim.output.tables import Column, Note, Table

_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")


def years_of(text: str) -> tuple[int, ...]:
    """The years that a text names: one, or a first and a last with a dash between.

    Raises
    ------
    ValueError
        If it is neither.
    """
    match = _YEARS.fullmatch(text)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if last < first:
        raise ValueError(f"--years: '{text}' is neither a year nor a span of years (such as 2019 or 2017-2020)")
    return tuple(range(first, last + 1))


def level_tables(tables: Mapping[str, pd.DataFrame]) -> Iterator[Table | Note]:
    """How good forecasts are, what was estimated, and the levels of jails in the last year."""
    yield coverage_table(tables["coverage"])
    yield parameters_table(tables["parameters"])
    jails = tables["jails"]
    last = jails[jails["year"] == jails["year"].max()].sort_values("mean", ascending=False, kind="stable")
    title = f"Leads a year with deputies, fiscal year {last['year'].iloc[0]}"
    shown = range(min(len(last), _MOST_ON_SCREEN))
    yield Table("jails", title, last.reset_index(drop=True), _LEVELS, on_screen=shown)
    if len(last) > _MOST_ON_SCREEN:
        yield Note(f"The {_MOST_ON_SCREEN} largest of {len(last)} jails; all are in jails.csv.", "dim")


def coverage_table(coverage: pd.DataFrame) -> Table:
    """How good forecasts of counts are that the fit has not seen."""
    return Table("coverage", "Forecasts of counts that the fit has not seen", coverage, _COVERAGE)


def parameters_table(parameters: pd.DataFrame) -> Table:
    """What was estimated, with intervals."""
    return Table("parameters", "What was estimated", parameters, _PARAMETERS)


_MOST_ON_SCREEN = 20


def _decimals(value: float) -> str:
    return "" if pd.isna(value) else true_minus(f"{value:.2f}")


def _interval(low: float, high: float) -> str:
    return f"{count(low)} to {count(high)}"


def _small_interval(low: float, high: float) -> str:
    return f"{_decimals(low)} to {_decimals(high)}"


_COVERAGE = (
    Column("counts", ("forecasts",), width=20, justify="left"),
    Column("n", ("count",), "{:.0f}".format),
    Column("RMS log error", ("log_error",), _decimals),
    Column("within factor 2", ("within_two",), share),
    Column("in 50 %", ("inside50",), share),
    Column("in 90 %", ("inside90",), share),
)
_PARAMETERS = (
    Column("fitted to", ("fit",), justify="left", once=True),
    Column("", ("parameter",), justify="left"),
    Column("mean", ("mean",), _decimals),
    Column("50 %", ("low50", "high50"), _small_interval),
    Column("90 %", ("low90", "high90"), _small_interval),
    Column("R-hat", ("r_hat",), lambda value: "" if pd.isna(value) else f"{value:.3f}"),
    Column("ESS", ("ess_bulk",), lambda value: "" if pd.isna(value) else f"{value:.0f}"),
)
_LEVELS = (
    Column("county", ("county",), justify="left"),
    Column("state", ("state",), justify="left"),
    Column("mean", ("mean",), count),
    Column("50 %", ("low50", "high50"), _interval),
    Column("90 %", ("low90", "high90"), _interval),
    Column("counted 2010-12", ("counted_2010_2012",), lambda value: "" if pd.isna(value) else count(value)),
)
