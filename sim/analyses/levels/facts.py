"""The published facts that levels are fitted to, read from a folder of three tables and checked."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import as_file, files
from pathlib import Path
from typing import TypeVar

from sim.scenario.errors import Origin, Problem, ScenarioError
from sim.scenario.files.beside import content_of
from sim.scenario.files.csvfile import csv_table

FIRST_YEAR = 2010
"""The fiscal year from which the walks of counties start."""

INDEX_YEAR = 2012
"""The last fiscal year with a level of its own; from then on the national number of detainers is followed."""

LAST_YEAR = 2030
"""After which no year is taken."""

LEAST_NONCITIZENS = 50
"""Adults who are not citizens in a county with fewer, which the survey cannot tell from none."""

LEAST_COUNTIES = 5
"""Counties with counts of the first and the last year, without which nothing is fitted."""

_LEAST_PER_YEAR = 0.5
Row = TypeVar("Row")


class Role(StrEnum):
    """What a count is for."""

    FITTED = "fitted"
    LATER = "later"
    HELD_OUT = "held out"
    BREAK = "break"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class County:
    """A county: its code, its name, and its adults who are not citizens, by the survey; None where it has none."""

    fips: str
    name: str
    state: str
    noncitizen_adults: int | None

    @property
    def size(self) -> float:
        """The logarithm of noncitizen adults, `LEAST_NONCITIZENS` of them at least."""
        return math.log(max(self.noncitizen_adults or 0, LEAST_NONCITIZENS))


@dataclass(frozen=True)
class Count:
    """A published count: people, the fiscal year in which the middle of its period lies, and what it is a year."""

    fips: str
    year: int
    count: int
    per_year: float
    role: Role
    what: str
    source: str

    @property
    def years(self) -> float:
        """How long it was counted, in years."""
        return self.count / self.per_year


@dataclass(frozen=True)
class JailOfCounty:
    """A jail of a scenario, by its name there and the code of its county."""

    jail: str
    fips: str


@dataclass(frozen=True)
class Facts:
    """All that levels are fitted to: counties by code, counts, and detainers in the country by fiscal year."""

    counties: Mapping[str, County]
    counts: tuple[Count, ...]
    national: Mapping[int, float]

    def of(self, *roles: Role) -> tuple[Count, ...]:
        """The counts that are for something."""
        return tuple(count for count in self.counts if count.role in roles)

    def log_index(self, year: int) -> float:
        """The logarithm of the country's detainers in a year over those of `INDEX_YEAR`; 0 up to then."""
        return math.log(self.national[year] / self.national[INDEX_YEAR]) if year > INDEX_YEAR else 0.0

    def checked_years(self, years: Sequence[int]) -> tuple[int, ...]:
        """The years if each has a level.

        Raises
        ------
        ValueError
            If one is before the first counts, or has no national number.
        """
        known = sorted({*range(FIRST_YEAR, INDEX_YEAR + 1), *self.national})
        if unknown := [year for year in years if year not in known]:
            given = ", ".join(map(str, unknown))
            raise ValueError(f"--years: no level can be told of {given} (known: {', '.join(map(str, known))})")
        return tuple(years)


def own_facts() -> Facts:
    """Read the facts that the package has."""
    with as_file(files("sim.analyses.levels")) as folder:
        return read_facts(folder)


def read_facts(folder: Path) -> Facts:
    """Read ``counties.csv``, ``counts.csv`` and ``national.csv`` of a folder.

    Raises
    ------
    ScenarioError
        With all that is wrong with them, each with its file and line.
    """
    problems: list[Problem] = []
    counties = {each.fips: each for each in _table(folder / "counties.csv", _COUNTIES, _county, problems)}
    counts = tuple(_table(folder / "counts.csv", _COUNTS, lambda cells: _count(cells, counties), problems))
    national = dict(_table(folder / "national.csv", _NATIONAL, _of_nation, problems))
    problems += _missing(folder, counts, national)
    if problems:
        raise ScenarioError(problems)
    return Facts(counties, counts, national)


def read_jails_of_counties(path: Path, facts: Facts) -> tuple[JailOfCounty, ...]:
    """Read which jails levels are wanted for: a file with the columns ``jail`` and ``fips``, such as a jails file.

    Raises
    ------
    ScenarioError
        With all that is wrong with it.
    """
    problems: list[Problem] = []
    seen: set[str] = set()

    def jail(cells: Mapping[str, str]) -> JailOfCounty:
        if not cells["jail"]:
            raise ValueError("jail: must be given")
        if cells["jail"] in seen:
            raise ValueError(f"jail: {cells['jail']} is given twice; keep one")
        seen.add(cells["jail"])
        return JailOfCounty(cells["jail"], _known(cells["fips"], facts.counties))

    jails = tuple(_table(path, ("jail", "fips"), jail, problems))
    if problems:
        raise ScenarioError(problems)
    return jails


