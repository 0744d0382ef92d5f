"""The scenario that `lostleads new` writes, to start from: of any county, or of one by its name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.output.files import write_text
from sim.output.pages import filled
from sim.scenario.base import control_character
from sim.scenario.errors import printable
from sim.scenario.facts import Part, given_in
from sim.scenario.levels import MOST_REMOVABLE

_REMARKS, _REMARKS_AFTER_LONG_VALUES = 29, 51
"""Columns in which remarks begin."""

BOOKINGS_PER_RESIDENT_YEAR = 0.033
"""ASSUMPTION for a county whose bookings are not known, as in ``scenarios/shared/county.yaml``."""

FLAGGED_PER_REMOVABLE = 0.85
"""Of removable people booked, the share whom deputies flag in the starter; a test holds it to a run."""


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
        return int(round(BOOKINGS_PER_RESIDENT_YEAR * self.population, -1))

    @property
    def foreign_born(self) -> float:
        """The share of bookings that are foreign-born: of residents, or more if the level cannot be reached else."""
        needed = self.level / FLAGGED_PER_REMOVABLE / MOST_REMOVABLE / self.bookings_per_year
        return round(min(1.0, max(self.born_abroad, needed)), 4)

    @property
    def removable(self) -> str:
        """The share of these who are removable, with its range, so that the level and its interval follow."""
        whole = self.bookings_per_year * self.foreign_born * FLAGGED_PER_REMOVABLE
        shares = (min(1.0, each / whole) for each in (self.level, self.low, self.high))
        value, low, high = (f"{share:.3g}" for share in shares)
        return f"{{value: {value}, low: {low}, high: {high}}} "


def write_starter(path: Path, start: CountyStart | None = None, named: str = "") -> None:
    """Write a commented scenario, named after its file unless told, or that of a county; a file there is replaced.

    Raises
    ------
    ValueError
        If no scenario can be named so.
    """
    for each in (str(path), named):
        if found := control_character(each.replace("\n", "\0")):
            raise ValueError(f"{printable(each)}: the control character {found} is in its name; choose another")
    name = (named or path.stem).replace("_", " ").replace("-", " ").strip()
    if start is not None:
        name = f"{start.name}, {start.state}"
    values = {} if start is None else _values(start)
    facts = {part.name.lower(): "\n".join(_lines(part, values)) for part in Part}
    text = filled(
        "starter.yaml",
        file=path,
        name=json.dumps(name, ensure_ascii=False),
        facts=facts,
        start=start,
    )
    write_text(text, path)


def _values(start: CountyStart) -> Mapping[str, str]:
    """What stands in the place of the starter's own values, with remarks."""
    share = start.born_abroad
    raised = "that of residents" if start.foreign_born == round(share, 4) else f"of residents {share}; raised"
    reach = f"{start.low:,.0f} to {start.high:,.0f}"
    return {
        "foreign_born": f"{start.foreign_born}  # NOT CALIBRATED: {raised}, for want of the share of people booked",
        "removable": f"{start.removable}  # NOT CALIBRATED: by the level\nof {start.level:,.0f} a year ({reach})",
    }


def _lines(part: Part, values: Mapping[str, str]) -> Iterator[str]:
    """Write the keys of facts of one part, with their remarks below one another."""
    indent = "  " * (part.count(".") + 1)
    for given in (given for _, given in given_in(part) if given.starter):
        value, _, remark = values.get(given.key, given.starter).partition("  # ")
        line = f"{indent}{given.key}: {value}"
        column = _REMARKS if len(line) < _REMARKS else _REMARKS_AFTER_LONG_VALUES
        remark = remark.replace("\n", f"\n{'':{column}}# ")
        yield f"{line:{column}}# {remark}" if remark else line
