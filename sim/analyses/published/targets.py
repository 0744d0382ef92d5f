"""The model against published counts: the targets, what the scenarios give for each, and whether that meets them.

The targets, and what is said about those that are missed, are data: ``published.yaml`` beside this module.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from ruamel.yaml import YAML

from sim.analyses.comparison.study import run
from sim.model.office import Engine
from sim.scenario.files.reader import load_scenario
from sim.scenario.schema import ALL_JAILS
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS
from sim.study.intervals import Estimate, estimate
from sim.study.replicate import Plan

__all__ = ["Case", "Published", "Quantity", "Result", "Target", "Validation", "published", "validate"]

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Quantity:
    """What to compute of each replication; exactly one of three kinds.

    A measure of all jails is taken alone, or `per_days`, or divided by the measure `of`, or by the same measure of the
    case `against`. `bookings` is a name among `FROM_BOOKINGS`; ``stays_under`` needs a limit in hours.
    """

    measure: str | None = None
    per_days: float | None = None
    of: str | None = None
    against: str | None = None
    bookings: str | None = None
    hours: float | None = None


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
        number for reading only, which `published.yaml` calls a probe.
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


@dataclass(frozen=True)
class Published:
    """All that ``published.yaml`` holds."""

    cases: Mapping[str, Case]
    targets: tuple[Target, ...]
    probes: tuple[Target, ...]
    paragraphs: Mapping[str, str]


@dataclass(frozen=True)
class Result:
    """A target, and what the scenario gives: a mean over replications with its 95 % interval."""

    target: Target
    simulated: Estimate

    @property
    def meets(self) -> bool:
        """Whether the simulated mean lies within the published range."""
        return self.target.low <= self.simulated.mean <= self.target.high

    @property
    def verdict(self) -> str:
        """``meets`` or ``misses``."""
        return "meets" if self.meets else "misses"


@dataclass(frozen=True)
class Validation:
    """The results of all targets and probes, in the order of the file."""

    published: Published
    targets: tuple[Result, ...]
    probes: tuple[Result, ...]

    @property
    def missed(self) -> tuple[str, ...]:
        """The names of the targets that are missed."""
        return tuple(result.target.id for result in self.targets if not result.meets)

    @property
    def by_case(self) -> dict[str, list[Result]]:
        """The results of the targets of each case that has any."""
        by_case = {case: [each for each in self.targets if each.target.case == case] for case in self.published.cases}
        return {case: results for case, results in by_case.items() if results}


@cache
def published() -> Published:
    """Read the packaged targets."""
    data = YAML(typ="safe").load((files("sim.analyses.published") / "published.yaml").read_text(encoding="utf-8"))
    return Published(
        cases={name: Case(name, **_hashable(given)) for name, given in data["cases"].items()},
        targets=tuple(map(_target, data["targets"])),
        probes=tuple(map(_target, data["probes"])),
        paragraphs={title: " ".join(text.split()) for title, text in data["paragraphs"].items()},
    )


def _target(given: Mapping[str, Any]) -> Target:
    return Target(**_hashable({**given, "quantity": Quantity(**given["quantity"])}))


def _hashable(given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}


def validate(scenarios: Path) -> Validation:
    """Run every case, with the scenario files of a folder, and compare it with what was published.

    Raises
    ------
    ScenarioError
        If a scenario file is not in the folder, or has faults.
    """
    book = published()
    wanted = (*book.targets, *book.probes)
    runs = {name: _run(case, scenarios, wanted) for name, case in book.cases.items()}
    results = {target.id: Result(target, estimate(_values(target, runs))) for target in wanted}
    return Validation(
        published=book,
        targets=tuple(results[target.id] for target in book.targets),
        probes=tuple(results[probe.id] for probe in book.probes),
    )


@dataclass(frozen=True)
class _Case:
    """What was computed of one case: measures a row a replication, and the counted bookings where they are needed."""

    measures: pd.DataFrame
    bookings: pd.DataFrame
    days: int


def _run(case: Case, scenarios: Path, wanted: tuple[Target, ...]) -> _Case:
    scenario = load_scenario(scenarios / case.scenario, case.settings)
    needs_bookings = any(target.case == case.name and target.quantity.bookings for target in wanted)
    plan = Plan(scenario.replications, keep_bookings=needs_bookings, engine=Engine.STAGED)
    study = run(scenario, plan)
    measures = study.replications[study.replications["jail"] == ALL_JAILS].set_index("replication")
    bookings = study.bookings[study.bookings["counted"]] if needs_bookings else study.bookings
    return _Case(measures, bookings, scenario.days)


def _values(target: Target, runs: Mapping[str, _Case]) -> Values:
    """Give the quantity of each replication."""
    quantity, here = target.quantity, runs[target.case]
    if quantity.bookings is not None:
        of_flagged, hours = FROM_BOOKINGS[quantity.bookings], quantity.hours or 0.0
        flagged = here.bookings[here.bookings["flagged_at"].notna()]
        return np.array([of_flagged(group, hours) for _, group in flagged.groupby("replication")], dtype=float)
    values = _measure(here, quantity.measure)
    if quantity.of is not None:
        return values / _measure(here, quantity.of)
    if quantity.against is not None:
        return values / _measure(runs[quantity.against], quantity.measure)
    return values * (quantity.per_days / here.days if quantity.per_days is not None else 1.0)


def _measure(case: _Case, name: str | None) -> Values:
    return case.measures[name].to_numpy(dtype=float)


def _hours(elapsed: pd.Series[pd.Timedelta]) -> pd.Series[float]:
    return elapsed.dt.total_seconds() / HOUR_SECONDS


def _pickup_wait_hours(flagged: pd.DataFrame) -> float:
    """The mean from release due until ICE took custody, of those collected."""
    return float(_hours((flagged["transferred_at"] - flagged["release_due_at"]).dropna()).mean())


def _pickups(flagged: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    return flagged["transferred_at"].dropna()


FROM_BOOKINGS: Mapping[str, Callable[[pd.DataFrame, float], float]] = {
    "stays_under": lambda flagged, hours: (_hours(flagged["left_at"] - flagged["booked_at"]) < hours).mean(),
    "collected": lambda flagged, _: flagged["transferred_at"].notna().mean(),
    "weekend_pickups": lambda flagged, _: (_pickups(flagged).dt.day_of_week >= 5).mean(),
    "daytime_pickups": lambda flagged, _: _pickups(flagged).dt.hour.between(8, 19).mean(),
    "pickup_wait_days": lambda flagged, _: _pickup_wait_hours(flagged) * HOUR_SECONDS / DAY_SECONDS,
}
"""What can be computed of the flagged bookings of one replication."""
