"""What the project aims at, and what was measured of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from benchmarks.commands import COUNTIES, FLAGSHIP, MANY, NATIONS, VALIDATE
from benchmarks.explored import MANY as MOVED_NETWORK
from benchmarks.explored import ONE
from benchmarks.measure import CIW, DRAW, NATION, SIMPY, STAGED, WITHOUT_NUMBA, YARDSTICK, YEARS
from benchmarks.numbers import Numbers

SMALL, MIDDLE, LARGE = YEARS


@dataclass(frozen=True)
class Aim:
    """Something measured, and its limit: the most it may be, or the least."""

    what: str
    measured: float | None
    most: float | None = None
    least: float | None = None

    @property
    def wanted(self) -> str:
        """The limit in words."""
        return f"at least {self.least:g}" if self.least is not None else f"at most {self.most:g}"

    @property
    def verdict(self) -> str:
        """Whether it is reached."""
        if self.measured is None:
            return "not measured"
        reached = self.measured >= self.least if self.least is not None else self.measured <= (self.most or 0)
        return "yes" if reached else "no"


def speed(numbers: Numbers, name: str, size: str) -> float | None:
    """Bookings a second of a contender."""
    bookings, seconds = (numbers.median(what, "measure", name, size) for what in ("bookings", "seconds"))
    return None if bookings is None or seconds is None else bookings / seconds


def faster(numbers: Numbers, name: str, other: str, size: str, other_size: str = "") -> float | None:
    """How many times as many bookings a second a contender does as another."""
    one, two = speed(numbers, name, size), speed(numbers, other, other_size or size)
    return None if one is None or two is None else one / two


def aims(numbers: Numbers) -> list[Aim]:
    """All of them, ratios first."""
    times = partial(faster, numbers)

    def seconds(*words: str, what: str = "seconds") -> float | None:
        return numbers.median(what, *words)

    two_jobs = numbers.ratio("seconds", ("processes", "1"), ("processes", "2"))
    return [
        Aim("SimPy engine, times idiomatic SimPy, 120 thousand", times(SIMPY, YARDSTICK, MIDDLE), least=20),
        Aim("SimPy engine, times Ciw, 120 thousand", times(SIMPY, CIW, MIDDLE), least=4),
        Aim("staged without numba, times idiomatic SimPy", times(WITHOUT_NUMBA, YARDSTICK, LARGE, MIDDLE), least=30),
        Aim("staged with numba, times idiomatic SimPy", times(STAGED, YARDSTICK, LARGE, MIDDLE), least=300),
        Aim("whole replication, times its own draw, 12 thousand", times(DRAW, STAGED, SMALL), most=1.5),
        Aim("whole replication, times its own draw, 1.2 million", times(DRAW, STAGED, LARGE), most=1.5),
        Aim("a booking at 12 thousand, times one at 1.2 million", times(STAGED, STAGED, LARGE, SMALL), most=1.5),
        Aim("two jobs, times as fast as one", two_jobs, least=1.7),
        Aim("1,000 points of 10 replications, seconds", seconds("commands", MANY), most=8),
        Aim("353 counties, 10 replications, seconds", seconds("commands", COUNTIES), most=5),
        Aim("national four years compared, 10 replications, seconds", seconds("commands", NATIONS), most=15),
        Aim("paired answer for a county, 10 replications, base known, seconds", seconds("paired"), most=0.1),
        Aim("page to move things on, a slider moved, one county, seconds", seconds("explored", ONE), most=0.3),
        Aim(
            "the same for a network of 154 counties, four years, seconds", seconds("explored", MOVED_NETWORK), most=1.5
        ),
        Aim("flagship command, seconds", seconds("commands", FLAGSHIP), most=5),
        Aim("its numbers on screen, seconds", seconds("commands", FLAGSHIP, what="first_line_seconds"), most=2.5),
        Aim("`validate`, seconds", seconds("commands", VALIDATE), most=0.5),
        Aim("nation of 10 million bookings, one year on one core, seconds", seconds("measure", STAGED, NATION), most=2),
        Aim("its peak, MiB", seconds("measure", STAGED, NATION, what="peak_mib"), most=1024),
    ]
