"""A list of agencies as it really comes: encodings, byte-order mark, spellings of the header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from sim.scenario.base import control_character
from sim.scenario.errors import ScenarioError, printable
from sim.scenario.files.csvfile import csv_rows, uneven_row
from sim.sheets.account import Fate
from sim.sheets.encodings import encoding_of
from sim.sheets.headers import spelt

SPELLINGS: dict[str, tuple[str, ...]] = {
    "state": ("state",),
    "agency": ("law enforcement agency", "agency", "agency name", "lea"),
    "model": ("support type", "model", "agreement type", "program model"),
    "type": ("type", "agency type"),
    "fips": ("fips", "county fips", "county code"),
    "county": ("county", "county name", "parish"),
    "signed": ("signed", "date signed", "signed date", "signing date", "date parsed"),
    "date_in_filename": ("date in filename",),
    "file": ("file", "filename", "moa file"),
    "first_listed": ("first listed", "first seen", "snapshot"),
    "last_listed": ("last listed", "last seen"),
}
"""What the importer wants to know, and how headers spell it; the first that stands in a header is taken."""

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

    Its cells are named by what they tell (a key of `SPELLINGS`), without blanks around them.
    """

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, what: str) -> str:
        return self.cells.get(what, "")


@dataclass(frozen=True)
class AgencyList:
    """A list of agencies: how its header spells each key of `SPELLINGS` that it has, its rows, and notes on the file.

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
    lists, wrong = [], []
    for path in dict.fromkeys(paths):
        try:
            lists.append(read_list(path))
        except ValueError as error:
            wrong.append(str(error))
    if wrong:
        raise ValueError("\n".join(wrong))
    return lists


def read_list(path: Path) -> AgencyList:
    """Read a list of agencies.

    Raises
    ------
    ValueError
        If there is no such file, or it is no text, no CSV file, empty, or lacks a column that is needed.
    """
    header, lines, notes = read_table(path)
    columns = _columns(path, header)
    places = {what: header.index(name) for what, name in columns.items()}
    rows, findings = [], []
    for line, cells in lines:
        if message := _unreadable(cells, header):
            printed = printable(",".join(cells))
            findings.append(Finding(str(path), line, "", printed, "", message, Fate.LEFT_OUT))
        else:
            told = {what: " ".join(cells[place].split()) for what, place in places.items()}
            rows.append(AgencyRow(str(path), line, told))
    if "last_listed" not in columns and "first_listed" in columns:
        column = columns["first_listed"]
        notes = (
            *notes,
            f"{path}: {column} is the day a list first had a row; nothing says which agreements have ended",
        )
    return AgencyList(str(path), columns, tuple(rows), tuple(findings), notes)


def read_table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]], tuple[str, ...]]:
    """Read the header, the numbered rows and notes of a CSV file in any usual encoding; lines without text are none.

    Raises
    ------
    ValueError
        If there is no such file, or it is no text, no CSV file, or empty.
    """
    text, notes = _text(path)
    try:
        rows = [(line, cells) for line, cells in csv_rows(text, str(path)) if cells]
    except ScenarioError as error:
        raise ValueError(f"{error}; save the list as CSV UTF-8") from None
    if not rows:
        raise ValueError(f"{path}: is empty; a list has a header and a row for each agreement")
    (_, header), *lines = rows
    return [name.strip() for name in header], lines, notes


def _text(path: Path) -> tuple[str, tuple[str, ...]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error.strerror}") from None
    encoding = encoding_of(BytesIO(content), path)
    note = encoding.remark(path)
    return content.decode(encoding.name).removeprefix("\ufeff"), () if note is None else (note,)


def _columns(path: Path, header: list[str]) -> dict[str, str]:
    found = spelt(header, SPELLINGS)
    if missing := [what for what in REQUIRED if what not in found]:
        wanted = "; ".join(f"{what} (as {', '.join(SPELLINGS[what])})" for what in missing)
        raise ValueError(f"{path}:1: no recognised header: found {', '.join(header)}; wanted {wanted}")
    return found


def _unreadable(cells: list[str], header: list[str]) -> str | None:
    if not any(cell.strip() for cell in cells):
        return "all its cells are blank"
    if found := control_character(" ".join(" ".join(cells).split())):
        return f"has the control character {found}, which no name has"
    if len(cells) != len(header):
        return uneven_row(cells, header)
    return None
