"""What `lostleads new` writes: scenarios to start from, with screening and without, of any county or one by name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.manual.known import Known
from sim.output.files import write_text
from sim.output.names import begun, listed
from sim.output.pages import filled
from sim.scenario.base import control_character
from sim.scenario.errors import printable
from sim.scenario.facts import Part, given_in
from sim.scenario.levels import MOST_REMOVABLE

BOOKINGS_PER_RESIDENT_YEAR, LEAST_PER_RESIDENT_YEAR, MOST_PER_RESIDENT_YEAR = 0.033, 0.02, 0.045
"""ASSUMPTION for a county whose bookings are not known, as in ``scenarios/shared/county.yaml``, with its range."""

FLAGGED_PER_REMOVABLE = 0.85
"""Of removable people booked, the share whom deputies flag in the starter; a test holds it to a run."""

_FOREIGN_BORN_SPREAD = 0.33
"""ASSUMPTION: by which part the share of bookings that are foreign-born may differ from that of residents."""

_USUAL = {
    "bookings_per_year": "10000",
    "officers": "1",
    "duty_days": "all",
    "duty_hours": "00:00-24:00",
    "hold_hours": "48",
}
"""What stands for what is not known, by the keys of `Known`."""

_USUAL_VALUES = {
    "bookings_per_year": f"{{value: {_USUAL['bookings_per_year']}, low: 8000, high: 12000, "
    'why: "assumption: a placeholder; count them in your jail"}',
    "hold_hours": f'{{value: {_USUAL["hold_hours"]}, source: "8 CFR 287.7(d)", why: "past release due"}}',
}
"""The same as a file has it, by key."""

_USUAL_SHIFT = {
    "officers": f"{{value: {_USUAL['officers']}, low: 1, high: 3}}",
    "days": _USUAL["duty_days"],
    "hours": f'"{_USUAL["duty_hours"]}"',
}
_SHIFT_KNOWN = {"officers": "officers", "duty_days": "days", "duty_hours": "hours"}
"""Keys of `Known`, and what they are of a shift."""

_PLACEHOLDER_PRICES = {
    "officer_hour": (60, "an hour on duty of a screening officer"),
    "held_day": (150, "24 hours of a person kept for ICE past release due"),
    "reimbursed_per_held_day": (0, "of these, what the county is given back"),
    "fixed_per_year": (50000, "the programme, for a year with a screening team in force"),
}
"""Round figures that nobody published, and what they are the price of."""


@dataclass(frozen=True)
class CountyStart:
    """What a scenario of a county starts from; nothing of it is calibrated.

    Parameters
    ----------
    jail
        The name of its jail.
    name, state, fips
        Where it is.
    population, born_abroad
        Residents, and the share of them born abroad.
    level, low, high, level_year
        How many people a year deputies would flag there, with a 90 % interval, and of which year that is.
    rests_on
        Whose counts that rests on.
    """

    jail: str
    name: str
    state: str
    fips: str
    population: int
    born_abroad: float
    level: float
    low: float
    high: float
    level_year: int
    rests_on: str

    @property
    def bookings_per_year(self) -> int:
        """Bookings a year, by residents."""
        return self._bookings(BOOKINGS_PER_RESIDENT_YEAR)

    def values(self, known: Known) -> Iterator[tuple[str, str]]:
        """What is not known of bookings, so that the level and its interval follow; by key, as a file has it."""
        bookings = float(known.bookings_per_year or self.bookings_per_year)
        foreign_born = float(known.foreign_born or self._foreign_born(bookings))
        if known.bookings_per_year is None:
            ends = f"low: {self._bookings(LEAST_PER_RESIDENT_YEAR)}, high: {self._bookings(MOST_PER_RESIDENT_YEAR)}"
            why = f"by residents, {LEAST_PER_RESIDENT_YEAR} to {MOST_PER_RESIDENT_YEAR} each"
            yield "bookings_per_year", _assumed(f"value: {self.bookings_per_year}, {ends}", why)
        if known.foreign_born is None:
            ends = ", ".join(f"{end}: {_share(foreign_born * factor)}" for end, factor in _AROUND.items())
            raised = foreign_born > round(self.born_abroad, 4)
            why = f"of residents {self.born_abroad}{', raised to reach the level' if raised else ''}"
            yield "foreign_born", _assumed(f"value: {foreign_born}, {ends}", why)
        whole = bookings * foreign_born * FLAGGED_PER_REMOVABLE
        shares = (f"{end}: {_share(level / whole)}" for end, level in self._levels.items())
        yield "removable", _assumed(", ".join(shares), f"by the level, {self.level:,.0f} a year ({self.reach})")

    def doubts(self, known: Known) -> Iterator[str]:
        """What is known that the level does not agree with."""
        given = known.bookings_per_year
        if given is not None and self.level > (most := given * MOST_REMOVABLE * FLAGGED_PER_REMOVABLE):
            yield (
                f"{self.level:,.0f} people flagged a year, the level of {self.name}, are more than the {most:,.0f} "
                f"that {given:,g} bookings could give: are these all bookings of a year? If so, replace foreign_born "
                "and removable, which follow from the level"
            )

    @property
    def reach(self) -> str:
        """The interval of the level."""
        return f"{self.low:,.0f} to {self.high:,.0f}"

    @property
    def _levels(self) -> Mapping[str, float]:
        return {"value": self.level, "low": self.low, "high": self.high}

    def _bookings(self, per_resident_year: float) -> int:
        return max(1, int(round(per_resident_year * self.population, -1)))

    def _foreign_born(self, bookings: float) -> float:
        """The share of bookings that are foreign-born: of residents, or more if the level cannot be reached else."""
        needed = self.level / FLAGGED_PER_REMOVABLE / MOST_REMOVABLE / bookings
        return round(min(1.0, max(self.born_abroad, needed)), 4)


_AROUND = {"low": 1 - _FOREIGN_BORN_SPREAD, "high": 1 + _FOREIGN_BORN_SPREAD}


def _share(share: float) -> str:
    return f"{min(1.0, share):.3g}"


def _assumed(numbers: str, why: str) -> str:
    return f"{{{numbers}, why: {json.dumps(f'assumption, NOT CALIBRATED: {why}')}}}"


def usual_answers(start: CountyStart | None) -> dict[str, str]:
    """What stands for what is not known, by the keys of `Known`: of any county, or of one."""
    return _USUAL if start is None else _USUAL | {"bookings_per_year": str(start.bookings_per_year)}


def starter_files(path: Path) -> tuple[Path, Path]:
    """Name the files of a scenario and of the same with the agreement ended, which stands beside it."""
    return path, path.with_name(f"{path.stem}_ended{path.suffix}")


def write_starter(path: Path, start: CountyStart | None = None, known: Known | None = None, named: str = "") -> None:
    """Write `starter_files`: a commented scenario and the same without screening; files that are there are replaced.

    They are named after their files unless told, or after the county.

    Raises
    ------
    ValueError
        If no scenario can be named so.
    """
    for each in (str(path), named):
        if found := control_character(each) or ("U+000A" if "\n" in each else None):
            shown = printable(" ".join(each.splitlines()))
            raise ValueError(f"{shown}: the control character {found} is in its name; choose another")
    _, ended = starter_files(path)
    name = (named or path.stem).replace("_", " ").replace("-", " ").strip()
    if start is not None:
        name = f"{start.name}, {start.state}"
    known = known or Known()
    content: dict[str, Any] = {
        "title": name,
        "file": path.name,
        "ended": ended.name,
        "extends": json.dumps(path.name, ensure_ascii=False),
        "names": {each: json.dumps(f"{name}, agreement {each}", ensure_ascii=False) for each in ("in force", "ended")},
        "jail": "my_jail" if start is None else start.jail,
        "start": start,
        "value": _lines_of(known, start),
        "shift": _shift(known),
        "costs": "\n".join(_costs(known)),
        "facts": {part.name.lower(): "\n".join(_facts(part, known, start)) for part in Part},
    }
    for file, template in ((path, "starter.yaml"), (ended, "starter_ended.yaml")):
        write_text(filled(template, **content), file)


def _lines_of(known: Known, start: CountyStart | None) -> Mapping[str, str]:
    """What a file has for each key: what is known with a remark, or what stands for it."""
    derived = {} if start is None else dict(start.values(known))
    return {**_USUAL_VALUES, **derived, **{key: f"{value}{_remark(value)}" for key, value in known.written.items()}}


def _remark(*given: str) -> str:
    """What stands behind values that were given, unless they say their source."""
    return (
        "" if all("source: " in value for value in given) else "  # given to lostleads new; write its source beside it"
    )


def _facts(part: Part, known: Known, start: CountyStart | None) -> Iterator[str]:
    """Write the keys of facts of one part, each below what it means."""
    indent, values = "  " * (part.count(".") + 1), _lines_of(known, start)
    for given in (given for _, given in given_in(part) if given.starter):
        yield f"{indent}# {begun(given.meaning)}."
        yield f"{indent}{given.key}: {values.get(given.key, given.starter)}"


def _shift(known: Known) -> str:
    """Write the shift of the deputies."""
    given = {_SHIFT_KNOWN[key]: value for key, value in known.written.items() if key in _SHIFT_KNOWN}
    shift = ", ".join(f"{key}: {value}" for key, value in (_USUAL_SHIFT | given).items())
    but_for = f" but for {listed([*given])}" if given else ""
    why = "" if given.keys() == _USUAL_SHIFT.keys() else f', why: "assumption{but_for}"'
    return f"{{{shift}{why}}}{_remark(*given.values())}"


def _costs(known: Known) -> Iterator[str]:
    """Write the prices that are known, and what might stand for the others in lines that have no effect."""
    given = known.written
    any_is = not given.keys().isdisjoint(_PLACEHOLDER_PRICES)
    yield "costs:" if any_is else "# costs:"
    for key, (price, of) in _PLACEHOLDER_PRICES.items():
        line = f"{key}: {given.get(key, price)}"
        yield f"  {line}{_remark(given[key])}" if key in given else f"  # {line}  # PLACEHOLDER: {of}"
