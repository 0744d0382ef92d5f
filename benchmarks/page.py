"""The page docs/performance.md, from what was measured; what was not is told as such."""

from __future__ import annotations

import os
import platform
import textwrap
from importlib.metadata import PackageNotFoundError, version

from benchmarks.aims import MIDDLE, aims, faster, speed
from benchmarks.commands import COMMANDS, COUNTIES, FEW, FLAGSHIP, MANY, NATION_ALONE, NATIONS, VALIDATE
from benchmarks.measure import CIW, CONTENDERS, NATION, OWN, SLOW, YARDSTICK, YEARS
from benchmarks.numbers import Numbers
from benchmarks.parts import PARTS

PAIRS = [
    *((name, size) for size in YEARS for name in CONTENDERS if name not in SLOW or size in tuple(YEARS)[:2]),
    *((name, NATION) for name in OWN),
]
"""Which contender runs at which size."""

_LIBRARIES = ("numpy", "scipy", "simpy", "numba", "ciw", "salabim", "cimba", "nagasim")
_HEAD = """
    Long commands run once. Each figure is a whole replication (draw, custody, identities and counts) of one county
    (benchmarks/county.yaml), for 1, 10 and 100 years, and of a nation of 350 such jails under 24 field offices. At
    12 thousand bookings it is a tenth of ten replications, which go through the staged engine together, as in every
    study; of each all is drawn anew. `idiomatic SimPy` is the same system as a textbook would write it (a process
    per booking, PriorityResource, request | release, scalar draws; see benchmarks/idiomatic.py). Ciw, salabim,
    Cimba and NagaSim, each in its own idiom, run the interview and review stages only, with reneging and shifts, on
    the same mean rates and durations, and only people who can meet a line. Bookings count all people, also those
    who never meet a line. Loading, calendars and compilation come before the clock.
"""
_COMMANDS = {
    VALIDATE: "`validate` of a county",
    FLAGSHIP: "flagship comparison of a county, with its pictures",
    COUNTIES: "353 counties, one year, 10 replications, no pictures",
    NATIONS: "national four years compared, 10 replications, no pictures",
    NATION_ALONE: "the same in one process",
    FEW: "sweep of 100 points of the county year, 10 replications, with its pictures",
    MANY: "sweep of 1,000 points",
}
_WHY = """
    Where the time goes, and so why aims are missed. Seconds hang on the machine, so the speed of idiomatic SimPy in
    the table of contenders tells how to read them; ratios do not. The SimPy engine runs all three lines with rounds and
    lists, Ciw two of them; four fifths of its time are SimPy's events, two fifths of which are arrivals. A whole
    replication costs more than its draw by the counts, of which there are some fifty, then by the three lines
    (table of parts); a draw that becomes cheaper makes that ratio larger. At 12 thousand bookings it is calls of
    NumPy that cost, not what they work on. Of the 353 counties three quarters of the time are draws: each jail
    has twenty facts of its own, whose calls cost more than their bookings, though replications of a jail are
    drawn together as far as memory allows it. Of a sweep two thirds of the time are runs: each point draws the
    two facts that it changes, and sends, checks and counts ten replications anew; the rest is to make its
    scenario and to tell of it, a quarter of that as CSV. A third of `validate` are the models of a scenario,
    which pydantic makes ready each time, a quarter is what the scenario implies, a fifth the import of NumPy,
    pydantic and ruamel.yaml; the rest is the file and the command line. The flagship command spends most of its
    time in the SimPy engine, which it uses unless `--engine` says otherwise, and then in pictures.
"""


def page(numbers: Numbers, rounds: int) -> str:
    """Ratios and aims first, then what they are made of."""
    libraries = ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    head = f"Written by `make bench` on {machine}, {libraries}. Medians of {rounds} interleaved rounds."
    parts = [
        ["# Performance"],
        _wrapped(f"{head} {_HEAD}"),
        _aims(numbers),
        _wrapped(_WHY),
        _contenders(numbers),
        ["Where the yardstick was not run at a size, its speed at 120 thousand stands in."],
        ["Where a staged replication, compiled, spends its time:"],
        _parts(numbers),
        ["Commands, with two jobs unless said otherwise, in a process started anew:"],
        _commands(numbers),
        _sentences(numbers),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), 120)


def _shown(value: float | None, form: str = ",.3g") -> str:
    return "-" if value is None else f"{value:{form}}"


def _aims(numbers: Numbers) -> list[str]:
    rows = [f"| {each.what} | {_shown(each.measured)} | {each.wanted} | {each.verdict} |" for each in aims(numbers)]
    return ["| aim | measured | wanted | reached |", "| --- | ---: | --- | --- |", *rows]


def _contenders(numbers: Numbers) -> list[str]:
    lines = [
        "| bookings | contender | times idiomatic SimPy | times Ciw | bookings a second | seconds | peak MiB |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, size in PAIRS:
        ratios = [
            faster(numbers, name, other, size, size if (other, size) in PAIRS else MIDDLE) for other in (YARDSTICK, CIW)
        ]
        seconds, peak = (numbers.median(what, "measure", name, size) for what in ("seconds", "peak_mib"))
        told = [_shown(each, ",.1f") for each in ratios]
        told += [_shown(speed(numbers, name, size), ",.0f"), _shown(seconds, ".4g"), _shown(peak, ",.0f")]
        lines.append(f"| {size} | {name} | {' | '.join(told)} |")
    return lines


def _parts(numbers: Numbers) -> list[str]:
    rows = [
        f"| {part} | {' | '.join(_shown(numbers.median(part, 'parts', size), '.2f') for size in YEARS)} |"
        for part in PARTS
    ]
    head = f"| milliseconds a replication | {' | '.join(YEARS)} |"
    return [head, "| --- |" + " ---: |" * len(YEARS), *rows]


def _commands(numbers: Numbers) -> list[str]:
    lines = ["| command | seconds | first line after | peak MiB, largest process |", "| --- | ---: | ---: | ---: |"]
    for name in COMMANDS:
        told = (numbers.median(what, "commands", name) for what in ("seconds", "first_line_seconds"))
        shown = " | ".join(_shown(each, ".2f") for each in told)
        peak = _shown(numbers.median("peak_mib", "commands", name), ",.0f")
        lines.append(f"| {_COMMANDS[name]} | {shown} | {peak} |")
    return lines


def _sentences(numbers: Numbers) -> list[str]:
    one, two = (_shown(numbers.median("seconds", "processes", jobs), ".1f") for jobs in ("1", "2"))
    memory = numbers.ratio("peak_mib", ("commands", MANY), ("commands", FEW))
    time = numbers.ratio("seconds", ("commands", MANY), ("commands", FEW))
    return _wrapped(
        f"24 replications of the nation of 10 million bookings, start-up included, take {one} s in one process and "
        f"{two} s in two. A sweep of ten times the points takes {_shown(time)} times as long, and "
        f"{_shown(memory)} times the memory."
    )
