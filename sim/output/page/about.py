"""What a study simulates, said before all else: that it is a simulation, of which jail, and from when on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sim.output.places import placed

_SPANS = {7: "one week", 365: "one year", 366: "one year"}


def about(record: Mapping[str, Any]) -> str:
    """Say what is simulated, by ``run.json``.

    Examples
    --------
    >>> scenario = {"start": "2019-07-01", "days": 365, "jails": {"st_paul": {}}}
    >>> about({"scenarios": [{"scenario": scenario}]})
    'A simulation of the jail of St Paul: one year of bookings from 1 July 2019. All people are synthetic.'
    """
    jails = {name: jail for each in record["scenarios"] for name, jail in each["scenario"]["jails"].items()}
    scenario = record["scenarios"][0]["scenario"]
    first, days = date.fromisoformat(scenario["start"]), scenario["days"]
    span = _SPANS.get(days, f"{days:,} day{'s' if days > 1 else ''}")
    return (
        f"A simulation of {_where(jails)}: {span} of bookings from {first.day} {first:%B %Y}. All people are synthetic."
    )


def _where(jails: Mapping[str, Mapping[str, Any]]) -> str:
    if len(jails) == 1:
        ((name, jail),) = jails.items()
        known = [jail[key] for key in ("county", "state") if jail.get(key)]
        return f"the jail of {', '.join(known) if jail.get('county') else placed(name, {})}"
    states = {jail["state"] for jail in jails.values() if jail.get("state")}
    return f"{len(jails):,} jails{f' in {len(states)} states' if len(states) > 1 else ''}"
