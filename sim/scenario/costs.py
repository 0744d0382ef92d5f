"""What screening and holds cost a county: prices of a scenario, in dollars, which change no booking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import Field
from pydantic_core import InitErrorDetails

from sim.scenario.base import Frozen, problem
from sim.scenario.by import By
from sim.scenario.quantities import Bounds, Number

Price = Annotated[Number, Bounds(minimum=0, maximum=1e12)]


class ByTeam(By[Price]):
    """A price that may depend on the screening team; in a file a plain number where it does not."""

    _called = "price"

    by_name: dict[str, Price] = Field(default_factory=dict, alias="by_team")


class Costs(Frozen):
    """The prices that a county pays, in dollars; what is not given is not paid.

    Parameters
    ----------
    officer_hour
        Of an hour on duty of a screening officer.
    held_day
        Of 24 hours for which a person is held for ICE past release due.
    reimbursed_per_held_day
        Of these, what the county is given back.
    fixed_per_year
        Of a jail's screening programme, for 365.25 days on which a screening team of the jail is in force.
    """

    officer_hour: ByTeam | None = None
    held_day: Price | None = None
    reimbursed_per_held_day: Price | None = None
    fixed_per_year: Price | None = None

    @classmethod
    def _cross_checks(cls, given: Mapping[str, Any]) -> Iterable[InitErrorDetails]:
        if all(value is None for value in given.values()):
            yield problem(f"must give at least one of {', '.join(cls.model_fields)}", ())


def cost_problems(costs: Any, jails: Mapping[Any, Any]) -> Iterable[InitErrorDetails]:
    """Check the teams that a price names against those of all jails, and that it leaves none without a price.

    Both are as given, valid or not. Where nobody screens at any jail there is no team to name, and nothing to check: a
    scenario without screening may inherit the prices of one that has it.
    """
    teams = list(dict.fromkeys(str(team) for jail in jails.values() for team in _teams(jail)))
    if teams:
        yield from ByTeam.naming_problems(_child(costs, "officer_hour"), teams, ("costs", "officer_hour"))


def _teams(jail: Any) -> Iterable[Any]:
    teams = _child(_child(jail, "screening"), "teams")
    return teams if isinstance(teams, Mapping) else ()


def _child(given: Any, key: str) -> Any:
    """What is below a key of a mapping or of a model; None where there is nothing."""
    return given.get(key) if isinstance(given, Mapping) else getattr(given, key, None)
