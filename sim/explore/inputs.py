"""What can be moved on the page: from the schema and the register of keys, so that a new key of a scenario is there.

Decisions are moved for one policy; facts of the world for all of them alike, for the same people are booked in all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

from sim.explore.weekly import officers_by_hour, rounds_by_hour
from sim.output.folder import resolved
from sim.output.inputs import input_names
from sim.output.names import begun, in_words
from sim.output.page.assumptions import Evidence, StatedInput, stated_inputs
from sim.scenario.files.reader import scenario_schema
from sim.scenario.files.tree import as_yaml
from sim.scenario.register import is_below, key_of, register
from sim.scenario.schema import OFFICE_TEAMS, Jail, Scenario, Screening

_Told = tuple[StatedInput, Evidence]
"""A value with what its file says of it."""


class Topic(StrEnum):
    """What inputs are about, in the order in which people think of them."""

    DUTY = "Who is on duty when"
    RELEASE = "What the jail does at release"
    ICE = "What ICE does"
    UNKNOWN = "What nobody knows"
    COSTS = "What it costs"
    REST = "All else"


_DECISIONS: Mapping[str, Topic] = {
    "jails.*.screening.teams": Topic.DUTY,
    "jails.*.screening.known_first": Topic.DUTY,
    "jails.*.honoured": Topic.RELEASE,
    "jails.*.hold_hours": Topic.RELEASE,
    "jails.*.hold_clock": Topic.RELEASE,
    "jails.*.notice_hours": Topic.RELEASE,
    "field_offices.*.reviewers": Topic.ICE,
    "field_offices.*.crews": Topic.ICE,
    "field_offices.*.rounds": Topic.ICE,
    "field_offices.*.seats": Topic.ICE,
    "field_offices.*.return_hours": Topic.ICE,
    "field_offices.*.sought": Topic.ICE,
}
"""Keys that somebody decides, by what they are about; all others are facts of the world."""

_NOT_MOVED = ("start", "days", "warmup_days", "cooldown_days", "replications", "seed", "timezone", "levels")
_APART = frozenset({"by_stay_hours", "quantiles", "mixture", "policy"})
"""Steps below which no number is moved by itself: such numbers must rise, add up to 1, or have dates."""

_MOST_JAILS = 4
"""Of more jails their own decisions are not listed: agreements are switched by county."""

_TO_GIVE: Mapping[str, float] = {"notice_hours": 48}
"""Decisions that need not be taken, and how far their sliders go."""

_STEPS = 100
_CHOICES: Mapping[str, tuple[Any, ...]] = {
    "hold_clock": ("calendar", "business"),
    "known_first": (False, True),
}


@dataclass(frozen=True)
class Input:
    """A number or a choice that can be moved.

    Parameters
    ----------
    path
        As ``--set`` takes it.
    is_decision
        Whether it is moved for one policy; else for all in which it is.
    values
        Of each policy, None where it has none.
    low, high, step
        Where its slider ends, and how far it moves; the ends of its plausible range where it has one. None of a choice.
    least, most
        What a scenario may say at all; None without a limit.
    choices
        What may be chosen; none of a number.
    may_be_given
        Whether it can be moved where no policy has it.
    strength, why
        How strong the evidence for it is, and where it comes from.
    """

    path: str
    topic: Topic
    is_decision: bool
    name: str
    meaning: str
    unit: str
    values: tuple[Any, ...]
    is_whole: bool = False
    has_range: bool = False
    low: float | None = None
    high: float | None = None
    step: float | None = None
    least: float | None = None
    most: float | None = None
    choices: tuple[Any, ...] = ()
    may_be_given: bool = False
    strength: str = ""
    why: str = ""


@dataclass(frozen=True)
class Week:
    """Hours of the week that can be painted: who is on duty in each, or whether a round comes.

    Parameters
    ----------
    path
        Of the shifts or rounds.
    counts
        Of each policy a number an hour from Monday 00:00; None where hours do not say it all, or there are none.
    is_round
        Whether it is rounds, of which there is one an hour or none.
    """

    path: str
    topic: Topic
    name: str
    meaning: str
    counts: tuple[list[int] | None, ...]
    is_round: bool = False


@dataclass(frozen=True)
class Switch:
    """Whether anybody screens at a jail.

    Parameters
    ----------
    values
        Of each policy.
    on
        Of each policy the setting that has somebody screen; None where its file has, so that none is needed.
    """

    path: str
    topic: Topic
    name: str
    meaning: str
    values: tuple[bool, ...]
    on: tuple[str | None, ...]


@dataclass(frozen=True)
class Inputs:
    """All that can be moved."""

    switches: tuple[Switch, ...]
    weeks: tuple[Week, ...]
    inputs: tuple[Input, ...]

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def inputs_of(scenarios: Sequence[Scenario], begun_from: Sequence[Scenario], files: Sequence[Scenario]) -> Inputs:
    """List what can be moved in policies.

    Parameters
    ----------
    scenarios
        A scenario a policy.
    begun_from
        Of each the scenario as its file has it.
    files
        The scenarios of all files that are open.
    """
    weeks = tuple(_weeks(scenarios))
    told = [_stated(each) for each in scenarios]
    as_filed = [_stated(each) for each in begun_from]
    paths = dict.fromkeys(path for each in told for path in each)
    painted = {week.path for week in weeks if any(counts is not None for counts in week.counts)}
    movable = [path for path in paths if _is_movable(path, painted, scenarios)]
    names = input_names(movable)
    inputs = (_input(path, names[path], _shown(path, told), [each.get(path) for each in as_filed]) for path in movable)
    return Inputs(
        tuple(_switches(scenarios, begun_from, files)),
        weeks,
        (*(each for each in inputs if each is not None), *_to_give(paths, scenarios)),
    )


def _stated(scenario: Scenario) -> dict[str, _Told]:
    return stated_inputs({"scenario": _listed(scenario), **_files(scenario)})


def screened(files: Sequence[Scenario]) -> dict[str, Scenario]:
    """The jails at which anybody screens in any of the files, each with the first in which somebody does."""
    found: dict[str, Scenario] = {}
    for scenario in files:
        for name, jail in scenario.jails.items():
            if jail.screening is not None:
                found.setdefault(name, scenario)
    return found


def _switches(
    scenarios: Sequence[Scenario], begun_from: Sequence[Scenario], files: Sequence[Scenario]
) -> Iterator[Switch]:
    for jail, example in screened(files).items():
        if any(list(each.jails) != [jail] for each in scenarios):
            # Of several jails agreements are switched county by county.
            continue
        switched_on = as_yaml(example.resolved["jails"][jail]["screening"])
        yield Switch(
            f"jails.{jail}.screening",
            Topic.DUTY,
            "Deputies screen on site",
            "whether anybody interviews foreign-born people at intake",
            tuple(_screening(each, jail) is not None for each in scenarios),
            tuple(None if _screening(each, jail) is not None else switched_on for each in begun_from),
        )


def _listed(scenario: Scenario) -> dict[str, Any]:
    """What it says, but for what is not listed: of many jails there are thousands of values."""
    leaves_out = ("jails",) if len(scenario.jails) > _MOST_JAILS else ()
    return {key: value for key, value in resolved(scenario).items() if key not in leaves_out}


def _files(scenario: Scenario) -> dict[str, Any]:
    return {"files": list(scenario.files), "file_digests": [file.digest for file in scenario.files]}


def _is_movable(path: str, painted: set[str], scenarios: Sequence[Scenario]) -> bool:
    if path in _NOT_MOVED or not _APART.isdisjoint(path.split(".")) or any(is_below(path, each) for each in painted):
        return False
    if is_below(path, "charges.*.share"):
        return False
    return not (path.startswith("jails.") and len(_jails(scenarios)) > _MOST_JAILS)


def _jails(scenarios: Sequence[Scenario]) -> dict[str, Jail]:
    """The jails of all policies, each as the first that has it tells it."""
    return {name: jail for each in reversed(scenarios) for name, jail in each.jails.items()}


def _shown(path: str, told: Sequence[Mapping[str, _Told]]) -> list[_Told | None]:
    """What each scenario says of a value; of a decision the others may say it of all charges alike."""
    if _decision(path) is None:
        return [each.get(path) for each in told]
    of_all = re.sub(r"\.(by_charge\.[^.]+|otherwise)$", "", path)
    return [*(each.get(path) or each.get(of_all) for each in told[:-1]), told[-1].get(path)]


def _pattern(path: str) -> str | None:
    try:
        return key_of(path, register().keys)
    except KeyError:
        return None


def _input(path: str, name: str, told: Sequence[_Told | None], as_filed: Sequence[_Told | None]) -> Input | None:
    """What moves a value; None of what is no number and no choice.

    What is moved keeps the range, and the evidence, of the value that its file has.
    """
    pattern = _pattern(path)
    said = [each[0] if each else None for each in told]
    first, evidence = next(each for each in (*as_filed, *told) if each)
    ends = [each[0] for each in as_filed if each] or [each for each in said if each is not None]
    if pattern is None:
        return None
    key, decision = register().keys[pattern], _decision(path)
    found = Input(
        path=path,
        topic=decision or Topic.REST,
        is_decision=decision is not None,
        name=name,
        meaning=key.meaning,
        unit=key.unit,
        values=tuple(None if each is None else each.value for each in said),
        choices=_CHOICES.get(path.rpartition(".")[2], ()),
        strength=evidence.strength,
        why=evidence.why,
    )
    if found.choices:
        return found
    if isinstance(first.value, bool) or not isinstance(first.value, int | float):
        return None
    limits = limits_of(path)
    has_range = any(_has_range(each) for each in ends)
    low, high = _ends(ends, limits)
    values = [float(each.value) for each in said if each is not None]
    far = 0 if any(as_filed) else _TO_GIVE.get(path.rpartition(".")[2], 0)
    low, high = min(low, *values), max(high, far, *values)
    return replace(
        found,
        topic=decision or (Topic.COSTS if path.startswith("costs") else Topic.UNKNOWN if has_range else Topic.REST),
        is_whole=limits.is_whole,
        has_range=has_range,
        low=low,
        high=high,
        step=1 if limits.is_whole else _step(high - low),
        least=limits.least,
        most=limits.most,
    )


def _to_give(paths: Iterable[str], scenarios: Sequence[Scenario]) -> Iterator[Input]:
    """Decisions that no policy has taken, and that might be."""
    jails = scenarios[-1].jails
    for jail in jails if len(jails) <= _MOST_JAILS else ():
        for key, hours in _TO_GIVE.items():
            path = f"jails.{jail}.{key}"
            if any(is_below(each, path) for each in paths):
                continue
            told = register().keys[f"jails.*.{key}"]
            yield Input(
                path=path,
                topic=_DECISIONS[f"jails.*.{key}"],
                is_decision=True,
                name=input_names([path])[path],
                meaning=told.meaning,
                unit=told.unit,
                values=(None,) * len(scenarios),
                low=0,
                high=hours,
                step=1,
                least=0,
                may_be_given=True,
            )


def _decision(path: str) -> Topic | None:
    return next((topic for pattern, topic in _DECISIONS.items() if is_below(path, pattern)), None)


@dataclass(frozen=True)
class Limits:
    """What a scenario may say of a number; None without a limit."""

    least: float | None = None
    most: float | None = None
    is_whole: bool = False


def _ends(stated: Sequence[StatedInput], limits: Limits) -> tuple[float, float]:
    """Where a slider ends: at the plausible range, or at what is allowed, or as far as twice the value."""
    values = [float(each.value) for each in stated]
    ranged = [each for each in stated if _has_range(each)]
    if ranged:
        return min(*values, *(float(each.low) for each in ranged)), max(*values, *(float(each.high) for each in ranged))
    low = 0.0 if limits.least is None else limits.least
    if limits.most is not None and limits.most <= 1:
        return low, limits.most
    far = 10.0 if limits.is_whole else 1.0
    return min(low, *values), max(2 * max(values), far)


def _has_range(stated: StatedInput) -> bool:
    return stated.low is not None and bool(stated.low < stated.high)


def _step(width: float) -> float:
    """A round number that goes about a hundred times into a width."""
    if width <= 0:
        return 1.0
    exact = width / _STEPS
    power = 10 ** math.floor(math.log10(exact))
    return float(f"{next(factor for factor in (1, 2, 5, 10) if factor * power >= exact * 0.999) * power:.6g}")


def limits_of(path: str) -> Limits:
    """What the schema of scenario files allows of the number at a path; no limits where there is none.

    Examples
    --------
    >>> limits_of("jails.county.fingerprinted")
    Limits(least=0.0, most=1.0, is_whole=False)
    """
    schema = _schema()
    parts = [schema["$defs"]["Scenario"]]
    for step in path.split("."):
        parts = [below for part in parts for each in _meant(part, schema) for below in _below(each, step)]
    for meant in (each for part in parts for each in _meant(part, schema)):
        if meant.get("type") in ("number", "integer"):
            return Limits(meant.get("minimum"), meant.get("maximum"), meant["type"] == "integer")
    return Limits()


@cache
def _schema() -> dict[str, Any]:
    return scenario_schema()


def _meant(part: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A part of the schema, and all that it may be instead."""
    if "$ref" in part:
        yield from _meant(schema["$defs"][part["$ref"].rpartition("/")[2]], schema)
        return
    yield part
    for each in (*part.get("oneOf", ()), *part.get("anyOf", ()), *part.get("allOf", ())):
        yield from _meant(each, schema)


