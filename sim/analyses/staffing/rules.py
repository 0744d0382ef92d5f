"""What a roster must obey: who may be on duty, and what one officer may be asked to work."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from sim.scenario.base import unknown_name
from sim.scenario.staff import DAYS
from sim.scenario.week import WEEK_HOURS


class SameEvery(StrEnum):
    """Which days have the same shifts: all, or all from Monday to Friday."""

    DAY = "day"
    WEEKDAY = "weekday"


_ALIKE = {SameEvery.DAY: ((*range(7),),), SameEvery.WEEKDAY: ((*range(5),), (5,), (6,))}


@dataclass(frozen=True)
class Rules:
    """The rules of a roster; an officer begins one shift a day at most, and a shift is of the day on which it begins.

    Parameters
    ----------
    same_every
        Which days have the same shifts; none need have where it is None.
    least
        Officers on duty, at least, in any hour in which there is one.
    officers
        How many there are at most; as many as it takes where it is None.
    rest_hours
        Of an officer, between the end of a shift and the begin of the next.
    least_hours, most_hours
        Of an officer in a week.
    days_off
        Of an officer in a week, at least, on which no shift begins; one after the other where `together`.
    """

    same_every: SameEvery | None = None
    least: int = 1
    officers: int | None = None
    rest_hours: int = 8
    least_hours: float = 0
    most_hours: float = 40
    days_off: int = 2
    together: bool = False

    @property
    def alike(self) -> tuple[tuple[int, ...], ...]:
        """Days, Monday being 0, that have the same shifts, group by group."""
        return tuple((day,) for day in range(len(DAYS))) if self.same_every is None else _ALIKE[self.same_every]

    @property
    def bind_officers(self) -> bool:
        """Whether it matters to the shifts who works them: as many officers as it takes can work any."""
        return self.officers is not None or self.least_hours > 0

    @property
    def shape_shifts(self) -> bool:
        """Whether not any shifts will do."""
        return self.same_every is not None or self.least > 1 or self.bind_officers

    def __str__(self) -> str:
        return "; ".join(self.told)

    @property
    def told(self) -> list[str]:
        """The rules in words."""
        hours = f"{self.most_hours:g} hours a week at most"
        if self.least_hours:
            hours = f"{self.least_hours:g} to {self.most_hours:g} hours a week"
            if self.least_hours == self.most_hours:
                hours = f"{self.most_hours:g} hours a week"
        off = f"{self.days_off} day{'s' * (self.days_off != 1)} off{' together' * self.together}"
        parts = [f"an officer works {hours}, one shift a day, with {self.rest_hours} hours of rest and {off} a week"]
        if self.least > 1:
            parts.append(f"{self.least} officers at least whenever anybody is on duty")
        if self.same_every is not None:
            parts.append(f"the same every {self.same_every}")
        if self.officers is not None:
            parts.append(f"{self.officers} officer{'s' * (self.officers != 1)} at most")
        return parts


def same_every_named(name: str) -> SameEvery:
    """Which days are alike, by the word of the command line; ValueError with the nearest right one where it is none."""
    if name not in list(SameEvery):
        raise ValueError(f"--same-every: {unknown_name('kind of day', name, map(str, SameEvery))}")
    return SameEvery(name)


def week_hours(text: str) -> tuple[float, float]:
    """Read the hours of an officer a week, ``MOST`` or ``LEAST:MOST``.

    Raises
    ------
    ValueError
        If it is not of that form, or they are no hours of a week.
    """
    least, _, most = text.rpartition(":")
    try:
        hours = float(least or 0), float(most)
    except ValueError:
        hours = math.nan, math.nan
    if not (0 <= hours[0] <= hours[1] <= WEEK_HOURS and hours[1] > 0):
        raise ValueError(f"--week-hours {text}: must be hours a week such as 40, or from least to most such as 32:40")
    return hours


ORDINARY = Rules()
"""What a roster obeys unless other rules are given. ASSUMPTION: 40 hours (5 U.S.C. 6101), 8 of rest, two days off."""
