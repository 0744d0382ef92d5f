"""The simulation against theory: each case a scenario file, a closed form, and an interval that must hold it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from sim.analyses.verify import chance, ends, lines, stays
from sim.analyses.verify.verdicts import Check, Verdict, judged
from sim.model.office import Engine
from sim.scenario.files.reader import load_scenario
from sim.scenario.schema import Scenario
from sim.study.backends import backend_for
from sim.study.batches import WorkerError

CASES: Mapping[str, Callable[[Scenario], Iterable[Check]]] = {
    "mm1": lines.mmc,
    "mmc": lines.mmc,
    "mg1": lines.mg1,
    "md1": lines.md1,
    "md1_pickups": lines.md1_pickups,
    "erlang_b": lines.erlang_b,
    "cut_off": lines.cut_off,
    "shared_office": lines.shared_office,
    "population": stays.population,
    "race": stays.race,
    "coverage": stays.coverage,
    "release_clock": ends.release_clock,
    "thinning": ends.thinning,
    "rounds": ends.rounds,
    "day_to_day": chance.day_to_day,
    "weekly_profile": chance.weekly_profile,
    "distributions": chance.distributions,
    "streams": chance.streams,
}
"""By name, which is that of its scenario file too: what a case compares."""


def verify(*cases: str, engine: Engine = Engine.STAGED) -> Iterator[Verdict]:
    """Check the simulation against theory, quantity by quantity: some `CASES` by name, or all of them."""
    for verdicts in verdicts_by_case(cases or CASES, engine):
        yield from verdicts


def verdicts_by_case(
    cases: Iterable[str], engine: Engine = Engine.STAGED, settings: Sequence[str] = (), jobs: int = 1
) -> Iterator[Sequence[Verdict]]:
    """Check some cases with settings on top, each in one of so many jobs; gives them in their order as they are ready.

    Raises
    ------
    WorkerError
        If a process that runs cases dies.
    """
    order, ready = [*cases], dict[str, Sequence[Verdict]]()
    with backend_for(jobs).workers(partial(_verdicts, engine, tuple(settings))) as run:
        for case, verdicts in run(tuple(order)):
            if isinstance(verdicts, WorkerError):
                raise verdicts
            ready[case] = verdicts
            while order and order[0] in ready:
                yield ready.pop(order.pop(0))


def _verdicts(engine: Engine, settings: tuple[str, ...], case: str) -> Sequence[Verdict]:
    scenario = case_scenario(case, *settings)
    return tuple(judged(case, scenario, CASES[case](scenario), engine))


def case_scenario(case: str, *settings: str) -> Scenario:
    """Read the scenario of a case, with settings on top if any; its description names the theory."""
    varied = chance.EVERY_FACT_VARIES if case == chance.streams.__name__ else ()
    return load_scenario(Path(__file__).parent / "cases" / f"{case}.yaml", (*varied, *settings))
