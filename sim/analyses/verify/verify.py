"""The simulation against theory: each case a scenario file, a closed form, and an interval that must hold it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from sim.analyses.verify import chance, ends, lines, stays
from sim.analyses.verify.verdicts import Check, Verdict, judged
from sim.model.office import Engine
from sim.scenario.files.reader import load_scenario
from sim.scenario.schema import Scenario

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
    for case in cases or CASES:
        scenario = case_scenario(case)
        yield from judged(case, scenario, CASES[case](scenario), engine)


def case_scenario(case: str, *settings: str) -> Scenario:
    """Read the scenario of a case, with settings on top if any; its description names the theory."""
    varied = chance.EVERY_FACT_VARIES if case == chance.streams.__name__ else ()
    return load_scenario(Path(__file__).parent / "cases" / f"{case}.yaml", (*varied, *settings))
