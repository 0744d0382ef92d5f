"""Counties by code and by name, the agencies that serve them, and the field offices that serve those."""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

_KINDS = re.compile(r" (county|parish|city)$", re.IGNORECASE)
_COUNTY_OF_AGENCY = (re.compile(r"^(.+?) (?:county|parish)\b"), re.compile(r"^(.+?) city\b"))


@dataclass(frozen=True)
class County:
    """A county, parish or independent city.

    Parameters
    ----------
    fips
        Its code: five digits, as text.
    population
        Residents, 2012-16; None where the source has none.
    foreign_born
        Share of residents born abroad; None where the source has none.
    field_office
        The ICE field office that serves it, as a name in a scenario: lower case, ``_`` for blanks.
    """

    fips: str
    name: str
    state: str
    state_abbr: str
    population: int | None
    foreign_born: float | None
    field_office: str

    @property
    def jail(self) -> str:
        """The name of its jail in a scenario, such as ``va_prince_william`` or, of a city, ``va_norfolk_city``."""
        base = re.sub(r" (County|Parish)$", "", self.name)
        return slug(f"{self.state_abbr} {base}")


class Counties:
    """Counties, found by code, by name, and by the name of an agency."""

    def __init__(
        self, counties: Iterable[County], fixes: dict[tuple[str, str], str], agencies: dict[tuple[str, str], str]
    ) -> None:
        self._counties = tuple(counties)
        self._fixes = {(state, _full_key(printed)): meant for (state, printed), meant in fixes.items()}
        self._agencies = {(state, _full_key(agency)): county for (state, agency), county in agencies.items()}

    def __iter__(self) -> Iterator[County]:
        return iter(self._counties)

    def __len__(self) -> int:
        return len(self._counties)

    @cached_property
    def _by_fips(self) -> dict[str, County]:
        return {county.fips: county for county in self._counties}

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], County]:
        """By state and name with its kind, and by name alone, where a county goes before a city."""
        named = {(each.state, _base_key(each.name)): each for each in reversed(self._counties)}
        return named | {(each.state, _full_key(each.name)): each for each in self._counties}

    def with_fips(self, fips: str) -> County | None:
        """Find the county with a code of five digits."""
        return self._by_fips.get(fips)

    def named(self, state: str, name: str) -> County | None:
        """Find a county by its name as the table spells it, but for case, accents, blanks, stops, and St for Saint.

        A name without County, Parish or city, or with the wrong one of the first two, is taken for a county if there is
        one, else for a city.
        """
        if county := self._by_name.get((state, _full_key(name))):
            return county
        if name.casefold().endswith(" city"):
            return None
        return self._by_name.get((state, _base_key(name)))

    def of_name(self, name: str) -> list[County]:
        """Find the counties of all states that have a name, with or without their kind."""
        key = _base_key(name)
        return [each for each in self._counties if _base_key(each.name) == key]

    def fixed(self, state: str, name: str) -> County | None:
        """Find what a county's name is known to be a misprint of."""
        meant = self._fixes.get((state, _full_key(name)))
        return self.named(state, meant) if meant else None

    def nearest(self, state: str, name: str) -> County | None:
        """Find the county whose name is most like a misspelt one; None where none is alike, or two are equally."""
        if not (key := _base_key(name)):
            return None
        bases = {_base_key(each.name): each for each in self._counties if each.state == state}
        ratios = {base: difflib.SequenceMatcher(None, key, base).ratio() for base in bases}
        best = sorted(ratios, key=lambda base: (-ratios[base], base))[:2]
        if not best or ratios[best[0]] < 0.8 or (len(best) > 1 and ratios[best[0]] == ratios[best[1]]):
            return None
        return self.named(state, bases[best[0]].name)

    def of_agency(self, state: str, agency: str) -> County | None:
        """Find the county that an agency is named after, or is known to serve."""
        if name := self._agencies.get((state, _full_key(agency))):
            return self.named(state, name)
        words = " ".join(agency.casefold().split())
        for pattern, kind in zip(_COUNTY_OF_AGENCY, ("county", "city"), strict=True):
            match = pattern.match(words)
            if match and (county := self.named(state, f"{match[1]} {kind}")):
                return county
        return None


@cache
def known_counties() -> Counties:
    """Read the counties that the package has."""
    offices = {
        (row["state"], _full_key(row["county"])): slug(row["field_office"]) for row in _rows("areas_of_responsibility")
    }
    fixes = {(row["state"], row["as_printed"]): row["county"] for row in _rows("county_name_fixes")}
    agencies = {(row["state"], row["agency"]): row["county"] for row in _rows("agency_counties")}
    return Counties((_county(row, offices) for row in _rows("counties")), fixes, agencies)


def slug(text: str) -> str:
    """Make a name for a scenario of a text: lower case, ``_`` for blanks, letters and digits only."""
    return "_".join(re.sub(r"[^a-z0-9 _-]", "", _plain(text)).replace("-", " ").split())


def _county(row: dict[str, str], offices: dict[tuple[str, str], str]) -> County:
    state, name = row["state"], row["county"]
    office = offices.get((state, ""), "") or offices.get((state, _base_key(name)), "")
    residents, percent = row["population"], row["foreign_born_percent"]
    return County(
        fips=row["fips"],
        name=name,
        state=state,
        state_abbr=row["state_abbr"],
        population=int(residents) if residents else None,
        foreign_born=round(float(percent) / 100, 4) if percent else None,
        field_office=office,
    )


def _rows(table: str) -> list[dict[str, str]]:
    text = files("sim.agencies").joinpath(f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()


def _full_key(name: str) -> str:
    words = re.sub(r"\b(saint|st)\b\.?", "st", _plain(name))
    return re.sub(r"[^a-z0-9]", "", words)


def _base_key(name: str) -> str:
    return _full_key(_KINDS.sub("", name.strip()))
