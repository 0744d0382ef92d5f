"""The simulation against theory: each case a scenario file, a closed form, and an interval that must hold it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from sim.analyses.verify import chance, lines, stays
from sim.analyses.verify.verdicts import Check, Verdict, judged
from sim.model.office import Engine
from sim.scenario.files.reader import load_scenario
from sim.scenario.schema import Scenario

__all__ = ["CASES", "Verdict", "case_scenario", "verify"]

CASES: Mapping[str, Callable[[Scenario], Iterable[Check]]] = {
    case.__name__: case
    for case in (
        lines.mm1,
        lines.mmc,
        lines.mg1,
        lines.md1,
        lines.md1_pickups,
        lines.erlang_b,
        lines.cut_off,
        lines.shared_office,
        stays.population,
        stays.race,
        stays.coverage,
        chance.weekly_profile,
        chance.distributions,
        chance.streams,
    )
}
"""By name, which is that of its scenario file too: what a case compares."""


def verify(*cases: str, engine: Engine = Engine.STAGED) -> Iterator[Verdict]:
    """Check the simulation against theory.

    Parameters
    ----------
    cases
        Names among `CASES`; all, where none is given.
    engine
        How custody is computed.

    Yields
    ------
    Verdict
        A quantity of a case, in the order of the cases.
    """
    for case in cases or CASES:
        scenario = case_scenario(case)
        yield from judged(case, scenario, CASES[case](scenario), engine)


def case_scenario(case: str, *settings: str) -> Scenario:
    """Read the scenario of a case, with settings on top if any; its description names the theory."""
    varied = chance.EVERY_FACT_VARIES if case == chance.streams.__name__ else ()
    return load_scenario(Path(__file__).parent / "cases" / f"{case}.yaml", (*varied, *settings))
