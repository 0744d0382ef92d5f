"""What is published, and which number of which scenario should give it: cases, targets, probes, and what misses mean.

All of it is data: ``cases.yaml``, ``targets.yaml``, ``paragraphs.yaml`` and ``history.yaml`` beside this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np
from ruamel.yaml import YAML

from sim.scenario.schema import ALL_JAILS


@dataclass(frozen=True)
class Count:
    """What is counted in each replication of a case.

    Measures of a jail (of all, unless one is named) are added up, whole or `per_days`. `implied` is a name among
    `OF_SCENARIO`, and `bookings` one among `OF_BOOKINGS`; some of these need a limit in hours, or a charge.
    """

    measures: tuple[str, ...] = ()
    implied: str | None = None
    bookings: str | None = None
    jail: str = ALL_JAILS
    hours: float = 0.0
    charge: str | None = None
    per_days: float | None = None


@dataclass(frozen=True)
class Term:
    """A number of each replication of a case."""

    case: str
    count: Count


@dataclass(frozen=True)
class Quantity:
    """What to compute of each replication of a case: a count, alone or divided.

    It is divided by the measure `of`, or by the same measures of the case `against`, of the same jail.
    """

    count: Count = Count()
    of: str | None = None
    against: str | None = None


@dataclass(frozen=True)
class Case:
    """A scenario file with settings, and what was fitted in it."""

    name: str
    title: str
    scenario: str
    fitted: str
    settings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """A published figure.

    Parameters
    ----------
    case
        Name of the case that should give it.
    what
        The quantity in words, with its unit.
    form
        How to write its numbers, as in a format string; with ``%`` for shares.
    value, low, high
        The published figure and its range, in the unit of the quantity. None where there is no published figure: a
        number for reading only, which is called a probe.
    range_is
        Where the range comes from.
    sources
        Numbers in ``docs/sources.md``.
    role
        Whether the scenario was fitted to it.
    miss
        What a miss means, in one sentence; empty where the target is met.
    """

    id: str
    case: str
    what: str
    quantity: Quantity
    form: str
    value: float | None = None
    low: float = -np.inf
    high: float = np.inf
    range_is: str = ""
    sources: tuple[int, ...] = ()
    role: Literal["fitted", "predicted"] = "predicted"
    miss: str = ""

    @property
    def is_predicted(self) -> bool:
        """Whether nothing was fitted to it."""
        return self.role == "predicted"

    @property
    def term(self) -> Term:
        """What is counted."""
        return Term(self.case, self.quantity.count)

    @property
    def divisor(self) -> Term | None:
        """What it is divided by, if by anything."""
        asked = self.quantity
        if asked.of is not None:
            return Term(self.case, Count((asked.of,), jail=asked.count.jail))
        if asked.against is not None:
            return Term(asked.against, Count(asked.count.measures, jail=asked.count.jail))
        return None

    @property
    def terms(self) -> Iterator[Term]:
        """All that must be computed for it."""
        yield self.term
        if self.divisor is not None:
            yield self.divisor


@dataclass(frozen=True)
class Version:
    """An earlier version of the rules and scenarios, and what it gave for each target that it could give."""

    title: str
    changed: str
    means: Mapping[str, float]


@dataclass(frozen=True)
class Published:
    """All that is published, and what is said of it."""

    cases: Mapping[str, Case]
    targets: tuple[Target, ...]
    probes: tuple[Target, ...]
    paragraphs: Mapping[str, str]
    history: tuple[Version, ...]


@cache
def published() -> Published:
    """Read the packaged targets."""
    told = _read("targets")
    return Published(
        cases={name: Case(name, **_hashable(given)) for name, given in _read("cases").items()},
        targets=tuple(map(_target, told["targets"])),
        probes=tuple(map(_target, told["probes"])),
        paragraphs={title: " ".join(text.split()) for title, text in _read("paragraphs").items()},
        history=tuple(Version(**given) for given in _read("history")),
    )


def _read(name: str) -> Any:
    text = (files("sim.analyses.published") / f"{name}.yaml").read_text(encoding="utf-8")
    return YAML(typ="safe").load(text)


def _target(given: Mapping[str, Any]) -> Target:
    return Target(**_hashable({**given, "quantity": _quantity(**given["quantity"])}))


def _quantity(measure: str | None = None, of: str | None = None, against: str | None = None, **given: Any) -> Quantity:
    """A quantity as the file writes it: with one ``measure``, or with several ``measures`` that are added up."""
    several = (measure,) if measure is not None else given.pop("measures", ())
    return Quantity(Count(tuple(several), **given), of, against)


def _hashable(given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
