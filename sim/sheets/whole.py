"""Rows with all their cells and their lines, one at a time: for lists that are public, and may be told."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice

from sim.sheets.layout import Layout
from sim.sheets.opening import Kind
from sim.sheets.workbooks import rows_of


def rows_below(layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Give the rows below the header with the lines on which they begin; a line without text is none.

    Raises
    ------
    ValueError
        If the table is no CSV file.
    """
    first = layout.header_line + 1
    rows = _of_workbook(layout, first) if layout.kind is Kind.WORKBOOK else _of_text(layout, first)
    for line, cells in rows:
        closed = layout.closed and len(cells) == len(layout.header) + 1 and not cells[-1].strip()
        if cells:
            yield line, cells[:-1] if closed else cells


def _of_workbook(layout: Layout, first: int) -> Iterator[tuple[int, list[str]]]:
    yield from enumerate(islice(rows_of(layout.path), first - 1, None), start=first)


def _of_text(layout: Layout, first: int) -> Iterator[tuple[int, list[str]]]:
    line = first
    with layout.text() as text:
        reader = csv.reader(islice(text, first - 1, None), delimiter=layout.separator, strict=True)
        try:
            for cells in reader:
                yield line, cells
                line = first + reader.line_num
        except csv.Error as error:
            raise ValueError(f"{layout.path}:{line}: is not a CSV file: {error}; save it as CSV UTF-8") from None