def _below(part: Mapping[str, Any], step: str) -> Iterator[Mapping[str, Any]]:
    if step in part.get("properties", {}):
        yield part["properties"][step]
    elif isinstance(part.get("additionalProperties"), Mapping):
        yield part["additionalProperties"]
    elif step.isdecimal() and isinstance(part.get("items"), Mapping):
        yield part["items"]


def _weeks(scenarios: Sequence[Scenario]) -> Iterator[Week]:
    jails = _jails(scenarios)
    if len(jails) <= _MOST_JAILS:
        for jail, rules in jails.items():
            screenings = [_screening(each, jail) for each in scenarios]
            teams = dict.fromkeys(team for each in screenings if each is not None for team in each.teams)
            for team in teams:
                on_duty = [None if each is None or team not in each.teams else each.teams[team] for each in screenings]
                where = "" if len(jails) == 1 else f" at {rules.county or in_words(jail)}"
                yield Week(
                    f"jails.{jail}.screening.teams.{team}.shifts",
                    Topic.DUTY,
                    begun(f"{in_words(team)} on duty{where}"),
                    "how many officers are there to interview, hour by hour",
                    tuple(None if each is None else officers_by_hour(each.shifts) for each in on_duty),
                )
    offices = dict.fromkeys(office for each in scenarios for office in each.field_offices)
    if len(offices) > _MOST_JAILS:
        return
    for office in offices:
        rules_of = [each.field_offices.get(office) for each in scenarios]
        at = "" if len(offices) == 1 else f" of {in_words(office)}"
        for team in OFFICE_TEAMS:
            yield Week(
                f"field_offices.{office}.{team}",
                Topic.ICE,
                f"ICE {in_words(team)}{at} on duty",
                _TEAM_MEANINGS[team],
                tuple(None if each is None else officers_by_hour(getattr(each, team)) for each in rules_of),
            )
        if any(each is not None and each.rounds for each in rules_of):
            yield Week(
                f"field_offices.{office}.rounds",
                Topic.ICE,
                f"ICE rounds{at}",
                "in which hours a van comes for those on its list",
                tuple(None if each is None else rounds_by_hour(each.rounds) for each in rules_of),
                is_round=True,
            )


def _screening(scenario: Scenario, jail: str) -> Screening | None:
    return scenario.jails[jail].screening if jail in scenario.jails else None


_TEAM_MEANINGS: Mapping[str, str] = {
    "reviewers": "how many officers look at fingerprint matches, hour by hour",
    "crews": "how many crews can be sent for somebody about to be released, hour by hour",
}
