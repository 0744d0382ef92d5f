"""Which column of an export holds what: by how its header is spelt, then by what its cells look like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sim.records.moments import looks_like_moments, looks_like_times
from sim.records.severity import are_severities
from sim.scenario.facts import FACTS, FOREIGN_BORN, Form
from sim.sheets.headers import plain, spelt
from sim.sheets.layout import Layout
from sim.sheets.spellings import told_by_columns


class Role(StrEnum):
    """What a column may tell of a booking."""

    BOOKED = "booked"
    BOOKED_TIME = "booked_time"
    RELEASED = "released"
    RELEASED_TIME = "released_time"
    STAY = "stay"
    NUMBER = "number"
    PERSON = "person"
    NIGHT = "night"
    EXTRACTED = "extracted"
    CHARGE = "charge"
    SEVERITY = "severity"
    REASON = "reason"


_TOLD = told_by_columns("records")

MEANINGS: dict[str, str] = {Role(role): told.meaning for role, told in _TOLD.items()}
"""What each role is, for people."""

FACT_KEYS = tuple(fact.key for fact in (FOREIGN_BORN, *FACTS) if fact.form is Form.SHARE)
"""Facts of which the records may say yes or no, in columns of these names."""

YES, NO = ("true", "yes", "1", "y", "t"), ("false", "no", "0", "n", "f")
"""How facts are written."""

_ASKED = {Role.BOOKED, Role.RELEASED, Role.NUMBER, Role.NIGHT}
"""Of these it is asked which of several columns is meant; of others the first is taken."""

_LOOKED_AT = 500
_NAMED_SO = 0.5
"""The share of cells that must be words for severity in a column whose header says that it has them."""

_MOMENT_ROLES = {Role.BOOKED, Role.RELEASED, Role.NIGHT, Role.EXTRACTED}
_TIME_ROLES = {Role.BOOKED_TIME, Role.RELEASED_TIME}


@dataclass(frozen=True)
class Guess:
    """The columns of a table as far as they can be told.

    Parameters
    ----------
    columns
        The header of each role.
    candidates
        Of a role for which several may be meant: their headers.
    """

    columns: Mapping[str, str]
    candidates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def guess(layout: Layout) -> Guess:
    """Tell the columns of a table by their headers, and drop those whose cells are something else."""
    found = {Role(role): _fitting(layout, Role(role), names) for role, names in spelt(layout.header, _TOLD).items()}
    columns: dict[str, str] = {role: names[0] for role, names in found.items() if len(names) == 1}
    candidates = {role: names for role, names in found.items() if len(names) > 1}
    for role in [each for each in candidates if each not in _ASKED]:
        columns[role] = candidates.pop(role)[0]
    if Role.RELEASED in columns:
        columns.pop(Role.STAY, None)
    _find_severity(layout, columns)
    columns |= {
        key: name
        for key in FACT_KEYS
        for name in layout.header
        if plain(name) == plain(key) and are_yes_no(layout.cells(name)[:_LOOKED_AT])
    }
    # A column tells one thing: the first of those that it might.
    taken: dict[str, str] = {}
    for each, name in columns.items():
        taken.setdefault(name, each)
    told = {str(each): name for name, each in taken.items()}
    return Guess(told, {str(role): names for role, names in candidates.items()})


def _fitting(layout: Layout, role: Role, names: Sequence[str]) -> tuple[str, ...]:
    """The headers that may be meant, of those that are spelt as the role is: those whose cells may be of it."""
    named = [name for name in names if _fits(layout.cells(name), role)]
    filled = [name for name in named if layout.cells(name)]
    return tuple(filled or named)


def are_yes_no(cells: Sequence[str]) -> bool:
    """Whether all cells say yes or no."""
    return bool(cells) and {cell.lower() for cell in cells} <= {*YES, *NO}


def _fits(cells: Sequence[str], role: Role) -> bool:
    some = cells[:_LOOKED_AT]
    if not some:
        return role not in {Role.BOOKED, Role.NUMBER, Role.NIGHT, Role.EXTRACTED}
    if role in _MOMENT_ROLES:
        return looks_like_moments(some)
    if role in _TIME_ROLES:
        return looks_like_times(some)
    return role is not Role.NUMBER or not looks_like_moments(some[:200])


def _find_severity(layout: Layout, columns: dict[str, str]) -> None:
    """Take for severities the column that holds them, whatever its header says, and what is left for charges."""
    charge, severity = columns.get(Role.CHARGE), columns.get(Role.SEVERITY)
    if severity and not are_severities(layout.cells(severity)[:_LOOKED_AT], _NAMED_SO):
        del columns[Role.SEVERITY]
    if Role.SEVERITY in columns:
        return
    if charge and are_severities(layout.cells(charge)[:_LOOKED_AT]):
        columns[Role.SEVERITY] = columns.pop(Role.CHARGE)
        if severity:
            columns[Role.CHARGE] = severity
    elif found := [name for name in layout.header if _says_severity(layout, name)]:
        columns[Role.SEVERITY] = found[0]


def _says_severity(layout: Layout, name: str) -> bool:
    """Whether cells are words for severity that mean nothing else, as single letters may."""
    cells = layout.cells(name)[:_LOOKED_AT]
    return are_severities(cells) and any(word in cell.lower() for cell in cells for word in ("felony", "misd"))


def odd_headers(columns: Mapping[str, str]) -> Iterator[str]:
    """What is read from a column whose header says something else."""
    for role in (Role.CHARGE, Role.SEVERITY):
        name = columns.get(role)
        if name is not None and any(names for each, names in spelt([name], _TOLD).items() if each != role):
            yield f"{MEANINGS[role]}: read from {name!r}, for what stands in it"
