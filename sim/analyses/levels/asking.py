"""Levels of counties as Python asks for them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sim.analyses.levels.facts import own_facts, read_facts, read_jails_of_counties
from sim.analyses.levels.study import Asked, Levels, fit_levels


def levels(
    jails: str | Path,
    years: Iterable[int] = range(2017, 2021),
    *,
    facts: str | Path | None = None,
    draws: int = 400,
    seed: int = 1,
) -> Levels:
    """Fit how many leads a year counties' jails give with deputies, and how sure that is, to published counts.

    Needs the extra ``levels``, and some minutes.

    Parameters
    ----------
    jails
        CSV file with the columns ``jail`` and ``fips``: whose levels are drawn.
    years
        Fiscal years, from October before.
    facts
        Folder with ``counts.csv``, ``national.csv`` and ``counties.csv``; the published facts unless given.
    draws
        How many draws of all levels.
    seed
        Of the fits and draws.

    Returns
    -------
    Levels
        With ``tables`` by name: ``levels``, the draws, ``jails``, ``counties``, ``parameters``, ``coverage``,
        ``leave_one_out``, ``forecasts`` and ``predictive_checks``.

    Raises
    ------
    ValueError
        If the library is not installed, or no level can be told of a year (a `ScenarioError` for a wrong file).
    """
    known = own_facts() if facts is None else read_facts(Path(facts))
    asked = Asked(read_jails_of_counties(Path(jails), known), known.checked_years(tuple(years)), draws, seed)
    return fit_levels(known, asked)
