"""The plausible ranges that scenarios declare, and the settings that stand for a place in each of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.scenario.once import Once
from sim.scenario.quantities import numbers_in
from sim.scenario.schema import Scenario
from sim.scenario.stated import BARE
from sim.study.spans import Span

_RANGE = {"value", "low", "high"}
_SHARING = ("jails", "field_offices")
_EXAMPLE = "on_record: {value: 0.7, low: 0.43, high: 0.8}"


@dataclass(frozen=True)
class Range(Span):
    """A number of a scenario with its plausible range, in the unit of the key, and its path as ``--set`` takes it."""

    value: float

    def settings(self, place: float) -> tuple[str, ...]:
        """What puts a scenario there, as ``PATH=VALUE``."""
        return (f"{self.path}={self.at(place)!r}",)


@dataclass(frozen=True)
class WholeRange(Range):
    """A whole number of a scenario with its plausible range."""

    def at(self, place: float) -> int:
        """The whole number at a place from 0, low, to 1, high; each has an equal part of the places."""
        low, high = int(self.low), int(self.high)
        return min(high, low + math.floor(place * (high - low + 1)))


@dataclass(frozen=True)
class SharedRange(Range):
    """One unknown of several jails, or field offices: their ranges, alike in all of them, are at the same place.

    Its path has ``*`` for the names, and its numbers are the means of theirs. It is everywhere if all have the same
    numbers, and no jail or office has a number of its own instead.
    """

    members: tuple[Range, ...]
    is_everywhere: bool

    @classmethod
    def of(cls, path: str, members: Sequence[Range], *, is_everywhere: bool) -> SharedRange:
        """Put ranges together."""
        low, high, value = (_mean([getattr(each, end) for each in members]) for end in ("low", "high", "value"))
        return cls(path, low, high, value, members=tuple(members), is_everywhere=is_everywhere)

    def at(self, place: float) -> float:
        """The mean of the values at a place."""
        return float(f"{_mean([each.at(place) for each in self.members]):.6g}")

    def settings(self, place: float) -> tuple[str, ...]:
        """What puts all of them there: a single setting where one will do."""
        if self.is_everywhere:
            return (f"{self.path}={self.members[0].at(place)!r}",)
        return tuple(setting for each in self.members for setting in each.settings(place))


def _mean(values: Sequence[float]) -> float:
    return values[0] if len(set(values)) == 1 else math.fsum(values) / len(values)


@dataclass(frozen=True)
class Remainder:
    """A share without a range beside shares that have one: it takes its part, from 0 to 1, of what they leave of 1."""

    path: str
    part: float
    beside: tuple[Range, ...]

    def at(self, values: Mapping[str, float]) -> float:
        """The share, given values of those beside it by path; one that is not given keeps its own value."""
        taken = math.fsum(values.get(each.path, each.value) for each in self.beside)
        return float(f"{self.part * max(0.0, 1 - taken):.6g}")


@dataclass(frozen=True)
class Declared:
    """The ranges of one scenario, and the shares that move so that theirs still add up to 1."""

    ranges: tuple[Range, ...]
    remainders: tuple[Remainder, ...] = ()

    def values(self, places: Mapping[str, float]) -> dict[str, float]:
        """The values at a place (from 0 to 1) of each range by path; a path that is not here is left out."""
        return {each.path: each.at(places[each.path]) for each in self.ranges if each.path in places}

    def settings(self, places: Mapping[str, float]) -> tuple[str, ...]:
        """The same as ``PATH=VALUE`` texts, with the shares that must move too."""
        values = self.values(places)
        moved = {
            each.path: each.at(values) for each in self.remainders if any(share.path in values for share in each.beside)
        }
        placed = (
            setting for each in self.ranges if each.path in values for setting in each.settings(places[each.path])
        )
        return (*placed, *(f"{path}={value!r}" for path, value in moved.items()))


@dataclass(frozen=True)
class Unknowns:
    """The unknown inputs of one or several scenarios: a path is one input, whoever declares a range for it."""

    paths: tuple[str, ...]
    by_scenario: tuple[Declared, ...]

    def settings(self, places: Mapping[str, float]) -> tuple[tuple[str, ...], ...]:
        """Of each scenario the settings that put each input at the same place (from 0 to 1) of its range."""
        return tuple(each.settings(places) for each in self.by_scenario)

    def values(self, places: Mapping[str, float]) -> tuple[dict[str, float], ...]:
        """Of each scenario the values by path of all inputs that have a range there; not moved, its own value."""
        return tuple(
            {**{found.path: found.value for found in each.ranges}, **each.values(places)} for each in self.by_scenario
        )


@dataclass(frozen=True)
class Inputs:
    """How many numbers of scenarios are inputs that may have a range, and how many of them have one.

    What jails, or field offices, have by the same name is one input.
    """

    ranged: int
    count: int

    def __str__(self) -> str:
        return f"the range{'s' if self.ranged > 1 else ''} of {self.ranged} of {self.count} inputs"


def inputs_of(scenarios: Sequence[Scenario]) -> Inputs:
    """Count the inputs of scenarios."""
    together: dict[tuple[str, ...], bool] = {}
    for scenario in scenarios:
        for name, ranged in _inputs_in(scenario).items():
            together[name] = together.get(name, False) or ranged
    return Inputs(sum(together.values()), len(together))


def _have_ranges(scenario: Scenario) -> dict[tuple[str, ...], bool]:
    """Of each input whether it has a range."""
    has_range: dict[tuple[str, ...], bool] = {}
    for steps, number in numbers_in(scenario):
        # The points of quantiles can have no range that is sampled.
        if "points" in steps:
            continue
        name = (steps[0], "*", *steps[2:]) if steps[0] in _SHARING else steps
        ranged = number.low is not None and number.high is not None and number.low < number.high
        has_range[name] = has_range.get(name, False) or ranged
    return has_range


_inputs_in = Once(_have_ranges)


def known(scenario: Scenario) -> Scenario:
    """The scenario of which nothing but chance is open: its inputs as it says, its levels at their mean."""
    return scenario if scenario.level_draws is None else scenario.at_mean_levels


def ranges_of(scenarios: Sequence[Scenario]) -> Unknowns:
    """Gather the ranges of scenarios, if there are any.

    Raises
    ------
    ValueError
        If a range cannot be sampled (see `declared`).
    """
    each = tuple(declared(scenario) for scenario in scenarios)
    return Unknowns(tuple(dict.fromkeys(found.path for one in each for found in one.ranges)), each)


def unknowns(scenarios: Sequence[Scenario]) -> Unknowns:
    """Gather the ranges of scenarios.

    Raises
    ------
    ValueError
        If none declares a range, or a range cannot be sampled (see `declared`).
    """
    found = ranges_of(scenarios)
    if not found.paths:
        names = " and ".join(repr(scenario.name) for scenario in scenarios)
        raise ValueError(
            f"{names}: no value has a range, so there is nothing to sample; where a number is unknown, write its "
            f"plausible range beside it, such as {_EXAMPLE}"
        )
    return found


def declared(scenario: Scenario) -> Declared:
    """Find every value of a scenario that has a plausible range of some width.

    Shares that must add up to 1 (of charges, of the parts of a mixture) may have ranges, but one: those without take
    what is left, in proportion to their values.

    Raises
    ------
    ValueError
        If a range stands inside ``quantiles``, or the shares could not add up to 1.
    """
    # In the form of a file the steps to a value are just those that --set takes.
    content = scenario.model_dump(mode="json", by_alias=True, exclude_none=True, context=BARE)
    ranges = tuple(_ranges(content, ()))
    by_path = {each.path: each for each in ranges}
    remainders = tuple(
        remainder for shares in _shares(content, ()) for remainder in _remainders(scenario, shares, by_path)
    )
    apart = {share.path for each in remainders for share in each.beside}
    return Declared(tuple(_shared(content, ranges, apart)), remainders)


def _shared(content: Mapping[str, Any], ranges: Sequence[Range], apart: set[str]) -> Iterator[Range]:
    """Put ranges together that jails, or field offices, have alike: those of `apart` stay by themselves."""
    alike: dict[tuple[object, ...], list[Range]] = {}
    for each in ranges:
        section, _, rest = each.path.partition(".")
        owner, _, below = rest.partition(".")
        own = () if section in _SHARING and each.path not in apart else (owner,)
        shape = tuple(round(end / (each.value or 1), 6) for end in (each.low, each.high)) if not own else ()
        alike.setdefault((section, *own, below, type(each), shape), []).append(each)
    for members in alike.values():
        if len(members) == 1:
            yield members[0]
            continue
        section, _, below = members[0].path.split(".", 2)
        same = len({(each.low, each.high) for each in members}) == 1
        steps = below.split(".")
        # Where the rest of the path leads, a setting would put a number even where there is none.
        settable = sum(_has(jail, steps[:-1]) for _, jail in _children(content[section]))
        yield SharedRange.of(f"{section}.*.{below}", members, is_everywhere=same and settable == len(members))


def _has(content: Any, steps: Sequence[str]) -> bool:
    return not steps or any(step == steps[0] and _has(below, steps[1:]) for step, below in _children(content))


def _ranges(content: Any, steps: tuple[str, ...]) -> Iterator[Range]:
    if not _is_range(content):
        for step, below in _children(content):
            yield from _ranges(below, (*steps, step))
    elif content["low"] < content["high"]:
        path = ".".join(steps)
        if any("." in step for step in steps):
            raise ValueError(
                f"{path}: a range inside quantiles cannot be sampled, for --set cannot name it; give the distribution "
                "by another kind, such as {gamma: {mean: {value: 4, low: 1, high: 8}, sd: 2}}, or leave the range out"
            )
        kind = WholeRange if isinstance(content["value"], int) else Range
        yield kind(path, **content)


def _is_range(content: Any) -> bool:
    return isinstance(content, Mapping) and content.keys() == _RANGE


def _children(content: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(content, Mapping):
        yield from ((str(key), below) for key, below in content.items())
    elif isinstance(content, list):
        yield from ((str(place), below) for place, below in enumerate(content))


def _shares(content: Any, steps: tuple[str, ...]) -> Iterator[dict[str, float]]:
    """Values by path of each set of shares that must add up to 1: those of charges, and of the parts of a mixture."""
    if _is_range(content):
        return
    for step, below in _children(content):
        here = (*steps, step)
        if here == ("charges",) or (step == "mixture" and isinstance(below, list)):
            yield {".".join((*here, name, "share")): _value(each["share"]) for name, each in _children(below)}
        yield from _shares(below, here)


def _value(content: Any) -> float:
    return float(content["value"] if _is_range(content) else content)


def _remainders(scenario: Scenario, shares: dict[str, float], by_path: Mapping[str, Range]) -> Iterator[Remainder]:
    moving = tuple(by_path[path] for path in shares if path in by_path)
    rest = {path: value for path, value in shares.items() if path not in by_path}
    if not moving:
        return
    where = f"{scenario.name!r}, {', '.join(each.path for each in moving)}"
    if not rest:
        raise ValueError(f"{where}: shares add up to 1, so they cannot all have ranges; leave it out for one of them")
    if (most := math.fsum(each.high for each in moving)) > 1:
        raise ValueError(f"{where}: shares add up to 1, but the highs of these ranges add up to {most:g}; lower them")
    total = math.fsum(rest.values())
    for path, value in rest.items():
        yield Remainder(path, value / total if total > 0 else 1 / len(rest), moving)
