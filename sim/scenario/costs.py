"""What screening and holds cost a county: prices of a scenario, in dollars, which change no booking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, SerializerFunctionWrapHandler, Tag, model_serializer
from pydantic_core import InitErrorDetails

from sim.scenario.base import Frozen, Location, problem, unknown_name
from sim.scenario.quantities import Bounds, Number

__all__ = ["ByTeam", "Costs", "cost_problems"]

Price = Annotated[Number, Bounds(minimum=0)]


class ByTeam(Frozen):
    """A price that may depend on the screening team; in a file a plain number where it does not."""

    by_team: dict[str, Price] = Field(default_factory=dict)
    otherwise: Price | None = None

    @classmethod
    def _cross_checks(cls, given: Mapping[str, Any]) -> Iterable[InitErrorDetails]:
        if given.get("by_team") is None and given.get("otherwise") is None:
            yield problem("must give a price by_team, or otherwise: a price", ())

    def of(self, team: str) -> Number:
        """Give the price for one team.

        Raises
        ------
        KeyError
            If it has none.
        """
        price = self.by_team.get(team, self.otherwise)
        if price is None:
            raise KeyError(team)
        return price

    @model_serializer(mode="wrap")
    def _short(self, handler: SerializerFunctionWrapHandler) -> Any:
        long = handler(self)
        return long if self.by_team else long["otherwise"]


def _same_for_all(price: Number) -> ByTeam:
    return ByTeam.model_construct(by_team={}, otherwise=price)


def _form(given: Any) -> str:
    by_team = isinstance(given, ByTeam) or (isinstance(given, Mapping) and ("by_team" in given or "otherwise" in given))
    return "<by_team>" if by_team else "<otherwise>"


if TYPE_CHECKING:
    PerTeam = ByTeam
else:
    _Plain = Annotated[Price, AfterValidator(_same_for_all), Tag("<otherwise>")]
    PerTeam = Annotated[_Plain | Annotated[ByTeam, Tag("<by_team>")], Discriminator(_form)]


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

    officer_hour: PerTeam | None = None
    held_day: Price | None = None
    reimbursed_per_held_day: Price | None = None
    fixed_per_year: Price | None = None

    @classmethod
    def _cross_checks(cls, given: Mapping[str, Any]) -> Iterable[InitErrorDetails]:
        if all(value is None for value in given.values()):
            yield problem(f"must give at least one of {', '.join(cls.model_fields)}", ())


def cost_problems(costs: Any, jails: Mapping[Any, Any]) -> Iterable[InitErrorDetails]:
    """Check the teams that a price names against those of all jails, and that it leaves none without a price.

    Where nobody screens at any jail there is no team to name, and nothing to check: a scenario without screening may
    inherit the prices of one that has it.

    Parameters
    ----------
    costs, jails
        As given, valid or not.
    """
    officer_hour = _child(costs, "officer_hour")
    named, otherwise = _child(officer_hour, "by_team"), _child(officer_hour, "otherwise")
    teams = list(dict.fromkeys(str(team) for jail in jails.values() for team in _teams(jail)))
    if not isinstance(named, Mapping) or not named or not teams:
        return
    where: Location = ("costs", "officer_hour", "by_team")
    for name in named:
        if str(name) not in teams:
            yield problem(unknown_name("team", str(name), teams), (*where, str(name)))
    left_out = [team for team in teams if team not in named]
    if left_out and otherwise is None:
        yield problem(f"says nothing of {', '.join(left_out)}; add them, or otherwise: a price", where)


def _teams(jail: Any) -> Iterable[Any]:
    teams = _child(_child(jail, "screening"), "teams")
    return teams if isinstance(teams, Mapping) else ()


def _child(given: Any, key: str) -> Any:
    """What is below a key of a mapping or of a model; None where there is nothing."""
    return given.get(key) if isinstance(given, Mapping) else getattr(given, key, None)
