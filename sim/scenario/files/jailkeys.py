"""Keys that a jail of a file may give, and that are worked out before the jail is validated.

``agreement``, ``agreement_from``, ``agreement_until`` and ``model`` say when those teams of its screening are in force
that are ``under_agreement``; ``bookings_per_resident_year`` and its population give its ``bookings_per_year``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from sim.scenario.base import shown, unknown_name
from sim.scenario.errors import Problem
from sim.scenario.filekeys import AGREEMENT_DATES, JAIL_KEYS
from sim.scenario.files.tree import Node
from sim.scenario.places import is_people, no_people
from sim.scenario.staff import as_date, no_date
from sim.scenario.stated import is_evidence

_YES_NO = {True: True, False: False, "yes": True, "no": False}

PathOf = Callable[[Node, str], str]
"""Gives the path at which a node is told: its own where it comes from defaults, else that which is given."""

_Told = Callable[[Node, str, str], Problem]
"""Makes a problem of one jail, from what is wrong, its key and a message."""


class Model(StrEnum):
    """What an agreement lets an agency do: jail enforcement, warrant service, or a task force outside jails.

    A jail may have several, with ``+`` between them. Only the first interviews people who are booked. Source: 8 U.S.C.
    1357(g) and the agreements made under it.
    """

    JEM = "JEM"
    WSO = "WSO"
    TFM = "TFM"


def work_out(jail: Node, name: str, path_of: PathOf, as_of: date | None = None) -> list[Problem]:
    """Replace the keys of one jail by what they mean.

    Parameters
    ----------
    jail
        A mapping that is the caller's own.
    as_of
        An agreement in force on this day holds for ever, another never; as its dates say, if not given.
    """
    given = {key: jail.value.pop(key) for key in JAIL_KEYS if key in jail.value}
    if not given:
        return []

    def told(node: Node, key: str, message: str) -> Problem:
        return Problem(node.origin, path_of(node, f"jails.{name}.{key}"), message)

    given = {key: node for key, node in given.items() if node.value is not None}
    problems = [*_agreement(jail, given, told, as_of), *_bookings(jail, given, told)]
    if "model" in given:
        problems += _without_interviews(jail, given["model"], told)
    return problems


def _without_interviews(jail: Node, model: Node, told: _Told) -> Iterator[Problem]:
    """Take the deputies from a jail whose agreement is of a model by which they interview nobody."""
    models = [each.strip().upper() for each in model.value.split("+")] if isinstance(model.value, str) else []
    unknown = [each for each in models if each not in list(Model)]
    if unknown or not models:
        not_text = f"must be text, but is {shown(model.value)}"
        wrong = unknown_name("model", unknown[0], map(str, Model)) if unknown else not_text
        yield told(model, "model", f"{wrong}; several have + between them, as in JEM+WSO")
    elif Model.JEM not in models:
        _take_deputies_out(jail)


def _agreement(jail: Node, given: dict[str, Node], told: _Told, as_of: date | None) -> Iterator[Problem]:
    dates = {key: given[key] for key in AGREEMENT_DATES if key in given}
    agreement = given.get("agreement")
    if agreement is not None and not _is_yes_or_no(agreement.value):
        yield told(agreement, "agreement", f"must be yes or no, but is {shown(agreement.value)}")
        return
    if agreement is not None and not _YES_NO[_lowered(agreement.value)]:
        for key, node in dates.items():
            yield told(node, key, "must not be given where agreement is no; leave it out, or set agreement to yes")
        _take_deputies_out(jail)
        return
    if agreement is None and not dates:
        return
    days = {key: day for key, node in dates.items() if (day := as_date(node.value))}
    if len(days) < len(dates):
        yield from (told(node, key, no_date(node.value)) for key, node in dates.items() if key not in days)
        return
    begin, end = (days.get(key) for key in AGREEMENT_DATES)
    if begin and end and end < begin:
        yield told(dates["agreement_until"], "agreement_until", f"ends ({end}) before it begins ({begin})")
        return
    screening = jail.child("screening")
    teams = screening.child("teams") if screening is not None else None
    if teams is None or not isinstance(teams.value, dict):
        key = next(key for key in ("agreement", *AGREEMENT_DATES) if key in given)
        yield told(given[key], key, "needs a screening with teams, of this jail or of jail_defaults")
        return
    if as_of is None:
        yield from _put_in_force(jail, dates, told)
    elif not _held(days, as_of):
        _take_deputies_out(jail)


def _take_deputies_out(jail: Node) -> None:
    """Take out the teams under the agreement, and with the last team the screening."""
    screening = jail.child("screening")
    teams = screening.child("teams") if screening is not None else None
    others = [] if teams is None else [name for name, team in teams.children().items() if not _is_under_agreement(team)]
    if not others:
        jail.value.pop("screening", None)
        return
    own = jail.own("screening").own("teams")
    own.value = {name: team for name, team in own.value.items() if name in others}


def _is_under_agreement(team: Node) -> bool:
    told = team.child("under_agreement")
    return told is None or told.value is not False


def _held(dates: dict[str, date], day: date) -> bool:
    """Whether an agreement with these dates, of which either may be open, was in force on a day."""
    first, last = (dates.get(key, day) for key in AGREEMENT_DATES)
    return first <= day <= last


def _put_in_force(jail: Node, dates: dict[str, Node], told: _Told) -> Iterator[Problem]:
    if not dates:
        return
    period = {key.removeprefix("agreement_"): node for key, node in dates.items()}
    key, first = next(iter(dates.items()))
    teams = jail.own("screening").own("teams")
    for name in teams.value:
        team = teams.own(name)
        if not isinstance(team.value, dict) or not _is_under_agreement(team):
            continue
        before = team.value.get("in_force")
        if before is not None and isinstance(before.value, list):
            yield told(first, key, f"cannot be laid on a list of periods, which in_force of the team {name!r} is")
            return
        given = before.value if before is not None and isinstance(before.value, dict) else {}
        known = {end: node for end, node in given.items() if not is_evidence(end, node.value)}
        team.value["in_force"] = Node(first.origin, {**known, **period})


def _bookings(jail: Node, given: dict[str, Node], told: _Told) -> Iterator[Problem]:
    population, rate = jail.value.get("population"), given.get("bookings_per_resident_year")
    if not _says(jail, "population"):
        population = None
    faults = []
    if population is not None and not is_people(population.value):
        faults.append(told(jail.value.pop("population"), "population", no_people(population.value)))
    if rate is not None and not _is_rate(rate):
        message = "must be a number of 0 or more, or a range {value: , low: , high: }"
        faults.append(told(rate, "bookings_per_resident_year", message))
    yield from faults
    if rate is None or any(_says(jail, key) for key in ("bookings_per_year", "bookings_file")):
        return
    if population is None:
        message = "must be given, as bookings_per_resident_year needs it where there is no bookings_per_year"
        yield told(jail, "population", message)
    if faults or population is None:
        jail.value["bookings_per_year"] = Node(jail.origin, 0)
        return
    jail.value["bookings_per_year"] = _times(rate, population)


def _times(rate: Node, population: Node) -> Node:
    if isinstance(rate.value, dict):
        long = ((key, each, is_evidence(key, each.value)) for key, each in rate.value.items())
        return Node(population.origin, {key: each if said else _times(each, population) for key, each, said in long})
    return Node(population.origin, rate.value * population.value)


def _says(jail: Node, key: str) -> bool:
    return key in jail.value and jail.value[key].value is not None


def _is_yes_or_no(value: Any) -> bool:
    return isinstance(value, bool | str) and _lowered(value) in _YES_NO


def _lowered(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _is_rate(node: Node) -> bool:
    if isinstance(node.value, dict):
        numbers = {key: each for key, each in node.value.items() if not is_evidence(key, each.value)}
        forms = ({"value", "low", "high"}, {"value"})
        return len(node.value) > 1 and numbers.keys() in forms and all(map(_is_rate, numbers.values()))
    value = node.value
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf
