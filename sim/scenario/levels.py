"""How many leads a year jails give with deputies: draws from what is known of it, of which each replication takes one.

A level sets the product of three values of a jail: its bookings, the share of foreign-born among them, and the share of
these who are removable. The last is multiplied as far as `MOST_REMOVABLE`, the one before it for the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Literal

import numpy as np
from pydantic import BeforeValidator
from pydantic_core import InitErrorDetails

from sim.scenario.arrays import Floats
from sim.scenario.base import fault, mapping_of, problem, shown

DRAWS: Final = "draws"
MEAN: Final = "mean"
"""What replications take of a levels file: replication r its draw r, or each the mean of all draws."""


def _which(given: Any) -> Any:
    if given in (DRAWS, MEAN) or (isinstance(given, int) and not isinstance(given, bool) and given >= 0):
        return given
    raise fault(f"must be {DRAWS}, {MEAN} or the number of a draw, but is {shown(given)}")


WhichLevels = Annotated[int | Literal["draws", "mean"], BeforeValidator(_which)]

MOST_REMOVABLE = 0.62
"""Share of foreign-born bookings that a level makes removable at most; where it asks for more, more are foreign-born.

ASSUMPTION, about the highest that is fitted to any county (Orange in 2007). It moves no lead, only who is interviewed
in vain.
"""


@dataclass(frozen=True)
class Levels:
    """The draws of one file, by which two of them are the same.

    Parameters
    ----------
    digest
        SHA-256 of the file.
    years
        Calendar years, ascending and without a gap.
    by_jail
        Leads a year, shape (draws, years).
    named_from
        The folder from which the scenario names the file.
    """

    digest: str
    years: tuple[int, ...] = field(compare=False)
    by_jail: Mapping[str, Floats] = field(compare=False)
    named_from: str = field(default="", compare=False)

    @property
    def draws(self) -> int:
        """How many draws there are of each level."""
        return min(len(each) for each in self.by_jail.values())

    def taken(self, jail: str, which: WhichLevels, replications: Sequence[int]) -> YearlyLevels:
        """What replications take of a jail's levels: draws of their own, the mean of all, or all of them one draw.

        Raises
        ------
        IndexError
            If there is no draw for a replication.
        """
        drawn = self.by_jail[jail]
        if which == MEAN:
            taken = np.broadcast_to(drawn.mean(axis=0), (len(replications), len(self.years)))
        else:
            taken = drawn[[*replications] if which == DRAWS else [int(which)] * len(replications)]
        return YearlyLevels(self.years, taken)


@dataclass(frozen=True, eq=False)
class YearlyLevels:
    """Leads a year of one jail: by replication, and by calendar year. The first and the last year last for ever."""

    years: tuple[int, ...]
    per_year: Floats


@dataclass(frozen=True, eq=False)
class Factors:
    """By how much a level multiplies the shares of foreign-born and of removable people."""

    foreign_born: Floats
    removable: Floats


def factors_for(levels: Floats, usual_per_year: float, highest_removable: float) -> Factors:
    """Part levels into factors of two shares.

    Parameters
    ----------
    levels
        Leads a year, of any shape; the factors have the same.
    usual_per_year
        Leads a year that the jail gives as its own values have it.
    highest_removable
        Its share of removable people, of the charge of which it is highest.
    """
    if usual_per_year == 0:
        # Such a jail has only levels of 0.
        return Factors(np.ones_like(levels), np.ones_like(levels))
    whole = levels / usual_per_year
    removable = np.minimum(whole, max(1.0, MOST_REMOVABLE / highest_removable))
    return Factors(np.divide(whole, removable, out=np.ones_like(whole), where=removable > 0), removable)


_SET_BY_LEVELS = ("bookings_per_year", "foreign_born", "removable")
"""Keys of a jail that cannot change on a date where levels do."""


def level_problems(given: Mapping[str, Any], jails: Mapping[Any, Any]) -> Iterable[InitErrorDetails]:
    """Check what a scenario says of levels, valid or not, and that its jails say nothing against it."""
    if given.get("levels_file") is None:
        if given.get("levels") is not None:
            yield problem("needs a levels_file, of which it says what replications take", ("levels",))
        return
    if given.get("flagged_per_removable") is None:
        what = "the share of removable people whom deputies flag, as a run with deputies counts it"
        yield problem(f"needs flagged_per_removable beside it: {what}", ("levels_file",))
    for name, jail in jails.items():
        rules = mapping_of(jail)
        if rules.get("bookings_file") is not None:
            message = "must not be given beside a levels_file, which sets how many are booked; leave one out"
            yield problem(message, ("jails", str(name), "bookings_file"))
        policy = rules.get("policy")
        for place, change in enumerate(policy if isinstance(policy, list | tuple) else ()):
            message = "cannot change on a date beside a levels_file, which sets it year by year; leave one out"
            changed = (key for key in _SET_BY_LEVELS if mapping_of(change).get(key) is not None)
            yield from (problem(message, ("jails", str(name), "policy", place, key)) for key in changed)
