"""A list of agencies as it really comes, and what is wrong with its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.base import control_character
from sim.scenario.errors import all_of, printable
from sim.scenario.files.csvfile import uneven_row
from sim.sheets.account import Fate
from sim.sheets.headers import spelt
from sim.sheets.layout import Layout, layout_of
from sim.sheets.spellings import told_by_columns
from sim.sheets.whole import rows_below

TOLD = told_by_columns("agencies")
"""What the importer wants to know, and how headers spell it."""

REQUIRED = ("state", "agency", "model")


@dataclass(frozen=True)
class Finding:
    """A line of the report: why something became of a cell, or of a whole row, which has no column.

    The header is row 1, and a column is as the file heads it. For a merged row, `became` is the jail.
    """

    file: str
    row: int
    column: str
    as_printed: str
    became: str
    reason: str
    kind: Fate


@dataclass(frozen=True)
class AgencyRow:
    """A row of a list, and the line where it stands, the header being 1.

    Its cells are named by what they tell (a key of `TOLD`), without blanks around them.
    """

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, what: str) -> str:
        return self.cells.get(what, "")


@dataclass(frozen=True)
class AgencyList:
    """A list of agencies: how its header spells each key of `TOLD` that it has, its rows, and notes on the file.

    A row that has too few or too many cells, or none that is filled, is a finding.
    """

    file: str
    columns: dict[str, str]
    rows: tuple[AgencyRow, ...]
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


def read_lists(paths: Sequence[Path]) -> list[AgencyList]:
    """Read several lists.

    Raises
    ------
    ValueError
        With a line for each file that is none.
    """
    return all_of(read_list, dict.fromkeys(paths))


def read_list(path: Path) -> AgencyList:
    """Read a list of agencies, as `sim.sheets` finds its table.

    Raises
    ------
    ValueError
        If there is no such file, or it holds no table, or that lacks a column that is needed.
    """
    layout = layout_of(path)
    columns = _columns(layout)
    places = {what: layout.header.index(name) for what, name in columns.items()}
    rows, findings = [], []
    for line, cells in rows_below(layout):
        if message := _unreadable(cells, layout.header):
            printed = printable(",".join(cells))
            findings.append(Finding(str(path), line, "", printed, "", message, Fate.LEFT_OUT))
        else:
            told = {what: " ".join(cells[place].split()) for what, place in places.items()}
            rows.append(AgencyRow(str(path), line, told))
    notes = layout.remarks
    if "last_listed" not in columns and "first_listed" in columns:
        column = columns["first_listed"]
        notes.append(f"{path}: {column} is the day a list first had a row; nothing says which agreements have ended")
    return AgencyList(str(path), columns, tuple(rows), tuple(findings), tuple(notes))


def _columns(layout: Layout) -> dict[str, str]:
    found = {what: names[0] for what, names in spelt(layout.header, TOLD).items() if names}
    if missing := [what for what in REQUIRED if what not in found]:
        wanted = "; ".join(f"{what} (as {', '.join(TOLD[what].spellings)})" for what in missing)
        where = f"{layout.path}:{layout.header_line}"
        raise ValueError(f"{where}: no recognised header: found {', '.join(layout.header)}; wanted {wanted}")
    return found


def _unreadable(cells: Sequence[str], header: Sequence[str]) -> str | None:
    if not any(cell.strip() for cell in cells):
        return "all its cells are blank"
    if found := control_character(" ".join(" ".join(cells).split())):
        return f"has the control character {found}, which no name has"
    if len(cells) != len(header):
        return uneven_row(cells, header)
    return None
