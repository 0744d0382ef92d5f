"""The pictures of a network: a run or a comparison of scenarios with several jails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sim.analyses.comparison.network.by_group import (
    gains_by_kind,
    gains_by_kind_numbers,
    gains_by_office,
    gains_by_office_numbers,
    spill_over,
    spill_over_numbers,
)
from sim.analyses.comparison.network.by_month import cumulative_leads
from sim.analyses.comparison.network.ranked import (
    ranked_gains,
    ranked_gains_numbers,
    ranked_rates,
    ranked_rates_numbers,
)
from sim.analyses.comparison.network.tile_map import state_gains, state_gains_numbers, state_rates, state_rates_numbers
from sim.analyses.comparison.results import ResultTables
from sim.scenario.states import STATES

__all__ = ["compared_network", "names_of_jails", "single_network"]

Picture = tuple[str, Figure, pd.DataFrame]
"""A name for the files, the picture, and the numbers that it shows."""

_CODES = {name: code for code, name in STATES.items()}


def names_of_jails(jails: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Name jails for people, such as Prince William, VA, where a resolved scenario says where they are."""
    return {
        name: f"{jail['county'].removesuffix(' County').removesuffix(' Parish')}, {_CODES[jail['state']]}"
        for name, jail in jails.items()
        if "county" in jail and "state" in jail
    }


def single_network(tables: ResultTables, groups: pd.DataFrame, names: Mapping[str, str]) -> Iterator[Picture]:
    """Draw the network of a run.

    Parameters
    ----------
    groups
        ``groups.csv``.
    names
        Jails as they are printed.
    """
    label = tables.base
    if len(numbers := ranked_rates_numbers(groups, label)):
        yield "ranked_rates", ranked_rates(tables, groups, label, names), numbers
    if len(numbers := state_rates_numbers(groups, label)):
        yield "state_rates", state_rates(tables, groups, label), numbers


def compared_network(
    tables: ResultTables, months_paired: pd.DataFrame, groups_paired: pd.DataFrame, other: str, names: Mapping[str, str]
) -> Iterator[Picture]:
    """Draw what another scenario changes in the network of the base.

    Parameters
    ----------
    months_paired, groups_paired
        ``months_paired.csv`` and ``groups_paired.csv``.
    other
        The other scenario.
    names
        Jails as they are printed.
    """
    by_month = cumulative_leads(tables, months_paired, other)
    yield by_month.name, by_month.figure(tables.caption), by_month.numbers
    yield (
        "gains_by_kind",
        gains_by_kind(tables, groups_paired, other),
        gains_by_kind_numbers(tables, groups_paired, other),
    )
    yield "ranked_gains", ranked_gains(tables, other, names), ranked_gains_numbers(tables.comparison, other)
    if len(numbers := state_gains_numbers(groups_paired, other)):
        yield "state_gains", state_gains(tables, groups_paired, other), numbers
    numbers = gains_by_office_numbers(groups_paired, other)
    if len(set(numbers["group"])) > 1:
        yield "gains_by_office", gains_by_office(tables, groups_paired, other), numbers
    if len(numbers := spill_over_numbers(groups_paired, other)):
        yield "spill_over", spill_over(tables, groups_paired, other), numbers
