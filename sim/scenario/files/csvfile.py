"""Tables in CSV files, each row told by the line on which it begins."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from sim.scenario.errors import Origin, Problem, ScenarioError


@dataclass(frozen=True)
class CsvTable:
    """A table without blanks around its cells, and without rows in which nothing stands.

    Rows have a cell for each column, and stand with their lines; what is wrong with others is `uneven`.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    uneven: list[Problem]

    @property
    def lacks_a_column(self) -> str:
        """What to say of a column that is not there."""
        return lacks_a_column(len(self.header))


def lacks_a_column(columns: int) -> str:
    """Say that a column is not there; not which are, for a first line that is no header is a record."""
    return f"the column is missing, and must be given; the first line names {columns} columns"


def text_of(content: bytes, source: str) -> str:
    """The text of a file of a table.

    Raises
    ------
    ScenarioError
        If it is not in UTF-8, with the line.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        message = "is not text in UTF-8; save it as CSV UTF-8"
        raise ScenarioError([Problem(Origin(source, line), "", message)]) from None


def csv_table(text: str, source: str) -> CsvTable:
    """Read a table of which the first line is the header.

    Raises
    ------
    ScenarioError
        If it is no CSV file.
    """
    reader, line, lines = csv.reader(io.StringIO(text, newline=""), strict=True), 1, []
    try:
        for cells in reader:
            lines.append((line, [cell.strip() for cell in cells]))
            line = reader.line_num + 1
    except csv.Error as error:
        raise ScenarioError([Problem(Origin(source, line), "", f"is not a CSV file: {error}")]) from None
    header = lines[0][1] if lines else []
    filled = [(line, cells) for line, cells in lines[1:] if any(cells)]
    uneven = [
        Problem(Origin(source, line), "", uneven_row(cells, header))
        for line, cells in filled
        if len(cells) != len(header)
    ]
    return CsvTable(header, [(line, cells) for line, cells in filled if len(cells) == len(header)], uneven)


def uneven_row(cells: Sequence[str], header: Sequence[str]) -> str:
    """Say that a row has not a cell for each column."""
    return f"has {len(cells)} cells, but the header names {len(header)} columns"
