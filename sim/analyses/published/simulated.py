"""What the scenarios give: each number of each case, in its replications, and where its unknown inputs may lie."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd

from sim.analyses.published.quantities import OF_BOOKINGS, OF_SCENARIO
from sim.analyses.published.targets import Count, Published, Target, Term
from sim.analyses.uncertainty.sensitivity import sampled_places
from sim.model.office import Engine
from sim.model.outcomes import measure_names
from sim.scenario.arrays import Floats
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.schema import ALL_JAILS, Scenario
from sim.study.backends import backend_for
from sim.study.batches import WorkerError
from sim.study.designs import Design
from sim.study.ranges import unknowns
from sim.study.replication import Replication, replicate

POINTS = 40
"""At how many points the unknown inputs of all cases together are put, by a Latin hypercube; each one replication."""

_SEED = 287


@dataclass(frozen=True)
class _Work:
    """What one case has to give: some numbers of its replications, and some at points of its unknown inputs."""

    source: ScenarioSource
    terms: tuple[Term, ...]
    terms_at_points: tuple[Term, ...]
    settings: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Simulated:
    """By number, its value in each replication of its case, and at each point of the unknown inputs."""

    replications: Mapping[Term, Floats]
    points: Mapping[Term, Floats]

    def has(self, target: Target) -> bool:
        """Whether all that a target needs was run."""
        return all(term in self.replications for term in target.terms)

    def of(self, target: Target) -> Floats:
        """The quantity of a target in each replication."""
        return _quantity(target, self.replications)

    def at_points(self, target: Target) -> Floats:
        """The quantity of a target at each point; two cases that are compared have the same inputs and chance there."""
        return _quantity(target, self.points)


def _quantity(target: Target, values: Mapping[Term, Floats]) -> Floats:
    scaled = values[target.term]
    with np.errstate(invalid="ignore", divide="ignore"):
        return scaled if target.divisor is None else scaled / values[target.divisor]


def simulate(book: Published, scenarios: Path, jobs: int, cases: Collection[str]) -> Simulated:
    """Run some cases, with the scenario files of a folder.

    Points are those of the unknown inputs of all cases together, so that a case gives the same numbers in any company.

    Raises
    ------
    ScenarioError
        If a scenario file is not in the folder, or has faults.
    WorkerError
        If a process that runs cases dies.
    """
    work = _planned(book, scenarios)
    replications: dict[Term, Floats] = {}
    points: dict[Term, Floats] = {}
    with backend_for(jobs).workers(partial(_ran, work)) as run:
        for name, given in run(cases):
            if isinstance(given, WorkerError):
                raise given
            replications |= dict(zip(work[name].terms, given[0], strict=True))
            points |= dict(zip(work[name].terms_at_points, given[1], strict=True))
    return Simulated(replications, points)


def _planned(book: Published, scenarios: Path) -> dict[str, _Work]:
    sources = {name: ScenarioSource(scenarios / case.scenario, case.settings) for name, case in book.cases.items()}
    unknown = unknowns([source.scenario() for source in sources.values()])
    places = sampled_places(Design.LHS, len(unknown.paths), POINTS, np.random.default_rng(_SEED)).places
    by_point = [unknown.settings(dict(zip(unknown.paths, row, strict=True))) for row in places.tolist()]
    every = _terms((*book.targets, *book.probes))
    predicted = _terms(target for target in book.targets if target.is_predicted)
    return {
        name: _Work(
            source,
            tuple(term for term in every if term.case == name),
            tuple(term for term in predicted if term.case == name),
            tuple(point[place] for point in by_point),
        )
        for place, (name, source) in enumerate(sources.items())
    }


def _terms(targets: Iterable[Target]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(target.terms for target in targets)))


def _ran(work: Mapping[str, _Work], name: str) -> tuple[list[Floats], list[Floats]]:
    asked = work[name]
    scenario = asked.source.scenario()
    means = [_numbers(scenario, number, asked.terms) for number in range(scenario.replications)]
    if not asked.terms_at_points:
        return _by_term(means), []
    # Each point has a chance of its own, the same in two cases that are compared.
    at_points = [
        _numbers(asked.source.scenario(*settings), number, asked.terms_at_points)
        for number, settings in enumerate(asked.settings)
    ]
    return _by_term(means), _by_term(at_points)


def _by_term(rows: list[list[float]]) -> list[Floats]:
    return [np.array(column, dtype=float) for column in zip(*rows, strict=True)]


def _numbers(scenario: Scenario, number: int, terms: tuple[Term, ...]) -> list[float]:
    needs_bookings = any(term.count.bookings for term in terms)
    ran = replicate((scenario,), number, engine=Engine.STAGED, keep_bookings=needs_bookings)
    counted = ran.bookings[ran.bookings["counted"]] if needs_bookings else pd.DataFrame()
    return [_number(scenario, ran, counted, term.count) for term in terms]


def _number(scenario: Scenario, ran: Replication, counted: pd.DataFrame, count: Count) -> float:
    if count.implied is not None:
        return OF_SCENARIO[count.implied](scenario, count)
    if count.bookings is not None:
        return float(OF_BOOKINGS[count.bookings](counted, count))
    of_jail = ran.measures[0][[*scenario.jails, ALL_JAILS].index(count.jail)]
    value = float(sum(of_jail[measure_names(scenario).index(measure)] for measure in count.measures))
    return value if count.per_days is None else value * count.per_days / scenario.days