_COUNTIES = ("fips", "county", "state", "noncitizen_adults")
_COUNTS = ("fips", "year", "count", "per_year", "role", "what", "source")
_NATIONAL = ("year", "detainers")


def _table(
    path: Path, columns: Sequence[str], made: Callable[[Mapping[str, str]], Row], problems: list[Problem]
) -> Iterator[Row]:
    """Give what each row of a table makes; what is wrong is added to the problems."""
    try:
        text = content_of(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioError([Problem(Origin(str(path)), "", "is not text in UTF-8; save it as CSV UTF-8")]) from None
    table = csv_table(text, str(path))
    if missing := [column for column in columns if column not in table.header]:
        problems += [Problem(Origin(str(path), 1), column, table.lacks_a_column) for column in missing]
        return
    problems += table.uneven
    if not table.rows and not table.uneven:
        problems.append(Problem(Origin(str(path)), "", "has no rows"))
    for line, cells in table.rows:
        try:
            yield made(dict(zip(table.header, cells, strict=True)))
        except ValueError as error:
            problems.append(Problem(Origin(str(path), line), "", str(error)))


def _county(cells: Mapping[str, str]) -> County:
    adults = cells["noncitizen_adults"]
    known = int(_number("noncitizen_adults", adults, least=-math.inf)) if adults else None
    if len(cells["fips"]) != 5 or not cells["fips"].isdecimal():
        raise ValueError(f"fips: '{cells['fips']}' is no code of a county (allowed: five digits)")
    return County(cells["fips"], cells["county"], cells["state"], known)


def _count(cells: Mapping[str, str], counties: Mapping[str, County]) -> Count:
    count = _number("count", cells["count"], least=1)
    per_year = _number("per_year", cells["per_year"], least=_LEAST_PER_YEAR)
    if cells["role"] not in list(Role):
        raise ValueError(f"role: '{cells['role']}' is unknown (allowed: {', '.join(Role)})")
    role = Role(cells["role"])
    fips, year = _known(cells["fips"], counties), _year(cells["year"], FIRST_YEAR)
    if (role in {Role.FITTED, Role.ELSEWHERE}) != (year <= INDEX_YEAR):
        span = f"{FIRST_YEAR} to {INDEX_YEAR}" if year > INDEX_YEAR else f"{INDEX_YEAR + 1} or later"
        raise ValueError(f"year: {year} is out of range for a count that is {role} (allowed: {span})")
    return Count(fips, year, int(count), per_year, role, cells["what"], cells["source"])


def _of_nation(cells: Mapping[str, str]) -> tuple[int, float]:
    return _year(cells["year"], INDEX_YEAR), _number("detainers", cells["detainers"], least=1)


def _known(fips: str, counties: Mapping[str, County]) -> str:
    if fips not in counties:
        raise ValueError(f"fips: there is no county with the code '{fips}' (five digits, with a leading 0)")
    return fips


def _year(text: str, first: int) -> int:
    year = _number("year", text, least=-math.inf)
    if not first <= year <= LAST_YEAR or year != int(year):
        raise ValueError(f"year: {text} is out of range (allowed: {first} to {LAST_YEAR})")
    return int(year)


def _number(name: str, text: str, least: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{name}: '{text}' is no number")
    if number < least:
        raise ValueError(f"{name}: {text} is too small (allowed: {least:g} or more)")
    return number


def _missing(folder: Path, counts: Sequence[Count], national: Mapping[int, float]) -> Iterator[Problem]:
    """Name years without a national number that the counts need; tell if too little is fitted."""
    fitted = {(count.fips, count.year) for count in counts if count.role is Role.FITTED}
    known = {fips for fips, _ in fitted if (fips, FIRST_YEAR) in fitted and (fips, INDEX_YEAR) in fitted}
    if len(known) < LEAST_COUNTIES:
        told = f"{len(known)} counties have counts that are fitted of both {FIRST_YEAR} and {INDEX_YEAR}"
        yield Problem(Origin(str(folder / "counts.csv")), "", f"{told} (needed: {LEAST_COUNTIES} or more)")
    origin = Origin(str(folder / "national.csv"))
    needed = {INDEX_YEAR, *(count.year for count in counts if count.year > INDEX_YEAR)}
    for year in sorted(needed - national.keys()):
        yield Problem(origin, "year", f"{year} is missing, and needed by the counts of that year")
