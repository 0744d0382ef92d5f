"""What a study simulates, said before all else: that it is one, of which jail, from when on, and what is compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sim.output.inputs import input_names
from sim.output.names import listed
from sim.output.places import placed

_MOST_TOLD = 8
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
    told = (
        f"A simulation of {_where(jails)}: {span} of bookings from {first.day} {first:%B %Y}. All people are synthetic."
    )
    return " ".join([told, *_differing(record["scenarios"])])


def _differing(scenarios: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Say in which inputs of one jail two policies differ, for a policy that is named after one may change several."""
    jails = [each["scenario"]["jails"] for each in scenarios]
    if len(jails) != 2 or any(len(each) != 1 or each.keys() != jails[0].keys() for each in jails):
        return
    (before,), (after,) = (each.values() for each in jails)
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    if 0 < len(keys) <= _MOST_TOLD:
        names = input_names([f"jails.*.{key}" for key in keys])
        yield f"The two differ in {listed(list(names.values()))}."


def _where(jails: Mapping[str, Mapping[str, Any]]) -> str:
    if len(jails) == 1:
        ((name, jail),) = jails.items()
        known = [jail[key] for key in ("county", "state") if jail.get(key)]
        return f"the jail of {', '.join(known) if jail.get('county') else placed(name, {})}"
    states = {jail["state"] for jail in jails.values() if jail.get("state")}
    return f"{len(jails):,} jails{f' in {len(states)} states' if len(states) > 1 else ''}"
