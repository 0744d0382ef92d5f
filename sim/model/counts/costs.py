"""What screening and holds cost a county, from the measures of a replication and the prices of its scenario."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sim.scenario.costs import Costs
from sim.scenario.schema import Jail, Scenario

DAYS_PER_YEAR = 365.25
"""Days over which a yearly cost is spread."""

_HOURS_PER_DAY = 24

Floats = NDArray[np.float64]


def costs_by_jail(scenario: Scenario, measured: Mapping[str, Floats]) -> dict[str, Floats]:
    """The measures of money of each jail, in dollars; none where the scenario has no costs.

    Measured are ``hold_hours`` and the hours on duty of the screening teams, a value a jail, in the order of the
    scenario; so are ``cost_gross``, ``cost_reimbursed`` and ``cost_net``.
    """
    costs = scenario.costs
    if costs is None:
        return {}
    held_days = measured["hold_hours"] / _HOURS_PER_DAY
    gross = (costs.held_day or 0.0) * held_days + [
        _screening(scenario, jail, costs) for jail in scenario.jails.values()
    ]
    for team in {team: None for jail in scenario.jails.values() for team in _teams(jail)}:
        price = 0.0 if costs.officer_hour is None else costs.officer_hour.of(team)
        gross = gross + price * measured[f"officer_hours_on_duty.{team}"]
    reimbursed = (costs.reimbursed_per_held_day or 0.0) * held_days
    return {"cost_gross": gross, "cost_reimbursed": reimbursed, "cost_net": gross - reimbursed}


def _screening(scenario: Scenario, jail: Jail, costs: Costs) -> float:
    """The fixed cost of a jail's screening, for the counted days on which any team under the agreement is in force."""
    return (costs.fixed_per_year or 0.0) * _days_in_force(jail, scenario.start, scenario.days) / DAYS_PER_YEAR


def _teams(jail: Jail) -> tuple[str, ...]:
    return () if jail.screening is None else tuple(jail.screening.teams)


def _days_in_force(jail: Jail, start: date, days: int) -> int:
    if jail.screening is None:
        return 0
    in_force = np.zeros(days, dtype=np.bool_)
    end = start + timedelta(days=days)
    for team in jail.screening.teams.values():
        for period in team.in_force if team.under_agreement else ():
            first = max(period.first or start, start)
            last = min(period.last or end, end)
            in_force[(first - start).days : max((last - start).days + 1, 0)] = True
    return int(in_force.sum())
