"""What may be staffed: a team at a jail, in blocks of hours of each weekday; and who is on duty then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pydantic import ValidationError

from sim.scenario.arrays import Ints
from sim.scenario.base import unknown_name
from sim.scenario.schema import Scenario
from sim.scenario.staff import DAYS, Day, Shift
from sim.scenario.week import WEEK_HOURS

BLOCKS = ("00:00-08:00", "08:00-16:00", "16:00-24:00")
"""The blocks of hours unless others are given."""

Staffing = tuple[int, ...]
"""Officers on each weekday in each block: Monday's blocks, then Tuesday's, and so on."""


@dataclass(frozen=True)
class Block:
    """A block of whole hours of a day; it may cross midnight and then belongs to the day on which it begins."""

    hours: str
    begin_hour: int
    length_hours: int

    @classmethod
    def parse(cls, text: str) -> Block:
        """Read a block such as ``08:00-16:00``.

        Raises
        ------
        ValueError
            If it is not of that form, or not of whole hours.
        """
        try:
            begin, end = Shift(officers=1, hours=text).span
        except ValidationError:
            raise ValueError(f"--block {text}: must be HH:MM-HH:MM, such as 08:00-16:00") from None
        if begin.seconds % 3600 or end.seconds % 3600:
            raise ValueError(f"--block {text}: must begin and end on the hour, such as 08:00-16:00")
        return cls(text, begin.seconds // 3600, round((end - begin).total_seconds() / 3600))


@dataclass(frozen=True)
class Post:
    """What may be staffed: a team at a jail, in blocks, each with at most `most` officers on a weekday."""

    jail: str
    team: str
    blocks: tuple[Block, ...]
    most: int

    @property
    def hours(self) -> tuple[int, ...]:
        """Hours of each place of a staffing."""
        return tuple(block.length_hours for block in self.blocks) * len(DAYS)

    @cached_property
    def covers(self) -> Ints:
        """Which hours of the week each place covers; a block past Sunday's midnight goes on on Monday."""
        covers = np.zeros((len(self.hours), WEEK_HOURS), dtype=np.int64)
        for place, hours in enumerate(self.hours):
            covers[place, (self.begins(place) + np.arange(hours)) % WEEK_HOURS] = 1
        return covers

    def day(self, place: int) -> int:
        """The day of the week of a place, Monday being 0."""
        return place // len(self.blocks)

    def block(self, place: int) -> Block:
        """The block of a place."""
        return self.blocks[place % len(self.blocks)]

    def begins(self, place: int) -> int:
        """The hour of the week at which a place begins."""
        return 24 * self.day(place) + self.block(place).begin_hour

    def by_hour(self, staffing: Sequence[int]) -> Ints:
        """Officers on duty in each hour of the week, from Monday 00:00."""
        on_duty: Ints = np.asarray(staffing, dtype=np.int64) @ self.covers
        return on_duty

    @property
    def nobody(self) -> Staffing:
        """The staffing without officers."""
        return (0,) * len(self.hours)

    def officer_hours(self, staffing: Staffing) -> int:
        """Officer hours a week."""
        return sum(officers * hours for officers, hours in zip(staffing, self.hours, strict=True))

    def shifts(self, staffing: Staffing) -> list[tuple[int, list[Day], str]]:
        """Officers, days and hours of each shift; days with equally many officers are one shift."""
        found = []
        for place, block in enumerate(self.blocks):
            officers = staffing[place :: len(self.blocks)]
            for number in sorted(set(officers) - {0}, reverse=True):
                days = [day for day, here in zip(DAYS, officers, strict=True) if here == number]
                found.append((number, days, block.hours))
        return found

    def setting(self, staffing: Staffing) -> str:
        """The staffing as a setting of a scenario, to paste after ``--set``."""
        shifts = ", ".join(
            f'{{officers: {officers}, days: [{", ".join(days)}], hours: "{hours}"}}'
            for officers, days, hours in self.shifts(staffing)
        )
        return f"jails.{self.jail}.screening.teams.{self.team}.shifts=[{shifts}]"


def post_of(scenario: Scenario, jail: str | None, team: str | None, blocks: Sequence[str], most: int) -> Post:
    """Find the team to staff; without a name, the only one.

    Raises
    ------
    ValueError
        If there is no such jail, team or block, or several to choose from.
    """
    screened = {name: each.screening for name, each in scenario.jails.items() if each.screening is not None}
    jail = _the("jail with screening", "--jail", jail, list(screened))
    team = _the("team", "--team", team, list(screened[jail].teams))
    if len(set(blocks)) < len(blocks):
        raise ValueError("--block, --shift-hours and --starts: a shift is given twice; give each once")
    return Post(jail, team, tuple(map(Block.parse, blocks or BLOCKS)), most)


def blocks_of(blocks: Sequence[str], shift_hours: str | None, starts: str | None) -> list[str]:
    """The hours of the shifts that are allowed: as given one by one, or of each length from each start.

    Raises
    ------
    ValueError
        If both are given, or a length or a start is none.
    """
    if shift_hours is None:
        if starts is not None:
            raise ValueError(f"--starts {starts}: give --shift-hours beside it, how long shifts are")
        return list(blocks)
    if blocks:
        raise ValueError("--block and --shift-hours: both say which shifts there may be; give one of them")
    begins = range(24) if starts is None else [_start(text.strip()) for text in starts.split(",")]
    lengths = [_shift_length(text.strip()) for text in shift_hours.split(",")]
    return [_block_text(begin, hours) for begin in begins for hours in lengths]


def _start(text: str) -> int:
    hour, _, minutes = text.partition(":")
    if not (hour.isdecimal() and minutes == "00" and int(hour) < 24):
        raise ValueError(f"--starts {text}: must be times on the hour, such as 06:00,14:00,22:00")
    return int(hour)


def _shift_length(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 24):
        raise ValueError(f"--shift-hours {text}: must be whole hours from 1 to 24, such as 8,10,12")
    return int(text)


def _block_text(begin: int, hours: int) -> str:
    end = begin + hours
    # A whole day that does not begin at midnight ends when it began, which no shift of a scenario can say.
    if hours == 24 and begin:
        raise ValueError("--shift-hours 24: can begin at midnight only; give --starts 00:00, or shorter shifts")
    return f"{begin:02d}:00-{end if end <= 24 else end - 24:02d}:00"


def _the(what: str, option: str, name: str | None, allowed: list[str]) -> str:
    if name is None and len(allowed) == 1:
        return allowed[0]
    if name is None:
        if not allowed:
            raise ValueError(f"{option}: the scenario has no {what}; give one of its jails a screening with teams")
        raise ValueError(f"{option}: say which {what} ({', '.join(allowed)})")
    if name not in allowed:
        raise ValueError(f"{option}: {unknown_name(what, name, allowed)}")
    return name


def present_hours(scenario: Scenario, post: Post) -> float:
    """Officer hours a week that the team works in a scenario."""
    screening = scenario.jails[post.jail].screening
    assert screening is not None
    return sum(
        shift.officers * len(shift.days) * (shift.span[1] - shift.span[0]).total_seconds() / 3600
        for shift in screening.teams[post.team].shifts
    )
